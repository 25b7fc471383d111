"""The part of a JSON-LD document that JSON pointers select (Data Integrity ECDSA 1.0, section 3.4, `selectJsonLd`).

Whatever a pointer (RFC 6901) leads to is selected whole. Of each object on the way there, identifier and types come
along, and a context of its own, without which the words below would mean something else. Arrays close up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.errors import Json, JsonObject, Malformed

MAX_POINTERS = 2000
MAX_STEPS = 64  # of one pointer; documents are no deeper
_COME_ALONG = ("@context", "id", "@id", "type", "@type")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_BAD_ESCAPE = re.compile(r"~(?![01])")


class _Wanted:
    """What is wanted of one value: all of it, or these of its members."""

    def __init__(self) -> None:
        self.whole = False
        self.members: dict[str, _Wanted] = {}


def select(document: JsonObject, pointers: Sequence[str]) -> JsonObject | None:
    """The selected part, sharing nothing with `document`; None where there are no pointers, so nothing is selected.

    Raises Malformed `proof.pointer` with a pointer that is none, or that leads nowhere.
    """
    if not pointers:
        return None
    if len(pointers) > MAX_POINTERS:
        raise Malformed("proof.pointer", {"pointer": pointers[MAX_POINTERS][:200], "reason": "too many parts"})
    root = _Wanted()
    for pointer in pointers:
        wanted = root
        found: Json = document
        for step in _steps(pointer):
            found = _member(found, step, pointer)
            wanted = wanted.members.setdefault(step, _Wanted())
        wanted.whole = True
    selected = _selected(document, root)
    assert isinstance(selected, dict)
    return selected


def take_pointers(options: JsonObject) -> tuple[list[str], JsonObject]:
    """`mandatoryPointers` out of a proof's options, and the options without them. Raises Malformed `proof.pointer`."""
    pointers = options.get("mandatoryPointers", [])
    if not isinstance(pointers, list) or not all(isinstance(each, str) for each in pointers):
        raise Malformed("proof.pointer", {"reason": "it is no pointer"})
    rest = {name: each for name, each in options.items() if name != "mandatoryPointers"}
    return [each for each in pointers if isinstance(each, str)], rest


def _steps(pointer: str) -> list[str]:
    if (pointer and not pointer.startswith("/")) or _BAD_ESCAPE.search(pointer):
        raise Malformed("proof.pointer", {"pointer": pointer[:200], "reason": "it is no pointer"})
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if len(steps) > MAX_STEPS:
        raise Malformed("proof.pointer", {"pointer": pointer[:200], "reason": "it leads nowhere"})
    return steps


def _member(value: Json, step: str, pointer: str) -> Json:
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
        return value[int(step)]
    raise Malformed("proof.pointer", {"pointer": pointer[:200], "reason": "it leads nowhere"})


def _selected(value: Json, wanted: _Wanted) -> Json:
    if wanted.whole:
        return _copied(value)
    if isinstance(value, dict):
        selected = {name: _copied(value[name]) for name in _COME_ALONG if name in value}
        # A pointer into what comes along anyway takes nothing away from it.
        inner = {name: each for name, each in wanted.members.items() if name not in selected}
        return selected | {name: _selected(value[name], each) for name, each in inner.items()}
    if isinstance(value, list):
        return [_selected(value[int(index)], wanted.members[index]) for index in sorted(wanted.members, key=int)]
    return value


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(member) for member in value] if isinstance(value, list) else value
