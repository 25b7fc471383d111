"""Which pathways somebody is on already, by what they hold; and pathways found by words, level and field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from wallet.pathways.agreements import Concerned
from wallet.pathways.opportunity import Opportunity
from wallet.recognition.achievement import Achievement
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.finding import State
from wallet.recognition.match import Match
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import Credits, HasOutcome, Item, Rule, walk

MOST_TRIED = 100  # pathways that are evaluated for one page
_NODES = 20_000  # of the search, for each of them: enough to see whether something fits
_ASKING = frozenset({"item", "credits", "outcome"})

Agreed = Callable[[Pathway], Concerned]


@dataclass(frozen=True)
class Fit:
    """How far what somebody holds meets a pathway: so many of so many requirements, and ECTS that count."""

    pathway: Pathway
    evaluation: Evaluation
    met: int
    asked: int
    ects: Fraction

    @property
    def holds_part(self) -> bool:
        """Whether anything of theirs counts in it."""
        return any(each.by for each in self.evaluation.findings)


def fit_of(pathway: Pathway, achievements: Iterable[Achievement], at: datetime, agreed: Concerned | None = None) -> Fit:
    """How far the achievements meet one pathway at `at`."""
    known = agreed or Concerned()
    around = Circumstances(known.agreements, known.signatures, complete=True, nodes=_NODES)
    evaluation = evaluate(pathway, achievements, at, around)
    asking = [each for each in evaluation.findings if each.kind in _ASKING]
    met = sum(1 for each in asking if each.state is State.MET)
    return Fit(pathway, evaluation, met, len(asking), evaluation.totals.rounded)


def pathways_for(
    achievements: Iterable[Achievement], pathways: Iterable[Pathway], at: datetime, agreed: Agreed | None = None
) -> list[Fit]:
    """The pathways of which the achievements meet a part, the nearest first."""
    held = tuple(achievements)
    if not held:
        return []
    tried = [each for each, _ in zip(pathways, range(MOST_TRIED), strict=False)]
    fits = [fit_of(each, held, at, agreed(each) if agreed else None) for each in tried]
    found = [each for each in fits if each.holds_part]
    return sorted(found, key=lambda each: (-Fraction(each.met, max(each.asked, 1)), -each.ects, each.pathway.digest))


def fields_of(pathway: Pathway) -> frozenset[str]:
    """The ISCED-F codes that its rules name."""
    return frozenset(code for rule in walk(pathway.root) for match in _matches(rule) for code in match.isced)


def is_about(pathway: Pathway, query: str, level: int | None, field: str) -> bool:
    """Whether every word of the query stands in it, and it leads to that level, in that field (an ISCED-F code)."""
    texts = [*pathway.title.values(), *pathway.description.values(), *pathway.target.title.values(), pathway.owner.name]
    texts += [text for rule in walk(pathway.root) for text in rule.title.values()]
    return (
        _has_words(texts, query)
        and (level is None or pathway.target.eqf == level)
        and (not field or any(code.startswith(field) for code in fields_of(pathway)))
    )


def is_offered(opportunity: Opportunity, query: str, level: int | None, field: str, language: str) -> bool:
    """Whether a learning opportunity fits what is looked for."""
    texts = [*opportunity.title.values(), *opportunity.description.values(), opportunity.provider.name]
    texts += [text for each in opportunity.outcomes for text in each.title.values()]
    return (
        _has_words(texts, query)
        and (level is None or opportunity.eqf == level)
        and (not field or any(code.startswith(field) for code in opportunity.isced))
        and (not language or language in opportunity.languages)
    )


def _has_words(texts: Iterable[str], query: str) -> bool:
    said = " ".join(texts).casefold()
    return all(word in said for word in query.casefold().split())


def _matches(rule: Rule) -> Iterator[Match]:
    match = rule.match if isinstance(rule, Item | Credits | HasOutcome) else None
    if match is not None:
        yield match
