"""bbs-2023 against the vectors of Data Integrity BBS Cryptosuites 1.0: keys, values and proofs, both ways."""

from __future__ import annotations

from typing import cast

import pytest

from tests.verifier.suites.vectors import (
    BBS,
    BBS_BASELINE,
    BBS_KEYS,
    BBS_OTHERS,
    HOLDER,
    Vectors,
    context,
    proof_of,
    read,
)
from verifier.codec import proof_values
from verifier.codec.bbs_hashing import API_ID, EXPANDED, ORDER, expand_message
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.errors import Invalid, JsonObject, Unsupported
from verifier.suites import bbs_2023

pytestmark = pytest.mark.corpus

each_example = pytest.mark.parametrize("vectors", BBS_BASELINE + BBS_OTHERS, ids=str)
each_baseline = pytest.mark.parametrize("vectors", BBS_BASELINE, ids=str)
each_other = pytest.mark.parametrize("vectors", BBS_OTHERS, ids=str)


def material(name: str) -> bytes:
    return bytes.fromhex(str(cast(JsonObject, read(BBS_KEYS))[name]))


def for_deriving(name: str) -> bytes:
    return bytes.fromhex(str(cast(JsonObject, read(f"{BBS}/BBSDeriveMaterial.json"))[name]))


def mocked(number: int) -> list[int]:
    """The draft's mocked random scalars, under the tag with which these vectors were made."""
    octets = expand_message(for_deriving("pseudoRandSeedHex"), API_ID, EXPANDED * number)
    return [int.from_bytes(octets[at : at + EXPANDED]) % ORDER for at in range(0, len(octets), EXPANDED)]


def issuer() -> PublicKey:
    return PublicKey("BLS12-381-G2", material("publicKeyHex"))


@each_baseline
def test_the_base_proof_to_the_last_byte(vectors: Vectors) -> None:
    key = PrivateKey("BLS12-381-G2", material("privateKeyHex"))
    assert key.public == issuer()
    options = {name: value for name, value in vectors["addProofConfig"].items() if name != "@context"}
    options = {**options, "mandatoryPointers": [*vectors.pointers(vectors.mandatory)]}
    signed = bbs_2023.sign_with(vectors.unsigned, options, key, context(), vectors.hmac_key)
    signature = proof_values.octets(proof_values.read_value(proof_of(signed), 5)[0])
    assert signature.hex() == vectors["addRawBaseSignatureInfo"]["bbsSignature"]
    assert signed == vectors["addSignedSDBase"]


@each_example
def test_where_what_a_holder_shows_stood(vectors: Vectors) -> None:
    shown, expected = vectors.shown, vectors["derivedAdjIndexes"]
    assert shown.mandatory == expected["adjMandatoryIndexes"]
    assert shown.disclosed == expected["adjSelectiveIndexes"]


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
