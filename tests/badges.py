"""A school that issues Open Badges 2.0: its profile, badge, keys and lists on a network that is a dictionary."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.world import NOW, FakeWeb
from verifier.codec.jose import sign_compact
from verifier.codec.keys import PrivateKey, generate
from verifier.codec.signing import rsa_key as rsa_public
from verifier.errors import Json, JsonObject
from verifier.examine import Examined, examine
from verifier.policy import DEFAULT, Policy
from verifier.world import World

SCHOOL = "https://school.example/issuer"
BADGE = "https://school.example/badges/bread"
ASSERTION = "https://school.example/assertions/1"
KEY_URL = "https://school.example/keys/1"
LIST_URL = "https://school.example/revoked"
CONTEXT = "https://w3id.org/openbadges/v2"


@cache
def rsa_key() -> PrivateKey:
    return generate("RSA")


def pem(key: PrivateKey) -> str:
    if key.curve == "RSA":
        public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey = rsa_public(key.public.raw)
    else:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public.raw)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def without_none(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if value is not None}


def profile(**more: Json) -> JsonObject:
    return without_none(
        {"@context": CONTEXT, "type": "Issuer", "id": SCHOOL, "name": "Bakers' School", "url": "https://school.example"}
        | more
    )


def badge_class(**more: Json) -> JsonObject:
    return without_none(
        {
            "@context": CONTEXT,
            "type": "BadgeClass",
            "id": BADGE,
            "name": "Baking bread",
            "description": "Flour, water, salt, time.",
            "image": "https://school.example/bread.png",
            "criteria": {"narrative": "Bake three loaves."},
            "issuer": SCHOOL,
        }
        | more
    )


def assertion(**more: Json) -> JsonObject:
    return without_none(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": ASSERTION,
            "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$" + "ab" * 32},
            "badge": BADGE,
            "issuedOn": "2026-01-02T03:04:05Z",
            "verification": {"type": "hosted"},
        }
        | more
    )


def key_document(key: PrivateKey | None = None, **more: Json) -> JsonObject:
    return without_none(
        {"@context": CONTEXT, "type": "CryptographicKey", "id": KEY_URL, "owner": SCHOOL}
        | {"publicKeyPem": pem(key or rsa_key())}
        | more
    )


def signed_badge(key: PrivateKey | None = None, algorithm: str = "RS256", **more: Json) -> bytes:
    """A signed assertion; `creator` is KEY_URL unless `verification` says something else."""
    document = assertion(**{"verification": {"type": "signed", "creator": KEY_URL}, "id": "urn:uuid:1", **more})
    return sign_compact({"typ": "JWT"}, json.dumps(document).encode(), key or rsa_key(), algorithm).encode()


@dataclass
class School:
    """`web` is where the school publishes; `fetch_personal` is the only door that the badges may come through."""

    web: FakeWeb = field(default_factory=FakeWeb)
    other: FakeWeb = field(default_factory=FakeWeb)

    def publish(self, *documents: JsonObject) -> School:
        for each in documents:
            self.web.put(str(each["id"]), each)
        return self

    def examine(self, raw: bytes | JsonObject, policy: Policy = DEFAULT, **world: object) -> Examined:
        content = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
        seen = World(NOW, self.other.fetch, fetch_personal=self.web.fetch)
        return examine(content, replace(seen, **world), policy)  # type: ignore[arg-type]


def school(**members: Json) -> School:
    """A school with a profile, a badge, an assertion, a key and an empty list; `members` change the profile."""
    revoked: JsonObject = {"id": LIST_URL, "type": "RevocationList", "revokedAssertions": []}
    return School().publish(
        profile(publicKey=KEY_URL, revocationList=LIST_URL) | members,
        badge_class(),
        assertion(),
        key_document(),
        revoked,
    )
