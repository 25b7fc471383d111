"""A credential that is shown in part: its base proofs, a part of it, and what its proofs are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from tests.issuing import credential, did_key, found, method_of
from tests.verifier.suites.vectors import proof_of
from tests.world import NOW
from verifier import derive, issue
from verifier.codec import proof_values
from verifier.codec.cbor import Cbor
from verifier.codec.keys import PrivateKey
from verifier.codec.pointer import join
from verifier.errors import Json, JsonObject
from verifier.kinds import DerivingSuite, can_derive
from verifier.plugins import all_suites
from verifier.report import Report
from verifier.world import World

SD, BBS = "ecdsa-sd-2023", "bbs-2023"
SECRET = bytes(range(1, 33))
KEYS = {SD: PrivateKey("P-256", SECRET), BBS: PrivateKey("BLS12-381-G2", SECRET)}
both = pytest.mark.parametrize("suite", [SD, BBS])
WORLD = World(NOW)
MANDATORY = ("/issuer", "/validFrom", "/credentialSubject/type")


def rich(suite: str) -> JsonObject:
    """A badge with objects in objects, arrays, lists in order, objects with and without identifiers, and twins."""
    document = credential(did_key(KEYS[suite]))
    subject = cast(JsonObject, document["credentialSubject"])
    achievement = cast(JsonObject, subject["achievement"])
    alignment: JsonObject = {
        "type": ["Alignment"],
        "targetName": "Kneading",
        "targetUrl": "https://school.example/kneading",
    }
    achievement["alignment"] = [alignment, {**alignment}, {**alignment, "targetName": "Baking"}]
    achievement["tag"] = ["bread", "butter", "bread "]
    achievement["resultDescription"] = [
        {
            "id": "urn:uuid:7f3f0b52-0000-4000-8000-00000000000a",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": ["C", "B", "A", "B"],
        }
    ]
    subject["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}
        for name in ("Ada", "Ada L.")
    ]
    document["evidence"] = [{"type": ["Evidence"], "name": "Loaf"}, {"type": ["Evidence"], "name": "Loaf"}]
    return document


def base(suite: str, document: JsonObject | None = None, mandatory: Sequence[str] | None = MANDATORY) -> JsonObject:
    key = KEYS[suite]
    return issue(document or rich(suite), key, method_of(key), suite, WORLD, mandatory)


def suite_of(name: str) -> DerivingSuite:
    suite = all_suites()[name]
    assert can_derive(suite)
    return suite


def check(report: Report) -> tuple[str, str]:
    return found(report, "proof")


def pointers_of(value: Json, path: str = "") -> list[str]:
    """A pointer to every place below the top, contexts left out."""
    members: list[tuple[str | int, Json]] = []
    if isinstance(value, dict):
        members = [(name, each) for name, each in value.items() if name not in ("@context", "proof")]
    elif isinstance(value, list):
        members = list(enumerate(value))
    return [pointer for name, each in members for pointer in (join(path, name), *pointers_of(each, join(path, name)))]


def parts_of(proof: JsonObject) -> tuple[bytes, list[Cbor]]:
    return proof_values.read_header(proof), proof_values.read_value(proof, 5)


def with_parts(document: JsonObject, header: bytes, parts: Sequence[Cbor]) -> JsonObject:
    return {**document, "proof": {**proof_of(document), "proofValue": proof_values.write_value(header, parts)}}


def shown(suite: str) -> JsonObject:
    return derive(base(suite), ["/credentialSubject/achievement/alignment", "/name"], WORLD)


def items(value: Cbor) -> list[Cbor]:
    assert isinstance(value, list)
    return value


def entries(value: Cbor) -> dict[int | str, Cbor]:
    assert isinstance(value, dict)
    return value
