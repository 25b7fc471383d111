"""CBOR as untrusted bytes (RFC 8949): one data item, bounded size and depth, no name twice, no tag with a meaning."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import TypeAlias, cast

import cbor2

from verifier.errors import Malformed

Cbor: TypeAlias = "int | float | str | bytes | bool | list[Cbor] | dict[int | str, Cbor] | None"

MAX_BYTES = 1_000_000  # a list of empty lists takes eighty times its bytes in memory
_MAX_DEPTH = 16


class _NoTags(dict[int, Callable[[object, bool], object]]):
    """Whatever the tag, decoding ends: dates, patterns and shared parts are made by nobody here."""

    def __missing__(self, tag: int) -> Callable[[object, bool], object]:
        return _refuse


def _refuse(_decoder: object, _immutable: bool) -> object:
    raise cbor2.CBORDecodeError("a tag")


def read_cbor(raw: bytes) -> Cbor:
    """The one data item in `raw`. Raises Malformed `structure.not_cbor`."""
    if len(raw) > MAX_BYTES:
        raise _malformed("too large")
    file = io.BytesIO(raw)
    try:
        value = cbor2.CBORDecoder(
            file,
            max_depth=_MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            semantic_decoders=_NoTags(),
        ).decode()
    except (cbor2.CBORError, ValueError, OverflowError, TypeError, RecursionError) as error:
        raise _malformed(str(error)[:120]) from error
    if file.tell() != len(raw):
        raise _malformed("something follows")
    _check(value)
    return cast(Cbor, value)


def _check(value: object) -> None:
    """Nothing but the kinds of `Cbor`; no copy is made, since hostile lists are long."""
    if isinstance(value, list):
        for each in value:
            _check(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if isinstance(name, bool) or not isinstance(name, int | str):
                raise _malformed("a name is neither a number nor a text")
            _check(each)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise _malformed("a number without end")
    elif value is not None and not isinstance(value, int | str | bytes):
        raise _malformed("a kind of value that is not used here")


def write_cbor(value: Cbor) -> bytes:
    """The value in CBOR, every length as short as can be."""
    return cbor2.dumps(value)


def _malformed(reason: str) -> Malformed:
    return Malformed("structure.not_cbor", {"reason": reason})
