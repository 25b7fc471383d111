"""Why an achievement does not count in a stack: one reason for each that counts nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from verifier.errors import JsonObject
from wallet.recognition.document import filled
from wallet.recognition.exclusions import Families
from wallet.recognition.finding import Finding
from wallet.recognition.matching import Hit, Matcher
from wallet.recognition.reasons import is_blocking
from wallet.recognition.rule import Credits, Rule, walk
from wallet.recognition.twins import Twins

DUPLICATES = ("twin.certain", "twin.suspected", "part.of_counted", "whole.of_counted")
CAPPED = "capped"


@dataclass(frozen=True)
class Uncounted:
    """`of`: the ids of those that count in its place."""

    achievement: str
    code: str
    of: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        return filled({"achievement": self.achievement, "code": self.code, "of": [*self.of] or None})


@dataclass(frozen=True)
class _Situation:
    counted: frozenset[int]
    twins: Twins
    families: Families
    hits: Mapping[int, frozenset[str]]  # index -> paths of the rules that could use it
    capped: frozenset[str]  # paths of rules that count no more than so much
    group_of: Mapping[int, int]


def uncounted(
    matcher: Matcher,
    root: Rule,
    hits: Mapping[str, Sequence[Hit]],
    counted: frozenset[int],
    twins: Twins,
    families: Families,
    findings: Iterable[Finding],
) -> tuple[Uncounted, ...]:
    """Each achievement that counts in no rule, with the reason, in the order of their ids."""
    by_index: dict[int, set[str]] = {}
    for path, several in hits.items():
        for hit in several:
            by_index.setdefault(hit.index, set()).add(path)
    rules = [each for each in walk(root) if isinstance(each, Credits)]
    capped = frozenset(each.path for each in rules)
    group_of = {index: place for place, group in enumerate(twins.groups) for index in group}
    situation = _Situation(counted, twins, families, {k: frozenset(v) for k, v in by_index.items()}, capped, group_of)
    shown = {by.achievement for each in findings for by in each.by}
    near = _nearest(findings)
    found = []
    for index, each in enumerate(matcher.shelf.achievements):
        if index in counted:
            continue
        code, of = _rivals(index, situation)
        if index in matcher.barred:
            code, of = matcher.barred[index], ()
        elif not code:
            code = _reason(index, situation) or ("looked_at" if each.id in shown else near.get(each.id, ""))
        if not code:
            code = "no_rule" if each.proved else "issuer.claimed"
        found.append(Uncounted(each.id, code, tuple(sorted(matcher.shelf.achievements[one].id for one in of))))
    return tuple(found)


def _rivals(index: int, situation: _Situation) -> tuple[str, tuple[int, ...]]:
    """What counts in its place: a twin, its whole, its parts."""
    twins = situation.twins
    place = situation.group_of[index]
    same = situation.counted.intersection(twins.groups[place])
    if same:
        return "twin.certain", tuple(same)
    others = {each for pair in twins.suspected if place in pair for number in pair for each in twins.groups[number]}
    if suspected := situation.counted & others:
        return "twin.suspected", tuple(suspected)
    wholes = {whole for whole, parts in situation.families if index in parts}
    if bigger := situation.counted & wholes:
        return "part.of_counted", tuple(bigger)
    parts = {part for whole, inside in situation.families if whole == index for part in inside}
    smaller = situation.counted & parts
    return ("whole.of_counted", tuple(smaller)) if smaller else ("", ())


def _reason(index: int, situation: _Situation) -> str:
    """It fits a rule, and there is no room for it, or no need."""
    paths = situation.hits.get(index, frozenset())
    if not paths:
        return ""
    return CAPPED if paths & situation.capped else "not_needed"


def _nearest(findings: Iterable[Finding]) -> dict[str, str]:
    """For each achievement the reason that keeps it from some rule, if it fits that otherwise."""
    found: dict[str, str] = {}
    for finding in findings:
        for each in finding.almost:
            if is_blocking(each.code):
                found.setdefault(each.achievement, each.code)
    return found
