"""Public and private keys as values: read from Multikey or JWK, checked, used for one signature at a time.

Controlled Identifiers 1.0, sections 2.2.2 (Multikey) and 2.2.3 (JsonWebKey). Every Ed25519 operation of ours runs on
libsodium, so that two backends never disagree about an odd key. Which key types a signature may use is the suite's
business and is decided before any of this is called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.exceptions import ValueError as SodiumValueError
from nacl.signing import SigningKey, VerifyKey

from verifier.codec.multibase import decode, decode_base64url, encode, encode_base64url
from verifier.errors import Json, Malformed, Unsupported

# Multicodec prefixes (unsigned varint) of the public keys that we can use -> (curve, length of the key in bytes).
_PUBLIC = {b"\xed\x01": ("Ed25519", 32)}
_PREFIXES = {curve: prefix for prefix, (curve, _) in _PUBLIC.items()}
# Prefixes that are keys, but of kinds that this verifier does not use.
_UNUSABLE = {
    b"\x80\x24": "P-256",
    b"\x81\x24": "P-384",
    b"\x82\x24": "P-521",
    b"\xe7\x01": "secp256k1",
    b"\xeb\x01": "BLS12-381-G2",
    b"\xec\x01": "X25519",
}


@dataclass(frozen=True)
class PublicKey:
    """A public key: the name of its curve and its raw bytes (Ed25519: 32)."""

    curve: str
    raw: bytes

    @property
    def multikey(self) -> str:
        """The key as a Multikey's `publicKeyMultibase` (base58btc)."""
        return encode(_PREFIXES[self.curve] + self.raw)

    @property
    def thumbprint(self) -> str:
        """The JWK thumbprint (RFC 7638): base64url of SHA-256 over the required members in order."""
        members = json.dumps(write_jwk(self), sort_keys=True, separators=(",", ":"))
        return encode_base64url(hashlib.sha256(members.encode()).digest())

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` (Ed25519: 64 bytes) is this key's over `message`."""
        try:
            VerifyKey(self.raw).verify(message, signature)
        except (CryptoError, SodiumValueError, ValueError):
            return False
        return True


@dataclass(frozen=True)
class PrivateKey:
    """A private key: the name of its curve and its secret bytes (Ed25519: the 32-byte seed)."""

    curve: str
    secret: bytes

    def __repr__(self) -> str:
        return f"PrivateKey({self.curve!r}, ...)"

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.curve, bytes(SigningKey(self.secret).verify_key))

    def sign(self, message: bytes) -> bytes:
        """The signature over `message` (Ed25519: 64 bytes)."""
        return SigningKey(self.secret).sign(message).signature


def read_multikey(text: str) -> PublicKey:
    """A public key from `publicKeyMultibase`.

    Raises Unsupported `key.unsupported` for a kind of key that we know and do not use, Malformed `key.malformed` for
    anything that is no key at all.
    """
    data = _decoded(decode, text)
    prefix, raw = data[:2], data[2:]
    if prefix in _UNUSABLE:
        raise Unsupported("key.unsupported", {"kind": _UNUSABLE[prefix]})
    if prefix not in _PUBLIC:
        raise Malformed("key.malformed", {"reason": "unknown multicodec prefix"})
    curve, length = _PUBLIC[prefix]
    if len(raw) != length:
        raise Malformed("key.malformed", {"reason": "wrong length"})
    return PublicKey(curve, raw)


def read_jwk(jwk: Mapping[str, Json]) -> PublicKey:
    """A public key from a JWK (RFC 7517; OKP keys: RFC 8037). Private members are refused (`key.malformed`)."""
    if "d" in jwk:
        raise Malformed("key.malformed", {"reason": "a private key was published"})
    kind, curve, x = jwk.get("kty"), jwk.get("crv"), jwk.get("x")
    if kind != "OKP" or curve != "Ed25519":
        raise Unsupported("key.unsupported", {"kind": f"{kind} {curve}" if curve else str(kind)})
    if not isinstance(x, str):
        raise Malformed("key.malformed", {"reason": "no x"})
    raw = _decoded(decode_base64url, x)
    if len(raw) != _PUBLIC[_PREFIXES["Ed25519"]][1]:
        raise Malformed("key.malformed", {"reason": "wrong length"})
    return PublicKey("Ed25519", raw)


def _decoded(decoder: Callable[[str], bytes], text: str) -> bytes:
    try:
        return decoder(text)
    except Malformed as error:
        raise Malformed("key.malformed", error.facts) from error


def write_jwk(key: PublicKey) -> dict[str, str]:
    """The key as a JWK."""
    return {"kty": "OKP", "crv": key.curve, "x": encode_base64url(key.raw)}
