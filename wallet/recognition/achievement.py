"""One achievement in terms that can be compared: what was awarded, by whom, how that is proved, and where it stands.

Numbers are exact (`Fraction`), every value keeps the JSON pointer (RFC 6901) at which the credential states it, and
nothing here decides what counts: that is the matching's and the counting's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from fractions import Fraction

from verifier.errors import Fact
from wallet.recognition.body import NOBODY, Body


class Unit(StrEnum):
    """What an amount counts. `other`: credits whose unit is named by `Amount.framework`, or by nobody."""

    ECTS = "ects"
    HOURS = "hours"
    OTHER = "other"


class Framework(StrEnum):
    """Whose levels: the European framework, a national one, the one of higher education (cycles: 0 short, 1, 2, 3)."""

    EQF = "eqf"
    NQF = "nqf"
    QF_EHEA = "qf-ehea"


class Trouble(StrEnum):
    """Why a credential does not stand unreservedly. The first three can be excused by a pathway's policy."""

    SUSPENDED = "suspended"
    EXPIRED = "expired"
    STATUS_UNKNOWN = "status_unknown"
    REVOKED = "revoked"
    INVALID = "invalid"
    UNDECIDED = "undecided"


class Supervised(IntEnum):
    """How an assessment was watched; `NO` says that nobody did, None elsewhere that nothing is said."""

    NO = 0
    ONLINE = 1
    ONSITE = 2


class Assured(IntEnum):
    """How far quality assurance is shown: in words, by an accreditation it names, by one that was proved."""

    STATED = 0
    ACCREDITED = 1
    PROVED = 2


@dataclass(frozen=True)
class Amount:
    """So many credits or hours. `framework`: `ects`, or the name or URI of another unit; empty where none is stated."""

    number: Fraction
    unit: Unit
    framework: str = ""
    path: str = ""


@dataclass(frozen=True)
class Level:
    """A level. `country` (ISO 3166-1, upper case) where `framework` is national. `via`: the dated table or the rule by
    which it was derived from what the credential states; empty where the credential itself states this level."""

    number: int
    framework: Framework
    country: str = ""
    via: str = ""
    path: str = ""


@dataclass(frozen=True)
class Concept:
    """A concept of a vocabulary: its global URI (else empty), its code there, and what it is called."""

    text: str
    uri: str = ""
    code: str = ""
    path: str = ""


@dataclass(frozen=True)
class Outcome:
    """A learning outcome or skill. `framework` names the vocabulary of `uri` (`esco` or its own name or URI)."""

    text: str
    uri: str = ""
    framework: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True)
class Grade:
    """A grade. `scale`: the scale's id, empty where it is unknown. `comparable`: the number on that scale, None where
    it cannot be compared; then it never meets a condition (an unknown scale has none)."""

    value: str
    scale: str = ""
    comparable: Fraction | None = None
    lower_is_better: bool = False
    path: str = ""


@dataclass(frozen=True)
class Supervision:
    """How the assessment was supervised and whether the learner's identity was verified; None: not said."""

    text: str = ""
    supervised: Supervised | None = None
    verified: bool | None = None
    path: str = ""


@dataclass(frozen=True)
class Quality:
    """One statement of quality assurance."""

    text: str
    assured: Assured = Assured.STATED
    uri: str = ""
    path: str = ""


@dataclass(frozen=True)
class Standing:
    """What the last verification found. `verdict` (valid, undecided, invalid) and `code` are the report's; `troubles`
    is empty for a valid one and names every reason for any other: a verdict that is not valid and has no trouble
    is never excused. An achievement inside another credential has the troubles of both."""

    verdict: str
    code: str = "ok"
    troubles: frozenset[Trouble] = frozenset()
    at: datetime | None = None


@dataclass(frozen=True)
class Achievement:
    """One achievement of one credential.

    `id`: our credential id and the index in it (`<id>#<index>`). `digest`: sha-256 (hex) of the credential's bytes.
    `spec_ids`: ids of what was achieved that mean the same everywhere (no `urn:epass:`, `urn:uuid:`, `_:`), `codes`:
    the issuer's own codes (they mean something only beside the issuer). `parts`, `wholes`, `replaces`: ids of other
    achievements that we hold; `rests_on`: what names the achievements (`kin`) for which it was awarded. `subject`:
    equal for the same person (opaque, empty: unknown). Equal `fingerprints` of two say that they are one and the same
    (`sha256:<digest>#<index>`, `ref:<id that was signed>`). `planned`: not earned yet, added to see what it would do.
    """

    id: str
    digest: str
    title: str
    standing: Standing
    titles: Mapping[str, str] = field(default_factory=dict)
    issuer: Body = NOBODY
    awarding_body: Body = NOBODY
    spec_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    version: str = ""
    kind: str = ""
    credits: tuple[Amount, ...] = ()
    levels: tuple[Level, ...] = ()
    fields: tuple[Concept, ...] = ()  # ISCED-F 2013; `code` holds the digits
    outcomes: tuple[Outcome, ...] = ()
    grades: tuple[Grade, ...] = ()
    assessments: tuple[Concept, ...] = ()
    supervision: tuple[Supervision, ...] = ()
    quality: tuple[Quality, ...] = ()
    languages: tuple[str, ...] = ()  # BCP 47, of instruction or assessment
    awarded: date | None = None
    ends: datetime | None = None  # technical end of the credential, not of what was learnt
    parts: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    subject: str = ""
    fingerprints: tuple[str, ...] = ()
    format: str = ""
    planned: bool = False

    def amount(self, unit: Unit, framework: str = "") -> Fraction | None:
        """The credits in a unit; of several that differ the smallest. `other` only counts in a framework of the same
        name, and without one it cannot be added to anything."""
        if unit is Unit.OTHER and not framework:
            return None
        found = [
            each.number
            for each in self.credits
            if each.unit is unit and (unit is not Unit.OTHER or each.framework.casefold() == framework.casefold())
        ]
        return min(found, default=None)

    @property
    def eqf(self) -> int | None:
        """The European level, stated or derived; of several that differ the lowest."""
        return min((each.number for each in self.levels if each.framework is Framework.EQF), default=None)

    @property
    def bodies(self) -> tuple[Body, ...]:
        """Who issued and who awards."""
        return (self.issuer, self.awarding_body)

    @property
    def proved_ids(self) -> frozenset[str]:
        """Every proved id of who issued or awards."""
        return self.issuer.proved_ids | self.awarding_body.proved_ids

    @property
    def trusted(self) -> str:
        """The reader's list that has the issuer or the awarding body; empty: none."""
        return self.issuer.trusted or self.awarding_body.trusted

    @property
    def proved(self) -> bool:
        """Whether who issued or awards is proved at all; else it is claimed and does not count."""
        return bool(self.proved_ids or self.trusted)


def facts_of(achievement: Achievement) -> dict[str, Fact]:
    """What an evaluation says of an input: enough to find it and to see what was relied on."""
    standing = achievement.standing
    return {
        "id": achievement.id,
        "digest": achievement.digest,
        "verdict": standing.verdict,
        "code": standing.code,
        "verified_at": standing.at.isoformat(timespec="seconds").replace("+00:00", "Z") if standing.at else None,
    }
