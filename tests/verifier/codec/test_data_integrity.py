"""What the suites have in common: contexts of proofs, the names of their options, hashes, sets of proofs."""

import pytest

from tests.issuing import ED25519_2020, KEY, V1, V2, credential, signed_credential
from verifier.codec import data_integrity, meaning
from verifier.codec.keys import PublicKey
from verifier.codec.nquads import Quad, iri, literal
from verifier.contexts import bundled
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unsupported

SECURITY = "https://w3id.org/security#"


def load(url: str) -> JsonObject:
    from verifier.codec.json_text import read_json

    found = read_json(bundled(url) or b"{}")
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("proof", "proofs"),
    [("gone", []), (None, []), ({}, [{}]), ([], []), ([{}, 7], [{}, 7]), ("x", ["x"]), (False, [False]), (0, [0])],
)
def test_proofs_of_a_document(proof: Json, proofs: list[Json]) -> None:
    assert data_integrity.proofs_of({} if proof == "gone" else {"proof": proof}) == proofs


def test_a_document_without_its_proofs_is_all_the_rest() -> None:
    document: JsonObject = {"a": 1, "proof": {}, "b": {"proof": 2}}
    assert data_integrity.unsecured(document) == {"a": 1, "b": {"proof": 2}}
    assert "proof" in document


def test_a_proof_is_added_to_those_that_are_there() -> None:
    one: JsonObject = {"n": 1}
    document: JsonObject = {"a": 1}
    first = data_integrity.add_proof(document, one)
    assert first == {"a": 1, "proof": {"n": 1}}
    assert data_integrity.add_proof(first, {"n": 2}) == {"a": 1, "proof": [{"n": 1}, {"n": 2}]}
    assert document == {"a": 1}


@pytest.mark.parametrize(
    ("own", "outer", "good"),
    [
        (None, [V2], True),
        (V2, [V2, V1], True),
        ([V2], V2, True),
        ([V2, V1], [V2, V1], True),
        ([], [V2], True),
        (V1, [V2, V1], False),
        ([V2, V1], [V2], False),
        ([V1, V2], [V2, V1], False),
        ({}, [V2], False),
        (7, V2, False),
    ],
)
def test_a_proofs_own_context_has_to_be_the_documents_beginning(own: Json, outer: Json, good: bool) -> None:
    proof: JsonObject = {"proofValue": "z", "created": "2026-11-21T12:00:00Z"} | (
        {} if own is None else {"@context": own}
    )
    document: JsonObject = {"@context": outer}
    if good:
        assert data_integrity.proof_config(document, proof) == {
            "created": "2026-11-21T12:00:00Z",
            "@context": outer,
        }
        return
    with pytest.raises(Malformed) as caught:
        data_integrity.proof_config(document, proof)
    assert caught.value.code == "proof.context"


def test_a_proof_follows_ten_others_at_most() -> None:
    others: list[Json] = [{"id": f"urn:x:{number}"} for number in range(11)]
    names: list[Json] = [f"urn:x:{number}" for number in range(11)]
    document: JsonObject = {"name": "Bread", "proof": [*others]}
    assert data_integrity.covered(document, {"previousProof": names[:-1]}) == {"name": "Bread", "proof": others[:-1]}
    with pytest.raises(Malformed) as caught:
        data_integrity.covered(document, {"previousProof": names})
    assert caught.value.code == "proof.previous"


def test_before_data_integrity_a_proof_has_its_own_context() -> None:
    document: JsonObject = {"@context": [V1]}
    assert data_integrity.legacy_proof_config(document, {"proofValue": "z"}) == {"@context": [V1]}
    assert data_integrity.legacy_proof_config(document, {"@context": ED25519_2020}) == {"@context": ED25519_2020}


def config(**more: Json) -> JsonObject:
    return {
        "@context": V2,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-21T12:00:00Z",
        "verificationMethod": "did:web:x.example#1",
        "proofPurpose": "assertionMethod",
        **more,
    }


