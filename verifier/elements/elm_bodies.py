"""The bodies of the European Learning Model: who awards and issues, from where, and what is said of their quality."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.codec.elm_nodes import Document, is_local, label, said
from verifier.codec.pointer import Node
from verifier.elements.elm_values import read_concept
from verifier.elements.values import read_value
from verifier.record import Value


def read_awarding_body(document: Document) -> Iterator[Value]:
    """Those who award, then who issues where that is another."""
    bodies = document.bodies()
    for each in bodies:
        yield from _body(document, each, "awardingBody")
    issuer = document.first(document.root, "issuer")
    if issuer and not any(_is_same(issuer, each) for each in bodies):
        yield from _body(document, issuer, "issuingBody" if bodies else "issuer")


def _is_same(one: Node, other: Node) -> bool:
    ids = (one["id"].text or one.text, other["id"].text or other.text)
    names = (said(label(one)), said(label(other)))
    return ids[0] == ids[1] if all(ids) else all(names) and names[0] == names[1]


def _body(document: Document, node: Node, role: str) -> Iterator[Value]:
    identifier = node["id"].text or node.text
    local = is_local(identifier)
    yield from read_value(
        label(node) if isinstance(node.value, dict) else node,
        uri="" if local else identifier,
        role=role,
        local="true" if local else "",
        identifier=_legal_identifier(document, node),
        part_of=said(label(document.first(node, "groupMemberOf"))),
    )


def _legal_identifier(document: Document, node: Node) -> str:
    """A body's number in a register, its country before it where that is stated."""
    for each in document.few(node, "registration", "eIDASIdentifier", "vatIdentifier", "taxIdentifier"):
        number, country = (each["notation"] or each).scalar, said(label(each["spatial"].first))
        if number:
            return f"{number} ({country})" if country else number
    return ""


def read_country(document: Document) -> Iterator[Value]:
    """Where the issuer and those who award are, each country once."""
    seen: set[tuple[str, str]] = set()
    bodies = [(each, "awardingBody") for each in document.bodies()]
    for body, role in [(document.first(document.root, "issuer"), "issuer"), *bodies]:
        for place in document.few(body, "location"):
            region = said(label(document.first(place, "spatialCode")))
            for address in document.few(place, "address"):
                for country in document.few(address, "countryCode"):
                    for value in read_concept(country, role=role, region=region):
                        if (value.text, role) not in seen:
                            yield value
                        seen.add((value.text, role))


def read_quality_assurance(document: Document) -> Iterator[Value]:
    """Accreditations as the document states them: anybody can write one, and none is looked up."""
    holders = [(each, "achievement") for each in document.specifications()]
    holders += [(each, "awardingBody") for each in document.bodies()]
    for holder, of in (*holders, (document.first(document.root, "issuer"), "issuer")):
        for each in document.few(holder, "accreditation"):
            kind = document.first(each, "dcType")
            yield from read_value(
                each["title"] if said(each["title"]) else label(kind) if kind else label(each),
                uri=each["id"].text if not is_local(each["id"].text) else "",
                kind="accreditation",
                of=of,
                type=said(label(kind)),
                by=said(label(document.first(each, "accreditingAgent"))),
                decision=said(label(document.first(each, "decision"))),
                date=(each["dateIssued"] or each["issuedDate"]).text,
                until=each["expiryDate"].text,
                proof="not checked",
            )
