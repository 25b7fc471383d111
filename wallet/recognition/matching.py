"""Which achievements meet which rule, and how well that is shown.

The evidence of a match: A the same achievement by its id and its issuer proved; B the issuer proved, by its code, its
version or an agreement; C an outcome, a field, a level or the issuer's own title, from an issuer that is proved and
trusted or named; D words that are alike, or a claim: it suggests, and counts only where a person accepted it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from wallet.recognition.achievement import Unit
from wallet.recognition.match import Match
from wallet.recognition.pathway import Pathway
from wallet.recognition.recognition import Recognition
from wallet.recognition.rule import Credits, HasOutcome, Item
from wallet.recognition.shelf import Shelf, bits


class Evidence(StrEnum):
    """How well a match is shown."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True)
class Hit:
    """An achievement that a rule can use. `amounts`: in the rule's unit, one number or the pieces of a split; `ects`:
    the same in ECTS, nought where there are none. `agreement`: the digest of the one that lets it count."""

    index: int
    evidence: Evidence
    reason: str
    amounts: tuple[Fraction, ...]
    ects: tuple[Fraction, ...]
    level: int | None
    agreement: str = ""


class Matcher:
    """Answers for one pathway. `barred`: index -> the code of why that achievement counts nowhere. `accepted`: pairs of
    a rule's path and an achievement's id that a person decided on."""

    def __init__(
        self,
        pathway: Pathway,
        shelf: Shelf,
        recognitions: Sequence[Recognition],
        barred: Mapping[int, str],
        accepted: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.pathway, self.shelf, self.recognitions, self.barred = pathway, shelf, recognitions, barred
        self._accepted = accepted
        self.standing = shelf.all & ~sum(1 << index for index in barred)
        self._home = shelf.issued_by(pathway.home_ids)
        recognised = 0
        for each in recognitions:
            target = pathway.target.qualification_id
            recognised |= each.recognised if target and each.agreement.recognised.qualification == target else 0
        self.known = shelf.trusted | self._home
        self._seen = self.known | recognised

    # ---- rules that only look

    def fitting(self, match: Match) -> int:
        """Those that meet a match, are proved and stand."""
        named = self.shelf.issued_by(match.issuer_ids) if match.issuer_ids else self._seen
        return named & self.standing & self._holding(match)

    def _holding(self, match: Match) -> int:
        mask = self.shelf.all
        for holds in self.shelf.clauses(match).values():
            mask &= holds
        return mask

    def with_outcome(self, rule: HasOutcome) -> int:
        """Those that meet a rule about an outcome, are proved and stand."""
        mask = self.fitting(rule.match or Match()) & self._of_framework(rule)
        return mask & self.shelf.graded(rule.grade) if rule.grade else mask

    def _of_framework(self, rule: HasOutcome) -> int:
        mask = self.shelf.outcomes.get(rule.uri, 0)
        if not rule.framework:
            return mask
        name = rule.framework.casefold()
        return sum(
            1 << index
            for index in bits(mask)
            if any(
                one.uri == rule.uri and one.framework.casefold() in ("", name)
                for one in self.shelf.achievements[index].outcomes
            )
        )

    # ---- rules that use up

    def proved(self, match: Match) -> int:
        """Those proved to come from whom the match names, or else from somebody known: on the reader's lists, or the
        pathway's own institution. What agreements recognise comes by their own way, with their own credits."""
        return self.shelf.issued_by(match.issuer_ids) if match.issuer_ids else self.known

    def hits(self, rule: Item | Credits) -> list[Hit]:
        """Every way in which the rule can use an achievement: its own credits, or what an agreement makes of them."""
        found = [
            hit for index in bits(self._direct(rule)) if (hit := self._own(rule, index, self._evidence(rule, index)))
        ]
        for each in self.recognitions:
            route = each.speaks_of(rule, self.pathway)
            if route:
                mask = each.recognised & self.standing & self._route(rule.match, route, each)
                found += [hit for index in bits(mask) if (hit := self._recognised(rule, index, each))]
        taken, known = {hit.index for hit in found}, self.proved(rule.match)
        for index, achievement in enumerate(self.shelf.achievements):
            if (rule.path, achievement.id) in self._accepted and index not in taken:
                hit = self._own(rule, index, (Evidence.D, "accepted"))
                if hit and known >> index & 1 and index not in self.barred:
                    found.append(hit)
        return found

    def _direct(self, rule: Item | Credits) -> int:
        if not self.counts_by_name(rule.match):
            return 0
        return self.proved(rule.match) & self.standing & self._holding(rule.match)

    def counts_by_name(self, match: Match) -> bool:
        """A title alone suggests; beside the issuer who is proved, or an id, it may count."""
        return not match.spec_names or bool(match.issuer_ids or match.achievement_ids)

    def _evidence(self, rule: Item | Credits, index: int) -> tuple[Evidence, str]:
        match = rule.match
        if match.issuer_ids:
            if match.achievement_ids:
                return Evidence.A, "same_achievement"
            if match.codes or match.versions:
                return Evidence.B, "issuer_code"
            return (Evidence.C, "issuer_title") if match.spec_names else (Evidence.B, "issuer")
        if match.achievement_ids:
            return Evidence.B, "achievement_trusted"
        return (Evidence.C, "home") if self._home >> index & 1 else (Evidence.C, "trusted")

    def _own(self, rule: Item | Credits, index: int, how: tuple[Evidence, str]) -> Hit | None:
        achievement = self.shelf.achievements[index]
        ects = achievement.amount(Unit.ECTS) or Fraction(0)
        level = achievement.eqf
        if isinstance(rule, Item):
            return Hit(index, *how, (Fraction(1),), (max(ects, Fraction(0)),), level)
        amount = achievement.amount(rule.unit, rule.unit_name)
        if amount is None or amount <= 0 or not _high_enough(rule, level):
            return None
        return Hit(index, *how, (amount,), (max(ects, Fraction(0)),), level)

    def _recognised(self, rule: Item | Credits, index: int, by: Recognition) -> Hit | None:
        achievement = self.shelf.achievements[index]
        ects = by.ects_of(achievement)
        level = by.agreement.recognised.eqf or achievement.eqf
        how = (Evidence.B, "agreement")
        if isinstance(rule, Item):
            return Hit(index, *how, (Fraction(1),), (sum(ects, Fraction(0)),), level, by.digest)
        if not ects or rule.unit is not Unit.ECTS or not _high_enough(rule, level):
            return None
        return Hit(index, *how, ects, ects, level, by.digest)

    def _route(self, match: Match, route: str, by: Recognition) -> int:
        """Those that meet the clauses which the agreement does not stand for: how it was earned, and, where it is not
        recognised as the very module, what it is; its credits and its level are those that are recognised."""
        to = by.agreement.recognised
        clauses = self.shelf.earned(match) if route == "module" else self.shelf.clauses(match)
        stood_for = {"ects", "eqf"} if to.eqf else {"ects"}
        mask = self.shelf.all
        for name, holds in clauses.items():
            if name not in stood_for:
                mask &= holds
        return mask & self._level_fits(match, to.eqf) & self._credits_fit(match, by, route)

    def _level_fits(self, match: Match, level: int | None) -> int:
        low, high = match.eqf
        fits = level is None or (low or 0) <= level <= (high or level)
        return self.shelf.all if fits else 0

    def _credits_fit(self, match: Match, by: Recognition, route: str) -> int:
        least, most = match.ects
        if route == "module" or (least is None and most is None):
            return self.shelf.all
        found = ((index, sum(by.ects_of(self.shelf.achievements[index]))) for index in bits(by.scope))
        return sum(1 << index for index, ects in found if (least or 0) <= ects <= (ects if most is None else most))


def _high_enough(rule: Credits, level: int | None) -> bool:
    return rule.min_level is None or (level is not None and level >= rule.min_level)
