"""DER as untrusted bytes: just enough of it to read time-stamp tokens (ITU-T X.690, sections 8 and 10).

Only definite lengths and tags of one byte; every length is checked against what is there, and elements are looked at
only when they are asked for. What is cut off or malformed raises ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass

INTEGER, OCTET_STRING, OID, GENERALIZED_TIME, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x18, 0x30, 0x31
_MOST_ELEMENTS = 500
_LONGEST_LENGTH = 4  # bytes that spell a length
_LONG_FORM = 0x80
_LONG_TAG = 0x1F
_MORE = 0x80  # another byte of the same arc follows


def context(number: int) -> int:
    """The tag of a constructed, context-specific element."""
    return 0xA0 | number


@dataclass(frozen=True)
class Element:
    """One element: its tag, its content, and all of its bytes."""

    tag: int
    body: bytes
    raw: bytes

    def inside(self) -> list[Element]:
        """The elements that it holds."""
        found: list[Element] = []
        position = 0
        while position < len(self.body):
            if len(found) == _MOST_ELEMENTS:
                raise ValueError("too many elements")
            each, position = _read(self.body, position)
            found.append(each)
        return found

    def expect(self, tag: int) -> Element:
        """Itself, where it has this tag."""
        if self.tag != tag:
            raise ValueError(f"a tag {self.tag:#x} where {tag:#x} was expected")
        return self

    @property
    def dotted(self) -> str:
        """The object identifier, as `1.2.840`."""
        arcs, value = [], 0
        for byte in self.expect(OID).body:
            value = value << 7 | byte & ~_MORE & 0xFF
            if not byte & _MORE:
                arcs.append(value)
                value = 0
        if not arcs or self.body[-1] & _MORE:
            raise ValueError("an object identifier that does not end")
        first = min(arcs[0] // 40, 2)
        return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


def read_der(data: bytes) -> Element:
    """The one element that `data` is; nothing may follow it."""
    element, end = _read(data, 0)
    if end != len(data):
        raise ValueError("something follows")
    return element


def _read(data: bytes, start: int) -> tuple[Element, int]:
    if start + 2 > len(data) or data[start] & _LONG_TAG == _LONG_TAG:
        raise ValueError("cut off, or a long tag")
    length, begin = data[start + 1], start + 2
    if length & _LONG_FORM:
        count = length & ~_LONG_FORM
        begin += count
        if not 0 < count <= _LONGEST_LENGTH or begin > len(data):
            raise ValueError("a length that cannot be read")
        length = int.from_bytes(data[begin - count : begin])
    end = begin + length
    if end > len(data):
        raise ValueError("cut off")
    return Element(data[start], data[begin:end], data[start:end]), end
