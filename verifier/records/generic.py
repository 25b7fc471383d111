"""Any other credential, read as far as VC 1.1, VC 2.0 and JWT claims say what their fields mean.

`handles` is always true: this reader is asked last. Beside what it recognises, it lists every plain value of
`credentialSubject` with its place, so that nothing that was signed about a person stays unsaid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from types import MappingProxyType

from verifier.codec.pointer import Node, read_document, read_language, read_types, safe_text, safe_uri
from verifier.credential import Credential
from verifier.elements.achieved import Achieved
from verifier.record import Record, Value

NAME = "generic"

MOST_VALUES = 100  # values of one element
MOST_PLACES = 2000  # places below a subject that are looked at
DEEPEST = 8
LONGEST_NAME = 100  # characters of a member's name; a subject's members with longer ones are passed over

_EUROPEAN_STUDENT = "urn:schac:personaluniquecode:int:esi:"
_UNNAMED = frozenset({"VerifiableCredential", "VerifiableAttestation"})  # types that say nothing about the content
_THINGS = frozenset({"EndorsementSubject", "BitstringStatusList", "StatusList2021"})  # subjects that are no person
_PERSON = ("name", "givenName", "given_name", "familyName", "family_name", "email")
_NAMED = {"formattedName": "name", "given": "givenName", "family": "familyName"}
# What the subject's achievement is called in the models that we have seen outside Open Badges.
_ACHIEVEMENTS = ("achievement", "hasCredential", "degree", "learningAchievement", "qualification", "course", "claim")
# Said elsewhere in the record, or nothing that a person reads: hashes of an identity and the salts that belong to them.
_PASSED_OVER = frozenset({"id", "@id", "type", "@type", "@context", "identityHash", "salt", "encodedList"})
_LAST_SECOND = 253402300799  # of the year 9999, in Unix time


def handles(credential: Credential) -> bool:  # noqa: ARG001 - every credential is
    """True."""
    return True


def read_record(credential: Credential) -> Record:
    """Title, learner, awarding body, date, description; of several subjects all are listed, the first one names."""
    claims = Node(credential.claims)
    document = read_document(credential.claims)
    return Record(**{name: tuple(islice(read(claims, document), MOST_VALUES)) for name, read in _READERS.items()})


def read_achieved(credential: Credential) -> tuple[Achieved, ...]:  # noqa: ARG001 - it is about one thing
    """None: the record is of one thing."""
    return ()


def _value(node: Node, *, text: str | None = None, uri: str = "", **detail: str) -> Iterator[Value]:
    said, languages = read_language(node) if text is None else (text, dict[str, str]())
    if said:
        known = {name: safe_text(each, LONGEST_NAME) for name, each in detail.items() if each}
        yield Value(said, node.path, languages, uri=safe_uri(uri), detail=known)


def _has_text(node: Node) -> bool:
    return bool(read_language(node)[0])


def _title(_: Node, document: Node) -> Iterator[Value]:
    subject = document["credentialSubject"].first
    places = [document["name"], subject["title"], *(subject[name].first["name"] for name in _ACHIEVEMENTS)]
    named = next((node for node in places if _has_text(node)), None)
    if named is not None:
        yield from _value(named)
        return
    for node in _types(document)[-1:]:
        yield from _value(node, kind="type")


def _types(document: Node) -> list[Node]:
    """The types that say what a credential is about."""
    nodes = (node for name in ("type", "@type") for node in document[name].each)
    return [node for node in nodes if isinstance(node.value, str) and node.value not in _UNNAMED]


def _learner(claims: Node, document: Node) -> Iterator[Value]:
    subject = document["credentialSubject"].first
    if _is_thing(subject):
        return
    for name in _PERSON:
        yield from _value(subject[name], kind=name)
    named = subject["person"].first["name"].first  # as HR Open's learner and employment records name a person
    for name, kind in _NAMED.items():
        yield from _value(named[name], kind=kind)
    identifier = subject["id"] if subject["id"].text else claims["sub"]
    yield from _value(identifier, text=identifier.text, **_privacy(identifier, "id"))


def _identifiers(_: Node, document: Node) -> Iterator[Value]:
    subject = document["credentialSubject"].first
    if _is_thing(subject):
        yield from _value(subject["id"], text=subject["id"].text, uri=subject["id"].text, kind="id")


def _is_thing(subject: Node) -> bool:
    return not _THINGS.isdisjoint(read_types(subject))


def _privacy(node: Node, kind: str) -> dict[str, str]:
    """A European Student Identifier is never shown unasked."""
    european = node.text.lower().startswith(_EUROPEAN_STUDENT)
    return {"kind": "esi", "private": "true"} if european else {"kind": kind}


def _awarding_body(claims: Node, document: Node) -> Iterator[Value]:
    issuer = document["issuer"].first if document["issuer"] else claims["iss"]
    identifier = issuer["id"] or issuer
    named = next((node for node in (issuer["name"], issuer["legalName"]) if _has_text(node)), identifier)
    text = named.text if named is identifier else None
    yield from _value(named, text=text, uri=identifier.text, role="issuer")


def _issued(claims: Node, document: Node) -> Iterator[Value]:
    for name in ("issuanceDate", "validFrom", "issued"):
        if document[name].text:
            yield from _value(document[name], kind=name)
            return
    for name in ("iat", "nbf"):
        seconds = claims[name].number
        if seconds is not None and 0 <= seconds <= _LAST_SECOND:
            moment = datetime.fromtimestamp(int(seconds), UTC)
            yield from _value(claims[name], text=moment.strftime("%Y-%m-%dT%H:%M:%SZ"), kind=name)
            return


def _description(_: Node, document: Node) -> Iterator[Value]:
    yield from _value(document["description"])


def _kinds(_: Node, document: Node) -> Iterator[Value]:
    for node in _types(document):
        yield from _value(node)


def _further_information(_: Node, document: Node) -> Iterator[Value]:
    waiting = [(node, "") for node in reversed(document["credentialSubject"].each)]
    for _place in range(MOST_PLACES):
        if not waiting:
            return
        node, name = waiting.pop()
        if isinstance(node.value, dict) and not _has_text(node):
            waiting += reversed(_members(node))
        elif isinstance(node.value, list):
            waiting += reversed([(each, name) for each in node.each])
        elif not node.text.startswith("data:"):
            yield from _value(node, text=None if _has_text(node) else node.scalar, name=name, **_secret(node))


def _members(node: Node) -> list[tuple[Node, str]]:
    """An object's members, as far as their names can be shown and the place is not too deep."""
    if not isinstance(node.value, dict) or node.path.count("/") >= DEEPEST:
        return []
    names = [name for name in islice(node.value, MOST_PLACES) if name not in _PASSED_OVER]
    return [(node[name], name) for name in names if name and safe_text(name, LONGEST_NAME) == name]


def _secret(node: Node) -> dict[str, str]:
    return _privacy(node, "") if node.text.lower().startswith(_EUROPEAN_STUDENT) else {}


_READERS: Mapping[str, Callable[[Node, Node], Iterator[Value]]] = MappingProxyType(
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
