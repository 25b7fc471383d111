from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from wallet.vault.blob import Place, join_parts, seal
from wallet.vault.errors import Damaged, Forged, WrongKey
from wallet.vault.sealed_box import new_pair, open_sealed, seal_to

PLACE = Place("opening", "3", "what", "ada")
PRIVATE = bytes(range(1, 33))
SEED = bytes(range(65, 97))
SERVER = bytes.fromhex("adc14011f82d1c56d956aa4f9d73d8858361a606048525e0d08c638dc75dd8c7")
OTHER_SEED = bytes(range(66, 98))
OTHER_SERVER = bytes(SigningKey(OTHER_SEED).verify_key)
# Made outside of this code: HMAC of the standard library; X25519, Ed25519 and AES-256-GCM of libsodium.
KNOWN = bytes.fromhex(
    "019ef448d5281507b85869aff450549732cbaaed5e5df9b30a6da31cb0e5742bad5ad4a1a768f1a67b27c314b76a72228d983b38c125891d2f"
    "20849e1b934d3d9df8f29f20414bc75f63e9ccadd97e0fe8773002c40c31654cdd147d25a3bec139bf7c292a0ce04406016ae76c015483815b"
    "6465666768696a6b6c6d6e6f6a34c773d8e022eeae5846d3cc7aafce6398ad61dd38f32979d1c6c3b060"
)
# Points of small order on Curve25519 and its twist (RFC 7748, 6.1): 0, 1, p - 1, p, p + 1, and the two of order 8.
LOW_ORDER = [
    *(value.to_bytes(32, "little") for value in (0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18)),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
]


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def test_the_format_does_not_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    random: Iterator[bytes] = iter([bytes(range(33, 65)), bytes(range(100, 112))])
    monkeypatch.setattr("os.urandom", lambda length: next(random))
    assert seal_to(public_of(PRIVATE), b"opened at noon", PLACE, SEED) == KNOWN


def test_a_box_of_long_ago_opens() -> None:
    assert open_sealed(PRIVATE, KNOWN, PLACE, [SERVER]) == b"opened at noon"


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=100))
def test_what_is_sealed_to_a_learner_opens_for_them(plaintext: bytes) -> None:
    pair = new_pair()
    box = seal_to(pair.public, plaintext, PLACE, SEED)
    assert open_sealed(pair.private, box, PLACE, [SERVER]) == plaintext


def test_a_box_signed_with_a_former_key_of_the_server_opens() -> None:
    assert open_sealed(PRIVATE, KNOWN, PLACE, [OTHER_SERVER, SERVER]) == b"opened at noon"


@pytest.mark.parametrize("keys", [[], [OTHER_SERVER], [b""], [b"\x00" * 32], [b"\xff" * 32]])
def test_a_box_that_the_server_did_not_sign_does_not_open(keys: list[bytes]) -> None:
    with pytest.raises(Forged) as raised:
        open_sealed(PRIVATE, KNOWN, PLACE, keys)
    assert raised.value.code == "vault.forged"


@pytest.mark.parametrize("part", ["table", "row", "column", "learner"])
def test_a_moved_box_does_not_open(part: str) -> None:
    with pytest.raises(Forged):
        open_sealed(PRIVATE, KNOWN, replace(PLACE, **{part: "other"}), [SERVER])


def test_a_box_to_somebody_else_is_named_as_such() -> None:
    with pytest.raises(WrongKey):
        open_sealed(new_pair().private, KNOWN, PLACE, [SERVER])


def test_a_box_cannot_be_readdressed() -> None:
    pair = new_pair()
    claimed = KNOWN[:1] + seal_to(pair.public, b"", PLACE, SEED)[1:9] + KNOWN[9:]
    with pytest.raises(Forged):
        open_sealed(pair.private, claimed, PLACE, [SERVER])


@pytest.mark.parametrize("position", range(len(KNOWN)))
def test_a_flipped_bit_at_any_position_is_found(position: int) -> None:
    altered = bytearray(KNOWN)
    altered[position] ^= 1 << position % 8
    expected = Damaged if position == 0 else WrongKey if position <= 8 else Forged
    with pytest.raises(expected):
        open_sealed(PRIVATE, bytes(altered), PLACE, [SERVER])


@pytest.mark.parametrize("length", range(len(KNOWN)))
def test_a_box_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(Damaged if length < 105 + 37 else Forged):
        open_sealed(PRIVATE, KNOWN[:length], PLACE, [SERVER])


def test_an_unknown_version_is_damaged() -> None:
    with pytest.raises(Damaged):
        open_sealed(PRIVATE, b"\x02" + KNOWN[1:], PLACE, [SERVER])


def test_no_two_boxes_share_an_ephemeral_key() -> None:
    public = public_of(PRIVATE)
    assert len({seal_to(public, b"same", PLACE, SEED)[9:41] for _ in range(50)}) == 50


@pytest.mark.parametrize("point", LOW_ORDER, ids=lambda point: point.hex()[:8])
def test_nothing_is_sealed_to_a_point_of_low_order(point: bytes) -> None:
    with pytest.raises(ValueError):
        seal_to(point, b"", PLACE, SEED)


@pytest.mark.parametrize("point", LOW_ORDER, ids=lambda point: point.hex()[:8])
def test_an_ephemeral_point_of_low_order_is_refused_even_when_the_server_signed_it(point: bytes) -> None:
    with pytest.raises(Damaged):
        open_sealed(PRIVATE, _signed_box(point, seal(bytes(32), b"", PLACE)), PLACE, [SERVER])


def test_a_blob_under_another_key_does_not_open_even_when_the_server_signed_it() -> None:
    with pytest.raises(Damaged):
        open_sealed(PRIVATE, _signed_box(KNOWN[9:41], seal(bytes(32), b"", PLACE)), PLACE, [SERVER])


def test_keys_of_another_length_are_refused() -> None:
    public = public_of(PRIVATE)
    with pytest.raises(ValueError, match="32 bytes"):
        seal_to(public[:31], b"", PLACE, SEED)
    with pytest.raises(ValueError, match="32 bytes"):
        seal_to(public, b"", PLACE, SEED[:31])
    with pytest.raises(ValueError, match="32 bytes"):
        open_sealed(PRIVATE[:31], KNOWN, PLACE, [SERVER])


def test_a_pair_does_not_show_its_private_half() -> None:
    pair = new_pair()
    assert repr(pair) == f"Pair(public={pair.public!r})"
    assert new_pair() != pair


def _signed_box(ephemeral: bytes, blob: bytes) -> bytes:
    place = (b"opening", b"3", b"what", b"ada")
    signed = join_parts(b"cairn/sealed-box-signature/1", b"\x01", *place, public_of(PRIVATE), ephemeral, blob)
    return KNOWN[:9] + ephemeral + SigningKey(SEED).sign(signed).signature + blob
