"""Learning opportunities beside a stack: which of them would count towards what it lacks, the best first.

What a description says is its provider's word. It is matched by the engine's own rules, and counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from wallet.pathways.documents import Kind
from wallet.pathways.opportunity import Opportunity, planned_achievement
from wallet.pathways.service import Published, list_public, open_public, opportunity_of
from wallet.recognition.prospects import Prospect, prospects
from wallet.service import NotFound, Service
from wallet.stacks.service import Evaluated, Holdings
from wallet.stacks.stack import Planned


@dataclass(frozen=True)
class Offered:
    """A learning opportunity that would count towards what one rule lacks."""

    published: Published
    opportunity: Opportunity
    prospect: Prospect

    @property
    def signed(self) -> bool:
        """Whether the provider that it names has signed it."""
        return not self.published.proved_ids.isdisjoint(self.opportunity.provider.ids)

    def rank(self, on: date) -> tuple[bool, Fraction, bool, bool, date, str]:
        """The better, the smaller: what completes the requirement, what adds more, what asks for no list besides, what
        its provider signed, what begins next."""
        starts = self.opportunity.starts
        begins = starts if starts and starts >= on else date.max
        of = self.prospect
        return (not of.completes, -of.adds, of.listed, not self.signed, begins, self.published.document.digest)


def offered(evaluated: Evaluated, held: Holdings, directory: Iterable[Published]) -> Mapping[str, tuple[Offered, ...]]:
    """Path of a rule -> what would count towards what it lacks, of all that somebody can still begin."""
    on = held.at.date()
    beside = {}
    for published in directory:
        opportunity = opportunity_of(published)
        if not opportunity.is_over(on):
            planned = planned_achievement(opportunity, on)
            beside[planned.id] = (published, opportunity, planned)
    known = replace(held.known, accepted=evaluated.own.stack.accepted)
    could = [planned for _, _, planned in beside.values()]
    found: dict[str, list[Offered]] = {}
    for each in prospects(evaluated.own.stack.pathway, evaluated.evaluation, evaluated.achievements, could, known):
        published, opportunity, _ = beside[each.achievement]
        found.setdefault(each.rule, []).append(Offered(published, opportunity, each))
    return {rule: tuple(sorted(several, key=lambda each: each.rank(on))) for rule, several in found.items()}


def directory_of(service: Service) -> list[Published]:
    """Every learning opportunity that is in the open."""
    return list_public(service, Kind.OPPORTUNITY)


def described_in(service: Service, several: Iterable[Planned]) -> dict[str, Opportunity]:
    """The learning opportunities that planned courses came from, by digest; those taken back are not among them."""
    found = {}
    for each in several:
        if each.opportunity:
            try:
                found[each.opportunity] = opportunity_of(open_public(service, each.opportunity))
            except NotFound:
                continue
    return found
