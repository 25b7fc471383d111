"""Who a credential is about: identifiers that are shown, and those that never are unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.codec.pointer import Node
from verifier.elements.values import read_value
from verifier.record import Value

EUROPEAN_STUDENT = "urn:schac:personaluniquecode:int:esi:"
_DIGEST = re.compile(r"(?:sha-?[0-9]+|md5)[$:].*|[0-9a-f]{32,128}", re.IGNORECASE | re.DOTALL)


def read_subject(subject: Node) -> Iterator[Value]:
    """The learner whom a subject of Open Badges 3.0 or CLR 2.0 names."""
    for name in ("name", "givenName", "familyName", "email"):
        yield from read_value(subject[name], kind=name)
    for each in subject["identifier"].each:
        yield from _read_identity(each)
    yield from read_person(subject["id"], "id")


def _read_identity(node: Node) -> Iterator[Value]:
    """One IdentityObject (Open Badges 3.0, appendix B). Only what says `hashed: false` and looks like no digest is
    shown."""
    if isinstance(node.value, str):
        yield from read_person(node, "identifier")
        return
    kind, stated = node["identityType"], node["identityHash"]
    if is_plain(node, stated):
        yield from read_person(stated, kind.text)
    elif kind.text:
        yield from read_value(kind, hashed="true")
    elif stated:
        yield from read_value(stated, text="identifier", hashed="true")


def is_plain(node: Node, stated: Node) -> bool:
    """Whether an identity is said to be no hash, and is none."""
    return node["hashed"].value is False and not _DIGEST.fullmatch(stated.text)


def read_person(node: Node, kind: str) -> Iterator[Value]:
    """A person's identifier; a European Student Identifier is private."""
    if is_european_student(node):
        yield from read_value(node, kind="esi", private="true")
    else:
        yield from read_value(node, kind=kind)


def is_european_student(node: Node) -> bool:
    """Whether it is a European Student Identifier, which is never shown unasked."""
    return node.text.lower().startswith(EUROPEAN_STUDENT)
