"""From what counts to what is met: a finding for every rule, its reason, and the fewest steps that complete it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.errors import Fact
from wallet.recognition.counting import Count
from wallet.recognition.counting_policy import CountingPolicy
from wallet.recognition.counting_problem import Use
from wallet.recognition.exact import number_text
from wallet.recognition.finding import Almost, By, Finding, State, Step
from wallet.recognition.looking import Looks
from wallet.recognition.matching import Hit
from wallet.recognition.nearness import Nearness
from wallet.recognition.rule import AllOf, AnyOf, Credits, Item, Rule, Total, walk
from wallet.recognition.shelf import Shelf

SHARE = "/policy/minLevelPct"
HUNDRED = 100

# What is there and cannot count, by how its code begins; anything else only nearly fits.
_BLOCKING = ("standing.", "age.", "elsewhere", "part.", "issuer.", "agreement.", "condition.", "near.unit_unknown")


def is_blocking(code: str) -> bool:
    """Whether the code says that something fits and is kept from counting."""
    return code.startswith(_BLOCKING)


@dataclass(frozen=True)
class Reasons:
    """`hits`: rule's path -> what it could use. `looks`: path -> the finding of each rule that only looks."""

    shelf: Shelf
    nearness: Nearness
    hits: Mapping[str, Sequence[Hit]]
    count: Count
    looks: Looks

    def findings(self, root: Rule) -> tuple[Finding, ...]:
        """A finding for every rule, in the order in which they are written."""
        found: dict[str, Finding] = {}
        self._find(root, found)
        needed = set(_needed(root, found))
        return tuple(
            each if each.rule in needed else replace(each, needed=False)
            for each in (found[rule.path] for rule in walk(root))
        )

    def share(self, policy: CountingPolicy, target: Fraction | None) -> tuple[Finding, ...]:
        """The finding about the share of a higher level, where the policy asks for one."""
        if policy.level is None or policy.level_percent is None or target is None:
            return ()
        asked = target * policy.level_percent / HUNDRED
        counted = self._ects((use for uses in self.count.uses.values() for use in uses), policy.level)
        facts: dict[str, Fact] = {"asked": number_text(asked), "counted": number_text(counted), "unit": "ects"}
        facts["min_level"] = policy.level
        if counted >= asked:
            return (Finding(SHARE, "level_share", State.MET, "met", facts=facts),)
        state = State.PARTIAL if counted else State.MISSING
        steps = (Step(SHARE, "credits", asked - counted, "ects"),)
        return (Finding(SHARE, "level_share", state, "level_short", facts=facts, steps=steps),)

    def _find(self, rule: Rule, found: dict[str, Finding]) -> Finding:
        match rule:
            case Item():
                finding = self._item(rule)
            case Credits():
                finding = self._credits(rule)
            case AllOf() | Total() | AnyOf():
                inside = [self._find(each, found) for each in rule.of]
                finding = self._several(rule, inside)
            case _:
                finding = self.looks.finding(rule)
        found[rule.path] = finding
        return finding

    # ---- rules that use up

    def _item(self, rule: Item) -> Finding:
        uses = self._uses(rule)
        short = rule.count - len(uses)
        facts: dict[str, Fact] = {"asked": rule.count, "counted": len(uses)}
        return self._used(rule, uses, Fraction(max(short, 0)), facts, "")

    def _credits(self, rule: Credits) -> Finding:
        uses = self._uses(rule)
        counted = sum((use.amount for use in uses), Fraction(0))
        unit = rule.unit_name or rule.unit.value
        facts: dict[str, Fact] = {
            "asked": number_text(rule.least),
            "counted": number_text(counted),
            "unit": unit,
            "most": None if rule.most is None else number_text(rule.most),
            "min_level": rule.min_level,
        }
        return self._used(rule, uses, max(rule.least - counted, Fraction(0)), facts, unit)

    def _used(
        self, rule: Item | Credits, uses: tuple[Use, ...], short: Fraction, facts: dict[str, Fact], unit: str
    ) -> Finding:
        by = tuple(self._by(use) for use in uses)
        kind = "item" if isinstance(rule, Item) else "credits"
        if not short:
            return Finding(rule.path, kind, State.MET, "met", rule.title, facts, by)
        hits = self.hits[rule.path]
        almost = tuple(
            Almost(self.shelf.achievements[each.index].id, each.code, each.evidence or "", each.agreement)
            for each in self.nearness.near(rule, hits)
        )
        blocking = next((each.code for each in almost if is_blocking(each.code)), "")
        state = State.PARTIAL if uses else State.BLOCKED if blocking else State.MISSING
        used_up = "used_up" if len({hit.index for hit in hits}) > len({use.hit.index for use in uses}) else ""
        code = blocking or used_up or ("short" if uses else "missing")
        step = Step(rule.path, kind, short, unit, code if code != "short" else "missing")
        return Finding(rule.path, kind, state, code, rule.title, facts, by, almost, steps=_each_item(step))

    def _uses(self, rule: Item | Credits) -> tuple[Use, ...]:
        return self.count.uses.get(rule.path, ())

    def _by(self, use: Use) -> By:
        hit = use.hit
        return By(
            self.shelf.achievements[hit.index].id, hit.evidence.value, hit.reason, use.amount, use.ects, hit.agreement
        )

    # ---- rules over others

    def _several(self, rule: AllOf | AnyOf | Total, inside: list[Finding]) -> Finding:
        least = rule.least if isinstance(rule, AnyOf) else len(inside)
        met = sum(1 for each in inside if each.state is State.MET)
        facts: dict[str, Fact] = {"asked": least, "met": met}
        steps = _fewest(inside, least)
        total_short = Fraction(0)
        if isinstance(rule, Total):
            counted = self._total(rule)
            total_short = max(rule.least - counted, Fraction(0))
            facts |= {"credits_asked": number_text(rule.least), "counted": number_text(counted), "unit": "ects"}
            facts |= {"min_level": rule.min_level}
            if total_short:
                steps = (*steps, Step(rule.path, "credits", total_short, "ects"))
        kind = {AllOf: "all", AnyOf: "any", Total: "total"}[type(rule)]
        if met >= least and not total_short:
            return Finding(rule.path, kind, State.MET, "met", rule.title, facts)
        state = _state(inside, least, met, total_short)
        code = "credits_short" if met >= least else "rules_short"
        return Finding(rule.path, kind, state, code, rule.title, facts, steps=steps)

    def _total(self, rule: Total) -> Fraction:
        inside = (each for each in walk(rule) if isinstance(each, Item | Credits))
        return self._ects((use for each in inside for use in self._uses(each)), rule.min_level)

    def _ects(self, uses: Iterable[Use], level: int | None) -> Fraction:
        """The credits of uses at that level or above."""
        high = (use.ects for use in uses if level is None or (use.hit.level is not None and use.hit.level >= level))
        return sum(high, Fraction(0))


