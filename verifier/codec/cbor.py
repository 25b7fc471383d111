"""CBOR (RFC 8949) as untrusted bytes: walked over by our own rules first, read by `cbor2` after that.

What passes is one item and nothing behind it, its lengths definite and every head as short as it can be, no key of a
map twice, no tag but those that the caller expects, and of simple values only false, true and null. So different bytes
are different items, except for the order of a map's keys. `cbor2` alone would act on tags (dates, references, regular
expressions) and keep the last of two equal keys.
"""

from __future__ import annotations

from typing import TypeAlias

import cbor2

from verifier.errors import Malformed

MAX_BYTES = 1_000_000
MAX_ITEMS = 20_000
MAX_DEPTH = 16

Cbor: TypeAlias = "int | float | bool | str | bytes | list[Cbor] | dict[int | str, Cbor] | cbor2.CBORTag | None"

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_LENGTHS = {24: 1, 25: 2, 26: 4, 27: 8}  # additional information -> bytes of the argument that follows
_FLOATS = frozenset(_LENGTHS) - {24}
_SIMPLE_VALUES = frozenset({20, 21, 22})  # false, true, null


def read_cbor(raw: bytes, code: str, *, tags: frozenset[int] = frozenset()) -> Cbor:
    """The one item in `raw`; expected `tags` come as `CBORTag`. Keys of maps are integers or texts.

    Raises Malformed with `code`.
    """
    if len(raw) > MAX_BYTES:
        raise Malformed(code, {"reason": "too long"})
    walk = _Walk(raw, code, tags)
    walk.item(MAX_DEPTH)
    if walk.position != len(raw):
        raise walk.refused("bytes after the end")
    try:
        value: Cbor = cbor2.loads(raw)
    except (cbor2.CBORDecodeError, ValueError) as error:
        raise walk.refused("not read") from error
    return value


def write_cbor(value: Cbor) -> bytes:
    """The item, as `read_cbor` takes it; the keys of maps stay in their order."""
    return cbor2.dumps(value)


class _Walk:
    """One pass over the heads of all items, from the first to the last."""

    def __init__(self, raw: bytes, code: str, tags: frozenset[int]) -> None:
        self.raw = raw
        self.code = code
        self.tags = tags
        self.position = 0
        self.items_left = MAX_ITEMS

    def refused(self, reason: str) -> Malformed:
        return Malformed(self.code, {"reason": reason})

    def item(self, depth: int) -> int:
        """Passes one item with all that is in it. Returns its major type."""
        self.items_left -= 1
        if depth == 0 or self.items_left < 0:
            raise self.refused("too much in it")
        kind, information, argument = self.head()
        if kind in (_BYTES, _TEXT):
            self.take(argument)
        elif kind == _ARRAY:
            for _ in range(argument):
                self.item(depth - 1)
        elif kind == _MAP:
            self.entries(argument, depth - 1)
        elif kind == _TAG:
            if argument not in self.tags:
                raise self.refused("unexpected tag")
            self.item(depth - 1)
        elif kind == _SIMPLE and information not in _SIMPLE_VALUES | _FLOATS:
            raise self.refused("unexpected simple value")
        return kind

    def entries(self, number: int, depth: int) -> None:
        keys = set()
        for _ in range(number):
            start = self.position
            if self.item(depth) not in (_UNSIGNED, _NEGATIVE, _TEXT):
                raise self.refused("unexpected key")
            key = self.raw[start : self.position]
            if key in keys:
                raise self.refused("a key comes twice")
            keys.add(key)
            self.item(depth)

    def head(self) -> tuple[int, int, int]:
        """Major type, additional information and argument of the next item (section 3)."""
        first = self.take(1)[0]
        kind, information = first >> 5, first & 0x1F
        if information not in _LENGTHS:
            if information > max(_LENGTHS):
                raise self.refused("no definite length")
            return kind, information, information
        argument = int.from_bytes(self.take(_LENGTHS[information]))
        shortest = 24 if information == min(_LENGTHS) else 1 << 4 * _LENGTHS[information]
        if kind != _SIMPLE and argument < shortest:
            raise self.refused("longer than it has to be")
        return kind, information, argument

    def take(self, length: int) -> bytes:
        end = self.position + length
        if end > len(self.raw):
            raise self.refused("cut off")
        taken = self.raw[self.position : end]
        self.position = end
        return taken
