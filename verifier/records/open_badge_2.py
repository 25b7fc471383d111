"""Open Badges 2.0, an Assertion with its BadgeClass and Profile as far as they came with it (section 4).

The specification has fields for title, outcomes (criteria, alignment), evidence and dates; what the European approach
asks beside them stands in extensions, of which those of eduBadges and of 1EdTech are read. A recipient's hash is never
shown as a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from verifier.codec.pointer import Node, read_document, read_language_tag, read_types
from verifier.credential import Credential
from verifier.elements.alignments import read_levels, read_skills
from verifier.elements.bodies import read_homepage
from verifier.elements.evidence import read_criteria, read_evidence, read_evidence_names, read_narratives
from verifier.elements.extensions import (
    find_extensions,
    read_extension_levels,
    read_extension_outcomes,
    read_loads,
)
from verifier.elements.people import is_plain, read_person
from verifier.elements.pictures import read_pictures
from verifier.elements.values import first_said, read_elements, read_id, read_value
from verifier.record import Record, Value

NAME = "open_badge_2"

_FORMATS = frozenset({"open_badge_2", "blockcerts"})


@dataclass(frozen=True)
class _Assertion:
    """The assertion and what came with it."""

    document: Node
    badge: Node
    issuer: Node
    language: str

    @property
    def extended(self) -> tuple[Node, ...]:
        """Where issuers put extensions."""
        return self.badge, self.document


def handles(credential: Credential) -> bool:
    """Assertions, and the Blockcerts that are built on them."""
    return credential.format in _FORMATS and "Assertion" in read_types(read_document(credential.claims))


def read_record(credential: Credential) -> Record:
    """The elements of Annex I as assertion, badge and issuer state them."""
    document = read_document(credential.claims)
    badge = document["badge"].first
    language = read_language_tag(badge["@language"].text)
    return read_elements(_READERS, _Assertion(document, badge, badge["issuer"].first, language))


def _titles(assertion: _Assertion) -> Iterator[Value]:
    yield from read_value(assertion.badge["name"], language=assertion.language)


def _learner(assertion: _Assertion) -> Iterator[Value]:
    recipient = assertion.document["recipient"].first
    for holder in (assertion.document, recipient):
        for key in ("recipientProfile", "extensions:recipientProfile"):
            yield from read_value(holder[key].first["name"], kind="name")
    identity, kind = recipient["identity"], recipient["type"].first
    if is_plain(recipient, identity):
        yield from read_person(identity, kind.text)
    elif kind.text:
        yield from read_value(kind, hashed="true")


def _awarding_body(assertion: _Assertion) -> Iterator[Value]:
    yield from _body(assertion.issuer, "issuer")
    for each in find_extensions(assertion.extended, "OriginalCreator"):
        yield from _body(each, "creator")


def _body(node: Node, role: str) -> Iterator[Value]:
    if isinstance(node.value, str):
        yield from read_value(node, uri=node.value, role=role)
    else:
        uri = first_said(node["url"], node["id"]).text
        yield from read_value(first_said(node["name"], node["id"]), uri=uri, role=role)


def _country(assertion: _Assertion) -> Iterator[Value]:
    address = assertion.issuer["address"].first
    yield from read_value(address["addressCountry"], kind="name", role="issuer")


def _issued(assertion: _Assertion) -> Iterator[Value]:
    yield from read_value(assertion.document["issuedOn"], kind="issuedOn")


def _criteria(assertion: _Assertion) -> Iterator[Value]:
    yield from read_criteria(assertion.badge, assertion.language)


def _outcomes(assertion: _Assertion) -> Iterator[Value]:
    yield from read_narratives(assertion.badge, assertion.language)
    yield from read_extension_outcomes(assertion.extended, assertion.language)
    yield from _skills(assertion)


def _skills(assertion: _Assertion) -> Iterator[Value]:
    yield from read_skills(assertion.badge["alignment"].each)


def _levels(assertion: _Assertion) -> Iterator[Value]:
    yield from read_levels(assertion.badge["alignment"].each)
    yield from read_extension_levels(assertion.extended)


def _workload(assertion: _Assertion) -> Iterator[Value]:
    yield from read_loads(assertion.extended)


def _assessment(assertion: _Assertion) -> Iterator[Value]:
    for extension in find_extensions(assertion.extended, "assessment"):
        yield from read_value(first_said(extension["type"], extension["name"], extension["description"]))


def _quality_assurance(assertion: _Assertion) -> Iterator[Value]:
    for extension in find_extensions((*assertion.extended, assertion.issuer), "issuerAccreditation"):
        yield from read_value(first_said(extension["name"], extension["accreditationTypes"]), kind="accreditation")
    holders = ((assertion.issuer, "issuer"), (assertion.badge, "achievement"), (assertion.document, "credential"))
    for holder, of in holders:
        for each in holder["endorsement"].each:
            said = first_said(each["issuer"]["name"], each["issuer"], each["id"], each)
            yield from read_value(said, kind="endorsement", of=of, proof="not checked")


def _description(assertion: _Assertion) -> Iterator[Value]:
    yield from read_value(assertion.badge["description"], language=assertion.language)
    yield from read_value(assertion.document["narrative"])


def _evidence(assertion: _Assertion) -> Iterator[Value]:
    yield from read_evidence(assertion.document)


def _further_information(assertion: _Assertion) -> Iterator[Value]:
    yield from _description(assertion)
    for each in assertion.badge["tags"].each:
        yield from read_value(each, kind="tag")
    yield from read_homepage(assertion.issuer)
    yield from read_evidence_names(assertion.document)


def _identifiers(assertion: _Assertion) -> Iterator[Value]:
    yield from read_id(assertion.badge["id"] or assertion.badge)


def _images(assertion: _Assertion) -> Iterator[Value]:
    holders = ((assertion.badge, "achievement"), (assertion.document, "subject"), (assertion.issuer, "issuer"))
    for holder, of in holders:
        yield from read_pictures(holder, of)


_READERS: Mapping[str, Callable[[_Assertion], Iterator[Value]]] = MappingProxyType(
    {
        "title": _titles,
        "learner": _learner,
        "awarding_body": _awarding_body,
        "country": _country,
        "issued": _issued,
        "outcomes": _outcomes,
        "workload": _workload,
        "level": _levels,
        "assessment": _assessment,
        "quality_assurance": _quality_assurance,
        "further_information": _further_information,
        "description": _description,
        "criteria": _criteria,
        "evidence": _evidence,
        "skills": _skills,
        "identifiers": _identifiers,
        "image": _images,
    }
)
