"""What keeps an achievement from a rule that it nearly meets: the reason, so that a person can see what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wallet.recognition.achievement import Unit
from wallet.recognition.match import Match
from wallet.recognition.matching import Evidence, Hit, Matcher
from wallet.recognition.rule import Credits, Item
from wallet.recognition.shelf import IDENTITY, bits
from wallet.recognition.wording import are_similar, words_of

MOST_NEAR = 5  # for one reason


@dataclass(frozen=True)
class Near:
    """An achievement that nearly meets a rule, and the code of what keeps it from that."""

    index: int
    code: str
    evidence: Evidence | None = None
    agreement: str = ""


class Nearness:
    """Answers for what a matcher was made for."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher, self._shelf = matcher, matcher.shelf

    def near(self, rule: Item | Credits, hits: Iterable[Hit]) -> list[Near]:
        """What keeps achievements that are no hits from a rule: the nearest reason for each, few for one reason."""
        found: dict[int, Near] = {}
        counts: dict[str, int] = {}
        taken = {hit.index for hit in hits}
        for each in self._reasons(rule):
            if each.index in found or each.index in taken or counts.get(each.code, 0) >= MOST_NEAR:
                continue
            counts[each.code] = counts.get(each.code, 0) + 1
            found[each.index] = each
        return list(found.values())

    def _reasons(self, rule: Item | Credits) -> Iterator[Near]:
        match = rule.match
        clauses = self._shelf.clauses(match)
        proved = self._matcher.proved(match)
        all_of_it = _all(clauses.values(), self._shelf.all)
        yield from self._barred_ones(all_of_it & proved)
        for index in bits(all_of_it & proved & self._matcher.standing):
            yield self._of_amount(rule, index)
        yield from self._agreed(rule)
        yield from self._claims(all_of_it, match)
        if match != Match():
            yield from self._but_one(clauses, proved & self._matcher.standing)
        yield from self._alike(rule)

    def _barred_ones(self, mask: int) -> Iterator[Near]:
        for index in bits(mask & ~self._matcher.standing):
            yield Near(index, self._matcher.barred[index])

    def _of_amount(self, rule: Item | Credits, index: int) -> Near:
        achievement = self._shelf.achievements[index]
        if not self._matcher.counts_by_name(rule.match):
            return Near(index, "near.title", Evidence.D)
        if isinstance(rule, Credits) and achievement.amount(rule.unit, rule.unit_name) is not None:
            return Near(index, "near.level")
        if any(each.unit is Unit.OTHER and not each.framework for each in achievement.credits):
            return Near(index, "near.unit_unknown")
        return Near(index, "near.no_credits")

    def _agreed(self, rule: Item | Credits) -> Iterator[Near]:
        for each in self._matcher.recognitions:
            if not each.speaks_of(rule, self._matcher.pathway):
                continue
            if each.code != "ok":
                for index in bits(each.scope):
                    yield Near(index, each.code, Evidence.B, each.digest)
                continue
            for name, holds in each.conditions:
                for index in bits(each.scope & ~holds):
                    yield Near(index, f"condition.{name}", Evidence.B, each.digest)

    def _claims(self, mask: int, match: Match) -> Iterator[Near]:
        """All is as asked, but who issued it is only claimed, or proved and on nobody's list."""
        if match.issuer_ids:
            unproved = mask & self._shelf.said_by(match.issuer_ids) & ~self._shelf.issued_by(match.issuer_ids)
        else:
            unproved = mask & ~self._matcher.known if match != Match() else 0
        for index in bits(unproved):
            proved = self._shelf.achievements[index].proved
            code = "issuer.not_trusted" if proved and not match.issuer_ids else "issuer.claimed"
            yield Near(index, code, Evidence.D)

    def _but_one(self, clauses: Mapping[str, int], mask: int) -> Iterator[Near]:
        """Everything but one clause of content, or of how it was earned."""
        for name in clauses:
            others = _all((holds for other, holds in clauses.items() if other != name), mask)
            if name not in IDENTITY and len(clauses) > 1:
                for index in bits(others & ~clauses[name]):
                    yield Near(index, f"near.{name}")

    def _alike(self, rule: Item | Credits) -> Iterator[Near]:
        names = [words_of(each) for each in rule.match.spec_names or rule.title.values()]
        for index in bits(self._shelf.sharing(word for name in names for word in name)):
            if any(are_similar(name, title) for name in names for title in self._shelf.words[index]):
                yield Near(index, "near.title", Evidence.D)


def _all(masks: Iterable[int], mask: int) -> int:
    for each in masks:
        mask &= each
    return mask
