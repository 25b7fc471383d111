"""A learning opportunity: a module that can be taken, in the fields of a European module description.

What it says is its provider's word: nothing of it is proved unless it was signed, and nothing of it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from verifier.errors import JsonObject
from wallet.recognition.achievement import Achievement, Amount, Concept, Framework, Level, Outcome, Standing, Unit
from wallet.recognition.body import Body, Identity
from wallet.recognition.document import Place, digest_of, filled, number_json, read_document, texts_json
from wallet.recognition.learning import framework_of, one_spelling
from wallet.recognition.match import HIGHEST_LEVEL
from wallet.recognition.pathway import Party, read_party

TYPE = "LearningOpportunity"
MOST_OUTCOMES = 100
PLANNED = "planned"  # how what is only planned stands, and by what its provider is proved
_WORDS = ("assessment", "admission", "fees", "participation", "quality")


@dataclass(frozen=True)
class Aim:
    """One learning outcome: what it is called, and its URI in a vocabulary."""

    title: Mapping[str, str]
    uri: str = ""
    framework: str = ""

    def as_json(self) -> JsonObject:
        return filled({"title": dict(self.title), "uri": self.uri, "framework": self.framework})


@dataclass(frozen=True)
class Opportunity:
    """`achievement_ids`, `codes`: what one earns by it. `terms`: what is said, in words by language, of assessment,
    admission, fees, form of participation and quality assurance."""

    id: str
    title: Mapping[str, str]
    provider: Party = field(default_factory=Party)
    description: Mapping[str, str] = field(default_factory=dict)
    achievement_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    outcomes: tuple[Aim, ...] = ()
    ects: Fraction | None = None
    hours: Fraction | None = None
    eqf: int | None = None
    isced: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    starts: date | None = None
    ends: date | None = None
    apply_until: date | None = None
    homepage: str = ""

    def as_json(self) -> JsonObject:
        """The document, as `read_opportunity` reads it."""
        dates = {"starts": self.starts, "ends": self.ends, "applyUntil": self.apply_until}
        rest: JsonObject = {
            "provider": self.provider.as_json(),
            "description": dict(self.description),
            "achievementIds": texts_json(self.achievement_ids),
            "codes": texts_json(self.codes),
            "outcomes": [each.as_json() for each in self.outcomes] or None,
            "ects": number_json(self.ects),
            "hours": number_json(self.hours),
            "eqf": self.eqf,
            "isced": texts_json(self.isced),
            "languages": texts_json(self.languages),
            **{name: dict(words) for name, words in self.terms.items()},
            **{name: day.isoformat() if day else None for name, day in dates.items()},
            "homepage": self.homepage,
        }
        return {"type": TYPE, "id": self.id, "title": dict(self.title), **filled(rest)}

    @property
    def digest(self) -> str:
        """Its address: sha-256 (hex) of the canonical text (RFC 8785)."""
        return digest_of(self.as_json())

    @property
    def days(self) -> tuple[tuple[str, date | None], ...]:
        """The dates that it names, by their names."""
        return (("apply", self.apply_until), ("start", self.starts), ("end", self.ends))

    def is_over(self, on: date) -> bool:
        """Whether nobody can begin it any more."""
        last = self.apply_until or self.starts or self.ends
        return last is not None and last < on


def read_opportunity(raw: bytes) -> Opportunity:
    """A description from its JSON. Raises Unreadable: the first thing that is wrong, and where."""
    return opportunity_at(read_document(raw))


def opportunity_at(place: Place) -> Opportunity:
    """A description at a place of a document. Raises Unreadable as `Place` does, `opportunity.dates`, `.address`."""
    place.members(
        *("type", "id", "title", "provider", "description", "achievementIds", "codes", "outcomes", "ects", "hours"),
        *("eqf", "isced", "languages", "starts", "ends", "applyUntil", "homepage", *_WORDS),
    )
    if place.at("type").text(TYPE) != TYPE:
        raise place.at("type").fail("document.not_a_choice")
    title = place.at("title").words()
    if not title:
        raise place.at("title").fail("document.missing")
    found = Opportunity(
        id=place.at("id").filled(),
        title=title,
        provider=read_party(place.at("provider")),
        description=place.at("description").words(),
        achievement_ids=place.at("achievementIds").texts(),
        codes=place.at("codes").texts(),
        outcomes=place.at("outcomes").entries(_aim, MOST_OUTCOMES),
        ects=place.at("ects").number(),
        hours=place.at("hours").number(),
        eqf=place.at("eqf").whole(1, HIGHEST_LEVEL),
        isced=place.at("isced").texts(),
        languages=place.at("languages").texts(),
        terms={name: words for name in _WORDS if (words := place.at(name).words())},
        starts=place.at("starts").day(),
        ends=place.at("ends").day(),
        apply_until=place.at("applyUntil").day(),
        homepage=place.at("homepage").text("").strip(),
    )
    if found.starts and found.ends and found.ends < found.starts:
        raise place.at("ends").fail("opportunity.dates")
    if found.homepage and not found.homepage.startswith(("https://", "http://")):
        raise place.at("homepage").fail("opportunity.address")
    return found


def planned_achievement(opportunity: Opportunity, on: date) -> Achievement:
    """What somebody would hold who took it, for a what-if: planned, awarded on the day `on` at the earliest, its
    provider taken at its word and for somebody whom the lists know. It is no proof, and counts in no real evaluation.
    """
    amounts = ((opportunity.ects, Unit.ECTS, "ects"), (opportunity.hours, Unit.HOURS, ""))
    name = next(iter(opportunity.provider.name.splitlines()), "")
    digest = opportunity.digest
    return Achievement(
        id=f"{PLANNED}:{digest}",
        digest=digest,
        title=next(iter(opportunity.title.values())),
        titles=dict(opportunity.title),
        standing=Standing(PLANNED),
        issuer=Body(name, ids=tuple(Identity(each, PLANNED) for each in opportunity.provider.ids), trusted=PLANNED),
        spec_ids=opportunity.achievement_ids,
        codes=opportunity.codes,
        credits=tuple(Amount(number, unit, called) for number, unit, called in amounts if number is not None),
        levels=(Level(opportunity.eqf, Framework.EQF),) if opportunity.eqf else (),
        fields=tuple(Concept(code, code=code) for code in opportunity.isced),
        outcomes=tuple(_outcome(each) for each in opportunity.outcomes),
        languages=opportunity.languages,
        awarded=max(opportunity.ends or opportunity.starts or on, on),
        planned=True,
    )


def _outcome(aim: Aim) -> Outcome:
    uri = one_spelling(aim.uri)
    return Outcome(next(iter(aim.title.values()), aim.uri), uri, framework_of(uri, aim.framework), dict(aim.title))


def _aim(place: Place) -> Aim:
    place.members("title", "uri", "framework")
    aim = Aim(place.at("title").words(), place.at("uri").text("").strip(), place.at("framework").text("").strip())
    if not aim.title and not aim.uri:
        raise place.fail("document.missing")
    return aim
