"""The simplex method where every column belongs to a block, whose parts are one together: one column of each block, its
key, takes what the others leave, so that only what the blocks share are rows (generalized upper bounds)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

TINY = 1e-9
LEAST_PIVOT = 1e-7
GAIN = 1e-8  # a smaller one is not worth a pivot


@dataclass(frozen=True)
class Column:
    """A choice of a block: what it adds to the rows; the steps that it leaves open; what it is worth."""

    block: int
    choice: int
    uses: tuple[tuple[int, float], ...]
    steps: int = 0
    value: float = 0.0


class Simplex:
    """`limits`: of the rows, none of which may be overfilled. `keys`: for each block the column with which it begins;
    together they fit. `cost`: what is made as small as can be; `duals`: what more room in each row would change.
    `work`: how many numbers it looked at."""

    def __init__(self, limits: Sequence[float], keys: Sequence[Column], cost: Callable[[Column], float]) -> None:
        rows = range(len(limits))
        self.keys, self._cost = list(keys), cost
        self._basis: list[Column | None] = [None] * len(rows)  # None: what a row has left
        self._inverse = [[float(row == column) for row in rows] for column in rows]  # by columns
        self._levels = list(limits)
        for key in keys:
            for row, weight in key.uses:
                self._levels[row] -= weight
        self._inside: dict[int, list[int]] = {}  # block -> the rows of its columns in the basis
        self.duals = [0.0] * len(rows)
        self.pivots = self.work = 0
        self.refresh()

    def parts(self, block: int) -> list[tuple[float, Column]]:
        """How a block divides itself."""
        rows = self._inside.get(block, [])
        found = [(1 - sum(self._levels[row] for row in rows), self.keys[block])]
        return found + [(self._levels[row], each) for row in rows if (each := self._basis[row]) is not None]

    def refresh(self) -> None:
        """The duals anew, where costs changed or errors may have added up."""
        costs = [
            (row, cost)
            for row, each in enumerate(self._basis)
            if each is not None and (cost := self._cost(each) - self._cost(self.keys[each.block]))
        ]
        self.duals = [sum(cost * column[row] for row, cost in costs) for column in self._inverse]

    def reduced(self, column: Column) -> float:
        """What a column costs beyond what it takes from the rows."""
        duals = self.duals
        return self._cost(column) - sum(duals[row] * weight for row, weight in column.uses)

    def loosen(self, row: int) -> bool:
        """What a row has left comes into the basis."""
        return self._pivot(None, list(self._inverse[row]), -self.duals[row])

    def enter(self, column: Column) -> bool:
        """A column comes in as far as it can; False where that gains nothing."""
        key = self.keys[column.block]
        reduced = self.reduced(column) - self.reduced(key)
        return reduced < -GAIN and self._pivot(column, self._against(column, key), reduced)

    def _against(self, column: Column, key: Column) -> list[float]:
        """By how much each row of the basis gives way where a column takes over from its key."""
        change: dict[int, float] = dict(column.uses)
        for row, weight in key.uses:
            change[row] = change.get(row, 0.0) - weight
        found = [0.0] * len(self._levels)
        for row, weight in change.items():
            if weight:
                found = [has + weight * more for has, more in zip(found, self._inverse[row], strict=True)]
        return found

    def _pivot(self, column: Column | None, slopes: list[float], reduced: float) -> bool:
        block = -1 if column is None else column.block
        limit, leaving, key = inf, -1, -1
        for row, slope in enumerate(slopes):
            if slope > TINY and self._levels[row] / slope < limit:
                limit, leaving = self._levels[row] / slope, row
        for each in [*self._inside, *([block] if column and block not in self._inside else [])]:
            rows = self._inside.get(each, ())
            slope = (each == block) - sum(slopes[row] for row in rows)
            if slope > TINY:
                left = max(0.0, 1 - sum(self._levels[row] for row in rows))
                if left / slope < limit:
                    limit, key = left / slope, each
        if limit == inf:
            return False
        self.pivots += 1
        self.work += len(slopes)
        if column is not None and key == block and block not in self._inside:
            limit = max(0.0, limit)
            self._levels = [has - limit * slope for has, slope in zip(self._levels, slopes, strict=True)]
            self.keys[block] = column
            return True
        if key >= 0:
            leaving = self._change_key(key, slopes)
            if column is not None and key == block:
                slopes = self._against(column, self.keys[block])
        return self._exchange(column, leaving, slopes, reduced)

    def _change_key(self, block: int, slopes: list[float]) -> int:
        """A choice in the basis becomes its block's key, and the key comes into its row, which is answered."""
        rows = self._inside[block]
        row = max(rows, key=lambda each: (abs(slopes[each]), -each))
        for column in self._inverse:
            column[row] = -sum(column[each] for each in rows)
        self._levels[row] = 1 - sum(self._levels[each] for each in rows)
        slopes[row] = -sum(slopes[each] for each in rows)
        new = self._basis[row]
        assert new is not None
        self._basis[row], self.keys[block] = self.keys[block], new
        return row

    def _exchange(self, column: Column | None, leaving: int, slopes: list[float], reduced: float) -> bool:
        pivot = slopes[leaving]
        if abs(pivot) < LEAST_PIVOT:
            return False
        part = self._levels[leaving] / pivot
        self._levels = [has - part * slope for has, slope in zip(self._levels, slopes, strict=True)]
        self._levels[leaving] = part
        for place, inverse in enumerate(self._inverse):
            if inverse[leaving]:
                self.work += len(slopes)
                by = inverse[leaving] / pivot
                self._inverse[place] = [has - by * slope for has, slope in zip(inverse, slopes, strict=True)]
                self._inverse[place][leaving] = by
                self.duals[place] += reduced * by
        old = self._basis[leaving]
        if old is not None:
            self._inside[old.block].remove(leaving)
            if not self._inside[old.block]:
                del self._inside[old.block]
        self._basis[leaving] = column
        if column is not None:
            self._inside.setdefault(column.block, []).append(leaving)
        return True
