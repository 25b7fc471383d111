"""Proofs, dates, trust and holder, step by step, over credentials that we sign."""

import json
from datetime import timedelta

import pytest

from tests.issuing import (
    ED25519_2020,
    EDDSA,
    KEY,
    LEGACY,
    OTHER_KEY,
    V1,
    V2,
    WEB_DID,
    changed,
    credential,
    credential_v1,
    did_key,
    entry,
    found,
    method_of,
    report_on,
    school_credential,
    sign,
    signed_credential,
    web_with,
)
from tests.world import NOW, FakeWeb
from verifier.codec import data_integrity
from verifier.codec.multibase import decode, encode, encode_base64url
from verifier.errors import Json, JsonObject
from verifier.pipeline import verify
from verifier.policy import Policy
from verifier.reading import read
from verifier.report import STEPS, Verdict
from verifier.visit import Visit
from verifier.world import TrustedIssuer, World

DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"


def sign_with_options(document: JsonObject, options: JsonObject, suite: str = EDDSA) -> JsonObject:
    """A proof with exactly these options, also ones that `issue` would not write."""
    from verifier.plugins import all_suites

    visit = Visit(World(NOW), Policy(), lambda _visit, _credential: pytest.fail("nothing else to verify"))
    return all_suites()[suite].sign_document(document, options, KEY, visit)


def options(**more: Json) -> JsonObject:
    result: JsonObject = {
        "created": "2026-11-21T12:00:00Z",
        "verificationMethod": method_of(),
        "proofPurpose": "assertionMethod",
        **more,
    }
    return {name: value for name, value in result.items() if value is not None}


def with_proof(**changes: Json) -> JsonObject:
    """The good credential with its proof's members changed after signing (None: gone)."""

    def change(document: JsonObject) -> None:
        proof = document["proof"]
        assert isinstance(proof, dict)
        proof.update(changes)
        document["proof"] = {name: value for name, value in proof.items() if value is not None}

    return changed(signed_credential(), change)


def proof_of(document: JsonObject) -> JsonObject:
    proof = document["proof"]
    assert isinstance(proof, dict)
    return proof


# What is good


@pytest.mark.parametrize(
    ("document", "suite"),
    [
        (credential(), EDDSA),
        (credential_v1(), LEGACY),
        (credential_v1(**{"@context": [V1, DATA_INTEGRITY]}), EDDSA),
        (credential(**{"@context": [V2, ED25519_2020], "type": ["VerifiableCredential"]}, name=None), LEGACY),
    ],
    ids=["2.0 eddsa", "1.1 2020", "1.1 eddsa", "2.0 2020"],
)
def test_a_good_credential_is_valid(document: JsonObject, suite: str) -> None:
    if suite == LEGACY and V2 in document["@context"]:
        document = {**document, "credentialSubject": {"id": "did:example:learner"}, "issuer": did_key()}
    report = report_on(sign(document, suite=suite))
    assert (report.verdict, report.code) == (Verdict.VALID, "ok")
    assert [check.name for check in report.checks] == list(STEPS)
    assert {check.name for check in report.checks if check.outcome == "absent"} == {
        "status", "schema", "holder", "trust",
    }  # fmt: skip


def test_all_steps_run_when_the_first_ones_fail() -> None:
    document = school_credential(validUntil="2026-11-01T00:00:00Z", credentialStatus=entry())
    broken = changed(document, lambda each: each.update(name="Baking cake", wrong=1))
    report = report_on(broken, FakeWeb())
    assert [found(report, name) for name in STEPS] == [
        ("fail", "structure.undefined_term"),
        ("unknown", "key.unreachable"),
        ("unknown", "key.unreachable"),
        ("fail", "validity.expired"),
        ("unknown", "status.unreachable"),
        ("absent", "absent"),
        ("absent", "absent"),
        ("absent", "absent"),
    ]
    assert report.code == "structure.undefined_term"


