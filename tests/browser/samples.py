"""Credentials for these tests, as their issuer would send them in, not yet signed; and their bytes as a file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import FilePayload

from verifier.errors import Json, JsonObject

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def badge(title: str, *, days: int = 30, life: int | None = None, **more: Json) -> JsonObject:
    """An Open Badge 3.0 that was awarded `days` ago and ends `life` days from now; `more` replaces its members."""
    now = datetime.now(UTC)
    document: JsonObject = {
        "@context": [V2, OPEN_BADGES],
        "id": f"urn:uuid:{uuid4()}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "validFrom": _moment(now - timedelta(days=days)),
        "awardedDate": _moment(now - timedelta(days=days)),
        "credentialSubject": {
            "id": f"urn:uuid:{uuid4()}",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"urn:uuid:{uuid4()}",
                "type": ["Achievement"],
                "name": title,
                "description": f"What {title} is about.",
                "criteria": {"narrative": f"What had to be done for {title}."},
                "creditsAvailable": 2.5,
            },
        },
    }
    if life is not None:
        document["validUntil"] = _moment(now + timedelta(days=life))
    return {**document, **more}


def old_credential() -> JsonObject:
    """A credential of data model 1.1, for Ed25519Signature2020."""
    return {
        "@context": [V1, "https://w3id.org/security/suites/ed25519-2020/v1"],
        "id": f"urn:uuid:{uuid4()}",
        "type": ["VerifiableCredential"],
        "issuanceDate": _moment(datetime.now(UTC) - timedelta(days=30)),
        "credentialSubject": {"id": "urn:uuid:0c07c1ce-57cb-41af-bef2-1b932b986873"},
    }


def compact() -> JsonObject:
    """A credential that fits into one code, signed: of data model 1.1, so that it gets no place in a list."""
    return {
        "@context": [V1],
        "type": ["VerifiableCredential"],
        "issuanceDate": "2026-01-02T03:04:05Z",
        "credentialSubject": {"id": "urn:uuid:0c07c1ce-57cb-41af-bef2-1b932b986873"},
    }


def tampered(signed: JsonObject) -> JsonObject:
    """The same with another title than the one that was signed."""
    return {**signed, "name": "A better title than the one that was signed"}


def as_file(document: JsonObject) -> bytes:
    """Its bytes as an issuer may write them: no program that wrote them anew would come upon the same spaces."""
    return json.dumps(document, ensure_ascii=False, indent=3).replace('": ', '" : ').encode()


def as_payload(name: str, content: bytes) -> FilePayload:
    """A file for a file field."""
    return {"name": name, "mimeType": "application/json", "buffer": content}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
