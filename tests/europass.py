"""Europass credentials of our own: sealed as a JWS (JAdES) or as XML (XAdES)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.certificates import Body
from verifier.errors import Json, JsonObject


def elm(**more: Json) -> JsonObject:
    """A small ELM 3 credential by "University of Zed" (registration 654321); `more` are further properties."""
    zed: JsonObject = {
        "id": "urn:epass:org:1",
        "type": "Organisation",
        "legalName": {"en": "University of Zed"},
        "registration": {"notation": "654321", "spatial": {"id": "http://publications.europa.eu/country/IRL"}},
    }
    return {
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "displayParameter": {"title": {"en": "Baking"}},
        "issuer": zed,
        "issuanceDate": "2026-01-02T03:04:05Z",
        "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "fullName": {"en": "Ana"},
            "hasClaim": {"type": "LearningAchievement", "title": {"en": "Baking"}, "awardedBy": {"awardingBody": zed}},
        },
        **more,
    }


def seal(
    document: Json,
    body: Body,
    *,
    chain: tuple[Body, ...] = (),
    header: JsonObject | None = None,
    without: frozenset[str] = frozenset(),
    stamped: Callable[[bytes], bytes] | None = None,
    flat: bool = False,
) -> JsonObject:
    """The document under a seal of `body`, as real ones are: the payload as text, `b64: false`, `sigT` critical."""
    is_curve = isinstance(body.key, ec.EllipticCurvePrivateKey)
    members: JsonObject = {
        "alg": "ES256" if is_curve else "RS256",
        "cty": "octet-stream",
        "kid": "MGcwYKReMFwx",
        "x5t#S256": b64(hashlib.sha256(body.der).digest()),
        "x5c": [base64.b64encode(each.der).decode() for each in (body, *chain)],
        "typ": "jose+json",
        "b64": False,
        "sigT": "2026-01-02T03:04:05Z",
        "crit": ["b64", "sigT"],
        **(header or {}),
    }
    protected = b64(json.dumps({name: each for name, each in members.items() if name not in without}).encode())
    text = json.dumps(document, ensure_ascii=False)
    payload = b64(text.encode()) if members["b64"] is True else text
    made = body.sign(f"{protected}.{payload}".encode())
    if is_curve:
        made = b"".join(each.to_bytes(32) for each in decode_dss_signature(made))
    entry: JsonObject = {"protected": protected, "signature": b64(made)}
    if stamped is not None:
        token = base64.b64encode(stamped(b64(made).encode())).decode()
        entry["header"] = {"etsiU": [b64(json.dumps({"sigTst": {"tstTokens": [{"val": token}]}}).encode())]}
    return {"payload": payload, **entry} if flat else {"payload": payload, "signatures": [entry]}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
