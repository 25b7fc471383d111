"""Evidence and criteria as Open Badges and CLR write them: links and narratives, never fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from verifier.codec.pointer import Node
from verifier.elements.values import first_said, read_value, said
from verifier.record import Value


def read_evidence(document: Node) -> Iterator[Value]:
    """Each evidence by its name, else what it tells, else its address."""
    for each in document["evidence"].each:
        yield from read_value(
            first_said(each["name"], each["narrative"], each["description"], each["id"], each),
            uri=each["id"].text or each.text,
            id=each["id"].text,
            narrative=said(each["narrative"]),
            genre=said(each["genre"]),
            audience=said(each["audience"]),
            description=said(each["description"]),
        )


def read_evidence_names(document: Node) -> Iterator[Value]:
    """What evidence there is, and no more about it."""
    for value in read_evidence(document):
        yield replace(value, detail={"kind": "evidence"})


def read_narratives(achievement: Node, language: str = "") -> Iterator[Value]:
    """What had to be done as far as it is told: where there is no other word for it, that is what was learnt."""
    for each in achievement["criteria"].each:
        yield from read_value(each["narrative"], language=language, kind="criteria")


def read_criteria(achievement: Node, language: str = "", **detail: str) -> Iterator[Value]:
    """What had to be done, by its narrative, else its address."""
    for each in achievement["criteria"].each:
        narrative = first_said(each["narrative"], each["id"], each)
        yield from read_value(narrative, language=language, uri=each["id"].text or each.text, more=detail)
