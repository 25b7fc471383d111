"""Which agreements hold for a pathway, and what each of them recognises of what is held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from wallet.recognition.achievement import Achievement, Unit
from wallet.recognition.agreement import Agreement, Decision, InForce, Purpose, Signature, in_force
from wallet.recognition.match import AssessmentAsked
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import Credits, Item
from wallet.recognition.shelf import Shelf

_COUNTING = (Purpose.CREDIT_TRANSFER, Purpose.EXEMPTION)


@dataclass(frozen=True)
class Recognition:
    """One agreement as it stands for a pathway. `code`: `ok`, or why it lets nothing count. `scope`: the achievements
    that it speaks of; `meets`: those of them that meet its conditions, by the condition."""

    agreement: Agreement
    digest: str
    code: str
    unsigned: tuple[str, ...]
    scope: int
    conditions: tuple[tuple[str, int], ...]

    @property
    def recognised(self) -> int:
        """The achievements that it lets count."""
        mask = self.scope if self.code == "ok" else 0
        for _, holds in self.conditions:
            mask &= holds
        return mask

    def speaks_of(self, rule: Item | Credits, pathway: Pathway) -> str:
        """`module` where it recognises something as what the rule asks for, `qualification` where it recognises it
        towards the pathway's target and the rule names nothing by its id; else empty."""
        to = self.agreement.recognised
        if not set(to.modules).isdisjoint(rule.match.achievement_ids):
            return "module"
        named = rule.match.achievement_ids or rule.match.codes
        target = pathway.target.qualification_id
        return "qualification" if target and to.qualification == target and not named else ""

    def ects_of(self, achievement: Achievement) -> tuple[Fraction, ...]:
        """The ECTS credits that are recognised: one number, the pieces of a split, or nothing."""
        agreement = self.agreement
        if agreement.purpose is Purpose.EXEMPTION:
            return ()
        if agreement.recognised.ects is not None:
            return (agreement.recognised.ects,) if agreement.recognised.ects else ()
        unit = agreement.credit_rule.unit_name
        awarded = achievement.amount(Unit.OTHER, unit) if unit else achievement.amount(Unit.ECTS)
        if awarded is None or awarded <= 0:
            return ()
        return tuple(each for each in agreement.credit_rule.amounts(awarded) if each > 0)


def recognitions(
    pathway: Pathway, agreements: Iterable[Agreement], signatures: Sequence[Signature], shelf: Shelf, at: datetime
) -> tuple[Recognition, ...]:
    """Every agreement that concerns the pathway: listed in it, or its own institution recognises by it. Sorted by
    digest; those that are not in force come too, so that the reason can be said."""
    if not pathway.policy.equivalence:
        return ()
    known = {each.digest: each for each in agreements}
    force = {digest: in_force(each, signatures, at) for digest, each in known.items()}
    replaced = {
        each.supersedes
        for digest, each in known.items()
        if force[digest] and each.supersedes in known and _same_parties(each, known[each.supersedes])
    }
    found = []
    for digest in sorted(known):
        agreement = known[digest]
        recognisers = {each for party in agreement.recognises() for each in party.ids}
        if digest in pathway.agreements or not recognisers.isdisjoint(pathway.home_ids):
            state = InForce("agreement.superseded") if digest in replaced else force[digest]
            found.append(_recognition(agreement, digest, state, shelf))
    return tuple(found)


def _same_parties(new: Agreement, old: Agreement) -> bool:
    """Whether every party of the old one is a party of the new one: nobody replaces what others agreed."""
    ids = {each for party in new.parties for each in party.ids}
    return all(not ids.isdisjoint(party.ids) for party in old.parties)


def _recognition(agreement: Agreement, digest: str, state: InForce, shelf: Shelf) -> Recognition:
    code = state.code
    if code == "ok" and agreement.purpose not in _COUNTING:
        code = "agreement.purpose"
    if code == "ok" and agreement.decision is Decision.CASE_BY_CASE:
        code = "agreement.case_by_case"
    scope = shelf.issued_by(each for party in agreement.awards() for each in party.ids)
    if agreement.scope.issuer_ids:
        scope &= shelf.issued_by(agreement.scope.issuer_ids)
    for mask in shelf.clauses(agreement.scope).values():
        scope &= mask
    return Recognition(agreement, digest, code, state.unsigned, scope, tuple(_conditions(agreement, shelf).items()))


def _conditions(agreement: Agreement, shelf: Shelf) -> dict[str, int]:
    asked = agreement.conditions
    found = shelf.assessed(AssessmentAsked(asked.assessment, asked.supervision, asked.identity_verified))
    if asked.grade:
        found["grade"] = shelf.graded(asked.grade)
    if asked.max_age:
        found["age"] = shelf.since(asked.max_age)
    return found
