"""Keys: read from Multikey and JWK, refused with the right code, and one backend that does not bend."""

import pytest

from tests.issuing import KEY, OTHER_KEY, P256
from verifier.codec.keys import PrivateKey, PublicKey, read_jwk, read_multikey, write_jwk
from verifier.codec.multibase import encode, encode_base64url
from verifier.errors import Json, JsonObject, Malformed, Unsupported

# RFC 8032, section 7.1, tests 1 to 3: secret, public, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_published_signatures(secret: str, public: str, message: str, signature: str) -> None:
    key = PrivateKey("Ed25519", bytes.fromhex(secret))
    assert key.public.raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert key.public.verify(bytes.fromhex(message), bytes.fromhex(signature))
    assert not key.public.verify(bytes.fromhex(message) + b"x", bytes.fromhex(signature))
    assert not OTHER_KEY.public.verify(bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65), b"\xff" * 64])
def test_what_is_no_signature_is_false_and_no_error(signature: bytes) -> None:
    assert KEY.public.verify(b"message", signature) is False


# Points of small order: a signature of zeros fits many messages under them.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_key_of_small_order_verifies_nothing(point: str) -> None:
    raw = bytes.fromhex(point)
    for first in SMALL_ORDER:
        assert not PublicKey("Ed25519", raw).verify(b"message", bytes.fromhex(first) + bytes(32))


def test_a_multikey() -> None:
    # did:key Method, section 4 (test vectors): the key z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp.
    text = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    key = read_multikey(text)
    assert (key.curve, key.raw.hex()) == ("Ed25519", "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")
    assert key.multikey == text
    assert read_multikey("u" + encode_base64url(b"\xed\x01" + key.raw)) == key


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (P256, Unsupported),
        (encode(b"\x81\x24" + bytes(49)), Unsupported),
        (encode(b"\xe7\x01" + bytes(33)), Unsupported),
        (encode(b"\xeb\x01" + bytes(96)), Unsupported),
        (encode(b"\xec\x01" + bytes(32)), Unsupported),
        (encode(b"\xed\x01" + bytes(31)), Malformed),
        (encode(b"\xed\x01" + bytes(33)), Malformed),
        (encode(b"\xed" + bytes(33)), Malformed),
        (encode(b"\x80\x26" + bytes(32)), Malformed),
        (encode(b""), Malformed),
        (encode(b"\xed\x01"), Malformed),
        ("", Malformed),
        ("z", Malformed),
        ("zO0", Malformed),
        ("f" + "00" * 34, Malformed),
        ("é", Malformed),
        ("z" + "2" * 100_000, Malformed),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_multikey_of_ours(text: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        read_multikey(text)
    assert str(caught.value) == ("key.unsupported" if error is Unsupported else "key.malformed")


def test_a_jwk() -> None:
    # RFC 8037, appendix A.2 and A.3: the key and its thumbprint's members.
    jwk: dict[str, Json] = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    key = read_jwk({**jwk, "kid": "x", "use": "sig", "alg": "EdDSA"})
    assert key.raw.hex() == RFC_8032[0][1]
    assert write_jwk(key) == jwk


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"d": "AA"}, Malformed),
        ({"d": None}, Malformed),
        ({"x": None}, Malformed),
        ({"x": 7}, Malformed),
        ({"x": ""}, Malformed),
        ({"x": encode_base64url(bytes(31))}, Malformed),
        ({"x": encode_base64url(bytes(33))}, Malformed),
        ({"x": encode_base64url(bytes(32)) + "="}, Malformed),
        ({"x": "+" * 43}, Malformed),
        ({"kty": "EC"}, Unsupported),
        ({"kty": "RSA", "crv": None}, Unsupported),
        ({"kty": None}, Unsupported),
        ({"kty": ["OKP"]}, Unsupported),
        ({"crv": "X25519"}, Unsupported),
        ({"crv": "Ed448"}, Unsupported),
        ({"crv": "ed25519"}, Unsupported),
        ({"crv": {}}, Unsupported),
    ],
)
def test_what_is_no_jwk_of_ours(change: JsonObject, error: type[Exception]) -> None:
    jwk: JsonObject = {**write_jwk(KEY.public)}
    with pytest.raises(error) as caught:
        read_jwk({**jwk, **change})
    assert str(caught.value) == ("key.unsupported" if error is Unsupported else "key.malformed")
