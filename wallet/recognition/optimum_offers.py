"""What every token and every need would choose at given prices: the bound that any prices give, and what a better
assignment would change. Options that cost the same for many tokens are looked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from wallet.recognition.optimum import Counter, Need, Option

Parts: TypeAlias = tuple[tuple[int, int], ...]  # (weight, group of counters)


class Offers:
    """`room`: what fits into each counter (None: it cannot be full); `missing`: what it is short of; `reach`: what
    would come if every token gave the most that it can. Prices are numbers for each counter: above nought for room,
    below nought for what is owed to a need. Whole prices give whole, exact answers."""

    def __init__(
        self,
        counters: Sequence[Counter],
        tokens: Sequence[tuple[Option, ...]],
        needs: Sequence[Need],
        base: Sequence[int],
        reach: Sequence[int],
    ) -> None:
        self.needs, self.reach = needs, reach
        self.room: list[int | None] = [
            None if each.most is None or each.most - has >= more else each.most - has
            for each, has, more in zip(counters, base, reach, strict=True)
        ]
        self.missing = [max(0, each.least - has) for each, has in zip(counters, base, strict=True)]
        self.unitwise = [each.unitwise for each in counters]
        asked = {c for need in needs for c in need.counters() if self.missing[c] and self.can_meet(c)}
        self.asked = sorted(asked)
        self.scarce = [c for c, fits in enumerate(self.room) if fits is not None and reach[c]]
        self._live = asked.union(self.scarce)
        self._groups: dict[tuple[int, ...], int] = {}
        self._sets: dict[frozenset[int], int] = {}
        self._tokens = [self._token(options) for options in tokens]

    def can_meet(self, c: int) -> bool:
        """Whether a need of the counter could be met at least in part."""
        return self.reach[c] > 0 and (self.unitwise[c] or self.reach[c] >= self.missing[c])

    def _token(self, options: Sequence[Option]) -> tuple[Parts, tuple[tuple[int, int, int], ...], tuple[Parts, ...]]:
        """What all options of a token take; those that take one weight of a group, by value and weight; and others."""
        uses = [{c: weight for c, weight in option.uses if c in self._live} for option in options]
        common = dict(set.intersection(*(set(each.items()) for each in uses)))
        alike: dict[tuple[int, int], set[int]] = {}
        mixed = []
        for option, each in zip(options, uses, strict=True):
            parts = self._parts({c: weight for c, weight in each.items() if c not in common})
            if len(parts) > 1:
                mixed.append(((option.value, -1), *parts))
            else:
                weight, group = parts[0] if parts else (0, self._group(()))
                alike.setdefault((option.value, weight), set()).add(group)
        flat = tuple(
            (value, weight, self._sets.setdefault(frozenset(groups), len(self._sets)))
            for (value, weight), groups in alike.items()
        )
        return self._parts(common), flat, tuple(mixed)

    def _parts(self, uses: Mapping[int, int]) -> Parts:
        by_weight: dict[int, list[int]] = {}
        for c, weight in uses.items():
            by_weight.setdefault(weight, []).append(c)
        return tuple((weight, self._group(tuple(sorted(each)))) for weight, each in sorted(by_weight.items()))

    def _group(self, counters: tuple[int, ...]) -> int:
        return self._groups.setdefault(counters, len(self._groups))

    def worths(self, prices: Sequence[float], value: float) -> list[float]:
        """For each token what its best option is worth beyond its price, or nought; a unit of value counts `value`."""
        costs = [sum(prices[c] for c in group) for group in self._groups]
        cheapest = [min(costs[group] for group in groups) for groups in self._sets]
        found = []
        for common, flat, mixed in self._tokens:
            base = best = sum(weight * costs[group] for weight, group in common)
            for worth, weight, several in flat:
                net = worth * value - weight * cheapest[several]
                best = max(best, net)
            for (worth, _), *parts in mixed:
                net = worth * value - sum(weight * costs[group] for weight, group in parts)
                best = max(best, net)
            found.append(best - base)
        return found

    def cheapest(self, need: Need, prices: Sequence[float], step: float) -> tuple[float, int, dict[int, int]]:
        """The least that a need costs, where an open step costs `step`; the steps that it leaves open then, and what it
        takes of each counter."""
        c = need.counter
        if c is not None:
            return self._cheapest_of(c, -min(prices[c], 0), step)
        if not need.of:
            return step * need.fixed, need.fixed, {}
        inside = [self.cheapest(each, prices, step) for each in need.of]
        if need.least is not None:
            inside = sorted(inside, key=lambda each: each[0])[: need.least]
        taken = {c: amount for _, _, every in inside for c, amount in every.items()}
        return sum(each[0] for each in inside), sum(each[1] for each in inside), taken

    def _cheapest_of(self, c: int, owed: float, step: float) -> tuple[float, int, dict[int, int]]:
        missing = self.missing[c]
        if not missing:
            return 0, 0, {}
        if self.unitwise[c]:
            can = min(missing, self.reach[c]) if owed < step else 0
            return step * (missing - can) + owed * can, missing - can, {c: can} if can else {}
        if self.reach[c] < missing or owed * missing >= step:
            return step, 1, {}
        return owed * missing, 0, {c: missing}

    def bound(self, prices: Sequence[float], value: float, step: float) -> float:
        """No assignment costs less, where each open step costs `step` and each unit of value brings `value`."""
        paid = sum(prices[c] * fits for c in self.scarce if prices[c] > 0 and (fits := self.room[c]) is not None)
        needed = sum(self.cheapest(need, prices, step)[0] for need in self.needs)
        return needed - paid - sum(self.worths(prices, value))
