"""Which credentials a stack is shared with, and what of each: those that count, and what the rules look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wallet.accounts.service import SignedIn
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.languages import in_language
from wallet.recognition.match import Match
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import Credits, HasOutcome, Item, Not, Order, Rule, walk
from wallet.service import Service
from wallet.shares.choosing import PRESETS, Board
from wallet.stacks.agreed import agreed_in
from wallet.stacks.service import OwnStack, evaluate_stack, list_stacks

# What a clause of a match looks at -> the elements of a record that say it.
_LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "achievementIds": ("identifiers",),
    "codes": ("identifiers",),
    "specNames": ("title",),
    "versions": ("identifiers",),
    "alignments": ("outcomes", "skills"),
    "isced": ("further_information", "identifiers"),
    "eqf": ("level",),
    "ects": ("workload",),
    "kinds": ("kind",),
    "assessment": ("assessment", "supervision"),
    "qa": ("quality_assurance",),
    "grade": ("grade",),
    "awardedAfter": ("issued",),
    "notOlderThan": ("issued",),
    "languages": ("further_information",),
}
_DATES = frozenset({"issued"})


def list_targets(service: Service, signed_in: SignedIn, language: str) -> list[tuple[str, str]]:
    """The learner's stacks, for a choice: id and the title of the target, or of the pathway, in the language."""
    pathways = ((each.id, each.stack.pathway) for each in list_stacks(service, signed_in))
    return [(name, in_language(each.target.title or each.title, language)) for name, each in pathways]


def counting_credentials(service: Service, signed_in: SignedIn, own: OwnStack) -> tuple[str, ...]:
    """The ids of the credentials that count in a stack as it stands, in the order of its requirements."""
    return tuple(dict.fromkeys(_used(evaluate_stack(service, signed_in, own, agreed_in(service)).evaluation)))


def needed_keys(board: Board, pathway: Pathway) -> frozenset[str]:
    """The keys of the switches that credit recognition and the pathway's rules ask for."""
    wanted = PRESETS["recognition"] | _DATES | frozenset(_elements(pathway))
    return frozenset(each.key for each in board.switches if each.element in wanted)


def _used(evaluation: Evaluation) -> Iterator[str]:
    for finding in evaluation.findings:
        for each in finding.by:
            yield each.achievement.rpartition("#")[0]


def _elements(pathway: Pathway) -> Iterator[str]:
    for rule in walk(pathway.root):
        for match in _matches(rule):
            for clause in match.as_json():
                yield from _LOOKS_AT.get(clause, ())
        if isinstance(rule, HasOutcome):
            yield from ("outcomes", "skills")
            if rule.grade:
                yield "grade"


def _matches(rule: Rule) -> tuple[Match, ...]:
    match rule:
        case Credits() | Item():
            return (rule.match,)
        case HasOutcome():
            return (rule.match,) if rule.match else ()
        case Not():
            return (rule.of,)
        case Order():
            return (rule.before, rule.after)
        case _:
            return ()
