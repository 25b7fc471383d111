"""gzip (RFC 1952), one member."""

from __future__ import annotations

from verifier.codec.unpacking import GZIP, unpack
from verifier.world import Fetch

NAME = "gzip"


def recognises(raw: bytes) -> bool:
    return raw.startswith(b"\x1f\x8b\x08")


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001  (as every wrapper is asked)
    """What it holds. Raises Malformed `structure.damaged`, `structure.too_large`."""
    return [unpack(raw, GZIP, NAME)]
