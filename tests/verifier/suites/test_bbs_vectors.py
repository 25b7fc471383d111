"""bbs-2023 against the vectors of Data Integrity BBS Cryptosuites 1.0: every intermediate value, both ways."""

from __future__ import annotations

from typing import cast

import pytest

from tests.verifier.suites.vectors import HOLDER, Vectors, by_place, context, read
from verifier.codec import data_integrity, jsonld, proof_values, rdfc
from verifier.codec.bbs_hashing import API_ID, EXPANDED, ORDER, expand_message
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.codec.selective import Statements, hash_lines, read_revealed, shuffled_labels
from verifier.errors import Invalid, JsonObject, Unsupported
from verifier.suites import bbs_2023

pytestmark = pytest.mark.corpus

ROOT = "vc-di-bbs"
BASELINE = [
    Vectors(ROOT, *(f"{ROOT}/wind{name}.json" for name in ("Doc", "Mandatory", "Selective"))),
    Vectors(f"{ROOT}/prc", *(f"{ROOT}/prCred{name}.json" for name in ("Unsigned", "Mandatory", "Selective"))),
]
LICENSE = [f"{ROOT}/FeatureInputs/license{name}.json" for name in ("", "Mandatory", "Selective")]
OTHERS = [Vectors(f"{ROOT}/{feature}", *LICENSE) for feature in ("HolderBinding", "Pseudonym", "PseudonymHB")]
each_example = pytest.mark.parametrize("vectors", BASELINE + OTHERS, ids=str)
each_baseline = pytest.mark.parametrize("vectors", BASELINE, ids=str)
each_other = pytest.mark.parametrize("vectors", OTHERS, ids=str)


def material(name: str) -> bytes:
    return bytes.fromhex(str(cast(JsonObject, read(f"{ROOT}/BBSKeyMaterial.json"))[name]))


def for_deriving(name: str) -> bytes:
    return bytes.fromhex(str(cast(JsonObject, read(f"{ROOT}/BBSDeriveMaterial.json"))[name]))


def mocked(number: int) -> list[int]:
    """The draft's mocked random scalars, under the tag with which these vectors were made."""
    octets = expand_message(for_deriving("pseudoRandSeedHex"), API_ID, EXPANDED * number)
    return [int.from_bytes(octets[at : at + EXPANDED]) % ORDER for at in range(0, len(octets), EXPANDED)]


def issuer() -> PublicKey:
    return PublicKey("BLS12-381-G2", material("publicKeyHex"))


def statements(vectors: Vectors) -> Statements:
    return Statements(vectors.unsigned, shuffled_labels(material("hmacKeyString")), context().load_context)


def proof_of(document: JsonObject) -> JsonObject:
    return cast(JsonObject, document["proof"])


@each_example
def test_the_documents_statements_in_canonical_form_and_under_shuffled_labels(vectors: Vectors) -> None:
    quads = jsonld.to_quads(vectors.unsigned, context().load_context)
    assert rdfc.canonicalize(quads) == "".join(vectors.lines("addBaseDocCanon"))
    assert statements(vectors).lines == vectors.lines("addBaseDocHMACCanon")


@each_example
def test_mandatory_statements_and_others(vectors: Vectors) -> None:
    found, expected = statements(vectors), vectors["addBaseTransform"]
    chosen = found.choose(vectors.pointers(vectors.mandatory))
    assert {place: found.lines[place] for place in chosen} == by_place(expected["mandatory"])
    assert found.split(chosen)[1] == list(by_place(expected["nonMandatory"]).values())


@each_example
def test_what_is_hashed(vectors: Vectors) -> None:
    config = data_integrity.proof_config(vectors.unsigned, vectors["addProofConfig"])
    found, expected = statements(vectors), vectors["addHashData"]
    mandatory = found.split(found.choose(vectors.pointers(vectors.mandatory)))[0]
    assert data_integrity.hash_config(config, context().load_context).hex() == expected["proofHash"]
    assert hash_lines(mandatory).hex() == expected["mandatoryHash"]


@each_baseline
def test_the_base_proof_to_the_last_byte(vectors: Vectors) -> None:
    key = PrivateKey("BLS12-381-G2", material("privateKeyHex"))
    assert key.public == issuer()
    options = {name: value for name, value in vectors["addProofConfig"].items() if name != "@context"}
    options = {**options, "mandatoryPointers": [*vectors.pointers(vectors.mandatory)]}
    signed = bbs_2023.sign_with(vectors.unsigned, options, key, context(), material("hmacKeyString"))
    signature = proof_values.octets(proof_values.read_value(proof_of(signed), 5)[0])
    assert signature.hex() == vectors["addRawBaseSignatureInfo"]["bbsSignature"]
    assert signed == vectors["addSignedSDBase"]


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
    assert shown.mandatory == vectors["derivedAdjIndexes"]["adjMandatoryIndexes"]
    assert shown.disclosed == vectors["derivedAdjIndexes"]["adjSelectiveIndexes"]
    assert {f"c14n{number}": label for number, label in shown.labels.items()} == dict(labels)


@each_baseline
def test_the_derived_proof_to_the_last_byte(vectors: Vectors) -> None:
    base, header = vectors["addSignedSDBase"], for_deriving("presentationHeaderHex")
    pointers = vectors.pointers(vectors.selective)
    derived = bbs_2023.derive_with(base, proof_of(base), pointers, context(), header, mocked)
    assert (
        proof_values.octets(proof_values.read_value(proof_of(derived), 5)[0]).hex()
        == (vectors["derivedDisclosureData"]["bbsProof"])
    )
    assert derived == vectors["derivedRevealDocument"]


@pytest.mark.parametrize("vectors", [BASELINE[1], *OTHERS], ids=str)
def test_what_a_verifier_sees(vectors: Vectors) -> None:
    shown = statements(vectors).disclose(vectors.pointers(vectors.mandatory), vectors.pointers(vectors.selective))
    unsecured = data_integrity.unsecured(vectors["derivedRevealDocument"])
    assert read_revealed(unsecured, shown.labels, context().load_context) == vectors.lines("verifyNQuads")


@each_baseline
def test_the_derived_proof_verifies_and_the_base_proof_does_for_its_holder_alone(vectors: Vectors) -> None:
    revealed, base = vectors["derivedRevealDocument"], vectors["addSignedSDBase"]
    bbs_2023.verify_proof(revealed, proof_of(revealed), issuer(), context())
    bbs_2023.verify_proof(base, proof_of(base), issuer(), context(HOLDER))
    with pytest.raises(Invalid, match=r"proof\.base_proof"):
        bbs_2023.verify_proof(base, proof_of(base), issuer(), context())


@each_other
def test_other_features_are_named_and_not_checked(vectors: Vectors) -> None:
    revealed, base = vectors["derivedRevealDocument"], vectors["addSignedSDBase"]
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        bbs_2023.verify_proof(revealed, proof_of(revealed), issuer(), context())
    with pytest.raises(Invalid, match=r"proof\.base_proof"):
        bbs_2023.verify_proof(base, proof_of(base), issuer(), context())
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        bbs_2023.verify_proof(base, proof_of(base), issuer(), context(HOLDER))
