"""The best assignment: each token goes into one of its options or into none, so that the fewest steps stay open, and of
those the most counts. Exact in whole numbers, the same for the same problem, and honest about what was not proved.

A problem is taken apart first: what has no choice is decided, what does not touch falls into components. A search
nearby finds a good assignment of each, a linear relaxation says what none can beat, and where the two differ a search
through all decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

NODE_LIMIT = 30_000


@dataclass(frozen=True)
class Counter:
    """What is added up: at least `least` is asked for, no more than `most` fits. `unitwise`: each missing unit is a
    step of its own; else a shortfall is one step, however large."""

    least: int = 0
    most: int | None = None
    unitwise: bool = False


@dataclass(frozen=True)
class Option:
    """One use of a token: what it is worth, and what it adds to counters (counter, weight above nought)."""

    value: int
    uses: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Need:
    """Steps that stay open: a counter's shortfall, or `fixed`, or those of the `least` cheapest inside (None: all)."""

    counter: int | None = None
    fixed: int = 0
    of: tuple[Need, ...] = ()
    least: int | None = None

    def steps(self, amounts: Sequence[int], counters: Sequence[Counter]) -> int:
        """The open steps where the counters stand at `amounts`."""
        if self.counter is not None:
            counter = counters[self.counter]
            short = counter.least - amounts[self.counter]
            return 0 if short <= 0 else short if counter.unitwise else 1
        if not self.of:
            return self.fixed
        inside = [each.steps(amounts, counters) for each in self.of]
        return sum(inside) if self.least is None else sum(sorted(inside)[: self.least])

    def counters(self) -> Iterable[int]:
        """Every counter that it looks at."""
        if self.counter is not None:
            yield self.counter
        for each in self.of:
            yield from each.counters()


@dataclass(frozen=True)
class Problem:
    """`tokens`: the options of each. `needs`: terms whose steps are added."""

    counters: tuple[Counter, ...]
    tokens: tuple[tuple[Option, ...], ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, order=True)
class Score:
    """Fewer steps are better, then more value: the smaller score."""

    steps: int
    loss: int  # the value, negative

    def __add__(self, other: Score) -> Score:
        return Score(self.steps + other.steps, self.loss + other.loss)


@dataclass(frozen=True)
class Solution:
    """`choices`: for each token the index of its option, or -1. No assignment scores better than `bound`."""

    choices: tuple[int, ...]
    score: Score
    bound: Score
    nodes: int

    @property
    def proven(self) -> bool:
        return self.score == self.bound


def amounts_of(problem: Problem, choices: Sequence[int]) -> list[int]:
    """Where the counters stand after these choices."""
    amounts = [0] * len(problem.counters)
    for options, choice in zip(problem.tokens, choices, strict=True):
        for counter, weight in options[choice].uses if choice >= 0 else ():
            amounts[counter] += weight
    return amounts


def score_of(problem: Problem, choices: Sequence[int]) -> Score | None:
    """The score of an assignment; None where something does not fit."""
    amounts = amounts_of(problem, choices)
    if any(each.most is not None and has > each.most for each, has in zip(problem.counters, amounts, strict=True)):
        return None
    value = sum(options[choice].value for options, choice in zip(problem.tokens, choices, strict=True) if choice >= 0)
    return Score(sum(need.steps(amounts, problem.counters) for need in problem.needs), -value)


def potentials_of(counters: int, tokens: Iterable[tuple[Option, ...]]) -> list[int]:
    """What each counter would stand at if every token gave it the most that it can."""
    potentials = [0] * counters
    for options in tokens:
        most: dict[int, int] = {}
        for option in options:
            for counter, weight in option.uses:
                most[counter] = max(most.get(counter, 0), weight)
        for counter, weight in most.items():
            potentials[counter] += weight
    return potentials


def without(problem: Problem, off: set[int]) -> Problem:
    """The problem where nothing adds to some counters any more."""
    if not off:
        return problem
    tokens = tuple(
        tuple(replace(option, uses=tuple(use for use in option.uses if use[0] not in off)) for option in options)
        for options in problem.tokens
    )
    return replace(problem, tokens=tokens)
