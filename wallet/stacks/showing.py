"""What the page of a stack draws beside the evaluation: what changed, what is planned, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from verifier.site.i18n import language_of
from verifier.site.rendering import say
from wallet.pathways.opportunity import Opportunity
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.exact import read_number
from wallet.recognition.languages import in_language
from wallet.recognition.rule import walk
from wallet.stacks.accepting import suggestions
from wallet.stacks.changes import Change, Changes, changes_between
from wallet.stacks.evaluation_words import LOOKS, STATES
from wallet.stacks.offered import described_in
from wallet.stacks.plain_evaluation import say_evaluation
from wallet.stacks.plain_number import plain_number
from wallet.stacks.plain_pieces import PlainEvaluation
from wallet.stacks.service import Evaluated, Holdings, OwnStack, evaluate_held
from wallet.stacks.stack import Planned
from wallet.stacks.what_if import planned_achievements
from wallet.web.sessions import service_of


@dataclass(frozen=True)
class PlainChange:
    """A requirement that stands otherwise: its name, and how it stood and stands."""

    title: str
    before: str
    now: str
    tone: str
    symbol: str


@dataclass(frozen=True)
class PlainChanges:
    """What is otherwise: ECTS before and now as text (empty where they are the same), and requirements."""

    before: str
    now: str
    requirements: tuple[PlainChange, ...]


def plain_of(request: Request, evaluation: Evaluation, evaluated: Evaluated, held: Holdings) -> PlainEvaluation:
    """The evaluation in the reader's language."""
    words = partial(say, request)
    pathway = evaluated.own.stack.pathway
    return say_evaluation(
        evaluation, pathway, evaluated.achievements, language_of(request), words, held.known.agreements
    )


def changes_of(request: Request, changes: Changes, plain: PlainEvaluation) -> PlainChanges | None:
    """The changes in words; None where there are none."""
    if not changes:
        return None
    names = {each.rule: each.title for each in plain.requirements}
    language = language_of(request)
    ects = [plain_number(each, language) for each in (changes.before, changes.now)]

    def said(change: Change) -> PlainChange:
        before, now = (say(request, STATES[each]) for each in (change.before, change.now))
        tone, symbol = LOOKS[change.now]
        return PlainChange(names.get(change.rule, change.rule), before, now, tone, symbol)

    first, last = ects if ects[0] != ects[1] else ("", "")
    return PlainChanges(
        first,
        last,
        tuple(said(each) for each in changes.requirements),
    )


@dataclass(frozen=True)
class PlainPlanned:
    """A planned course: title, credits and level, by whom. `address`: its description's, empty where it was typed.
    `gone`: its description was taken back, and what was remembered of it stands in its place."""

    title: str
    ects: str
    eqf: str
    issuer: str
    address: str = ""
    gone: bool = False


@dataclass(frozen=True)
class WhatIf:
    """The second evaluation, with what is planned; what it changes; the pictures are of the first alone."""

    plain: PlainEvaluation
    changes: PlainChanges | None
    courses: tuple[PlainPlanned, ...]


def what_if_of(
    request: Request, own: OwnStack, held: Holdings, others: list[OwnStack], first: Evaluation
) -> WhatIf | None:
    """What would be if what is planned were there; None where nothing is."""
    if not own.stack.planned:
        return None
    described = described_in(service_of(request), own.stack.planned)
    more = planned_achievements(own.stack.planned, held.at.date(), described)
    evaluated = evaluate_held(own, held, others, more)
    plain = plain_of(request, evaluated.evaluation, evaluated, held)
    changes = changes_of(request, changes_between(first, evaluated.evaluation), plain)
    return WhatIf(plain, changes, tuple(_planned(request, each, described) for each in own.stack.planned))


def _planned(request: Request, planned: Planned, described: Mapping[str, Opportunity]) -> PlainPlanned:
    language, found = language_of(request), described.get(planned.opportunity)
    number = read_number(planned.ects)
    ects = "" if number is None else plain_number(number, language)
    if found is None:
        return PlainPlanned(planned.title, ects, planned.eqf, planned.issuer, gone=bool(planned.opportunity))
    address = f"/opportunities/{planned.opportunity}"
    return PlainPlanned(in_language(found.title, language), ects, planned.eqf, found.provider.name, address)


def suggested_of(evaluated: Evaluated) -> frozenset[tuple[str, str]]:
    """Pairs of a rule and an achievement that the learner may decide to count."""
    rules = {each.path: each for each in walk(evaluated.own.stack.pathway.root)}
    held = {each.id: each for each in evaluated.achievements}
    return frozenset(
        (finding.rule, name)
        for finding in evaluated.evaluation.findings
        if finding.rule in rules
        for name in suggestions(evaluated.own.stack.pathway, finding, rules[finding.rule], held)
    )


@dataclass(frozen=True)
class Decided:
    """A decision that can be taken back: what kind, the two ids, and what they are called."""

    kind: str
    one: str
    other: str
    one_title: str
    other_title: str


def decided_of(own: OwnStack, evaluated: Evaluated, plain: PlainEvaluation) -> list[Decided]:
    """Every decision of the learner's about what is there."""
    titles = {each.id: each.title for each in evaluated.achievements}
    titles |= {each.rule: each.title for each in plain.requirements}
    decisions = own.stack.decisions
    return [
        Decided(kind, one, other, titles.get(one, ""), titles.get(other, ""))
        for kind, pairs in (
            ("same", decisions.same),
            ("distinct", decisions.distinct),
            ("accepted", own.stack.accepted),
        )
        for one, other in sorted(pairs)
        if one in titles and other in titles
    ]
