"""did:key: the identifier is the key, as a Multikey or as a canonical JWK."""

import json

import pytest

from tests.issuing import KEY, credential, report_on, sign
from tests.world import NOW
from verifier.codec import jcs
from verifier.codec.keys import PrivateKey, generate, write_jwk
from verifier.codec.multibase import encode, encode_base64url
from verifier.errors import JsonObject, Malformed
from verifier.keys import did_key
from verifier.policy import Policy
from verifier.report import Verdict
from verifier.visit import Visit
from verifier.world import World

CONTEXT = Visit(World(NOW), Policy(), lambda *_: pytest.fail("nothing else to verify"))
# One that EBSI's own tools write.
EBSI = (
    "did:key:z2dmzD81cgPx8Vki7JbuuMmFYrWPgYoytykUZ3eyqht1j9KbsEYvdrjxMjQ4tpnje9BDBTzuNDP3knn6qLZErzd4bJ5go2CChoPjd5GAH3z"
    "pFJP5fuwSk66U5Pq6EhF4nKnHzDnznEP8fX99nZGgwbAh1o7Gj1X52Tdhf7U4KTk66xsA5r"
)
JWK: JsonObject = {**write_jwk(generate("P-256").public)}


def did_of(body: bytes) -> str:
    """A did:key with the multicodec jwk_jcs-pub."""
    return "did:key:" + encode(b"\xd1\xd6\x03" + body)


def jwk_did(key: PrivateKey) -> str:
    return did_of(jcs.canonicalize({**write_jwk(key.public)}))


def test_the_key_of_somebody_elses_identifier_is_read() -> None:
    document = did_key.resolve_controller(EBSI, CONTEXT)
    method = f"{EBSI}#{EBSI.removeprefix('did:key:')}"
    assert write_jwk(document.methods[method].key) == {
        "kty": "EC",
        "crv": "P-256",
        "x": "ngy44T1vxAT6Di4nr-UaM9K3Tlnz9pkoksDokKFkmNc",
        "y": "QCRfOKlSM31GTkb4JHx3nXB4G_jSPMsbdjzlkT_UpPc",
    }
    assert document.purposes == {"assertionMethod": {method}, "authentication": {method}}


@pytest.mark.parametrize("curve", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
def test_a_key_as_a_jwk_is_the_same_key(curve: str) -> None:
    key = generate(curve)
    document = did_key.resolve_controller(jwk_did(key), CONTEXT)
    assert [method.key for method in document.methods.values()] == [key.public]


def test_a_credential_of_such_an_issuer_is_verified() -> None:
    did = jwk_did(KEY)
    method = f"{did}#{did.removeprefix('did:key:')}"
    assert report_on(sign(credential(did), method=method)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"7", b"\xff", b"{" * 1000,
        json.dumps(JWK).encode(),  # white space
        json.dumps(dict(reversed(JWK.items())), separators=(",", ":")).encode(),
        jcs.canonicalize({**JWK, "kid": "1"}),
        jcs.canonicalize({**JWK, "d": "AA"}),
        jcs.canonicalize({**JWK, "x": encode_base64url(bytes(32))}),
        jcs.canonicalize(JWK) + b" ",
        jcs.canonicalize(JWK) * 2,
    ],
)  # fmt: skip
def test_what_is_no_canonical_jwk_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        did_key.resolve_controller(did_of(body), CONTEXT)
    assert caught.value.code == "key.malformed"


@pytest.mark.parametrize("jwk", [{**JWK, "crv": "secp256k1"}, {"kty": "oct"}, {}])
def test_a_kind_of_key_that_is_not_used_is_still_the_issuers(jwk: JsonObject) -> None:
    did = did_of(jcs.canonicalize(jwk))
    document = did_key.resolve_controller(did, CONTEXT)
    assert [error.code for error in document.unusable.values()] == ["key.unsupported"]
    assert document.purposes["assertionMethod"] == set(document.unusable)
