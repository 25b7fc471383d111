"""Public and private keys as values: read from Multikey, JWK or a certificate's key, checked, used for one signature.

Controlled Identifiers 1.0, sections 2.2.2 (Multikey) and 2.2.3 (JsonWebKey); RFC 7517, RFC 7518, RFC 8037. A key is
named by its curve, `RSA` where it has none; `raw` is what its multicodec entry carries (see `signing`). Which
algorithms a signature may use is the suite's or format's business and is decided before any of this is called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from verifier.codec import signing
from verifier.codec.multibase import decode, decode_base58, decode_base64url, encode, encode_base64url
from verifier.codec.rsa_checks import check_rsa
from verifier.errors import Json, Malformed, Unsupported

# Multicodec prefixes (unsigned varint) of the public keys that we can use.
_PREFIXES = {
    "Ed25519": b"\xed\x01",
    "P-256": b"\x80\x24",
    "P-384": b"\x81\x24",
    "P-521": b"\x82\x24",
    "RSA": b"\x85\x24",
    "BLS12-381-G2": b"\xeb\x01",
}
# Prefixes that are keys, but of kinds that this verifier does not use.
_UNUSABLE = {
    b"\xe7\x01": "secp256k1",
    b"\xea\x01": "BLS12-381-G1",
    b"\xec\x01": "X25519",
    b"\x83\x24": "Ed448",
    b"\x84\x24": "X448",
    b"\x90\x24": "ML-DSA-44",
    b"\x91\x24": "ML-DSA-65",
    b"\x92\x24": "ML-DSA-87",
}
_LENGTHS = {"Ed25519": 32, "BLS12-381-G2": 96} | {name: curve.length + 1 for name, curve in signing.CURVES.items()}
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})  # members of JWKs that nobody publishes
_MISSPELT = {"ES521": "ES512"}  # as RFC 7520's own key is often copied


@dataclass(frozen=True)
class PublicKey:
    """A public key: the name of its curve (or `RSA`) and its bytes. Equal bytes are the same key.

    `algorithm` is the only JOSE algorithm that its publisher lets it be used with, None where it leaves that open.
    """

    curve: str
    raw: bytes
    algorithm: str | None = field(default=None, compare=False)

    @property
    def multikey(self) -> str:
        """The key as a Multikey's `publicKeyMultibase` (base58btc)."""
        return encode(_PREFIXES[self.curve] + self.raw)

    @property
    def thumbprint(self) -> str:
        """The JWK thumbprint (RFC 7638): base64url of SHA-256 over the required members in order."""
        members = json.dumps(write_jwk(self), sort_keys=True, separators=(",", ":"))
        return encode_base64url(hashlib.sha256(members.encode()).digest())

    def verify(self, message: bytes, signature: bytes, algorithm: str) -> bool:
        """Whether `signature` is this key's over `message` with a JOSE `algorithm`: EdDSA (Ed25519), ES256, ES384,
        ES512, RS256 or PS256. ECDSA signatures are r and s. False where the algorithm is none of this key's."""
        if self.algorithm not in (None, algorithm) and self.curve != signing.ED25519:
            return False
        return signing.verify(self.curve, self.raw, message, signature, algorithm)


@dataclass(frozen=True)
class PrivateKey:
    """A private key: the name of its curve (or `RSA`) and its secret bytes (Ed25519: the seed; see `signing`)."""

    curve: str
    secret: bytes

    def __repr__(self) -> str:
        return f"PrivateKey({self.curve!r}, ...)"

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.curve, signing.public_of(self.curve, self.secret))

    def sign(self, message: bytes, algorithm: str) -> bytes:
        """The signature over `message`, as `PublicKey.verify` takes it.

        Raises Unsupported `key.unsupported` where the algorithm is none of this key's.
        """
        if algorithm not in signing.ALGORITHMS.get(self.curve, ()):
            raise Unsupported("key.unsupported", {"kind": self.curve, "algorithm": algorithm})
        return signing.sign(self.curve, self.secret, message, algorithm)


def generate(curve: str) -> PrivateKey:
    """A fresh key on `curve` (Ed25519, P-256, P-384, P-521, BLS12-381-G2), or of 2048 bits for `RSA`."""
    return PrivateKey(curve, signing.new_secret(curve))


def read_multikey(text: str) -> PublicKey:
    """A public key from `publicKeyMultibase`.

    Raises Unsupported `key.unsupported` for a kind of key that we know and do not use, Malformed `key.malformed` for
    anything that is no key at all.
    """
    data = _decoded(decode, text)
    prefix, raw = data[:2], data[2:]
    if prefix in _UNUSABLE:
        raise Unsupported("key.unsupported", {"kind": _UNUSABLE[prefix]})
    for curve, known in _PREFIXES.items():
        if prefix == known:
            return read_raw(curve, raw)
    raise _malformed("unknown multicodec prefix")


def read_did_key(identifier: str) -> PublicKey:
    """The key that a did:key is, whatever fragment follows (did:key Method, section 3.1).

    Raises Malformed `key.malformed`, Unsupported `key.unsupported`.
    """
    if not identifier.startswith("did:key:z"):
        raise _malformed("not a did:key in base58btc")
    return read_multikey(identifier.removeprefix("did:key:").partition("#")[0])


def read_base58(curve: str, text: str) -> PublicKey:
    """A public key of a known curve from `publicKeyBase58`, which has no prefix. Raises Malformed `key.malformed`."""
    return read_raw(curve, _decoded(decode_base58, text))


