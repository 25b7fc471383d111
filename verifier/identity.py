"""Is it theirs? What a reader types, compared with what a credential says about whose it is. Nothing typed is kept.

Open Badges 3.0, `IdentityObject`, and Open Badges 2.0, `recipient`: a plain value, or a digest of the value with the
salt written behind it. Beside these, plain claims: disclosed ones of an SD-JWT VC, names and dates of other models.
The answer says nothing about whether the credential is genuine: that is the report's, and both stand together.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from types import MappingProxyType

from verifier.codec.pointer import Node, read_document, read_language
from verifier.errors import JsonObject

MOST_STATEMENTS = 50
LONGEST = 500  # characters of what is typed, and of what it is compared with

_DIGEST = re.compile(r"(sha256|sha512|md5)\$([0-9a-fA-F]{32,128})")
_KINDS: Mapping[str, str] = MappingProxyType(
    {"emailAddress": "email", "email": "email", "schema:email": "email", "name": "name", "schema:name": "name"}
)
_EMAILS = ("email", "mbox", "email_address", "emailAddress")
_NAMES = ("name", "fullName", "full_name")
_GIVEN, _FAMILY = ("givenName", "given_name"), ("familyName", "family_name")
_BIRTHS = ("birthDate", "birth_date", "birthdate", "dateOfBirth", "date_of_birth")


class Match(StrEnum):
    """`same` in all that was typed, `partly` where some of it stands nowhere, `other`, or `nothing` to compare."""

    SAME = "same"
    PARTLY = "partly"
    OTHER = "other"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Typed:
    """What a reader knows of the person; `birth_date` as YYYY-MM-DD. Empty: not given."""

    email: str = ""
    name: str = ""
    birth_date: str = ""
    identifier: str = ""

    def given(self) -> dict[str, str]:
        """What was typed, by name."""
        parts = {name: " ".join(value.split())[:LONGEST] for name, value in vars(self).items()}
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True)
class _Statement:
    kind: str
    value: str
    hashed: bool = False
    salt: str = ""


def matches(claims: JsonObject, typed: Typed) -> Match:
    """Whether what was typed is what the credential with these claims says of its learner.

    Every statement is compared with every way of writing, whatever the first ones say, so that the time tells little.
    """
    statements = tuple(islice(_statements(read_document(claims)), MOST_STATEMENTS))
    found = [_compare(name, value, statements) for name, value in typed.given().items()]
    if Match.OTHER in found:
        return Match.OTHER
    if Match.SAME not in found:
        return Match.NOTHING
    return Match.PARTLY if Match.NOTHING in found else Match.SAME


def _compare(kind: str, value: str, statements: tuple[_Statement, ...]) -> Match:
    usable = [each for each in statements if each.kind == kind and (not each.hashed or _DIGEST.fullmatch(each.value))]
    if not usable:
        return Match.NOTHING
    same = [_is_same(each, value) for each in usable]
    return Match.SAME if any(same) else Match.OTHER


def _is_same(statement: _Statement, value: str) -> bool:
    if not statement.hashed:
        ours, theirs = _plain(statement.kind, value), _plain(statement.kind, statement.value)
        return hmac.compare_digest(ours.encode("utf-8", "replace"), theirs.encode("utf-8", "replace"))
    found = _DIGEST.fullmatch(statement.value)
    assert found
    stated = found[2].lower()
    written = (f"{each}{statement.salt}".encode("utf-8", "replace") for each in _ways_to_write(statement.kind, value))
    digests = [hashlib.new(found[1], each, usedforsecurity=False).hexdigest() for each in written]
    same = [hmac.compare_digest(each, stated) for each in digests]
    return any(same)


def _ways_to_write(kind: str, value: str) -> list[str]:
    """As typed, and as issuers write it before they hash: an address in lower case, whole or after the `@`."""
    normal = unicodedata.normalize("NFC", value)
    if kind != "email":
        return [value, normal]
    local, at, domain = normal.rpartition("@")
    return [value, normal.lower(), f"{local}{at}{domain.lower()}"]


def _plain(kind: str, value: str) -> str:
    """One way to write the same: letters' case and width, and for names the order of their parts, say nothing."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    if kind == "name":
        return " ".join(sorted(re.split(r"[\s,]+", folded.strip(" ,"))))
    return folded.removeprefix("mailto:") if kind == "email" else folded[:10] if kind == "birth_date" else folded


def _statements(document: Node) -> Iterator[_Statement]:
    for subject in (*document["credentialSubject"].each, document):
        for each in (*subject["identifier"].each, *subject["recipient"].each):
            yield from _identity(each)
        yield from _told(subject)


def _identity(node: Node) -> Iterator[_Statement]:
    """An IdentityObject (Open Badges 3.0), a recipient (2.0), or another model's identifier."""
    value = _text(node["identityHash"]) or _text(node["identity"]) or _text(node["notation"]) or _text(node)
    stated = next((each for each in (*node["identityType"].each, *node["type"].each) if each.text), Node(None))
    kind = _KINDS.get(stated.text, "identifier")
    if value:
        hashed = node["hashed"].value is True or _DIGEST.fullmatch(value) is not None
        yield _Statement(kind, value, hashed, _text(node["salt"]))


def _told(subject: Node) -> Iterator[_Statement]:
    """Plain claims about the learner, in whichever language."""
    for name in _EMAILS:
        yield from (_Statement("email", each) for each in _texts(subject[name]))
    if _text(subject["id"]).lower().startswith("mailto:"):
        yield _Statement("email", _text(subject["id"]))
    given = [each for name in _GIVEN for each in _texts(subject[name])]
    family = [each for name in _FAMILY for each in _texts(subject[name])]
    yield from (_Statement("name", f"{one} {other}") for one in given for other in family)
    if given or family or subject["credentialSubject"].value is None:  # a credential's own name is nobody's
        whole = [each for name in _NAMES for each in _texts(subject[name])]
        yield from (_Statement("name", each) for each in whole)
    for name in _BIRTHS:
        yield from (_Statement("birth_date", each) for each in _texts(subject[name]))


def _text(node: Node) -> str:
    return node.value[:LONGEST] if isinstance(node.value, str) else ""


def _texts(node: Node) -> list[str]:
    first, languages = read_language(node)
    return [each[:LONGEST] for each in dict.fromkeys([first, *languages.values()]) if each]
