"""1EdTech's revocation lists and Revocation List 2020."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from tests.issuing import LEGACY, bits, credential, credential_v1, did_key, found, report_on, sign
from tests.world import FakeWeb
from verifier.errors import Json, JsonObject
from verifier.policy import Policy
from verifier.report import Verdict

LIST = "https://school.example/revocations"
ID = "urn:uuid:7f3f0b52-0000-4000-8000-000000000001"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXT_2020 = "https://w3id.org/vc-revocation-list-2020/v1"


def badge_with(entry: JsonObject) -> JsonObject:
    document = credential(credentialStatus=entry)
    document["@context"] = [*document["@context"], EXTENSIONS]  # type: ignore[misc]
    return sign(document)


ENTRY_1EDTECH: JsonObject = {"id": LIST, "type": "1EdTechRevocationList"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"id": LIST, "issuer": did_key(), "revokedCredential": []}, ("pass", "ok")),
        ({"id": LIST, "issuer": {"id": did_key()}, "revokedCredentials": [{"id": "urn:uuid:2"}]}, ("pass", "ok")),
        ({"revokedCredential": [{"id": ID, "revoked": False}]}, ("pass", "ok")),
        ({"revokedCredential": [{"id": ID, "revoked": True, "revocationReason": "Error"}]}, ("fail", "status.revoked")),
        ({"revokedCredentials": ["a", ID]}, ("fail", "status.revoked")),
        ({"revokedCredential": {"id": ID}}, ("unknown", "status.unusable")),
        ({"issuer": did_key()}, ("unknown", "status.unusable")),
        ([ID], ("unknown", "status.unusable")),
        (b"<html></html>", ("unknown", "status.unusable")),
        (None, ("unknown", "status.unusable")),
    ],
)
def test_what_a_list_of_1edtech_says(answer: bytes | Json, expected: tuple[str, str]) -> None:
    web = FakeWeb()
    web.put(LIST, answer)
    assert found(report_on(badge_with(ENTRY_1EDTECH), web), "status") == expected


def test_a_list_of_1edtech_that_does_not_answer_leaves_it_open() -> None:
    report = report_on(badge_with(ENTRY_1EDTECH), FakeWeb())
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "status.unreachable")


def test_a_strangers_list_of_1edtech_is_a_fact_that_a_policy_may_refuse() -> None:
    web = FakeWeb()
    web.put(LIST, {"issuer": "did:example:else", "revokedCredential": []})
    report = report_on(badge_with(ENTRY_1EDTECH), web)
    assert report.check("status").facts["other_issuer"] is True
    assert report.verdict is Verdict.VALID
    refused = report_on(badge_with(ENTRY_1EDTECH), web, Policy(issuers_lists_only=True))
    assert found(refused, "status") == ("unknown", "status.unusable")


def entry_2020(index: Json = "7", **more: Json) -> JsonObject:
    return {
        "id": f"{LIST}#7",
        "type": "RevocationList2020Status",
        "revocationListIndex": index,
        "revocationListCredential": LIST,
        **more,
    }


def credential_2020(entry: JsonObject) -> JsonObject:
    document = credential_v1(credentialStatus=entry)
    document["@context"] = [*document["@context"], CONTEXT_2020]  # type: ignore[misc]
    return sign(document, suite=LEGACY)


def list_2020(*positions: int, **more: Json) -> JsonObject:
    document = credential_v1(
        **{
            "id": LIST,
            "type": ["VerifiableCredential", "RevocationList2020Credential"],
            "credentialSubject": {
                "id": LIST + "#list",
                "type": "RevocationList2020",
                "encodedList": base64.b64encode(zlib.compress(bits(*positions))).decode(),
            },
            **more,
        }
    )
    document["@context"] = [*document["@context"], CONTEXT_2020]  # type: ignore[misc]
    return document


@pytest.mark.parametrize(
    ("index", "ones", "expected"),
    [
        ("7", (), ("pass", "ok")),
        (7, (6, 8), ("pass", "ok")),
        ("7", (7,), ("fail", "status.revoked")),
        ("-7", (), ("fail", "status.malformed")),
        ("900000", (), ("unknown", "status.unusable")),
    ],
)
def test_what_a_revocation_list_2020_says(index: Json, ones: tuple[int, ...], expected: tuple[str, str]) -> None:
    web = FakeWeb()
    web.put(LIST, sign(list_2020(*ones), suite=LEGACY))
    assert found(report_on(credential_2020(entry_2020(index)), web), "status") == expected


@pytest.mark.parametrize(
    "answer",
    [
        list_2020(),
        {**sign(list_2020(), suite=LEGACY), "issuanceDate": "2020-01-01T00:00:00Z"},
        sign(list_2020(type=["VerifiableCredential"]), suite=LEGACY),
        sign(list_2020(expirationDate="2026-02-01T00:00:00Z"), suite=LEGACY),
        "nothing",
    ],
)
def test_a_list_that_does_not_verify_is_never_green(answer: Json) -> None:
    web = FakeWeb()
    web.put(LIST, json.dumps(answer).encode())
    report = report_on(credential_2020(entry_2020()), web)
    assert found(report, "status") == ("unknown", "status.unusable")
    assert report.verdict is Verdict.UNDECIDED


def test_other_methods_stay_unsupported_and_a_badges_own_entries_mean_nothing_elsewhere() -> None:
    for kind in ("VelocityRevocationListJan2021", "OpenBadges2Revoked", "OpenBadges2RevocationList"):
        document = credential(credentialStatus={"id": "urn:a:b", "type": kind, kind: 1})
        document["@context"] = [*document["@context"], {kind: f"https://a.example/{kind}"}]  # type: ignore[misc]
        assert found(report_on(sign(document)), "status") == ("unknown", "status.unsupported")