def test_a_bug_in_a_step_is_unknown_and_never_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    document = signed_credential()
    monkeypatch.setattr(data_integrity, "rdfc_hash", explode)
    report = report_on(document)
    assert found(report, "proof") == ("unknown", "internal")
    assert report.verdict is Verdict.UNDECIDED


# No proof


@pytest.mark.parametrize("value", ["gone", None, []])
def test_no_proof_is_a_fail(value: Json) -> None:
    document = signed_credential()
    if value == "gone":
        del document["proof"]
    else:
        document["proof"] = value
    report = report_on(document)
    assert (report.verdict, report.code) == (Verdict.INVALID, "proof.missing")


@pytest.mark.parametrize("value", ["x", 7, True, {}, [[]], [{}], ["x"], {"type": "DataIntegrityProof"}, {"type": 7}])
def test_what_stands_in_the_place_of_a_proof_and_is_none_fails(value: Json) -> None:
    report = report_on(changed(signed_credential(), lambda each: each.update(proof=value)))
    assert report.verdict is Verdict.INVALID
    assert found(report, "proof") == ("fail", "proof.malformed")


def test_a_proof_in_a_list_of_a_list_does_not_count() -> None:
    nested = changed(signed_credential(), lambda each: each.update(proof=[[each["proof"]]]))
    assert report_on(nested).verdict is Verdict.INVALID


# One proof


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"created": "2026-11-21T12:00:01Z"}, "proof.signature"),
        ({"created": None}, "proof.signature"),
        ({"created": "2026-11-21T12:00:00.0Z"}, "proof.signature"),
        ({"id": "urn:uuid:7f3f0b52-0000-4000-8000-000000000009"}, "proof.signature"),
        ({"expires": "2027-01-01T00:00:00Z"}, "proof.signature"),
        ({"domain": "x"}, "proof.signature"),
        ({"proofPurpose": "authentication"}, "proof.purpose"),
        ({"proofPurpose": None}, "proof.purpose"),
        ({"proofPurpose": ["assertionMethod"]}, "proof.purpose"),
        ({"proofPurpose": "https://w3id.org/security#assertionMethod"}, "proof.purpose"),
        ({"undefinedInTheProof": 1}, "proof.undefined_term"),
        ({"https://x.example/own": "1"}, "proof.unsupported"),
        ({"proofValue": None}, "proof.encoding"),
        ({"proofValue": ""}, "proof.encoding"),
        ({"proofValue": "z"}, "proof.signature"),
        ({"proofValue": 7}, "proof.encoding"),
        ({"proofValue": "z0OIl"}, "proof.encoding"),
        ({"@context": V1}, "proof.context"),
        ({"@context": [V2, V1]}, "proof.context"),
        ({"@context": []}, None),
        ({"@context": V2}, None),
        ({"cryptosuite": "eddsa-2022"}, "proof.unsupported"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, "proof.signature"),
        ({"cryptosuite": None}, "proof.malformed"),
        ({"cryptosuite": ["eddsa-rdfc-2022"]}, "proof.malformed"),
        ({"type": "Ed25519Signature2020"}, "proof.undefined_term"),
        ({"type": "MerkleProof2019"}, "proof.unsupported"),
    ],
)
def test_a_changed_proof(changes: JsonObject, code: str | None) -> None:
    report = report_on(with_proof(**changes))
    if code is None:
        assert report.verdict is Verdict.VALID
        return
    assert report.verdict is (Verdict.UNDECIDED if code == "proof.unsupported" else Verdict.INVALID)
    assert report.code == code


