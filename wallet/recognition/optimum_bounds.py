"""What indivisible tokens leave of a limit, and what an option is worth at a price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

from wallet.recognition.optimum import Counter, Option

Tokens = Sequence[tuple[Option, ...]]


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


def reduced(option: Option, prices: Sequence[int]) -> int:
    """What the option is worth beyond the price of what it takes."""
    return option.value - sum(weight * prices[counter] for counter, weight in option.uses)
