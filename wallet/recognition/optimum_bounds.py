"""What no assignment can be worth: a price on what is scarce bounds the value.

The price is a Lagrangian multiplier for each counter that can be full: any price of nought or more gives a bound; good
ones are found counter by counter, as in a fractional knapsack.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from types import MappingProxyType

from wallet.recognition.optimum import Counter, Option

ROUNDS = 6
HIGHEST = 1 << 60

Tokens = Sequence[tuple[Option, ...]]


class Prices:
    """Prices on their way down to a good bound. They begin high, because what is scarce together cannot be found scarce
    one by one. `room`: what still fits into each counter; `potentials`: what would come if everything did; `owed`: what
    a counter has to reach in every assignment that matters, so that it may pay for it (a price below nought)."""

    def __init__(
        self,
        counters: Sequence[Counter],
        tokens: Tokens,
        room: Sequence[int],
        potentials: Sequence[int],
        owed: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        scarce = {c for c, each in enumerate(counters) if each.most is not None and potentials[c] > room[c]}
        self._room = [fits if c in scarce else potentials[c] for c, fits in enumerate(room)]
        self._owed = owed
        self.prices = [0] * len(counters)
        self._uses: dict[int, list[tuple[int, list[tuple[int, int]]]]] = {c: [] for c in sorted(scarce | owed.keys())}
        for token, options in enumerate(tokens):
            inside: dict[int, list[tuple[int, int]]] = {}
            for index, option in enumerate(options):
                for c, weight in option.uses:
                    if c in self._uses:
                        inside.setdefault(c, []).append((index, weight))
                    if c in scarce:
                        self.prices[c] = max(self.prices[c], -(-option.value // weight))
            for c, every in inside.items():
                self._uses[c].append((token, every))
        self.worths = [[reduced(option, self.prices) for option in options] for options in tokens]

    def start_from(self, prices: Sequence[int]) -> None:
        """Take over prices that were found already."""
        for c in self._uses:
            self._set(c, prices[c])

    def bound(self) -> int:
        """No assignment is worth more."""
        paid = sum(self._paid(c, price) for c, price in enumerate(self.prices) if price)
        return paid + sum(max(0, *worths) for worths in self.worths)

    def _paid(self, c: int, price: int) -> int:
        return price * (self._room[c] if price > 0 else self._owed.get(c, 0))

    def lower(self, *, last_first: bool = False) -> None:
        """Each price in turn as good as it can be while the others stay, until none moves. What is reached depends on
        the order."""
        order = list(self._uses)
        if last_first:
            order.reverse()
        for _ in range(ROUNDS):
            before = list(self.prices)
            for c in order:
                self._set(c, self._best(c))
            if self.prices == before:
                break

    def shake(self, near: Iterable[int]) -> None:
        """Get out of where no single price can move: one a little lower, all others after it, kept where that helps."""
        for c in (c for c in near if self.prices[c]):
            before, bound = list(self.prices), self.bound()
            self._set(c, self.prices[c] - 1)
            for other in self._uses:
                if other != c:
                    self._set(other, self._best(other))
            self.lower()
            if self.bound() >= bound:
                for other in self._uses:
                    self._set(other, before[other])

    def beside(self, counters: Iterable[int]) -> list[int]:
        """Counters that can be full and share a token with one of these, the given ones first."""
        given = [c for c in counters if c in self._uses]
        tokens = {token for c in given for token, _ in self._uses[c]}
        return given + [c for c in self._uses if c not in given and any(token in tokens for token, _ in self._uses[c])]

    def _best(self, c: int) -> int:
        old, room = self.prices[c], self._room[c]
        lines = []  # for each token what it is worth without the counter, and (worth, weight) with it for nothing
        for token, inside in self._uses[c]:
            worths = self.worths[token]
            using = {index for index, _ in inside}
            outside = max([0, *(worth for index, worth in enumerate(worths) if index not in using)])
            lines.append((outside, [(worths[index] + weight * old, weight) for index, weight in inside]))
        gains = ((worth - outside, weight) for outside, inside in lines for worth, weight in inside)
        slopes = sorted((gain / weight, weight) for gain, weight in gains)
        used, turn = 0, 0.0
        while slopes and (used <= room if slopes[-1][0] > 0 else used < self._owed.get(c, 0)):
            turn, weight = slopes.pop()
            used += weight
        asked = {0, old, math.floor(turn), math.floor(turn) + 1} if used > room or turn < 0 else {0}
        low = -HIGHEST if c in self._owed else 0

        def bound(price: int) -> int:
            paid = self._paid(c, price)
            return paid + sum(max(out, *(worth - weight * price for worth, weight in ins)) for out, ins in lines)

        return min(sorted(each for each in asked if each >= low), key=bound)

    def _set(self, c: int, price: int) -> None:
        change = price - self.prices[c]
        if change:
            self.prices[c] = price
            for token, inside in self._uses[c]:
                for index, weight in inside:
                    self.worths[token][index] -= weight * change


def prices_of(counters: Sequence[Counter], tokens: Tokens, room: Sequence[int], potentials: Sequence[int]) -> Prices:
    """A whole price for each counter; nought for those that cannot be full."""
    ways = []
    for last_first in (False, True):
        found = Prices(counters, tokens, room, potentials)
        found.lower(last_first=last_first)
        ways.append(found)
    return min(ways, key=Prices.bound)


def tightened(counters: Sequence[Counter], tokens: Tokens, base: Sequence[int]) -> list[Counter]:
    """The counters with no more room than indivisible tokens can fill."""
    weights: dict[int, list[set[int]]] = {c: [] for c, each in enumerate(counters) if each.most is not None}
    for options in tokens:
        mine: dict[int, set[int]] = {}
        for option in options:
            for c, weight in option.uses:
                mine.setdefault(c, set()).add(weight)
        for c, each in mine.items():
            if c in weights:
                weights[c].append(each)
    found = list(counters)
    for c, several in weights.items():
        most = counters[c].most
        assert most is not None
        room = (1 << (most - base[c] + 1)) - 1
        sums = 1
        for each in several:
            sums |= reduce(or_, (sums << weight for weight in each)) & room
            if sums == room:
                break
        found[c] = replace(counters[c], most=base[c] + sums.bit_length() - 1)
    return found


def most_in(c: int, counters: Sequence[Counter], tokens: Tokens, potentials: Sequence[int]) -> int:
    """No assignment brings a counter further than this."""
    room = [0 if each.most is None else each.most for each in counters]
    valued = [
        tuple(Option(sum(weight for use, weight in option.uses if use == c), option.uses) for option in options)
        for options in tokens
    ]
    found = Prices(counters, valued, room, potentials)
    found.lower()
    return found.bound()


def reduced(option: Option, prices: Sequence[int]) -> int:
    """What the option is worth beyond the price of what it takes."""
    return option.value - sum(weight * prices[counter] for counter, weight in option.uses)
