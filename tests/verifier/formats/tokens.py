"""Credentials and presentations of our own making, as the payload of tokens."""

from __future__ import annotations

import json

from tests.world import ISSUER_KEY, NOW, issuer_of
from verifier.codec import jose
from verifier.codec.keys import PrivateKey
from verifier.errors import Json, JsonObject
from verifier.examine import Examined, examine
from verifier.pipeline import verify_in
from verifier.plugins import all_suites
from verifier.policy import DEFAULT, Policy
from verifier.report import Check
from verifier.visit import Visit
from verifier.world import World

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
ISSUER = issuer_of()
METHOD = f"{ISSUER}#{ISSUER_KEY.public.multikey}"
OTHER = PrivateKey("Ed25519", bytes(range(1, 33)))
SECONDS = int(NOW.timestamp())
AUDIENCE, NONCE = "https://employer.example", "n-42"

CREDENTIAL: JsonObject = {
    "@context": [V2],
    "id": "urn:example:1",
    "type": ["VerifiableCredential"],
    "issuer": ISSUER,
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:ada", "name": "Ada"},
}
OLD: JsonObject = {
    **{name: value for name, value in CREDENTIAL.items() if name != "validFrom"},
    "@context": [V1],
    "issuanceDate": "2026-01-01T00:00:00Z",
}
CLAIMS: JsonObject = {
    "iss": ISSUER,
    "sub": "did:example:ada",
    "jti": "urn:example:1",
    "nbf": SECONDS - 100,
    "exp": SECONDS + 100,
}


def token(payload: Json, key: PrivateKey = ISSUER_KEY, algorithm: str = "EdDSA", **header: Json) -> bytes:
    """A compact JWS; a header of None is left out, and `kid` names the did:key's method where none is given."""
    named = {"kid": METHOD, "typ": "vc+jwt", **header}
    kept = {name: value for name, value in named.items() if value is not None}
    return jose.sign_compact(kept, json.dumps(payload).encode(), key, algorithm).encode()


def presentation(*inside: bytes | JsonObject, **more: Json) -> JsonObject:
    """A presentation of tokens (as envelopes) and objects."""
    carried: list[Json] = [enveloped(each) if isinstance(each, bytes) else each for each in inside]
    return {"@context": [V2], "type": "VerifiablePresentation", "verifiableCredential": carried, **more}


def enveloped(content: bytes, media_type: str = "application/vc+jwt", **more: Json) -> JsonObject:
    """An envelope around a token."""
    url = f"data:{media_type},{content.decode()}"
    return {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": url, **more}


def proved(document: JsonObject, key: PrivateKey = ISSUER_KEY, method: str = METHOD, **options: Json) -> bytes:
    """The presentation with a Data Integrity proof for authentication."""
    all_options: JsonObject = {
        "created": "2026-11-21T11:00:00Z",
        "verificationMethod": method,
        "proofPurpose": "authentication",
        **options,
    }
    suite = all_suites()["eddsa-rdfc-2022"]
    signed = suite.sign_document(document, all_options, key, Visit(World(NOW), DEFAULT, verify_in))
    return json.dumps(signed).encode()


def examined(raw: bytes | JsonObject, policy: Policy = DEFAULT, world: World | None = None) -> Examined:
    """What is found in the bytes, or in an object's JSON."""
    return examine(raw if isinstance(raw, bytes) else json.dumps(raw).encode(), world or World(NOW), policy)


def check(found: Examined, name: str) -> Check:
    """One step's finding."""
    return found.report.check(name)
