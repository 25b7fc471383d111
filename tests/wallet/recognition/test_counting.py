"""What counts against every assignment there is, judged by a second reading of the rules that shares no code."""

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.wallet.recognition.held import (
    AT,
    PARTNER,
    UNI,
    agreement,
    body,
    field,
    held,
    level,
    outcome,
    pathway,
    under,
)
from verifier.errors import Json, JsonObject
from wallet.recognition.achievement import Achievement
from wallet.recognition.agreement import Agreement
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import AllOf, AnyOf, Credits, HasOutcome, Item, Rule, Total, walk

FACTOR = Fraction(1, 2)


class Judge:
    """Reads a pathway for itself. An assignment says for each achievement the rule that uses it, or None."""

    def __init__(self, path: Pathway, achievements: list[Achievement], deal: Agreement | None) -> None:
        self.path, self.held, self.deal = path, achievements, deal
        self.leaves = [each for each in walk(path.root) if isinstance(each, Item | Credits)]

    def best(self) -> tuple[int, Fraction]:
        """The fewest open steps, and the most ECTS with as few."""
        ways = [[None, *self.ways(each)] for each in self.held]
        scores = (self.score(chosen) for chosen in itertools.product(*ways))
        steps, loss = min(score for score in scores if score is not None)
        return steps, -loss

    def ways(self, each: Achievement) -> Iterator[tuple[str, Fraction]]:
        """Every rule that can use it, with the ECTS that it brings there."""
        ects = each.credits[0].number
        own = UNI in {one.id for one in each.issuer.ids}
        for rule in self.leaves:
            if not self.is_like(rule, each):
                continue
            amounts = {ects} if own else {ects * FACTOR} if self.deal else set()
            for amount in amounts:
                if isinstance(rule, Item) or rule.min_level is None or each.levels[0].number >= rule.min_level:
                    yield rule.path, amount

    def is_like(self, rule: Item | Credits, each: Achievement) -> bool:
        match = rule.match
        field_fits = not match.isced or any(each.fields[0].code.startswith(code) for code in match.isced)
        low, high = match.eqf
        return field_fits and (low or 1) <= each.levels[0].number <= (high or 8)

    def score(self, chosen: tuple[tuple[str, Fraction] | None, ...]) -> tuple[int, Fraction] | None:
        used = [(index, *way) for index, way in enumerate(chosen) if way is not None]
        ids = {self.held[index].id for index, _, _ in used}
        if any(part in ids for index, _, _ in used for part in self.held[index].parts):
            return None
        prints = [one for index, _, _ in used for one in self.held[index].fingerprints]
        if len(prints) != len(set(prints)):
            return None
        counted: dict[str, list[tuple[int, Fraction]]] = {rule.path: [] for rule in self.leaves}
        for index, path, amount in used:
            counted[path].append((index, amount))
        if not all(self.fits(rule, counted[rule.path]) for rule in self.leaves) or not self.fits_all(used):
            return None
        return self.steps(self.path.root, counted) + self.level_short(used), -sum(amount for *_, amount in used)

    def fits(self, rule: Item | Credits, uses: list[tuple[int, Fraction]]) -> bool:
        if isinstance(rule, Item):
            return len(uses) <= rule.count
        by_issuer: dict[str, Fraction] = {}
        for index, amount in uses:
            issuer = self.held[index].issuer.name
            by_issuer[issuer] = by_issuer.get(issuer, Fraction(0)) + amount
        cap = rule.most_per_issuer
        return (rule.most is None or sum(amount for _, amount in uses) <= rule.most) and (
            cap is None or all(each <= cap for each in by_issuer.values())
        )

    def fits_all(self, used: list[tuple[int, str, Fraction]]) -> bool:
        policy = self.path.policy
        others = sum(amount for index, _, amount in used if self.held[index].issuer.name != UNI)
        if policy.external_percent is not None and others > policy.external_percent * self.target / 100:
            return False
        cap = policy.credits_per_issuer
        return cap is None or all(
            sum(amount for index, _, amount in used if self.held[index].issuer.name == name) <= cap
            for name in (UNI, PARTNER)
        )

    @property
    def target(self) -> Fraction:
        assert self.path.target.ects is not None
        return self.path.target.ects

    def level_short(self, used: list[tuple[int, str, Fraction]]) -> int:
        policy = self.path.policy
        if policy.level is None or policy.level_percent is None:
            return 0
        high = sum(amount for index, _, amount in used if self.held[index].levels[0].number >= policy.level)
        return int(high < policy.level_percent * self.target / 100)

    def looks_at_all(self, rule: Total, inside: list[str]) -> bool:
        """A total over everything decides nothing: as much as possible counts anyway."""
        chain, needed = [self.path.root], False
        while chain:
            each = chain.pop()
            needed = needed or each is rule
            chain += each.of if isinstance(each, AllOf | Total) else ()
        return needed and len(inside) == len(self.leaves) and rule.min_level is None

    def steps(self, rule: Rule, counted: Mapping[str, list[tuple[int, Fraction]]]) -> int:
        match rule:
            case Item():
                return rule.count - len(counted[rule.path])
            case Credits():
                return int(sum(amount for _, amount in counted[rule.path]) < rule.least)
            case AllOf():
                return sum(self.steps(each, counted) for each in rule.of)
            case AnyOf():
                return sum(sorted(self.steps(each, counted) for each in rule.of)[: rule.least])
            case Total():
                inside = [each.path for each in walk(rule) if isinstance(each, Item | Credits)]
                total = sum(
                    amount
                    for path in inside
                    for index, amount in counted[path]
                    if rule.min_level is None or self.held[index].levels[0].number >= rule.min_level
                )
                short = int(total < rule.least) if not self.looks_at_all(rule, inside) else 0
                return sum(self.steps(each, counted) for each in rule.of) + short
            case HasOutcome():
                known = [each for each in self.held if self.deal or each.issuer.name == UNI]
                return int(not any(one.uri == rule.uri for each in known for one in each.outcomes))
            case _:
                raise AssertionError(rule)


