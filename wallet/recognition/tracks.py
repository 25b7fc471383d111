"""On which track a credential is recognised, and how strong a case it makes: reasons as codes with facts.

Two tracks (rule of counting 8): the procedure of the Lisbon Recognition Convention when the elements are there and the
awarding body belongs to a quality-assured system of higher education, as proved or as claimed; recognition of prior
learning for everything else. It is advice: the receiving institution decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from verifier.errors import Fact
from wallet.recognition.achievement import Achievement, Assured
from wallet.recognition.completeness import Completeness
from wallet.recognition.register import NOBODY_LISTED, Listed


class Track(StrEnum):
    """How a receiving institution goes about it."""

    CONVENTION = "convention"
    PRIOR_LEARNING = "prior_learning"


class Basis(StrEnum):
    """What the quality-assured system rests on."""

    PROVED = "proved"
    CLAIMED = "claimed"
    NONE = "none"


@dataclass(frozen=True)
class Reason:
    """Why: a code that has its sentence, and what it speaks of."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def as_json(self) -> dict[str, Fact]:
        return {"code": self.code, "facts": dict(self.facts)}


@dataclass(frozen=True)
class TrackChoice:
    """The track, what its quality assurance rests on, and every reason for it, those that decided first."""

    track: Track
    basis: Basis
    reasons: tuple[Reason, ...]

    def as_json(self) -> dict[str, Fact]:
        return {
            "track": self.track.value,
            "basis": self.basis.value,
            "reasons": [each.as_json() for each in self.reasons],
        }


def choose_track(
    achievement: Achievement, completeness: Completeness, assured: Mapping[str, Listed] = NOBODY_LISTED
) -> TrackChoice:
    """The track of one achievement. `assured`: the ids of institutions that a register of quality assurance lists."""
    basis, because = quality_basis(achievement, assured)
    missing = [each.name for each in completeness.missing]
    reasons = [because]
    if missing:
        reasons.insert(0, Reason("track.elements_missing", {"elements": [*missing]}))
    else:
        reasons.append(Reason("track.elements_there", {"count": len(completeness.mandatory)}))
    if not achievement.proved:
        reasons.append(Reason("track.issuer_claimed", {"name": _awarding_name(achievement)}))
    if achievement.standing.verdict != "valid":
        reasons.append(Reason("track.not_valid", {"code": achievement.standing.code}))
    convention = not missing and basis is not Basis.NONE
    return TrackChoice(Track.CONVENTION if convention else Track.PRIOR_LEARNING, basis, tuple(reasons))


def quality_basis(achievement: Achievement, assured: Mapping[str, Listed]) -> tuple[Basis, Reason]:
    """Whether the awarding body is in a quality-assured system: proved, claimed, or not said, and by what.

    An awarding body is proved by its own proof, or where whoever signed names it by an id that is proved for them.
    """
    awarding = achievement.awarding_body if achievement.awarding_body.name else achievement.issuer
    own = awarding.proved_ids | (awarding.claimed_ids & achievement.issuer.proved_ids)
    listed = sorted(own & assured.keys())
    if listed:
        return Basis.PROVED, Reason("track.quality_listed", _facts(listed[0], assured))
    proved = next((each for each in achievement.quality if each.assured is Assured.PROVED), None)
    if proved is not None:
        return Basis.PROVED, Reason("track.quality_proved", {"accreditation": proved.text})
    claimed = sorted(awarding.claimed_ids & assured.keys())
    if claimed:
        return Basis.CLAIMED, Reason("track.quality_listed_claimed", _facts(claimed[0], assured))
    stated = next((each for each in achievement.quality if each.assured is Assured.ACCREDITED), None)
    if stated is not None:
        return Basis.CLAIMED, Reason("track.quality_claimed", {"accreditation": stated.text})
    return Basis.NONE, Reason("track.quality_none", {"name": awarding.name})


def _facts(identity: str, assured: Mapping[str, Listed]) -> dict[str, Fact]:
    """The register's own name for it: what a credential calls its awarding body is proved by nothing."""
    found = assured[identity]
    return {"name": found.name, "register": found.register, "at": found.copied.isoformat(), "id": identity}


def _awarding_name(achievement: Achievement) -> str:
    return achievement.awarding_body.name or achievement.issuer.name
