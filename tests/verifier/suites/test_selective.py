"""Credentials that are shown in part: signed, derived and verified, and everything that must not verify."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.issuing import KEY as ED25519_KEY
from tests.issuing import credential, did_key, found, method_of, report_on, sign
from tests.verifier.suites.vectors import HOLDER, context
from tests.world import NOW
from verifier import derive, issue
from verifier.codec import bbs, jsonld, proof_values
from verifier.codec.cbor import Cbor
from verifier.codec.jsonld import LoadContext, to_quads
from verifier.codec.keys import PrivateKey
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.codec.pointer import join
from verifier.codec.selective import MAX_STATEMENTS
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unsupported, VerifierError
from verifier.kinds import DerivingSuite, can_derive
from verifier.plugins import all_suites
from verifier.report import Report, Verdict
from verifier.world import World

SD, BBS = "ecdsa-sd-2023", "bbs-2023"
SECRET = bytes(range(1, 33))
KEYS = {SD: PrivateKey("P-256", SECRET), BBS: PrivateKey("BLS12-381-G2", SECRET)}
both = pytest.mark.parametrize("suite", [SD, BBS])
WORLD = World(NOW)
MANDATORY = ("/issuer", "/validFrom", "/credentialSubject/type")


def rich(suite: str) -> JsonObject:
    """A badge with objects in objects, arrays, lists in order, objects with and without identifiers, and twins."""
    document = credential(did_key(KEYS[suite]))
    subject = cast(JsonObject, document["credentialSubject"])
    achievement = cast(JsonObject, subject["achievement"])
    alignment: JsonObject = {
        "type": ["Alignment"],
        "targetName": "Kneading",
        "targetUrl": "https://school.example/kneading",
    }
    achievement["alignment"] = [alignment, {**alignment}, {**alignment, "targetName": "Baking"}]
    achievement["tag"] = ["bread", "butter", "bread "]
    achievement["resultDescription"] = [
        {
            "id": "urn:uuid:7f3f0b52-0000-4000-8000-00000000000a",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": ["C", "B", "A", "B"],
        }
    ]
    subject["identifier"] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}
        for name in ("Ada", "Ada L.")
    ]
    document["evidence"] = [{"type": ["Evidence"], "name": "Loaf"}, {"type": ["Evidence"], "name": "Loaf"}]
    return document


def base(suite: str, document: JsonObject | None = None, mandatory: Sequence[str] | None = MANDATORY) -> JsonObject:
    key = KEYS[suite]
    return issue(document or rich(suite), key, method_of(key), suite, WORLD, mandatory)


def proof_of(document: JsonObject) -> JsonObject:
    return cast(JsonObject, document["proof"])


def suite_of(name: str) -> DerivingSuite:
    suite = all_suites()[name]
    assert can_derive(suite)
    return suite


def check(report: Report) -> tuple[str, str]:
    return found(report, "proof")


def pointers_of(value: Json, path: str = "") -> list[str]:
    """A pointer to every place below the top, contexts left out."""
    members: list[tuple[str | int, Json]] = []
    if isinstance(value, dict):
        members = [(name, each) for name, each in value.items() if name not in ("@context", "proof")]
    elif isinstance(value, list):
        members = list(enumerate(value))
    return [pointer for name, each in members for pointer in (join(path, name), *pointers_of(each, join(path, name)))]


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


# What must not verify


def parts_of(proof: JsonObject) -> tuple[bytes, list[Cbor]]:
    return proof_values.read_header(proof), proof_values.read_value(proof, 5)


def with_parts(document: JsonObject, header: bytes, parts: Sequence[Cbor]) -> JsonObject:
    return {**document, "proof": {**proof_of(document), "proofValue": proof_values.write_value(header, parts)}}


def shown(suite: str) -> JsonObject:
    return derive(base(suite), ["/credentialSubject/achievement/alignment", "/name"], WORLD)


def with_alignment(change: Callable[[list[JsonObject]], object]) -> Callable[[JsonObject], None]:
    def changed(document: JsonObject) -> None:
        achievement = cast(JsonObject, cast(JsonObject, document["credentialSubject"])["achievement"])
        change(cast(list[JsonObject], achievement["alignment"]))

    return changed


@both
@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(name="Another"),
        lambda document: document.pop("name"),
        lambda document: document.pop("validFrom"),
        lambda document: document.update(validFrom="2020-01-01T00:00:00Z"),
        lambda document: document.update(description="more"),
        lambda document: document.update(id="urn:x:other"),
        lambda document: document["type"].pop(),
        lambda document: document["proof"].update(created="2020-01-01T00:00:00Z"),
        with_alignment(lambda alignments: alignments.pop()),
        with_alignment(lambda alignments: alignments.append({"type": ["Alignment"]})),
        with_alignment(lambda alignments: alignments[0].update(targetName="Baking")),
        with_alignment(lambda alignments: alignments[1].pop("targetName")),
        with_alignment(lambda alignments: alignments[0].update(id="urn:x:1")),
    ],
)
def test_a_part_that_was_changed_is_invalid(suite: str, change: Callable[[JsonObject], object]) -> None:
    document = copy.deepcopy(shown(suite))
    change(document)
    report = report_on(document)
    assert report.verdict is Verdict.INVALID
    assert report.code.startswith("proof.")


def sd_parts(**changes: Callable[[Cbor], Cbor]) -> Callable[[list[Cbor]], list[Cbor]]:
    return _changed(("base", "own", "signatures", "labels", "mandatory"), changes)


def bbs_parts(**changes: Callable[[Cbor], Cbor]) -> Callable[[list[Cbor]], list[Cbor]]:
    return _changed(("proof", "labels", "mandatory", "disclosed", "header"), changes)


def _changed(names: tuple[str, ...], changes: dict[str, Callable[[Cbor], Cbor]]) -> Callable[[list[Cbor]], list[Cbor]]:
    return lambda parts: [changes.get(name, lambda same: same)(part) for name, part in zip(names, parts, strict=True)]


def items(value: Cbor) -> list[Cbor]:
    assert isinstance(value, list)
    return value


def entries(value: Cbor) -> dict[int | str, Cbor]:
    assert isinstance(value, dict)
    return value


def one_label_twice(value: Cbor) -> Cbor:
    labels = entries(value)
    return {**labels, 0: labels[1]}


def labels_swapped(value: Cbor) -> Cbor:
    labels = entries(value)
    return {**labels, 0: labels[1], 1: labels[0]}


def one_more_label(value: Cbor) -> Cbor:
    labels = entries(value)
    return {**labels, len(labels): bytes(32) if isinstance(labels[0], bytes) else 77}


def one_label_less(value: Cbor) -> Cbor:
    return dict(list(entries(value).items())[:-1])


def last_removed(value: Cbor) -> Cbor:
    return items(value)[:-1]


def one_more(value: Cbor) -> Cbor:
    return [*items(value), 499]


def reversed_order(value: Cbor) -> Cbor:
    return items(value)[::-1]


def twice(value: Cbor) -> Cbor:
    return [items(value)[0], *items(value)]


def same_twice(value: Cbor) -> Cbor:
    return [items(value)[0], items(value)[0], *items(value)[2:]]


SD_CHANGES = {
    "a label twice": sd_parts(labels=one_label_twice),
    "labels swapped": sd_parts(labels=labels_swapped),
    "a label too many": sd_parts(labels=one_more_label),
    "a label missing": sd_parts(labels=one_label_less),
    "short label": sd_parts(labels=lambda value: {**entries(value), 0: bytes(31)}),
    "a text for a number": sd_parts(labels=lambda value: {**entries(value), "0": bytes(32)}),
    "fewer mandatory": sd_parts(mandatory=last_removed),
    "more mandatory": sd_parts(mandatory=one_more),
    "mandatory backwards": sd_parts(mandatory=reversed_order),
    "mandatory twice": sd_parts(mandatory=twice),
    "mandatory below nothing": sd_parts(mandatory=lambda value: [-1, *items(value)]),
    "true is no number": sd_parts(mandatory=lambda value: [False, *items(value)[1:]]),
    "a signature missing": sd_parts(signatures=last_removed),
    "a signature twice": sd_parts(signatures=twice),
    "signatures swapped": sd_parts(signatures=reversed_order),
    "one signature for two": sd_parts(signatures=same_twice),
    "no signatures": sd_parts(signatures=lambda _: []),
    "another key": sd_parts(own=lambda _: b"\x80\x24" + KEYS[SD].public.raw),
    "no key": sd_parts(own=lambda _: bytes(35)),
    "a point off the curve": sd_parts(own=lambda _: b"\x80\x24\x02" + b"\xff" * 32),
    "a key of another kind": sd_parts(own=lambda value: b"\x81\x24" + cast(bytes, value)[2:]),
    "another signature": sd_parts(base=lambda _: bytes(64)),
    "a long signature": sd_parts(base=lambda value: cast(bytes, value) + b"\0"),
    "a text for bytes": sd_parts(base=lambda _: "x" * 64),
    "four parts": lambda parts: parts[:4],
    "six parts": lambda parts: [*parts, 1],
}
BBS_CHANGES = {
    "a label twice": bbs_parts(labels=one_label_twice),
    "labels swapped": bbs_parts(labels=labels_swapped),
    "a label too many": bbs_parts(labels=one_more_label),
    "a label missing": bbs_parts(labels=one_label_less),
    "a label below nothing": bbs_parts(labels=lambda value: {**entries(value), 0: -1}),
    "bytes for a label": bbs_parts(labels=lambda value: {**entries(value), 0: bytes(32)}),
    "fewer mandatory": bbs_parts(mandatory=last_removed),
    "more mandatory": bbs_parts(mandatory=one_more),
    "mandatory backwards": bbs_parts(mandatory=reversed_order),
    "fewer disclosed": bbs_parts(disclosed=last_removed),
    "more disclosed": bbs_parts(disclosed=one_more),
    "disclosed twice": bbs_parts(disclosed=twice),
    "disclosed elsewhere": bbs_parts(disclosed=lambda value: [*items(value)[:-1], 499]),
    "another header": bbs_parts(header=lambda _: b"other"),
    "no header": bbs_parts(header=lambda _: None),
    "a shorter proof": bbs_parts(proof=lambda value: cast(bytes, value)[:-32]),
    "a longer proof": bbs_parts(proof=lambda value: cast(bytes, value) + b"\1" * 32),
    "half a scalar more": bbs_parts(proof=lambda value: cast(bytes, value) + b"\1" * 16),
    "no proof": bbs_parts(proof=lambda _: b""),
    "infinity": bbs_parts(proof=lambda value: b"\xc0" + bytes(47) + cast(bytes, value)[48:]),
    "four parts": lambda parts: parts[:4],
}
CHANGES = [(SD, name, change) for name, change in SD_CHANGES.items()]
CHANGES += [(BBS, name, change) for name, change in BBS_CHANGES.items()]


@pytest.mark.parametrize(("suite", "change"), [pytest.param(s, c, id=f"{s}: {n}") for s, n, c in CHANGES])
def test_a_proof_that_was_changed_is_invalid(suite: str, change: Callable[[list[Cbor]], list[Cbor]]) -> None:
    document = shown(suite)
    header, parts = parts_of(proof_of(document))
    assert report_on(with_parts(document, header, parts)).verdict is Verdict.VALID
    report = report_on(with_parts(document, header, change(parts)))
    assert report.verdict is Verdict.INVALID
    assert report.code in ("proof.signature", "proof.malformed")


@both
def test_one_signed_thing_cannot_be_shown_as_two(suite: str) -> None:
    """Split one node in two, each with half of what was said of it, and both under its one label."""
    document = copy.deepcopy(derive(base(suite), ["/evidence/0"], WORLD))
    document["evidence"] = [{"type": ["Evidence"]}, {"type": ["Evidence"], "name": "Loaf"}]
    header, parts = parts_of(proof_of(document))
    at = 3 if suite == SD else 1
    label = next(value for value in entries(parts[at]).values())
    for number in range(2):
        parts[at] = {**entries(parts[at]), number: label}
    assert check(report_on(with_parts(document, header, parts))) == ("fail", "proof.malformed")


@both
@pytest.mark.parametrize(
    "value",
    [None, 1, "", "u", "z3MvGX", "u2V0B", "u2V0", "uAAAA", "u2V0AgA", "u2V3_gA", "u2V0B_w", "u2V0BhQ==", "ué"],
)
def test_what_is_no_value_of_a_proof_is_refused_by_code(suite: str, value: Json) -> None:
    document = shown(suite)
    report = report_on({**document, "proof": {**proof_of(document), "proofValue": value}})
    assert report.verdict is Verdict.INVALID
    assert report.code in ("proof.malformed", "proof.encoding", "proof.base_proof")


@both
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_other_value_of_a_proof_verifies(suite: str, data: st.DataObject) -> None:
    document = _shown_once(suite)
    raw = decode_base64url(str(proof_of(document)["proofValue"])[1:])
    at, flip = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(1, 255))
    value = "u" + encode_base64url(raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :])
    proof: JsonObject = {**proof_of(document), "proofValue": value}
    with pytest.raises(VerifierError, match=r"proof\."):
        suite_of(suite).verify_proof(document, proof, KEYS[suite].public, context())


@both
@settings(max_examples=60, deadline=None)
@given(
    header=st.sampled_from([b"\xd9\x5d" + bytes([last]) for last in range(11)]),
    body=st.binary(max_size=60)
    | st.lists(
        st.binary(max_size=100) | st.lists(st.integers(-1, 40)) | st.dictionaries(st.integers(-1, 9), st.binary()),
        max_size=6,
    ),
)
def test_any_bytes_are_refused_by_code(suite: str, header: bytes, body: bytes | list[Cbor]) -> None:
    document = _shown_once(suite)
    value = "u" + encode_base64url(header + body) if isinstance(body, bytes) else proof_values.write_value(header, body)
    for policy in (HOLDER, context().policy):
        with pytest.raises(VerifierError, match=r"proof\."):
            suite_of(suite).verify_proof(
                document, {**proof_of(document), "proofValue": value}, KEYS[suite].public, context(policy)
            )


_SHOWN: dict[str, str] = {}


def _shown_once(suite: str) -> JsonObject:
    if suite not in _SHOWN:
        _SHOWN[suite] = json.dumps(shown(suite))
    return cast(JsonObject, json.loads(_SHOWN[suite]))


@both
def test_another_issuers_key_does_not_fit(suite: str) -> None:
    document, other = shown(suite), PrivateKey(KEYS[suite].curve, bytes(range(2, 34))).public
    for key in (other, ED25519_KEY.public):
        with pytest.raises(Invalid, match=r"proof\.signature"):
            suite_of(suite).verify_proof(document, proof_of(document), key, context())


# Unlinkability and what a proof is bound to


def test_two_bbs_proofs_have_nothing_in_common_but_what_is_shown() -> None:
    whole, pointers = base(BBS), ["/credentialSubject/achievement/alignment/1", "/name"]
    first, second = (derive(whole, pointers, WORLD) for _ in range(2))
    assert {**first, "proof": None} == {**second, "proof": None}
    proofs = [proof_of(each) for each in (first, second)]
    assert {**proofs[0], "proofValue": None} == {**proofs[1], "proofValue": None}
    (_, one), (_, two) = (parts_of(each) for each in proofs)
    assert one[1:] == two[1:]  # labels, mandatory and disclosed places, header
    windows = [{raw[at : at + 8] for at in range(len(raw) - 7)} for raw in (cast(bytes, one[0]), cast(bytes, two[0]))]
    assert windows[0].isdisjoint(windows[1])


def test_a_bbs_proof_says_nothing_that_only_the_holder_has() -> None:
    whole = base(BBS)
    signature, _, _, hmac_key, _ = (each for each in parts_of(proof_of(whole))[1])
    value = decode_base64url(str(proof_of(derive(whole, ["/name"], WORLD))["proofValue"])[1:])
    for secret in (cast(bytes, hmac_key), cast(bytes, signature)[:48], cast(bytes, signature)[48:]):
        assert secret not in value


def test_an_ecdsa_sd_part_has_neither_the_hmac_key_nor_other_signatures() -> None:
    whole = base(SD)
    hmac_key, signatures = parts_of(proof_of(whole))[1][2:4]
    value = decode_base64url(str(proof_of(derive(whole, ["/name"], WORLD))["proofValue"])[1:])
    assert cast(bytes, hmac_key) not in value
    assert sum(cast(bytes, each) in value for each in items(signatures)) == len(items(parts_of_derived(value)[2]))


def parts_of_derived(value: bytes) -> list[Cbor]:
    return proof_values.read_value({"proofValue": "u" + encode_base64url(value)}, 5)


def test_the_labels_of_a_bbs_part_say_only_an_order() -> None:
    part = derive(base(BBS), [""], WORLD)
    labels = entries(parts_of(proof_of(part))[1][1])
    assert sorted(cast(list[int], list(labels.values()))) == list(range(len(labels)))


def test_a_bbs_proof_is_bound_to_its_presentation_header() -> None:
    part = derive(base(BBS), [], WORLD, presentation_header=b"share 1")
    header, parts = parts_of(proof_of(part))
    assert parts[4] == b"share 1"
    assert report_on(part).verdict is Verdict.VALID
    assert report_on(with_parts(part, header, [*parts[:4], b"share 2"])).verdict is Verdict.INVALID


def test_a_presentation_header_has_a_limit() -> None:
    with pytest.raises(Malformed, match=r"proof\.too_large"):
        derive(base(BBS), [], WORLD, presentation_header=bytes(8193))


def test_a_bbs_proof_of_too_many_messages_is_refused() -> None:
    document = shown(BBS)
    header, parts = parts_of(proof_of(document))
    parts[0] = cast(bytes, parts[0]) + b"\1" * 32 * bbs.MAX_MESSAGES
    assert check(report_on(with_parts(document, header, parts))) == ("fail", "proof.signature")
