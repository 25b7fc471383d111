"""Europass under a JAdES seal: what is sealed, by whom, for whom, and what breaks it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.certificates import Body, make, stamp, stamping
from tests.europass import b64, elm, seal
from tests.needs import shared
from tests.world import NOW
from verifier.codec.certificates import load, public_key_of
from verifier.codec.keys import read_public_der, write_jwk
from verifier.errors import Json, JsonObject
from verifier.examine import Examined, examine
from verifier.policy import Policy
from verifier.reading import read
from verifier.report import Check, Verdict
from verifier.world import World

ROOT = make(authority=True, o="Root")
ZED = make(ROOT, o="University of Zed", id="NTRIE-654321")
WORLD = World(NOW, anchors=(ROOT.der,))


def check(document: Json, world: World = WORLD, policy: Policy | None = None) -> Examined:
    return examine(json.dumps(document).encode(), world, policy or Policy())


def step(document: Json, name: str, world: World = WORLD) -> Check:
    return check(document, world).report.check(name)


def test_a_sealed_credential_is_valid_and_its_issuer_is_whom_the_seal_names() -> None:
    found = check(seal(elm(), ZED))
    assert (found.report.verdict, found.report.code) == (Verdict.VALID, "ok")
    assert found.report.format == "europass_jades"
    assert found.report.issuer == "NTRIE-654321"
    assert found.report.check("key").facts["proved_by"] == "University of Zed"
    assert found.credential is not None
    assert found.credential.claims == elm()
    assert found.credential.subject == "urn:epass:person:1"


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("plain", [False, True])
def test_every_serialisation_is_read(flat: bool, plain: bool) -> None:
    rsa_zed = make(ROOT, o="University of Zed", key=rsa.generate_private_key(65537, 2048))
    header: JsonObject = {"b64": True} if plain else {}
    assert check(seal(elm(), rsa_zed, flat=flat, header=header)).report.verdict is Verdict.VALID


def test_umlauts_are_signed_as_they_stand() -> None:
    assert check(seal(elm(name="Bäckerei 東京 \u2028"), ZED)).report.verdict is Verdict.VALID


def test_without_an_anchor_a_seal_names_nobody() -> None:
    mine = make(o="ETH Zurich", id="NTRCH-CHE115200008")
    found = check(seal(elm(), mine))
    assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "key.unanchored")
    assert found.report.check("proof").code == "ok"
    accepted = check(seal(elm(), mine), policy=Policy(accept_key=True))
    assert accepted.report.check("key").code == "key.accepted"
    assert accepted.report.verdict is Verdict.VALID


def test_a_key_that_the_reader_handed_in_as_the_issuers_counts() -> None:
    sealed = seal(elm(), ZED)
    key = read(json.dumps(sealed).encode()).proofs[0]
    jwk: JsonObject = dict(write_jwk(read_public_der(public_key_of(load(key.chain[0])))))
    handed = World(NOW, keys={"NTRIE-654321": (jwk,)})
    assert step(sealed, "key", handed).code == "key.accepted"
    assert step(sealed, "key", handed).facts["from"] == "reader"
    assert step(sealed, "key", World(NOW, keys={"NTRIE-1": (jwk,)})).code == "key.unanchored"
    assert step(seal(elm(), make(ROOT, o="X", id="NTRIE-654321")), "key", handed).code == "key.unanchored"


def test_a_broken_seal_fails_whoever_made_it() -> None:
    document = seal(elm(), make(o="Nobody"))
    document["payload"] = str(document["payload"]).replace("Baking", "Cooking")
    assert check(document).report.code == "proof.signature"


def swap_certificate(document: JsonObject, body: Body) -> None:
    entry = document["signatures"][0]  # type: ignore[index]
    other = seal(elm(), body)["signatures"][0]  # type: ignore[index]
    entry["protected"] = other["protected"]  # type: ignore[index, call-overload]


def test_a_certificate_of_somebody_else_does_not_carry_the_signature() -> None:
    document = seal(elm(), make(o="Nobody"))
    swap_certificate(document, ZED)
    assert check(document).report.code == "proof.signature"


@pytest.mark.parametrize(
    ("header", "without", "code"),
    [
        ({"x5t#S256": b64(bytes(32))}, frozenset(), "proof.malformed"),
        ({"alg": "none"}, frozenset(), "proof.algorithm"),
        ({"alg": "HS256"}, frozenset(), "proof.algorithm"),
        ({"alg": "RS256"}, frozenset(), "proof.signature"),
        ({"alg": "ES256K"}, frozenset(), "proof.unsupported"),
        ({"crit": ["b64", "sigT", "zzz"], "zzz": 1}, frozenset(), "proof.malformed"),
        ({"crit": ["sigT"]}, frozenset(), "proof.malformed"),
        ({"sigD": {"pars": ["#x"]}, "crit": ["b64", "sigT", "sigD"]}, frozenset(), "proof.unsupported"),
        ({"sigD": {"pars": ["#x"]}}, frozenset(), "proof.unsupported"),
        ({}, frozenset({"x5c", "x5t#S256"}), "key.unsupported"),
        ({"x5c": ["AAAA"]}, frozenset({"x5t#S256"}), "key.malformed"),
        ({"x5c": "no list"}, frozenset(), "proof.malformed"),
    ],
)
def test_a_header_that_is_not_as_it_should_be(header: JsonObject, without: frozenset[str], code: str) -> None:
    report = check(seal(elm(), ZED, header=header, without=without)).report
    assert report.verdict is not Verdict.VALID
    assert report.code == code


def test_every_seal_has_to_hold() -> None:
    document, other = seal(elm(), ZED), seal(elm(), ZED)
    first, second = document["signatures"][0], other["signatures"][0]  # type: ignore[index]
    assert first["signature"] != second["signature"]  # type: ignore[index, call-overload]
    document["signatures"] = [first, second]
    assert check(document).report.verdict is Verdict.VALID
    second["signature"] = b64(bytes(64))  # type: ignore[index, call-overload]
    assert check(document).report.code == "proof.signature"


OLD = make(ROOT, o="University of Zed", id="NTRIE-654321", end=NOW - timedelta(days=10))


def test_a_seal_that_ended_counts_under_an_anchored_time_stamp() -> None:
    clock = stamping(ROOT)
    sealed = seal(elm(), OLD, stamped=lambda value: stamp(clock, value, NOW - timedelta(days=20)))
    assert check(sealed).report.verdict is Verdict.VALID
    assert step(sealed, "key").facts["stamped_by"] == "Clockwork"
    assert check(seal(elm(), OLD)).report.code == "key.lapsed"
    of_another = seal(elm(), OLD, stamped=lambda value: stamp(clock, value + b"x", NOW - timedelta(days=20)))
    assert check(of_another).report.code == "key.lapsed"


def test_nobodys_word_lifts_a_seal_that_ended() -> None:
    report = check(seal(elm(), OLD), policy=Policy(accept_key=True)).report
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "key.lapsed")


# for whom it stands

MANDATE: JsonObject = {
    "type": "Evidence",
    "dcType": {"id": "http://data.europa.eu/snb/evidence-type/c_18016257"},
    "evidenceStatement": "We may.",
}
SEALERS = make(ROOT, o="Sealers Ltd", id="VATIE-111")


@pytest.mark.parametrize(
    ("body", "evidence", "facts"),
    [
        (ZED, None, {"sealed_for": "itself"}),
        (make(ROOT, o="Zed", id="VATIE-654321"), None, {"sealed_for": "itself"}),
        (SEALERS, None, {"sealed_for": "another", "acts_for": "University of Zed", "mandate": "none"}),
        (make(ROOT, o="University of Zed"), None,
         {"sealed_for": "another", "acts_for": "University of Zed", "mandate": "none"}),
        (SEALERS, MANDATE,
         {"sealed_for": "another", "acts_for": "University of Zed", "mandate": "stated", "mandate_says": "We may."}),
        (SEALERS, [{"type": "Evidence"}, {**MANDATE, "evidenceTarget": {"id": "urn:epass:org:1"}}],
         {"sealed_for": "another", "acts_for": "University of Zed", "mandate": "stated", "mandate_says": "We may."}),
        (SEALERS, {**MANDATE, "evidenceTarget": {"id": "urn:epass:org:9"}},
         {"sealed_for": "another", "acts_for": "University of Zed", "mandate": "of others"}),
        (SEALERS, {**MANDATE, "dcType": {"id": "http://data.europa.eu/snb/evidence-type/c_c4f849d7"}},
         {"sealed_for": "another", "acts_for": "University of Zed", "mandate": "none"}),
    ],
)  # fmt: skip
def test_the_report_says_for_whom_a_seal_stands(body: Body, evidence: Json, facts: JsonObject) -> None:
    document = elm() if evidence is None else elm(evidence=evidence)
    assert step(seal(document, body), "structure").facts == {"data_model": "ELM", **facts}


# what the document says


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"validUntil": "2026-02-02T00:00:00Z"}, "validity.expired"),
        ({"expirationDate": "2026-02-02T00:00:00Z"}, "validity.expired"),
        ({"validFrom": "2027-02-02T00:00:00Z"}, "validity.not_yet"),
        ({"validFrom": "soon"}, "structure.date"),
        ({"validUntil": "2025-01-01T00:00:00Z"}, "structure.malformed"),
        ({"issuer": None}, "structure.malformed"),
        ({"credentialSubject": []}, "structure.malformed"),
        ({"type": ["EuropeanDigitalCredential"]}, "structure.malformed"),
        ({"status": {"type": "SomeStatus"}}, "status.unsupported"),
        ({"credentialStatus": {"type": "SomeStatus"}}, "status.unsupported"),
        ({"status": [{"type": "StatusList2021Entry", "statusPurpose": "revocation", "statusListIndex": "1",
                      "statusListCredential": "https://lists.example/1"}]}, "status.unreachable"),
    ],
)  # fmt: skip
def test_a_sealed_document_still_has_to_hold(more: JsonObject, code: str) -> None:
    report = check(seal(elm(**more), ZED)).report
    assert report.verdict is not Verdict.VALID
    assert report.code == code


@pytest.mark.parametrize("payload", ["[]", "{", '{"a":1,"a":2}', "{}"])
def test_what_is_sealed_has_to_be_a_credential(payload: str) -> None:
    document = seal(elm(), ZED)
    document["payload"] = payload
    assert check(document).report.verdict is Verdict.INVALID


# presentations


def presentation(*inside: Json) -> JsonObject:
    return {"@context": [], "type": ["VerifiablePresentation"], "holder": "did:x:y", "verifiableCredential": [*inside]}


def test_a_presentation_is_as_good_as_what_it_carries() -> None:
    good, broken = seal(elm(), ZED), seal(elm(), ZED)
    broken["payload"] = str(broken["payload"]).replace("Baking", "Cooking")
    assert check(seal(presentation(good, json.dumps(good)), ZED)).report.verdict is Verdict.VALID
    assert check(seal(presentation(good, broken), ZED)).report.verdict is Verdict.INVALID
    found = check(seal(presentation(good), SEALERS))
    assert [each.report.issuer for each in found.inside] == ["NTRIE-654321"]


def test_an_empty_presentation_proves_nothing() -> None:
    assert check(seal(presentation(), ZED)).report.code == "structure.no_credentials"


def test_an_unsealed_credential_inside_is_invalid() -> None:
    assert check(seal(presentation(elm()), ZED)).report.verdict is Verdict.INVALID


# hostility

SEALED = json.dumps(seal(elm(), ZED)).encode()


@settings(max_examples=200)
@given(st.integers(0, len(SEALED) - 1), st.integers(0, 255))
def test_no_changed_byte_is_valid_unless_it_says_the_same(place: int, value: int) -> None:
    changed = bytearray(SEALED)
    changed[place] = value
    found = examine(bytes(changed), WORLD)
    if found.report.verdict is Verdict.VALID:
        assert found.credential is not None
        assert found.credential.claims == elm()


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["AAAA", "e30"])
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sigTst", "tstTokens", "val", "xVals", "x509Cert", "issuer", "evidence", "dcType", "id"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["x5c", "kid", "crit", "sigT", "b64", "alg", "x5t#S256"]), ANYTHING, ANYTHING, ANYTHING)
def test_nothing_raises(name: str, member: Json, unsigned: Json, part: Json) -> None:
    document = seal(elm(issuer=part, evidence=part), ZED, header={name: member})
    document["signatures"][0]["header"] = {"etsiU": [b64(json.dumps(unsigned).encode()), unsigned]}  # type: ignore[index, call-overload]
    check(document)


@pytest.mark.corpus
def test_a_real_seal_leads_to_the_root_that_its_file_carries() -> None:
    raw = shared("corpus", "items", "europass-mynextid", "edc-cps-signed.jsonld").read_bytes()
    chain = read(raw).proofs[0].chain
    world = replace(WORLD, anchors=chain[1:])
    key = examine(raw, world).report.check("key")
    assert (key.code, key.facts["proved_by"]) == ("ok", "VELOCERT OU")
    assert examine(raw, WORLD).report.check("key").code == "key.unanchored"


@pytest.mark.corpus
@pytest.mark.parametrize(
    "path", ["europass-edci/credential-signed.jsonld", "europass-elm/Sample-MC-Annex1-signed.jsonld"]
)
def test_the_time_stamps_of_real_seals_are_about_their_signatures(path: str) -> None:
    from verifier.codec.timestamps import read_stamp

    proof = read(shared("corpus", "items", *Path(path).parts).read_bytes()).proofs[0]
    ((token, covered),) = proof.stamps
    assert read_stamp(token, covered, proof.chain).by == "Nowina Solutions"