def test_the_hash_is_of_the_options_and_then_of_the_document() -> None:
    document = credential()
    one = data_integrity.rdfc_hash(document, config(), load)
    assert len(one) == 64
    assert len(data_integrity.rdfc_hash(document, config(), load, "sha384")) == 96
    other_options = data_integrity.rdfc_hash(document, config(created="2026-11-21T12:00:01Z"), load)
    assert (one[:32] != other_options[:32], one[32:]) == (True, other_options[32:])
    other_document = data_integrity.rdfc_hash({**document, "name": "x"}, config(), load)
    assert (one[:32], one[32:] != other_document[32:]) == (other_document[:32], True)


@pytest.mark.parametrize(
    ("document", "options", "code"),
    [
        ({**credential(), "unheard": 1}, config(), "structure.undefined_term"),
        (credential(), config(unheard=1), "proof.undefined_term"),
        (credential(), config(verificationMethod="#1"), "proof.undefined_term"),
        (credential(), config(**{"@context": [V2, V2, 7]}), "proof.jsonld"),
        (credential(), config(**{"@context": [V2, {"on": SECURITY + "domain"}], "on": "x"}), "proof.malformed"),
        (credential(), config(**{SECURITY + "domain": "x"}), "proof.malformed"),
    ],
)
def test_what_is_wrong_is_said_of_the_right_one(document: JsonObject, options: JsonObject, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        data_integrity.rdfc_hash(document, options, load)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"id": "urn:x:1"},
        {"expires": "2027-01-01T00:00:00Z"},
        {"domain": "x.example", "challenge": "c", "nonce": "n"},
        {"domain": ["x.example", "y.example"]},
        {"domain": 'a "quoted"\n\\one'},
        {"previousProof": "urn:x:0"},
        {"previousProof": ["urn:x:0", "urn:x:1"]},
        {"verificationMethod": {"id": "did:web:x.example#1"}},
        {"created": None},
    ],
)
def test_options_under_their_own_names(more: JsonObject) -> None:
    assert data_integrity.rdfc_hash(credential(), config(**more), load)


def test_options_whose_names_were_exchanged_are_refused() -> None:
    dates = {"created": "2026-01-01T00:00:00Z", "expires": "2020-01-01T00:00:00Z"}
    node, date = "_:b0", "http://www.w3.org/2001/XMLSchema#dateTime"
    created, expiration = iri("http://purl.org/dc/terms/created"), iri(SECURITY + "expiration")
    straight = [
        Quad(node, created, literal(dates["created"], date)),
        Quad(node, expiration, literal(dates["expires"], date)),
    ]
    crossed = [
        Quad(node, created, literal(dates["expires"], date)),
        Quad(node, expiration, literal(dates["created"], date)),
    ]
    meaning.check_proof_names({**dates}, straight)
    with pytest.raises(Malformed) as caught:
        meaning.check_proof_names({**dates}, crossed)
    assert caught.value.code == "proof.malformed"


def test_an_option_that_we_do_not_know_may_limit_the_proof() -> None:
    with pytest.raises(Unsupported) as caught:
        data_integrity.rdfc_hash(credential(), config(**{"https://x.example/only-on-mondays": "yes"}), load)
    assert (caught.value.code, caught.value.facts) == (
        "proof.unsupported",
        {"option": "https://x.example/only-on-mondays"},
    )


def test_a_key_of_another_curve_is_never_tried() -> None:
    with pytest.raises(Invalid) as caught:
        data_integrity.scheme_for(PublicKey("P-256", KEY.public.raw), data_integrity.EDDSA)
    assert caught.value.code == "proof.signature"


def test_signing_and_verifying() -> None:
    scheme = data_integrity.scheme_for(KEY, data_integrity.EDDSA)
    value = data_integrity.sign_value(KEY, b"message", scheme)
    data_integrity.verify_value(KEY.public, b"message", {"proofValue": value}, scheme)
    with pytest.raises(Invalid):
        data_integrity.verify_value(KEY.public, b"other", {"proofValue": value}, scheme)
    assert signed_credential()["proof"]