def generated(seed: int) -> tuple[Pathway, list[Achievement], Circumstances, Agreement | None]:
    rng = random.Random(seed)
    count = rng.randint(1, 6)
    held_ones = []
    for index in range(count):
        own = rng.random() < 0.7
        held_ones.append(
            held(
                f"a{index}",
                rng.choice([1, 2, "2.5", 3, 5, 6]),
                title=f"Title {index}",
                issuer=body(UNI if own else PARTNER, trusted=own),
                fields=field(rng.choice(["0611", "0612", "0311"])),
                levels=level(rng.choice([5, 6, 7])),
                outcomes=outcome("urn:skill") if rng.random() < 0.3 else (),
                fingerprints=("twin",) if rng.random() < 0.2 else (),
            )
        )
    if count > 2 and rng.random() < 0.4:
        held_ones[0] = replace(held_ones[0], parts=("a1#0", "a2#0"))
    deal = None
    if rng.random() < 0.6:
        deal = agreement({"qualification": "urn:diploma"}, creditRule={"kind": "factor", "number": "0.5"})
    policy: JsonObject = {}
    if rng.random() < 0.3:
        policy["externalCreditMaxPct"] = 20
    if rng.random() < 0.3:
        policy["creditCapPerIssuer"] = 7
    if rng.random() < 0.3:
        policy["minLevelPct"] = {"level": 6, "pct": 40}
    target: JsonObject = {"qualificationId": "urn:diploma", "ects": 15, "awardingBody": {"ids": [UNI]}}
    root: Json = {"kind": "all", "of": [rule(rng, 0) for _ in range(rng.randint(1, 3))]}
    made = pathway(root, policy=policy, target=target)
    return made, held_ones, under(deal) if deal else Circumstances(), deal


