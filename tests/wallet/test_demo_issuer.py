"""The demo's issuers by their addresses: what every endpoint signs verifies, and what is not conformant is refused."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.world import NOW, Clock
from verifier import Report, World, derive, examine
from verifier.codec.bitstrings import decode_bitstring
from verifier.codec.jose import read_compact
from verifier.contexts import bundled
from verifier.errors import Json, JsonObject, Unreachable
from verifier.plugins import all_suites
from verifier.world import Answer
from wallet.demo import pages
from wallet.demo.issuer import SIGNERS, Issuers

URL = "https://issuer.test"
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
PROMISED = {
    *("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-rdfc-2019-p384", "ecdsa-jcs-2019"),
    *("ecdsa-sd-2023", "bbs-2023", "ed25519-signature-2020", "bitstring", "jose"),
}
EMBEDDED = sorted(PROMISED - {"jose"})
SELECTIVE = ("bbs-2023", "ecdsa-sd-2023")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    issuers = Issuers(tmp_path / "issuers.json", URL, Clock())
    with TestClient(Starlette(routes=pages.routes(issuers)), base_url=URL) as client:
        yield client


def document(**more: Json) -> JsonObject:
    """A conformant credential without an issuer; None leaves a member out."""
    plain: JsonObject = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {"id": "did:example:subject", "name": "Somebody"},
        **more,
    }
    return {name: value for name, value in plain.items() if value is not None}


def issue(client: TestClient, credential: object, name: str = "eddsa-rdfc-2022", options: object = None):
    body = {"credential": credential} if options is None else {"credential": credential, "options": options}
    response = client.post(f"/issuer/{name}/credentials/issue", json=body)
    assert response.headers["content-type"] == "application/json"
    return response


def report(client: TestClient, credential: JsonObject) -> Report:
    def fetch(url: str, accept: str) -> Answer:
        response = client.get(url)
        if not url.startswith(URL) or response.status_code != 200:
            raise Unreachable("fetch.failed", {"url": url})
        return Answer(url, response.content)

    return examine(json.dumps(credential).encode(), World(NOW, fetch)).report


def test_the_index_names_every_promised_issuer_with_its_did(client: TestClient) -> None:
    index = client.get("/issuer").json()
    assert index == {name: f"did:web:issuer.test:issuer:{name}" for name in PROMISED}
    for name, did in index.items():
        found = client.get(f"/issuer/{name}/did.json").json()
        assert found["id"] == did
        assert found["assertionMethod"] == [found["verificationMethod"][0]["id"]]
        assert found["verificationMethod"][0]["controller"] == did


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
    from verifier.codec.keys import read_jwk

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


ENTRY: JsonObject = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "3",
    "statusListCredential": "https://other.example/list",
}
SHA256 = base64.b64encode(hashlib.sha256(bundled(V2) or b"").digest()).decode()
EARLIER = base64.b64encode(bytes.fromhex("24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9")).decode()
WRONG = base64.b64encode(bytes(32)).decode()
REFUSED: dict[str, object] = {
    "an undefined term": document(undefinedTerm="x"),
    "an undefined type": document(type=["VerifiableCredential", "UndefinedType"]),
    "an undefined term deep down": document(credentialSubject={"id": "did:example:s", "nonsense": {"a": 1}}),
    "no subject": document(credentialSubject=None),
    "an empty subject": document(credentialSubject={}),
    "no subjects": document(credentialSubject=[]),
    "an empty subject among others": document(credentialSubject=[{"id": "did:example:s"}, {}]),
    "a subject that is text": document(credentialSubject="did:example:s"),
    "no context": document(**{"@context": None}),
    "a foreign context": document(**{"@context": ["https://www.w3.org/ns/credentials/examples/v2"]}),
    "a misplaced context": document(**{"@context": ["https://www.w3.org/ns/credentials/examples/v2", V2]}),
    "a context that is a number": document(**{"@context": [V2, 7]}),
    "a context that is nowhere": document(**{"@context": [V2, "https://nowhere.example/v1"]}),
    "no type": document(type=None),
    "another type": document(type=["VerifiablePresentation"]),
    "an id that is no URL": document(id="not a url"),
    "an id that is null": {**document(), "id": None},
    "two ids": document(id=["urn:a:1", "urn:a:2"]),
    "a subject's id that is no URL": document(credentialSubject={"id": "subject", "name": "x"}),
    "two ids of a subject": document(credentialSubject={"id": ["did:example:a", "did:example:b"]}),
    "a null issuer": {**document(), "issuer": None},
    "another's issuer": document(issuer="did:example:other"),
    "an issuer that is a list": document(issuer=["did:example:other"]),
    "an issuer with a null id": document(issuer={"id": None}),
    "a date that is none": document(validFrom="yesterday"),
    "an end before the beginning": document(validUntil="2025-01-02T03:04:05Z"),
    "a status without a type": document(credentialStatus={"id": "urn:s:1"}),
    "a null status": {**document(), "credentialStatus": None},
    "a status that is text": document(credentialStatus="https://other.example/list"),
    "a place in a list as a number": document(credentialStatus={**ENTRY, "statusListIndex": 3}),
    "a place in a list below zero": document(credentialStatus={**ENTRY, "statusListIndex": "-3"}),
    "a status without a purpose": document(credentialStatus={k: v for k, v in ENTRY.items() if k != "statusPurpose"}),
    "a status without a list": document(credentialStatus={**ENTRY, "statusListCredential": "no address"}),
    "a schema without a type": document(credentialSchema={"id": "https://x.example/schema"}),
    "evidence without a type": document(evidence=[{"id": "https://x.example/evidence"}]),
    "terms of use without a type": document(termsOfUse={"id": "https://x.example/terms"}),
    "a refresh service without a type": document(refreshService={"id": "https://x.example/refresh"}),
    "a resource that is text": document(relatedResource="https://x.example/a"),
    "resources that are texts": document(relatedResource=["https://x.example/a"]),
    "a resource without an id": document(relatedResource=[{"digestSRI": f"sha256-{SHA256}"}]),
    "a resource twice": document(relatedResource=[{"id": V2, "digestSRI": f"sha256-{SHA256}"}] * 2),
    "a resource without a digest": document(relatedResource=[{"id": V2}]),
    "a resource with a wrong digest": document(relatedResource=[{"id": V2, "digestSRI": f"sha256-{WRONG}"}]),
    "a resource with a wrong multibase digest": document(
        relatedResource=[{"id": V2, "digestMultibase": "uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"}]
    ),
    "a name with more than language and direction": document(name={"@value": "x", "url": "https://x.example"}),
    "a name that is a number": document(name=7),
    "text": "a credential",
    "a list": [document()],
    "nothing": {},
    "null": None,
}


@pytest.mark.parametrize("name", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jose"])
@pytest.mark.parametrize("credential", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_conformant_is_refused(client: TestClient, credential: object, name: str) -> None:
    response = issue(client, credential, name)
    assert (response.status_code, "proof" in response.json()) == (400, False)
    assert response.json()["errors"][0]["code"]
    assert response.json()["problemDetails"][0]["type"]


ACCEPTED: dict[str, JsonObject] = {
    "an id": document(id="urn:uuid:7f3f0b52-0000-4000-8000-000000000001"),
    "the examples' context": document(
        **{"@context": [V2, "https://www.w3.org/ns/credentials/examples/v2"]}, type=["VerifiableCredential", "Example"]
    ),
    "several subjects": document(credentialSubject=[{"id": "did:example:a"}, {"id": "did:example:b"}]),
    "an issuer with a name": document(issuer={"id": "did:web:issuer.test:issuer:eddsa-rdfc-2022", "name": "Demo"}),
    "names in languages": document(
        name=[{"@value": "Brot", "@language": "de"}, {"@value": "bread", "@language": "en"}]
    ),
    "an end": document(validUntil="2027-01-02T03:04:05Z"),
    "a resource with its digest": document(relatedResource=[{"id": V2, "digestSRI": f"sha256-{SHA256}"}]),
    "a resource's earlier text": document(relatedResource=[{"id": V2, "digestSRI": f"sha256-{EARLIER}"}]),
    "a resource that we do not have": document(
        relatedResource=[
            {"id": "https://x.example/a", "digestMultibase": "uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"}
        ]
    ),
}


@pytest.mark.parametrize("credential", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_is_conformant_is_issued_and_verifies(client: TestClient, credential: JsonObject) -> None:
    response = issue(client, credential)
    assert response.status_code == 201, response.json()
    assert report(client, response.json()).check("proof").outcome == "pass"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"credential": {}, "options": 7}'])
def test_a_malformed_body_is_400(client: TestClient, body: bytes) -> None:
    assert client.post("/issuer/jose/credentials/issue", content=body).status_code == 400


def test_unknown_issuers_are_404_and_keys_are_kept(tmp_path: Path, client: TestClient) -> None:
    assert client.post("/issuer/university/credentials/issue", json={"credential": document()}).status_code == 404
    assert client.post("/issuer/nobody/credentials/issue", json={"credential": document()}).status_code == 404
    again = Issuers(tmp_path / "issuers.json", URL, Clock())
    for name in PROMISED:
        assert again.did_document(name) == client.get(f"/issuer/{name}/did.json").json()


def test_a_file_of_an_earlier_version_gets_the_keys_that_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "issuers.json"
    before = Issuers(file, URL, Clock()).did_document("bitstring")
    state = json.loads(file.read_text("utf-8"))
    state["seeds"] = {"bitstring": state["seeds"]["bitstring"]}
    file.write_text(json.dumps(state), "utf-8")
    after = Issuers(file, URL, Clock())
    assert after.did_document("bitstring") == before
    assert after.did_document("bbs-2023") == Issuers(file, URL, Clock()).did_document("bbs-2023")
