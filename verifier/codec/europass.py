"""What both Europass formats have in common: a credential in the European Learning Model under an organisation's seal.

The issuer is whom the seal's certificate names. The document names an issuing body of its own and, in each claim, an
awarding body: they may be others, for whom the sealing body acts under a mandate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from verifier.codec import certificates
from verifier.codec.certificates import Subject
from verifier.codec.moments import read_moment
from verifier.codec.pointer import Node, read_language, read_types
from verifier.errors import Fact, Json, JsonObject, Malformed, VerifierError

PRESENTATIONS = frozenset({"VerifiablePresentation", "EuropeanDigitalPresentation"})
MANDATE = "http://data.europa.eu/snb/evidence-type/c_18016257"
_IDENTIFIERS = ("registration", "eIDASIdentifier", "vatIdentifier", "taxIdentifier", "identifier")
_ODD = re.compile(r"[^A-Z0-9]")
_SCHEME = re.compile(r"[A-Z]{3}([A-Z]{2})-(.+)")  # EN 319 412-1, section 5.1.4
_STARTS, _ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


def sealed_by(chain: tuple[bytes, ...]) -> Subject:
    """Whom the signer's certificate names; nobody where there is none that can be read."""
    try:
        return certificates.subject_of(certificates.load(chain[0])) if chain else Subject()
    except VerifierError:
        return Subject()


def read_period(document: JsonObject) -> tuple[datetime | None, datetime | None]:
    """From when until when every date of the document lets it hold; open where one cannot be read."""
    try:
        starts, ends = (_moments(document, names) for names in (_STARTS, _ENDS))
    except Malformed:
        return None, None  # check_document refuses it and says which
    return max(starts, default=None), min(ends, default=None)


def _moments(document: JsonObject, names: tuple[str, ...]) -> list[datetime]:
    return [read_moment(document[name]) for name in names if document.get(name) is not None]


def check_document(document: JsonObject) -> None:
    """An issuing body, somebody whom it is about, dates that can be read and that fit.

    Raises Malformed `structure.malformed`, `structure.date`.
    """
    starts, ends = (_moments(document, names) for names in (_STARTS, _ENDS))
    valid_from, valid_until = (document.get(name) for name in ("validFrom", "validUntil"))
    if starts and ends and valid_from and valid_until and read_moment(valid_until) < read_moment(valid_from):
        raise _malformed("it ends before it begins", "/validUntil")
    if not isinstance(document.get("issuer"), dict | str):
        raise _malformed("it names no issuing body", "/issuer")
    subject = document.get("credentialSubject")
    subjects = subject if isinstance(subject, list) else [subject]
    if not subjects or not all(isinstance(each, dict) and each for each in subjects):
        raise _malformed("it says nothing about anybody", "/credentialSubject")


def _malformed(reason: str, path: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, "path": path})


def read_mandate(document: JsonObject, seal: Subject) -> dict[str, Fact]:
    """For whom the seal stands, as far as the document says: `sealed_for` itself or another issuing body, and then
    whether it carries a mandate.

    A mandate is the sealing body's own word under its own seal; nobody else's. `mandate` is `none`, `stated`, or
    `of others` where the document's own mandate is for neither its issuing nor its awarding body.
    """
    root = Node(document)
    bodies = [root["issuer"].first, *_awarding_bodies(root)]
    others = [each for each in bodies if isinstance(each.value, dict) and not is_body_of(each, seal)]
    if not others:
        return {"sealed_for": "itself"}
    facts: dict[str, Fact] = {"sealed_for": "another", "acts_for": _name(others[0]), "mandate": "none"}
    targets = {each["id"].text for each in bodies}
    for evidence in _mandates(root):
        named = {each["id"].text or each.text for each in evidence["evidenceTarget"].each} - {""}
        facts["mandate"] = "stated" if not named or named & targets else "of others"
        if facts["mandate"] == "stated":
            facts["mandate_says"] = evidence["evidenceStatement"].text[:300] or read_language(evidence["prefLabel"])[0]
            break
    return facts


def _mandates(root: Node) -> Iterator[Node]:
    for each in root["evidence"].each:
        evidence = each["elm:evidence"].first or each
        if MANDATE in (evidence["dcType"].first["id"].text, evidence["dcType"].text):
            yield evidence
    if root["mandate"]:
        yield root["mandate"]


def _awarding_bodies(root: Node) -> list[Node]:
    claims = root["credentialSubject"].first["hasClaim"].each
    return [body for claim in claims for by in claim["awardedBy"].each for body in by["awardingBody"].each]


def is_body_of(body: Node, seal: Subject) -> bool:
    """Whether one of a body's legal identifiers is the one in the certificate's subject."""
    scheme = None if seal.is_person else _SCHEME.fullmatch(seal.identifier.upper())
    if scheme is None:
        return False
    number = _ODD.sub("", scheme[2])
    known = {number, scheme[1] + number, _ODD.sub("", seal.identifier.upper())}
    stated = (each["notation"] or each for name in _IDENTIFIERS for each in body[name].each)
    return any(_ODD.sub("", each.scalar.upper()) in known for each in stated if each.scalar)


def _name(body: Node) -> str:
    return next((said for name in ("legalName", "prefLabel", "altLabel") if (said := read_language(body[name])[0])), "")


def is_presentation(document: JsonObject) -> bool:
    """Whether it only hands on credentials."""
    return not PRESENTATIONS.isdisjoint(read_types(Node(document)))


def objects(value: Json, most: int) -> tuple[JsonObject, ...]:
    """The objects among what stands there, at most so many."""
    entries = value if isinstance(value, list) else [value]
    return tuple(each for each in entries[: most + 1] if isinstance(each, dict))
