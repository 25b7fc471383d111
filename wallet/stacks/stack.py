"""A stack: a learner's progress on one pathway, and what they decided on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from verifier.codec.moments import read_moment, write_moment
from verifier.errors import Json, JsonObject
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.pathway import Pathway, read_pathway
from wallet.recognition.twins import Decisions, Pair


@dataclass(frozen=True)
class Planned:
    """A course that a learner thinks of: what it would add, as if it were there and proved."""

    title: str
    ects: str = ""
    eqf: str = ""
    issuer: str = ""
    outcomes: tuple[str, ...] = ()
    opportunity: str = ""  # the digest of the learning opportunity that it came from


@dataclass(frozen=True)
class Seen:
    """What the learner saw when they last looked: when, the state and credits, and the state of each requirement."""

    at: datetime
    state: str
    counted: str
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stack:
    """`document` is the pathway's own canonical text. `accepted`: pairs of a rule's path and an achievement's id that
    the learner decided to count."""

    document: bytes
    decisions: Decisions = field(default_factory=Decisions)
    accepted: frozenset[Pair] = frozenset()
    planned: tuple[Planned, ...] = ()
    seen: Seen | None = None

    @property
    def pathway(self) -> Pathway:
        """The pathway, read anew."""
        return read_pathway(self.document)


def seen_of(evaluation: Evaluation) -> Seen:
    """What somebody who looks at this evaluation has seen."""
    totals = evaluation.as_json()["totals"]
    counted = totals.get("counted") if isinstance(totals, dict) else None
    states = {each.rule: each.state.value for each in evaluation.findings}
    return Seen(evaluation.at, evaluation.state.value, str(counted or "0"), states)


def write_stack(stack: Stack) -> bytes:
    """JSON in UTF-8."""
    whole: JsonObject = {
        "document": stack.document.decode(),
        "same": _pairs(stack.decisions.same),
        "distinct": _pairs(stack.decisions.distinct),
        "accepted": _pairs(stack.accepted),
        "planned": [{**vars(each), "outcomes": [*each.outcomes]} for each in stack.planned],
        "seen": _written(stack.seen),
    }
    return json.dumps(whole).encode()


def read_stack(raw: bytes) -> Stack:
    """The inverse of `write_stack`."""
    whole = json.loads(raw)
    seen = whole["seen"]
    return Stack(
        whole["document"].encode(),
        Decisions(_read(whole["same"]), _read(whole["distinct"])),
        _read(whole["accepted"]),
        tuple(Planned(**{**each, "outcomes": tuple(each["outcomes"])}) for each in whole["planned"]),
        Seen(**{**seen, "at": read_moment(seen["at"])}) if seen else None,
    )


def _written(seen: Seen | None) -> Json:
    if seen is None:
        return None
    return {"at": write_moment(seen.at), "state": seen.state, "counted": seen.counted, "states": dict(seen.states)}


def _pairs(pairs: frozenset[Pair]) -> list[Json]:
    return [[one, other] for one, other in sorted(pairs)]


def _read(pairs: list[list[str]]) -> frozenset[Pair]:
    return frozenset((one, other) for one, other in pairs)