def read_raw(curve: str, raw: bytes) -> PublicKey:
    """A public key from its bytes: of a curve that we use, of the right length, a point on that curve.

    Raises Malformed `key.malformed`, and for an RSA key what `check_rsa` raises.
    """
    if curve == signing.RSA:
        try:
            numbers = signing.rsa_key(raw).public_numbers()
        except (ValueError, UnsupportedAlgorithm) as error:
            raise _malformed("not an RSA key") from error
        key = _rsa(numbers.n, numbers.e)
        if key.raw != raw:
            raise _malformed("not an RSAPublicKey")
        return key
    if len(raw) != _LENGTHS.get(curve):
        raise _malformed("wrong length")
    return PublicKey(curve, _on_curve(curve, raw) if curve in signing.CURVES else raw)


def read_jwk(jwk: Mapping[str, Json]) -> PublicKey:
    """A public key for signatures from a JWK (RFC 7517; curves RFC 7518, section 6.2, and RFC 8037).

    Raises Malformed `key.malformed` for private members, wrong lengths and points off their curve; Unsupported
    `key.unsupported` for other kinds, for keys that are published for another use, and for weak RSA keys.
    """
    if not _PRIVATE.isdisjoint(jwk):
        raise _malformed("a private key was published")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise Unsupported("key.unsupported", {"kind": "not for signatures"})
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if kind == "OKP" and curve == signing.ED25519:
        key = read_raw(signing.ED25519, _member(jwk, "x"))
    elif kind == "EC" and isinstance(curve, str) and curve in signing.CURVES:
        length = signing.CURVES[curve].length
        x, y = _member(jwk, "x"), _member(jwk, "y")
        if len(x) != length or len(y) != length:
            raise _malformed("wrong length")
        key = PublicKey(curve, _on_curve(curve, b"\x04" + x + y))
    elif kind == signing.RSA and curve is None:
        key = _rsa(int.from_bytes(_member(jwk, "n")), int.from_bytes(_member(jwk, "e")))
    else:
        raise Unsupported("key.unsupported", {"kind": (f"{kind} {curve}" if curve else str(kind))[:80]})
    return _for_algorithm(key, jwk.get("alg"))


def read_public_der(der: bytes) -> PublicKey:
    """A public key from a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), as certificates carry it.

    Raises Malformed `key.malformed`, Unsupported `key.unsupported`.
    """
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _malformed("not a public key") from error
    if isinstance(key, ed25519.Ed25519PublicKey):
        return PublicKey(signing.ED25519, key.public_bytes_raw())
    if isinstance(key, rsa.RSAPublicKey):
        return _rsa(key.public_numbers().n, key.public_numbers().e)
    if isinstance(key, ec.EllipticCurvePublicKey):
        for name, curve in signing.CURVES.items():
            if key.curve.name == curve.curve.name:
                return PublicKey(name, signing.compressed(key))
        raise Unsupported("key.unsupported", {"kind": key.curve.name})
    raise Unsupported("key.unsupported", {"kind": type(key).__name__.removesuffix("PublicKey")})


def write_jwk(key: PublicKey) -> dict[str, str]:
    """The key as a JWK: the members that RFC 7638 requires, and no others.

    BLS12-381 keys are named as draft-ietf-cose-bls-key-representations has them, for their thumbprint; they are not
    read so.
    """
    if key.curve == signing.RSA:
        numbers = signing.rsa_key(key.raw).public_numbers()
        return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    if key.curve in signing.CURVES:
        x, y = signing.coordinates(key.curve, key.raw)
        return {"kty": "EC", "crv": key.curve, "x": encode_base64url(x), "y": encode_base64url(y)}
    name = "BLS12381G2" if key.curve == signing.BLS_G2 else key.curve
    return {"kty": "OKP", "crv": name, "x": encode_base64url(key.raw)}


def _number(value: int) -> str:
    return encode_base64url(value.to_bytes((value.bit_length() + 7) // 8))


def _for_algorithm(key: PublicKey, algorithm: Json) -> PublicKey:
    """The key, held to the algorithm that its JWK names (RFC 7517, section 4.4)."""
    if algorithm is None:
        return key
    name = _MISSPELT.get(str(algorithm), str(algorithm))
    if name not in signing.ALGORITHMS[key.curve]:
        raise Unsupported("key.unsupported", {"kind": f"{key.curve} {algorithm}"[:80]})
    return PublicKey(key.curve, key.raw, name)


def _rsa(modulus: int, exponent: int) -> PublicKey:
    check_rsa(modulus, exponent)
    return PublicKey(signing.RSA, signing.rsa_bytes(rsa.RSAPublicNumbers(exponent, modulus).public_key()))


def _on_curve(curve: str, encoded: bytes) -> bytes:
    try:
        return signing.read_point(curve, encoded)
    except ValueError as error:
        raise _malformed("not a point of the curve") from error


def _member(jwk: Mapping[str, Json], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise _malformed(f"no {name}")
    return _decoded(decode_base64url, value)


def _decoded(decoder: Callable[[str], bytes], text: str) -> bytes:
    try:
        return decoder(text)
    except Malformed as error:
        raise Malformed("key.malformed", error.facts) from error


def _malformed(reason: str) -> Malformed:
    return Malformed("key.malformed", {"reason": reason})
