"""One component of a problem: its counters and tokens, a good assignment, and what no assignment of it beats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wallet.recognition.optimum import Counter, Need, Option, Problem, Score, potentials_of
from wallet.recognition.optimum_bounds import reduced, tightened
from wallet.recognition.optimum_mend import Mend
from wallet.recognition.optimum_offers import Offers
from wallet.recognition.optimum_polish import Polish
from wallet.recognition.optimum_relaxed import MOST_ROWS, Relaxation

QUICK, PATIENT, VALUED = 300, 600, 650  # moves
LOOKS = 60
GIVEN_UP = 0.3  # what the relaxation meets less of is not aimed at


class Component:
    """`counters`, `tokens`, `needs` in the component's own numbers; the tokens in the order of `members`. `base`: where
    the counters stand before. `hoped`: the steps that stay open even if everything came where it could.

    `choices` leave the score `best`; no assignment beats `bound`."""

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
        most = [has + more for has, more in zip(self.base, self.potentials, strict=True)]
        self.hoped = sum(need.steps(most, self.counters) for need in self.needs)
        self._approach()

    def _approach(self) -> None:
        """A good assignment and the bound: few steps first, then the most value with as few."""
        mend = self._mended([-1] * len(self.tokens), self.hoped, QUICK)
        offers = Offers(self.counters, self.tokens, self.needs, self.base, self.potentials)
        if len(offers.scarce) + len(offers.asked) > MOST_ROWS:
            self._leave(mend)
            return
        relaxed = Relaxation(offers, self.tokens, mend.best, mend.steps)
        least = self.hoped
        if mend.steps > least:
            least = max(least, relaxed.run(mend.steps))
        if mend.steps > least:
            near, parts = relaxed.nearly(), relaxed.parts_met()
            least = max(least, relaxed.prove(mend.steps, LOOKS))
            again = self._again(near, parts, least) if mend.steps > least else mend
            if again.steps < mend.steps:
                mend, relaxed = again, Relaxation(offers, self.tokens, again.best, again.steps)
                least = max(least, relaxed.prove(mend.steps, LOOKS))
        self._fill(mend, relaxed, least)

    def _again(self, near: Sequence[int], parts: Mapping[int, float], least: int) -> Mend:
        """Mended from where the relaxation is nearly whole (`near`): aiming at what it meets (`parts`: how far it meets
        each counter), and at everything."""
        given_up = [c for c, part in parts.items() if part < GIVEN_UP and not self.counters[c].unitwise]
        tries = [self._mended(near, least, PATIENT, each) for each in (given_up, [])]
        return min(tries, key=lambda each: each.score)

    def _fill(self, mend: Mend, relaxed: Relaxation, least: int) -> None:
        """The most value beside the steps of what was mended."""
        relaxed.by_value()
        loss = relaxed.run(mend.score.loss)
        self.bound = Score(least, loss)
        self.prices = relaxed.whole_prices()
        self.best, self.choices = self._polished(mend.best)
        for start in (relaxed.nearly(), mend.best):
            if self.best > self.bound:
                other = self._polished(self._valued(start, -loss).best)
                self.best, self.choices = min((self.best, self.choices), other, key=lambda each: each[0])
        if self.best > self.bound and self.best.steps == mend.steps:
            self.bound = Score(least, max(loss, relaxed.prove(self.best.loss, LOOKS)))

    def _leave(self, mend: Mend) -> None:
        """Too wide to be relaxed: what was mended, and what would be if nothing were scarce."""
        self.prices = [0] * len(self.counters)
        self.bound = Score(self.hoped, -sum(max(option.value for option in options) for options in self.tokens))
        self.best, self.choices = self._polished(mend.best)

    def _valued(self, choices: Sequence[int], most: int) -> Mend:
        """Mended where so much value is asked for, too."""
        c = len(self.counters)
        tokens = [
            tuple(replace(each, uses=(*each.uses, (c, each.value))) if each.value else each for each in options)
            for options in self.tokens
        ]
        mend = Mend([*self.counters, Counter(most)], tokens, [*self.base, 0], [*self.needs, Need(c)], choices)
        mend.run(self.best.steps, VALUED)
        return mend

    def _mended(self, choices: Sequence[int], least: int, moves: int, given_up: Sequence[int] = ()) -> Mend:
        mend = Mend(self.counters, self.tokens, self.base, self.needs, choices, given_up)
        mend.run(least, moves)
        return mend

    def _polished(self, choices: Sequence[int]) -> tuple[Score, list[int]]:
        polish = Polish(self.counters, self.tokens, self.base, self.needs, self.prices, choices)
        polish.run(self.bound)
        return polish.score, polish.choices

    def priced(self) -> tuple[Score, list[int]]:
        """The score at best as a search sees it that knows no more than the prices; and what that takes for granted of
        each token. A counter pays for what it has to reach only where every better assignment reaches it."""
        alone = {need.counter for need in self.needs} if self.best.steps == self.hoped else set()
        paid = 0
        for c, each in enumerate(self.counters):
            owed = each.least - self.base[c]
            if self.prices[c] < 0 and (c not in alone or not 0 < owed <= self.potentials[c]):
                self.prices[c] = 0
            room = self.potentials[c] if each.most is None else each.most - self.base[c]
            paid += self.prices[c] * (min(room, self.potentials[c]) if self.prices[c] > 0 else owed)
        worths = [max(0, *(reduced(option, self.prices) for option in options)) for options in self.tokens]
        return Score(self.hoped, -sum(worths) - paid), worths

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
