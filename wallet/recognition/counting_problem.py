"""A pathway's rules and the achievements that they can use, written as counters, tokens and needs for the optimum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from wallet.recognition.achievement import Unit
from wallet.recognition.exclusions import Exclusions, Families
from wallet.recognition.matching import Hit
from wallet.recognition.optimum import Counter, Need, Option, Problem
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import AllOf, AnyOf, Credits, Item, Rule, Total, children_of, walk
from wallet.recognition.shelf import Shelf
from wallet.recognition.twins import Twins

HUNDRED = 100


@dataclass(frozen=True)
class Use:
    """One achievement, or a piece of it, that counts in the rule of a path: how much in its unit, and in ECTS."""

    rule: str
    hit: Hit
    amount: Fraction
    ects: Fraction


class ProblemOf:
    """`tokens`: for each token of the problem the uses that its options stand for."""

    def __init__(
        self,
        pathway: Pathway,
        shelf: Shelf,
        hits: Mapping[str, Sequence[Hit]],
        fixed: Mapping[str, int],
        issuers: Sequence[int],
        external: int,
    ) -> None:
        self._pathway, self._shelf, self._fixed = pathway, shelf, fixed
        self._issuers, self._external = issuers, external
        self._rules = {each.path: each for each in walk(pathway.root)}
        self._leaves = {path: each for path, each in self._rules.items() if isinstance(each, Item | Credits)}
        self._scale = _denominator(pathway, [hit for path in self._leaves for hit in hits[path]])
        self._counters: list[Counter] = []
        self._leaf: dict[str, int] = {path: self._new(self._of_leaf(rule)) for path, rule in self._leaves.items()}
        self.tokens: list[list[Use]] = []
        self._owners: list[tuple[int, int]] = []
        self._make_tokens(hits)
        others = (use.amount for use in self._uses() if self._is_other(use))
        self._small = 1 + sum(self._whole(each) for each in others)
        self._by_issuer: dict[tuple[str, int], int] = {}

    def problem(self, twins: Twins, families: Families) -> Problem:
        """The problem; once."""
        totals = self._totals()
        external, level = self._shares()
        extra = Exclusions(self._owners, self._counters).written(twins, families)
        tokens = []
        for token, ways in enumerate(self.tokens):
            options = []
            for use in ways:
                uses = {self._leaf[use.rule]: 1 if self._is_item(use) else self._whole(use.amount), **extra[token]}
                weight = self._whole(use.ects)
                if weight:
                    uses.update({c: weight for c, total in totals if self._is_under(use, total)})
                    uses.update(dict.fromkeys(self._caps(use, external, level), weight))
                uses.update(self._cap_of_rule(use))
                other = self._whole(use.amount) if self._is_other(use) else 0
                options.append(Option(weight * self._small + other, tuple(sorted(uses.items()))))
            tokens.append(tuple(options))
        needs = [*self._terms(self._pathway.root, {total.path: c for c, total in totals})]
        if level is not None:
            needs.append(Need(level))
        return Problem(tuple(self._counters), tuple(tokens), tuple(needs))

    def ects(self, value: int) -> Fraction:
        """The ECTS in a value of the problem."""
        return Fraction(value // self._small, self._scale)

    # ---- parts

    def _new(self, counter: Counter) -> int:
        self._counters.append(counter)
        return len(self._counters) - 1

    def _whole(self, number: Fraction) -> int:
        return int(number * self._scale)

    def _of_leaf(self, rule: Item | Credits) -> Counter:
        if isinstance(rule, Item):
            return Counter(rule.count, rule.count, unitwise=True)
        return Counter(self._whole(rule.least), None if rule.most is None else self._whole(rule.most))

    def _make_tokens(self, hits: Mapping[str, Sequence[Hit]]) -> None:
        """A token for each achievement, and for each piece into which an agreement splits it."""
        whole: dict[int, list[Use]] = {}
        pieces: dict[tuple[int, str, int], list[Use]] = {}
        for path in self._leaves:
            for hit in hits[path]:
                if len(hit.amounts) == 1:
                    ways = whole.setdefault(hit.index, [])
                    use = Use(path, hit, hit.amounts[0], hit.ects[0])
                    if not any(_are_equal(use, old) for old in ways):
                        ways.append(use)
                    continue
                for place, (amount, ects) in enumerate(zip(hit.amounts, hit.ects, strict=True)):
                    pieces.setdefault((hit.index, hit.agreement, place), []).append(Use(path, hit, amount, ects))
        agreements = {agreement: number for number, agreement in enumerate(sorted({each[1] for each in pieces}), 1)}
        for index in sorted(whole):
            self.tokens.append(whole[index])
            self._owners.append((index, 0))
        for (index, agreement, _), ways in sorted(pieces.items(), key=lambda item: item[0]):
            self.tokens.append(ways)
            self._owners.append((index, agreements[agreement]))

    def _uses(self) -> Iterator[Use]:
        return (use for ways in self.tokens for use in ways)

    def _is_item(self, use: Use) -> bool:
        return isinstance(self._leaves[use.rule], Item)

    def _is_other(self, use: Use) -> bool:
        rule = self._leaves[use.rule]
        return isinstance(rule, Credits) and rule.unit is not Unit.ECTS

    def _totals(self) -> list[tuple[int, Total]]:
        """A counter for each total but one over everything, which is met whenever it can be, because as much as
        possible counts."""
        leaves = len(self._leaves)
        found = []
        needed = {each.path for each in _needed(self._pathway.root)}
        for total in (each for each in self._rules.values() if isinstance(each, Total)):
            below = sum(1 for each in walk(total) if isinstance(each, Item | Credits))
            if below == leaves and total.most is None and total.min_level is None and total.path in needed:
                continue
            most = None if total.most is None else self._whole(total.most)
            found.append((self._new(Counter(self._whole(total.least), most)), total))
        return found

    def _is_under(self, use: Use, total: Total) -> bool:
        if not use.rule.startswith(f"{total.path}/"):
            return False
        return total.min_level is None or (use.hit.level is not None and use.hit.level >= total.min_level)

    def _shares(self) -> tuple[int | None, int | None]:
        """Counters for the policy's largest share of other institutions and its smallest share of higher levels."""
        policy, target = self._pathway.policy, self._pathway.target.ects or Fraction(0)
        external = level = None
        if policy.external_percent is not None:
            limit = int(target * policy.external_percent * self._scale / HUNDRED)
            external = self._new(Counter(0, limit))
        if policy.level_percent is not None:
            least = -int(-target * policy.level_percent * self._scale // HUNDRED)
            level = self._new(Counter(least, None))
        return external, level

    def _caps(self, use: Use, external: int | None, level: int | None) -> Iterator[int]:
        """The counters of caps and shares that a use adds its ECTS to."""
        policy = self._pathway.policy
        if policy.credits_per_issuer is not None:
            yield self._issuer_cap(("", self._issuers[use.hit.index]), policy.credits_per_issuer)
        if external is not None and self._external >> use.hit.index & 1:
            yield external
        if level is not None and use.hit.level is not None and use.hit.level >= (policy.level or 0):
            yield level

    def _cap_of_rule(self, use: Use) -> dict[int, int]:
        rule = self._leaves[use.rule]
        if not isinstance(rule, Credits) or rule.most_per_issuer is None:
            return {}
        key = (rule.path, self._issuers[use.hit.index])
        return {self._issuer_cap(key, rule.most_per_issuer): self._whole(use.amount)}

    def _issuer_cap(self, key: tuple[str, int], cap: Fraction) -> int:
        if key not in self._by_issuer:
            self._by_issuer[key] = self._new(Counter(0, self._whole(cap)))
        return self._by_issuer[key]

    def _terms(self, rule: Rule, totals: Mapping[str, int]) -> Iterator[Need]:
        """The needs of a rule, one for each part that has to be met in any case."""
        match rule:
            case AllOf() | Total():
                for each in rule.of:
                    yield from self._terms(each, totals)
                if rule.path in totals and isinstance(rule, Total):
                    yield Need(totals[rule.path])
            case AnyOf():
                inside = tuple(Need(of=tuple(self._terms(each, totals))) for each in rule.of)
                yield Need(of=inside, least=rule.least)
            case Item() | Credits():
                yield Need(self._leaf[rule.path])
            case _:
                yield Need(fixed=self._fixed[rule.path])


def _are_equal(one: Use, other: Use) -> bool:
    """Whether two uses are the same but for the evidence."""
    kinds = [(use.rule, use.amount, use.ects, use.hit.level) for use in (one, other)]
    return kinds[0] == kinds[1]


def _needed(rule: Rule) -> Iterator[Rule]:
    """The rule and those inside that have to be met in any case."""
    yield rule
    for each in children_of(rule) if isinstance(rule, AllOf | Total) else ():
        yield from _needed(each)


def _denominator(pathway: Pathway, hits: Sequence[Hit]) -> int:
    """What every number has to be multiplied by to be whole."""
    numbers = [number for hit in hits for number in (*hit.amounts, *hit.ects)]
    for rule in walk(pathway.root):
        if isinstance(rule, Credits | Total):
            numbers += [rule.least, rule.most or Fraction(0)]
        if isinstance(rule, Credits):
            numbers.append(rule.most_per_issuer or Fraction(0))
    numbers.append(pathway.policy.credits_per_issuer or Fraction(0))
    return lcm(*(number.denominator for number in numbers))
