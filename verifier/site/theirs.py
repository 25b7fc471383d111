"""The small form below a report: is it theirs? What is typed is compared once, never kept and never shown again."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from types import MappingProxyType

from starlette.datastructures import FormData
from starlette.requests import Request

from verifier.examine import Examined
from verifier.identity import Match, Typed, matches
from verifier.report import Verdict
from verifier.site.forms import text
from verifier.site.i18n import lazy
from verifier.site.rendering import say

MAX_AGAIN = 300_000  # bytes of what the form may carry to be checked again

_SENTENCES: Mapping[Match, str] = MappingProxyType(
    {
        Match.SAME: lazy("What you typed is what the certificate says of its learner."),
        Match.PARTLY: lazy("A part of what you typed is what the certificate says; the rest does not stand in it."),
        Match.OTHER: lazy("What you typed is not what the certificate says of its learner."),
        Match.NOTHING: lazy("The certificate says nothing that this could be compared with."),
    }
)
_TONES: Mapping[Match, str] = MappingProxyType(
    {Match.SAME: "good", Match.PARTLY: "unsure", Match.OTHER: "bad", Match.NOTHING: "unsure"}
)


@dataclass(frozen=True)
class Theirs:
    """The answer about one credential: its title is beside it, for there may be several."""

    title: str
    sentence: str
    tone: str


def read_typed(fields: FormData) -> Typed | None:
    """What was typed into the form; None where nothing was."""
    typed = Typed(*(text(fields, each.name) for each in dataclass_fields(Typed)))
    return typed if typed.given() else None


def answer_theirs(request: Request, examined: Iterable[Examined], typed: Typed | None) -> list[Theirs]:
    """An answer for each credential, in order; none where nothing was typed."""
    if typed is None:
        return []
    found = [(each, matches(each.credential.claims, typed)) for each in _credentials(examined) if each.credential]
    return [Theirs(title_of(each), say(request, _SENTENCES[match]), _tone(each, match)) for each, match in found]


def again(raw: bytes) -> str:
    """The text that brings the same bytes to the checking page once more; empty where they are too many."""
    if len(raw) > MAX_AGAIN:
        return ""
    try:
        written = raw.decode("utf-8")
    except UnicodeDecodeError:
        written = ""
    if written and "\r" not in written and "\0" not in written:  # a form writes line ends its own way
        return written
    return "data:application/octet-stream;base64," + base64.b64encode(raw).decode("ascii")


def _credentials(examined: Iterable[Examined]) -> Iterator[Examined]:
    for each in examined:
        if each.report.format == "list":
            yield from _credentials(each.inside)
        else:
            yield each


def _tone(examined: Examined, match: Match) -> str:
    """Never green below a report that is not: what a forged certificate says may fit anybody."""
    is_good = match is not Match.SAME or examined.report.own_verdict is Verdict.VALID
    return _TONES[match] if is_good else "unsure"


def title_of(examined: Examined) -> str:
    """The first title that the credential gives itself; empty where there is none."""
    titles = examined.record.title if examined.record else ()
    return titles[0].text if titles else ""
