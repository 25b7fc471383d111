"""Issuers of our own for tests: keys, did:web documents, credentials and status lists, signed by `verifier.issue`.

What is made here only shows that we agree with ourselves; third-party signatures are in `test_corpus`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache

from tests.world import NOW, FakeWeb, badge
from verifier.codec.bitstrings import encode_bitstring
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.codec.multibase import encode
from verifier.errors import Json, JsonObject
from verifier.examine import examine
from verifier.issue import issue
from verifier.policy import DEFAULT, Policy
from verifier.report import Check, Report
from verifier.world import World

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
LIST_2021 = "https://w3id.org/vc/status-list/2021/v1"
EDDSA = "eddsa-rdfc-2022"
LEGACY = "Ed25519Signature2020"

KEY = PrivateKey("Ed25519", bytes(range(1, 33)))
OTHER_KEY = PrivateKey("Ed25519", bytes(range(101, 133)))
# A public key of a kind that is not used, as a Multikey: the base point of secp256k1, compressed.
SECP256K1 = encode(bytes.fromhex("e7010279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"))

WEB_DID = "did:web:school.example"
WEB_URL = "https://school.example/.well-known/did.json"
WEB_METHOD = WEB_DID + "#key-1"
LIST_URL = "https://school.example/status/1"
LIST_SIZE = 131_072


def did_key(key: PrivateKey = KEY) -> str:
    """The did:key of a key."""
    return f"did:key:{key.public.multikey}"


def method_of(key: PrivateKey = KEY) -> str:
    """The verification method of that did:key."""
    return f"{did_key(key)}#{key.public.multikey}"


def multikey_method(method: str = WEB_METHOD, key: PrivateKey = KEY, controller: str = WEB_DID) -> JsonObject:
    """A verification method with `publicKeyMultibase`."""
    return {"id": method, "type": "Multikey", "controller": controller, "publicKeyMultibase": key.public.multikey}


def jwk_method(method: str = WEB_METHOD, key: PrivateKey = KEY, controller: str = WEB_DID) -> JsonObject:
    """A verification method with `publicKeyJwk`."""
    jwk: JsonObject = {**write_jwk(key.public)}
    return {"id": method, "type": "JsonWebKey2020", "controller": controller, "publicKeyJwk": jwk}


def did_document(did: str = WEB_DID, **members: Json) -> JsonObject:
    """A DID document that names KEY as `#key-1` for assertions; `members` replace what it has (None: leave out)."""
    document: JsonObject = {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "verificationMethod": [multikey_method(did + "#key-1", controller=did)],
        "assertionMethod": [did + "#key-1"],
        **members,
    }
    return {name: value for name, value in document.items() if value is not None}


def web_with(document: JsonObject | None = None) -> FakeWeb:
    """A network where the school's did:web document stands."""
    web = FakeWeb()
    web.put(WEB_URL, did_document() if document is None else document)
    return web


def credential(issuer: str | None = None, **more: Json) -> JsonObject:
    """An unsigned VC 2.0 about nobody much, with an Open Badge in it; None in `more` leaves a member out."""
    document = badge(issuer={"id": issuer or did_key(), "type": ["Profile"], "name": "Bakers' School"}, **more)
    return {name: value for name, value in document.items() if value is not None}


def credential_v1(issuer: str | None = None, **more: Json) -> JsonObject:
    """An unsigned VC 1.1."""
    document: JsonObject = {
        "@context": [V1, ED25519_2020],
        "id": "urn:uuid:7f3f0b52-0000-4000-8000-000000000002",
        "type": ["VerifiableCredential"],
        "issuer": issuer or did_key(),
        "issuanceDate": "2026-01-02T03:04:05Z",
        "credentialSubject": {"id": "did:example:learner"},
        **more,
    }
    return {name: value for name, value in document.items() if value is not None}


def sign(
    document: JsonObject,
    key: PrivateKey = KEY,
    method: str | None = None,
    suite: str = EDDSA,
    at: datetime = NOW,
    world: World | None = None,
) -> JsonObject:
    """The document with a proof by `key`; `method` is its did:key's unless given."""
    return issue(document, key, method or method_of(key), suite, world or World(at))


@cache
def _signed_text() -> str:
    return json.dumps(sign(credential()))


def signed_credential() -> JsonObject:
    """A good credential by a did:key, signed once and handed out as a fresh copy."""
    document: JsonObject = json.loads(_signed_text())
    return document


def school_credential(**more: Json) -> JsonObject:
    """A credential by the school whose key `web_with` publishes."""
    return sign(credential(WEB_DID, **more), method=WEB_METHOD)


def entry(index: Json = "7", purpose: str = "revocation", url: str = LIST_URL, **more: Json) -> JsonObject:
    """A status entry."""
    return {
        "id": f"{url}#{index}-{purpose}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": url,
        **more,
    }


def bits(*positions: int, size: int = LIST_SIZE) -> bytes:
    """A bit string of `size` bits with ones at `positions`, the leftmost bit first."""
    result = bytearray(size // 8)
    for position in positions:
        result[position // 8] |= 0x80 >> position % 8
    return bytes(result)


def status_list(
    *positions: int,
    purpose: Json = "revocation",
    url: str = LIST_URL,
    issuer: str | None = None,
    size: int = LIST_SIZE,
    subject: JsonObject | None = None,
    **more: Json,
) -> JsonObject:
    """An unsigned Bitstring Status List credential with ones at `positions`."""
    document: JsonObject = {
        "@context": [V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer or did_key(),
        "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {
            "id": url + "#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_bitstring(bits(*positions, size=size)),
            **(subject or {}),
        },
        **more,
    }
    return {name: value for name, value in document.items() if value is not None}


def report_on(
    document: JsonObject | bytes,
    web: FakeWeb | None = None,
    policy: Policy = DEFAULT,
    world: World | None = None,
) -> Report:
    """What an examination at NOW finds."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    seen = world or World(NOW)
    return examine(raw, replace(seen, fetch=web.fetch) if web else seen, policy).report


def found(report: Report, name: str) -> tuple[str, str]:
    """Outcome and code of one check."""
    check: Check = report.check(name)
    return check.outcome.value, check.code


def changed(document: JsonObject, change: Callable[[JsonObject], object]) -> JsonObject:
    """A deep copy of the document after `change`."""
    result = copy.deepcopy(document)
    change(result)
    return result
