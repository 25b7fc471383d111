"""What was found about one requirement: where it stands, by what, and why not further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from verifier.errors import Fact, JsonObject
from wallet.recognition.document import filled
from wallet.recognition.exact import number_text


class State(StrEnum):
    """Where a requirement stands. `blocked`: something is there and cannot count. `not_shown`: what was shown cannot
    prove it."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"
    BLOCKED = "blocked"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class By:
    """An achievement that meets a requirement: how much of it counts, how well that is shown, under which agreement."""

    achievement: str
    evidence: str
    reason: str
    amount: Fraction | None = None
    ects: Fraction | None = None
    agreement: str = ""

    def as_json(self) -> JsonObject:
        return filled(
            {
                "achievement": self.achievement,
                "evidence": self.evidence,
                "reason": self.reason,
                "amount": _number(self.amount),
                "ects": _number(self.ects),
                "agreement": self.agreement,
            }
        )


@dataclass(frozen=True)
class Almost:
    """An achievement that nearly meets a requirement, and the code of what is in its way."""

    achievement: str
    code: str
    evidence: str = ""
    agreement: str = ""

    def as_json(self) -> JsonObject:
        return filled({**vars(self)})


@dataclass(frozen=True)
class Step:
    """One thing that would help: so much more in one rule; `code` says what is in the way of what is there."""

    rule: str
    kind: str
    amount: Fraction
    unit: str = ""
    code: str = "missing"

    def as_json(self) -> JsonObject:
        return filled({**vars(self), "amount": number_text(self.amount)})


@dataclass(frozen=True)
class Finding:
    """One requirement. `rule`: its path in the pathway. `code` and `facts`: why it stands as it does. `needed`: whether
    the pathway asks for it as things stand (an alternative to one that is met is not)."""

    rule: str
    kind: str
    state: State
    code: str
    title: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    by: tuple[By, ...] = ()
    almost: tuple[Almost, ...] = ()
    needed: bool = True
    steps: tuple[Step, ...] = ()

    def as_json(self) -> JsonObject:
        return {
            "rule": self.rule,
            "kind": self.kind,
            "state": self.state.value,
            "code": self.code,
            "needed": self.needed,
            "facts": dict(self.facts),
            "by": [each.as_json() for each in self.by],
            "almost": [each.as_json() for each in self.almost],
            "steps": [each.as_json() for each in self.steps],
            **filled({"title": dict(self.title)}),
        }


def _number(number: Fraction | None) -> str | None:
    return None if number is None else number_text(number)
