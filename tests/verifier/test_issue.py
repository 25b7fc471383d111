"""Issuing: what we sign is what we would accept, and the same call gives the same bytes."""

import json
from datetime import timedelta

import pytest

from tests.issuing import (
    EDDSA,
    KEY,
    LEGACY,
    OTHER_KEY,
    credential,
    credential_v1,
    method_of,
    report_on,
    sign,
    signed_credential,
)
from tests.world import NOW
from verifier.errors import JsonObject, Malformed, Unreachable, Unsupported, VerifierError
from verifier.issue import issue
from verifier.report import Verdict
from verifier.world import World


@pytest.mark.parametrize("suite", [EDDSA, LEGACY, "eddsa-jcs-2022"])
def test_what_a_suite_signs_it_verifies(suite: str) -> None:
    document = credential_v1() if suite == LEGACY else credential()
    assert report_on(sign(document, suite=suite)).verdict is Verdict.VALID


def test_the_document_is_not_changed_and_the_proof_says_who_and_when() -> None:
    document = credential()
    before = json.dumps(document)
    signed = issue(document, KEY, method_of(), EDDSA, World(NOW + timedelta(microseconds=7)))
    assert json.dumps(document) == before
    assert {name: value for name, value in signed.items() if name != "proof"} == document
    proof = signed["proof"]
    assert isinstance(proof, dict)
    value = proof.pop("proofValue")
    assert str(value).startswith("z")
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": EDDSA,
        "created": "2026-11-21T12:00:00Z",
        "verificationMethod": method_of(),
        "proofPurpose": "assertionMethod",
    }


def test_the_same_call_gives_the_same_bytes() -> None:
    assert sign(credential()) == sign(credential()) == signed_credential()
    assert sign(credential()) != sign(credential(), at=NOW + timedelta(seconds=1))


def test_a_second_proof_joins_the_first() -> None:
    signed = sign(sign(credential()), OTHER_KEY)
    assert isinstance(signed["proof"], list)
    assert signed["proof"][0] == signed_credential()["proof"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({**credential(), "unheard": 1}, "structure.undefined_term"),
        ({**credential(), "issuer": "school"}, "structure.malformed"),
        ({**credential(), "validFrom": "today"}, "structure.date"),
        ({**credential(), "https://www.w3.org/2018/credentials#validUntil": "2027"}, "structure.malformed"),
        ({}, "structure.not_a_credential"),
        ({"type": "VerifiablePresentation"}, "structure.malformed"),
        ({**credential(), "name": float("nan")}, "structure.not_json"),
        ({**credential(), "name": "\ud800"}, "structure.encoding"),
    ],
)
def test_what_we_would_not_accept_we_do_not_sign(document: JsonObject, code: str) -> None:
    with pytest.raises((Malformed, Unsupported)) as caught:
        sign(document)
    assert caught.value.code == code


def test_a_context_that_cannot_be_had_is_not_signed_for() -> None:
    document = credential()
    document["@context"] = [*document["@context"], "https://school.example/context.json"]
    with pytest.raises(Unreachable):
        sign(document)


@pytest.mark.parametrize("suite", ["", "ecdsa-rdfc-2022", "eddsa-rdfc-2022 ", "EDDSA-RDFC-2022"])
def test_a_suite_that_is_not_built_is_refused(suite: str) -> None:
    with pytest.raises(Unsupported) as caught:
        sign(credential(), suite=suite)
    assert caught.value.code == "proof.unsupported"


@pytest.mark.parametrize("method", ["", "#key-1", "not a url"])
def test_a_method_that_would_leave_no_statement_is_refused(method: str) -> None:
    with pytest.raises(VerifierError):
        issue(credential(), KEY, method, EDDSA, World(NOW))


def test_a_private_key_does_not_show_itself() -> None:
    assert KEY.secret.hex() not in repr(KEY)
    assert repr(KEY.secret) not in repr(KEY)
