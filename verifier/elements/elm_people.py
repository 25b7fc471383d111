"""Whom a credential in the European Learning Model is about, and identifiers of anything in it."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.codec.elm_nodes import Document, is_local, label, said
from verifier.codec.pointer import Node
from verifier.elements.people import EUROPEAN_STUDENT
from verifier.elements.values import read_value
from verifier.record import Value

_PERSON = {
    "fullName": "name",
    "givenName": "givenName",
    "familyName": "familyName",
    "birthName": "birthName",
    "dateOfBirth": "dateOfBirth",
    "studentNumber": "identifier",
}


def read_learner(document: Document) -> Iterator[Value]:
    """Whom it is about: names, date of birth, addresses, numbers (national ones private)."""
    person = document.subject
    for name, kind in _PERSON.items():
        yield from read_value(person[name], kind=kind)
    for contact in document.few(person, "contactPoint"):
        for mailbox in document.few(contact, "emailAddress"):
            address = mailbox["id"] or mailbox
            yield from read_value(address, text=address.text.removeprefix("mailto:"), kind="email")
    for each in document.few(person, "identifier"):
        yield from read_identifier(each, each["schemeName"].text, "identifier")
    for each in document.few(person, "nationalID"):
        country = said(label(each["spatial"].first))
        yield from read_value(each["notation"] or each, kind="nationalIdentityNumber", private="true", country=country)
    identifier = person["id"]
    if identifier.text and not is_local(identifier.text):
        yield from read_identifier(identifier, "", "id")


def read_identifier(node: Node, scheme: str, kind: str) -> Iterator[Value]:
    """An identifier by its notation; a European Student Identifier is private."""
    where = node["notation"] or node["id"] or node
    if EUROPEAN_STUDENT in f"{where.scalar} {scheme} {node['id'].text}".lower():
        yield from read_value(where, text=where.scalar, kind="esi", private="true")
    else:
        yield from read_value(where, text=where.scalar, kind=kind, type=scheme)
