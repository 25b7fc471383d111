"""A problem taken apart, and its parts solved: what has no choice first, then each component for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wallet.recognition.optimum import (
    NODE_LIMIT,
    Option,
    Problem,
    Score,
    Solution,
    amounts_of,
    potentials_of,
    without,
)
from wallet.recognition.optimum_search import search


def solve(problem: Problem, nodes: int = NODE_LIMIT) -> Solution:
    """The best assignment. After about `nodes` looks the best found so far, and a bound that says how good it could be;
    never by the clock, so that the same problem has the same answer everywhere."""
    loose = _loose(problem)
    choices, base = _forced(problem, loose)
    met = {c for c, each in enumerate(problem.counters) if c in loose and base[c] >= each.least}
    rest = without(problem, met)
    parts = _components(rest, [index for index, options in enumerate(rest.tokens) if options and choices[index] < 0])
    touched = {c for part in parts for index in part for option in rest.tokens[index] for c, _ in option.uses}
    steps = sum(need.steps(base, rest.counters) for need in rest.needs if touched.isdisjoint(need.counters()))
    value = sum(rest.tokens[index][choice].value for index, choice in enumerate(choices) if choice >= 0)
    score = bound = Score(steps, -value)
    spent = 0
    for part in parts:
        found = search(rest, base, part, max(nodes - spent, 0))
        spent += found.nodes
        score, bound = score + found.score, bound + found.bound
        for index, choice in zip(part, found.choices, strict=True):
            choices[index] = choice
    return Solution(tuple(_filled(problem, choices)), score, bound, spent)


def _loose(problem: Problem) -> frozenset[int]:
    """The counters that cannot be overfilled, whatever is chosen."""
    potentials = potentials_of(len(problem.counters), problem.tokens)
    every = enumerate(zip(problem.counters, potentials, strict=True))
    return frozenset(c for c, (each, has) in every if each.most is None or has <= each.most)


def _forced(problem: Problem, loose: frozenset[int]) -> tuple[list[int], list[int]]:
    """Tokens that are placed without loss (-1 for the others), and where the counters stand then: none of their options
    takes anything from another token, and there is only one, or none of them is needed any more."""
    choices = [-1] * len(problem.tokens)
    base = [0] * len(problem.counters)
    free = [
        index
        for index, options in enumerate(problem.tokens)
        if options and all(c in loose for option in options for c, _ in option.uses)
    ]

    def place(index: int, choice: int) -> None:
        choices[index] = choice
        for c, weight in problem.tokens[index][choice].uses:
            base[c] += weight

    def is_met(option: Option) -> bool:
        return all(base[c] >= problem.counters[c].least for c, _ in option.uses)

    for index in free:
        if len(problem.tokens[index]) == 1:
            place(index, 0)
    for index in free:
        options = problem.tokens[index]
        if choices[index] < 0 and all(map(is_met, options)):
            place(index, max(range(len(options)), key=lambda choice: (options[choice].value, -choice)))
    return choices, base


def _components(problem: Problem, members: Sequence[int]) -> list[list[int]]:
    """The tokens that have to do with each other: by a counter, or by counters of one need."""
    head: dict[int, int] = {}

    def find(c: int) -> int:
        while head.setdefault(c, c) != c:
            head[c] = head[head[c]]
            c = head[c]
        return c

    def join(counters: Iterable[int]) -> None:
        several = sorted(set(counters))
        for each in several[1:]:
            head[find(each)] = find(several[0])

    for need in problem.needs:
        join(need.counters())
    for index in members:
        join(c for option in problem.tokens[index] for c, _ in option.uses)
    parts: dict[int, list[int]] = {}
    for index in members:
        uses = [c for option in problem.tokens[index] for c, _ in option.uses]
        parts.setdefault(find(min(uses)) if uses else -1 - index, []).append(index)
    return list(parts.values())


def _filled(problem: Problem, choices: list[int]) -> list[int]:
    """Tokens that still fit somewhere without being worth anything are put there: nothing is left out needlessly."""
    amounts = amounts_of(problem, choices)
    for index, options in enumerate(problem.tokens):
        if choices[index] >= 0:
            continue
        for choice, option in enumerate(options):
            limits = [(problem.counters[c].most, amounts[c] + weight) for c, weight in option.uses]
            if all(most is None or amount <= most for most, amount in limits):
                choices[index] = choice
                for c, weight in option.uses:
                    amounts[c] += weight
                break
    return choices
