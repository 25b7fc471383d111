"""The seven criteria by which Nuffic's e-Valuate (from the STACQ project) looks at stand-alone learning, each graded.

Strong, substantial, weak or none, with the reason. The grades speak of what the credential shows, not of what the
learning was; what could be read two ways is graded the lower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from verifier.errors import Fact
from verifier.record import Record
from wallet.recognition.achievement import Achievement, Assured, Framework, Supervised, Trouble, Unit
from wallet.recognition.amounts import hours_per_credit, is_unusual
from wallet.recognition.exact import number_text
from wallet.recognition.register import NOBODY_LISTED, Listed
from wallet.recognition.tracks import Basis, Reason, quality_basis


class Strength(StrEnum):
    STRONG = "strong"
    SUBSTANTIAL = "substantial"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True)
class Criterion:
    """One of the seven, its grade and the reason for it."""

    name: str
    strength: Strength
    reason: Reason

    def as_json(self) -> dict[str, Fact]:
        return {"criterion": self.name, "strength": self.strength.value, **self.reason.as_json()}


@dataclass(frozen=True)
class _Case:
    achievement: Achievement
    record: Record
    assured: Mapping[str, Listed]


def grade_criteria(
    achievement: Achievement, record: Record, assured: Mapping[str, Listed] = NOBODY_LISTED
) -> tuple[Criterion, ...]:
    """The seven, in the order of the form. `record` is that of the achievement; `assured` as for `choose_track`."""
    case = _Case(achievement, record, assured)
    return tuple(Criterion(name, *grade(case)) for name, grade in _CRITERIA.items())


_Graded = tuple[Strength, Reason]


def _quality(case: _Case) -> _Graded:
    basis, because = quality_basis(case.achievement, case.assured)
    if basis is Basis.PROVED:
        return Strength.STRONG, because
    if basis is Basis.CLAIMED:
        return (Strength.SUBSTANTIAL if case.achievement.proved else Strength.WEAK), because
    stated = next((each.text for each in case.achievement.quality if each.assured is Assured.STATED), "")
    if stated or case.record.quality_assurance:
        text = stated or case.record.quality_assurance[0].text
        return Strength.WEAK, Reason("criterion.quality_in_words", {"text": text})
    return Strength.NONE, Reason("criterion.quality_none")


_NAMED = frozenset({"domain", "certificate", "reader"})


def _verification(case: _Case) -> _Graded:
    standing = case.achievement.standing
    named = any(each.proved_by in _NAMED for body in case.achievement.bodies for each in body.ids)
    named = named or bool(case.achievement.trusted)
    if standing.verdict == "valid" and named:
        return Strength.STRONG, Reason("criterion.verified")
    excused = standing.troubles <= {Trouble.EXPIRED, Trouble.STATUS_UNKNOWN}
    if standing.verdict == "valid" and case.achievement.proved:
        return Strength.SUBSTANTIAL, Reason("criterion.verified_key_only")
    if standing.troubles and excused and case.achievement.proved:
        return Strength.SUBSTANTIAL, Reason("criterion.verified_but", {"code": standing.code})
    if not standing.troubles.isdisjoint({Trouble.INVALID, Trouble.REVOKED, Trouble.SUSPENDED}):
        return Strength.NONE, Reason("criterion.not_valid", {"code": standing.code})
    return Strength.WEAK, Reason("criterion.undecided", {"code": standing.code})


def _level(case: _Case) -> _Graded:
    levels = case.achievement.levels
    stated = next((each for each in levels if each.framework is Framework.EQF and not each.via), None)
    derived = next((each for each in levels if each.framework is Framework.EQF and each.via), None)
    national = next((each for each in levels if each.framework is Framework.NQF), None)
    facts: dict[str, Fact] = {"level": case.achievement.eqf}
    if stated and national:
        return Strength.STRONG, Reason("criterion.level_national_and_european", {**facts, "country": national.country})
    if stated:
        return Strength.SUBSTANTIAL, Reason("criterion.level_european", facts)
    if derived:
        return Strength.SUBSTANTIAL, Reason("criterion.level_derived", {**facts, "via": derived.via})
    if case.record.level:
        return Strength.WEAK, Reason("criterion.level_in_words", {"text": case.record.level[0].text})
    return Strength.NONE, Reason("criterion.level_none")


def _outcomes(case: _Case) -> _Graded:
    outcomes = case.achievement.outcomes
    linked = [each for each in outcomes if each.uri and each.framework]
    if linked:
        facts: dict[str, Fact] = {"count": len(linked), "framework": linked[0].framework}
        return Strength.STRONG, Reason("criterion.outcomes_linked", facts)
    own = [value for value in case.record.outcomes if value.detail.get("kind") not in ("criteria", "resultDescription")]
    if own and outcomes:
        return Strength.SUBSTANTIAL, Reason("criterion.outcomes_stated", {"count": len(own)})
    if outcomes or case.record.description:
        return Strength.WEAK, Reason("criterion.outcomes_in_words")
    return Strength.NONE, Reason("criterion.outcomes_none")


def _workload(case: _Case) -> _Graded:
    achievement = case.achievement
    ects, hours, each_credit = (
        achievement.amount(Unit.ECTS),
        achievement.amount(Unit.HOURS),
        hours_per_credit(achievement),
    )
    if ects and each_credit is not None:
        facts: dict[str, Fact] = {"ects": number_text(ects), "hours": number_text(hours or each_credit)}
        if is_unusual(achievement):
            return Strength.SUBSTANTIAL, Reason("criterion.workload_unusual", facts)
        return Strength.STRONG, Reason("criterion.workload_agrees", facts)
    if ects:
        return Strength.SUBSTANTIAL, Reason("criterion.workload_ects", {"ects": number_text(ects)})
    if hours:
        return Strength.SUBSTANTIAL, Reason("criterion.workload_hours", {"hours": number_text(hours)})
    if case.record.workload:
        return Strength.WEAK, Reason("criterion.workload_other", {"text": case.record.workload[0].text})
    return Strength.NONE, Reason("criterion.workload_none")


def _testing(case: _Case) -> _Graded:
    achievement = case.achievement
    supervised = any((each.supervised or Supervised.NO) > Supervised.NO for each in achievement.supervision)
    kinds = [each.text for each in achievement.assessments]
    if kinds and supervised and achievement.grades:
        return Strength.STRONG, Reason("criterion.testing_supervised", {"kind": kinds[0]})
    if kinds:
        return Strength.SUBSTANTIAL, Reason("criterion.testing_stated", {"kind": kinds[0]})
    if achievement.grades:
        return Strength.WEAK, Reason("criterion.testing_grade_only", {"grade": achievement.grades[0].value})
    return Strength.NONE, Reason("criterion.testing_none")


def _identification(case: _Case) -> _Graded:
    supervision = case.achievement.supervision
    if any(each.verified is False for each in supervision):
        return Strength.NONE, Reason("criterion.identity_not_verified")
    verified = [each for each in supervision if each.verified]
    if any((each.supervised or Supervised.NO) > Supervised.NO for each in verified):
        return Strength.STRONG, Reason("criterion.identity_supervised", {"text": verified[0].text})
    if verified:
        return Strength.SUBSTANTIAL, Reason("criterion.identity_verified", {"text": verified[0].text})
    if any(value.detail.get("kind") != "id" for value in case.record.learner):
        return Strength.WEAK, Reason("criterion.identity_named")
    return Strength.NONE, Reason("criterion.identity_none")


_CRITERIA: Mapping[str, Callable[[_Case], _Graded]] = MappingProxyType(
    {
        "quality_assurance": _quality,
        "verification": _verification,
        "level": _level,
        "learning_outcomes": _outcomes,
        "workload": _workload,
        "testing": _testing,
        "identification": _identification,
    }
)
