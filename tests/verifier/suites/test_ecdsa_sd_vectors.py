"""ecdsa-sd-2023 against the vectors of Data Integrity ECDSA Cryptosuites 1.0: keys, values and proofs, both ways."""

from __future__ import annotations

from typing import cast

import pytest

from tests.verifier.suites.vectors import ECDSA_KEYS, ECDSA_SD, HOLDER, Vectors, context, proof_of, read
from verifier.codec import data_integrity, proof_values
from verifier.codec.keys import PrivateKey, PublicKey, read_multikey
from verifier.codec.multibase import decode, encode
from verifier.codec.selective import hash_lines, read_revealed, split_revealed
from verifier.errors import Invalid, JsonObject
from verifier.suites import ecdsa_sd_2023

pytestmark = pytest.mark.corpus

each_example = pytest.mark.parametrize("vectors", ECDSA_SD, ids=str)


def key_pair(name: str) -> JsonObject:
    return cast(JsonObject, cast(JsonObject, read(ECDSA_KEYS))[name])


def key(name: str) -> PrivateKey:
    return PrivateKey("P-256", decode(str(key_pair(name)["secretKeyMultibase"]))[2:])


def public(name: str) -> PublicKey:
    return read_multikey(str(key_pair(name)["publicKeyMultibase"]))


def signed(vectors: Vectors) -> JsonObject:
    options = {name: value for name, value in vectors["addProofConfig"].items() if name != "@context"}
    options = {**options, "mandatoryPointers": [*vectors.pointers(vectors.mandatory)]}
    keys = (key("baseKeyPair"), context(), vectors.hmac_key, key("proofKeyPair"))
    return ecdsa_sd_2023.sign_with(vectors.unsigned, options, *keys)


@each_example
def test_the_base_proof_to_the_last_byte(vectors: Vectors) -> None:
    document = signed(vectors)
    base, own, secret, signatures, _ = proof_values.read_value(proof_of(document), 5)
    expected = vectors["addRawBaseSignatureInfo"]
    assert proof_values.octets(base).hex() == expected["baseSignature"]
    assert encode(proof_values.octets(own)) == expected["publicKey"]
    assert [each.hex() for each in proof_values.octet_strings(signatures, 64)] == expected["signatures"]
    assert secret == vectors.hmac_key
    assert document == vectors["addSignedSDBase"]


@each_example
def test_where_what_a_holder_shows_stood(vectors: Vectors) -> None:
    shown = vectors.shown
    assert shown.mandatory == vectors["derivedAdjMandatoryIndexes"]["adjMandatoryIndexes"]
    assert shown.mandatory == vectors["derivedDisclosureData"]["mandatoryIndexes"]
    assert shown.disclosed == vectors["derivedAdjSignatures"]["adjSignatureIndexes"]


@each_example
def test_the_derived_proof_to_the_last_byte(vectors: Vectors) -> None:
    base = vectors["addSignedSDBase"]
    pointers = vectors.pointers(vectors.selective)
    derived = ecdsa_sd_2023.derive_document(base, proof_of(base), pointers, context())
    assert derived == vectors["derivedRevealDocument"]


@each_example
def test_what_a_verifier_hashes(vectors: Vectors) -> None:
    revealed, expected = vectors["derivedRevealDocument"], vectors["verifyCreateVerifyData"]
    _, _, _, labels, places = proof_values.read_value(proof_of(revealed), 5)
    assert labels
    lines = read_revealed(data_integrity.unsecured(revealed), vectors.shown.labels, context().load_context)
    mandatory, others = split_revealed(lines, proof_values.places(places))
    assert others == expected["nonMandatory"]
    assert hash_lines(mandatory).hex() == expected["mandatoryHash"]


@each_example
def test_the_derived_proof_verifies_and_the_base_proof_does_for_its_holder_alone(vectors: Vectors) -> None:
    revealed, base, issuer = vectors["derivedRevealDocument"], vectors["addSignedSDBase"], public("baseKeyPair")
    ecdsa_sd_2023.verify_proof(revealed, proof_of(revealed), issuer, context())
    ecdsa_sd_2023.verify_proof(base, proof_of(base), issuer, context(HOLDER))
    with pytest.raises(Invalid, match=r"proof\.base_proof"):
        ecdsa_sd_2023.verify_proof(base, proof_of(base), issuer, context())
