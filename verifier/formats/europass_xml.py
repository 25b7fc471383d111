"""Europass credentials in XML (EDCI, ELM 2) under a XAdES seal (EN 319 132-1; XMLDSig 1.1).

`claims` is what the signature can cover: the document without its signatures, by the names that ELM 3 has. A "mandated"
presentation is one credential, sealed by a body that acts for its issuing body; any other carries credentials that are
each verified for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from lxml import etree

from verifier.codec import edci_xml, xml_signature
from verifier.codec.certificates import load, public_key_of
from verifier.codec.europass import check_document, objects, read_mandate, read_period, sealed_by
from verifier.codec.keys import PublicKey, read_public_der
from verifier.codec.pointer import Node
from verifier.codec.safe_xml import name_of, parse, remove
from verifier.codec.xml_signature import DS
from verifier.context import Context
from verifier.credential import Credential, Period, Proof
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed

NAME = "europass_xml"
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:europassCredential|verifiablePresentation|europassPresentation)[\s>/]")
_MANDATED = "http://data.europa.eu/snb/verifiable-presentation/c_825cddc0"
_MOST_SEALS = 5
_MOST_SIGNATURES = 200  # those of carried credentials included
_MOST_ENTRIES = 20


def recognises(raw: bytes, document: Json) -> bool:
    """XML whose first element is Europass's."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return document is None and start.startswith(b"<") and _ROOT.search(start) is not None


def read_credential(raw: bytes, document: Json) -> Credential:  # noqa: ARG001  (as every format is asked)
    """The credential and its seals. Raises Malformed `structure.not_xml`, `proof.malformed`."""
    root = parse(raw)
    presents = _presents(root)
    purpose = "authentication" if presents else "assertionMethod"
    proofs = tuple(_proof(each, purpose) for each in _seals(root))
    inside = tuple(_carried(root)) if presents else ()
    claims = _read(root, presents=presents)
    seal = sealed_by(proofs[0].chain if proofs else ())
    return Credential(
        raw=raw,
        format=NAME,
        issuer=seal.id or Node(claims)["issuer"].first["id"].text or None,
        issuer_name=seal.name or None,
        subject=Node(claims)["credentialSubject"].first["id"].text or None,
        period=Period() if presents else Period(*read_period(claims)),
        proofs=proofs,
        statuses=objects(claims.get("credentialStatus"), _MOST_ENTRIES),
        schemas=(),
        claims=claims,
        inside=inside,
        is_presentation=presents,
    )


def _read(root: etree._Element, *, presents: bool) -> JsonObject:
    """What the document says; nothing of what stands inside its signatures."""
    for each in list(root.iter(f"{DS}Signature")):
        remove(each)
    return {"type": "VerifiablePresentation"} if presents else edci_xml.read_document(root)


def _presents(root: etree._Element) -> bool:
    if name_of(root) == "europassCredential":
        return False
    kinds = {each.get("uri") for each in root if name_of(each) == "type"}
    return _MANDATED not in kinds


def _seals(root: etree._Element) -> list[xml_signature.Seal]:
    """The seals of the document itself, without those of credentials that it carries."""
    everywhere = list(islice(root.iter(f"{DS}Signature"), _MOST_SIGNATURES + 1))
    found = []
    for each in everywhere:
        holders = [name_of(holder) for holder in each.iterancestors()][:-1]
        if "europassCredential" not in holders and "Signature" not in holders:
            found.append(each)
    if len(found) > _MOST_SEALS or len(everywhere) > _MOST_SIGNATURES:
        raise Malformed("proof.malformed", {"reason": "too many signatures"})
    return [xml_signature.read_seal(each) for each in found]


def _carried(root: etree._Element) -> list[bytes]:
    found = [each for each in root.iter() if name_of(each) == "europassCredential"]
    return [bytes(etree.tostring(each, encoding="utf-8", with_tail=False)) for each in found]


def _proof(seal: xml_signature.Seal, purpose: str) -> Proof:
    claims: JsonObject = {"created": seal.signing_time} if seal.signing_time else {}
    return Proof(seal.name, None, purpose, claims, seal.chain, seal.stamps, by_name=True)


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """Step 1: who issued what about whom, and for whom the seal stands. Raises Malformed `structure.*`."""
    if credential.is_presentation:
        return {"data_model": "ELM 2"}
    check_document(credential.claims)
    chain = credential.proofs[0].chain if credential.proofs else ()
    return {"data_model": "ELM 2", **read_mandate(credential.claims, sealed_by(chain))}


def verify_proof(credential: Credential, proof: Proof, key: PublicKey, context: Context) -> None:  # noqa: ARG001  (as every format is asked)
    """Step 3 for one seal: it has to cover all that `claims` says. Raises Invalid, Malformed, Unsupported `proof.*`."""
    root = parse(credential.raw)
    seal = next(seal for seal, each in zip(_seals(root), credential.proofs, strict=True) if each is proof)
    if seal.chain and read_public_der(public_key_of(load(seal.chain[0]))) != key:
        raise Invalid("proof.signature", {"reason": "another key"})
    covered = xml_signature.verify(seal)
    if _read(covered, presents=credential.is_presentation) != credential.claims:
        raise Invalid("proof.signature", {"reason": "the content was changed"})
