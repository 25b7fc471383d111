from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.vault.blob import OVERHEAD, Place, join_parts, seal, unseal
from wallet.vault.errors import Damaged, VaultError, WrongKey

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
PLACE = Place("credential", "7", "original", "ada")
# Made outside of this code: HMAC and SHA-256 of the standard library, AES-256-GCM of libsodium.
KNOWN = bytes.fromhex(
    "0125f2a9ca56f7dd4a6465666768696a6b6c6d6e6f293bad12168733be510c7f9cb2004a8d23b66ecc5bb510eddc09f77482e28fc04ffe68"
)


def test_the_format_does_not_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.urandom", lambda length: bytes(range(100, 100 + length)))
    assert seal(KEY, b"a stone on the path", PLACE) == KNOWN


def test_a_blob_of_long_ago_opens() -> None:
    assert unseal(KEY, KNOWN, PLACE) == b"a stone on the path"


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32), st.text("aé|/\x00", max_size=4))
def test_what_is_sealed_opens(plaintext: bytes, key: bytes, learner: str) -> None:
    place = Place("t", "r", "c", learner)
    blob = seal(key, plaintext, place)
    assert len(blob) == len(plaintext) + OVERHEAD
    assert unseal(key, blob, place) == plaintext


@pytest.mark.parametrize("part", ["table", "row", "column", "learner"])
def test_a_moved_blob_does_not_open(part: str) -> None:
    blob = seal(KEY, b"mine", PLACE)
    with pytest.raises(Damaged) as raised:
        unseal(KEY, blob, replace(PLACE, **{part: "other"}))
    assert raised.value.code == "vault.damaged"


def test_places_that_read_the_same_in_a_row_are_different() -> None:
    blob = seal(KEY, b"mine", Place("ab", "c", "d", "e"))
    with pytest.raises(Damaged):
        unseal(KEY, blob, Place("a", "bc", "d", "e"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_different_parts_never_join_to_the_same(one: list[bytes], other: list[bytes]) -> None:
    assert (join_parts(*one) == join_parts(*other)) == (one == other)


@pytest.mark.parametrize("position", range(len(KNOWN)))
def test_a_flipped_bit_at_any_position_is_found(position: int) -> None:
    for bit in range(8):
        altered = bytearray(KNOWN)
        altered[position] ^= 1 << bit
        # Positions 1 to 8 name the key.
        with pytest.raises(WrongKey if 1 <= position <= 8 else Damaged):
            unseal(KEY, bytes(altered), PLACE)


@pytest.mark.parametrize("length", range(len(KNOWN)))
def test_a_blob_cut_short_is_damaged(length: int) -> None:
    with pytest.raises(Damaged):
        unseal(KEY, KNOWN[:length], PLACE)


def test_a_longer_blob_is_damaged() -> None:
    with pytest.raises(Damaged):
        unseal(KEY, KNOWN + b"\x00", PLACE)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_an_unknown_version_is_damaged(version: int) -> None:
    with pytest.raises(Damaged):
        unseal(KEY, bytes([version]) + KNOWN[1:], PLACE)


def test_another_key_is_named_as_such() -> None:
    with pytest.raises(WrongKey) as raised:
        unseal(OTHER, KNOWN, PLACE)
    assert raised.value.code == "vault.wrong_key"
    assert isinstance(raised.value, VaultError)


def test_another_key_does_not_open_a_blob_that_claims_to_be_its_own() -> None:
    claimed = KNOWN[:1] + seal(OTHER, b"", PLACE)[1:9] + KNOWN[9:]
    with pytest.raises(Damaged):
        unseal(OTHER, claimed, PLACE)


def test_no_two_blobs_share_a_nonce() -> None:
    nonces = {seal(KEY, b"same", PLACE)[9:21] for _ in range(500)}
    assert len(nonces) == 500


def test_each_key_has_its_own_id() -> None:
    ids = [seal(bytes([number]) * 32, b"", PLACE)[1:9] for number in range(20)]
    assert all(one != other for one, other in pairwise(sorted(ids)))


@pytest.mark.parametrize("key", [b"", b"k" * 16, b"k" * 24, b"k" * 31, b"k" * 33, "k" * 32, bytearray(32)])
def test_only_keys_of_32_bytes_are_used(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, b"", PLACE)
    with pytest.raises(ValueError, match="32 bytes"):
        unseal(key, KNOWN, PLACE)


@pytest.mark.parametrize("part", ["table", "row", "column"])
def test_a_place_is_somewhere(part: str) -> None:
    with pytest.raises(ValueError, match="place"):
        replace(PLACE, **{part: ""})
