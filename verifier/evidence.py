"""The evidence that credentials name, fetched because a reader asks for it: what it is, and the sentence about it.

It decides nothing: a credential is as good as before where its evidence is gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.catalogue import sentence
from verifier.errors import JsonObject
from verifier.examined import Examined
from verifier.related import MOST_EVIDENCE, FoundEvidence, check_evidence, named_evidence
from verifier.report import Outcome
from verifier.world import World


def names_evidence(examined: Examined) -> bool:
    """Whether there is an address to ask."""
    return any(named_evidence(each.credential) for each in _credentials(examined) if each.credential)


def fetch_evidence(examined: Examined, world: World) -> list[tuple[Examined, FoundEvidence]]:
    """Each piece beside the credential that names it, those of credentials inside too; in all not many more than one
    credential may name. Never raises."""
    world = world.with_budget()
    found: list[tuple[Examined, FoundEvidence]] = []
    for each in _credentials(examined):
        if each.credential and len(found) < MOST_EVIDENCE:
            found += [(each, piece) for piece in check_evidence(each.credential, world)]
    return found


def evidence_sentence(found: FoundEvidence, language: str) -> str:
    """What came of one piece, in `language`."""
    known = found.outcome is Outcome.UNKNOWN and sentence(language, found.reason or "", {"url": found.url})
    return known or sentence(language, f"evidence.{found.outcome.value}") or ""


def evidence_json(found: FoundEvidence) -> JsonObject:
    """One piece as programs read it; `sha256` is of what came."""
    answer = found.answer.sha256 if found.answer else None
    return {"url": found.url, "outcome": found.outcome.value, "reason": found.reason, "sha256": answer}


def _credentials(examined: Examined) -> Iterator[Examined]:
    if examined.report.format != "list":
        yield examined
    for each in examined.inside:
        yield from _credentials(each)
