"""What the official suites of the VC Data Model 2.0 and of Bitstring Status Lists send to an issuer, by section: what
has to be issued, and then verifies, and what has to be refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.wallet.demo_issuers import V2, document, issue, issuing, report
from verifier.errors import Json, JsonObject

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
NAMED: JsonObject = {name: f"https://example.org/#{name}" for name in ("Some", "Status", "Terms", "Proof")}
SERVICE = "https://example.org/#Service"
NO_URL = "https ://not-a-url/4"
AWAY = "https://example.org/degree.json"
MULTIHASH = "uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"
DOG: Json = {"@value": "Dog", "@language": "en"}
DIRECTED: Json = {**DOG, "@direction": "ltr"}
MARKED: Json = {**DOG, "url": "did:example:url"}
DOGS: Json = [DOG, {"@value": "Chien", "@language": "fr"}]
ENTRY: JsonObject = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "3",
    "statusListCredential": "https://other.example/list",
}


def made(*contexts: Json, **more: Json) -> JsonObject:
    """With further contexts."""
    return document(**{"@context": [V2, *contexts]}, **more)


def related(*entries: Json) -> JsonObject:
    return document(relatedResource=[*entries])


SRI, MULTIBASE = "digestSRI", "digestMultibase"
ACCEPTED: dict[str, JsonObject] = {
    # 4.3 contexts
    "the examples' context": made(EXAMPLES, type=["VerifiableCredential", "Example"]),
    "a context of its own": made(NAMED, type=["VerifiableCredential", "Some"]),
    # 4.4 identifiers, 4.5 types
    "an id": document(id="urn:uuid:7f3f0b52-0000-4000-8000-000000000001"),
    "a type that is a URL": document(type=["VerifiableCredential", "https://example.org/#Example"]),
    "types in another order": document(type=["https://example.org/#Example", "VerifiableCredential"]),
    # 4.6 names and descriptions, 11.1 languages and directions
    **{
        f"{member} {kind}": document(**{member: value})
        for member in ("name", "description")
        for kind, value in {"": "Dog", "in a language": DOG, "in languages": DOGS, "with a direction": DIRECTED}.items()
    },
    **{
        f"an issuer's {member} {kind}": document(issuer={member: value})
        for member in ("name", "description")
        for kind, value in {"": "Dog", "in a language": DOG, "in languages": DOGS, "with a direction": DIRECTED}.items()
    },
    # 4.7 issuer, 4.8 subject
    "another's identifier": document(issuer="did:example:other-issuer"),
    "another's identifier in an object": document(issuer={"id": "did:example:issuer"}),
    "several subjects": document(credentialSubject=[{"id": "did:example:a"}, {"id": "did:example:b"}]),
    "a subject with an id alone": document(credentialSubject={"id": "did:example:a"}),
    # 4.9 dates
    "a moment to the millisecond": document(validFrom="2023-02-25T19:10:39.123Z", validUntil="2999-01-01T00:00:00.5Z"),
    "a moment elsewhere": document(validFrom="2023-02-25T19:10:39-06:00"),
    "an end": document(validUntil="2027-01-02T03:04:05Z"),
    "a beginning far ahead": document(validFrom="9999-01-02T03:04:05Z"),
    "an end that is over": document(validFrom=None, validUntil="2021-01-02T03:04:05Z"),
    # 4.10 status, 4.11 schemas, 5.4 refreshing, 5.5 terms, 5.6 evidence
    "a status": made(NAMED, credentialStatus={"id": "did:example:status", "type": "Status"}),
    "a status without an id": made(NAMED, credentialStatus={"type": "Status"}),
    "a schema": document(credentialSchema={"id": "did:example:schemas/1", "type": SERVICE}),
    "schemas": document(credentialSchema=[{"id": f"did:example:schemas/{each}", "type": SERVICE} for each in (1, 2)]),
    "a refresh service": document(refreshService={"id": "did:example:refresh/1", "type": SERVICE}),
    "refresh services": document(refreshService=[{"id": f"did:example:r/{each}", "type": SERVICE} for each in (1, 2)]),
    "terms of use": made(NAMED, termsOfUse={"type": "Terms", "id": "https://example.org/terms/1"}),
    "several terms of use": made(NAMED, termsOfUse=[{"type": "Terms"}, {"type": "Terms"}]),
    "evidence": made(NAMED, evidence={"type": "Proof"}),
    "several pieces of evidence": made(NAMED, evidence=[{"type": "Proof"}, {"type": "Proof"}]),
    # 5.3 related resources: what is at hand, its earlier text, what is elsewhere, and a digest of too many letters
    "a resource at hand": related(
        {
            "id": V2,
            SRI: "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
            MULTIBASE: "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ",
            "mediaType": "application/ld+json",
        }
    ),
    "its earlier text": related(
        {
            "id": V2,
            SRI: "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
            MULTIBASE: "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k",
        }
    ),
    "resources elsewhere": related(
        {"id": AWAY, MULTIBASE: MULTIHASH, "mediaType": "application/json"},
        {"id": f"{AWAY}?q=1", SRI: "sha256-MIwhzJyufmsjiGS1qP0waCmFb0gKa5ZGBI0ZZtfQo9Ls="},
    ),
}
REFUSED: dict[str, object] = {
    # no document at all
    "text": "a credential",
    "a list": [document()],
    "nothing": {},
    "null": None,
    "something else": {"type": ["NonconformingDocument"]},
    # 4.3 contexts
    "no context": document(**{"@context": None}),
    **{f"a context {each!r}": {**document(), "@context": each} for each in (4, False, None, {"foo": True}, [])},
    "a foreign context": document(**{"@context": [EXAMPLES]}),
    "a misplaced context": document(**{"@context": [EXAMPLES, V2]}),
    "a context that is a number": made(123192875),
    "a context that is no URL": made(NO_URL),
    "a context that is nowhere": made("https://nowhere.example/v1"),
    "a term of the data model's defined anew": made({"VerifiableCredential": "https://example.org/#Other"}),
    "a protected term defined anew": made({"@protected": True, "Some": "urn:x:1"}, {"Some": "urn:x:2"}),
    # 4.4 identifiers
    "an id that is no URL": document(id="not a url"),
    "an id with a space": document(id=NO_URL),
    "an id that is null": {**document(), "id": None},
    "two ids": document(id=["urn:a:1", "urn:a:2"]),
    "a subject's id that is no URL": document(credentialSubject={"id": "subject", "name": "x"}),
    "two ids of a subject": document(credentialSubject={"id": ["did:example:a", "did:example:b"]}),
    # 4.5 types, and what JSON-LD would drop
    "no type": document(type=None),
    **{f"a type {each!r}": {**document(), "type": each} for each in (None, True, 4, [])},
    "another type": document(type=["VerifiablePresentation"]),
    "a type beside the required one": document(type=["https://example.org/#Example"]),
    "an undefined type": document(type=["VerifiableCredential", "UndefinedType"]),
    "a type that is mapped to no URL": made({"Some": NO_URL}, type=["VerifiableCredential", "Some"]),
    "a type that no vocabulary maps": made({"@vocab": None}, type=["VerifiableCredential", "Some"]),
    "an undefined term": document(undefinedTerm="x"),
    "an undefined term deep down": document(credentialSubject={"id": "did:example:s", "nonsense": {"a": 1}}),
    # 4.6 names and descriptions
    **{f"a {member} with an address": document(**{member: MARKED}) for member in ("name", "description")},
    **{f"an issuer's {each} with an address": document(issuer={each: MARKED}) for each in ("name", "description")},
    "a name that is a number": document(name=7),
    # 4.7 issuer
    **{f"an issuer {each!r}": {**document(), "issuer": each} for each in (None, True, 4, [], ["did:example:other"])},
    "an issuer that is no URL": document(issuer="not-a-url"),
    "a relative issuer": document(issuer="//issuer.example/1"),
    "an issuer with a null id": document(issuer={"id": None}),
    "an issuer with an id that is no URL": document(issuer={"id": "not-a-url"}),
    # 4.8 subject
    "no subject": document(credentialSubject=None),
    **{f"a subject {each!r}": {**document(), "credentialSubject": each} for each in (None, True, 4, {}, [])},
    "an empty subject among others": document(credentialSubject=[{"id": "did:example:s"}, {}]),
    "a subject that is text": document(credentialSubject="did:example:s"),
    # 4.9 dates
    **{f"a beginning {each!r}": document(validFrom=each) for each in ("yesterday", "2023-02-25", "05/03/2023")},
    **{f"an end {each!r}": document(validUntil=each) for each in ("tomorrow", "2099-02-25", "05/03/2099")},
    "an end before the beginning": document(validUntil="2025-01-02T03:04:05Z"),
    # 4.10 status, and Bitstring Status List 1.0, section 2.1
    "a status without a type": document(credentialStatus={"id": "urn:s:1"}),
    "a status of type 2": document(credentialStatus={"id": "urn:s:1", "type": 2}),
    "a status with two ids": made(NAMED, credentialStatus={"id": ["urn:s:1", "urn:s:2"], "type": "Status"}),
    "a status whose id is no URL": made(NAMED, credentialStatus={"id": NO_URL, "type": "Status"}),
    "a null status": {**document(), "credentialStatus": None},
    "a status that is text": document(credentialStatus="https://other.example/list"),
    "a place in a list as a number": document(credentialStatus={**ENTRY, "statusListIndex": 3}),
    "a place in a list as a truth": document(credentialStatus={**ENTRY, "statusListIndex": True}),
    "a place in a list below zero": document(credentialStatus={**ENTRY, "statusListIndex": "-3"}),
    "a status without a purpose": document(credentialStatus={k: v for k, v in ENTRY.items() if k != "statusPurpose"}),
    "a status without a list": document(credentialStatus={**ENTRY, "statusListCredential": "no address"}),
    "a status under another name": document(statusEntry={**ENTRY, "statusListIndex": True}),
    # 4.11 schemas, 5.4 refreshing, 5.5 terms, 5.6 evidence
    "a schema without a type": document(credentialSchema={"id": "https://x.example/schema"}),
    "a schema without an id": document(credentialSchema={"type": SERVICE}),
    "a schema whose id is no URL": document(credentialSchema={"id": NO_URL, "type": SERVICE}),
    "a refresh service without a type": document(refreshService={"id": "https://x.example/refresh"}),
    "terms of use without a type": document(termsOfUse={"id": "https://x.example/terms"}),
    "evidence without a type": document(evidence=[{"id": "https://x.example/evidence"}]),
    # 5.3 related resources
    "a resource that is text": document(relatedResource=V2),
    "resources that are texts": related(V2, EXAMPLES),
    "a resource without an id": related({"url": V2, MULTIBASE: MULTIHASH}),
    "a resource twice": related({"id": AWAY, MULTIBASE: MULTIHASH}, {"id": AWAY, MULTIBASE: MULTIHASH}),
    "resources without a digest": related({"id": V2}, {"id": EXAMPLES}),
    "a resource with a wrong digest": related({"id": V2, SRI: "sha256-" + "A" * 43 + "="}),
    "a resource with a wrong multibase digest": related({"id": V2, MULTIBASE: MULTIHASH}),
    "a resource with one wrong digest of two": related(
        {"id": V2, SRI: "sha256-" + "A" * 43 + "=", MULTIBASE: "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}
    ),
    "a digest in hexadecimal": related({"id": AWAY, SRI: "sha256-" + "c5" * 32}),
    "a multibase digest that is none": related({"id": AWAY, MULTIBASE: "uZTQ0MjM1NiAgcmVwb3J0cc5jZWxhdGVk"}),
}
TAGGED = pytest.mark.parametrize("name", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jose"])


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with issuing(tmp_path) as client:
        yield client


@TAGGED
@pytest.mark.parametrize("credential", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_has_to_be_issued_is_issued_and_verifies(client: TestClient, credential: JsonObject, name: str) -> None:
    response = issue(client, credential, name, {})
    assert response.status_code == 201, response.json()
    found = report(client, response.json())
    assert {found.check(each).outcome.value for each in ("structure", "key", "proof")} == {"pass"}


@TAGGED
@pytest.mark.parametrize("credential", REFUSED.values(), ids=REFUSED.keys())
def test_what_has_to_be_refused_is_refused(client: TestClient, credential: object, name: str) -> None:
    response = issue(client, credential, name, {})
    assert (response.status_code, "proof" in response.json()) == (400, False)
    assert response.json()["errors"][0]["code"]
    assert response.json()["problemDetails"][0]["type"]