def rule(rng: random.Random, depth: int) -> JsonObject:
    kinds = ["item", "credits", "credits", "item", "outcome"] + ([] if depth > 1 else ["any", "all", "total"])
    kind = rng.choice(kinds)
    match: JsonObject = {}
    if rng.random() < 0.6:
        match["isced"] = [rng.choice(["06", "061", "0611", "03"])]
    if rng.random() < 0.3:
        match["eqf"] = {"min": 6}
    if kind == "item":
        return {"kind": "item", "match": match, "count": rng.randint(1, 2)}
    if kind == "credits":
        least = rng.randint(0, 8)
        more: JsonObject = {"max": least + rng.randint(0, 3)} if rng.random() < 0.5 else {}
        if rng.random() < 0.2:
            more["maxPerIssuer"] = 5
        if rng.random() < 0.2:
            more["minLevel"] = 6
        return {"kind": "credits", "match": match, "min": least, **more}
    if kind == "outcome":
        return {"kind": "outcome", "uri": "urn:skill"}
    inside = [rule(rng, depth + 1) for _ in range(rng.randint(1, 2))]
    if kind == "any":
        return {"kind": "any", "of": [*inside], "min": rng.randint(0, len(inside))}
    if kind == "all":
        return {"kind": "all", "of": [*inside]}
    level_asked: JsonObject = {"minLevel": 6} if rng.random() < 0.5 else {}
    return {"kind": "credits", "of": [*inside], "min": rng.randint(1, 10), **level_asked}


@pytest.mark.parametrize("block", range(20))
def test_nothing_better_can_be_counted(block: int) -> None:
    for seed in range(block * 75, block * 75 + 75):
        path, achievements, known, deal = generated(seed)
        found = evaluate(path, achievements, AT, known)
        steps, ects = Judge(path, achievements, deal).best()
        assert found.proof.proven, seed
        assert (found.proof.steps, found.totals.counted) == (steps, ects), seed
        assert steps or found.next_steps or found.state == "met", seed
        assert found.state != "met" or not steps, seed


@pytest.mark.parametrize("block", range(4))
def test_nothing_counts_twice_and_every_one_has_its_reason(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        path, achievements, known, _ = generated(seed)
        found = evaluate(path, achievements, AT, known)
        used = [by.achievement for each in found.findings if each.kind in ("item", "credits") for by in each.by]
        assert len(used) == len(set(used)), seed
        assert {each.achievement for each in found.uncounted} == {each.id for each in achievements} - set(used), seed
        assert sum(by.ects or 0 for each in found.findings for by in each.by if by.ects) == found.totals.counted, seed


def test_the_same_inputs_give_the_same_bytes_in_any_order() -> None:
    for seed in range(100):
        path, achievements, known, _ = generated(seed)
        first = evaluate(path, achievements, AT, known).canonical()
        shuffled = list(achievements)
        random.Random(seed).shuffle(shuffled)
        assert evaluate(path, shuffled, AT, known).canonical() == first, seed
        turned = replace(known, signatures=known.signatures[::-1], agreements=known.agreements[::-1])
        assert evaluate(path, achievements, AT, turned).canonical() == first, seed


def test_a_small_bound_on_the_work_is_said_and_never_wrong() -> None:
    unproven = 0
    for seed in range(300):
        path, achievements, known, deal = generated(seed)
        found = evaluate(path, achievements, AT, replace(known, nodes=1))
        steps, ects = Judge(path, achievements, deal).best()
        proof = found.proof
        assert (proof.least_steps, -proof.most_ects) <= (steps, -ects) <= (proof.steps, -found.totals.counted), seed
        unproven += not proof.proven
    assert unproven < 30


def test_the_day_decides_and_nothing_else() -> None:
    path = pathway([{"kind": "item", "match": {"notOlderThan": "P1Y"}}])
    late = [held("a", awarded=date(2025, 6, 1))]
    assert evaluate(path, late, AT).state == "met"
    assert evaluate(path, late, AT.replace(day=2)).state == "missing"
