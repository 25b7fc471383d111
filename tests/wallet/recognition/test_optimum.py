"""The best assignment against brute force, and what is said when it was not proved."""

import itertools
import random

import pytest

from wallet.recognition import optimum_component
from wallet.recognition.optimum import Counter, Need, Option, Problem, Score, potentials_of, score_of
from wallet.recognition.optimum_offers import Offers
from wallet.recognition.optimum_solver import solve


def brute_force(problem: Problem) -> Score:
    """Every assignment there is, looked at."""
    choices = itertools.product(*(range(-1, len(options)) for options in problem.tokens))
    return min(score for each in choices if (score := score_of(problem, each)) is not None)


def generated(seed: int, most_tokens: int = 6) -> Problem:
    """A small problem with every kind of counter: items, credits with and without a cap, twins, wholes, shares."""
    rng = random.Random(seed)
    leaves = rng.randint(1, 4)
    counters: list[Counter] = []
    for _ in range(leaves):
        if rng.random() < 0.5:
            count = rng.randint(1, 2)
            counters.append(Counter(count, count, unitwise=True))
        else:
            least = rng.randint(0, 8)
            counters.append(Counter(least, rng.choice([None, least + rng.randint(0, 4)])))
    count = rng.randint(1, most_tokens)
    worth = [rng.randint(1, 5) for _ in range(count)]
    extra: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for _ in range(rng.randint(0, 2)):
        members = rng.sample(range(count), min(count, rng.randint(2, 3)))
        counters.append(Counter(0, 1 if rng.random() < 0.5 else len(members) - 1))
        for place, member in enumerate(members):
            whole = place == 0 and counters[-1].most == len(members) - 1
            extra[member].append((len(counters) - 1, max(1, len(members) - 1) if whole else 1))
    totals = []
    for _ in range(2):
        if rng.random() < 0.4:
            least = rng.randint(0, 12)
            limit = rng.choice([None, rng.randint(least, 14)])
            counters.append(Counter(least, limit))
            totals.append(len(counters) - 1)
    tokens = []
    for token in range(count):
        options = []
        for leaf in rng.sample(range(leaves), rng.randint(0, leaves)):
            item = counters[leaf].unitwise
            value = worth[token] if rng.random() < 0.8 else rng.randint(0, 5)
            uses = [(leaf, 1 if item else max(1, value)), *extra[token]]
            uses += [(total, value) for total in totals if value and rng.random() < 0.8]
            options.append(Option(value, tuple(uses)))
        tokens.append(tuple(options))
    return Problem(tuple(counters), tuple(tokens), needs_of(rng, leaves, totals, counters))


def needs_of(rng: random.Random, leaves: int, totals: list[int], counters: list[Counter]) -> tuple[Need, ...]:
    terms = [Need(leaf) for leaf in range(leaves)]
    if leaves > 2 and rng.random() < 0.5:
        inside = (Need(of=(terms[0], Need(fixed=rng.randint(0, 1)))), terms[1])
        terms = [Need(of=inside, least=rng.randint(0, 2)), *terms[2:]]
    return (*terms, *(Need(total) for total in totals if counters[total].least), Need(fixed=1))


@pytest.mark.parametrize("block", range(20))
def test_it_is_as_good_as_looking_at_every_assignment(block: int) -> None:
    for seed in range(block * 150, block * 150 + 150):
        problem = generated(seed)
        found = solve(problem)
        assert found.score == score_of(problem, found.choices), seed
        assert found.score == brute_force(problem), seed
        assert found.proven, seed


@pytest.mark.parametrize("block", range(5))
def test_what_was_not_proved_is_bounded_from_above(block: int) -> None:
    unproven = 0
    for seed in range(block * 100, block * 100 + 100):
        problem = generated(seed, 8)
        found = solve(problem, nodes=1)
        best = brute_force(problem)
        assert found.bound <= best <= found.score, seed
        unproven += not found.proven
    assert unproven < 30


def test_nothing_that_fits_is_left_out_even_when_it_is_worth_nothing() -> None:
    counters = (Counter(1, 1, unitwise=True),)
    problem = Problem(counters, ((Option(0, ((0, 1),)),),), (Need(of=(Need(0),), least=0),))
    assert solve(problem).choices == (0,)


def test_items_that_a_greedy_choice_would_miss_are_found() -> None:
    item = Counter(1, 1, unitwise=True)
    both, one = (Option(5, ((0, 1),)), Option(5, ((1, 1),))), (Option(5, ((0, 1),)),)
    assert solve(Problem((item, item), (both, one), (Need(0), Need(1)))).score == Score(0, -10)


def test_a_cap_is_filled_as_far_as_indivisible_credits_allow() -> None:
    tokens = tuple((Option(worth, ((0, worth),)),) for worth in (6, 6, 5, 3, 2))
    assert solve(Problem((Counter(0, 10),), tokens, (Need(0),))).score == Score(0, -10)


def test_what_is_too_wide_to_be_relaxed_is_still_searched_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimum_component, "MOST_ROWS", -1)
    for seed in range(200):
        problem = generated(seed)
        found, best = solve(problem), brute_force(problem)
        assert found.bound <= best <= found.score, seed
        assert found.score == best or not found.proven, seed


def test_whatever_the_prices_are_the_bound_that_they_give_holds() -> None:
    """Prices come from floating point: a wrong one may blunt a bound and never make it false."""
    for seed in range(300):
        rng = random.Random(seed)
        problem = generated(seed)
        tokens = [options for options in problem.tokens if options]
        count = len(problem.counters)
        offers = Offers(problem.counters, tokens, problem.needs, [0] * count, potentials_of(count, tokens))
        best = brute_force(problem)
        for _ in range(10):
            prices = [
                rng.randint(0 if c not in offers.asked else -9, 0 if offers.room[c] is None else 9)
                for c in range(count)
            ]
            step = rng.randint(0, 40)
            assert offers.bound(prices, 1, step) <= best.steps * step + best.loss, seed


def test_the_same_problem_has_the_same_answer() -> None:
    for seed in range(200):
        assert solve(generated(seed)) == solve(generated(seed))
