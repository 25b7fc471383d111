"""What a credential says that no element takes: every plain value under its own name, so that nothing stays unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from verifier.codec.pointer import Node, safe_text
from verifier.elements.people import is_european_student
from verifier.elements.values import read_value, said
from verifier.record import Value

MOST_PLACES = 2000  # places that are looked at
DEEPEST = 8
LONGEST_NAME = 100  # characters of a member's name; members with longer ones are passed over


def read_leftovers(start: Iterable[tuple[Node, str]], without: frozenset[str] = frozenset()) -> Iterator[Value]:
    """The plain values at these places (each with its name) and below, in order; members named in `without` are not
    looked at. Pictures are left out, and a European Student Identifier is private."""
    waiting = list(start)[::-1]
    for _place in range(MOST_PLACES):
        if not waiting:
            return
        node, name = waiting.pop()
        if isinstance(node.value, dict) and not said(node):
            waiting += reversed(members_of(node, without))
        elif isinstance(node.value, list):
            waiting += reversed([(each, name) for each in node.each])
        elif not node.text.startswith("data:"):
            private = {"kind": "esi", "private": "true"} if is_european_student(node) else {}
            yield from read_value(node, text=None if said(node) else node.scalar, name=name, more=private)


def members_of(node: Node, without: frozenset[str]) -> list[tuple[Node, str]]:
    """An object's members, as far as their names can be shown and the place is not too deep."""
    if not isinstance(node.value, dict) or node.path.count("/") >= DEEPEST:
        return []
    names = [name for name in islice(node.value, MOST_PLACES) if name not in without]
    return [(node[name], name) for name in names if name and safe_text(name, LONGEST_NAME) == name]