@pytest.mark.parametrize("bit", [0, 255, 256, 511])
def test_a_flipped_bit_in_the_signature_fails(bit: int) -> None:
    value = bytearray(decode(str(proof_of(signed_credential())["proofValue"])))
    value[bit // 8] ^= 1 << bit % 8
    assert report_on(with_proof(proofValue=encode(bytes(value)))).code == "proof.signature"


@pytest.mark.parametrize(
    ("rewrite", "code"),
    [
        (lambda raw: "u" + encode_base64url(raw), "proof.encoding"),
        (lambda raw: "f" + raw.hex(), "proof.encoding"),
        (lambda raw: encode(raw[:-1]), "proof.signature"),
        (lambda raw: encode(raw + b"\0"), "proof.signature"),
        (lambda raw: encode(b"\0" + raw), "proof.signature"),
        (lambda raw: encode(bytes(64)), "proof.signature"),
        (lambda raw: encode(raw) + " ", "proof.encoding"),
        (lambda raw: "z" + "2" * 100_000, "proof.encoding"),
    ],
)
def test_the_signature_has_one_spelling(rewrite, code: str) -> None:
    raw = decode(str(proof_of(signed_credential())["proofValue"]))
    report = report_on(with_proof(proofValue=rewrite(raw)))
    assert (report.verdict, report.code) == (Verdict.INVALID, code)


def test_the_signature_plus_the_order_of_the_group_is_no_signature() -> None:
    raw = decode(str(proof_of(signed_credential())["proofValue"]))
    order = 2**252 + 27742317777372353535851937790883648493
    malleable = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    assert report_on(with_proof(proofValue=encode(malleable))).code == "proof.signature"


def test_another_key_of_the_right_kind_does_not_verify() -> None:
    """The issuer and its key are swapped together, so that only the signature can tell."""
    document = changed(signed_credential(), lambda each: each["issuer"].update(id=did_key(OTHER_KEY)))
    proof_of(document)["verificationMethod"] = method_of(OTHER_KEY)
    report = report_on(document)
    assert found(report, "key") == ("pass", "ok")
    assert found(report, "proof") == ("fail", "proof.signature")


@pytest.mark.parametrize(
    ("expires", "code"),
    [
        ("2026-11-21T12:00:01Z", "ok"),
        ("2026-11-21T13:00:00+01:00", "proof.expired"),
        ("2026-11-21T12:00:00Z", "proof.expired"),
        ("2020-01-01T00:00:00Z", "proof.expired"),
        ("tomorrow", "proof.date"),
    ],
)
def test_a_proof_that_expires(expires: str, code: str) -> None:
    report = report_on(sign_with_options(credential(), options(expires=expires)))
    assert report.code == code
    assert (report.verdict is Verdict.VALID) == (code == "ok")


@pytest.mark.parametrize(
    ("made_for", "policy", "code"),
    [
        ({"domain": "a.example", "challenge": "1"}, Policy(), "ok"),
        ({"domain": "b.example"}, Policy(audience="a.example"), "proof.other_use"),
        ({"challenge": "2"}, Policy(nonce="1"), "proof.other_use"),
        ({"domain": ["b.example", "c.example"]}, Policy(audience="a.example"), "proof.other_use"),
        ({"domain": ["b.example", "a.example"]}, Policy(audience="a.example"), "holder.missing"),
        ({"challenge": ["1"]}, Policy(nonce="1"), "proof.other_use"),
        # The issuer's own proof says nothing about who shows the credential.
        ({"domain": "a.example", "challenge": "1"}, Policy(audience="a.example", nonce="1"), "holder.missing"),
        ({}, Policy(audience="a.example"), "holder.missing"),
        ({}, Policy(nonce="1"), "holder.missing"),
    ],
)
def test_a_proof_made_for_somebody(made_for: JsonObject, policy: Policy, code: str) -> None:
    report = report_on(sign_with_options(credential(), options(**made_for)), policy=policy)
    assert report.code == code
    assert (report.verdict is Verdict.VALID) == (code == "ok")


@pytest.mark.parametrize(
    ("own_names", "rename"),
    [
        ({}, {"expires": "https://w3id.org/security#expiration"}),
        ({"until": "https://w3id.org/security#expiration"}, {"expires": "until"}),
        ({}, {"domain": "https://w3id.org/security#domain"}),
        ({"place": "https://w3id.org/security#domain"}, {"domain": "place"}),
        ({"within": "@nest"}, {"expires": "within"}),
    ],
)
def test_an_option_of_a_proof_cannot_hide_behind_another_name(own_names: JsonObject, rename: dict[str, str]) -> None:
    """What the proof says stays the same to RDF; only whoever looks for its names would not find them."""
    signed = sign_with_options(credential(), options(expires="2020-01-01T00:00:00Z", domain="a.example"))
    assert report_on(signed).code == "proof.expired"

    def hide(document: JsonObject) -> None:
        document["@context"] = [*document["@context"], own_names]
        proof = document["proof"]
        for name, other in rename.items():
            value = proof.pop(name)
            date = name == "expires" and ":" in other
            proof[other] = {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"} if date else value
            if other == "within":
                proof[other] = {name: value}

    report = report_on(changed(signed, hide), policy=Policy(audience=None))
    assert report.verdict is Verdict.INVALID
    assert found(report, "proof")[0] == "fail"


# Several proofs


def second_proof(document: JsonObject, **more: Json) -> JsonObject:
    """The document with another proof by the same issuer."""
    return sign_with_options(document, options(**more))


def test_two_good_proofs_of_the_issuer_are_valid() -> None:
    document = second_proof(signed_credential())
    assert len(document["proof"]) == 2
    report = report_on(document)
    assert report.verdict is Verdict.VALID
    assert [each["outcome"] for each in report.check("proof").facts["proofs"]] == ["pass", "pass"]


@pytest.mark.parametrize("first", [True, False])
def test_one_bad_proof_among_good_ones_fails(first: bool) -> None:
    document = second_proof(signed_credential())
    good, bad = document["proof"]
    bad["created"] = "2026-11-21T12:00:09Z"
    document["proof"] = [bad, good] if first else [good, bad]
    assert report_on(document).code == "proof.signature"


UNKNOWN_PROOF: JsonObject = {"type": "ProofOfTomorrow", "proofValue": "zzz", "verificationMethod": "did:x:y#1"}


@pytest.mark.parametrize("first", [True, False])
def test_an_unsupported_proof_beside_a_good_one_does_not_decide(first: bool) -> None:
    good = signed_credential()["proof"]
    proofs = [UNKNOWN_PROOF, good] if first else [good, UNKNOWN_PROOF]
    report = report_on(changed(signed_credential(), lambda each: each.update(proof=proofs)))
    assert report.verdict is Verdict.VALID
    assert sorted(each["outcome"] for each in report.check("proof").facts["proofs"]) == ["pass", "unknown"]


@pytest.mark.parametrize("strange", ["x", {}, [], {"proofValue": "z"}])
def test_what_is_no_proof_beside_a_good_one_fails(strange: Json) -> None:
    document = changed(signed_credential(), lambda each: each.update(proof=[each["proof"], strange]))
    assert report_on(document).verdict is Verdict.INVALID


def test_unsupported_proofs_alone_are_undecided() -> None:
    own = {**UNKNOWN_PROOF, "verificationMethod": method_of()}
    report = report_on(changed(signed_credential(), lambda each: each.update(proof=[own, own])))
    assert report.verdict is Verdict.UNDECIDED
    assert found(report, "proof") == ("unknown", "proof.unsupported")


def test_an_unsupported_proof_on_which_a_chain_hangs_decides() -> None:
    named = {**UNKNOWN_PROOF, "id": "urn:x:1"}
    after = {**UNKNOWN_PROOF, "id": "urn:x:2", "previousProof": ["urn:x:1"]}
    document = changed(signed_credential(), lambda each: each.update(proof=[each["proof"], named, after]))
    assert report_on(document).code == "proof.unsupported"
    without = changed(signed_credential(), lambda each: each.update(proof=[each["proof"], named]))
    assert report_on(without).verdict is Verdict.VALID


@pytest.mark.parametrize("identifier", [[], {}, ["urn:x:1"], {"a": []}, 7, None])
def test_a_proof_with_an_odd_id_or_predecessor_trips_nothing(identifier: Json) -> None:
    odd = {**UNKNOWN_PROOF, "id": identifier, "previousProof": identifier}
    report = report_on(changed(signed_credential(), lambda each: each.update(proof=[each["proof"], odd])))
    assert found(report, "proof") == ("pass", "ok")


def test_a_proof_in_a_chain_covers_the_one_before_it() -> None:
    first = sign_with_options(credential(), options(id="urn:x:1"))
    chain = second_proof(first, id="urn:x:2", previousProof="urn:x:1")
    assert report_on(chain).verdict is Verdict.VALID
    alone = changed(chain, lambda each: each.update(proof=each["proof"][1]))
    assert report_on(alone).code == "proof.previous"
    other = sign_with_options(credential(), options(id="urn:x:1", created="2026-11-21T12:00:01Z"))["proof"]
    swapped = changed(chain, lambda each: each.update(proof=[other, each["proof"][1]]))
    assert report_on(swapped).code == "proof.signature"


def test_a_supported_proof_of_somebody_else_beside_the_issuers_fails() -> None:
    document = sign(signed_credential(), OTHER_KEY)
    report = report_on(document)
    assert report.verdict is Verdict.INVALID
    assert found(report, "key") == ("fail", "key.not_the_issuers")


def test_an_unsupported_proof_by_a_notary_does_not_take_the_issuers_key_away() -> None:
    own = {**UNKNOWN_PROOF, "verificationMethod": method_of()}
    notary = {**UNKNOWN_PROOF, "verificationMethod": method_of(OTHER_KEY)}
    for proofs in ([own, notary], [notary, own]):
        report = report_on(changed(signed_credential(), lambda each, proofs=proofs: each.update(proof=proofs)))
        assert found(report, "key") == ("pass", "ok")
        assert report.code == "proof.unsupported"


# Dates


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"validFrom": "2026-11-21T12:00:00Z"}, "ok"),
        ({"validFrom": "2026-11-21T12:01:00Z"}, "ok"),
        ({"validFrom": "2026-11-21T12:01:00.000001Z"}, "validity.not_yet"),
        ({"validFrom": "2026-11-21T12:01:01Z"}, "validity.not_yet"),
        ({"validFrom": "2026-11-21T13:00:00+01:00"}, "ok"),
        ({"validFrom": "2026-11-21T11:59:59-00:01"}, "ok"),
        ({"validFrom": "2026-11-21T11:59:59-00:03"}, "validity.not_yet"),
        ({"validUntil": "2026-11-21T12:00:00Z"}, "ok"),
        ({"validUntil": "2026-11-21T11:59:59Z"}, "validity.expired"),
        ({"validUntil": "2026-11-21T11:59:59.999999Z"}, "validity.expired"),
        ({"validUntil": "2026-11-21T24:00:00Z"}, "ok"),
        ({"validUntil": "2026-11-20T24:00:00Z"}, "validity.expired"),
        ({"validFrom": "2030-01-01T00:00:00Z", "validUntil": "2031-01-01T00:00:00Z"}, "validity.not_yet"),
    ],
)
def test_validity_at_its_boundaries(dates: JsonObject, code: str) -> None:
    report = report_on(sign(credential(**{"validFrom": "2026-01-01T00:00:00Z", **dates})))
    assert report.code == code
    assert found(report, "validity")[1] == code


