"""Keys as values: what is read, what is refused, what a key signs."""

import dataclasses
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from verifier.codec.controllers import read_method
from verifier.codec.jose import ALGORITHMS
from verifier.codec.keys import (
    PrivateKey,
    PublicKey,
    generate,
    read_jwk,
    read_multikey,
    read_public_der,
    read_raw,
    write_jwk,
)
from verifier.codec.multibase import decode, encode, encode_base58, encode_base64url
from verifier.codec.signing import coordinates
from verifier.errors import Json, Malformed, Unsupported, VerifierError

SIGNING = ("Ed25519", "P-256", "P-384", "P-521", "RSA")
KEYS = {curve: generate(curve) for curve in (*SIGNING, "BLS12-381-G2")}
# RFC 7638, section 3.1.
RFC_7638 = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
    "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
    "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKg"
    "w",
    "e": "AQAB",
}


@pytest.mark.parametrize("curve", KEYS)
def test_a_multikey_is_read_as_it_was_written(curve: str) -> None:
    key = KEYS[curve].public
    assert read_multikey(key.multikey) == key
    assert read_raw(curve, key.raw) == key


@pytest.mark.parametrize("curve", SIGNING)
def test_a_jwk_is_read_as_it_was_written(curve: str) -> None:
    assert read_jwk({**write_jwk(KEYS[curve].public)}) == KEYS[curve].public


@pytest.mark.parametrize("curve", SIGNING)
def test_what_a_key_signs_only_that_key_verifies(curve: str) -> None:
    key, other = KEYS[curve], generate(curve)
    for algorithm in (name for name, needed in ALGORITHMS.items() if needed == curve):
        signature = key.sign(b"bread", algorithm)
        assert key.public.verify(b"bread", signature, algorithm)
        assert not key.public.verify(b"cake", signature, algorithm)
        assert not other.public.verify(b"bread", signature, algorithm)
        assert not key.public.verify(b"bread", signature[:-1], algorithm)
        assert not key.public.verify(b"bread", signature + b"\0", algorithm)
        for wrong in set(ALGORITHMS) - {algorithm} - ({"EdDSA", "Ed25519"} if curve == "Ed25519" else set()):
            assert not key.public.verify(b"bread", signature, wrong)


def test_an_ecdsa_signature_has_its_full_length() -> None:
    key = KEYS["P-256"]
    messages = (str(number).encode() for number in range(10_000))
    message, signature = next((each, signature) for each in messages if (signature := key.sign(each, "ES256"))[32] == 0)
    assert key.public.verify(message, signature, "ES256")
    assert not key.public.verify(message, signature[:32] + signature[33:], "ES256")


@pytest.mark.parametrize("curve", ["Ed25519", "P-256", "P-384", "P-521"])
def test_the_same_bytes_have_the_same_signature(curve: str) -> None:
    algorithm = next(name for name, needed in ALGORITHMS.items() if needed == curve)
    assert KEYS[curve].sign(b"bread", algorithm) == KEYS[curve].sign(b"bread", algorithm)


@pytest.mark.parametrize(("curve", "algorithm"), [("P-256", "ES384"), ("Ed25519", "ES256"), ("BLS12-381-G2", "EdDSA")])
def test_a_key_does_not_sign_with_an_algorithm_of_another(curve: str, algorithm: str) -> None:
    with pytest.raises(Unsupported, match=r"key\.unsupported"):
        KEYS[curve].sign(b"bread", algorithm)


def test_the_thumbprint_is_that_of_the_rfc() -> None:
    assert read_jwk({**RFC_7638, "kid": "2011-04-29"}).thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert len(KEYS["BLS12-381-G2"].public.thumbprint) == 43


def test_a_secret_is_not_shown() -> None:
    assert KEYS["P-256"].secret.hex() not in repr(KEYS["P-256"])


# Uncompressed: 04, x, y.
POINT = b"\x04" + b"".join(coordinates("P-256", KEYS["P-256"].public.raw))
EC = write_jwk(KEYS["P-256"].public)
OKP = write_jwk(KEYS["Ed25519"].public)
RSA = write_jwk(KEYS["RSA"].public)


@pytest.mark.parametrize(
    "jwk",
    [
        *({**base, name: "AQAB"} for base in (EC, OKP, RSA) for name in ("d", "p", "k")),
        {**EC, "y": EC["x"]},
        {**EC, "x": EC["x"][:-2]},
        {**EC, "x": EC["x"] + "="},
        {**EC, "x": encode_base64url(b"\0" + bytes(32))},
        {**EC, "x": None},
        {**EC, "x": encode_base64url(POINT[1:32]), "y": encode_base64url(POINT[32:])},
        {**OKP, "x": OKP["x"][:-2]},
        {**RSA, "e": "AQ"},
        {**RSA, "e": "Aw"},
        {**RSA, "e": "AQAA"},
        {**RSA, "n": encode_base64url(bytes([255]) * 256 + b"\xfe")},
        {**RSA, "n": "!"},
    ],
)
def test_what_is_no_key_is_refused(jwk: dict[str, Json]) -> None:
    with pytest.raises(Malformed, match=r"key\.malformed"):
        read_jwk(jwk)


@pytest.mark.parametrize(
    "jwk",
    [
        {**EC, "crv": "secp256k1"},
        {**OKP, "crv": "X25519"},
        {**OKP, "crv": "Ed448"},
        {**EC, "use": "enc"},
        {**RSA, "key_ops": ["encrypt"]},
        {**RSA, "key_ops": "verify"},
        {**EC, "alg": "ES384"},
        {**RSA, "alg": "RS512"},
        {**RSA, "n": encode_base64url(b"\xff" * 128)},
        {**RSA, "n": encode_base64url(b"\xff" * 1025)},
        {**RSA, "e": encode_base64url(b"\xff" * 9)},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"},
        {},
    ],
)
def test_a_key_that_is_not_for_us_is_named(jwk: dict[str, Json]) -> None:
    with pytest.raises(Unsupported, match=r"key\.unsupported"):
        read_jwk(jwk)


