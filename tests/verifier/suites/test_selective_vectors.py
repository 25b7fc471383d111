"""What both selective suites do alike, against the vectors of their specifications: every intermediate value."""

from __future__ import annotations

from typing import cast

import pytest

from tests.verifier.suites.vectors import BBS_BASELINE, BBS_OTHERS, ECDSA_SD, Vectors, by_place, context
from verifier.codec import data_integrity, jsonld, rdfc
from verifier.codec.selective import hash_lines, read_revealed
from verifier.errors import JsonObject

pytestmark = pytest.mark.corpus

each_example = pytest.mark.parametrize("vectors", [*BBS_BASELINE, *BBS_OTHERS, *ECDSA_SD], ids=str)


@each_example
def test_the_documents_statements_in_canonical_form(vectors: Vectors) -> None:
    quads = jsonld.to_quads(vectors.unsigned, context().load_context)
    assert rdfc.canonicalize(quads) == "".join(vectors.lines("addBaseDocCanon"))


@each_example
def test_the_documents_statements_under_labels_that_only_the_hmac_key_gives(vectors: Vectors) -> None:
    assert vectors.statements.lines == vectors.lines("addBaseDocHMACCanon")


@each_example
def test_mandatory_statements_and_others(vectors: Vectors) -> None:
    found, expected = vectors.statements, vectors["addBaseTransform"]
    chosen = found.choose(vectors.pointers(vectors.mandatory))
    assert {place: found.lines[place] for place in chosen} == by_place(expected["mandatory"])
    assert found.split(chosen)[1] == list(by_place(expected["nonMandatory"]).values())


@each_example
def test_what_is_hashed(vectors: Vectors) -> None:
    config = data_integrity.proof_config(vectors.unsigned, vectors["addProofConfig"])
    found, expected = vectors.statements, vectors["addHashData"]
    mandatory = found.split(found.choose(vectors.pointers(vectors.mandatory)))[0]
    assert data_integrity.hash_config(config, context().load_context).hex() == expected["proofHash"]
    assert hash_lines(mandatory).hex() == expected["mandatoryHash"]


@each_example
def test_which_statements_are_shown(vectors: Vectors) -> None:
    found, expected = vectors.statements, vectors["derivedGroupIndexes"]
    mandatory, selective = (vectors.pointers(each) for each in (vectors.mandatory, vectors.selective))
    assert found.choose(mandatory) == expected["mandatoryIndexes"]
    assert found.choose(selective) == expected["selectiveIndexes"]
    assert found.choose([*mandatory, *selective]) == expected["combinedIndexes"]


@each_example
def test_what_a_holder_shows(vectors: Vectors) -> None:
    shown = vectors.shown
    labels = cast(JsonObject, vectors["derivedDisclosureData"]["labelMap"])["value"]
    assert shown.document == vectors["derivedUnsignedReveal"]
    assert {f"c14n{number}": label for number, label in shown.labels.items()} == dict(
        cast(list[tuple[str, str]], labels)
    )


# The first example has no file of what a verifier sees.
@pytest.mark.parametrize("vectors", [*BBS_BASELINE[1:], *BBS_OTHERS, *ECDSA_SD], ids=str)
def test_what_a_verifier_sees(vectors: Vectors) -> None:
    unsecured = data_integrity.unsecured(vectors["derivedRevealDocument"])
    assert read_revealed(unsecured, vectors.shown.labels, context().load_context) == vectors.lines("verifyNQuads")
