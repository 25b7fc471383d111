"""Badges baked into PNG: Open Badges 2.0 (Baking 1.0) and 3.0 (section 5.3.1), as `iTXt`, `tEXt` or `zTXt`.

A picture without such a chunk is none of this wrapper's: it may still show a QR code.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from verifier.codec.unpacking import ZLIB, unpack
from verifier.errors import Malformed
from verifier.world import Fetch

NAME = "png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORDS = frozenset({b"openbadges", b"openbadgecredential"})
_TEXTS = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_MOST_CHUNKS = 20_000
_MOST_BADGES = 10
_FRAME = 12  # bytes of a chunk beside its data: length, type, CRC


def recognises(raw: bytes) -> bool:
    return raw.startswith(_SIGNATURE) and next(_badges(raw), None) is not None


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001  (as every wrapper is asked)
    """Every badge in the picture. Raises Malformed `structure.damaged` for a chunk that its CRC does not fit."""
    found: list[bytes] = []
    for kind, data, crc in _badges(raw):
        if zlib.crc32(kind + data) != crc:
            raise Malformed("structure.damaged", {"kind": NAME})
        if len(found) == _MOST_BADGES:
            raise Malformed("structure.too_many", {"limit": _MOST_BADGES})
        found.append(_text(kind, data))
    return found


def _badges(raw: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """(type, data, CRC) of the text chunks whose keyword is a badge's (PNG, third edition, section 5.3)."""
    position = len(_SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        length, kind = int.from_bytes(raw[position : position + 4]), raw[position + 4 : position + 8]
        data, end = raw[position + 8 : position + 8 + length], position + _FRAME + length
        if end > len(raw) or kind == b"IEND":
            return
        if kind in _TEXTS and data[:80].partition(b"\0")[0] in _KEYWORDS:
            yield kind, data, int.from_bytes(raw[end - 4 : end])
        position = end


def _text(kind: bytes, data: bytes) -> bytes:
    _, _, rest = data.partition(b"\0")
    if kind == b"tEXt":
        return _from_latin(rest)
    if kind == b"zTXt":
        return _from_latin(unpack(rest[1:], ZLIB, NAME))
    packed, rest = rest[:2], rest[2:]
    _, _, rest = rest.partition(b"\0")  # language
    _, _, text = rest.partition(b"\0")  # translated keyword
    if packed[:1] == b"\0":
        return text
    if packed == b"\x01\x00":
        return unpack(text, ZLIB, NAME)
    raise Malformed("structure.damaged", {"kind": NAME})


def _from_latin(text: bytes) -> bytes:
    """These chunks are Latin-1 by the standard; badges in them are UTF-8 as a rule, and ASCII nearly always."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1").encode("utf-8")
    return text
