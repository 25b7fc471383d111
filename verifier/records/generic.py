"""Any other credential, read as far as VC 1.1, VC 2.0 and JWT claims say what their fields mean.

`handles` is always true: this reader is asked last. Beside what it recognises, it lists every plain value of
`credentialSubject` with its place, so that nothing that was signed about a person stays unsaid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from verifier.codec.pointer import Node, read_document, read_types
from verifier.credential import Credential
from verifier.elements.leftovers import read_leftovers
from verifier.elements.people import read_person
from verifier.elements.values import read_elements, read_first, read_id, read_unix_time, read_value, said
from verifier.record import Record, Value

NAME = "generic"

_UNNAMED = frozenset({"VerifiableCredential", "VerifiableAttestation"})  # types that say nothing about the content
_THINGS = frozenset({"EndorsementSubject", "BitstringStatusList", "StatusList2021"})  # subjects that are no person
_PERSON = ("name", "givenName", "given_name", "familyName", "family_name", "email")
_NAMED = {"formattedName": "name", "given": "givenName", "family": "familyName"}
# What the subject's achievement is called in the models that we have seen outside Open Badges.
_ACHIEVEMENTS = ("achievement", "hasCredential", "degree", "learningAchievement", "qualification", "course", "claim")
# Said elsewhere in the record, or nothing that a person reads: hashes of an identity and the salts that belong to them.
_PASSED_OVER = frozenset({"id", "@id", "type", "@type", "@context", "identityHash", "salt", "encodedList"})


@dataclass(frozen=True)
class _Read:
    """The claims, and the credential in them."""

    claims: Node
    document: Node


def handles(credential: Credential) -> bool:  # noqa: ARG001  (every credential is)
    """True."""
    return True


def read_record(credential: Credential) -> Record:
    """Title, learner, awarding body, date, description; of several subjects all are listed, the first one names."""
    return read_elements(_READERS, _Read(Node(credential.claims), read_document(credential.claims)))


def _title(read: _Read) -> Iterator[Value]:
    subject = read.document["credentialSubject"].first
    places = [read.document["name"], subject["title"], *(subject[name].first["name"] for name in _ACHIEVEMENTS)]
    named = next((node for node in places if said(node)), None)
    if named is not None:
        yield from read_value(named)
        return
    for node in _types(read.document)[-1:]:
        yield from read_value(node, kind="type")


def _types(document: Node) -> list[Node]:
    """The types that say what a credential is about."""
    nodes = (node for name in ("type", "@type") for node in document[name].each)
    return [node for node in nodes if isinstance(node.value, str) and node.value not in _UNNAMED]


def _learner(read: _Read) -> Iterator[Value]:
    subject = read.document["credentialSubject"].first
    if _is_thing(subject):
        return
    for name in _PERSON:
        yield from read_value(subject[name], kind=name)
    named = subject["person"].first["name"].first  # as HR Open's learner and employment records name a person
    for name, kind in _NAMED.items():
        yield from read_value(named[name], kind=kind)
    identifier = subject["id"] if subject["id"].text else read.claims["sub"]
    yield from read_person(identifier, "id")


def _identifiers(read: _Read) -> Iterator[Value]:
    subject = read.document["credentialSubject"].first
    if _is_thing(subject):
        yield from read_id(subject["id"])


def _is_thing(subject: Node) -> bool:
    return not _THINGS.isdisjoint(read_types(subject))


def _awarding_body(read: _Read) -> Iterator[Value]:
    issuer = read.document["issuer"].first if read.document["issuer"] else read.claims["iss"]
    identifier = issuer["id"] or issuer
    named = next((node for node in (issuer["name"], issuer["legalName"]) if said(node)), identifier)
    text = named.text if named is identifier else None
    yield from read_value(named, text=text, uri=identifier.text, role="issuer")


def _issued(read: _Read) -> Iterator[Value]:
    stated = list(read_first(read.document, "issuanceDate", "validFrom", "issued"))
    signed = (value for name in ("iat", "nbf") for value in read_unix_time(read.claims[name], name))
    yield from stated or islice(signed, 1)


def _description(read: _Read) -> Iterator[Value]:
    yield from read_value(read.document["description"])


def _kinds(read: _Read) -> Iterator[Value]:
    for node in _types(read.document):
        yield from read_value(node)


def _further_information(read: _Read) -> Iterator[Value]:
    yield from read_leftovers(((each, "") for each in read.document["credentialSubject"].each), _PASSED_OVER)


_READERS: Mapping[str, Callable[[_Read], Iterator[Value]]] = MappingProxyType(
    {
        "title": _title,
        "learner": _learner,
        "awarding_body": _awarding_body,
        "issued": _issued,
        "description": _description,
        "identifiers": _identifiers,
        "kind": _kinds,
        "further_information": _further_information,
    }
)
