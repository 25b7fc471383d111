"""What an achievement has to be like: clauses that all have to hold, each of them optional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from verifier.errors import JsonObject
from wallet.recognition.achievement import Assured, Supervised
from wallet.recognition.body import identity_of
from wallet.recognition.document import Place, digest_of, filled, number_json, texts_json
from wallet.recognition.period import Period, read_period

HIGHEST_LEVEL = 8  # of the European Qualifications Framework


class Watch(StrEnum):
    """How an assessment has to be supervised at least."""

    ONLINE = "online"
    ONSITE = "onsite"

    @property
    def rank(self) -> Supervised:
        return Supervised.ONLINE if self is Watch.ONLINE else Supervised.ONSITE


class Assurance(StrEnum):
    """How far quality assurance has to be shown at least."""

    STATED = "stated"
    ACCREDITED = "accredited"
    PROVED = "proved"

    @property
    def rank(self) -> Assured:
        return Assured[self.name]


@dataclass(frozen=True)
class GradeAtLeast:
    """A grade that has to be reached: the scale's id and the number on it; what is better is the scale's business."""

    scale: str
    number: Fraction

    def as_json(self) -> JsonObject:
        return {"scale": self.scale, "number": number_json(self.number)}


@dataclass(frozen=True)
class AssessmentAsked:
    """Kinds of assessment (any of these URIs or codes), supervision, and whether the identity was verified."""

    types: tuple[str, ...] = ()
    supervision: Watch | None = None
    identity_verified: bool = False

    def as_json(self) -> JsonObject:
        return filled(
            {
                "types": texts_json(self.types),
                "supervision": self.supervision.value if self.supervision else None,
                "identityVerified": self.identity_verified or None,
            }
        )


@dataclass(frozen=True)
class Match:
    """Clauses that all have to hold. A clause with several values holds when one of them does; `alignments` are URIs of
    outcomes, `isced` codes whose narrower fields match too, `codes` the issuer's own, which need `issuer_ids` beside
    them. Ranges include both ends."""

    achievement_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    issuer_ids: tuple[str, ...] = ()
    spec_names: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    alignments: tuple[str, ...] = ()
    isced: tuple[str, ...] = ()
    eqf: tuple[int | None, int | None] = (None, None)
    ects: tuple[Fraction | None, Fraction | None] = (None, None)
    formats: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    assessment: AssessmentAsked | None = None
    quality: Assurance | None = None
    grade: GradeAtLeast | None = None
    awarded_after: date | None = None
    not_older_than: Period | None = None
    languages: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        """The clauses that are there, as `read_match` reads them."""
        return filled(
            {
                "achievementIds": texts_json(self.achievement_ids),
                "codes": texts_json(self.codes),
                "issuerIds": texts_json(self.issuer_ids),
                "specNames": texts_json(self.spec_names),
                "versions": texts_json(self.versions),
                "alignments": texts_json(self.alignments),
                "isced": texts_json(self.isced),
                "eqf": filled({"min": self.eqf[0], "max": self.eqf[1]}),
                "ects": filled({"min": number_json(self.ects[0]), "max": number_json(self.ects[1])}),
                "formats": texts_json(self.formats),
                "kinds": texts_json(self.kinds),
                "assessment": self.assessment.as_json() if self.assessment else None,
                "qa": self.quality.value if self.quality else None,
                "grade": self.grade.as_json() if self.grade else None,
                "awardedAfter": self.awarded_after.isoformat() if self.awarded_after else None,
                "notOlderThan": self.not_older_than.text if self.not_older_than else None,
                "languages": texts_json(self.languages),
            }
        )

    @property
    def digest(self) -> str:
        """The same for matches that say the same."""
        return digest_of(self.as_json())


def read_match(place: Place) -> Match:
    """The clauses. Raises Unreadable as `Place` does, and `match.code_without_issuer`, `match.isced`, `match.range`."""
    place.members(
        *("achievementIds", "codes", "issuerIds", "specNames", "versions", "alignments", "isced", "eqf", "ects"),
        *("formats", "kinds", "assessment", "qa", "grade", "awardedAfter", "notOlderThan", "languages"),
    )
    match = Match(
        achievement_ids=place.at("achievementIds").texts(),
        codes=place.at("codes").texts(),
        issuer_ids=place.at("issuerIds").texts(identity_of),
        spec_names=place.at("specNames").texts(),
        versions=place.at("versions").texts(),
        alignments=place.at("alignments").texts(),
        isced=place.at("isced").texts(),
        eqf=_levels(place.at("eqf")),
        ects=_credits(place.at("ects")),
        formats=place.at("formats").texts(),
        kinds=place.at("kinds").texts(),
        assessment=_assessment(place.at("assessment")),
        quality=place.at("qa").choice(Assurance) if place.at("qa").given else None,
        grade=read_grade(place.at("grade")),
        awarded_after=place.at("awardedAfter").day(),
        not_older_than=read_period(place.at("notOlderThan")),
        languages=place.at("languages").texts(),
    )
    if match.codes and not match.issuer_ids:
        raise place.at("codes").fail("match.code_without_issuer")
    for index, code in enumerate(match.isced):
        if not (code.isascii() and code.isdigit() and len(code) <= len("0613")):
            raise Place(code, f"{place.path}/isced/{index}").fail("match.isced")
    return match


def read_grade(place: Place) -> GradeAtLeast | None:
    """The grade that is asked for, None where there is none. Raises Unreadable as `Place` does."""
    if not place.given:
        return None
    place.members("scale", "number")
    number = place.at("number").number(-1000, 100_000)
    if number is None:
        raise place.at("number").fail("document.missing")
    return GradeAtLeast(place.at("scale").filled(), number)


def _levels(place: Place) -> tuple[int | None, int | None]:
    if not place.given:
        return (None, None)
    place.members("min", "max")
    low, high = (place.at(name).whole(1, HIGHEST_LEVEL) for name in ("min", "max"))
    if low is not None and high is not None and low > high:
        raise place.fail("match.range")
    return (low, high)


def _credits(place: Place) -> tuple[Fraction | None, Fraction | None]:
    if not place.given:
        return (None, None)
    place.members("min", "max")
    low, high = (place.at(name).number() for name in ("min", "max"))
    if low is not None and high is not None and low > high:
        raise place.fail("match.range")
    return (low, high)


def _assessment(place: Place) -> AssessmentAsked | None:
    if not place.given:
        return None
    place.members("types", "supervision", "identityVerified")
    watch = place.at("supervision")
    asked = AssessmentAsked(
        types=place.at("types").texts(),
        supervision=watch.choice(Watch) if watch.given else None,
        identity_verified=place.at("identityVerified").flag(default=False),
    )
    return asked if asked != AssessmentAsked() else None
