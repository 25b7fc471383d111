"""The cryptography behind keys: bytes in, bytes out, by the name of a curve (or RSA) and of a JOSE algorithm.

Public keys are what their multicodec entry carries: Ed25519 32 bytes, P-256, P-384 and P-521 the compressed point
(SEC 1, section 2.3.3), RSA the DER of an RSAPublicKey (RFC 8017, appendix A.1.1), BLS12-381-G2 96 bytes. Secrets:
Ed25519 the 32-byte seed, curves the scalar (big-endian, full length), RSA the DER of PKCS #8.

Signatures are those of JOSE (RFC 7518, RFC 8037): ECDSA is r and s, each of full length, one after the other. Every
Ed25519 operation of ours runs on libsodium, so that two backends never disagree about an odd key. BLS12-381 keys sign
nothing here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from nacl.exceptions import CryptoError
from nacl.exceptions import ValueError as SodiumValueError
from nacl.signing import SigningKey, VerifyKey
from py_arkworks_bls12381 import G2Point, Scalar

ED25519, RSA, BLS_G2 = "Ed25519", "RSA", "BLS12-381-G2"
_ED25519_SIGNATURE = 64
_BLS_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001


@dataclass(frozen=True)
class Curve:
    """One curve of ECDSA: its JOSE algorithm with that algorithm's hash, the length of a coordinate in bytes."""

    algorithm: str
    curve: ec.EllipticCurve
    digest: hashes.HashAlgorithm
    length: int


CURVES = {
    "P-256": Curve("ES256", ec.SECP256R1(), hashes.SHA256(), 32),
    "P-384": Curve("ES384", ec.SECP384R1(), hashes.SHA384(), 48),
    "P-521": Curve("ES512", ec.SECP521R1(), hashes.SHA512(), 66),
}
ALGORITHMS = {
    ED25519: ("EdDSA", "Ed25519"),
    RSA: ("RS256", "PS256"),
    **{name: (curve.algorithm,) for name, curve in CURVES.items()},
}


def verify(kind: str, raw: bytes, message: bytes, signature: bytes, algorithm: str) -> bool:
    """Whether `signature` is over `message`. False, too, where `algorithm` is none of this kind of key."""
    if algorithm not in ALGORITHMS.get(kind, ()):
        return False
    try:
        if kind == ED25519:
            return len(signature) == _ED25519_SIGNATURE and bool(VerifyKey(raw).verify(message, signature) == message)
        if kind == RSA:
            rsa_key(raw).verify(signature, message, _padding(algorithm), hashes.SHA256())
        else:
            _verify_ecdsa(CURVES[kind], raw, message, signature)
    except (CryptoError, SodiumValueError, InvalidSignature, ValueError):
        return False
    return True


def _verify_ecdsa(curve: Curve, raw: bytes, message: bytes, signature: bytes) -> None:
    if len(signature) != 2 * curve.length:
        raise InvalidSignature
    r, s = int.from_bytes(signature[: curve.length]), int.from_bytes(signature[curve.length :])
    point = ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, raw)
    point.verify(encode_dss_signature(r, s), message, ec.ECDSA(curve.digest))


def sign(kind: str, secret: bytes, message: bytes, algorithm: str) -> bytes:
    """The signature over `message`; ECDSA deterministically (RFC 6979) where the library can. Raises ValueError where
    `algorithm` is none of this kind of key."""
    if algorithm not in ALGORITHMS.get(kind, ()):
        raise ValueError(f"a key of kind {kind} does not sign with {algorithm}")
    if kind == ED25519:
        return SigningKey(secret).sign(message).signature
    if kind == RSA:
        return _rsa_secret(secret).sign(message, _padding(algorithm), hashes.SHA256())
    curve = CURVES[kind]
    key = ec.derive_private_key(int.from_bytes(secret), curve.curve)
    try:
        der = key.sign(message, ec.ECDSA(curve.digest, deterministic_signing=True))
    except UnsupportedAlgorithm:
        der = key.sign(message, ec.ECDSA(curve.digest))
    return b"".join(part.to_bytes(curve.length) for part in decode_dss_signature(der))


def _padding(algorithm: str) -> padding.PKCS1v15 | padding.PSS:
    if algorithm == "RS256":
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)


def public_of(kind: str, secret: bytes) -> bytes:
    """The public key of a secret, as bytes."""
    if kind == ED25519:
        return bytes(SigningKey(secret).verify_key)
    if kind == RSA:
        return rsa_bytes(_rsa_secret(secret).public_key())
    if kind == BLS_G2:
        point: bytes = bytes((G2Point() * Scalar.from_be_bytes(secret)).to_compressed_bytes())
        return point
    return compressed(ec.derive_private_key(int.from_bytes(secret), CURVES[kind].curve).public_key())


def new_secret(kind: str) -> bytes:
    """A fresh secret (RSA: 2048 bits)."""
    if kind == ED25519:
        return bytes(SigningKey.generate())
    if kind == RSA:
        return rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    if kind == BLS_G2:
        return (secrets.randbelow(_BLS_ORDER - 1) + 1).to_bytes(32)
    curve = CURVES[kind]
    return ec.generate_private_key(curve.curve).private_numbers().private_value.to_bytes(curve.length)


def read_point(kind: str, encoded: bytes) -> bytes:
    """A point in any encoding of SEC 1, compressed. Raises ValueError where it is not on the curve."""
    return compressed(ec.EllipticCurvePublicKey.from_encoded_point(CURVES[kind].curve, encoded))


def coordinates(kind: str, raw: bytes) -> tuple[bytes, bytes]:
    """x and y of a compressed point, each of full length."""
    numbers = ec.EllipticCurvePublicKey.from_encoded_point(CURVES[kind].curve, raw).public_numbers()
    return numbers.x.to_bytes(CURVES[kind].length), numbers.y.to_bytes(CURVES[kind].length)


def compressed(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)


def rsa_bytes(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)


def rsa_key(raw: bytes) -> rsa.RSAPublicKey:
    """Raises ValueError where it is none."""
    key = serialization.load_der_public_key(raw)
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")  # noqa: TRY004  (as the loader itself says that it is none)
    return key


def _rsa_secret(secret: bytes) -> rsa.RSAPrivateKey:
    key = serialization.load_der_private_key(secret, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")  # noqa: TRY004  (as the loader itself says that it is none)
    return key