def test_a_key_is_held_to_the_algorithm_that_it_names() -> None:
    key = KEYS["RSA"]
    named = read_jwk({**RSA, "alg": "PS256"})
    assert named.verify(b"x", key.sign(b"x", "PS256"), "PS256")
    assert not named.verify(b"x", key.sign(b"x", "RS256"), "RS256")
    assert named == key.public


@pytest.mark.parametrize("prefix", ["e701", "ea01", "ec01", "8324", "8424", "9024", "9124", "9224"])
def test_a_multikey_of_a_kind_that_is_not_used_is_named(prefix: str) -> None:
    with pytest.raises(Unsupported):
        read_multikey(encode(bytes.fromhex(prefix) + bytes(32)))


@pytest.mark.parametrize("curve", KEYS)
def test_a_multikey_with_changed_bytes_is_refused(curve: str) -> None:
    data = decode(KEYS[curve].public.multikey)
    for changed in (data[:-1], data + b"\0", data[:2], b"\x01" + data):
        with pytest.raises(Malformed, match=r"key\.malformed"):
            read_multikey(encode(changed))


@pytest.mark.parametrize("curve", ["P-256", "P-384", "P-521"])
def test_about_half_of_all_points_are_off_their_curve_and_refused(curve: str) -> None:
    length = len(KEYS[curve].public.raw)
    on = [on_curve(curve, b"\x02" + x.to_bytes(length - 1)) for x in range(1, 41)]
    assert 8 < sum(on) < 32


def on_curve(curve: str, raw: bytes) -> bool:
    try:
        read_raw(curve, raw)
    except Malformed:
        return False
    return True


def der(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_an_rsa_multikey_is_an_rsa_public_key_and_nothing_around_it() -> None:
    numbers = rsa.generate_private_key(65537, 2048).public_key()
    with pytest.raises(Malformed):
        read_multikey(encode(b"\x85\x24" + der(numbers)))


def test_keys_out_of_certificates() -> None:
    private = ec.generate_private_key(ec.SECP384R1())
    assert read_public_der(der(private.public_key())).curve == "P-384"
    with pytest.raises(Unsupported):
        read_public_der(der(ec.generate_private_key(ec.SECP256K1()).public_key()))
    with pytest.raises(Unsupported):
        read_public_der(der(rsa.generate_private_key(65537, 1024).public_key()))
    with pytest.raises(Malformed):
        read_public_der(b"nothing")


@pytest.mark.parametrize(
    ("entry", "curve"),
    [
        ({"type": "Multikey", "publicKeyMultibase": KEYS["P-384"].public.multikey}, "P-384"),
        ({"type": "JsonWebKey", "publicKeyJwk": EC}, "P-256"),
        ({"type": "JsonWebKey2020", "publicKeyJwk": RSA}, "RSA"),
        ({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": KEYS["Ed25519"].public.multikey}, "Ed25519"),
        (
            {"type": "Ed25519VerificationKey2018", "publicKeyBase58": encode_base58(KEYS["Ed25519"].public.raw)},
            "Ed25519",
        ),
        (
            {"type": "Multikey", "publicKeyMultibase": KEYS["P-256"].public.multikey, "publicKeyJwk": EC},
            "P-256",
        ),
    ],
)
def test_verification_methods_of_every_spelling(entry: dict[str, Json], curve: str) -> None:
    assert read_method(entry, "did:x:y#1", "did:x:y").key == KEYS[curve].public


@pytest.mark.parametrize(
    "entry",
    [
        {"publicKeyMultibase": KEYS["P-384"].public.multikey, "publicKeyJwk": EC},
        {"publicKeyJwk": EC, "privateKeyMultibase": "z1"},
        {"type": "Ed25519VerificationKey2018", "publicKeyBase58": "0"},
        {"type": "Ed25519VerificationKey2018", "publicKeyBase58": "11"},
    ],
)
def test_a_verification_method_that_contradicts_itself_is_refused(entry: dict[str, Json]) -> None:
    with pytest.raises(Malformed, match=r"key\.malformed"):
        read_method(entry, "did:x:y#1", "did:x:y")


def test_a_bare_base58_key_of_an_unknown_type_is_named() -> None:
    with pytest.raises(Unsupported):
        read_method({"type": "Something", "publicKeyBase58": "11"}, "did:x:y#1", "did:x:y")


TEXT = st.text("AQz-_=1 é", max_size=12) | st.sampled_from(["P-256", "Ed25519", "RSA", "EC", "OKP", "sig"])
NAMES = st.sampled_from(["kty", "crv", "x", "y", "n", "e", "alg", "use", "key_ops", "kid"])


@given(st.dictionaries(NAMES, TEXT | st.none() | st.integers() | st.lists(TEXT, max_size=2), max_size=8))
def test_no_jwk_breaks_the_reader(jwk: dict[str, Json]) -> None:
    with suppress(VerifierError):
        assert isinstance(read_jwk(jwk), PublicKey)


@given(st.binary(max_size=140), st.sampled_from([*KEYS, "P-257"]))
def test_no_bytes_break_the_reader(raw: bytes, curve: str) -> None:
    for read in (lambda: read_raw(curve, raw), lambda: read_public_der(raw), lambda: read_multikey("z" + raw.hex())):
        with suppress(VerifierError):
            assert isinstance(read(), PublicKey)


def test_a_private_key_is_a_value() -> None:
    assert dataclasses.replace(KEYS["P-256"]) == PrivateKey("P-256", KEYS["P-256"].secret)
