"""A pathway: what a larger credential asks, as a document that has a version and an address (its digest)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from verifier.errors import JsonObject
from wallet.recognition.body import identity_of
from wallet.recognition.counting_policy import CountingPolicy, read_counting_policy
from wallet.recognition.document import Place, Unreadable, digest_of, filled, number_json, read_document, texts_json
from wallet.recognition.match import HIGHEST_LEVEL
from wallet.recognition.rule import Rule, walk
from wallet.recognition.rule_document import MOST_RULES, read_rule, rule_json

TYPE = "Pathway"


class OwnerKind(StrEnum):
    """Who wrote it."""

    LEARNER = "learner"
    INSTITUTION = "institution"
    CAREER_SERVICE = "careerService"


class Shape(StrEnum):
    """How much is left to choose (the European Training Foundation's three kinds)."""

    OPEN = "open"
    ELECTIVE = "elective"
    RIGID = "rigid"


@dataclass(frozen=True)
class Party:
    """An organisation that a document names: its name, and ids by which it can be proved."""

    name: str = ""
    ids: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        return filled({"name": self.name, "ids": texts_json(self.ids)})


@dataclass(frozen=True)
class Target:
    """What the pathway leads to."""

    title: Mapping[str, str] = field(default_factory=dict)
    qualification_id: str = ""
    eqf: int | None = None
    ects: Fraction | None = None
    awarding_body: Party = Party()

    def as_json(self) -> JsonObject:
        return filled(
            {
                "title": dict(self.title),
                "qualificationId": self.qualification_id,
                "eqf": self.eqf,
                "ects": number_json(self.ects),
                "awardingBody": self.awarding_body.as_json(),
            }
        )


@dataclass(frozen=True)
class Pathway:
    """`agreements`: digests of the agreements that it relies on beside those that its own institution is a party of.
    `source`: where it was taken from (`url`, `ctid`)."""

    id: str
    version: str
    title: Mapping[str, str]
    root: Rule
    owner_kind: OwnerKind = OwnerKind.LEARNER
    owner: Party = Party()
    shape: Shape = Shape.ELECTIVE
    target: Target = field(default_factory=Target)
    policy: CountingPolicy = field(default_factory=CountingPolicy)
    agreements: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    description: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> JsonObject:
        """The document, as `read_pathway` reads it."""
        head: JsonObject = {"type": TYPE, "id": self.id, "version": self.version, "title": dict(self.title)}
        owner: JsonObject = {"kind": self.owner_kind.value, **self.owner.as_json()}
        rest: JsonObject = {
            "description": dict(self.description),
            "target": self.target.as_json(),
            "policy": self.policy.as_json(),
            "agreements": texts_json(self.agreements),
            "validFrom": self.valid_from.isoformat() if self.valid_from else None,
            "validUntil": self.valid_until.isoformat() if self.valid_until else None,
            "source": dict(self.source),
        }
        return {**head, "owner": owner, "kind": self.shape.value, "root": rule_json(self.root), **filled(rest)}

    @cached_property
    def digest(self) -> str:
        """Its address: sha-256 (hex) of the canonical text (RFC 8785)."""
        return digest_of(self.as_json())

    @property
    def home_ids(self) -> frozenset[str]:
        """Ids of the institution whose pathway it is: who awards the target, and who wrote it unless a learner did."""
        own = () if self.owner_kind is OwnerKind.LEARNER else self.owner.ids
        return frozenset(self.target.awarding_body.ids) | frozenset(own)


def read_pathway(raw: bytes) -> Pathway:
    """A pathway from its JSON. Raises Unreadable: the first thing that is wrong, and where."""
    return pathway_at(read_document(raw))


def pathway_at(place: Place) -> Pathway:
    """A pathway that stands at a place of a document. Raises Unreadable as `read_rule` and `Place` do, and
    `pathway.too_large`, `pathway.validity`, `pathway.share_without_target`, `pathway.digest`."""
    place.members(
        *("type", "id", "version", "title", "description", "owner", "kind", "target", "root", "policy", "agreements"),
        *("validFrom", "validUntil", "source"),
    )
    if place.at("type").text(TYPE) != TYPE:
        raise place.at("type").fail("document.not_a_choice")
    title = place.at("title").words()
    if not title:
        raise place.at("title").fail("document.missing")
    kind, owner = _owner(place.at("owner"))
    pathway = Pathway(
        id=place.at("id").filled(),
        version=place.at("version").text("1"),
        title=title,
        root=read_rule(place.at("root")),
        owner_kind=kind,
        owner=owner,
        shape=place.at("kind").choice(Shape, Shape.ELECTIVE),
        target=_target(place.at("target")),
        policy=read_counting_policy(place.at("policy")),
        agreements=place.at("agreements").texts(),
        valid_from=place.at("validFrom").day(),
        valid_until=place.at("validUntil").day(),
        description=place.at("description").words(),
        source=_source(place.at("source")),
    )
    _check(pathway, place)
    return pathway


def _check(pathway: Pathway, place: Place) -> None:
    if sum(1 for _ in walk(pathway.root)) > MOST_RULES:
        raise place.at("root").fail("pathway.too_large")
    if pathway.valid_from and pathway.valid_until and pathway.valid_until < pathway.valid_from:
        raise place.at("validUntil").fail("pathway.validity")
    if pathway.policy.asks_shares and pathway.target.ects is None:
        raise place.at("policy").fail("pathway.share_without_target")
    for index, digest in enumerate(pathway.agreements):
        if len(digest) != len("0" * 64) or not all(each in "0123456789abcdef" for each in digest):
            raise Unreadable("pathway.digest", f"{place.path}/agreements/{index}")


def read_party(place: Place) -> Party:
    """An organisation as a document names it. Raises Unreadable as `Place` does."""
    if not place.given:
        return Party()
    place.members("name", "ids")
    return Party(place.at("name").text("").strip(), place.at("ids").texts(identity_of))


def _owner(place: Place) -> tuple[OwnerKind, Party]:
    if not place.given:
        return OwnerKind.LEARNER, Party()
    place.members("kind", "name", "ids")
    party = Party(place.at("name").text("").strip(), place.at("ids").texts(identity_of))
    return place.at("kind").choice(OwnerKind, OwnerKind.LEARNER), party


def _target(place: Place) -> Target:
    if not place.given:
        return Target()
    place.members("title", "qualificationId", "eqf", "ects", "awardingBody")
    return Target(
        title=place.at("title").words(),
        qualification_id=place.at("qualificationId").text("").strip(),
        eqf=place.at("eqf").whole(1, HIGHEST_LEVEL),
        ects=place.at("ects").number(),
        awarding_body=read_party(place.at("awardingBody")),
    )


def _source(place: Place) -> Mapping[str, str]:
    if not place.given:
        return {}
    place.members("url", "ctid")
    return {name: place.at(name).text() for name in ("ctid", "url") if place.at(name).given}
