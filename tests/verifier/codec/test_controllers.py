"""Controller documents: what is named for what, one odd method never hides the others."""

import pytest

from tests.issuing import KEY, OTHER_KEY, SECP256K1, WEB_DID, did_document, jwk_method, multikey_method
from verifier.codec.controllers import absolute, read_controller_document, read_method
from verifier.errors import Json, JsonObject, Malformed, Unsupported

METHOD = WEB_DID + "#key-1"


def test_methods_and_purposes() -> None:
    second = jwk_method("#key-2", OTHER_KEY)
    found = read_controller_document(
        did_document(verificationMethod=[multikey_method(), second], authentication=["#key-2"]), WEB_DID
    )
    assert {name: method.key for name, method in found.methods.items()} == {
        METHOD: KEY.public,
        WEB_DID + "#key-2": OTHER_KEY.public,
    }
    assert found.purposes == {"assertionMethod": {METHOD}, "authentication": {WEB_DID + "#key-2"}}
    assert found.unusable == {}


def test_a_method_that_is_embedded_counts_for_that_purpose_only() -> None:
    document = did_document(verificationMethod=None, assertionMethod=None, authentication=multikey_method())
    found = read_controller_document(document, WEB_DID)
    assert found.purposes == {"assertionMethod": frozenset(), "authentication": {METHOD}}
    assert set(found.methods) == {METHOD}


def test_publickey_of_older_documents() -> None:
    found = read_controller_document(did_document(verificationMethod=None, publicKey=[multikey_method()]), WEB_DID)
    assert set(found.methods) == {METHOD}


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "x",
        [],
        {},
        {"id": 7},
        {"id": "#odd"},
        {"id": "#odd", "publicKeyJwk": []},
        {"id": "#odd", "publicKeyMultibase": SECP256K1},
    ],
)
def test_one_odd_method_does_not_hide_the_others(odd: Json) -> None:
    found = read_controller_document(did_document(verificationMethod=[odd, multikey_method()]), WEB_DID)
    assert set(found.methods) == {METHOD}
    assert set(found.unusable) <= {WEB_DID + "#odd"}


@pytest.mark.parametrize(
    "document",
    [
        None,
        7,
        [],
        {},
        {"id": WEB_DID + "#"},
        {"id": WEB_DID.upper()},
        {"id": None},
        {"id": [WEB_DID]},
        {"@id": WEB_DID},
    ],
)
def test_a_document_of_somebody_else_is_refused(document: Json) -> None:
    with pytest.raises(Malformed) as caught:
        read_controller_document(document, WEB_DID)
    assert caught.value.code == "key.malformed"


def test_more_methods_than_anybody_needs_are_refused() -> None:
    few = [multikey_method(f"#{number}") for number in range(200)]
    assert len(read_controller_document(did_document(verificationMethod=few), WEB_DID).methods) == 200
    with pytest.raises(Malformed):
        read_controller_document(did_document(verificationMethod=few, assertionMethod=[multikey_method()]), WEB_DID)


@pytest.mark.parametrize("purpose", ["assertionMethod", "authentication"])
@pytest.mark.parametrize("value", [None, 7, {}, [7], [None], [[METHOD]], [{"id": 7}], "x"])
def test_odd_purposes_name_nothing_of_ours(purpose: str, value: Json) -> None:
    document: JsonObject = {**did_document(), purpose: value}
    assert METHOD not in read_controller_document(document, WEB_DID).purposes[purpose]


def test_a_method_has_its_controller_or_the_documents() -> None:
    assert read_method(multikey_method(controller="did:web:else.example"), METHOD, WEB_DID).controller != WEB_DID
    assert read_method({"publicKeyMultibase": KEY.public.multikey}, METHOD, WEB_DID).controller == WEB_DID


@pytest.mark.parametrize(
    ("entry", "error", "code"),
    [
        ({}, Unsupported, "key.unsupported"),
        ({"publicKeyBase58": "x"}, Unsupported, "key.unsupported"),
        ({"publicKeyPem": "x"}, Unsupported, "key.unsupported"),
        ({"publicKeyMultibase": SECP256K1}, Unsupported, "key.unsupported"),
        ({"publicKeyMultibase": "x"}, Malformed, "key.malformed"),
        ({"publicKeyMultibase": 7}, Unsupported, "key.unsupported"),
        ({"publicKeyJwk": {"kty": "RSA"}}, Malformed, "key.malformed"),
        ({"publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": "!"}}, Malformed, "key.malformed"),
    ],
)
def test_methods_of_no_use(entry: JsonObject, error: type[Exception], code: str) -> None:
    with pytest.raises(error) as caught:
        read_method(entry, METHOD, WEB_DID)
    assert str(caught.value) == code


@pytest.mark.parametrize(
    ("method", "expected"),
    [("#a", WEB_DID + "#a"), (METHOD, METHOD), ("", ""), ("did:x:y#a", "did:x:y#a"), ("a#b", "a#b")],
)
def test_only_a_bare_fragment_is_relative(method: str, expected: str) -> None:
    assert absolute(method, WEB_DID) == expected
