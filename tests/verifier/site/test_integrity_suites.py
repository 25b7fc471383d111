"""What the official suites of Data Integrity send to a verifier (EdDSA, ECDSA, BBS), replayed for each cryptosuite."""

import copy
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.issuing import V1, V2, method_of
from tests.world import NOW
from verifier import World, derive
from verifier.codec.keys import PrivateKey, generate
from verifier.codec.multibase import decode, decode_base64url, encode, encode_base64url
from verifier.errors import Json, JsonObject, VerifierError
from verifier.issue import issue
from verifier.pipeline import verify_in
from verifier.plugins import all_suites
from verifier.policy import DEFAULT
from verifier.visit import Visit

VERIFY = "/vc-api/credentials/verify"
INTEGRITY = "https://w3id.org/security/data-integrity/v2"
CURVES = {
    "eddsa-rdfc-2022": "Ed25519",
    "eddsa-jcs-2022": "Ed25519",
    "ecdsa-rdfc-2019": "P-256",
    "ecdsa-rdfc-2019 P-384": "P-384",
    "ecdsa-jcs-2019": "P-256",
    "ecdsa-jcs-2019 P-384": "P-384",
    "ecdsa-sd-2023": "P-256",
    "bbs-2023": "BLS12-381-G2",
}
SELECTIVE = ("ecdsa-sd-2023", "bbs-2023")
KEYS = {name: generate(curve) for name, curve in CURVES.items()}
VISIT = Visit(World(NOW), DEFAULT, verify_in)
SHOWN = ["/credentialSubject/id", "/credentialSubject/alumniOf", "/name", "/validFrom"]


