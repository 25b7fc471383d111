"""The VC-API as programs use it: 200 only for what is valid, JSON for everything, and nothing of what was sent."""

import copy
import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.issuing import KEY, OTHER_KEY, credential, did_key, entry, method_of, sign, signed_credential
from tests.world import NOW, FakeWeb
from verifier import World
from verifier.codec.keys import PrivateKey
from verifier.errors import Json, JsonObject
from verifier.issue import issue
from verifier.site.app import create_app
from verifier.site.vc_api import judge_credential

VERIFY = "/vc-api/credentials/verify"
PRESENTED = "/vc-api/presentations/verify"
DERIVE = "/vc-api/credentials/derive"
MODEL = "https://www.w3.org/TR/vc-data-model#"
STATUS = "https://www.w3.org/ns/credentials/status-list#"
UNKNOWN_PROOF: JsonObject = {
    "proof": {"type": "UnknownProof", "verificationMethod": method_of(), "proofPurpose": "assertionMethod"}
}
SAID = {"verified", "verdict", "checks", "problemDetails"}


def ask(client: TestClient, document: object, options: object = None, path: str = VERIFY):
    body: dict[str, object] = {"verifiablePresentation" if path == PRESENTED else "verifiableCredential": document}
    if options is not None:
        body["options"] = options
    response = client.post(path, json=body)
    assert response.headers["content-type"] == "application/json"
    return response


@pytest.mark.parametrize("options", [None, {}, {"checks": []}, {"checks": ["proof"]}, {"unknown": 1}])
def test_a_valid_credential_is_200(client: TestClient, options: object) -> None:
    response = ask(client, signed_credential(), options)
    assert (response.status_code, response.json().keys()) == (200, SAID)
    assert (response.json()["verified"], response.json()["verdict"]) == (True, "valid")
    assert response.json()["problemDetails"] == []
    assert len(response.json()["checks"]) == 8


@pytest.mark.parametrize(
    ("change", "verdict", "code", "kind"),
    [
        ({"name": "Other bread"}, "invalid", "proof.signature", f"{MODEL}CRYPTOGRAPHIC_SECURITY_ERROR"),
        ({"proof": None}, "invalid", "proof.missing", f"{MODEL}CRYPTOGRAPHIC_SECURITY_ERROR"),
        ({"undefinedTerm": 1}, "invalid", "structure.undefined_term", f"{MODEL}MALFORMED_VALUE_ERROR"),
        (UNKNOWN_PROOF, "undecided", "proof.unsupported", f"{MODEL}CRYPTOGRAPHIC_SECURITY_ERROR"),
    ],
)
def test_anything_else_is_400_and_says_why(
    client: TestClient, change: JsonObject, verdict: str, code: str, kind: str
) -> None:
    response = ask(client, {**signed_credential(), **change})
    assert (response.status_code, response.json().keys()) == (400, SAID)
    assert (response.json()["verified"], response.json()["verdict"]) == (False, verdict)
    problem = next(each for each in response.json()["problemDetails"] if each["code"] == code)
    assert (problem["type"], bool(problem["title"]), bool(problem["detail"])) == (kind, True, True)


def test_out_of_date_is_a_range_error_and_an_unreachable_list_a_retrieval_error(client: TestClient) -> None:
    expired = sign(credential(validUntil="2026-02-01T00:00:00Z"))
    assert [each["type"] for each in ask(client, expired).json()["problemDetails"]] == [f"{MODEL}RANGE_ERROR"]
    unreachable = ask(client, sign(credential(credentialStatus=entry())))
    assert unreachable.json()["verdict"] == "undecided"
    assert unreachable.json()["problemDetails"][0]["type"] == f"{STATUS}STATUS_RETRIEVAL_ERROR"


@pytest.mark.parametrize("member", ["type", "verificationMethod", "proofPurpose"])
@pytest.mark.parametrize("value", [None, "missing", "nonsense", 7, [], {}])
def test_a_proof_that_lacks_a_part_is_400(client: TestClient, member: str, value: object) -> None:
    document = signed_credential()
    if value == "missing":
        del document["proof"][member]  # type: ignore[union-attr]
    else:
        document["proof"][member] = value  # type: ignore[index]
    assert ask(client, document).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'"a string"',
        b"[]",
        b"null",
        b"7",
        b"{}",
        b"\xff\xfe",
        b'{"verifiableCredential": null}',
        b'{"verifiableCredential": "eyJhbGciOiJub25lIn0.e30."}',
        b'{"verifiableCredential": []}',
        b'{"verifiableCredential": {}}',
        b'{"verifiableCredential": {}, "verifiableCredential": {}}',
        b'{"verifiableCredential": {"a": NaN}}',
        b'{"verifiableCredential": {}, "options": "x"}',
        b'{"verifiableCredential": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
