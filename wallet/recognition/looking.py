"""Rules that only look: an outcome, an order, an absence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from wallet.recognition.achievement import Achievement
from wallet.recognition.finding import Almost, By, Finding, State, Step
from wallet.recognition.matching import Evidence, Matcher
from wallet.recognition.rule import HasOutcome, Not, Order, Rule
from wallet.recognition.shelf import Shelf, bits

MOST_SHOWN = 20  # achievements that one finding names

_ONE = Fraction(1)


@dataclass(frozen=True)
class Looks:
    """Answers for what a matcher was made for. `complete`: what is there is all that the person holds; else nothing
    proves an absence."""

    matcher: Matcher
    complete: bool

    @property
    def shelf(self) -> Shelf:
        return self.matcher.shelf

    def is_met(self, rule: HasOutcome | Not | Order) -> bool:
        """Whether the rule is met."""
        return self.finding(rule).state is State.MET

    def finding(self, rule: Rule) -> Finding:
        """The finding of a rule that only looks."""
        match rule:
            case HasOutcome():
                return self._outcome(rule)
            case Not():
                return self._absence(rule)
            case Order():
                return self._order(rule)
            case _:
                raise TypeError(rule)

    def _outcome(self, rule: HasOutcome) -> Finding:
        mask = self.matcher.with_outcome(rule)
        if mask:
            by = self._by(mask, Evidence.C, "outcome")
            return Finding(rule.path, "outcome", State.MET, "met", rule.title, {"uri": rule.uri}, by)
        almost = tuple(self._almost(rule))
        code = almost[0].code if almost else "missing"
        state = State.BLOCKED if almost else State.MISSING
        steps = (Step(rule.path, "outcome", _ONE, code=code),)
        return Finding(rule.path, "outcome", state, code, rule.title, {"uri": rule.uri}, (), almost, steps=steps)

    def _almost(self, rule: HasOutcome) -> Iterable[Almost]:
        """Those with the outcome, and what keeps them from showing it."""
        matcher = self.matcher
        without_grade = matcher.with_outcome(
            HasOutcome(rule.path, framework=rule.framework, uri=rule.uri, match=rule.match)
        )
        for index in list(bits(self.shelf.outcomes.get(rule.uri, 0)))[:MOST_SHOWN]:
            each = self.shelf.achievements[index]
            if index in matcher.barred:
                yield Almost(each.id, matcher.barred[index])
            elif without_grade >> index & 1:
                yield Almost(each.id, "condition.grade")
            elif not each.proved:
                yield Almost(each.id, "issuer.claimed", Evidence.D)
            else:
                yield Almost(each.id, "near.match", Evidence.D)

    def _absence(self, rule: Not) -> Finding:
        mask = self.matcher.fitting(rule.of)
        if mask:
            by = self._by(mask, Evidence.B, "present")
            return Finding(rule.path, "not", State.BLOCKED, "not.present", rule.title, {}, by)
        if self.complete:
            return Finding(rule.path, "not", State.MET, "not.absent", rule.title)
        return Finding(rule.path, "not", State.NOT_SHOWN, "not.not_shown", rule.title)

    def _order(self, rule: Order) -> Finding:
        before, after = self.matcher.fitting(rule.before), self.matcher.fitting(rule.after)
        first = [(day, each.id) for each in self._each(before) if (day := each.awarded)]
        last = [(day, each.id) for each in self._each(after) if (day := each.awarded)]
        if first and last:
            (early, one), (late, other) = min(first), max(last)
            if early < late:
                by = tuple(By(each, Evidence.B.value, reason) for each, reason in ((one, "before"), (other, "after")))
                return Finding(rule.path, "order", State.MET, "met", rule.title, {}, by)
        code = "order.wrong" if first and last else "order.no_date" if before and after else "missing"
        state = State.MISSING if code == "missing" else State.BLOCKED
        steps = (Step(rule.path, "order", _ONE, code=code),)
        return Finding(rule.path, "order", state, code, rule.title, steps=steps)

    def _each(self, mask: int) -> list[Achievement]:
        return [self.shelf.achievements[index] for index in bits(mask)]

    def _by(self, mask: int, evidence: Evidence, reason: str) -> tuple[By, ...]:
        return tuple(By(each.id, evidence.value, reason) for each in self._each(mask)[:MOST_SHOWN])