def unsigned(key: PrivateKey, version: str = "2.0") -> JsonObject:
    context: list[Json] = [V2] if version == "2.0" else [V1, INTEGRITY]
    own: JsonObject = {name: f"https://example.org/#{name}" for name in ("AlumniCredential", "alumniOf")}
    since = "validFrom" if version == "2.0" else "issuanceDate"
    return {
        "@context": [*context, {**own} if version == "2.0" else {**own, "name": "https://example.org/#name"}],
        "id": "urn:uuid:58172aac-d8ba-4aed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "issuer": method_of(key).partition("#")[0],
        since: "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    }


def shown(document: JsonObject, name: str) -> JsonObject:
    """What a holder shows of it: a part where the suite is for that."""
    if name not in SELECTIVE:
        return document
    return derive(document, [each for each in SHOWN if each != "/validFrom" or "validFrom" in document], World(NOW))


def signed(name: str, version: str = "2.0") -> JsonObject:
    key = KEYS[name]
    document = issue(unsigned(key, version), key, method_of(key), name.partition(" ")[0], World(NOW))
    return shown(document, name)


def signed_with(name: str, **options: Json) -> JsonObject:
    """With other options in the proof, under a signature that covers them; None leaves one out."""
    key = KEYS[name]
    usual: JsonObject = {
        "verificationMethod": method_of(key),
        "proofPurpose": "assertionMethod",
        "created": "2023-02-26T22:06:38Z",
        **options,
    }
    kept = {name: value for name, value in usual.items() if value is not None}
    return all_suites()[name.partition(" ")[0]].sign_document(unsigned(key), kept, key, VISIT)


def status_of(client: TestClient, document: JsonObject, **options: Json) -> int:
    response = client.post(VERIFY, json={"verifiableCredential": document, "options": {"checks": ["proof"], **options}})
    assert response.json()["verified"] is (response.status_code == 200)
    return response.status_code


each_suite = pytest.mark.parametrize("name", CURVES)
each_plain = pytest.mark.parametrize("name", [name for name in CURVES if name not in SELECTIVE])


@each_suite
@pytest.mark.parametrize("version", ["1.1", "2.0"])
def test_what_is_signed_is_200_and_no_other_purpose_is_expected_of_it(
    client: TestClient, name: str, version: str
) -> None:
    document = signed(name, version)
    assert status_of(client, document) == 200
    assert status_of(client, document, expectedProofPurpose="assertionMethod") == 200
    assert status_of(client, document, expectedProofPurpose="authentication") == 400


Change = Callable[[JsonObject, JsonObject], None]


def put(member: str, value: Json) -> Change:
    """A member of the proof, replaced."""

    def change(_document: JsonObject, proof: JsonObject) -> None:
        proof[member] = value

    return change


def leave_out(*members: str) -> Change:
    def change(_document: JsonObject, proof: JsonObject) -> None:
        for member in members:
            del proof[member]

    return change


def revalue(write: Callable[[str], str]) -> Change:
    def change(_document: JsonObject, proof: JsonObject) -> None:
        proof["proofValue"] = write(str(proof["proofValue"]))

    return change


def longer(value: str) -> str:
    """32 bytes more."""
    return encode(decode(value) + bytes(32)) if value[0] == "z" else "u" + encode_base64url(decode(value) + bytes(32))


def other_header(value: str) -> str:
    """The three bytes in front of the components of a selective proof (elsewhere the first three), changed."""
    data = decode(value) if value[0] == "z" else decode_base64url(value[1:])
    data = bytes([data[0], data[1], data[2] ^ 7]) + data[3:]
    return encode(data) if value[0] == "z" else "u" + encode_base64url(data)


def without_proof(document: JsonObject, _proof: JsonObject) -> None:
    del document["proof"]


def null_proof(document: JsonObject, _proof: JsonObject) -> None:
    document["proof"] = None


def undefined_term(document: JsonObject, _proof: JsonObject) -> None:
    document["credentialSubject"]["undefinedTerm"] = "IfDroppedWillVerify"  # type: ignore[index,call-overload]


def undefined_type(document: JsonObject, _proof: JsonObject) -> None:
    document["type"].append("UndefinedType")  # type: ignore[union-attr,arg-type]


def other_subject(document: JsonObject, _proof: JsonObject) -> None:
    document["credentialSubject"]["id"] = "urn:invalid"  # type: ignore[index,call-overload]


WRONG: dict[str, Change] = {
    "no proof": without_proof,
    "a null proof": null_proof,
    "no type": leave_out("type"),
    "an unknown type": put("type", "UnknownProofType"),
    "no cryptosuite": leave_out("cryptosuite"),
    "an unknown cryptosuite": put("cryptosuite", "UnknownCryptosuite"),
    "a cryptosuite that is a number": put("cryptosuite", 7),
    "no type and no cryptosuite": leave_out("type", "cryptosuite"),
    "no method": leave_out("verificationMethod"),
    "a method that is none": put("verificationMethod", "did:key:invalidVm"),
    "no purpose": leave_out("proofPurpose"),
    "a purpose that is none": put("proofPurpose", "invalidPurpose"),
    "another purpose": put("proofPurpose", "authentication"),
    "a created that is none": put("created", "invalidDate"),
    "an expires that is none": put("expires", "invalidDate"),
    "no value": leave_out("proofValue"),
    "a null value": put("proofValue", None),
    "a value without its header": revalue(lambda value: value[1:]),
    "a value of another header": revalue(lambda value: "a" + value[1:]),
    "the letter a": put("proofValue", "a"),
    "a longer value": revalue(longer),
    "other bytes in front": revalue(other_header),
    "text that is no UTF-8": revalue(lambda value: "u" + encode_base64url(b"\xd9\x5d\x03\xff\xfe")),
    "an undefined term": undefined_term,
    "an undefined type": undefined_type,
    "another subject": other_subject,
}


@each_suite
@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_a_proof_is_400(client: TestClient, name: str, change: Change) -> None:
    document = copy.deepcopy(signed(name))
    proof = document["proof"]
    assert isinstance(proof, dict)
    change(document, proof)
    assert status_of(client, document) == 400


@each_plain
@pytest.mark.parametrize(
    "options",
    [
        {"proofPurpose": "invalidPurpose"},
        {"proofPurpose": "authentication"},
        {"proofPurpose": None},
        {"created": "invalidDate"},
        {"expires": "invalidDate"},
        {"expires": "2026-11-21T11:59:59"},  # without an offset: UTC, and over
        {"verificationMethod": "did:key:invalidVm"},
        {"verificationMethod": None},
    ],
    ids=str,
)
def test_a_signature_over_it_does_not_make_it_right(client: TestClient, name: str, options: JsonObject) -> None:
    try:
        document = signed_with(name, **options)
    except (VerifierError, KeyError):
        return  # not even our signer writes it
    assert status_of(client, document) == 400


@each_plain
def test_options_that_are_left_out_or_written_carelessly_are_no_fault(client: TestClient, name: str) -> None:
    assert status_of(client, signed_with(name, created=None)) == 200
    assert status_of(client, signed_with(name, created="2025-11-21T12:00:00Z")) == 200
    assert status_of(client, signed_with(name, expires="2026-11-21T12:00:01Z")) == 200


@each_plain
def test_domain_and_challenge_have_to_be_what_the_options_say(client: TestClient, name: str) -> None:
    expected: JsonObject = {"domain": "domain.example", "challenge": "1235abcd6789"}
    assert status_of(client, signed_with(name, **expected), **expected) == 200
    assert status_of(client, signed_with(name, **{**expected, "domain": "other.example"}), **expected) == 400
    assert status_of(client, signed_with(name, **{**expected, "challenge": "other"}), **expected) == 400
    assert status_of(client, signed_with(name), domain="domain.example") == 400


@pytest.mark.parametrize(("one", "other"), [("rdfc", "jcs"), ("jcs", "rdfc")])
@pytest.mark.parametrize("family", ["eddsa-{}-2022", "ecdsa-{}-2019"])
def test_a_canonical_form_that_is_not_the_suites_is_400(client: TestClient, family: str, one: str, other: str) -> None:
    document = signed(family.format(one))
    proof = document["proof"]
    assert isinstance(proof, dict)
    assert status_of(client, {**document, "proof": {**proof, "cryptosuite": family.format(other)}}) == 400


# Sets and chains


def chained(name: str, previous: Json, *, broken: bool = False) -> JsonObject:
    """Two proofs of one issuer: the first has an id, the second names what it is about."""
    first_id = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"
    key, suite = KEYS[name], all_suites()[name.partition(" ")[0]]
    usual: JsonObject = {"verificationMethod": method_of(key), "proofPurpose": "assertionMethod"}
    document = suite.sign_document(unsigned(key), {**usual, "id": first_id}, key, VISIT)
    more: JsonObject = {} if previous is None else {"previousProof": [first_id] if previous == [] else previous}
    if previous == "first":
        more = {"previousProof": first_id}
    document = suite.sign_document(document, {**usual, **more}, key, VISIT)
    if broken:
        document["proof"][0]["proofValue"] = "z" + "1" * 64  # type: ignore[index,call-overload]
    return document


@each_plain
@pytest.mark.parametrize("previous", [None, "first", []], ids=["a set", "a chain", "a chain by a list"])
def test_sets_and_chains_are_200_while_every_proof_holds(client: TestClient, name: str, previous: Json) -> None:
    assert status_of(client, chained(name, previous)) == 200
    assert status_of(client, chained(name, previous, broken=True)) == 400


@each_plain
@pytest.mark.parametrize("previous", ["urn:uuid:missing", ["urn:uuid:missing"], 456321, {"id": "first"}], ids=str)
def test_a_chain_that_hangs_on_nothing_is_400(client: TestClient, name: str, previous: Json) -> None:
    document = chained(name, "first")
    document["proof"][1]["previousProof"] = previous  # type: ignore[index,call-overload]
    assert status_of(client, document) == 400
    try:
        assert status_of(client, chained(name, previous)) == 400
    except VerifierError as error:  # not even our signer writes it
        assert error.code.startswith(("proof.", "structure."))
