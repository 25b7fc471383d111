"""What a pathway lets count: age, standing, shares. The defaults are the rules of counting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from verifier.errors import JsonObject
from wallet.recognition.achievement import Trouble
from wallet.recognition.document import Place, filled, number_json
from wallet.recognition.match import HIGHEST_LEVEL
from wallet.recognition.period import Period, read_period

HUNDRED = 100


class UnknownStatus(StrEnum):
    """What to do where the status could not be asked: refuse, or count it and say so."""

    REJECT = "reject"
    FLAG = "flag"


class DoubleCount(StrEnum):
    """Whether what already counts in another stack counts in this one (never twice in one)."""

    NONE = "none"
    ONCE_PER_STACK = "oncePerStack"
    ALLOWED = "allowed"


@dataclass(frozen=True)
class CountingPolicy:
    """`max_age` since the award. `credits_per_issuer` in ECTS. `external_percent`: the largest part of the target's
    ECTS that comes from other institutions; `level_percent`: the smallest part of them at `level` (EQF) or above.
    `round_to`: the step to which the final total is rounded down; nothing is rounded before."""

    max_age: Period | None = None
    allow_expired_technical: bool = True
    allow_suspended: bool = False
    unknown_status: UnknownStatus = UnknownStatus.REJECT
    double_count: DoubleCount = DoubleCount.ONCE_PER_STACK
    equivalence: bool = True
    credits_per_issuer: Fraction | None = None
    external_percent: Fraction | None = None
    level: int | None = None
    level_percent: Fraction | None = None
    round_to: Fraction | None = None

    @property
    def excused(self) -> frozenset[Trouble]:
        """The troubles of a credential in spite of which it counts."""
        return frozenset(
            trouble
            for trouble, allowed in (
                (Trouble.EXPIRED, self.allow_expired_technical),
                (Trouble.SUSPENDED, self.allow_suspended),
                (Trouble.STATUS_UNKNOWN, self.unknown_status is UnknownStatus.FLAG),
            )
            if allowed
        )

    @property
    def asks_shares(self) -> bool:
        """Whether a clause speaks of parts of the target's credits."""
        return self.external_percent is not None or self.level_percent is not None

    def as_json(self) -> JsonObject:
        """What differs from the defaults, as `read_counting_policy` reads it."""
        return filled(
            {
                "maxAge": self.max_age.text if self.max_age else None,
                "allowExpiredTechnical": None if self.allow_expired_technical else False,
                "allowSuspended": self.allow_suspended or None,
                "unknownStatus": None if self.unknown_status is UnknownStatus.REJECT else self.unknown_status.value,
                "doubleCount": (None if self.double_count is DoubleCount.ONCE_PER_STACK else self.double_count.value),
                "equivalence": None if self.equivalence else False,
                "creditCapPerIssuer": number_json(self.credits_per_issuer),
                "externalCreditMaxPct": number_json(self.external_percent),
                "minLevelPct": ({"level": self.level, "pct": number_json(self.level_percent)} if self.level else None),
                "roundTo": number_json(self.round_to),
            }
        )


def read_counting_policy(place: Place) -> CountingPolicy:
    """The policy; the defaults where there is none. Raises Unreadable as `Place` does, and `policy.round_to`."""
    if not place.given:
        return CountingPolicy()
    place.members(
        *("maxAge", "allowExpiredTechnical", "allowSuspended", "unknownStatus", "doubleCount", "equivalence"),
        *("creditCapPerIssuer", "externalCreditMaxPct", "minLevelPct", "roundTo"),
    )
    level, percent = _level_share(place.at("minLevelPct"))
    step = place.at("roundTo").number(0, HUNDRED)
    if step == 0:
        raise place.at("roundTo").fail("policy.round_to")
    return CountingPolicy(
        max_age=read_period(place.at("maxAge")),
        allow_expired_technical=place.at("allowExpiredTechnical").flag(default=True),
        allow_suspended=place.at("allowSuspended").flag(default=False),
        unknown_status=place.at("unknownStatus").choice(UnknownStatus, UnknownStatus.REJECT),
        double_count=place.at("doubleCount").choice(DoubleCount, DoubleCount.ONCE_PER_STACK),
        equivalence=place.at("equivalence").flag(default=True),
        credits_per_issuer=place.at("creditCapPerIssuer").number(),
        external_percent=place.at("externalCreditMaxPct").number(0, HUNDRED),
        level=level,
        level_percent=percent,
        round_to=step,
    )


def _level_share(place: Place) -> tuple[int | None, Fraction | None]:
    if not place.given:
        return None, None
    place.members("level", "pct")
    level, percent = place.at("level").whole(1, HIGHEST_LEVEL), place.at("pct").number(0, HUNDRED)
    if level is None or percent is None:
        raise place.fail("document.missing")
    return level, percent
