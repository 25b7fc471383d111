"""Round trips with PyPI's `openvc-core`: credentials as tokens, SD-JWT VC, Data Integrity, status lists as tokens.

It knows no context but that of VC 2.0, no bbs-2023, and only the old layout of a JWT (`vc` beside claims).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.peers.conversation import Other, Refused
from tests.peers.making import (
    AUDIENCE,
    FOR_US,
    HOLDER_KEY,
    NONCE,
    VCT,
    broken,
    did_of,
    method_of,
    private_jwk,
    public_jwk,
    we_find,
    we_say,
)
from tests.world import FakeWeb
from verifier import World, derive, issue
from verifier.codec import jose
from verifier.codec.keys import PrivateKey, generate
from verifier.codec.sd_jwt import SdJwt, process
from verifier.codec.sd_jwt_making import binding_claims, choose, conceal, write_compact
from verifier.errors import Json, JsonObject

pytestmark = pytest.mark.peers

ALGORITHMS = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}
KEYS = {curve: generate(curve) for curve in ALGORITHMS}
SUITES = {
    "eddsa-rdfc-2022": "Ed25519",
    "eddsa-jcs-2022": "Ed25519",
    "ecdsa-rdfc-2019": "P-256",
    "ecdsa-rdfc-2019 P-384": "P-384",
    "ecdsa-jcs-2019": "P-256",
    "ecdsa-jcs-2019 P-384": "P-384",
}
MANDATORY, WANTED = ["/issuer", "/validFrom"], ["/credentialSubject/name", "/name"]
each_curve = pytest.mark.parametrize("curve", KEYS)
each_suite = pytest.mark.parametrize("name", SUITES)


def credential(key: PrivateKey, **more: Json) -> JsonObject:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:7f3f0b52-0000-4000-8000-000000000004",
        "type": ["VerifiableCredential"],
        "issuer": did_of(key),
        "validFrom": "2026-01-02T03:04:05Z",
        "name": "Plain \u00e9\U0001f41d",
        "credentialSubject": {"id": did_of(HOLDER_KEY), "name": "Ada"},
        **more,
    }


def token(payload: JsonObject, key: PrivateKey, kind: str | None) -> str:
    header: JsonObject = {"kid": method_of(key), **({"typ": kind} if kind else {})}
    return jose.sign_compact(header, json.dumps(payload).encode(), key, ALGORITHMS[key.curve])


# Tokens


@each_curve
def test_what_they_sign_as_a_jwt_we_verify(openvc: Other, curve: str) -> None:
    key = KEYS[curve]
    signed = openvc.text("sign_jwt", credential=credential(key), key=private_jwk(key), method=method_of(key))
    assert we_say(signed) == ("valid", "ok")
    assert we_say(broken(signed))[0] == "invalid"


@each_curve
def test_what_we_sign_as_a_jwt_they_verify(openvc: Other, curve: str) -> None:
    key = KEYS[curve]
    claims: JsonObject = {"iss": did_of(key), "sub": did_of(HOLDER_KEY), "vc": credential(key)}
    signed = token(claims, key, "JWT")
    assert we_say(signed) == ("valid", "ok")
    assert openvc.object("verify", credential=signed)["issuer"] == did_of(key)
    with pytest.raises(Refused):
        openvc.ask("verify", credential=broken(signed))


@each_curve
def test_what_they_present_as_a_jwt_we_verify(openvc: Other, curve: str) -> None:
    key = KEYS[curve]
    signed = openvc.text("sign_jwt", credential=credential(key), key=private_jwk(key), method=method_of(key))
    presented = openvc.text(
        "sign_presentation",
        credentials=[signed],
        key=private_jwk(HOLDER_KEY),
        method=method_of(HOLDER_KEY),
        audience=AUDIENCE,
        nonce=NONCE,
    )
    assert we_say(presented, FOR_US) == ("valid", "ok")
    assert we_say(presented, replace(FOR_US, nonce="another")) == ("invalid", "holder.mismatch")


@each_curve
def test_what_we_present_as_a_jwt_they_verify(openvc: Other, curve: str) -> None:
    key = KEYS[curve]
    signed = token({"iss": did_of(key), "sub": did_of(HOLDER_KEY), "vc": credential(key)}, key, "JWT")
    inner: JsonObject = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did_of(HOLDER_KEY),
        "verifiableCredential": [signed],
    }
    now = int(datetime.now(UTC).timestamp())
    claims: JsonObject = {"iss": did_of(HOLDER_KEY), "aud": AUDIENCE, "nonce": NONCE, "iat": now, "vp": inner}
    presented = token(claims, HOLDER_KEY, "JWT")
    asked: JsonObject = {"audience": AUDIENCE, "nonce": NONCE, "key": public_jwk(HOLDER_KEY)}
    assert we_say(presented, FOR_US) == ("valid", "ok")
    assert openvc.ask("verify_presentation", token=presented, **asked) == {
        "holder": did_of(HOLDER_KEY),
        "credentials": 1,
    }
    with pytest.raises(Refused):
        openvc.ask("verify_presentation", token=presented, **{**asked, "nonce": "another"})


# SD-JWT VC


@each_curve
@pytest.mark.parametrize("decoys", [0, 3])
def test_what_they_issue_and_present_as_an_sd_jwt_we_verify(openvc: Other, curve: str, decoys: int) -> None:
    key = KEYS[curve]
    issued = openvc.text(
        "issue_sd_jwt",
        claims={"iss": did_of(key), "vct": VCT, "given_name": "Ada", "address": {"city": "Zürich"}},
        key=private_jwk(key),
        method=method_of(key),
        disclosable=["given_name", "address"],
        holder=public_jwk(HOLDER_KEY),
        decoys=decoys,
    )
    presented = openvc.text(
        "present_sd_jwt", sd_jwt=issued, key=private_jwk(HOLDER_KEY), audience=AUDIENCE, nonce=NONCE
    )
    said, claims = we_find(presented, FOR_US)
    assert said == ("valid", "ok")
    assert (claims["given_name"], claims["address"]) == ("Ada", {"city": "Zürich"})
    assert we_say(issued, FOR_US) == ("invalid", "holder.missing")
    assert we_say(broken(issued))[0] == "invalid"


@each_curve
@pytest.mark.parametrize("decoys", [0, 3])
def test_what_we_issue_and_present_as_an_sd_jwt_they_verify(openvc: Other, curve: str, decoys: int) -> None:
    key = KEYS[curve]
    claims: JsonObject = {
        "iss": did_of(key),
        "vct": VCT,
        "cnf": {"jwk": public_jwk(HOLDER_KEY)},
        "given_name": "Ada",
        "address": {"city": "Zürich", "country": "CH"},
        "courses": ["Baking", "Brewing"],
    }
    made = conceal(claims, ["/given_name", "/address", "/address/city", "/courses/0"], decoys=decoys)
    written = SdJwt((token(made.payload, key, "dc+sd-jwt"),), made.disclosures)
    shown = choose(written, process(made.payload, made.disclosures), ["/address/city"])
    binding = binding_claims(shown, made.payload, audience=AUDIENCE, nonce=NONCE, at=datetime.now(UTC))
    bound = jose.sign_compact({"typ": "kb+jwt"}, json.dumps(binding).encode(), HOLDER_KEY, "ES256")
    presented = write_compact(replace(shown, key_binding=bound))
    assert we_say(presented, FOR_US) == ("valid", "ok")
    found = openvc.object("verify", credential=presented, audience=AUDIENCE, nonce=NONCE, bound=True)
    seen = found["credential"]
    assert isinstance(seen, dict)
    assert (found["bound"], seen["address"], seen["courses"]) == (True, claims["address"], ["Brewing"])
    assert "given_name" not in seen
    with pytest.raises(Refused):
        openvc.ask("verify", credential=presented, audience=AUDIENCE, nonce="another", bound=True)
    fewer = write_compact(replace(shown, disclosures=shown.disclosures[:-1], key_binding=bound))
    with pytest.raises(Refused):
        openvc.ask("verify", credential=fewer, audience=AUDIENCE, nonce=NONCE, bound=True)


def test_their_status_list_as_a_token_is_read_as_they_set_it(openvc: Other) -> None:
    key, uri = KEYS["P-256"], "https://school.example/statuses/1"
    listed = openvc.text("status_list", key=private_jwk(key), method=method_of(key), uri=uri, revoked=[7])
    web = FakeWeb()
    web.put(uri, listed.encode(), "application/statuslist+jwt")
    for index, said in ((6, ("valid", "ok")), (7, ("invalid", "status.revoked"))):
        entry: JsonObject = {"status_list": {"idx": index, "uri": uri}}
        claims: JsonObject = {"iss": did_of(key), "vct": VCT, "status": entry}
        signed = token(claims, key, "dc+sd-jwt") + "~"
        assert we_find(signed, world=World(datetime.now(UTC), web.fetch))[0] == said


# Data Integrity


@each_suite
def test_what_they_prove_we_verify(openvc: Other, name: str) -> None:
    key = KEYS[SUITES[name]]
    suite = name.partition(" ")[0]
    signed = openvc.object(
        "add_proof", suite=suite, credential=credential(key), key=private_jwk(key), method=method_of(key)
    )
    if "jcs" in name:  # the context that they sign is not in their proof (vc-di-eddsa, section 3.3.1, step 2)
        assert we_say(signed) == ("invalid", "proof.signature")
        proof = signed["proof"]
        assert isinstance(proof, dict)
        proof["@context"] = signed["@context"]
    assert we_say(signed) == ("valid", "ok")
    assert we_say({**signed, "name": "other"}) == ("invalid", "proof.signature")


@each_suite
def test_what_we_prove_they_verify(openvc: Other, name: str) -> None:
    key = KEYS[SUITES[name]]
    signed = issue(credential(key), key, method_of(key), name.partition(" ")[0], World(datetime.now(UTC)))
    assert openvc.object("verify", credential=signed)["issuer"] == did_of(key)
    with pytest.raises(Refused):
        openvc.ask("verify", credential={**signed, "name": "other"})


def base_of_theirs(openvc: Other, key: PrivateKey) -> JsonObject:
    return openvc.object(
        "add_base_proof",
        credential=credential(key),
        key=private_jwk(key),
        method=method_of(key),
        pointers=[*MANDATORY],
    )


def base_of_ours(_openvc: Other, key: PrivateKey) -> JsonObject:
    now = World(datetime.now(UTC))
    return issue(credential(key), key, method_of(key), "ecdsa-sd-2023", now, MANDATORY)


def derived_by_them(openvc: Other, base: JsonObject) -> JsonObject:
    return openvc.object("derive", credential=base, pointers=[*WANTED])


def derived_by_us(_openvc: Other, base: JsonObject) -> JsonObject:
    return derive(base, WANTED, World(datetime.now(UTC)))


@pytest.mark.parametrize("made_by", [base_of_theirs, base_of_ours])
@pytest.mark.parametrize("derived_by", [derived_by_them, derived_by_us])
def test_whoever_issues_and_derives_both_verify(openvc: Other, made_by, derived_by) -> None:
    key = KEYS["P-256"]
    derived = derived_by(openvc, made_by(openvc, key))
    assert we_say(derived) == ("valid", "ok")
    assert openvc.object("verify", credential=derived)["issuer"] == did_of(key)
    changed = {**derived, "name": "other"}
    assert we_say(changed) == ("invalid", "proof.signature")
    with pytest.raises(Refused):
        openvc.ask("verify", credential=changed)