def test_no_dates_are_absent_and_fine() -> None:
    report = report_on(sign(credential(validFrom=None)))
    assert found(report, "validity") == ("absent", "absent")
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"expirationDate": "2026-11-21T12:00:00Z"}, "ok"),
        ({"expirationDate": "2026-11-21T11:59:59Z"}, "validity.expired"),
        ({"issuanceDate": "2026-11-21T12:01:00Z"}, "ok"),
        ({"issuanceDate": "2026-11-21T12:01:01Z"}, "validity.not_yet"),
        # Of two names for the same end or beginning, the one that lets it hold for less time counts.
        ({"expirationDate": "2026-01-03T00:00:00Z", "validUntil": "2030-01-01T00:00:00Z"}, "validity.expired"),
        ({"expirationDate": "2030-01-03T00:00:00Z", "validUntil": "2026-02-01T00:00:00Z"}, "validity.expired"),
        ({"validFrom": "2026-12-01T00:00:00Z"}, "validity.not_yet"),
        ({"issuanceDate": "2026-12-01T00:00:00Z", "validFrom": "2026-01-01T00:00:00Z"}, "validity.not_yet"),
    ],
)
def test_validity_by_the_names_of_version_1(dates: JsonObject, code: str) -> None:
    assert report_on(sign(credential_v1(**dates), suite=LEGACY)).code == code


