"""Europass credentials and presentations under a JAdES seal (ETSI TS 119 182-1; RFC 7515; RFC 7797).

A JWS in JSON serialisation with certificates. Real ones have the credential as a JSON string for payload and sign it as
it is (`b64: false`), with time stamps in the unprotected `etsiU`.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping

from verifier.codec import jose
from verifier.codec.europass import check_document, is_presentation, objects, read_mandate, read_period, sealed_by
from verifier.codec.json_text import read_json
from verifier.codec.keys import PublicKey
from verifier.codec.multibase import decode_base64url
from verifier.codec.pointer import Node
from verifier.context import Context
from verifier.credential import Credential, Period, Proof
from verifier.errors import Fact, Json, JsonObject, Malformed, Unsupported, VerifierError

NAME = "europass_jades"
# What a seal may say about itself, none of which changes what is signed, but for `sigD`.
UNDERSTOOD = frozenset({"b64", "sigT", "adoTst", "sigD", "sigPl", "srCms", "srAts", "sigPId"})
ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA"})
_MOST_ENTRIES = 20
_MOST_UNSIGNED = 30  # values of etsiU
_MOST_STAMPS = 5
_LONGEST_STAMP = 100_000  # characters
_MARKS = frozenset({"etsiU", "sigT", "x5t#S256"})


def recognises(raw: bytes, document: Json) -> bool:  # noqa: ARG001  (as every format is asked)
    """A JWS in JSON serialisation whose payload is JSON text, or whose header is that of an advanced signature."""
    if not isinstance(document, dict) or not isinstance(document.get("payload"), str):
        return False
    if "signatures" not in document and "signature" not in document:
        return False
    return str(document["payload"]).lstrip()[:1] == "{" or any(_is_advanced(each) for each in _entries(document))


def _entries(document: JsonObject) -> list[JsonObject]:
    signatures = document.get("signatures")
    entries = signatures[:_MOST_ENTRIES] if isinstance(signatures, list) else [document]
    return [each for each in entries if isinstance(each, dict)]


def _is_advanced(entry: JsonObject) -> bool:
    unprotected, protected = entry.get("header"), entry.get("protected")
    try:
        known = read_json(decode_base64url(protected)) if isinstance(protected, str) else None
    except VerifierError:
        known = None
    return any(isinstance(each, dict) and not _MARKS.isdisjoint(each) for each in (unprotected, known))


def read_credential(raw: bytes, document: Json) -> Credential:
    """The credential that is sealed. Its issuer is whom the first seal's certificate names, if that can be read.

    Raises Malformed `proof.malformed`, `proof.encoding`, and `structure.*` for a payload that is no JSON object.
    """
    seals = jose.read_json(document, critical=UNDERSTOOD)
    claims = read_json(seals[0].payload)
    if not isinstance(claims, dict):
        raise Malformed("structure.not_a_credential")
    presents = is_presentation(claims)
    proofs = tuple(_proof(each, "authentication" if presents else "assertionMethod") for each in seals)
    seal = sealed_by(proofs[0].chain)
    named = Node(claims)["issuer"].first
    return Credential(
        raw=raw,
        format=NAME,
        issuer=seal.id or named["id"].text or named.text or None,
        issuer_name=seal.name or None,
        subject=Node(claims)["credentialSubject"].first["id"].text or None,
        period=Period() if presents else Period(*read_period(claims)),
        proofs=proofs,
        statuses=(*_statuses(claims, "credentialStatus"), *_statuses(claims, "status")),
        schemas=objects(claims.get("credentialSchema"), _MOST_ENTRIES)[:_MOST_ENTRIES],
        claims=claims,
        inside=tuple(_carried(claims)) if presents else (),
        is_presentation=presents,
    )


def _statuses(claims: JsonObject, name: str) -> tuple[JsonObject, ...]:
    return objects(claims.get(name), _MOST_ENTRIES)


def _carried(claims: JsonObject) -> Iterator[bytes]:
    """The credentials of a presentation. What is no text is written anew: a seal covers the payload's text alone."""
    entries = claims.get("verifiableCredential", [])
    for each in entries if isinstance(entries, list) else [entries]:
        yield each.encode() if isinstance(each, str) else json.dumps(each, ensure_ascii=False).encode()


def _proof(seal: jose.Jws, purpose: str) -> Proof:
    stamps, more = _unsigned(seal)
    chain = jose.chain_of(seal)
    kid = seal.protected.get("kid")
    return Proof(
        suite=seal.algorithm,
        method=kid if isinstance(kid, str) and not chain else None,
        purpose=purpose,
        claims={"sigT": seal.protected.get("sigT"), "created": seal.protected.get("sigT")},
        chain=(*chain, *more) if chain else (),
        stamps=tuple((each, _signature_text(seal)) for each in stamps),
        by_name=True,
    )


def _signature_text(seal: jose.Jws) -> bytes:
    """What a signature's time stamp is about: the signature's value as it stands in the JWS (section 5.3.4)."""
    return base64.urlsafe_b64encode(seal.signature).rstrip(b"=")


def _unsigned(seal: jose.Jws) -> tuple[list[bytes], list[bytes]]:
    """The tokens of `sigTst` and the certificates of `xVals` (section 5.3); anybody can write here."""
    stamps: list[bytes] = []
    certificates: list[bytes] = []
    values = seal.unprotected.get("etsiU")
    for each in (values if isinstance(values, list) else [])[:_MOST_UNSIGNED]:
        value = Node(_opened(each))
        stamps += [_base64(token["val"].value) for token in value["sigTst"]["tstTokens"].each]
        certificates += [_base64(holder["x509Cert"]["val"].value) for holder in value["xVals"].each]
    return [each for each in stamps if each][:_MOST_STAMPS], [each for each in certificates if each]


def _opened(value: Json) -> Json:
    """An unsigned value: base64url of its JSON, or the object itself (section 5.3.1)."""
    if not isinstance(value, str):
        return value
    try:
        return read_json(decode_base64url(value))
    except VerifierError:
        return None


def _base64(value: Json) -> bytes:
    if not isinstance(value, str) or len(value) > _LONGEST_STAMP:
        return b""
    try:
        return base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        return b""


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """Step 1: who issued what about whom, and for whom the seal stands.

    The seal covers the document's very text, so that its terms need no meaning of their own to be held to. Raises
    Malformed `structure.malformed`, `structure.date`.
    """
    if credential.is_presentation:
        return {"data_model": "ELM"}
    if "VerifiableCredential" not in str(credential.claims.get("type")):
        raise Malformed("structure.malformed", {"reason": "the type VerifiableCredential is missing", "path": "/type"})
    check_document(credential.claims)
    if len(credential.statuses) > _MOST_ENTRIES:
        raise Malformed("structure.malformed", {"reason": "too many entries", "path": "/status"})
    return {"data_model": "ELM", **read_mandate(credential.claims, sealed_by(credential.proofs[0].chain))}


def verify_proof(credential: Credential, proof: Proof, key: PublicKey, context: Context) -> None:  # noqa: ARG001  (as every format is asked)
    """Step 3 for one seal. Raises Invalid, Malformed or Unsupported `proof.*`."""
    jose.check_algorithm(proof.suite, ALGORITHMS)
    seals = jose.read_json(read_json(credential.raw), critical=UNDERSTOOD)
    seal = next(seal for seal, each in zip(seals, credential.proofs, strict=True) if each is proof)
    if "sigD" in seal.header:
        raise Unsupported("proof.unsupported", {"suite": "sigD"})  # it is about something that stands elsewhere
    jose.verify(seal, key, ALGORITHMS)
