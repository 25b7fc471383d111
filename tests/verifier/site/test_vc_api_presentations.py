"""Presentations by the VC-API: the presentation's own proof counts, and everything in it does."""

import pytest
from starlette.testclient import TestClient

from tests.issuing import KEY, OTHER_KEY, V2, credential, did_key, method_of, sign, signed_credential
from tests.world import NOW
from verifier import World
from verifier.codec.keys import PrivateKey
from verifier.errors import Json, JsonObject
from verifier.pipeline import verify_in
from verifier.plugins import all_suites
from verifier.policy import DEFAULT
from verifier.visit import Visit

PATH = "/vc-api/presentations/verify"
BOUND = {"domain": "shop.example", "challenge": "c1"}


def unsigned(*credentials: JsonObject, **more: Json) -> JsonObject:
    document: JsonObject = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": did_key(OTHER_KEY), **more}
    carried: list[Json] = [*credentials]
    return {**document, "verifiableCredential": carried} if carried else document


def presentation(
    *credentials: JsonObject, key: PrivateKey = OTHER_KEY, purpose: str = "authentication", **options: str
) -> JsonObject:
    """Signed by the holder."""
    asked: JsonObject = {
        "verificationMethod": method_of(key),
        "proofPurpose": purpose,
        "created": "2026-11-01T00:00:00Z",
        **options,
    }
    context = Visit(World(NOW), DEFAULT, verify_in)
    return all_suites()["eddsa-rdfc-2022"].sign_document(unsigned(*credentials), asked, key, context)


def ask(client: TestClient, document: JsonObject, **options: Json) -> tuple[int, list[str]]:
    response = client.post(PATH, json={"verifiablePresentation": document, "options": options})
    assert response.json()["verified"] is (response.status_code == 200)
    return response.status_code, [each["code"] for each in response.json()["problemDetails"]]


def test_a_presentation_of_a_valid_credential_is_200(client: TestClient) -> None:
    assert ask(client, presentation(signed_credential(), **BOUND), **BOUND) == (200, [])
    assert ask(client, presentation(signed_credential()), checks=[]) == (200, [])


def test_an_empty_presentation_may_verify_where_it_is_signed(client: TestClient) -> None:
    assert ask(client, presentation(**BOUND), **BOUND) == (200, [])
    assert ask(client, unsigned())[0] == 400
    assert ask(client, {**presentation(), "id": "urn:x:1"})[0] == 400


def test_one_that_nobody_signed_is_400_whatever_is_in_it(client: TestClient) -> None:
    status, codes = ask(client, unsigned(signed_credential()))
    assert (status, codes[0]) == (400, "proof.missing")


@pytest.mark.parametrize("other", [{"domain": "x.example"}, {"challenge": "c2"}])
def test_domain_and_challenge_have_to_be_its_own(client: TestClient, other: JsonObject) -> None:
    assert ask(client, presentation(signed_credential(), **BOUND), **{**BOUND, **other})[0] == 400
    assert ask(client, presentation(signed_credential()), **BOUND)[0] == 400


def test_everything_in_it_counts(client: TestClient) -> None:
    forged = {**signed_credential(), "name": "x"}
    assert ask(client, presentation(signed_credential(), forged))[0] == 400
    assert ask(client, presentation(signed_credential(), purpose="assertionMethod"))[0] == 400
    assert ask(client, presentation(signed_credential(), key=KEY))[0] == 400  # not the holder that it names


def test_claims_of_the_holders_own_need_no_further_proof(client: TestClient) -> None:
    assert ask(client, presentation(credential(did_key(OTHER_KEY)))) == (200, [])
    assert ask(client, presentation(credential(did_key())))[0] == 400
    later = {**credential(did_key(OTHER_KEY)), "validFrom": "2030-01-01T00:00:00Z"}
    assert ask(client, presentation(later))[0] == 400


@pytest.mark.parametrize(
    "holder", [None, did_key(OTHER_KEY), {"id": did_key(OTHER_KEY)}], ids=["nobody", "a URL", "one"]
)
def test_a_holder_may_be_nobody_a_url_or_an_object(client: TestClient, holder: Json) -> None:
    def shown(*credentials: JsonObject) -> JsonObject:
        document = {**unsigned(*credentials), "holder": holder}
        if holder is None:
            del document["holder"]
        asked: JsonObject = {"verificationMethod": method_of(OTHER_KEY), "proofPurpose": "authentication", **BOUND}
        suite = all_suites()["eddsa-rdfc-2022"]
        return suite.sign_document(document, asked, OTHER_KEY, Visit(World(NOW), DEFAULT, verify_in))

    theirs, own = signed_credential(), credential(did_key(OTHER_KEY))
    other = sign({**credential(), "id": "urn:uuid:7f3f0b52-0000-4000-8000-000000000009", "name": "Another"})
    assert ask(client, shown(theirs, other), checks=[]) == (200, [])
    assert ask(client, shown(theirs), checks=["proof"], challenge="c1") == (200, [])
    assert ask(client, shown(own), checks=[])[0] == (400 if holder is None else 200)  # who asserts it has to be named
    broken = shown(theirs)
    broken["proof"]["proofValue"] = "z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh"  # type: ignore[index,call-overload]
    assert ask(client, broken, checks=[])[0] == 400


@pytest.mark.parametrize("holder", ["did:example:acme", {"id": "z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"}, {}])
def test_a_holder_who_did_not_sign_or_has_no_identifier_is_400(client: TestClient, holder: Json) -> None:
    signed = presentation(signed_credential())
    assert ask(client, {**signed, "holder": holder})[0] == 400
    assert ask(client, {**presentation(credential(did_key(OTHER_KEY))), "holder": holder})[0] == 400


@pytest.mark.parametrize(("expected", "status"), [("authentication", 200), ("assertionMethod", 400)])
def test_an_expected_purpose_has_to_be_the_presentations(client: TestClient, expected: str, status: int) -> None:
    assert ask(client, presentation(signed_credential()), expectedProofPurpose=expected)[0] == status


def test_a_credential_is_no_presentation_and_the_other_way_round(client: TestClient) -> None:
    assert ask(client, signed_credential())[0] == 400
    response = client.post(
        "/vc-api/credentials/verify", json={"verifiableCredential": presentation(signed_credential())}
    )
    assert response.status_code == 400