def _each_item(step: Step) -> tuple[Step, ...]:
    """A missing item is a step of its own; so are credits, however many."""
    if step.kind != "item":
        return (step,)
    return tuple(replace(step, amount=Fraction(1)) for _ in range(int(step.amount)))


def _fewest(inside: Sequence[Finding], least: int) -> tuple[Step, ...]:
    """The steps of those that are nearest to being met, as many as are asked."""
    ranked = sorted(
        inside, key=lambda each: (each.state is not State.MET, each.state is State.NOT_SHOWN, len(each.steps))
    )
    return tuple(step for each in ranked[:least] for step in each.steps)


def _state(inside: Sequence[Finding], least: int, met: int, total_short: Fraction) -> State:
    states = {each.state for each in inside}
    not_shown = sum(1 for each in inside if each.state is State.NOT_SHOWN)
    if met + not_shown >= least and not total_short:
        return State.NOT_SHOWN
    if states & {State.MET, State.PARTIAL}:
        return State.PARTIAL
    return State.BLOCKED if State.BLOCKED in states else State.MISSING


def _needed(rule: Rule, found: Mapping[str, Finding]) -> Iterable[str]:
    """The paths of what is asked for: of alternatives those that are met, or all while too few are."""
    yield rule.path
    if isinstance(rule, AnyOf) and found[rule.path].state is State.MET:
        for each in rule.of:
            if found[each.path].state is State.MET:
                yield from _needed(each, found)
    elif isinstance(rule, AllOf | AnyOf | Total):
        for each in rule.of:
            yield from _needed(each, found)
