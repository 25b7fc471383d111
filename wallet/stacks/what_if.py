"""A course that a learner thinks of, as an achievement: planned, never mixed with what was earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from wallet.pathways.opportunity import PLANNED, Aim, Opportunity, planned_achievement
from wallet.recognition.achievement import Achievement
from wallet.recognition.body import identity_of
from wallet.recognition.exact import number_text, read_number
from wallet.recognition.languages import in_language
from wallet.recognition.match import HIGHEST_LEVEL
from wallet.recognition.pathway import Party
from wallet.service import Problem
from wallet.stacks.stack import Planned

MOST_PLANNED = 20
MOST_OUTCOMES = 20
LONGEST = 200  # characters of one field
MOST_ECTS = 300


def read_planned(title: str, ects: str, eqf: str, issuer: str, outcomes: str) -> Planned:
    """What was typed; outcomes are web addresses, one a line. Raises Problem `planned.title`, `.ects`, `.eqf`,
    `.outcomes`, `.too_long`."""
    name, body = " ".join(title.split()), " ".join(issuer.split())
    if not name:
        raise Problem("planned.title", "title")
    for field, text in (("title", name), ("issuer", body)):
        if len(text) > LONGEST:
            raise Problem("planned.too_long", field)
    amount = read_number(ects.strip().replace(",", ".")) if ects.strip() else Fraction(0)
    if amount is None or not 0 <= amount <= MOST_ECTS:
        raise Problem("planned.ects", "ects")
    if eqf.strip() and eqf.strip() not in map(str, range(1, HIGHEST_LEVEL + 1)):
        raise Problem("planned.eqf", "eqf")
    lines = tuple(dict.fromkeys(line for line in outcomes.split() if line))
    if len(lines) > MOST_OUTCOMES or any(len(line) > 2 * LONGEST for line in lines):
        raise Problem("planned.outcomes", "outcomes")
    return Planned(name, number_text(amount) if amount else "", eqf.strip(), body, lines)


def add_planned(before: tuple[Planned, ...], more: Planned) -> tuple[Planned, ...]:
    """Both, each once. Raises Problem `planned.too_many`."""
    if more in before:
        return before
    if len(before) >= MOST_PLANNED:
        raise Problem("planned.too_many")
    return (*before, more)


def planned_from(opportunity: Opportunity, language: str) -> Planned:
    """What is remembered of a learning opportunity: enough to say what it was should its description be taken back."""
    provider = opportunity.provider
    return Planned(
        title=in_language(opportunity.title, language)[:LONGEST],
        ects=number_text(opportunity.ects) if opportunity.ects else "",
        eqf=str(opportunity.eqf or ""),
        issuer=next(iter(provider.ids), provider.name)[:LONGEST],
        outcomes=tuple(each.uri for each in opportunity.outcomes if each.uri)[:MOST_OUTCOMES],
        opportunity=opportunity.digest,
    )


def planned_achievements(
    several: Iterable[Planned], on: date, described: Mapping[str, Opportunity] = MappingProxyType({})
) -> tuple[Achievement, ...]:
    """Each as if it were awarded on that day or later, and its issuer proved. `described`: the learning opportunities
    that are still there, by digest; of any other counts what was remembered."""
    return tuple(planned_achievement(described.get(each.opportunity) or _described(each), on) for each in several)


def _described(planned: Planned) -> Opportunity:
    """What was typed, as the description of a course."""
    return Opportunity(
        id=PLANNED,
        title={"und": planned.title},
        provider=Party(planned.issuer, (identity_of(planned.issuer),) if planned.issuer else ()),
        outcomes=tuple(Aim({}, uri) for uri in planned.outcomes),
        ects=read_number(planned.ects),
        eqf=int(planned.eqf) if planned.eqf else None,
    )
