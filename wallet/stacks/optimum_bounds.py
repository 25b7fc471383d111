"""What no assignment can beat: a price on what is scarce bounds the value, a matching bounds the steps.

The price is a Lagrangian multiplier for each counter that can be full (any price of nought or more gives a bound; good
ones are found counter by counter, as in a fractional knapsack). The matching lets every token serve one slot: what even
that leaves open stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wallet.stacks.optimum import Counter, Need, Option

ROUNDS = 4

Tokens = Sequence[tuple[Option, ...]]


def prices_of(counters: Sequence[Counter], tokens: Tokens, room: Sequence[int], potentials: Sequence[int]) -> list[int]:
    """A whole price for each counter; nought for those that cannot be full. `room`: what still fits in."""
    prices = [0] * len(counters)
    scarce = [c for c, each in enumerate(counters) if each.most is not None and potentials[c] > room[c]]
    touching: dict[int, list[int]] = {c: [] for c in scarce}
    for index, options in enumerate(tokens):
        for c in {counter for option in options for counter, _ in option.uses}:
            if c in touching:
                touching[c].append(index)
    for _ in range(ROUNDS):
        before = list(prices)
        for c in scarce:
            prices[c] = _price(c, [tokens[index] for index in touching[c]], room[c], prices)
        if prices == before:
            break
    return prices


def reduced(option: Option, prices: Sequence[int]) -> int:
    """What the option is worth beyond the price of what it takes."""
    return option.value - sum(weight * prices[counter] for counter, weight in option.uses)


def _price(c: int, tokens: Tokens, room: int, prices: list[int]) -> int:
    """The best whole price of one counter while the others stay."""
    lines: list[tuple[int, list[tuple[int, int]]]] = []  # for each token: without it, and (worth, weight) with it
    old, prices[c] = prices[c], 0
    for options in tokens:
        outside, inside = 0, []
        for option in options:
            weight = next((w for counter, w in option.uses if counter == c), 0)
            worth = reduced(option, prices)
            if weight:
                inside.append((worth, weight))
            else:
                outside = max(outside, worth)
        lines.append((outside, inside))
    prices[c] = old
    slopes = sorted(
        ((worth - outside) / weight, weight) for outside, inside in lines for worth, weight in inside if worth > outside
    )
    used, turn = 0, 0.0
    while slopes and used <= room:
        turn, weight = slopes.pop()
        used += weight
    asked = {0, old} if used <= room else {0, old, int(turn), int(turn) + 1}

    def bound(price: int) -> int:
        best = sum(max(outside, *(worth - weight * price for worth, weight in inside)) for outside, inside in lines)
        return price * room + best

    return min(sorted(asked), key=bound)


def fewest_steps(counters: Sequence[Counter], tokens: Tokens, base: Sequence[int], needs: Iterable[Need]) -> int:
    """Steps that stay open in every assignment because there are not enough tokens for all slots.

    Only terms that are one counter are looked at. A unitwise one has a slot for each missing unit, any other as many as
    its heaviest tokens would need; giving one of those up frees all its slots for one step.
    """
    short_ones = [c for need in needs if (c := need.counter) is not None and counters[c].least > base[c]]
    slots = {c: _slots(c, counters[c], tokens, base[c]) for c in _apart(short_ones, tokens)}
    short = sum(slots.values()) - _serve(slots, _supplies(counters, tokens, slots))
    freed = sorted(each for c, count in slots.items() for each in ([1] * count if counters[c].unitwise else [count]))
    steps = 0
    while short > 0 and freed:
        short -= freed.pop()
        steps += 1
    return steps


def _apart(asked: Iterable[int], tokens: Tokens) -> list[int]:
    """Counters of which no option adds to two at once, those with the fewest tokens first: one slot for each token."""
    together: dict[int, set[int]] = {c: set() for c in asked}
    touching = dict.fromkeys(together, 0)
    for option in (option for options in tokens for option in options):
        used = [c for c, _ in option.uses if c in together]
        for c in used:
            together[c].update(used)
            touching[c] += 1
    chosen: list[int] = []
    for c in sorted(together, key=lambda each: (touching[each], each)):
        if together[c].isdisjoint(chosen):
            chosen.append(c)
    return chosen


def _slots(c: int, counter: Counter, tokens: Tokens, base: int) -> int:
    missing = counter.least - base
    if counter.unitwise:
        return missing
    weights = sorted(
        (max((w for option in options for each, w in option.uses if each == c), default=0) for options in tokens),
        reverse=True,
    )
    count = 0
    for weight in weights:
        if missing <= 0 or not weight:
            break
        missing -= weight
        count += 1
    return max(count, 1)


def _supplies(counters: Sequence[Counter], tokens: Tokens, slots: dict[int, int]) -> list[list[int]]:
    """For each token, or for all tokens of which only one may be used, the counters that it can serve."""
    supplies: dict[int, set[int]] = {}
    for index, options in enumerate(tokens):
        used = {counter for option in options for counter, _ in option.uses}
        only = min((c for c in used if counters[c].least == 0 and counters[c].most == 1), default=None)
        supplies.setdefault(-1 - index if only is None else only, set()).update(used & slots.keys())
    return [sorted(each) for each in supplies.values() if each]


def _serve(slots: dict[int, int], supplies: list[list[int]]) -> int:
    """The size of a largest matching of supplies to slots (augmenting paths, without recursion)."""
    holders: dict[int, list[int]] = {c: [] for c in slots}
    served = 0
    for start in range(len(supplies)):
        came: dict[int, tuple[int, int]] = {}  # counter -> (supply that reached it, the counter which that one holds)
        queue = [(start, -1)]
        end = None
        for supply, held in queue:
            for c in supplies[supply]:
                if c in came:
                    continue
                came[c] = (supply, held)
                if len(holders[c]) < slots[c]:
                    end = c
                    break
                queue.extend((each, c) for each in holders[c])
            if end is not None:
                break
        if end is None:
            continue
        served += 1
        while end != -1:
            supply, held = came[end]
            holders[end].append(supply)
            if held != -1:
                holders[held].remove(supply)
            end = held
    return served
