"""Concepts, notes, credit points and durations of the European Learning Model, as values."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.codec.elm_nodes import Document, framework, is_ects, is_local, label, note, said
from verifier.codec.pointer import Node, read_duration
from verifier.elements.values import read_value
from verifier.record import Value


def read_concept(node: Node, *, unit: str | None = None, number: float | None = None, **detail: str) -> Iterator[Value]:
    """A concept by what it is called; an id that means nothing elsewhere is no link."""
    identifier = node["id"].text or ("" if isinstance(node.value, dict) else node.text)
    uri = "" if is_local(identifier) else identifier
    where = label(node) if isinstance(node.value, dict) else node
    description = said(node["definition"])
    yield from read_value(where, unit=unit, number=number, uri=uri, more={"description": description, **detail})


def read_concepts(document: Document, holder: Node, *names: str, **detail: str) -> Iterator[Value]:
    """The concepts that stand under these names, each with its framework where we know it by its id."""
    for each in document.few(holder, *names):
        yield from read_concept(each, unit=framework(each) or None, number=None, **detail)


def read_notes(document: Document, holder: Node, *names: str, **detail: str) -> Iterator[Value]:
    """The notes that stand under these names."""
    for each in document.few(holder, *names):
        yield from read_value(note(each), more=detail)


def read_credits(document: Document, holder: Node, name: str, kind: str, **detail: str) -> Iterator[Value]:
    """Credit points: ECTS only where the framework is that concept."""
    for each in document.few(holder, name):
        point, system = each["point"], document.first(each, "framework")
        ects = is_ects(system)
        number = point.number if point.number is not None and point.number >= 0 else None
        named = said(label(system)) if isinstance(system.value, dict) else ""
        unit, more = "ECTS" if ects else None, {"kind": kind, "framework": named, **detail}
        yield from read_value(point, text=point.scalar, unit=unit, number=number, more=more)


def read_durations(holder: Node, *names: str, **detail: str) -> Iterator[Value]:
    """Times of study, in the unit that they state: `P60M` is sixty months."""
    for name in names:
        for each in holder[name].each:
            found = read_duration(each.text)
            number, unit = found or (None, None)
            yield from read_value(each, text=each.scalar, unit=unit, number=number, more={"kind": name, **detail})
