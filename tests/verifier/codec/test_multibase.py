"""Base58 and base64url: one spelling for each value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import measured
from verifier.codec.multibase import (
    decode,
    decode_base58,
    decode_base64url,
    encode,
    encode_base58,
    encode_base64url,
)
from verifier.errors import Malformed


@pytest.mark.parametrize(
    ("data", "text"),
    # Test vectors of the Base58 encoding scheme's draft (section 5), and its edges.
    [
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (b"", ""),
        (b"\0", "1"),
        (b"\0\0\0", "111"),
        (b"\xff", "5Q"),
    ],
)
def test_base58(data: bytes, text: str) -> None:
    assert encode_base58(data) == text
    assert decode_base58(text) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", " ", "2 ", "\n", "é", "2NEpo7TZRRrLZSi2U=", "a+b", "2" * 8193])
def test_what_is_no_base58(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        decode_base58(text)
    assert caught.value.code == "proof.encoding"


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"\xfb\xff", "-_8")],
)
def test_base64url(data: bytes, text: str) -> None:
    assert encode_base64url(data) == text
    assert decode_base64url(text) == data


@pytest.mark.parametrize(
    "text", ["Z", "Zg=", "Zg==", "Zh", "Zm9", "+/8", "-_8=", "Zm 8", "Zm8\n", "é", "Zm9v====", "\0"]
)
def test_what_is_no_canonical_base64url(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        decode_base64url(text)
    assert caught.value.code == "proof.encoding"


@pytest.mark.parametrize("text", ["", "Z2", "m", "f00", "F00", "b", "B", "M", "U", "k", "\0z", " z2", "é"])
def test_other_bases_are_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        decode(text)
    assert caught.value.code == "proof.encoding"


def test_the_longest_text_takes_no_time() -> None:
    with measured() as cost:
        for _ in range(20):
            decode_base58("z" * 8192)
    assert cost.seconds < 5


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=100))
def test_every_value_has_one_spelling(data: bytes) -> None:
    assert decode_base58(encode_base58(data)) == data
    assert decode_base64url(encode_base64url(data)) == data
    assert decode(encode(data)) == data
    assert decode("u" + encode_base64url(data)) == data
    with pytest.raises(Malformed):
        decode_base64url(encode_base64url(data) + "=")
    assert decode_base58("1" + encode_base58(data)) != data


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=30))
def test_whatever_is_decoded_is_encoded_to_the_same_text(text: str) -> None:
    for read, write in ((decode_base58, encode_base58), (decode_base64url, encode_base64url)):
        try:
            data = read(text)
        except Malformed:
            continue
        assert write(data) == text
