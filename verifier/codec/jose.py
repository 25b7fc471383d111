"""JSON Web Signatures: read without a key, then verified with one (RFC 7515, RFC 7797, RFC 7518).

Strict where careless readers were fooled: one serialisation at a time, canonical base64url, the algorithm only out of
the protected header and out of an allow-list, no header name twice, and no critical extension that the caller does not
name as understood.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from verifier.codec import json_text
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unsupported

# Algorithm -> the curve (or RSA) that it needs.
ALGORITHMS: Mapping[str, str] = {
    "EdDSA": "Ed25519",
    "Ed25519": "Ed25519",  # RFC 9864
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
    "RS256": "RSA",
    "PS256": "RSA",
}
NOTHING: frozenset[str] = frozenset()
_LONGEST = 24_000_000  # characters; what a file may hold is limited before
_LONGEST_HEADER = 200_000  # a chain of certificates stands in it
_LONGEST_SIGNATURE = 2_000
_MOST_SIGNATURES = 10
_MOST_CERTIFICATES = 10
_LONGEST_CERTIFICATE = 20_000
_PARTS = 3


@dataclass(frozen=True)
class Jws:
    """One signature as it was read; nothing about it is proved.

    `protected` and `unprotected` are the two parts of its header, which share no name. `payload` are the bytes that it
    is about (decoded), `signing_input` those that are signed.
    """

    protected: JsonObject
    payload: bytes
    signature: bytes
    signing_input: bytes
    unprotected: JsonObject

    @property
    def header(self) -> JsonObject:
        """Both parts together (RFC 7515, section 4)."""
        return {**self.protected, **self.unprotected}

    @property
    def algorithm(self) -> str:
        """`alg` of the protected header, empty where there is none."""
        name = self.protected.get("alg")
        return name if isinstance(name, str) else ""


def read_compact(text: str, *, detached: bytes | None = None, critical: frozenset[str] = NOTHING) -> Jws:
    """A JWS in compact serialisation (RFC 7515, section 7.1).

    `detached` is the payload where it stands elsewhere (`header..signature`); a payload in both places is refused.
    `critical` are the extensions that the caller understands; `b64` among them lets a payload be signed as it is (RFC
    7797). Raises Malformed `proof.malformed` or `proof.encoding`.
    """
    if len(text) > _LONGEST:
        raise _malformed("too long")
    parts = text.split(".")
    if len(parts) != _PARTS:
        raise _malformed("a JWS has three parts")
    header, payload, signature = parts
    if detached is not None and payload:
        raise _malformed("a payload inside and outside")
    return _read(header, payload if detached is None else detached, signature, {}, critical)


def read_json(document: Json, *, detached: bytes | None = None, critical: frozenset[str] = NOTHING) -> list[Jws]:
    """The signatures of a JWS in JSON serialisation, flattened or general (RFC 7515, section 7.2).

    `detached` and `critical` as in `read_compact`. Raises Malformed `proof.malformed` or `proof.encoding`.
    """
    if not isinstance(document, dict):
        raise _malformed("not a JSON object")
    general = document.get("signatures")
    if general is not None and not {"signature", "protected", "header"}.isdisjoint(document):
        raise _malformed("two serialisations at once")
    entries = general if isinstance(general, list) else [document]
    if not 0 < len(entries) <= _MOST_SIGNATURES:
        raise _malformed("no signature, or too many")
    payload = document.get("payload", "" if detached is not None else None)
    if not isinstance(payload, str) or len(payload) > _LONGEST:
        raise _malformed("no payload")
    if detached is not None and payload:
        raise _malformed("a payload inside and outside")
    return [_read_entry(each, payload if detached is None else detached, critical) for each in entries]


def _read_entry(entry: Json, payload: str | bytes, critical: frozenset[str]) -> Jws:
    if not isinstance(entry, dict):
        raise _malformed("a signature is no object")
    protected, signature = entry.get("protected", ""), entry.get("signature")
    unprotected = entry.get("header", {})
    if not isinstance(protected, str) or not isinstance(signature, str) or not isinstance(unprotected, dict):
        raise _malformed("a part of the signature is missing")
    return _read(protected, payload, signature, unprotected, critical)


def _read(header: str, payload: str | bytes, signature: str, unprotected: JsonObject, critical: frozenset[str]) -> Jws:
    """`payload` as text is what stood in the JWS; as bytes it is detached, and not encoded yet."""
    if len(header) > _LONGEST_HEADER or len(signature) > _LONGEST_SIGNATURE:
        raise _malformed("too long")
    protected = _header(header)
    if not protected.keys().isdisjoint(unprotected):
        raise _malformed("a header name stands twice")
    _check_critical(protected, unprotected, critical)
    if protected.get("b64", True):
        encoded = encode_base64url(payload) if isinstance(payload, bytes) else payload
        content, signed = decode_base64url(encoded), encoded.encode()
    else:
        content = signed = payload if isinstance(payload, bytes) else _utf8(payload)
    return Jws(protected, content, decode_base64url(signature), header.encode() + b"." + signed, unprotected)


def _header(text: str) -> JsonObject:
    try:
        value = json_text.read_json(decode_base64url(text))
    except Malformed as error:
        raise Malformed("proof.malformed", {"reason": "the header is no JSON", **error.facts}) from error
    if not isinstance(value, dict):
        raise _malformed("the header is no JSON object")
    return value


def _check_critical(protected: JsonObject, unprotected: JsonObject, understood: frozenset[str]) -> None:
    """RFC 7515, section 4.1.11; RFC 7797, sections 3 and 6."""
    names = protected.get("crit", [])
    if "crit" in unprotected or "b64" in unprotected or not isinstance(names, list):
        raise _malformed("an extension is not protected")
    texts = [name for name in names if isinstance(name, str)]
    if len(set(texts)) != len(names) or ("crit" in protected and not names):
        raise _malformed("the list of critical extensions")
    for name in texts:
        if name not in protected:
            raise _malformed("a critical extension is missing")
        if name not in understood:
            raise Malformed("proof.malformed", {"reason": "an extension that is not understood", "name": name[:80]})
    if "b64" in protected and (not isinstance(protected["b64"], bool) or "b64" not in texts):
        raise _malformed("b64 is not critical")


def verify(jws: Jws, key: PublicKey, allowed: frozenset[str] = frozenset(ALGORITHMS)) -> None:
    """Raises Invalid `proof.signature` where the signature is not this key's.

    First the algorithm: Malformed `proof.algorithm` for none and for shared secrets, Unsupported `proof.unsupported`
    for others that are not `allowed`, Invalid `proof.signature` for one that is not for this kind of key.
    """
    check_algorithm(jws.algorithm, allowed)
    needed = ALGORITHMS[jws.algorithm]
    if key.curve != needed:
        reason = f"the key is {key.curve}, {jws.algorithm} needs {needed}"
        raise Invalid("proof.signature", {"reason": reason})
    if not key.verify(jws.signing_input, jws.signature, jws.algorithm):
        raise Invalid("proof.signature")


def check_algorithm(name: str, allowed: frozenset[str] = frozenset(ALGORITHMS)) -> None:
    """Raises as `verify` does, before any key is needed."""
    if not name or name.lower() == "none" or name.upper().startswith("HS"):
        raise Malformed("proof.algorithm", {"algorithm": name[:40]})
    if name not in allowed or name not in ALGORITHMS:
        raise Unsupported("proof.unsupported", {"suite": name[:120]})


def chain_of(jws: Jws) -> tuple[bytes, ...]:
    """The certificates of the header's `x5c` (DER, the signer's first); none where it has none.

    Raises Malformed `proof.malformed` where they cannot be read, or where the protected `x5t#S256` names another one
    (RFC 7515, sections 4.1.6 and 4.1.8).
    """
    entries = jws.header.get("x5c", [])
    if not isinstance(entries, list) or len(entries) > _MOST_CERTIFICATES:
        raise _malformed("x5c is no list of certificates")
    chain = tuple(_certificate(each) for each in entries)
    digest = jws.header.get("x5t#S256")
    if chain and digest is not None and digest != encode_base64url(hashlib.sha256(chain[0]).digest()):
        raise _malformed("x5t#S256 names another certificate")
    return chain


def _certificate(entry: Json) -> bytes:
    if not isinstance(entry, str) or not entry or len(entry) > _LONGEST_CERTIFICATE:
        raise _malformed("x5c is no list of certificates")
    try:
        return base64.b64decode(entry, validate=True)
    except (ValueError, binascii.Error) as error:
        raise _malformed("a certificate is not base64") from error


def sign_compact(
    header: Mapping[str, Json], payload: bytes, key: PrivateKey, algorithm: str, *, detached: bool = False
) -> str:
    """A JWS over `payload` in compact serialisation; `detached` leaves the payload out.

    A `header` with `b64: false` signs the payload as it is, which then has to be detached. Raises Unsupported
    `key.unsupported` where the algorithm is none of the key's.
    """
    first = encode_base64url(
        json.dumps({"alg": algorithm, **header}, separators=(",", ":"), ensure_ascii=False).encode()
    )
    second = encode_base64url(payload)
    signed = payload if header.get("b64") is False else second.encode()
    signature = key.sign(first.encode() + b"." + signed, algorithm)
    return f"{first}.{'' if detached else second}.{encode_base64url(signature)}"


def sign_as(header: Mapping[str, Json], claims: JsonObject, key: PrivateKey) -> str:
    """A compact JWS over claims, by the first algorithm of the key's kind. Raises Unsupported `key.unsupported`."""
    algorithm = next((name for name, curve in ALGORITHMS.items() if curve == key.curve), "")
    return sign_compact(header, json.dumps(claims, ensure_ascii=False).encode(), key, algorithm)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise _malformed("the payload is no text") from error


def _malformed(reason: str) -> Malformed:
    return Malformed("proof.malformed", {"reason": reason})
