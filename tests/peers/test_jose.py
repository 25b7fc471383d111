"""Plain signed tokens with npm's `jose`: every allowed algorithm, both layouts of a credential, both ways."""

from __future__ import annotations

import base64
import json

import pytest

from tests.peers.conversation import Other, Refused
from tests.peers.making import ISSUER_KEY, broken, did_of, method_of, public_jwk, we_say
from verifier.codec import jose
from verifier.codec.keys import PrivateKey, generate
from verifier.errors import JsonObject

pytestmark = pytest.mark.peers

CURVES = {"EdDSA": "Ed25519", "Ed25519": "Ed25519", "ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
LAYOUTS = {"payload": "vc+jwt", "vc claim": "JWT"}
each_layout = pytest.mark.parametrize("layout", LAYOUTS)


def payload(issuer: str, layout: str) -> JsonObject:
    if layout == "payload":
        return {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"],
            "issuer": issuer,
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": "did:example:ada", "name": "Ada é"},
        }
    inner: JsonObject = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:ada", "name": "Ada é"},
    }
    return {"iss": issuer, "sub": "did:example:ada", "nbf": 1767225600, "vc": inner}


def did_jwk(jwk: JsonObject) -> str:
    public = {name: value for name, value in jwk.items() if name in ("kty", "crv", "x", "y", "n", "e")}
    return "did:jwk:" + base64.urlsafe_b64encode(json.dumps(public).encode()).decode().rstrip("=")


@each_layout
@pytest.mark.parametrize("algorithm", [*CURVES, "RS256", "PS256"])
def test_what_they_sign_we_verify(tokens: Other, algorithm: str, layout: str) -> None:
    key = tokens.object("newKey", name=algorithm)
    issuer = did_jwk(key)
    header: JsonObject = {"alg": algorithm, "typ": LAYOUTS[layout], "kid": f"{issuer}#0"}
    signed = tokens.text("sign", payload=payload(issuer, layout), header=header, key=key)
    assert we_say(signed) == ("valid", "ok")
    assert we_say(broken(signed))[0] == "invalid"


@each_layout
@pytest.mark.parametrize("algorithm", CURVES)
def test_what_we_sign_they_verify(tokens: Other, algorithm: str, layout: str) -> None:
    key = generate(CURVES[algorithm])
    signed = token(key, algorithm, layout)
    assert we_say(signed) == ("valid", "ok")
    assert tokens.ask("verifyToken", token=signed, key=public_jwk(key)) == payload(did_of(key), layout)
    with pytest.raises(Refused):
        tokens.ask("verifyToken", token=broken(signed), key=public_jwk(key))


def token(key: PrivateKey, algorithm: str, layout: str) -> str:
    header: JsonObject = {"typ": LAYOUTS[layout], "kid": method_of(key)}
    return jose.sign_compact(header, json.dumps(payload(did_of(key), layout)).encode(), key, algorithm)


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS384", "PS512"])
def test_an_algorithm_that_nobody_should_rely_on_here_is_said_to_be_unsupported(tokens: Other, algorithm: str) -> None:
    key = tokens.object("newKey", name=algorithm)
    issuer = did_jwk(key)
    header: JsonObject = {"alg": algorithm, "typ": "vc+jwt", "kid": f"{issuer}#0"}
    signed = tokens.text("sign", payload=payload(issuer, "payload"), header=header, key=key)
    assert we_say(signed) == ("undecided", "proof.unsupported")


def test_another_issuers_token_is_not_theirs(tokens: Other) -> None:
    key = tokens.object("newKey", name="ES256")
    issuer = did_jwk(key)
    header: JsonObject = {"alg": "ES256", "typ": "vc+jwt", "kid": f"{issuer}#0"}
    forged = tokens.text("sign", payload=payload(did_of(ISSUER_KEY), "payload"), header=header, key=key)
    assert we_say(forged)[1] in ("key.unbound", "key.not_the_issuers")
    assert we_say(forged)[0] != "valid"
