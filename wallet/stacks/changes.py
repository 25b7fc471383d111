"""What changed since the learner last looked: requirements that stand otherwise, and credits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from wallet.recognition.evaluation import Evaluation
from wallet.recognition.exact import read_number
from wallet.recognition.finding import State
from wallet.stacks.stack import Seen


@dataclass(frozen=True)
class Change:
    """A requirement that stands otherwise than before."""

    rule: str
    before: State
    now: State


@dataclass(frozen=True)
class Changes:
    """`before` and `now` are the ECTS that count."""

    before: Fraction
    now: Fraction
    requirements: tuple[Change, ...]

    def __bool__(self) -> bool:
        return self.before != self.now or bool(self.requirements)


def changes_since(seen: Seen, evaluation: Evaluation) -> Changes:
    """What is otherwise than it was seen."""
    return Changes(
        before=read_number(seen.counted) or Fraction(0),
        now=evaluation.totals.counted,
        requirements=tuple(
            Change(each.rule, State(seen.states[each.rule]), each.state)
            for each in evaluation.findings
            if each.rule in seen.states and seen.states[each.rule] != each.state.value
        ),
    )


def changes_between(first: Evaluation, second: Evaluation) -> Changes:
    """What another evaluation of the same pathway makes of it."""
    now = {each.rule: each.state for each in second.findings}
    return Changes(
        before=first.totals.counted,
        now=second.totals.counted,
        requirements=tuple(
            Change(each.rule, each.state, now[each.rule])
            for each in first.findings
            if each.rule in now and now[each.rule] is not each.state
        ),
    )
