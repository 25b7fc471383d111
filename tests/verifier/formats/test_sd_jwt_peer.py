"""Round trips with PyPI's `sd-jwt`, where it is installed: what they issue and present we verify, and the other way.

Their clock is the machine's. Their JSON form is older than the RFC's, and so only the compact one is exchanged.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from verifier.codec import jose
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.codec.multibase import encode_base64url
from verifier.codec.sd_jwt import SdJwt, process
from verifier.codec.sd_jwt_making import binding_claims, choose, conceal, write_compact
from verifier.errors import Json
from verifier.examine import examine
from verifier.policy import Policy
from verifier.report import Verdict
from verifier.world import World

common = pytest.importorskip("sd_jwt.common")
jwk = pytest.importorskip("jwcrypto.jwk")

ISSUER_KEY = PrivateKey("P-256", bytes(range(1, 33)))
HOLDER_KEY = PrivateKey("P-256", bytes(range(3, 35)))
ISSUER = f"did:key:{ISSUER_KEY.public.multikey}"
METHOD = f"{ISSUER}#{ISSUER_KEY.public.multikey}"
AUDIENCE, NONCE = "https://employer.example", "n-1"


def theirs(key: PrivateKey) -> Any:
    return jwk.JWK(**write_jwk(key.public), d=encode_base64url(key.secret))


def verdict(raw: str) -> tuple[Verdict, dict[str, Json]]:
    found = examine(raw.encode(), World(datetime.now(UTC)), Policy(audience=AUDIENCE, nonce=NONCE))
    assert found.credential is not None
    return found.report.verdict, found.credential.claims


def test_what_they_issue_and_present_we_verify() -> None:
    from sd_jwt.holder import SDJWTHolder
    from sd_jwt.issuer import SDJWTIssuer

    hidden = common.SDObj
    claims = {
        "iss": ISSUER,
        "vct": "urn:example:course",
        hidden("given_name"): "Ada",
        hidden("address"): {hidden("city"): "Zürich", "country": "CH"},
        "courses": [hidden("Baking"), "Brewing", hidden("Weaving")],
    }
    issued = SDJWTIssuer(
        claims,
        theirs(ISSUER_KEY),
        holder_key=jwk.JWK(**write_jwk(HOLDER_KEY.public)),
        add_decoy_claims=True,
        extra_header_parameters={"kid": METHOD},
    ).sd_jwt_issuance
    holder = SDJWTHolder(issued)
    wanted = {"address": {"city": True}, "courses": [False, None, True]}
    holder.create_presentation(wanted, NONCE, AUDIENCE, theirs(HOLDER_KEY))
    found, shown = verdict(holder.sd_jwt_presentation)
    assert found is Verdict.VALID
    assert "given_name" not in shown
    assert shown["address"] == {"city": "Zürich", "country": "CH"}
    assert shown["courses"] == ["Brewing", "Weaving"]


def test_what_we_issue_and_present_they_verify() -> None:
    from sd_jwt.verifier import SDJWTVerifier

    claims: dict[str, Json] = {
        "iss": ISSUER,
        "vct": "urn:example:course",
        "cnf": {"jwk": dict(write_jwk(HOLDER_KEY.public))},
        "given_name": "Ada",
        "address": {"city": "Zürich", "country": "CH"},
        "courses": ["Baking", "Brewing"],
    }
    concealed = conceal(claims, ["/given_name", "/address", "/address/city", "/courses/0", "/courses/1"], decoys=2)
    header: dict[str, Json] = {"typ": "example+sd-jwt", "kid": METHOD}
    signed = jose.sign_compact(header, json.dumps(concealed.payload).encode(), ISSUER_KEY, "ES256")
    written = SdJwt((signed,), concealed.disclosures)
    shown = choose(written, process(concealed.payload, concealed.disclosures), ["/address/city", "/courses/1"])
    bound = binding_claims(shown, concealed.payload, audience=AUDIENCE, nonce=NONCE, at=datetime.now(UTC))
    token = jose.sign_compact({"typ": "kb+jwt"}, json.dumps(bound).encode(), HOLDER_KEY, "ES256")
    shown = replace(shown, key_binding=token)
    raw = write_compact(shown)
    assert verdict(raw)[0] is Verdict.VALID
    key = jwk.JWK(**write_jwk(ISSUER_KEY.public))
    verified = SDJWTVerifier(raw, lambda *_: key, AUDIENCE, NONCE).get_verified_payload()
    assert verified["address"] == {"city": "Zürich", "country": "CH"}
    assert verified["courses"] == ["Brewing"]
    assert "given_name" not in verified
