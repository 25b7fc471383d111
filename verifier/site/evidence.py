"""The button below a report that fetches the evidence: what comes is compared, told in a sentence and not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from limits import parse
from starlette.datastructures import FormData
from starlette.requests import Request

from verifier.codec.pointer import safe_text
from verifier.evidence import evidence_sentence, fetch_evidence, names_evidence
from verifier.examined import Examined
from verifier.report import Outcome, Verdict
from verifier.site.forms import text
from verifier.site.i18n import language_of
from verifier.site.rate_limit import address_of, limits_of
from verifier.site.theirs import title_of
from verifier.world import World

FETCHES = parse("6/minute")  # each may ask some thirty addresses that whoever made the credential chose
LONGEST = 300  # characters of an address

_TONES: Mapping[Outcome, str] = MappingProxyType({Outcome.PASS: "good", Outcome.FAIL: "bad"})


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: the title of the credential that names it, its address, and what came of it."""

    title: str
    url: str
    sentence: str
    tone: str


@dataclass(frozen=True)
class Evidence:
    """What the page says of evidence. `offered`: there is some, and nobody asked for it yet."""

    offered: bool
    pieces: tuple[Piece, ...] = ()


def answer_evidence(request: Request, fields: FormData, examined: Sequence[Examined], world: World) -> Evidence:
    """Fetch what is named where the form asks for it. Raises TooMany."""
    if not any(names_evidence(each) for each in examined):
        return Evidence(offered=False)
    if not text(fields, "evidence"):
        return Evidence(offered=True)
    limits_of(request).hit(FETCHES, "evidence", address_of(request))
    world, language = world.with_budget(), language_of(request)
    found = [each for one in examined for each in fetch_evidence(one, world)]
    return Evidence(
        offered=False,
        pieces=tuple(
            Piece(
                title_of(each),
                safe_text(piece.url, LONGEST),
                evidence_sentence(piece, language),
                _tone(each, piece.outcome),
            )
            for each, piece in found
        ),
    )


def _tone(examined: Examined, outcome: Outcome) -> str:
    """Never green below a report that is not: a forged credential states whatever digest fits."""
    tone = _TONES.get(outcome, "unsure")
    return tone if tone != "good" or examined.report.own_verdict is Verdict.VALID else "unsure"
