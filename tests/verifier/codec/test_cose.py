"""COSE_Sign1: what is signed counts, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.needs import shared
from verifier.codec import cose
from verifier.codec.cbor import Cbor, read_cbor, write_cbor
from verifier.codec.keys import PrivateKey, read_jwk
from verifier.errors import Invalid, Malformed, Unsupported, VerifierError

KEYS = {
    "ES256": PrivateKey("P-256", bytes(range(1, 33))),
    "ES384": PrivateKey("P-384", bytes(range(1, 49))),
    "ES512": PrivateKey("P-521", bytes(2) + bytes(range(1, 65))),
    "EdDSA": PrivateKey("Ed25519", bytes(range(1, 33))),
}


def signed(algorithm: str = "ES256") -> bytes:
    return cose.sign1({cose.TYPE: "application/x"}, {cose.KEY_ID: b"k"}, b"payload", KEYS[algorithm], algorithm)


def parts(raw: bytes) -> list[Cbor]:
    value = read_cbor(raw.removeprefix(b"\xd2"), "proof.malformed")
    assert isinstance(value, list)
    return value


@pytest.mark.parametrize("algorithm", KEYS)
def test_what_is_signed_is_read_and_verified(algorithm: str) -> None:
    found = cose.read_sign1(signed(algorithm))
    assert (found.payload, found.algorithm, found.key_name) == (b"payload", algorithm, "k")
    assert found.header[cose.TYPE] == "application/x"
    cose.verify(found, KEYS[algorithm].public)


@pytest.mark.parametrize("tags", [b"", b"\xd2", b"\xd8\x3d\xd2"])
def test_the_tags_may_be_there_or_not(tags: bytes) -> None:
    raw = tags + signed().removeprefix(b"\xd2")
    cose.verify(cose.read_sign1(raw), KEYS["ES256"].public)
    assert cose.looks_signed(raw) is (b"\xd2" in tags)


def test_a_detached_payload_is_handed_in() -> None:
    protected, unprotected, payload, signature = parts(signed())
    raw = write_cbor([protected, unprotected, None, signature])
    assert isinstance(payload, bytes)
    cose.verify(cose.read_sign1(raw, detached=payload), KEYS["ES256"].public)
    for odd in ({"raw": raw}, {"raw": signed(), "detached": b"payload"}):
        with pytest.raises(Malformed, match=r"proof\.malformed"):
            cose.read_sign1(**odd)  # type: ignore[arg-type]


def test_every_part_that_is_signed_counts() -> None:
    protected, unprotected, payload, signature = parts(signed())
    other = write_cbor({1: -7, 16: "application/y"})
    assert isinstance(signature, bytes)
    for changed in (
        [other, unprotected, payload, signature],
        [protected, unprotected, b"other", signature],
        [protected, unprotected, payload, signature[:-1] + bytes([signature[-1] ^ 1])],
        [protected, unprotected, payload, b""],
    ):
        with pytest.raises(Invalid, match=r"proof\.signature"):
            cose.verify(cose.read_sign1(write_cbor(changed)), KEYS["ES256"].public)
    with pytest.raises(Invalid, match=r"proof\.signature"):
        cose.verify(cose.read_sign1(signed()), KEYS["EdDSA"].public)


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ({}, Malformed),
        ({1: "ES256"}, Malformed),
        ({1: 5}, Unsupported),  # HMAC
        ({1: -65535}, Unsupported),  # RS1
        ({1: -47}, Unsupported),  # ES256K
    ],
)
def test_other_algorithms_are_not_used(header: dict[int | str, Cbor], error: type[VerifierError]) -> None:
    _, _, payload, signature = parts(signed())
    found = cose.read_sign1(write_cbor([write_cbor(header), {}, payload, signature]))
    with pytest.raises(error):
        cose.verify(found, KEYS["ES256"].public)


def test_an_algorithm_outside_of_what_is_signed_does_not_count() -> None:
    protected, _, payload, signature = parts(signed())
    assert protected
    found = cose.read_sign1(write_cbor([b"", {1: -7}, payload, signature]))
    with pytest.raises(Malformed, match=r"proof\.algorithm"):
        cose.verify(found, KEYS["ES256"].public)


@pytest.mark.parametrize(
    "value",
    [
        [],
        [b"", {}, b""],
        [b"", {}, b"", b"", b""],
        {},
        ["", {}, b"", b""],
        [b"", [], b"", b""],
        [b"", {}, "text", b""],
        [b"", {}, b"", None],
        [b"\x80", {}, b"", b""],
        [b"\xff", {}, b"", b""],
        [write_cbor({1: -7, 2: [99], 99: 1}), {}, b"", b""],
        [write_cbor({1: -7}), {2: [99]}, b"", b""],
        [write_cbor({1: -7, 4: b"k"}), {4: b"k"}, b"", b""],
        [write_cbor({1: -7, 5: b"x" * 200_001}), {}, b"", b""],
    ],
)
def test_what_is_no_sign1_is_refused(value: Cbor) -> None:
    with pytest.raises(Malformed, match=r"proof\.malformed"):
        cose.read_sign1(write_cbor(value))


def test_certificates_come_alone_or_in_a_row() -> None:
    def chain(value: Cbor) -> tuple[bytes, ...]:
        return cose.chain_of(cose.Sign1({cose.CHAIN: value}, b"", b"", b""))

    assert chain(b"a") == (b"a",)
    assert chain([b"a", b"b"]) == (b"a", b"b")
    assert cose.chain_of(cose.Sign1({}, b"", b"", b"")) == ()
    for odd in ("a", ["a"], [b"a"] * 11, {"a": b"a"}):
        with pytest.raises(Malformed):
            chain(odd)  # type: ignore[arg-type]


def test_a_key_signs_only_with_its_own_algorithm() -> None:
    with pytest.raises(Unsupported, match=r"key\.unsupported"):
        cose.sign1({}, {}, b"", KEYS["EdDSA"], "ES256")
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        cose.sign1({}, {}, b"", KEYS["EdDSA"], "RS256")


@given(st.binary(max_size=40))
def test_nothing_but_our_own_errors_comes_out_of_odd_bytes(raw: bytes) -> None:
    for written in (raw, b"\xd2\x84" + raw):
        try:
            cose.read_sign1(written)
        except VerifierError:
            continue


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["referenced_token_cwt", "status_list_cwt"])
def test_the_tokens_of_the_status_list_draft_verify(name: str) -> None:
    raw = bytes.fromhex(shared("corpus", "items", "token-status-list", f"{name}.txt").read_text())
    jwk = json.loads(shared("corpus", "keys", "token-status-list.jwk").read_text())
    found = cose.read_sign1(raw)
    cose.verify(found, read_jwk(jwk))
    claims = read_cbor(found.payload, "status.not_a_list")
    assert isinstance(claims, dict)
    assert claims[6] == 1686920170
