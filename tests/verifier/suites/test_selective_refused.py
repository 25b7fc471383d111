"""Parts of credentials that must not verify: changed, of another value, or under another key."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.issuing import KEY as ED25519_KEY
from tests.issuing import report_on
from tests.verifier.suites.parts import (
    BBS,
    KEYS,
    SD,
    WORLD,
    base,
    both,
    check,
    entries,
    items,
    parts_of,
    shown,
    suite_of,
    with_parts,
)
from tests.verifier.suites.vectors import HOLDER, context, proof_of
from verifier import derive
from verifier.codec import proof_values
from verifier.codec.cbor import Cbor
from verifier.codec.keys import PrivateKey
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.errors import Invalid, Json, JsonObject, VerifierError
from verifier.report import Verdict


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
