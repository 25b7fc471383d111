"""The terms of an agreement: how credits come over, on which conditions, and how its quality was judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from verifier.errors import JsonObject
from wallet.recognition.document import filled, number_json, texts_json
from wallet.recognition.match import GradeAtLeast, Watch
from wallet.recognition.period import Period


class CreditKind(StrEnum):
    """How credits come over."""

    AS_IS = "asIs"
    FACTOR = "factor"
    TABLE = "table"
    CAP = "cap"
    SPLIT = "split"


class Strength(StrEnum):
    """How a quality criterion was judged."""

    STRONG = "strong"
    SUBSTANTIAL = "substantial"
    WEAK = "weak"
    NONE = "none"


CRITERIA = (
    *("qualityAssurance", "verification", "level", "learningOutcomes", "workload", "testing", "identification"),
)


@dataclass(frozen=True)
class Recognised:
    """As what it is recognised: modules by their ids, or towards a qualification; with the credits and the level that
    the recognising side gives, where it does not keep the awarded ones."""

    modules: tuple[str, ...] = ()
    qualification: str = ""
    ects: Fraction | None = None
    eqf: int | None = None

    def as_json(self) -> JsonObject:
        return filled(
            {
                "modules": texts_json(self.modules),
                "qualification": self.qualification,
                "ects": number_json(self.ects),
                "eqf": self.eqf,
            }
        )


@dataclass(frozen=True)
class CreditRule:
    """`number`: the factor or the cap. `table`: awarded -> recognised, exactly those. `pieces`: into which one award is
    split. `unit_name`: the awarded unit that the rule turns into ECTS, where that is not ECTS."""

    kind: CreditKind = CreditKind.AS_IS
    number: Fraction = Fraction(1)
    table: tuple[tuple[Fraction, Fraction], ...] = ()
    pieces: tuple[Fraction, ...] = ()
    unit_name: str = ""

    def amounts(self, awarded: Fraction) -> tuple[Fraction, ...]:
        """The recognised credits: one number, or the pieces; none where the rule has nothing for this award."""
        match self.kind:
            case CreditKind.AS_IS:
                return (awarded,)
            case CreditKind.FACTOR:
                return (awarded * self.number,)
            case CreditKind.TABLE:
                return tuple(to for given, to in self.table if given == awarded)[:1]
            case CreditKind.CAP:
                return (min(awarded, self.number),)
            case CreditKind.SPLIT:
                return self.pieces if sum(self.pieces) <= awarded else ()

    def as_json(self) -> JsonObject:
        bounded = self.kind in (CreditKind.FACTOR, CreditKind.CAP)
        return filled(
            {
                "kind": self.kind.value,
                "number": number_json(self.number) if bounded else None,
                "table": [[number_json(given), number_json(to)] for given, to in self.table] or None,
                "pieces": [number_json(each) for each in self.pieces] or None,
                "unitName": self.unit_name,
            }
        )


@dataclass(frozen=True)
class Conditions:
    """What has to hold beside the scope."""

    grade: GradeAtLeast | None = None
    assessment: tuple[str, ...] = ()
    supervision: Watch | None = None
    identity_verified: bool = False
    max_age: Period | None = None

    def as_json(self) -> JsonObject:
        return filled(
            {
                "minGrade": self.grade.as_json() if self.grade else None,
                "assessment": texts_json(self.assessment),
                "supervision": self.supervision.value if self.supervision else None,
                "identityVerified": self.identity_verified or None,
                "maxAge": self.max_age.text if self.max_age else None,
            }
        )


@dataclass(frozen=True)
class Judged:
    """One of the seven quality criteria, and on what the grade rests."""

    strength: Strength
    evidence: str = ""

    def as_json(self) -> JsonObject:
        return filled({"grade": self.strength.value, "evidence": self.evidence})
