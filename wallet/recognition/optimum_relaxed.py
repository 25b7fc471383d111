"""The problem as if tokens could be divided: what no assignment can beat, and an assignment that is nearly whole.

A linear program, solved by the simplex method. Each token and each need is a block that divides itself among its
choices, and the counters are the rows that they share. It works in floating point, in one order and from an assignment
that is there already; what it claims is worked out again in whole numbers from its prices, so that an error of rounding
costs sharpness and never truth.
"""

from __future__ import annotations

from collections.abc import Sequence

from wallet.recognition.optimum import Need, Option
from wallet.recognition.optimum_offers import Offers
from wallet.recognition.optimum_simplex import TINY, Column, Simplex

WHOLE = 1 << 24  # prices are rounded to this part of a unit
AGAINST = 1_000.0  # steps that a choice costs which was decided against
UNDECIDED = 0.01
GAIN = 1e-7  # a smaller one is not worth a pivot
AT_ONCE = 12  # pivots between two looks at all prices
WORK = 4_000_000  # numbers looked at
MOST_ROWS = 700
LARGEST = 1e15  # a higher price is an error
REFRESH = 50  # pivots after which the prices are worked out anew


class Relaxation:
    """`choices` fit, and leave `steps` open. First a cost is an open step, by value it is a unit of value that is left
    out where no more than `steps` are open."""

    def __init__(
        self,
        offers: Offers,
        tokens: Sequence[tuple[Option, ...]],
        choices: Sequence[int],
        steps: int,
    ) -> None:
        self._offers, self._tokens = offers, tokens
        self._unit = max((option.value for options in tokens for option in options), default=0) or 1
        self._scale = _mean_weights(len(offers.room), tokens)
        self._cap = {c: row for row, c in enumerate(offers.scarce)}
        self._ask = {c: row for row, c in enumerate(offers.asked, len(self._cap))}
        self._last = len(self._cap) + len(self._ask)  # the row of the open steps
        limits = [(offers.room[c] or 0) / self._scale[c] for c in self._cap] + [0.0] * len(self._ask) + [float(steps)]
        # A little more room in each row, everywhere another, so that no two are exhausted by the same move.
        self._limits = [limit + 1e-6 * (1 + row % 97) for row, limit in enumerate(limits)]
        self._steps, self._by_value = steps, False
        self._decided: dict[int, bool] = {}  # block of a need -> whether it has to be met or left open
        self._start(choices)

    def _start(self, choices: Sequence[int]) -> None:
        amounts = [0] * len(self._offers.room)
        for options, choice in zip(self._tokens, choices, strict=True):
            for c, weight in options[choice].uses if choice >= 0 else ():
                amounts[c] += weight
        keys = [self._column(token, choice) for token, choice in enumerate(choices)]
        for place, need in enumerate(self._offers.needs, len(choices)):
            keys.append(self._met(place, need, amounts))
        self._simplex = Simplex(self._limits, keys, self._cost)
        self._end = WORK

    # ---- columns

    def _column(self, token: int, choice: int) -> Column:
        if choice < 0:
            return Column(token, choice, ())
        option = self._tokens[token][choice]
        uses = [(self._cap[c], weight / self._scale[c]) for c, weight in option.uses if c in self._cap]
        uses += [(self._ask[c], -weight / self._scale[c]) for c, weight in option.uses if c in self._ask]
        return Column(token, choice, tuple(uses), value=option.value / self._unit)

    def _need_column(self, block: int, steps: int, taken: Sequence[tuple[int, int]]) -> Column:
        uses = [(self._ask[c], amount / self._scale[c]) for c, amount in taken if c in self._ask]
        return Column(block, 0, (*uses, (self._last, float(steps))), steps)

    def _met(self, block: int, need: Need, amounts: Sequence[int]) -> Column:
        steps, taken = self._taken(need, amounts)
        return self._need_column(block, steps, taken)

    def _taken(self, need: Need, amounts: Sequence[int]) -> tuple[int, list[tuple[int, int]]]:
        c = need.counter
        if c is not None:
            missing = self._offers.missing[c]
            if self._offers.unitwise[c]:
                has = min(missing, amounts[c])
                return missing - has, [(c, has)]
            return (1, []) if amounts[c] < missing else (0, [(c, missing)])
        if not need.of:
            return need.fixed, []
        inside = [self._taken(each, amounts) for each in need.of]
        if need.least is not None:
            inside = sorted(inside, key=lambda each: each[0])[: need.least]
        return sum(each[0] for each in inside), [every for each in inside for every in each[1]]

    def _cost(self, column: Column) -> float:
        met = self._decided.get(column.block)
        against = 0.0 if met is None or met is (column.steps == 0) else AGAINST
        return against + (-column.value if self._by_value else column.steps)

    # ---- prices and bounds

    def _prices(self, whole: int = 0) -> tuple[list[float], float]:
        """The price of each counter, and of a step beyond what the aim makes of it; rounded to parts of `whole`."""
        unit = self._unit if self._by_value and whole else 1
        prices = [0.0] * len(self._offers.room)
        for rows, sign in ((self._cap, -1), (self._ask, 1)):
            for c, row in rows.items():
                prices[c] += sign * min(self._simplex.duals[row], 0.0) * unit / self._scale[c]
        step = -min(self._simplex.duals[self._last], 0.0) * unit
        if not whole:
            return prices, step
        prices = [round(each * whole) if abs(each) < LARGEST else 0 for each in prices]
        return prices, round(step * whole) if step < LARGEST else 0

    def bound(self) -> int:
        """In whole numbers: no assignment costs less."""
        prices, step = self._prices(WHOLE)
        paid = step * self._steps
        if not self._by_value:
            step += WHOLE
        least = self._offers.bound(prices, WHOLE if self._by_value else 0, step) - paid
        for block, met in self._decided.items():
            need = self._offers.needs[block - len(self._tokens)]
            least += self._decided_cost(need, prices, step, met=met) - self._offers.cheapest(need, prices, step)[0]
        return -(int(-least) // WHOLE)

    def _decided_cost(self, need: Need, prices: Sequence[float], step: float, *, met: bool) -> float:
        assert need.counter is not None
        return -min(prices[need.counter], 0) * self._offers.missing[need.counter] if met else step

    def by_value(self) -> None:
        """From here on the most value is looked for: it is a cost below nought."""
        self._by_value = True
        self._end = self._simplex.work + WORK
        self._simplex.refresh()

    def run(self, enough: int) -> int:
        """Until the bound is `enough`, nothing is left to gain, or so much was done. Answers the bound."""
        best, refreshed = self.bound(), self._simplex.pivots
        while best < enough and self._simplex.work < self._end and self._round():
            if self._simplex.pivots - refreshed > REFRESH:
                self._simplex.refresh()
                refreshed = self._simplex.pivots
            best = max(best, self.bound())
        return best

    def whole_prices(self) -> list[int]:
        """The price of each counter in the unit of values, rounded."""
        factor = 1 if self._by_value else 0
        return [round(factor * self._unit * each) for each in self._prices()[0]]

    def prove(self, cost: int, most: int) -> int:
        """What it costs at least, up to `cost`: where the relaxation meets a need in part, it is looked at with the
        need met and with the need left open. `most`: about so many looks."""
        opened: list[dict[int, bool]] = [{}]
        self._end = self._simplex.work + WORK
        least = cost
        while opened:
            self._decided = opened.pop()
            self._simplex.refresh()
            found = self.run(cost)
            most -= 1
            if found >= cost:
                continue
            block = self._undecided()
            if block < 0 or most <= len(opened):
                least = min(least, found)
                continue
            opened += [{**self._decided, block: met} for met in (False, True)]
        self._decided = {}
        self._simplex.refresh()
        return least

    def _undecided(self) -> int:
        """A need of one counter that is met in part, the one that is met least; -1 where there is none."""
        found = []
        for block, need in enumerate(self._offers.needs, len(self._tokens)):
            c = need.counter
            if c is not None and not self._offers.unitwise[c] and block not in self._decided:
                met = sum(part for part, each in self._simplex.parts(block) if not each.steps)
                if UNDECIDED < met < 1 - UNDECIDED:
                    found.append((met, block))
        return max(found, default=(0, -1))[1]

    def nearly(self) -> list[int]:
        """For each token the choice that has the largest part of it."""
        return [
            max((part, each.choice) for part, each in self._simplex.parts(token))[1]
            for token in range(len(self._tokens))
        ]

    def parts_met(self) -> dict[int, float]:
        """For each counter that is asked for, the part that the needs take of what it misses."""
        found = dict.fromkeys(self._ask, 0.0)
        at = {row: c for c, row in self._ask.items()}
        for block in range(len(self._tokens), len(self._tokens) + len(self._offers.needs)):
            for part, column in self._simplex.parts(block):
                for row, weight in column.uses:
                    if row in at:
                        found[at[row]] += part * weight * self._scale[at[row]] / self._offers.missing[at[row]]
        return found

    # ---- changes

    def _round(self) -> bool:
        """The most promising changes, one after the other; False where there is none."""
        made = 0
        for _, block, column in self._promising():
            entering = self._best_of(block) if column is None and block >= 0 else column
            if self._simplex.enter(entering) if entering is not None else self._simplex.loosen(-1 - block):
                made += 1
                if made == AT_ONCE:
                    break
        return made > 0

    def _promising(self) -> list[tuple[float, int, Column | None]]:
        """What would gain, the most first: (gain, block, the column of a need), or -1 - row for a row's rest."""
        prices, step = self._prices()
        found: list[tuple[float, int, Column | None]] = [
            (dual, -1 - row, None) for row, dual in enumerate(self._simplex.duals) if dual > TINY
        ]
        gains: list[tuple[float, int, Column | None]] = []
        worths = self._offers.worths(prices, 1 / self._unit if self._by_value else 0)
        for token, worth in enumerate(worths):
            gain = worth + self._simplex.reduced(self._simplex.keys[token])
            if gain > GAIN:
                gains.append((gain, token, None))
        if not self._by_value:
            step += 1
        for block, need in enumerate(self._offers.needs, len(self._tokens)):
            cost, steps, taken = self._offers.cheapest(need, prices, step)
            if block in self._decided:
                met, c = self._decided[block], need.counter
                assert c is not None
                cost = self._decided_cost(need, prices, step, met=met)
                steps, taken = (0, {c: self._offers.missing[c]}) if met else (1, {})
            gain = self._simplex.reduced(self._simplex.keys[block]) - cost
            if gain > GAIN:
                gains.append((gain, block, self._need_column(block, steps, list(taken.items()))))
        return found + sorted(gains, key=lambda each: (-each[0], each[1]))

    def _best_of(self, token: int) -> Column:
        columns = [self._column(token, choice) for choice in range(-1, len(self._tokens[token]))]
        return min(columns, key=self._simplex.reduced)


def _mean_weights(counters: int, tokens: Sequence[tuple[Option, ...]]) -> list[float]:
    total, count = [0] * counters, [0] * counters
    for c, weight in (use for options in tokens for option in options for use in option.uses):
        total[c] += weight
        count[c] += 1
    return [each / many if many else 1.0 for each, many in zip(total, count, strict=True)]
