"""What the words about an evaluation are put into: requirements, what counts in them, steps, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from wallet.recognition.evaluation import ENGINE
from wallet.recognition.finding import State


@dataclass(frozen=True)
class Piece:
    """An achievement beside a requirement: what counts in it, or what nearly does. `credential`: our id of what it
    stands in, empty for what is only planned. `grade`: A to D or empty, `how`: that grade in words."""

    achievement: str
    credential: str
    title: str
    sentence: str
    grade: str = ""
    how: str = ""
    amount: str = ""
    agreement: str = ""
    agreement_title: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PlainStep:
    """One thing that would help, and what one does about what is there."""

    rule: str
    sentence: str
    help: str = ""


@dataclass(frozen=True)
class Requirement:
    """One rule with its finding. `depth`: how far inside others it stands, the root 0. `share`: how much of it is
    there, 0 to 1. `weight`: ECTS that it asks for, 0 where it asks for none. `parts`: it only holds others."""

    rule: str
    kind: str
    depth: int
    title: str
    asked: tuple[str, ...]
    state: State
    word: str
    tone: str
    symbol: str
    sentence: str
    progress: str
    share: Fraction
    weight: Fraction
    needed: bool
    parts: bool
    by: tuple[Piece, ...]
    almost: tuple[Piece, ...]
    steps: tuple[PlainStep, ...]


@dataclass(frozen=True)
class Excluded:
    """An achievement that counts nowhere, and why."""

    achievement: str
    credential: str
    title: str
    sentence: str
    help: str
    code: str = ""


@dataclass(frozen=True)
class Suspicion:
    """Two that may be the same: ids and titles."""

    one: str
    other: str
    one_title: str
    other_title: str


@dataclass(frozen=True)
class PlainEvaluation:
    """The whole. `share`: credits towards the target, 0 to 1 (of the needed requirements met where there is none)."""

    title: str
    target_title: str
    state: State
    word: str
    tone: str
    symbol: str
    sentence: str
    progress: str
    share: Fraction
    requirements: tuple[Requirement, ...]
    steps: tuple[PlainStep, ...]
    uncounted: tuple[Excluded, ...]
    suspected: tuple[Suspicion, ...]
    totals: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]
    agreements: tuple[tuple[str, str, str], ...]  # digest, title, how it stands
    proof: str
    advice: str
    engine: str = ENGINE
