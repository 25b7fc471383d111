"""The world of tests: a clock that stands where it was put, a network that is a dictionary, credentials of our own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from verifier.codec.keys import PrivateKey
from verifier.errors import Json, JsonObject, Unreachable
from verifier.issue import issue
from verifier.world import Answer, World

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ISSUER_KEY = PrivateKey("Ed25519", bytes(range(32)))


@dataclass
class Clock:
    """`clock()` reads it, `clock.pass_by(hours=2)` moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@dataclass
class FakeWeb:
    """`web.fetch` is a `World.fetch` that answers what was put there, and `fetch.failed` for everything else."""

    answers: dict[str, Answer | str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def put(self, url: str, body: bytes | Json, content_type: str = "application/json") -> None:
        """What `url` answers from now on; what is not bytes goes out as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers[url] = Answer(url, raw, content_type)

    def fail(self, url: str, code: str = "fetch.failed") -> None:
        """From now on `url` fails with this code."""
        self.answers[url] = code

    def fetch(self, url: str, accept: str) -> Answer:
        self.requests.append(url)
        found = self.answers.get(url, "fetch.failed")
        if isinstance(found, str):
            raise Unreachable(found, {"url": url})
        return found


def issuer_of(key: PrivateKey = ISSUER_KEY) -> str:
    """The did:key of an issuer."""
    return f"did:key:{key.public.multikey}"


def badge(title: str = "Baking bread", **more: Json) -> JsonObject:
    """An unsigned Open Badge 3.0 by ISSUER_KEY; `more` are further properties."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:7f3f0b52-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer_of(), "type": ["Profile"], "name": "Bakers' School"},
        "validFrom": "2026-01-02T03:04:05Z",
        "name": title,
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://school.example/achievements/1",
                "type": ["Achievement"],
                "name": title,
                "description": "Flour, water, salt, time.",
                "criteria": {"narrative": "Bake three loaves."},
            },
        },
        **more,
    }


def signed(document: JsonObject, key: PrivateKey = ISSUER_KEY, at: datetime = NOW) -> bytes:
    """The document with an eddsa-rdfc-2022 proof by a did:key."""
    method = f"{issuer_of(key)}#{key.public.multikey}"
    return json.dumps(issue(document, key, method, "eddsa-rdfc-2022", World(at))).encode()
