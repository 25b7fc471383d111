"""What cannot count together, as counters: twins, a whole and its parts, an award and the pieces it is split into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from wallet.recognition.optimum import Counter
from wallet.recognition.twins import Twins

MOST_PAIRS = 12

Extra = dict[int, dict[int, int]]  # token -> counter -> weight
Families = Sequence[tuple[int, tuple[int, ...]]]


class Exclusions:
    """Writes the counters behind those that are there already. `owners`: for each token its achievement, and the way in
    which that is used (0 whole, else the number of a split): tokens of one way go together."""

    def __init__(self, owners: Sequence[tuple[int, int]], counters: list[Counter]) -> None:
        self._counters = counters
        self._extra: Extra = defaultdict(dict)
        self._tokens: dict[int, list[int]] = defaultdict(list)
        self._ways: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for token, (index, way) in enumerate(owners):
            self._tokens[index].append(token)
            self._ways[index][way].append(token)

    def written(self, twins: Twins, families: Families) -> Extra:
        """What each token adds to the new counters."""
        for index in sorted(self._ways):
            self._one_of([self._ways[index][way] for way in sorted(self._ways[index])])
        for group in twins.groups:
            self._one_of([self._tokens[index] for index in group])
        for one, other in twins.suspected:
            self._one_of([self._tokens[index] for place in (one, other) for index in twins.groups[place]])
        for whole, parts in families:
            self._not_beside(self._tokens[whole], [token for part in parts for token in self._tokens[part]])
        return self._extra

    def _one_of(self, sides: Iterable[list[int]]) -> None:
        """Tokens of one side only."""
        several = [side for side in sides if side]
        if all(len(side) == 1 for side in several):
            self._add([(token, 1) for side in several for token in side], 1)
            return
        for place, side in enumerate(several):
            self._not_beside(side, [token for other in several[place + 1 :] for token in other])

    def _not_beside(self, wholes: list[int], parts: list[int]) -> None:
        """None of `parts` beside any of `wholes`."""
        for whole in wholes:
            if len(parts) > MOST_PAIRS:
                self._add([(whole, len(parts)), *((part, 1) for part in parts)], len(parts))
            else:  # says the same, and bounds more closely
                for part in parts:
                    self._add([(whole, 1), (part, 1)], 1)

    def _add(self, weights: list[tuple[int, int]], most: int) -> None:
        if len(weights) > 1:
            for token, weight in weights:
                self._extra[token][len(self._counters)] = weight
            self._counters.append(Counter(0, most))
