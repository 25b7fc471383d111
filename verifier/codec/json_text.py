"""JSON as untrusted bytes: strict UTF-8 (RFC 8259), no duplicate keys, bounded depth and size, finite numbers, linear
time."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import NoReturn

from verifier.errors import Json, JsonObject, Malformed

MAX_DEPTH = 96
MAX_DIGITS = 400
# Up to 60 bytes of memory and a microsecond and a half each time it is read, and some documents are read four times.
# A hundred long transcripts in one list have 60,000; a list of 30,000 revoked credentials, each an object, as many.
MAX_VALUES = 100_000
# Possessive, and a string that never ends runs to the end: nothing is looked at twice.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_MARKS = bytes(byte for byte in range(256) if byte not in b"[{,]}")
_STEPS = {ord("["): 1, ord("{"): 1, ord(","): 0, ord("]"): -1, ord("}"): -1}
_SPACE = re.compile(r"[ \t\n\r]*")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_json(raw: bytes) -> Json:
    """The one JSON value in `raw`.

    Raises Malformed: `structure.encoding` (not UTF-8), `structure.not_json`, `structure.duplicate_key`,
    `structure.too_deep`, `structure.too_large` (more than `MAX_VALUES`).
    """
    text = _text(raw)
    _check_shape(raw)
    try:
        value: Json = _decoder().decode(text)
    except RecursionError as error:
        raise Malformed("structure.too_deep") from error
    except ValueError as error:
        raise Malformed("structure.not_json", {"reason": str(error)[:120]}) from error
    _refuse_lone_surrogates(raw, value)
    return value


def split_json(raw: bytes, most: int) -> list[bytes]:
    """The bytes of each JSON value in `raw`, untouched: of a list's members, or of values that stand one after another.

    A single value that is no list comes back alone. Raises what `read_json` raises, and Malformed `structure.too_many`
    as soon as there are more than `most`.
    """
    text = _text(raw)
    _check_shape(raw)
    start = _skip(text, 0)
    values = _members(text, start + 1) if text[start : start + 1] == "[" else _in_a_row(text, start)
    parts: list[bytes] = []
    for value in values:
        if len(parts) == most:
            raise Malformed("structure.too_many", {"limit": most})
        parts.append(value.encode())
    return parts


def read_members(raw: bytes) -> dict[str, bytes]:
    """The bytes of each member of the one JSON object in `raw`, untouched, by name. Raises what `read_json` raises."""
    if not isinstance(read_json(raw), dict):
        raise Malformed("structure.not_json", {"reason": "not an object"})
    text = _text(raw)
    members: dict[str, bytes] = {}
    position = _skip(text, _skip(text, 0) + 1)
    while text[position] != "}":
        start = position if text[position] == '"' else _skip(text, position + 1)  # after the comma
        end = _end_of_value(text, start)
        name = json.loads(text[start:end])
        start = _skip(text, _skip(text, end) + 1)
        end = _end_of_value(text, start)
        members[name] = text[start:end].encode()
        position = _skip(text, end)
    return members


def _in_a_row(text: str, position: int) -> Iterator[str]:
    while position < len(text):
        end = _end_of_value(text, position)
        yield text[position:end]
        position = _skip(text, end)


def _members(text: str, position: int) -> Iterator[str]:
    position = _skip(text, position)
    more = text[position : position + 1] != "]"
    while more:
        end = _end_of_value(text, position)
        yield text[position:end]
        position = _skip(text, end)
        more = text[position : position + 1] == ","
        if more:
            position = _skip(text, position + 1)
    if text[position : position + 1] != "]" or _skip(text, position + 1) != len(text):
        raise Malformed("structure.not_json", {"reason": "the list does not end where the text ends"})


def _end_of_value(text: str, position: int) -> int:
    try:
        return _decoder().raw_decode(text, position)[1]
    except RecursionError as error:
        raise Malformed("structure.too_deep") from error
    except ValueError as error:
        raise Malformed("structure.not_json", {"reason": str(error)[:120]}) from error


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _text(raw: bytes) -> str:
    if raw.startswith(_BYTE_ORDER_MARKS):
        raise Malformed("structure.encoding", {"reason": "UTF-16"})
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed("structure.encoding", {"position": error.start}) from error


def _check_shape(raw: bytes) -> None:
    """Depth and number of values, before anything is built: each but the first has a comma or a bracket before it.

    What is empty counts twice.
    """
    opened = raw.count(b"[") + raw.count(b"{")
    if opened <= MAX_DEPTH and opened + raw.count(b",") < MAX_VALUES:
        return  # whatever of it stands in strings
    marks = _STRING.sub(b"", raw).translate(None, _NO_MARKS)
    # Of JSON, so many marks hold too many values; of anything else, the decoder says so where it begins.
    if max(accumulate(map(_STEPS.__getitem__, marks[: 2 * MAX_VALUES])), default=0) > MAX_DEPTH:
        raise Malformed("structure.too_deep", {"limit": MAX_DEPTH})
    if len(marks) - marks.count(b"]") - marks.count(b"}") >= MAX_VALUES:
        raise Malformed("structure.too_large", {"what": "document", "limit": MAX_VALUES})


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float)


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise Malformed("structure.duplicate_key", {"key": counts.most_common(1)[0][0][:80]})
    return members


def _constant(name: str) -> NoReturn:
    raise Malformed("structure.not_json", {"reason": f"{name} is no JSON number"})


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Malformed("structure.not_json", {"reason": "a number of too many digits"})
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits) if len(digits) <= MAX_DIGITS else math.inf
    if not math.isfinite(number):
        raise Malformed("structure.not_json", {"reason": "a number of too many digits"})
    return number


def _refuse_lone_surrogates(raw: bytes, value: Json) -> None:
    if b"\\ud" not in raw and b"\\uD" not in raw:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Malformed("structure.encoding", {"reason": "half of a surrogate pair"}) from error
