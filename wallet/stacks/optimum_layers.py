"""A component made ready for the search: its tokens in the order in which they are placed, and for each what is true
before and after it. The order closes counters early, so that few states differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wallet.stacks.optimum import Counter, Need, Option, Problem, Score, potentials_of
from wallet.stacks.optimum_bounds import fewest_steps, prices_of, reduced, tightened
from wallet.stacks.optimum_climb import Climb

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


class Layers:
    """The layers of a component, where the search starts (`first`, `start`: the score at best), and `bound`: the score
    that nothing in the component beats."""

    def __init__(self, problem: Problem, base: Sequence[int], members: Sequence[int]) -> None:
        used = {c for index in members for option in problem.tokens[index] for c, _ in option.uses}
        needs = [need for need in problem.needs if not used.isdisjoint(need.counters())]
        used.update(c for need in needs for c in need.counters())
        local = {c: index for index, c in enumerate(sorted(used))}
        self._counters = [problem.counters[c] for c in sorted(used)]
        self._needs = [_renamed(need, local) for need in needs]
        tokens = [tuple(_option(each, local) for each in problem.tokens[index]) for index in members]
        self._order = _order(tokens)
        self._tokens = [tokens[index] for index in self._order]
        self._counters = tightened(self._counters, self._tokens, [base[c] for c in sorted(used)])
        self._potentials = potentials_of(len(local), self._tokens)
        self.first = tuple(base[c] for c in sorted(used))
        room = [0 if c.most is None else c.most - has for c, has in zip(self._counters, self.first, strict=True)]
        self._prices = prices_of(self._counters, self._tokens, room, self._potentials)
        self.layers = self._layers()
        hoped = [has + more for has, more in zip(self.first, self._potentials, strict=True)]
        steps = sum(need.steps(hoped, self._counters) for need in self._needs)
        value = sum(layer.worth for layer in self.layers) + sum(
            price * min(fits, more) for price, fits, more in zip(self._prices, room, self._potentials, strict=True)
        )
        self.start = Score(steps, -value)
        least, self._slots = fewest_steps(self._counters, self._tokens, self.first, self._needs)
        self.bound = Score(max(steps, least), -value)

    def climbed(self) -> tuple[Score, list[int]]:
        """A good assignment and its score, found without searching; the choices in the order of the layers."""
        climb = Climb(self._counters, self._tokens, self.first, self._needs, self._prices)
        climb.run(self._slots, self.bound)
        return climb.score, climb.choices

    def in_order(self, choices: Sequence[int]) -> tuple[int, ...]:
        """Choices in the order of the layers, put into the order of the component's members."""
        found = [-1] * len(choices)
        for place, choice in zip(self._order, choices, strict=True):
            found[place] = choice
        return tuple(found)

    def _layers(self) -> tuple[Layer, ...]:
        rest = list(self._potentials)
        alone = {need.counter for need in self._needs if need.counter is not None}
        wide = [need for need in self._needs if need.counter is None]
        scopes = [frozenset(need.counters()) for need in wide]
        held = frozenset().union(*scopes)
        layers = []
        for options in self._tokens:
            before = list(rest)
            most = _most(options)
            for c, weight in most.items():
                rest[c] -= weight
            near = [index for index, scope in enumerate(scopes) if not scope.isdisjoint(most)]
            done = [scopes[index] for index in near if all(rest[c] == 0 for c in scopes[index])]
            closed = {c for c in most if rest[c] == 0 and c not in held}.union(*done)
            layers.append(
                Layer(
                    options=tuple((index, each.value, each.uses) for index, each in enumerate(options)),
                    touched=tuple(self._touch(c, before[c], rest[c], c in alone) for c in sorted(most)),
                    limits={c: limit for c in most if (limit := self._counters[c].most) is not None},
                    terms=tuple(wide[index] for index in near),
                    closed=tuple(sorted(closed)),
                    worth=max(0, *(reduced(option, self._prices) for option in options)),
                    counters=self._counters,
                    before=before,
                    after=list(rest),
                )
            )
        return tuple(layers)

    def _touch(self, c: int, before: int, after: int, alone: bool) -> Touch:
        counter = self._counters[c]
        most = UNLIMITED if counter.most is None else counter.most
        return Touch(c, before, after, self._prices[c], counter.least, most, counter.unitwise, alone)


def _renamed(need: Need, local: Mapping[int, int]) -> Need:
    counter = None if need.counter is None else local[need.counter]
    return Need(counter, need.fixed, tuple(_renamed(each, local) for each in need.of), need.least)


def _option(option: Option, local: Mapping[int, int]) -> Option:
    return Option(option.value, tuple((local[c], weight) for c, weight in option.uses))


def _most(options: Sequence[Option]) -> dict[int, int]:
    most: dict[int, int] = {}
    for option in options:
        for c, weight in option.uses:
            most[c] = max(most.get(c, 0), weight)
    return most


def _order(tokens: Sequence[tuple[Option, ...]]) -> list[int]:
    """Always the tokens of the counter that has the fewest left, the heavier first."""
    touching: dict[int, set[int]] = {}
    for index, options in enumerate(tokens):
        for c in _most(options):
            touching.setdefault(c, set()).add(index)
    order: list[int] = []
    while touching:
        c = min(touching, key=lambda each: (len(touching[each]), each))
        mine = sorted(touching[c], key=lambda index: (len(tokens[index]), -tokens[index][0].value, index))
        order += mine
        for index in mine:
            for each in _most(tokens[index]):
                touching[each].discard(index)
        touching = {each: left for each, left in touching.items() if left}
    seen = set(order)
    return order + [index for index in range(len(tokens)) if index not in seen]
