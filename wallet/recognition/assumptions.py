"""What an evaluation rests on and does not prove: said with it, always."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from fractions import Fraction

from verifier.errors import Fact
from wallet.recognition.achievement import Achievement, Trouble, Unit
from wallet.recognition.agreement import Decision
from wallet.recognition.barring import troubles_of
from wallet.recognition.counting import Count
from wallet.recognition.evaluation import Assumption
from wallet.recognition.pathway import Pathway
from wallet.recognition.recognition import Recognition
from wallet.recognition.rule import Not, walk
from wallet.recognition.shelf import Shelf, bits

FEWEST_HOURS, MOST_HOURS = 25, 30  # for one ECTS credit (ECTS Users' Guide 2015)


def assumptions_of(
    pathway: Pathway,
    shelf: Shelf,
    used: frozenset[int],
    agreed: Sequence[Recognition],
    accepted: Iterable[tuple[str, str]],
    counted: Count,
    at: datetime,
    *,
    complete: bool,
) -> tuple[Assumption, ...]:
    """Everything that a person should know about a result, in a fixed order."""
    return tuple(
        Assumption(code, facts)
        for code, facts in (
            *_of_pathway(pathway, at, complete=complete),
            *_of_credentials([shelf.achievements[index] for index in sorted(used)], at),
            *_of_agreements(agreed, counted),
            *_of_people(accepted, shelf),
        )
    )


def _of_pathway(pathway: Pathway, at: datetime, *, complete: bool) -> Iterator[tuple[str, dict[str, Fact]]]:
    yield "advice", {}
    if pathway.valid_from and at.date() < pathway.valid_from:
        yield "pathway.not_yet", {"from": pathway.valid_from.isoformat()}
    if pathway.valid_until and at.date() > pathway.valid_until:
        yield "pathway.ended", {"until": pathway.valid_until.isoformat()}
    if complete and any(isinstance(each, Not) for each in walk(pathway.root)):
        yield "not.over_what_is_held", {}


def _of_credentials(used: Sequence[Achievement], at: datetime) -> Iterator[tuple[str, dict[str, Fact]]]:
    for code, several in (
        ("counted.planned", [each for each in used if each.planned]),
        ("counted.suspended", [each for each in used if Trouble.SUSPENDED in troubles_of(each, at)]),
        ("counted.status_unknown", [each for each in used if Trouble.STATUS_UNKNOWN in troubles_of(each, at)]),
        ("counted.expired", [each for each in used if Trouble.EXPIRED in troubles_of(each, at)]),
        ("credits.several", [each for each in used if _says_several(each)]),
        ("credits.unusual_hours", [each for each in used if _is_unusual(each)]),
    ):
        if several:
            yield code, {"achievements": [each.id for each in several]}


def _says_several(each: Achievement) -> bool:
    return len({amount.number for amount in each.credits if amount.unit is Unit.ECTS}) > 1


def _is_unusual(each: Achievement) -> bool:
    """Whether it states more or fewer hours for each ECTS credit than usual: a hint, and no more."""
    ects, hours = each.amount(Unit.ECTS), each.amount(Unit.HOURS)
    return bool(ects and hours) and not FEWEST_HOURS <= (hours or Fraction(0)) / (ects or Fraction(1)) <= MOST_HOURS


def _of_agreements(agreed: Sequence[Recognition], counted: Count) -> Iterator[tuple[str, dict[str, Fact]]]:
    relied = {use.hit.agreement for uses in counted.uses.values() for use in uses}
    advice = [each for each in agreed if each.digest in relied and each.agreement.decision is Decision.ADVICE]
    if advice:
        yield "agreement.advice", {"agreements": [each.digest for each in advice]}
    needed = sorted({text for each in agreed if each.digest in relied for text in each.agreement.evidence_needed})
    if needed:
        yield "agreement.evidence_needed", {"evidence": [*needed]}


def _of_people(accepted: Iterable[tuple[str, str]], shelf: Shelf) -> Iterator[tuple[str, dict[str, Fact]]]:
    held = {shelf.achievements[index].id for index in bits(shelf.all)}
    pairs = sorted([rule, name] for rule, name in accepted if name in held)
    if pairs:
        yield "accepted", {"pairs": [[*pair] for pair in pairs]}