def test_the_clock_is_the_worlds() -> None:
    raw = json.dumps(sign(credential(validUntil="2026-11-21T12:00:00Z"))).encode()
    late = World(NOW + timedelta(microseconds=1))
    assert verify(read(raw), World(NOW)).verdict is Verdict.VALID
    assert verify(read(raw), late).code == "validity.expired"


# Schema, holder, trust


def test_a_schema_that_we_cannot_check_is_said_and_does_not_decide() -> None:
    for kind, code in (("https://school.example/Shape", "schema.unsupported"), ("JsonSchema", "schema.unreachable")):
        schema: Json = {"id": "https://school.example/schema.json", "type": kind}
        report = report_on(sign(credential(credentialSchema=schema)))
        assert found(report, "schema") == ("unknown", code)
        assert report.verdict is Verdict.VALID


LISTED = TrustedIssuer(did_key(), "Bakers' School", None, "list.json")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda document: None, ("pass", "trust.listed")),
        (lambda document: document.update(name="Baking cake"), ("unknown", "trust.unlisted")),
        (
            lambda document: document["proof"].update(verificationMethod=method_of(OTHER_KEY)),
            ("unknown", "trust.unlisted"),
        ),
        (lambda document: document.pop("proof"), ("unknown", "trust.unlisted")),
    ],
)
def test_an_issuer_is_on_the_list_only_with_its_key_and_a_good_proof(change, expected: tuple[str, str]) -> None:
    report = report_on(changed(signed_credential(), change), world=World(NOW, trusted=(LISTED,)))
    assert found(report, "trust") == expected


