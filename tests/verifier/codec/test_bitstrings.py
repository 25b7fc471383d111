"""Bit strings of status lists: leftmost bit first, never unpacked beyond a limit."""

import base64
import gzip
import os
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.codec.bitstrings import MAX_BYTES, decode_bitstring, encode_bitstring, read_entry
from verifier.errors import Malformed

# The list of the specification's example: 16 KiB of zeros (Bitstring Status List 1.0, section 2.2).
PUBLISHED = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"

PACKED = gzip.compress(b"x" * 100, mtime=0)


def test_the_published_list() -> None:
    assert decode_bitstring(PUBLISHED) == bytes(16 * 1024)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("prefix", ["", "u"])
@pytest.mark.parametrize("padded", [True, False])
def test_encodings_as_they_are_found(pack, encode, prefix: str, padded: bool) -> None:
    bits = os.urandom(1000)
    text = encode(pack(bits)).decode()
    assert decode_bitstring(prefix + (text if padded else text.rstrip("="))) == bits


@pytest.mark.parametrize(
    "text",
    [
        "", "u", "z", "!", "uu", "u" + "=" * 10, "é", "u\0", "f1f8b",
        base64.b64encode(b"not compressed").decode(),
        base64.b64encode(PACKED[:-9]).decode(),
        base64.b64encode(PACKED[:-8] + b"crc!" + PACKED[-4:]).decode(),
        base64.b64encode(PACKED[:-1] + b"!").decode(),
        base64.b64encode(b"\x1f\x8b").decode(),
        "uH4sI AAAA", "uH4sI\nAAAA",
    ],
)  # fmt: skip
def test_what_is_no_list(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        decode_bitstring(text)
    assert caught.value.code == "status.unusable"


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 20 * MAX_BYTES])
def test_a_bomb_is_refused(size: int) -> None:
    with pytest.raises(Malformed):
        decode_bitstring(encode_bitstring(bytes(size)))


def test_a_text_that_is_too_long_is_not_even_decoded() -> None:
    with pytest.raises(Malformed) as caught:
        decode_bitstring("u" + "A" * 25 * 1024 * 1024)
    assert caught.value.facts == {"reason": "the list is too large"}


@pytest.mark.parametrize(
    ("index", "size", "value"),
    [
        (0, 1, 1), (1, 1, 0), (7, 1, 1), (8, 1, 0), (15, 1, 1),
        (0, 2, 0b10), (3, 2, 0b01), (0, 4, 0b1000), (1, 4, 0b0001), (0, 8, 0b1000_0001), (1, 8, 1), (0, 16, 0x8101),
        (1, 3, 0b000), (2, 3, 0b010),
    ],
)  # fmt: skip
def test_the_leftmost_bit_is_the_first(index: int, size: int, value: int) -> None:
    assert read_entry(bytes([0b1000_0001, 0b0000_0001]), index, size) == value


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (16, 1), (8, 2), (2, 8), (0, 17), (10**30, 1), (5, 3)])
def test_outside_the_list_there_is_no_value(index: int, size: int) -> None:
    with pytest.raises(Malformed) as caught:
        read_entry(bytes(2), index, size)
    assert caught.value.code == "status.unusable"


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.binary(max_size=2000))
def test_what_is_encoded_is_decoded(bits: bytes) -> None:
    text = encode_bitstring(bits)
    assert text.startswith("uH4sI")
    assert "=" not in text
    assert decode_bitstring(text) == bits


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=50))
def test_any_text_is_a_list_or_malformed(text: str) -> None:
    try:
        decode_bitstring(text)
    except Malformed as error:
        assert error.code == "status.unusable"
