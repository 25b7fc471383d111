"""Unpacking with a limit: what is compressed says nothing true about how large it will be."""

from __future__ import annotations

import zlib

from verifier.errors import Malformed

ZLIB = 15
GZIP = 31
MAX_BYTES = 8 * 1024 * 1024


def unpack(packed: bytes, window: int, kind: str, limit: int = MAX_BYTES) -> bytes:
    """What zlib (`window` ZLIB) or gzip (GZIP) packed, whole.

    Raises Malformed `structure.too_large` above `limit` bytes, and `structure.damaged` for what cannot be unpacked or
    is cut off; both with the `kind`.
    """
    unpacker = zlib.decompressobj(window)
    try:
        data = unpacker.decompress(packed, limit + 1)
    except zlib.error as error:
        raise Malformed("structure.damaged", {"kind": kind}) from error
    if len(data) > limit:
        raise Malformed("structure.too_large", {"kind": kind, "limit": limit})
    if not unpacker.eof:
        raise Malformed("structure.damaged", {"kind": kind})
    return data
