"""The demo's issuers by their addresses: what each signs verifies, with its key, its list and its entries."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.wallet.demo_issuers import URL, V2, document, issue, issuing, report
from tests.world import NOW, Clock
from verifier import World, derive
from verifier.codec.bitstrings import decode_bitstring
from verifier.codec.jose import read_compact
from verifier.codec.keys import read_jwk, read_multikey
from verifier.plugins import all_suites
from wallet.demo.issuer import Issuers
from wallet.demo.signers import SIGNERS

V1 = "https://www.w3.org/2018/credentials/v1"
PROMISED = {
    *("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-rdfc-2019-p384", "ecdsa-jcs-2019"),
    *("ecdsa-sd-2023", "bbs-2023", "ed25519-signature-2020", "bitstring", "jose"),
}
BY_DOMAIN = {"bitstring", "jose"}
EMBEDDED = sorted(PROMISED - {"jose"})
SELECTIVE = ("bbs-2023", "ecdsa-sd-2023")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with issuing(tmp_path) as client:
        yield client


def test_the_index_names_every_promised_issuer_with_its_did(client: TestClient) -> None:
    index = client.get("/issuer").json()
    assert index.keys() == PROMISED
    assert {name: index[name] for name in BY_DOMAIN} == {
        name: f"did:web:issuer.test:issuer:{name}" for name in BY_DOMAIN
    }
    for name in BY_DOMAIN:
        found = client.get(f"/issuer/{name}/did.json").json()
        assert found["id"] == index[name]
        assert found["assertionMethod"] == [found["verificationMethod"][0]["id"]]
        assert found["verificationMethod"][0]["controller"] == index[name]


def test_an_issuer_for_each_cryptosuite_is_its_key(client: TestClient) -> None:
    index = client.get("/issuer").json()
    for name in PROMISED - BY_DOMAIN:
        scheme, _, multikey = index[name].rpartition(":")
        assert (scheme, read_multikey(multikey).curve) == ("did:key", SIGNERS[name].curve)
        method = f"{index[name]}#{multikey}"
        assert issue(client, document(), name).json()["proof"]["verificationMethod"] == method
        assert client.get(f"/issuer/{name}/did.json").status_code == 404
        assert client.get(f"/issuer/{name}/status/revocation").status_code == 404


def test_only_suites_that_are_built_are_named() -> None:
    assert {signer.suite for signer in SIGNERS.values()} <= {*all_suites(), "jose"}


@pytest.mark.parametrize("name", EMBEDDED)
def test_what_is_issued_verifies(client: TestClient, name: str) -> None:
    response = issue(client, document(), name, {})
    assert response.status_code == 201
    issued = response.json()
    assert issued["issuer"] == client.get("/issuer").json()[name]
    if name in SELECTIVE:
        assert report(client, issued).code == "proof.base_proof"
        issued = derive(issued, ["/credentialSubject"], World(NOW))
        assert issued["validFrom"] == "2026-01-02T03:04:05Z"
    assert (report(client, issued).verdict, report(client, issued).code) == ("valid", "ok")
    assert report(client, {**issued, "validFrom": "2026-01-02T03:04:06Z"}).verdict == "invalid"


def test_jose_is_an_enveloped_jwt_with_a_key_of_the_issuers(client: TestClient) -> None:
    envelope = issue(client, document(), "jose").json()
    assert (envelope["type"], envelope["@context"]) == ("EnvelopedVerifiableCredential", [V2])
    assert envelope.keys() == {"@context", "id", "type"}
    kind, _, token = envelope["id"].partition(",")
    jws = read_compact(token)
    method = client.get("/issuer/jose/did.json").json()["verificationMethod"][0]
    assert (kind, jws.protected["typ"], jws.protected["alg"]) == ("data:application/vc+jwt", "vc+jwt", "ES256")
    assert jws.protected["kid"] == method["id"]
    assert read_jwk(method["publicKeyJwk"]).verify(jws.signing_input, jws.signature, "ES256")
    payload = json.loads(jws.payload)
    assert "vc" not in payload
    assert payload == {**document(), "issuer": "did:web:issuer.test:issuer:jose"}


@pytest.mark.parametrize("name", SELECTIVE)
def test_mandatory_pointers_are_always_shown_and_have_to_lead_somewhere(client: TestClient, name: str) -> None:
    options = {"mandatoryPointers": ["/issuer", "/credentialSubject/name"]}
    base = issue(client, document(), name, options).json()
    derived = derive(base, ["/validFrom"], World(NOW))
    assert derived["credentialSubject"]["name"] == "Somebody"
    for wrong in (["/nowhere"], ["issuer"], [7], "/issuer", {"a": 1}):
        assert issue(client, document(), name, {"mandatoryPointers": wrong}).status_code == 400


def test_bitstring_adds_an_entry_of_a_list_that_can_be_fetched(client: TestClient) -> None:
    first, second = (issue(client, document(), "bitstring").json() for _ in range(2))
    entry = first["credentialStatus"]
    assert (entry["type"], entry["statusPurpose"]) == ("BitstringStatusListEntry", "revocation")
    assert entry["statusListIndex"].isdecimal()
    assert entry["statusListIndex"] != second["credentialStatus"]["statusListIndex"]
    published = client.get(entry["statusListCredential"]).json()
    assert published["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert published["credentialSubject"]["type"] == "BitstringStatusList"
    assert published["credentialSubject"]["encodedList"].startswith("u")
    assert len(decode_bitstring(published["credentialSubject"]["encodedList"])) * 8 >= 131_072
    assert report(client, first).verdict == "valid"
    withdrawn = {"credentialId": first["id"], "credentialStatus": {"statusPurpose": "revocation", "status": "1"}}
    assert client.post("/issuer/bitstring/credentials/status", json=withdrawn).status_code == 200
    assert (report(client, first).code, report(client, second).code) == ("status.revoked", "ok")


def test_nothing_is_added_under_a_1_1_context_or_beside_an_entry(client: TestClient) -> None:
    old = document(**{"@context": [V1]}, validFrom=None, issuanceDate="2026-01-02T03:04:05Z")
    issued = issue(client, {**old, "credentialSubject": {"id": "did:example:subject"}}, "bitstring")
    assert (issued.status_code, "credentialStatus" in issued.json()) == (201, False)
    assert report(client, issued.json()).code == "ok"
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "3",
        "statusListCredential": "https://other.example/list",
    }
    assert issue(client, document(credentialStatus=entry), "bitstring").json()["credentialStatus"] == entry


def test_nobody_signs_for_another(client: TestClient) -> None:
    own = client.get("/issuer").json()["eddsa-rdfc-2022"]
    for named in ("did:example:other", {"id": "did:example:other", "name": "Demo"}, {"name": "Demo"}):
        issued = issue(client, document(issuer=named)).json()
        assert issued["issuer"] == (own if isinstance(named, str) else {"id": own, "name": "Demo"})
        assert report(client, issued).code == "ok"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"credential": {}, "options": 7}'])
def test_a_malformed_body_is_400(client: TestClient, body: bytes) -> None:
    assert client.post("/issuer/jose/credentials/issue", content=body).status_code == 400


def test_unknown_issuers_are_404_and_keys_are_kept(tmp_path: Path, client: TestClient) -> None:
    assert client.post("/issuer/university/credentials/issue", json={"credential": document()}).status_code == 404
    assert client.post("/issuer/nobody/credentials/issue", json={"credential": document()}).status_code == 404
    again = Issuers(tmp_path / "issuers.json", URL, Clock())
    assert {name: again.did(name) for name in PROMISED} == client.get("/issuer").json()
    for name in BY_DOMAIN:
        assert again.did_document(name) == client.get(f"/issuer/{name}/did.json").json()


def test_a_file_of_an_earlier_version_gets_the_keys_that_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "issuers.json"
    before = Issuers(file, URL, Clock()).did_document("bitstring")
    state = json.loads(file.read_text("utf-8"))
    state["seeds"] = {"bitstring": state["seeds"]["bitstring"]}
    file.write_text(json.dumps(state), "utf-8")
    after = Issuers(file, URL, Clock())
    assert after.did_document("bitstring") == before
    assert after.did("bbs-2023") == Issuers(file, URL, Clock()).did("bbs-2023")
    assert after.did_document("jose") == Issuers(file, URL, Clock()).did_document("jose")
