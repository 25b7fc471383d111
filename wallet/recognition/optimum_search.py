"""The search through one component: token after token, equal states merged, the best kept, the rest accounted for.

It is dynamic programming whose width is bounded: where nothing better than the best had to be dropped, the best is
proved; else the width grows until the nodes are used up, and what was dropped says how good it could have been.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TypeAlias

from wallet.recognition.optimum import Problem, Score, Solution
from wallet.recognition.optimum_component import Component, order_of
from wallet.recognition.optimum_layers import Layer, layers_of

WIDTHS = (6, 40, 300, 2_000)
MOST_ALONE, NODES_ALONE = 60, 3_000  # tokens and nodes where one need is looked at for itself
GROWTH = 6  # about how much more the next width costs

Amounts: TypeAlias = tuple[int, ...]
Trail: TypeAlias = "tuple[int, Trail] | None"
State: TypeAlias = tuple[
    int, int, int, Trail
]  # steps at least, value so far (negative), value at best (negative), trail
Use: TypeAlias = tuple[int, int, tuple[tuple[int, int], ...]]  # option, value, uses


def search(problem: Problem, base: Sequence[int], members: Sequence[int], nodes: int) -> Solution:
    """The best choices for the tokens `members` of a problem whose counters stand at `base`. The choices come in the
    order of `members`; score and bound are those of this component alone. `nodes`: about how many may be looked at."""
    component = Component(problem, base, members)
    best, chosen, bound = component.best, component.choices, component.bound
    if bound < best and any(need.counter is None for need in component.needs):
        bound = max(bound, Score(_fewest(component), component.bound.loss))
    if bound >= best:
        return Solution(tuple(chosen), best, best, len(members))
    start, worths = component.priced()
    bound = max(bound, start)
    order = order_of(component.tokens, (c for c, price in enumerate(component.prices) if price))
    layers, spent = layers_of(component, order, worths), len(members)
    for width in WIDTHS:
        found, dropped, cost = _sweep(component.base, start, layers, width, best)
        spent += cost
        if found is not None and found[0] < best:
            best = found[0]
            for place, choice in zip(order, _choices(found[1]), strict=True):
                chosen[place] = choice
        bound = max(bound, best if dropped is None else min(dropped, best))
        if bound >= best or spent + cost * GROWTH > nodes:
            break
    return Solution(tuple(chosen), best, min(bound, best), spent)


def _fewest(component: Component) -> int:
    """The steps that stay open at least where every need over several counters is looked at for itself."""
    alone, wide = component.split()
    hoped = [has + more for has, more in zip(component.base, component.potentials, strict=True)]
    steps = sum(need.steps(hoped, component.counters) for need in alone)
    for need in wide:
        only = component.only(need)
        if len(component.needs) > 1 and only.tokens and len(only.tokens) <= MOST_ALONE:
            steps += search(only, component.base, range(len(only.tokens)), NODES_ALONE).bound.steps
        else:
            steps += need.steps(hoped, component.counters)
    return max(component.bound.steps, steps)


def _choices(trail: Trail) -> list[int]:
    found = []
    while trail is not None:
        choice, trail = trail
        found.append(choice)
    return found[::-1]


def _sweep(
    base: Amounts, start: Score, layers: Sequence[Layer], width: int, known: Score
) -> tuple[tuple[Score, Trail] | None, Score | None, int]:
    """One pass: the best end, the best that was dropped for the width, and how many nodes were looked at."""
    states: dict[Amounts, State] = {base: (start.steps, 0, start.loss, None)}
    dropped: Score | None = None
    cost = 0
    for layer in layers:
        after: dict[Amounts, State] = {}
        for amounts, state in states.items():
            left = _leave(layer, amounts, state)
            choices = _open_choices(layer, amounts)
            cost += len(choices)
            for choice in choices:
                _enter(layer, amounts, choice, left, after)
        after = {key: each for key, each in after.items() if (each[0], each[2]) < (known.steps, known.loss)}
        if len(after) > width:
            ranked = sorted(after.items(), key=_rank)
            lost = Score(ranked[width][1][0], ranked[width][1][2])
            dropped = lost if dropped is None else min(dropped, lost)
            after = dict(ranked[:width])
        states = after
    ends = [(Score(each[0], each[1]), each[3]) for each in states.values()]
    return min(ends, key=itemgetter(0), default=None), dropped, cost


def _rank(item: tuple[Amounts, State]) -> tuple[int, int, int, Amounts]:
    amounts, (steps, value, bound, _) = item
    return steps, bound, value, amounts


def _leave(layer: Layer, amounts: Amounts, state: State) -> State:
    """The state without what was hoped for from this layer's token."""
    steps, value, bound, trail = state
    bound += layer.worth
    for each in layer.touched:
        amount = amounts[each.counter]
        if each.alone:
            short = each.least - amount - each.before
            if short > 0:
                steps -= short if each.unitwise else 1
        if each.price:
            bound += each.paid(amount, each.before)
    if layer.terms:
        hoped = [has + more for has, more in zip(amounts, layer.before, strict=True)]
        steps -= sum(need.steps(hoped, layer.counters) for need in layer.terms)
    return steps, value, bound, trail


def _open_choices(layer: Layer, amounts: Amounts) -> list[Use]:
    """The options that fit. Leaving the token out is one too, unless an option takes nothing from anybody."""
    fits: list[Use] = []
    free = False
    for use in layer.options:
        scarce = False
        for counter, weight in use[2]:
            most = layer.limits.get(counter)
            if most is not None and amounts[counter] + layer.before[counter] > most:
                scarce = True
                if amounts[counter] + weight > most:
                    break
        else:
            fits.append(use)
            free = free or not scarce
    if not free:
        fits.append((-1, 0, ()))
    return fits


def _enter(layer: Layer, amounts: Amounts, choice: Use, left: State, after: dict[Amounts, State]) -> None:
    """The state after the choice, kept where no equal one is better."""
    steps, loss, bound, trail = left
    option, value, uses = choice
    now = list(amounts)
    for counter, weight in uses:
        now[counter] += weight
    loss, bound = loss - value, bound - value
    for each in layer.touched:
        amount = now[each.counter]
        if each.alone:
            short = each.least - amount - each.after
            if short > 0:
                steps += short if each.unitwise else 1
        if each.price:
            bound -= each.paid(amount, each.after)
        now[each.counter] = each.clipped(amount)
    if layer.terms:
        hoped = [has + more for has, more in zip(now, layer.after, strict=True)]
        steps += sum(need.steps(hoped, layer.counters) for need in layer.terms)
    for counter in layer.closed:
        now[counter] = 0
    key = tuple(now)
    old = after.get(key)
    if old is None or (steps, loss) < (old[0], old[1]):
        after[key] = (steps, loss, bound, (option, trail))
