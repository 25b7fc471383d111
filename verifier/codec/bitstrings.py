"""Compressed bit strings of status lists (Bitstring Status List 1.0, section 3.3; Status List 2021)."""

from __future__ import annotations

import base64
import binascii
import zlib
from datetime import datetime

from verifier.codec.moments import write_moment
from verifier.errors import JsonObject, Malformed

MAX_BYTES = 16 * 1024 * 1024
_MAX_TEXT = 24 * 1024 * 1024
_GZIP_OR_ZLIB = 47  # window bits: find out from the header which of the two it is


def decode_bitstring(text: str) -> bytes:
    """The bytes behind `encodedList`: base64url or base64, with or without the multibase `u`, of gzip or zlib.

    Raises Malformed `status.unusable`; nothing larger than `MAX_BYTES` is ever unpacked.
    """
    if len(text) > _MAX_TEXT:
        raise Malformed("status.unusable", {"reason": "the list is too large"})
    # Base64 of gzip starts with H4sI and of zlib with e: a leading u can only be the multibase prefix.
    body = text.removeprefix("u").rstrip("=").replace("+", "-").replace("/", "_")
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("status.unusable", {"reason": "the list is not base64"}) from error
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        bits = unpacker.decompress(packed, MAX_BYTES)
    except zlib.error as error:
        raise Malformed("status.unusable", {"reason": "the list cannot be unpacked"}) from error
    if not unpacker.eof:
        raise Malformed("status.unusable", {"reason": "the list is too large or cut off"})
    return bits


def encode_bitstring(bits: bytes) -> str:
    """`encodedList` as Bitstring Status List 1.0 wants it: multibase base64url of gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(bits) + packer.flush()
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def list_credential(url: str, issuer: str, purpose: str, bits: bytes, since: datetime) -> JsonObject:
    """The list as a credential, not yet signed (section 2.2); `url` is where it will lie."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": write_moment(since),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_bitstring(bits),
        },
    }


def list_entry(url: str, purpose: str, index: int) -> JsonObject:
    """What a credential says of its place in the list at `url` (section 2.1)."""
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def read_entry(bits: bytes, index: int, size: int = 1) -> int:
    """The value of `size` bits at `index`, the leftmost bit first. Raises Malformed `status.unusable` out of range."""
    first = index * size
    if index < 0 or first + size > len(bits) * 8:
        raise Malformed("status.unusable", {"reason": "the index lies outside the list", "index": index})
    value = 0
    for position in range(first, first + size):
        value = value << 1 | (bits[position // 8] >> (7 - position % 8) & 1)
    return value
