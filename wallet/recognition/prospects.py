"""What of what could be learnt would count: for each thing that a pathway still lacks, the planned achievements that
would help.

Nothing counts here; it says what would, once it is awarded and its issuer proved. What fits is decided by the matching,
and whether there is room by the counters of the counting, beside what counts already: what would help only if other
things moved is left out, and so is what is held already. A grade is not known beforehand: it is taken as reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from wallet.recognition.achievement import Achievement
from wallet.recognition.barring import barred
from wallet.recognition.counting_problem import ProblemOf, Use
from wallet.recognition.engine import Circumstances, issuers_of
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.finding import State
from wallet.recognition.match import Match
from wallet.recognition.matching import Evidence, Matcher
from wallet.recognition.optimum import Option, Problem, amounts_of
from wallet.recognition.pathway import Pathway
from wallet.recognition.reasons import SHARE
from wallet.recognition.recognition import recognitions
from wallet.recognition.rule import AllOf, AnyOf, Credits, HasOutcome, Item, Not, Order, Rule, Total, walk
from wallet.recognition.shelf import Shelf, bits
from wallet.recognition.twins import Twins, suspects_of

_ONE = Fraction(1)


@dataclass(frozen=True)
class Prospect:
    """A planned achievement that would count towards what a rule lacks: how much it `adds` to the `lack`, and on what
    that rests. `listed`: its issuer has to be on the reader's lists, besides being proved. `graded`: a grade is asked
    for."""

    rule: str
    achievement: str
    adds: Fraction
    lack: Fraction
    evidence: str
    reason: str
    agreement: str = ""
    listed: bool = False
    graded: bool = False

    @property
    def completes(self) -> bool:
        """Whether nothing would be lacking there with it."""
        return self.adds >= self.lack


def lacks_of(evaluation: Evaluation) -> dict[str, Fraction]:
    """Path of a rule -> how much it lacks itself: items, credits in its unit, 1 for an outcome."""
    found: dict[str, Fraction] = {}
    for finding in evaluation.findings:
        own = [step.amount for step in finding.steps if step.rule == finding.rule]
        if own and finding.needed and finding.state is not State.MET:
            found[finding.rule] = sum(own, Fraction(0))
    return found


def prospects(
    pathway: Pathway,
    evaluation: Evaluation,
    held: Iterable[Achievement],
    planned: Iterable[Achievement],
    circumstances: Circumstances | None = None,
) -> tuple[Prospect, ...]:
    """What each of `planned` would add, alone, to what `evaluation` (of `held`, in these circumstances) lacks; for one
    rule and one achievement the most that it can."""
    known, lacks = circumstances or Circumstances(), lacks_of(evaluation)
    if not lacks:
        return ()
    counted = {by.achievement for finding in evaluation.findings if finding.kind in _USING for by in finding.by}
    shelf = Shelf((*(each for each in held if each.id in counted), *planned), evaluation.at.date())
    found: dict[tuple[str, str], Prospect] = {}
    for each in _Room(pathway, evaluation, shelf, known).prospects(lacks):
        best = found.get((each.rule, each.achievement))
        if best is None or (best.adds, not best.listed) < (each.adds, not each.listed):
            found[each.rule, each.achievement] = each
    return tuple(found.values())


_USING = ("item", "credits")


class _Room:
    """What counts already, and the planned beside it. `shelf` holds both, and of what is held nothing else."""

    def __init__(self, pathway: Pathway, evaluation: Evaluation, shelf: Shelf, known: Circumstances) -> None:
        self._asked, self._shelf = pathway, shelf
        self._pathway = replace(pathway, root=_ungraded(pathway.root))
        self._evaluation = evaluation
        agreed = recognitions(pathway, known.agreements, known.signatures, shelf, evaluation.at)
        kept_out = barred(shelf, pathway.policy, (), frozenset(), evaluation.at)
        self._matcher = Matcher(self._pathway, shelf, agreed, kept_out, known.accepted)
        self._rules = {each.path: each for each in walk(self._pathway.root)}
        self._home = shelf.issued_by(pathway.home_ids)
        self._graded = {each.path for each in walk(pathway.root) if _match_of(each).grade or _grade_of(each)}
        new = shelf.where(lambda each: each.planned)
        self._new = new & ~self._unwanted() & ~self._repeats(new)

    def _unwanted(self) -> int:
        """Those that a rule does not let be there."""
        mask = 0
        for rule in self._rules.values():
            mask |= self._matcher.fitting(rule.of) if isinstance(rule, Not) else 0
        return mask

    def _repeats(self, new: int) -> int:
        """Those that are, or may be, what counts already: the same issuer's by id or title, or a suspected twin."""
        mask = 0
        for index in bits(self._shelf.all & ~new):
            each = self._shelf.achievements[index]
            same = self._shelf.clauses(Match(achievement_ids=each.spec_ids)).get("achievement", 0)
            same |= self._shelf.named((each.title, *each.titles.values()))
            mask |= same & self._shelf.issued_by(each.proved_ids) | suspects_of(self._shelf, index, new)
        return mask & new

    def prospects(self, lacks: Mapping[str, Fraction]) -> Iterator[Prospect]:
        for path in lacks:
            rule = self._rules.get(path)
            if isinstance(rule, HasOutcome):
                for index in bits(self._matcher.with_outcome(rule) & self._new):
                    yield self._prospect(path, index, _ONE, _ONE, Evidence.C, "outcome")
        added_up = [path for path in lacks if path == SHARE or isinstance(self._rules.get(path), Total)]
        for uses in self._fitting(lacks):
            hit, leaf = uses[0].hit, uses[0].rule
            sums = {path: sum(use.ects for use in uses) for path in added_up if self._adds_up(path, uses[0])}
            if leaf in lacks:
                sums[leaf] = sum(use.amount for use in uses)
            for path, adds in sums.items():
                if adds:
                    of_leaf = (hit.evidence, hit.reason, hit.agreement, leaf)
                    yield self._prospect(path, hit.index, min(Fraction(adds), lacks[path]), lacks[path], *of_leaf)

    def _adds_up(self, path: str, use: Use) -> bool:
        """Whether the credits of a use are added up by the total, or the share of a level, of that path."""
        rule, level = self._rules.get(path), use.hit.level
        if path == SHARE:
            return level is not None and level >= (self._pathway.policy.level or 0)
        if not isinstance(rule, Total) or not use.rule.startswith(f"{path}/"):
            return False
        return rule.min_level is None or (level is not None and level >= rule.min_level)

    def _prospect(
        self,
        path: str,
        index: int,
        adds: Fraction,
        lack: Fraction,
        evidence: Evidence,
        reason: str,
        agreement: str = "",
        leaf: str = "",
    ) -> Prospect:
        match = _match_of(self._rules[leaf or path])
        listed = not (match.issuer_ids or agreement or self._home >> index & 1)
        graded = (leaf or path) in self._graded
        name = self._shelf.achievements[index].id
        return Prospect(path, name, adds, lack, evidence.value, reason, agreement, listed, graded)

    # ---- room

    def _fitting(self, lacks: Mapping[str, Fraction]) -> Iterator[list[Use]]:
        """For each planned one, each rule that can use it and each way to use it: the uses for which there is room
        beside what counts."""
        made, problem = self._problem(lacks)
        amounts = amounts_of(problem, self._choices(made))
        groups: dict[tuple[int, str, str], list[tuple[Use, Option]]] = {}
        for ways, options in zip(made.tokens, problem.tokens, strict=True):
            for use, option in zip(ways, options, strict=True):
                if self._new >> use.hit.index & 1:
                    groups.setdefault((use.hit.index, use.rule, use.hit.agreement), []).append((use, option))
        for pieces in groups.values():
            more: Counter[int] = Counter()
            fit = []
            for use, option in pieces:
                if all(_has_room(problem, amounts, more, counter, weight) for counter, weight in option.uses):
                    more.update(dict(option.uses))
                    fit.append(use)
            if fit:
                yield fit

    def _problem(self, lacks: Mapping[str, Fraction]) -> tuple[ProblemOf, Problem]:
        """The problem of counting what counts, where it counts, and the planned wherever they would help."""
        totals = [path for path in lacks if isinstance(self._rules.get(path), Total)]
        hits = {}
        where = {(by.achievement, each.rule) for each in self._evaluation.findings for by in each.by}
        for path, rule in self._rules.items():
            if not isinstance(rule, Item | Credits):
                continue
            helps = SHARE in lacks or path in lacks or any(path.startswith(f"{each}/") for each in totals)
            wanted = self._new if helps else 0
            hits[path] = [
                hit
                for hit in self._matcher.hits(rule)
                if wanted >> hit.index & 1 or (self._shelf.achievements[hit.index].id, path) in where
            ]
        fixed = {path: 0 for path, rule in self._rules.items() if isinstance(rule, HasOutcome | Not | Order)}
        external = self._shelf.all & ~self._home
        made = ProblemOf(self._pathway, self._shelf, hits, fixed, issuers_of(self._shelf.achievements), external)
        alone = tuple((index,) for index in range(len(self._shelf.achievements)))
        return made, made.problem(Twins(alone, ()), ())

    def _choices(self, made: ProblemOf) -> list[int]:
        """For each token the use in which it counts already, -1 where in none."""
        names = [each.id for each in self._shelf.achievements]
        left = Counter(
            (each.rule, by.achievement, by.agreement, by.amount, by.ects)
            for each in self._evaluation.findings
            if each.kind in _USING
            for by in each.by
        )
        choices = []
        for ways in made.tokens:
            choice = -1
            for place, use in enumerate(ways):
                key = (use.rule, names[use.hit.index], use.hit.agreement, use.amount, use.ects)
                if choice < 0 and left[key] > 0:
                    left[key] -= 1
                    choice = place
            choices.append(choice)
        return choices


def _has_room(problem: Problem, amounts: Sequence[int], more: Mapping[int, int], counter: int, weight: int) -> bool:
    most = problem.counters[counter].most
    return most is None or amounts[counter] + more.get(counter, 0) + weight <= most


def _match_of(rule: Rule) -> Match:
    match = rule.match if isinstance(rule, Item | Credits | HasOutcome) else None
    return match or Match()


def _grade_of(rule: Rule) -> object:
    return rule.grade if isinstance(rule, HasOutcome) else None


def _ungraded(rule: Rule) -> Rule:
    """The rule without the grades that it asks for."""
    match rule:
        case AllOf() | AnyOf() | Total():
            return replace(rule, of=tuple(_ungraded(each) for each in rule.of))
        case Item() | Credits():
            return replace(rule, match=replace(rule.match, grade=None))
        case HasOutcome():
            return replace(rule, grade=None, match=rule.match and replace(rule.match, grade=None))
        case _:
            return rule
