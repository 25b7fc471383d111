"""Multibase and multicodec, as far as keys, proofs and digests use them (Controlled Identifiers 1.0, section 2.4)."""

from __future__ import annotations

import base64
import binascii

from verifier.errors import Malformed

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(_BASE58)}
_LONGEST = 8192  # characters; base58 takes quadratic time


def encode_base58(data: bytes) -> str:
    """Base58 with Bitcoin's alphabet, without a multibase prefix."""
    number = int.from_bytes(data)
    digits = ""
    while number:
        number, rest = divmod(number, 58)
        digits = _BASE58[rest] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + digits


def decode_base58(text: str) -> bytes:
    """The inverse of `encode_base58`. Raises Malformed `proof.encoding` for other characters and for overlong text."""
    if len(text) > _LONGEST:
        raise Malformed("proof.encoding", {"reason": "too long"})
    number = 0
    for character in text:
        value = _VALUES.get(character)
        if value is None:
            raise Malformed("proof.encoding", {"reason": "not base58"})
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def encode_base64url(data: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The inverse of `encode_base64url`. Padding, foreign characters, stray bits: Malformed `proof.encoding`."""
    try:
        raw = text.encode("ascii")
        data = base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Malformed("proof.encoding", {"reason": "not base64url"}) from error
    if encode_base64url(data) != text:
        raise Malformed("proof.encoding", {"reason": "not canonical base64url"})
    return data


def encode(data: bytes) -> str:
    """Multibase base58btc (`z...`)."""
    return "z" + encode_base58(data)


def decode(text: str) -> bytes:
    """Multibase base58btc (`z...`) or base64url (`u...`). Raises Malformed `proof.encoding`."""
    if text.startswith("z"):
        return decode_base58(text[1:])
    if text.startswith("u"):
        return decode_base64url(text[1:])
    raise Malformed("proof.encoding", {"reason": "unknown multibase prefix"})
