"""What both sides of the token tests are made of: keys, an issuer by did:key, and what we say of a token."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from verifier.codec.keys import PrivateKey, write_jwk
from verifier.codec.multibase import encode_base64url
from verifier.errors import Json, JsonObject
from verifier.examine import examine
from verifier.policy import DEFAULT, Policy
from verifier.world import World

AUDIENCE, NONCE = "https://employer.example", "n-1"
FOR_US = Policy(audience=AUDIENCE, nonce=NONCE)
ISSUER_KEY = PrivateKey("P-256", bytes(range(1, 33)))
HOLDER_KEY = PrivateKey("P-256", bytes(range(3, 35)))
VCT = "urn:example:course"


def public_jwk(key: PrivateKey) -> JsonObject:
    return {**write_jwk(key.public)}


def private_jwk(key: PrivateKey) -> JsonObject:
    return {**write_jwk(key.public), "d": encode_base64url(key.secret)}


def did_of(key: PrivateKey = ISSUER_KEY) -> str:
    return f"did:key:{key.public.multikey}"


def method_of(key: PrivateKey = ISSUER_KEY) -> str:
    return f"{did_of(key)}#{key.public.multikey}"


def we_find(raw: Json, policy: Policy = DEFAULT, world: World | None = None) -> tuple[tuple[str, str], JsonObject]:
    """(verdict, code) and the claims. Their clocks are the machine's, so that ours is too."""
    text = raw if isinstance(raw, str) else json.dumps(raw)
    found = examine(text.encode(), world or World(datetime.now(UTC)), policy)
    return (found.report.verdict.value, found.report.code), found.credential.claims if found.credential else {}


def we_say(raw: Json, policy: Policy = DEFAULT) -> tuple[str, str]:
    return we_find(raw, policy)[0]


def broken(token: str) -> str:
    """The token with one bit of its payload changed, in the middle of a text."""
    header, payload, rest = token.split(".", 2)
    middle = len(payload) // 2
    other = "A" if payload[middle] != "A" else "B"
    return f"{header}.{payload[:middle]}{other}{payload[middle + 1 :]}.{rest}"