def test_trust_decides_nothing_by_itself() -> None:
    unlisted = World(NOW, trusted=(TrustedIssuer("did:web:else.example", "Else"),))
    assert report_on(signed_credential(), world=unlisted).verdict is Verdict.VALID
    assert found(report_on(signed_credential()), "trust") == ("absent", "absent")


def test_a_key_that_was_only_accepted_puts_nobody_on_the_list() -> None:
    """Whoever names the school and signs with a key of their own must not come out under the school's name."""
    forged = sign(credential(WEB_DID))
    world = World(NOW, trusted=(TrustedIssuer(WEB_DID, "School"),))
    report = report_on(forged, FakeWeb(), Policy(accept_key=True), world)
    assert found(report, "key") == ("pass", "key.accepted")
    assert found(report, "trust") == ("unknown", "trust.unlisted")
    method: JsonObject = {"id": method_of(), "publicKeyMultibase": KEY.public.multikey}
    handed = World(NOW, trusted=(TrustedIssuer(WEB_DID, "School"),), keys={WEB_DID: (method,)})
    assert found(report_on(forged, FakeWeb(), world=handed), "trust") == ("pass", "trust.listed")


def test_what_was_fetched_is_evidence() -> None:
    document = school_credential()
    report = report_on(document, web_with())
    assert [each.url for each in report.evidence] == ["https://school.example/.well-known/did.json"]
    assert report.evidence[0].at == NOW
