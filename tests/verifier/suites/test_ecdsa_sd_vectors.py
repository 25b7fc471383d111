"""ecdsa-sd-2023 against the vectors of Data Integrity ECDSA Cryptosuites 1.0: every intermediate value, both ways."""

from __future__ import annotations

from typing import cast

import pytest

from tests.verifier.suites.vectors import HOLDER, Vectors, by_place, context, read
from verifier.codec import data_integrity, jsonld, proof_values, rdfc
from verifier.codec.keys import PrivateKey, PublicKey, read_multikey
from verifier.codec.multibase import decode, encode
from verifier.codec.selective import Statements, hash_lines, hmac_labels, read_revealed, split_revealed
from verifier.errors import Invalid, JsonObject
from verifier.suites import ecdsa_sd_2023

pytestmark = pytest.mark.corpus

ROOT = "vc-di-ecdsa"
EXAMPLES = [
    Vectors(f"{ROOT}/ecdsa-sd-2023/{folder}", *(f"{ROOT}/{name}.json" for name in names))
    for folder, *names in [
        ("employ", "employmentAuth", "employMandatory", "employSelective"),
        ("prc", "prCredUnsigned", "prCredMandatory", "prCredSelective"),
    ]
]
each_example = pytest.mark.parametrize("vectors", EXAMPLES, ids=str)


def material() -> JsonObject:
    return cast(JsonObject, read(f"{ROOT}/ecdsa-sd-2023/SDKeyMaterial.json"))


def hmac_key() -> bytes:
    return bytes.fromhex(str(material()["hmacKeyString"]))


def key(name: str) -> PrivateKey:
    pair = cast(JsonObject, material()[name])
    return PrivateKey("P-256", decode(str(pair["secretKeyMultibase"]))[2:])


def public(name: str) -> PublicKey:
    return read_multikey(str(cast(JsonObject, material()[name])["publicKeyMultibase"]))


def statements(vectors: Vectors) -> Statements:
    return Statements(vectors.unsigned, hmac_labels(hmac_key()), context().load_context)


@each_example
def test_the_documents_statements_in_canonical_form(vectors: Vectors) -> None:
    quads = jsonld.to_quads(vectors.unsigned, context().load_context)
    assert rdfc.canonicalize(quads) == "".join(vectors.lines("addBaseDocCanon"))


@each_example
def test_the_documents_statements_under_labels_that_only_the_hmac_key_gives(vectors: Vectors) -> None:
    assert statements(vectors).lines == vectors.lines("addBaseDocHMACCanon")


@each_example
def test_mandatory_statements_and_others(vectors: Vectors) -> None:
    found, expected = statements(vectors), vectors["addBaseTransform"]
    chosen = found.choose(vectors.pointers(vectors.mandatory))
    assert {place: found.lines[place] for place in chosen} == by_place(expected["mandatory"])
    assert found.split(chosen)[1] == list(by_place(expected["nonMandatory"]).values())


@each_example
def test_what_is_hashed(vectors: Vectors) -> None:
    options = vectors["addProofConfig"]
    config = data_integrity.proof_config(vectors.unsigned, options)
    found, expected = statements(vectors), vectors["addHashData"]
    mandatory = found.split(found.choose(vectors.pointers(vectors.mandatory)))[0]
    assert data_integrity.hash_config(config, context().load_context).hex() == expected["proofHash"]
    assert hash_lines(mandatory).hex() == expected["mandatoryHash"]


def signed(vectors: Vectors) -> JsonObject:
    options = {name: value for name, value in vectors["addProofConfig"].items() if name != "@context"}
    options = {**options, "mandatoryPointers": [*vectors.pointers(vectors.mandatory)]}
    keys = (key("baseKeyPair"), context(), hmac_key(), key("proofKeyPair"))
    return ecdsa_sd_2023.sign_with(vectors.unsigned, options, *keys)


@each_example
def test_the_base_proof_to_the_last_byte(vectors: Vectors) -> None:
    document = signed(vectors)
    base, own, secret, signatures, _ = proof_values.read_value(cast(JsonObject, document["proof"]), 5)
    expected = vectors["addRawBaseSignatureInfo"]
    assert proof_values.octets(base).hex() == expected["baseSignature"]
    assert encode(proof_values.octets(own)) == expected["publicKey"]
    assert [each.hex() for each in proof_values.octet_strings(signatures, 64)] == expected["signatures"]
    assert secret == hmac_key()
    assert document == vectors["addSignedSDBase"]


@each_example
def test_which_statements_are_shown(vectors: Vectors) -> None:
    found, expected = statements(vectors), vectors["derivedGroupIndexes"]
    mandatory, selective = (vectors.pointers(each) for each in (vectors.mandatory, vectors.selective))
    assert found.choose(mandatory) == expected["mandatoryIndexes"]
    assert found.choose(selective) == expected["selectiveIndexes"]
    assert found.choose([*mandatory, *selective]) == expected["combinedIndexes"]


@each_example
def test_what_a_holder_shows(vectors: Vectors) -> None:
    shown = statements(vectors).disclose(vectors.pointers(vectors.mandatory), vectors.pointers(vectors.selective))
    expected = vectors["derivedDisclosureData"]
    labels = cast(list[tuple[str, str]], cast(JsonObject, expected["labelMap"])["value"])
    assert shown.document == vectors["derivedUnsignedReveal"]
    assert shown.mandatory == vectors["derivedAdjMandatoryIndexes"]["adjMandatoryIndexes"]
    assert shown.mandatory == expected["mandatoryIndexes"]
    assert shown.disclosed == vectors["derivedAdjSignatures"]["adjSignatureIndexes"]
    assert {f"c14n{number}": label for number, label in shown.labels.items()} == dict(labels)


@each_example
def test_the_derived_proof_to_the_last_byte(vectors: Vectors) -> None:
    base = vectors["addSignedSDBase"]
    pointers = vectors.pointers(vectors.selective)
    derived = ecdsa_sd_2023.derive_document(base, cast(JsonObject, base["proof"]), pointers, context())
    assert derived == vectors["derivedRevealDocument"]


@each_example
def test_what_a_verifier_sees(vectors: Vectors) -> None:
    revealed, expected = vectors["derivedRevealDocument"], vectors["verifyCreateVerifyData"]
    _, _, _, labels, places = proof_values.read_value(cast(JsonObject, revealed["proof"]), 5)
    assert labels
    shown = statements(vectors).disclose(vectors.pointers(vectors.mandatory), vectors.pointers(vectors.selective))
    unsecured = data_integrity.unsecured(revealed)
    lines = read_revealed(unsecured, shown.labels, context().load_context)
    assert lines == vectors.lines("verifyNQuads")
    mandatory, others = split_revealed(lines, proof_values.places(places))
    assert others == expected["nonMandatory"]
    assert hash_lines(mandatory).hex() == expected["mandatoryHash"]


@each_example
def test_the_derived_proof_verifies_and_the_base_proof_does_for_its_holder_alone(vectors: Vectors) -> None:
    revealed, base, issuer = vectors["derivedRevealDocument"], vectors["addSignedSDBase"], public("baseKeyPair")
    ecdsa_sd_2023.verify_proof(revealed, cast(JsonObject, revealed["proof"]), issuer, context())
    ecdsa_sd_2023.verify_proof(base, cast(JsonObject, base["proof"]), issuer, context(HOLDER))
    with pytest.raises(Invalid, match=r"proof\.base_proof"):
        ecdsa_sd_2023.verify_proof(base, cast(JsonObject, base["proof"]), issuer, context())
