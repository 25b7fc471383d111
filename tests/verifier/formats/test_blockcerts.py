"""Blockcerts are read and named; without the chain they stay undecided, unless something else refuses them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.issuing import ED25519_2020, LEGACY, OTHER_KEY, V1, credential_v1, found, method_of, report_on, sign
from tests.needs import shared
from tests.verifier.records.reading import ANYTHING
from tests.world import NOW
from verifier.errors import Json, JsonObject
from verifier.examine import examine
from verifier.report import Verdict
from verifier.world import World

V2: JsonObject = {
    "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
    "type": "Assertion",
    "id": "urn:uuid:1",
    "issuedOn": "2017-05-02",
    "recipient": {"type": "email", "identity": "ada@school.example", "hashed": False},
    "recipientProfile": {"name": "Ada"},
    "badge": {"type": "BadgeClass", "name": "Baking", "issuer": {"id": "https://school.example", "name": "School"}},
    "signature": {"type": ["MerkleProof2017", "Extension"], "anchors": []},
}
ANCHOR: JsonObject = {"type": "MerkleProof2019", "proofValue": "z2", "proofPurpose": "assertionMethod"}


def v3(**more: Json) -> JsonObject:
    return {**credential_v1(), "type": ["VerifiableCredential", "BlockcertsCredential"], "proof": ANCHOR, **more}


@pytest.mark.parametrize(
    "document", [V2, v3(), v3(proof={**ANCHOR, "type": "DataIntegrityProof", "cryptosuite": "merkle-proof-2019"})]
)
def test_an_anchored_credential_is_undecided_and_says_why(document: JsonObject) -> None:
    report = report_on(document)
    assert (report.verdict, report.code, report.format) == (Verdict.UNDECIDED, "proof.unsupported", "blockcerts")
    assert report.check("proof").facts["kind"] == "blockcerts"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"expirationDate": "2026-02-01T00:00:00Z"}, "validity.expired"),
        ({"issuanceDate": "2027-02-01T00:00:00Z"}, "validity.not_yet"),
        ({"expirationDate": "soon"}, "structure.date"),
        ({"issuer": None}, "structure.malformed"),
        ({"@context": []}, "structure.malformed"),
        ({"proof": None}, "proof.missing"),
    ],
)
def test_what_is_false_without_a_chain_fails(members: JsonObject, code: str) -> None:
    report = report_on(v3(**members))
    assert (report.verdict, report.code) == (Verdict.INVALID, code)


def test_an_ordinary_signature_beside_the_anchor_can_only_refuse() -> None:
    contexts: list[Json] = [V1, ED25519_2020, "https://w3id.org/blockcerts/v3"]
    signed = sign(v3(proof=None) | {"@context": contexts}, suite=LEGACY)
    good = {**signed, "proof": [signed["proof"], {"type": "ChainedProof2021", "previousProof": signed["proof"]}]}
    report = report_on(good)
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "proof.unsupported")
    assert report.check("key").code == "ok"
    assert found(report_on({**good, "issuanceDate": "2025-01-01T00:00:00Z"}), "proof") == ("fail", "proof.signature")
    stranger = sign(v3(proof=None) | {"@context": contexts}, OTHER_KEY, method_of(OTHER_KEY), LEGACY)
    report = report_on({**stranger, "proof": [stranger["proof"], ANCHOR]})
    assert report.code == "key.not_the_issuers"


def test_version_2_is_read_like_an_open_badge() -> None:
    record = examine(json.dumps(V2).encode(), World(NOW)).record
    assert record is not None
    assert (record.title[0].text, record.awarding_body[0].text) == ("Baking", "School")
    assert [each.text for each in record.learner] == ["Ada", "ada@school.example"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*V2, *v3()]), st.sampled_from(["", "type", "cryptosuite", "id", "issuer"]), ANYTHING)
def test_odd_ones_are_never_a_crash(name: str, inner: str, value: Json) -> None:
    for whole in (V2, v3()):
        report = report_on({**whole, name: {**ANCHOR, inner: value} if inner else value})
        assert all(each.code != "internal" for each in report.checks)
        assert report.verdict is not Verdict.VALID


@pytest.mark.corpus
def test_no_good_one_of_the_corpus_is_refused_and_none_is_called_valid() -> None:
    at = NOW
    for line in shared("corpus", "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["id"].startswith("blockcerts"):
            continue
        report = examine(shared("corpus", row["file"]).read_bytes(), World(at)).report
        assert report.verdict is not Verdict.VALID, row["id"]
        if row["found"] == ["verified"] and report.format == "blockcerts":
            assert report.verdict is Verdict.UNDECIDED, row["id"]
