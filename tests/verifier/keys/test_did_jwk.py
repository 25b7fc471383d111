"""did:jwk: the key in the identifier, and what it may be used for."""

import json

import pytest

from tests.world import NOW
from verifier.codec.keys import generate, write_jwk
from verifier.codec.multibase import encode_base64url
from verifier.errors import Json, JsonObject, Malformed
from verifier.keys import did_jwk
from verifier.policy import Policy
from verifier.visit import Visit
from verifier.world import World

CONTEXT = Visit(World(NOW), Policy(), lambda *_: pytest.fail("nothing else to verify"))
JWK = write_jwk(generate("P-256").public)


def did(jwk: Json) -> str:
    return "did:jwk:" + encode_base64url(json.dumps(jwk).encode())


def test_the_key_is_number_0_and_for_every_purpose() -> None:
    document = did_jwk.resolve_controller(did(JWK), CONTEXT)
    method = did(JWK) + "#0"
    assert list(document.methods) == [method]
    assert write_jwk(document.methods[method].key) == JWK
    assert document.purposes == {"assertionMethod": {method}, "authentication": {method}}
    assert did_jwk.handles(document.id)
    assert did_jwk.proved_name(document.id) is None


def test_a_key_for_encryption_signs_nothing() -> None:
    document = did_jwk.resolve_controller(did({**JWK, "use": "enc"}), CONTEXT)
    assert document.purposes == {"assertionMethod": frozenset(), "authentication": frozenset()}
    assert not document.methods


def test_a_key_of_a_kind_that_is_not_used_is_still_the_issuers() -> None:
    jwk: JsonObject = {**JWK, "crv": "secp256k1"}
    document = did_jwk.resolve_controller(did(jwk), CONTEXT)
    assert document.unusable[did(jwk) + "#0"].code == "key.unsupported"
    assert did(jwk) + "#0" in document.purposes["assertionMethod"]


@pytest.mark.parametrize(
    "identifier",
    [
        "did:jwk:",
        "did:jwk:!",
        did([]),
        did({**JWK, "d": "AA"}),
        did({**JWK, "x": "AA"}),
        did(JWK) + "=",
        did(JWK) + "#0",
        "did:jwk:" + encode_base64url(b'{"kty":"EC","kty":"OKP"}'),
        did({**JWK, "kid": "k" * 16_384}),
    ],
)
def test_what_is_no_did_jwk_is_refused(identifier: str) -> None:
    with pytest.raises(Malformed, match=r"key\.malformed"):
        did_jwk.resolve_controller(identifier, CONTEXT)
