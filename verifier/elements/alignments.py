"""Alignments as values: levels in their framework, and skills in theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from verifier.codec.alignments import is_skill, level_framework, level_number
from verifier.codec.elm_nodes import framework_of
from verifier.codec.pointer import Node
from verifier.elements.values import NOTHING, first_said, read_value, said
from verifier.record import Value


def read_alignment(
    alignment: Node, unit: str | None, number: float | None = None, kind: str = "", more: Mapping[str, str] = NOTHING
) -> Iterator[Value]:
    """One alignment by its name, else its code, else its URL."""
    yield from read_value(
        first_said(alignment["targetName"], alignment["targetCode"], alignment["targetUrl"]),
        unit=unit,
        number=number,
        uri=alignment["targetUrl"].text,
        kind=kind,
        framework=said(alignment["targetFramework"]),
        code=alignment["targetCode"].scalar,
        description=said(alignment["targetDescription"]),
        type=alignment["targetType"].text,
        more=more,
    )


def read_levels(alignments: Iterable[Node], **detail: str) -> Iterator[Value]:
    """Those that name a level, with its framework as the unit."""
    for each in alignments:
        unit = level_framework(each)
        if unit:
            yield from read_alignment(each, unit, level_number(each, unit), more=detail)


def read_skills(alignments: Iterable[Node], **detail: str) -> Iterator[Value]:
    """Those that say what was learnt, with the framework that they name as the unit."""
    for each in alignments:
        if is_skill(each):
            yield from read_alignment(each, said(each["targetFramework"]) or framework_of(each) or None, more=detail)
