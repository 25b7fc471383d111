"""Credentials and presentations under COSE_Sign1 (Securing Verifiable Credentials using JOSE and COSE, section 3.3).

As CBOR, or as its base64; the payload is the document as JSON, the header says so in media types. Claims of a CBOR Web
Token may stand in the protected header (RFC 9597).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from contextlib import suppress

from verifier import w3c_payloads
from verifier.codec import cose, jose
from verifier.codec.json_text import read_json
from verifier.codec.key_binding import check_occasion
from verifier.codec.keys import PublicKey
from verifier.context import Context
from verifier.credential import Credential, Proof
from verifier.errors import Fact, Json, JsonObject, Malformed, Unsupported

NAME = "cose"
_BASE64 = re.compile(rb"(?:0o[Q-T]|2D3Sh[A-P])[A-Za-z0-9+/_-]*={0,2}")  # the tags of `cose.looks_signed` come first
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_CLAIMS = 15  # RFC 9597
_CLAIM_NAMES = {1: "iss", 2: "sub", 3: "aud", 4: "exp", 5: "nbf", 6: "iat"}  # RFC 8392, section 4
_TYPES = {
    "vc": frozenset({"vc+cose", "vc+ld+json+cose", "vc+ld+cose", "vc-ld+cose"}),
    "vp": frozenset({"vp+cose", "vp+ld+json+cose", "vp+ld+cose", "vp-ld+cose"}),
}
_CONTENT = {
    "vc": frozenset({"vc", "vc+ld+json", "ld+json", "json"}),
    "vp": frozenset({"vp", "vp+ld+json", "ld+json", "json"}),
}


def recognises(raw: bytes, document: Json) -> bool:
    """Bytes that begin as a tagged COSE_Sign1 does, or their base64."""
    return document is None and (cose.looks_signed(raw) or _BASE64.fullmatch(raw.strip()) is not None)


def _decoded(text: bytes) -> bytes:
    """Raises Malformed `structure.encoding`."""
    packed = text.translate(_TO_STANDARD).rstrip(b"=")
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("structure.encoding") from error


def _open(raw: bytes) -> tuple[cose.Sign1, w3c_payloads.Payload]:
    """Raises Malformed `proof.malformed`, `structure.not_a_credential`, `structure.malformed`."""
    signed = cose.read_sign1(raw if cose.looks_signed(raw) else _decoded(raw.strip()))
    if signed.payload.lstrip()[:1] != b"{":
        raise Malformed("structure.not_a_credential")
    claims = read_json(signed.payload)
    if not isinstance(claims, dict):
        raise Malformed("structure.not_a_credential")
    return signed, w3c_payloads.open_payload({**_header_claims(signed, claims), **claims}, signed.payload)


def _header_claims(signed: cose.Sign1, payload: JsonObject) -> JsonObject:
    entries = signed.protected.get(_CLAIMS, {})
    if not isinstance(entries, dict):
        raise Malformed("structure.malformed", {"reason": "its claims are no object"})
    claims: JsonObject = {}
    for label, name in _CLAIM_NAMES.items():
        value = entries.get(label)
        if value is None:
            continue
        if not isinstance(value, str | int | float) or payload.get(name, value) != value:
            raise Malformed("structure.malformed", {"reason": "it contradicts itself", "path": f"/{name}"})
        claims[name] = value
    return claims


def read_credential(raw: bytes, document: Json) -> Credential:  # noqa: ARG001  (as every format is asked)
    """The parts; what is wrong with them is said by the steps. Raises as what cannot be read does."""
    signed, payload = _open(raw)
    chain = cose.chain_of(signed)

    def prove(purpose: str) -> Proof:
        return Proof(signed.algorithm, signed.key_name, purpose, {}, chain, by_name=True)

    return w3c_payloads.read_parts(raw, NAME, payload, prove)


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """Whether it is a credential or presentation, as its media types say.

    Raises Malformed `structure.not_a_credential`, `structure.malformed`, `structure.date`, `proof.algorithm`.
    """
    signed, payload = _open(credential.raw)
    facts = w3c_payloads.check_document(payload, signed.key_name)
    if payload.layer is not None:
        raise Malformed("structure.malformed", {"reason": "the payload is not the credential"})
    kind = "vp" if payload.is_presentation else "vc"
    for label, allowed in ((cose.TYPE, _TYPES), (cose.CONTENT_TYPE, _CONTENT)):
        value = signed.header.get(label)
        if value is not None and _media_type(value) not in allowed[kind]:
            raise Malformed("structure.malformed", {"reason": "its type is that of something else"})
    with suppress(Unsupported):  # said by the proof
        jose.check_algorithm(signed.algorithm)
    return facts


def _media_type(value: object) -> str:
    return value.lower().removeprefix("application/") if isinstance(value, str) else ""


def verify_proof(credential: Credential, proof: Proof, key: PublicKey, context: Context) -> None:  # noqa: ARG001  (as every format is asked)
    """The signature. Raises as `cose.verify` does."""
    cose.verify(_open(credential.raw)[0], key)


def check_holder(credential: Credential, context: Context) -> Mapping[str, Fact] | None:
    """Of a presentation, for whom and what it was signed (`aud`, `nonce`); None for a credential.

    Raises Invalid `holder.mismatch`, Malformed `holder.malformed`.
    """
    if not credential.is_presentation:
        return None
    return check_occasion(credential.claims, context.at, context.policy.audience, context.policy.nonce)