@pytest.mark.parametrize("path", [VERIFY, PRESENTED, DERIVE])
def test_a_malformed_body_is_400_in_json(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["verified"]) == (400, False)
    assert response.json()["problemDetails"][0]["type"].startswith(MODEL)


@pytest.mark.parametrize(
    "options",
    [
        {"checks": "proof"},
        {"checks": [1]},
        {"domain": 7},
        {"challenge": ""},
        {"challenge": ["a"]},
        {"expectedProofPurpose": 7},
        [],
    ],
)
def test_malformed_options_are_400(client: TestClient, options: object) -> None:
    response = ask(client, signed_credential(), options)
    assert (response.status_code, response.json()["problemDetails"][0]["code"]) == (400, "structure.options")


def test_too_large_a_body_is_413(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verifier.site.vc_api.MAX_BODY", 1000)
    response = ask(client, {"a": "x" * 2000})
    assert (response.status_code, response.json()["problemDetails"][0]["code"]) == (413, "structure.too_large")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([VERIFY, PRESENTED, DERIVE]), st.sampled_from(sorted(signed_credential())), json_values)
def test_whatever_a_member_is_replaced_with_is_answered_in_json(
    client: TestClient, path: str, member: str, value: object
) -> None:
    response = ask(client, {**signed_credential(), member: value}, path=path)
    assert response.status_code in ((200, 400) if path == VERIFY else (400,))
    assert response.json()["verified"] is (response.status_code == 200)


def test_nothing_of_what_was_sent_comes_back(client: TestClient) -> None:
    for change in ({}, {"name": "x"}, {"https://secret.example/term": 1}, {"issuer": "https://secret.example/issuer"}):
        document = {**sign(credential(id="urn:secret:7")), **change}
        for path in (VERIFY, PRESENTED, DERIVE):
            answered = ask(client, document, {"selectivePointers": ["/secret"]}, path).text
            assert "secret" not in answered
            assert did_key() not in answered
            assert "learner" not in answered


