"""Credentials that are shown in part: what can be shown, and what base proofs are good for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.issuing import KEY as ED25519_KEY
from tests.issuing import credential, method_of, report_on, sign
from tests.verifier.suites.parts import (
    BBS,
    KEYS,
    SD,
    WORLD,
    base,
    both,
    check,
    parts_of,
    pointers_of,
    rich,
    suite_of,
    with_parts,
)
from tests.verifier.suites.vectors import HOLDER, context, proof_of
from verifier import derive, issue
from verifier.codec import jsonld
from verifier.codec.jsonld import LoadContext, to_quads
from verifier.codec.selective import MAX_STATEMENTS
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unsupported
from verifier.plugins import all_suites
from verifier.report import Verdict

# What can be shown


@both
@pytest.mark.parametrize(
    "pointers",
    [
        [],
        [""],
        ["/credentialSubject"],
        ["/credentialSubject/achievement/name"],
        ["/credentialSubject/achievement/alignment/1"],
        ["/credentialSubject/achievement/alignment/0", "/credentialSubject/achievement/alignment/1/targetName"],
        ["/credentialSubject/achievement/alignment/2/targetName", "/name"],
        ["/credentialSubject/achievement/resultDescription/0/allowedValue"],
        ["/credentialSubject/identifier/1"],
        ["/credentialSubject/achievement/tag/1", "/credentialSubject/achievement/tag/2"],
        ["/evidence/1"],
        ["/evidence/0", "/evidence/1"],
        ["/issuer"],
    ],
    ids=lambda pointers: " ".join(pointers) or ("everything" if pointers else "mandatory"),
)
def test_what_is_derived_is_valid_and_shows_what_was_named_and_no_more(suite: str, pointers: list[str]) -> None:
    whole = base(suite)
    part = derive(whole, pointers, WORLD)
    assert report_on(part).verdict is Verdict.VALID
    lines = {str(quad) for quad in to_quads(whole, context().load_context) if "b" not in quad.subject[:3]}
    shown = {name: value for name, value in part.items() if name != "proof"}
    assert {str(quad) for quad in to_quads(shown, context().load_context) if "_:" not in str(quad)} <= lines
    assert set(part) == {"@context", "id", "type", "issuer", "validFrom", "credentialSubject", "proof"} | {
        pointer.split("/")[1] for pointer in pointers if pointer
    } | (set(whole) if "" in pointers else set())  # fmt: skip
    assert proof_of(part)["cryptosuite"] == suite


@both
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_is_named_is_shown_or_refused(suite: str, data: st.DataObject) -> None:
    whole = base(suite)
    pointers = data.draw(st.lists(st.sampled_from(pointers_of(whole)), max_size=4))
    try:
        part = derive(whole, pointers, WORLD)
    except Malformed as error:
        assert error.code == "proof.pointer"
        assert any("allowedValue/" in pointer for pointer in pointers)  # half a list in order is another list
    else:
        assert report_on(part).verdict is Verdict.VALID


@both
def test_half_of_a_list_in_order_cannot_be_shown(suite: str) -> None:
    with pytest.raises(Malformed) as caught:
        derive(base(suite), ["/credentialSubject/achievement/resultDescription/0/allowedValue/1"], WORLD)
    assert caught.value.code == "proof.pointer"
    assert caught.value.facts == {"reason": "a part means something else by itself"}


@both
@pytest.mark.parametrize("pointer", ["/nobody", "/evidence/2", "/proof", "/proof/created", "name"])
def test_what_is_not_there_cannot_be_shown(suite: str, pointer: str) -> None:
    with pytest.raises(Malformed, match=r"proof\.pointer"):
        derive(base(suite), ["/name", pointer], WORLD)


@both
def test_mandatory_parts_have_to_be_there(suite: str) -> None:
    with pytest.raises(Malformed, match=r"proof\.pointer"):
        base(suite, mandatory=["/nobody"])


@both
def test_nothing_at_all_cannot_be_shown(suite: str) -> None:
    free = base(suite, mandatory=[])
    with pytest.raises(Malformed, match=r"proof\.pointer"):
        derive(free, [], WORLD)
    assert report_on(derive(free, ["/issuer", "/credentialSubject/id"], WORLD)).verdict is Verdict.VALID


@both
def test_everything_can_be_mandatory(suite: str) -> None:
    whole = base(suite, mandatory=[""])
    part = derive(whole, [], WORLD)
    assert {**part, "proof": None} == {**whole, "proof": None}
    assert report_on(part).verdict is Verdict.VALID


@both
def test_unless_the_issuer_says_otherwise_dates_and_issuer_are_always_shown(suite: str) -> None:
    document = {**rich(suite), "validUntil": "2030-01-01T00:00:00Z"}
    part = derive(base(suite, document, mandatory=None), [], WORLD)
    assert set(part) == {"@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "proof"}
    assert part["credentialSubject"] == {"id": "did:example:learner", "type": ["AchievementSubject"]}
    assert report_on(part).verdict is Verdict.VALID


@both
def test_a_document_without_an_identifier_can_be_shown_in_part(suite: str) -> None:
    document = rich(suite)
    del document["id"]
    subject = cast(JsonObject, document["credentialSubject"])
    del subject["id"]
    part = derive(base(suite, document), ["/credentialSubject/achievement/name"], WORLD)
    assert "id" not in part
    assert report_on(part).verdict is Verdict.VALID


@both
def test_a_graph_in_a_document_can_be_shown(suite: str) -> None:
    inner: JsonObject = {"name": "inner"}
    document: JsonObject = {
        **rich(suite),
        "@context": [
            *cast(list[Json], rich(suite)["@context"]),
            {"holds": {"@id": "https://school.example/holds", "@container": "@graph"}},
        ],
        "holds": [inner, {**inner, "name": "other"}],
    }
    part = derive(base(suite, document), ["/holds/0"], WORLD)
    suite_of(suite).verify_proof(part, proof_of(part), KEYS[suite].public, context())
    with pytest.raises(Malformed, match=r"proof\.pointer"):  # it was the second graph, and would be the first
        derive(base(suite, document), ["/holds/1"], WORLD)


@both
def test_a_list_that_says_so_itself_can_be_shown(suite: str) -> None:
    context: list[Json] = [*cast(list[Json], rich(suite)["@context"]), {"steps": "https://school.example/steps"}]
    document: JsonObject = {**rich(suite), "@context": context, "steps": {"@list": ["knead", {"name": "bake"}, "eat"]}}
    assert report_on(derive(base(suite, document), ["/steps"], WORLD)).verdict is Verdict.VALID


@both
def test_a_document_whose_statements_cannot_be_traced_back_is_refused(
    suite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced = jsonld.with_identifiers

    def all_alike(document: JsonObject, load_context: LoadContext, name: Callable[[int], str]) -> JsonObject:
        return traced(document, load_context, lambda _: name(0))

    monkeypatch.setattr(jsonld, "with_identifiers", all_alike)
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        base(suite)


@both
def test_one_object_in_two_places_of_a_document_in_memory_is_two(suite: str) -> None:
    document = rich(suite)
    once: JsonObject = {"type": ["Evidence"], "name": "Loaf"}
    document["evidence"] = [once, once]
    assert report_on(derive(base(suite, document), ["/evidence/1"], WORLD)).verdict is Verdict.VALID


@both
def test_deriving_changes_nothing_in_what_is_derived_from(suite: str) -> None:
    whole = base(suite)
    before = copy.deepcopy(whole)
    derive(whole, ["/credentialSubject"], WORLD)
    assert whole == before


def test_of_two_base_proofs_one_is_derived_from() -> None:
    """Both keys are the issuer's here only for the test's sake; the suites are asked directly."""
    document = rich(SD)
    twice = issue(base(SD, document), KEYS[BBS], method_of(KEYS[BBS]), BBS, WORLD)
    for wanted, expected in ((None, SD), (SD, SD), (BBS, BBS)):
        part = derive(twice, ["/name"], WORLD, suite=wanted)
        assert proof_of(part)["cryptosuite"] == expected
        suite_of(expected).verify_proof(part, proof_of(part), KEYS[expected].public, context())


@pytest.mark.parametrize("document", [{}, {"proof": []}, {"proof": {"type": "DataIntegrityProof"}}, {"proof": ["x"]}])
def test_without_a_base_proof_nothing_can_be_derived(document: JsonObject) -> None:
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        derive({**credential(), **document}, ["/name"], WORLD)


def test_nothing_can_be_derived_from_a_proof_of_the_whole_or_of_a_part() -> None:
    for document in (sign(credential()), derive(base(SD), [], WORLD), derive(base(BBS), [], WORLD)):
        with pytest.raises(Unsupported, match=r"proof\.unsupported"):
            derive(document, ["/issuer"], WORLD)


@both
def test_a_base_proof_of_another_document_is_not_derived_from(suite: str) -> None:
    with pytest.raises(Invalid, match=r"proof\.signature"):
        derive({**base(suite), "name": "Another"}, ["/name"], WORLD)


def test_of_a_bbs_proof_the_mandatory_parts_are_looked_at_too() -> None:
    with pytest.raises(Invalid, match=r"proof\.signature"):
        derive({**base(BBS), "validFrom": "2020-01-01T00:00:00Z"}, ["/name"], WORLD)


@both
def test_a_key_of_another_kind_signs_nothing(suite: str) -> None:
    with pytest.raises(Invalid, match=r"proof\.signature"):
        issue(rich(suite), ED25519_KEY, method_of(), suite, WORLD)


@both
def test_a_chain_of_proofs_is_not_shown_in_part(suite: str) -> None:
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        all_suites()[suite].sign_document(
            rich(suite), {"previousProof": "urn:x:1", "proofPurpose": "assertionMethod"}, KEYS[suite], context()
        )


@both
def test_more_statements_than_the_limit_are_refused(suite: str) -> None:
    document = rich(suite)
    achievement = cast(JsonObject, cast(JsonObject, document["credentialSubject"])["achievement"])
    achievement["tag"] = [f"tag {number}" for number in range(MAX_STATEMENTS)]
    with pytest.raises(Malformed, match=r"proof\.too_large"):
        base(suite, document)


# Base proofs


@both
@pytest.mark.parametrize("issuer", [None, "https://unreachable.example/issuer"])
def test_a_base_proof_is_named_to_a_verifier_whatever_the_key_says(suite: str, issuer: str | None) -> None:
    whole = base(suite)
    if issuer is not None:
        whole = {**whole, "issuer": issuer}
        proof_of(whole)["verificationMethod"] = issuer + "#nothing"
    report = report_on(whole)
    assert (report.verdict, report.code) == (Verdict.INVALID, "proof.base_proof")


@both
def test_a_base_proof_is_valid_for_its_holder(suite: str) -> None:
    assert report_on(base(suite), policy=HOLDER).verdict is Verdict.VALID


@both
@pytest.mark.parametrize("mandatory", [[], [""], ["/issuer"]])
def test_a_changed_document_is_invalid_for_its_holder_too(suite: str, mandatory: list[str]) -> None:
    whole = base(suite, mandatory=mandatory)
    assert check(report_on({**whole, "name": "Another"}, policy=HOLDER)) == ("fail", "proof.signature")
    assert check(report_on({**whole, "validFrom": "2020-01-01T00:00:00Z"}, policy=HOLDER)) == (
        "fail",
        "proof.signature",
    )


@both
def test_mandatory_pointers_cannot_be_changed_afterwards(suite: str) -> None:
    whole = base(suite)
    kind, parts = parts_of(proof_of(whole))
    changed = with_parts(whole, kind, [*parts[:4], ["/issuer"]])
    assert check(report_on(changed, policy=HOLDER)) == ("fail", "proof.signature")
