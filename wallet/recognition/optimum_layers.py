"""A component made ready for the search: its tokens in the order in which they are placed, and for each what is true
before and after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wallet.recognition.optimum import Counter, Need, Option
from wallet.recognition.optimum_component import Component

UNLIMITED = 1 << 200  # more than anything adds up to


@dataclass(frozen=True)
class Touch:
    """A counter that the layer's token may add to; `before`, `after`: what may still come, with and without the token.
    `alone`: it is a term of its own, so that its shortfall is counted here."""

    counter: int
    before: int
    after: int
    price: int
    least: int
    most: int
    unitwise: bool
    alone: bool

    def paid(self, amount: int, more: int) -> int:
        """What the price makes of what may still come: room that is paid for, or what is owed."""
        if self.price > 0:
            return self.price * min(self.most - amount, more)
        return self.price * max(0, self.least - amount)

    def clipped(self, amount: int) -> int:
        """The smallest amount that means the same from here on."""
        if amount + self.after > self.most:
            return amount  # it may get full: every unit matters
        if amount >= self.least:
            return self.least
        if self.unitwise or amount + self.after >= self.least:
            return amount
        return 0  # it cannot be reached any more


@dataclass(frozen=True)
class Layer:
    """One token. `limits`: counters that can be full -> what fits. `terms`: needs over several counters that it
    touches. `closed`: counters that nothing looks at after it. `worth`: what the bound takes for granted of it."""

    options: tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...]
    touched: tuple[Touch, ...]
    limits: Mapping[int, int]
    terms: tuple[Need, ...]
    closed: tuple[int, ...]
    worth: int
    counters: Sequence[Counter]
    before: Sequence[int]
    after: Sequence[int]


def layers_of(component: Component, order: Sequence[int], worths: Sequence[int]) -> tuple[Layer, ...]:
    """A layer for each token, in that order."""
    rest = list(component.potentials)
    single, wide = component.split()
    alone = {need.counter for need in single}
    scopes = [frozenset(need.counters()) for need in wide]
    held = frozenset().union(*scopes)
    layers = []
    for token in order:
        options, before = component.tokens[token], list(rest)
        most = _most(options)
        for c, weight in most.items():
            rest[c] -= weight
        near = [index for index, scope in enumerate(scopes) if not scope.isdisjoint(most)]
        done = [scopes[index] for index in near if all(rest[c] == 0 for c in scopes[index])]
        closed = {c for c in most if rest[c] == 0 and c not in held}.union(*done)
        layers.append(
            Layer(
                options=tuple((index, each.value, each.uses) for index, each in enumerate(options)),
                touched=tuple(_touch(component, c, before[c], rest[c], alone=c in alone) for c in sorted(most)),
                limits={c: limit for c in most if (limit := component.counters[c].most) is not None},
                terms=tuple(wide[index] for index in near),
                closed=tuple(sorted(closed)),
                worth=worths[token],
                counters=component.counters,
                before=before,
                after=list(rest),
            )
        )
    return tuple(layers)


def _touch(component: Component, c: int, before: int, after: int, *, alone: bool) -> Touch:
    counter = component.counters[c]
    most = UNLIMITED if counter.most is None else counter.most
    return Touch(c, before, after, component.prices[c], counter.least, most, counter.unitwise, alone)


def _most(options: Sequence[Option]) -> dict[int, int]:
    most: dict[int, int] = {}
    for option in options:
        for c, weight in option.uses:
            most[c] = max(most.get(c, 0), weight)
    return most
