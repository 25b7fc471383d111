"""A stack that is shared: the pathway and what its learner decided, evaluated anew by what the reader is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from verifier.errors import JsonObject
from verifier.examine import Examined
from wallet.recognition.achievement import Achievement
from wallet.recognition.agreement import Agreement
from wallet.recognition.comparable import read_achievements
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.pathway import Pathway, read_pathway
from wallet.recognition.twins import Decisions, Pair
from wallet.stacks.stack import Stack


@dataclass(frozen=True)
class SharedStack:
    """What a view holds of a stack. `document` is the pathway's canonical JSON; `stack_id` leads its learner from what
    readers answer back to the stack. Achievements are called by the place of their item (`1#0`), which says nothing of
    the wallet that they come from; what is planned is not in it."""

    document: bytes
    stack_id: str = ""
    decisions: Decisions = field(default_factory=Decisions)
    accepted: frozenset[Pair] = frozenset()

    @property
    def pathway(self) -> Pathway:
        """The pathway, read anew."""
        return read_pathway(self.document)

    def as_json(self) -> JsonObject:
        """What a view keeps of it."""
        return {
            "document": self.document.decode(),
            "stack_id": self.stack_id,
            "same": [[*pair] for pair in sorted(self.decisions.same)],
            "distinct": [[*pair] for pair in sorted(self.decisions.distinct)],
            "accepted": [[*pair] for pair in sorted(self.accepted)],
        }


@dataclass(frozen=True)
class Towards:
    """How far what is shown leads: the evaluation, the achievements that were read from the items, and the agreements
    that it may name."""

    shared: SharedStack
    evaluation: Evaluation
    achievements: tuple[Achievement, ...]
    agreements: tuple[Agreement, ...] = ()

    @property
    def decided(self) -> int:
        """How many pairs the learner decided to be the same, or not the same."""
        return len(self.shared.decisions.same) + len(self.shared.decisions.distinct)


def read_shared(plain: Mapping[str, object]) -> SharedStack:
    """The inverse of `SharedStack.as_json`."""
    pairs = {name: _pairs(plain[name]) for name in ("same", "distinct", "accepted")}
    decisions = Decisions(pairs["same"], pairs["distinct"])
    return SharedStack(str(plain["document"]).encode(), str(plain["stack_id"]), decisions, pairs["accepted"])


def share_stack(stack_id: str, stack: Stack, names: Mapping[str, str]) -> SharedStack:
    """What a view holds of a stack of which these achievements are shown: our id -> its id in the view.

    Decisions about what is not shown stay behind.
    """
    same, distinct = (_renamed(each, names) for each in (stack.decisions.same, stack.decisions.distinct))
    accepted = frozenset((rule, names[name]) for rule, name in stack.accepted if name in names)
    return SharedStack(stack.document, stack_id, Decisions(same, distinct), accepted)


def evaluate_shared(
    shared: SharedStack, items: Sequence[Examined], at: datetime, agreed: Circumstances | None = None
) -> Towards:
    """How far the items lead, as they were examined at `at`. They are never all that somebody holds."""
    found = [each for number, item in enumerate(items, 1) for each in read_achievements(str(number), item)]
    known = replace(agreed or Circumstances(), decisions=shared.decisions, accepted=shared.accepted, complete=False)
    evaluation = evaluate(shared.pathway, found, at.replace(microsecond=0), known)
    return Towards(shared, evaluation, tuple(found), known.agreements)


def _renamed(pairs: Iterable[Pair], names: Mapping[str, str]) -> frozenset[Pair]:
    return frozenset((names[one], names[other]) for one, other in pairs if one in names and other in names)


def _pairs(pairs: object) -> frozenset[Pair]:
    assert isinstance(pairs, list)
    return frozenset((str(one), str(other)) for one, other in pairs)
