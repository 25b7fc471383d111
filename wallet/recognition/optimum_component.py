"""One component of a problem: its counters and tokens, what no assignment of it beats, and a good one to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wallet.recognition.optimum import Counter, Need, Option, Problem, Score, potentials_of
from wallet.recognition.optimum_bounds import Prices, prices_of, reduced, tightened
from wallet.recognition.optimum_climb import Climb
from wallet.recognition.optimum_slots import fewest_steps

MOST_SHAKEN = 12


class Component:
    """`counters`, `tokens`, `needs` in the component's own numbers; the tokens in the order of `members`. `base`: where
    the counters stand before. `start`: the score at best as a search sees it that knows no more than the prices."""

    def __init__(self, problem: Problem, base: Sequence[int], members: Sequence[int]) -> None:
        used = {c for index in members for option in problem.tokens[index] for c, _ in option.uses}
        needs = [need for need in problem.needs if not used.isdisjoint(need.counters())]
        used.update(c for need in needs for c in need.counters())
        local = {c: index for index, c in enumerate(sorted(used))}
        self.base = tuple(base[c] for c in sorted(used))
        self.tokens = [tuple(_option(each, local) for each in problem.tokens[index]) for index in members]
        self.counters: Sequence[Counter] = tightened(
            [problem.counters[c] for c in sorted(used)], self.tokens, self.base
        )
        self.needs = [_renamed(need, local) for need in needs]
        self.potentials = potentials_of(len(local), self.tokens)
        room = [0 if c.most is None else c.most - has for c, has in zip(self.counters, self.base, strict=True)]
        self._room, self._market = room, prices_of(self.counters, self.tokens, room, self.potentials)
        self.least, self._slots = fewest_steps(self.counters, self.tokens, self.base, self.needs)
        hoped = [has + more for has, more in zip(self.base, self.potentials, strict=True)]
        self._steps = sum(need.steps(hoped, self.counters) for need in self.needs)
        self._priced()

    def _priced(self) -> None:
        self.prices = self._market.prices
        self.worths = [max(0, *(reduced(option, self.prices) for option in options)) for options in self.tokens]
        paid = sum(
            price * min(fits, more) if price > 0 else price * max(0, each.least - has)
            for price, fits, more, each, has in zip(
                self.prices, self._room, self.potentials, self.counters, self.base, strict=True
            )
        )
        self.start = Score(self._steps, -sum(self.worths) - paid)

    def tighten(self, wanting: Iterable[int], steps: int) -> None:
        """Better prices around counters in which a good assignment of so many steps leaves something to wish for.

        Where no fewer steps can be open, an assignment that is better meets every need that can be met: the counters of
        those may pay for it."""
        if steps == self._steps:
            alone, _ = self.split()
            owed = {c: self.counters[c].least - self.base[c] for need in alone if (c := need.counter) is not None}
            owed = {c: least for c, least in owed.items() if 0 < least <= self.potentials[c]}
            market = Prices(self.counters, self.tokens, self._room, self.potentials, owed)
            market.start_from(self.prices)
            market.lower()
            self._market = market
        self._market.shake(self._market.beside(wanting)[:MOST_SHAKEN])
        self._priced()

    def climbed(self) -> tuple[Score, list[int], list[int]]:
        """A good assignment, found without searching: its score, its choices, and the counters in which it leaves
        something to wish for, the smallest first."""
        climb = Climb(self.counters, self.tokens, self.base, self.needs, self.prices)
        climb.run(self._slots, max(self.start, Score(self.least, self.start.loss)))
        return climb.score, climb.choices, sorted(climb.wanting(), key=lambda c: (self.potentials[c], c))

    def split(self) -> tuple[list[Need], list[Need]]:
        """The needs that are one counter, and those over several."""
        wide = [need for need in self.needs if need.counter is None]
        return [need for need in self.needs if need.counter is not None], wide

    def only(self, need: Need) -> Problem:
        """The problem of that need alone: nothing else is asked, and tokens serve nothing else."""
        counters = set(need.counters())
        tokens = [
            tuple(replace(option, value=0) for option in options if not counters.isdisjoint(c for c, _ in option.uses))
            for options in self.tokens
        ]
        return Problem(tuple(self.counters), tuple(each for each in tokens if each), (need,))


def _renamed(need: Need, local: Mapping[int, int]) -> Need:
    counter = None if need.counter is None else local[need.counter]
    return Need(counter, need.fixed, tuple(_renamed(each, local) for each in need.of), need.least)


def _option(option: Option, local: Mapping[int, int]) -> Option:
    return Option(option.value, tuple((local[c], weight) for c, weight in option.uses))


def order_of(tokens: Sequence[tuple[Option, ...]], first: Iterable[int]) -> list[int]:
    """The tokens of some counters first, then always those of the counter that has the fewest left; the heavier first.
    Counters are closed early that way, so that few states differ."""
    touching: dict[int, set[int]] = {}
    for index, options in enumerate(tokens):
        for c in {c for option in options for c, _ in option.uses}:
            touching.setdefault(c, set()).add(index)
    urgent = [c for c in first if c in touching]
    order: dict[int, None] = {}
    while touching:
        c = urgent.pop(0) if urgent else min(touching, key=lambda each: (len(touching[each]), each))
        mine = sorted(touching.pop(c, ()), key=lambda index: (len(tokens[index]), -tokens[index][0].value, index))
        order.update(dict.fromkeys(mine))
        touching = {each: left for each, several in touching.items() if (left := several.difference(mine))}
    return [*order, *(index for index in range(len(tokens)) if index not in order)]
