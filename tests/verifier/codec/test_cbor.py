"""CBOR from strangers: one item, written in one way, with nothing in it that acts when it is read."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifier.codec import cbor
from verifier.codec.cbor import Cbor, read_cbor, write_cbor
from verifier.errors import Malformed

CODE = "proof.malformed"
keys = st.integers(-(2**63), 2**63) | st.text(max_size=5)
leaves = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=30) | st.binary(max_size=300)
items = st.recursive(leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5))


@given(items)
def test_what_is_written_is_read(value: Cbor) -> None:
    assert read_cbor(write_cbor(value), CODE) == value


@given(st.binary(max_size=200))
@example(b"\x9f\x01\xff")
@example(b"\xd8\x1c\x81\xd8\x1d\x00")
@example(b"\x7b" + b"\xff" * 8)
def test_whatever_it_is_it_is_read_or_refused_by_code(raw: bytes) -> None:
    try:
        value = read_cbor(raw, CODE)
    except Malformed as error:
        assert error.code == CODE
    else:
        assert cbor2.loads(raw) == value or value != value  # noqa: PLR0124 -- not a number


@given(items, st.data())
def test_no_other_bytes_are_the_same_item(value: Cbor, data: st.DataObject) -> None:
    raw = write_cbor(value)
    at = data.draw(st.integers(0, len(raw) - 1))
    changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    try:
        read = read_cbor(changed, CODE)
    except Malformed:
        return
    assert write_cbor(read) != raw


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "cut off"),
        ("18", "cut off"),
        ("43 0102", "cut off"),
        ("82 01", "cut off"),
        ("9b ffffffffffffffff", "cut off"),
        ("01 01", "bytes after the end"),
        ("1817", "longer than it has to be"),
        ("1900ff", "longer than it has to be"),
        ("1a0000ffff", "longer than it has to be"),
        ("1b00000000ffffffff", "longer than it has to be"),
        ("5801 00", "longer than it has to be"),
        ("d818 01", "unexpected tag"),
        ("9f 01 ff", "no definite length"),
        ("5f 41 00 ff", "no definite length"),
        ("bf ff", "no definite length"),
        ("1c", "no definite length"),
        ("a2 01 02 01 03", "a key comes twice"),
        ("a1 80 01", "unexpected key"),
        ("a1 40 01", "unexpected key"),
        ("a1 f5 01", "unexpected key"),
        ("c0 74 323031332d30332d32315432303a30343a30305a", "unexpected tag"),
        ("c2 41 01", "unexpected tag"),
        ("c4 82 1a7fffffff 01", "unexpected tag"),
        ("d823 61 28", "unexpected tag"),
        ("d81c 81 d81d 00", "unexpected tag"),
        ("f7", "unexpected simple value"),
        ("e0", "unexpected simple value"),
        ("f8ff", "unexpected simple value"),
        ("61 ff", "not read"),
        ("81" * 16 + "01", "too much in it"),
    ],
)
def test_what_has_no_place_in_a_proof_is_refused(raw: str, reason: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_cbor(bytes.fromhex(raw), CODE)
    assert (caught.value.code, caught.value.facts) == (CODE, {"reason": reason})


def test_an_expected_tag_comes_with_what_it_holds() -> None:
    tagged = read_cbor(bytes.fromhex("d28440a0f640"), CODE, tags=frozenset({18}))
    assert isinstance(tagged, cbor2.CBORTag)
    assert (tagged.tag, list(tagged.value)) == (18, [b"", {}, None, b""])


def test_the_order_of_keys_is_kept() -> None:
    assert write_cbor(read_cbor(bytes.fromhex("a2 02 01 01 01"), CODE)) == bytes.fromhex("a202010101")


def test_a_number_with_a_fraction_is_read() -> None:
    assert read_cbor(bytes.fromhex("f93e00"), CODE) == 1.5


def test_sizes_are_limited() -> None:
    with pytest.raises(Malformed, match=CODE):
        read_cbor(write_cbor(bytes(cbor.MAX_BYTES)), CODE)
    with pytest.raises(Malformed, match=CODE):
        read_cbor(write_cbor([0] * cbor.MAX_ITEMS), CODE)
    assert read_cbor(write_cbor([0] * (cbor.MAX_ITEMS - 1)), CODE)
