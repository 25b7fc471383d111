"""How one credential might be recognised: its completeness, the letter, the track, the criteria; in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import quote

from starlette.requests import Request

from verifier.achieved import data_model
from verifier.catalogue import format_date
from verifier.errors import Fact
from verifier.examine import Examined
from verifier.plain_record import plain_title
from verifier.record import Record
from verifier.site.i18n import language_of, lazy
from verifier.site.rendering import say
from wallet.recognition.achievement import Achievement
from wallet.recognition.completeness import Element, State, measure
from wallet.recognition.criteria import Criterion, Strength, grade_criteria
from wallet.recognition.register import NOBODY_LISTED, Listed
from wallet.recognition.tracks import Reason, choose_track
from wallet.stacks.letter import ELEMENTS, LACKING, About, Letter, write_letter
from wallet.stacks.recognition_words import BASES, CRITERIA, REASONS, STRENGTHS, TRACKS

LONGEST_MAIL = 1800  # characters of the text that a mailto: link carries

_STATES = {
    State.STATED: ("good", lazy("Stated")),
    State.PARTLY: ("amber", lazy("Partly stated")),
    State.LEFT_OUT: ("none", lazy("Left out")),
    State.NO_FIELD: ("none", lazy("Left out; the format has no field for it")),
    State.IF_APPLICABLE: ("none", lazy("Not stated; it may not apply")),
}
_TONES = {Strength.STRONG: "good", Strength.SUBSTANTIAL: "link", Strength.WEAK: "amber", Strength.NONE: "none"}


@dataclass(frozen=True)
class PlainElement:
    """One of the sixteen elements: how it stands, where (JSON pointers), and what it lacks."""

    title: str
    number: str
    optional: bool
    tone: str
    word: str
    places: tuple[str, ...]
    lacks: str


@dataclass(frozen=True)
class PlainCriterion:
    """One of the seven criteria with its grade and the reason for it."""

    name: str
    tone: str
    word: str
    reason: str


@dataclass(frozen=True)
class Case:
    """What can be said of one credential. `track` and what follows are empty where it holds several achievements: each
    of them is recognised for itself."""

    title: str
    stated: int
    of: int
    elements: tuple[PlainElement, ...]
    letter: Letter | None
    mailto: str
    several: int
    track: str = ""
    basis: str = ""
    reasons: tuple[str, ...] = ()
    criteria: tuple[PlainCriterion, ...] = ()


def case_of(
    request: Request,
    examined: Examined,
    achievements: tuple[Achievement, ...],
    assured: Mapping[str, Listed] = NOBODY_LISTED,
) -> Case | None:
    """The case of a credential; None where it could not be read. `assured` as for `choose_track`."""
    credential, record = examined.credential, examined.record
    if credential is None or record is None:
        return None
    found = measure(record, data_model(credential))
    title = plain_title(record, language_of(request)).text
    letter = write_letter(found, _about(request, record), partial(say, request))
    case = Case(
        title=title,
        stated=sum(each.is_there for each in found.mandatory),
        of=len(found.mandatory),
        elements=tuple(_element(request, each) for each in found.elements),
        letter=letter,
        mailto=_mailto(letter) if letter else "",
        several=len(achievements),
    )
    if len(achievements) != 1:
        return case
    choice = choose_track(achievements[0], found, assured)
    criteria = grade_criteria(achievements[0], record, assured)
    return Case(
        **{
            **vars(case),
            "track": say(request, TRACKS[choice.track]),
            "basis": say(request, BASES[choice.basis]),
            "reasons": tuple(_reason(request, each) for each in choice.reasons),
            "criteria": tuple(_criterion(request, each) for each in criteria),
        }
    )


def _about(request: Request, record: Record) -> About:
    title = record.title[0].text if record.title else ""
    names = [each.text for each in record.learner if each.detail.get("kind") == "name"]
    try:
        day = format_date(datetime.fromisoformat(record.issued[0].text), language_of(request)) if record.issued else ""
    except ValueError:
        day = ""
    return About(title, names[0] if names else "", day)


def _mailto(letter: Letter) -> str:
    return f"mailto:?subject={quote(letter.subject, safe='')}&body={quote(letter.text[:LONGEST_MAIL], safe='')}"


def _element(request: Request, element: Element) -> PlainElement:
    tone, word = _STATES[element.state]
    name, _ = ELEMENTS[element.name]
    lacks = say(request, LACKING[element.code]) if element.code and element.is_there else ""
    number = element.number
    return PlainElement(
        say(request, name), number, not element.is_mandatory, tone, say(request, word), element.places, lacks
    )


def _criterion(request: Request, criterion: Criterion) -> PlainCriterion:
    grade = criterion.strength
    return PlainCriterion(
        say(request, CRITERIA[criterion.name]),
        _TONES[grade],
        say(request, STRENGTHS[grade]),
        _reason(request, criterion.reason),
    )


def _reason(request: Request, reason: Reason) -> str:
    facts: dict[str, Fact] = dict(reason.facts)
    elements = facts.get("elements")
    if isinstance(elements, list):
        facts["elements"] = ", ".join(say(request, ELEMENTS[str(each)][0]) for each in elements)
    copied = facts.get("at")
    if isinstance(copied, str):
        facts["at"] = format_date(datetime.fromisoformat(copied), language_of(request))
    return say(request, REASONS[reason.code], facts)
