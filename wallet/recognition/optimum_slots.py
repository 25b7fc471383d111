"""Steps that no assignment can spare: every token serves one slot at most, and what that leaves open stays open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wallet.recognition.optimum import Counter, Need, Option

Tokens = Sequence[tuple[Option, ...]]


def fewest_steps(
    counters: Sequence[Counter], tokens: Tokens, base: Sequence[int], needs: Iterable[Need]
) -> tuple[int, list[tuple[int, int]]]:
    """Steps that stay open in every assignment because there are not enough tokens for all slots; and the matching that
    shows it: token, and the counter that it serves.

    Only terms that are one counter are looked at. A unitwise one has a slot for each missing unit, any other as many as
    its heaviest tokens would need; giving one of those up frees all its slots for one step.
    """
    short_ones = [c for need in needs if (c := need.counter) is not None and counters[c].least > base[c]]
    slots = {c: _slots(c, counters[c], tokens, base[c]) for c in _apart(short_ones, tokens)}
    supplies = _supplies(counters, tokens, slots)
    served = _serve(slots, [sorted(each, key=lambda c: (not counters[c].unitwise, c)) for each in supplies])
    short = sum(slots.values()) - sum(map(len, served.values()))
    freed = sorted(each for c, count in slots.items() for each in ([1] * count if counters[c].unitwise else [count]))
    steps = 0
    while short > 0 and freed:
        short -= freed.pop()
        steps += 1
    return steps, [(supplies[supply][c], c) for c, several in served.items() for supply in several]


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


def _supplies(counters: Sequence[Counter], tokens: Tokens, slots: dict[int, int]) -> list[dict[int, int]]:
    """For each token, or for all tokens of which only one may be used, the counters that it can serve and by which: the
    most valuable first, so that a matching leaves out the others."""
    supplies: dict[int, dict[int, int]] = {}
    for index, options in sorted(enumerate(tokens), key=lambda each: -max(option.value for option in each[1])):
        each_uses = [{counter for counter, _ in option.uses} for option in options]
        used, always = set().union(*each_uses), set.intersection(*each_uses)
        only = min((c for c in always if counters[c].least == 0 and counters[c].most == 1), default=None)
        serves = supplies.setdefault(-1 - index if only is None else only, {})
        for c in sorted(used & slots.keys()):
            serves.setdefault(c, index)
    return [each for each in supplies.values() if each]


def _serve(slots: dict[int, int], supplies: list[list[int]]) -> dict[int, list[int]]:
    """A largest matching of supplies to slots: counter -> the supplies that serve it (augmenting paths)."""
    holders: dict[int, list[int]] = {c: [] for c in slots}
    for start in range(len(supplies)):
        came: dict[int, tuple[int, int]] = {}  # counter -> (supply that reached it, the counter which that one holds)
        end = _reach(start, supplies, holders, slots, came)
        while end != -1:
            supply, held = came[end]
            holders[end].append(supply)
            if held != -1:
                holders[held].remove(supply)
            end = held
    return holders


def _reach(
    start: int,
    supplies: list[list[int]],
    holders: dict[int, list[int]],
    slots: dict[int, int],
    came: dict[int, tuple[int, int]],
) -> int:
    """The nearest counter with a free slot that can be reached by moving supplies along, or -1."""
    queue = [(start, -1)]
    for supply, held in queue:
        for c in supplies[supply]:
            if c in came:
                continue
            came[c] = (supply, held)
            if len(holders[c]) < slots[c]:
                return c
            queue.extend((each, c) for each in holders[c])
    return -1
