"""Token status lists as values: a list in JSON or CBOR, one status out of it (draft-ietf-oauth-status-list, section 4).

Statuses are counted from the least significant bit of each byte, other than in bitstring status lists.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verifier.codec.cbor import Cbor
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.codec.unpacking import ZLIB, unpack
from verifier.errors import Json, JsonObject, Malformed, VerifierError

SIZES = (1, 2, 4, 8)
MAX_BYTES = 16 * 1024 * 1024
_BYTE = 8


@dataclass(frozen=True)
class StatusList:
    """How many bits each status has, and the unpacked bytes."""

    size: int
    data: bytes

    def __len__(self) -> int:
        return len(self.data) * _BYTE // self.size

    def read_status(self, index: int) -> int:
        """The status at `index`. Raises Malformed `status.unusable` outside of the list."""
        if not 0 <= index < len(self):
            raise Malformed("status.unusable", {"reason": "the index lies outside the list", "index": index})
        position = index * self.size
        return self.data[position // _BYTE] >> position % _BYTE & (1 << self.size) - 1


def read_status_list(value: Json | Cbor | Mapping[str, object]) -> StatusList:
    """The `status_list` claim: `{"bits", "lst"}`, where `lst` is base64url text in JSON and bytes in CBOR.

    Raises Malformed `status.not_a_list` where it is none, `status.unusable` where it cannot be unpacked.
    """
    size, packed = (value.get("bits"), value.get("lst")) if isinstance(value, dict) else (None, None)
    if isinstance(size, bool) or not isinstance(size, int) or size not in SIZES:
        raise Malformed("status.not_a_list", {"reason": "a status has 1, 2, 4 or 8 bits"})
    if not isinstance(packed, str | bytes):
        raise Malformed("status.not_a_list", {"reason": "there is no list in it"})
    try:
        raw = decode_base64url(packed) if isinstance(packed, str) else packed
        return StatusList(size, unpack(raw, ZLIB, "list", MAX_BYTES))
    except VerifierError as error:
        raise Malformed("status.unusable", {"reason": "the list cannot be unpacked", **error.facts}) from error


def write_status_list(statuses: Iterable[int], size: int) -> JsonObject:
    """The claim for JSON. Raises ValueError for a size that is none and a status that does not fit."""
    known = list(statuses)
    if size not in SIZES or not all(0 <= each < 1 << size for each in known):
        raise ValueError("a status does not fit")
    data = bytearray((len(known) * size + _BYTE - 1) // _BYTE)
    for index, each in enumerate(known):
        data[index * size // _BYTE] |= each << index * size % _BYTE
    return {"bits": size, "lst": encode_base64url(zlib.compress(bytes(data), 9))}