def test_programs_are_let_in_and_other_sites_are_not(client: TestClient) -> None:
    body = {"verifiableCredential": signed_credential()}
    assert client.post(VERIFY, json=body).status_code == 200
    assert client.post(VERIFY, json=body, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get(VERIFY).status_code == 405


def test_a_program_may_ask_often_and_is_told_when_it_is_too_often(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from limits import parse

    assert {client.post(VERIFY, json={}).status_code for _ in range(200)} == {400}
    monkeypatch.setattr("verifier.site.vc_api.CALLS", parse("1/minute"))
    answers = [client.post(VERIFY, json={}) for _ in range(3)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].json()["verified"] is False


# domain and challenge


def made_for(**more: Json) -> JsonObject:
    """A credential whose proof has more options."""
    from verifier.pipeline import verify_in
    from verifier.plugins import all_suites
    from verifier.policy import DEFAULT
    from verifier.visit import Visit

    options: JsonObject = {
        "verificationMethod": method_of(),
        "proofPurpose": "assertionMethod",
        "created": "2026-11-01T00:00:00Z",
        **more,
    }
    return all_suites()["eddsa-rdfc-2022"].sign_document(
        credential(), options, KEY, Visit(World(NOW), DEFAULT, verify_in)
    )


def test_domain_and_challenge_have_to_be_those_of_the_proof(client: TestClient) -> None:
    bound = made_for(domain="shop.example", challenge="c1")
    good = {"domain": "shop.example", "challenge": "c1"}
    assert ask(client, bound, good).status_code == 200
    assert ask(client, bound, {"challenge": "c1"}).status_code == 200
    assert ask(client, bound, {**good, "domain": "other.example"}).status_code == 400
    assert ask(client, bound, {**good, "challenge": "c2"}).status_code == 400
    assert ask(client, made_for(domain="shop.example"), good).status_code == 400
    assert ask(client, signed_credential(), good).status_code == 400
    forged = copy.deepcopy(signed_credential())
    forged["proof"].update(good)  # type: ignore[union-attr]
    assert ask(client, forged, good).status_code == 400


def test_a_proof_for_several_domains_is_for_each_of_them(client: TestClient) -> None:
    bound = made_for(domain=["shop.example", "bank.example"], challenge="c1")
    for name in ("shop.example", "bank.example"):
        assert ask(client, bound, {"domain": name, "challenge": "c1"}).status_code == 200
    refused = ask(client, bound, {"domain": "other.example", "challenge": "c1"})
    assert (refused.status_code, refused.json()["problemDetails"][0]["code"]) == (400, "proof.other_use")
    assert ask(client, bound, {"domain": "shop", "challenge": "c1"}).status_code == 400
    several = made_for(domain="shop.example", challenge=["c1", "c2"])
    assert ask(client, several, {"domain": "shop.example", "challenge": "c1"}).status_code == 400


@pytest.mark.parametrize(("expected", "status"), [("assertionMethod", 200), ("authentication", 400), ("nonsense", 400)])
def test_an_expected_purpose_has_to_be_the_proofs(client: TestClient, expected: str, status: int) -> None:
    response = ask(client, signed_credential(), {"checks": ["proof"], "expectedProofPurpose": expected})
    assert (response.status_code, response.json()["verified"]) == (status, status == 200)
    assert [each["code"] for each in response.json()["problemDetails"]] == ["proof.purpose"] * (status == 400)


# keys that nothing ties to the issuer


def unproven() -> JsonObject:
    return issue(credential("https://vc.example/issuers/5678"), KEY, method_of(), "eddsa-rdfc-2022", World(NOW))


@pytest.mark.parametrize(("accepts", "status"), [(False, 400), (True, 200)])
def test_only_a_setting_lets_an_unproven_issuer_pass(web: FakeWeb, accepts: bool, status: int) -> None:
    from verifier.site.checking import Checking

    app = create_app(lambda: World(NOW, web.fetch), web.fetch)
    app.state.checking = Checking(lambda: World(NOW, web.fetch), web.fetch, accepts)
    with TestClient(app) as client:
        response = ask(client, unproven())
        assert response.status_code == status
        assert ask(client, {**unproven(), "name": "x"}).status_code == 400
        assert ask(client, unproven(), {"acceptUnprovenIssuers": True}).status_code == status
        foreign = issue(credential(did_key()), OTHER_KEY, method_of(OTHER_KEY), "eddsa-rdfc-2022", World(NOW))
        assert ask(client, foreign).status_code == 400


def test_an_unproven_issuer_is_undecided() -> None:
    report = judge_credential(json.dumps(unproven()).encode(), {}, World(NOW))
    assert (report.verdict.value, report.code) == ("undecided", "key.unbound")


# deriving

P256 = PrivateKey("P-256", bytes(31) + b"\x07")


def base_credential() -> JsonObject:
    document = credential(did_key(P256))
    return issue(document, P256, method_of(P256), "ecdsa-sd-2023", World(NOW), ["/issuer", "/validFrom"])


def test_a_part_is_derived_and_verifies(client: TestClient) -> None:
    base = base_credential()
    response = ask(client, base, {"selectivePointers": ["/name", "/credentialSubject/id"]}, DERIVE)
    derived = response.json()
    assert response.status_code == 201
    assert derived["name"] == base["name"]
    assert "achievement" not in derived["credentialSubject"]
    assert ask(client, derived).status_code == 200
    assert ask(client, base).status_code == 400
    assert ask(client, {**derived, "name": "x"}).status_code == 400


@pytest.mark.parametrize("pointers", ["/name", [7], ["/nowhere"], ["no pointer"], {"a": 1}, ["/name"] * 5000])
def test_pointers_that_lead_nowhere_are_400(client: TestClient, pointers: object) -> None:
    assert ask(client, base_credential(), {"selectivePointers": pointers}, DERIVE).status_code == 400


def test_what_has_no_base_proof_is_not_derived(client: TestClient) -> None:
    assert ask(client, signed_credential(), {"selectivePointers": ["/name"]}, DERIVE).status_code == 400


def test_a_credential_is_judged_at_the_moment_of_asking(client: TestClient, clock) -> None:
    document = sign(credential(validUntil="2026-11-22T00:00:00Z"))
    assert ask(client, document).status_code == 200
    clock.at += timedelta(days=2)
    assert ask(client, document).status_code == 400
