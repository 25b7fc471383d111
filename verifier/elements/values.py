"""One place of a document as a value of a record: cleaned, bounded, with its JSON pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from verifier.codec.pointer import Node, read_language, safe_text, safe_uri
from verifier.record import Record, Value

MOST_VALUES = 100  # values of one element
LONGEST_DETAIL = 1000  # characters of one detail
_LAST_SECOND = 253402300799  # of the year 9999, in Unix time


NOTHING: Mapping[str, str] = MappingProxyType({})
Source = TypeVar("Source")


def read_elements(readers: Mapping[str, Callable[[Source], Iterator[Value]]], source: Source) -> Record:
    """The record in which each field is what its reader finds in `source`, at most `MOST_VALUES` of each."""
    return Record(**{name: tuple(islice(read(source), MOST_VALUES)) for name, read in readers.items()})


def read_value(
    node: Node,
    *,
    text: str | None = None,
    language: str = "",
    unit: str | None = None,
    number: float | None = None,
    uri: str = "",
    more: Mapping[str, str] = NOTHING,
    **detail: str,
) -> Iterator[Value]:
    """The value at `node`, or none where it has no text. `text` is given for what is no language value.

    `language` is the tag of a text that names none. `more` goes with the details; empty ones are left out.
    """
    words, languages = read_language(node, language) if text is None else (text, dict[str, str]())
    if words:
        yield Value(words, node.path, languages, unit, number, safe_uri(uri), shorten({**detail, **more}))


def shorten(detail: Mapping[str, str]) -> dict[str, str]:
    """The details that have a text, each made safe and no longer than `LONGEST_DETAIL`."""
    return {name: safe_text(each, LONGEST_DETAIL) for name, each in detail.items() if each}


def said(node: Node) -> str:
    """A language value as one text; empty where there is none."""
    return read_language(node)[0]


def first_said(*nodes: Node) -> Node:
    """The first node that has a text, else the last."""
    return next((node for node in nodes if said(node)), nodes[-1])


def read_first(holder: Node, *names: str) -> Iterator[Value]:
    """The first member of `holder` with one of these names that is a text, with its name as `kind`."""
    for name in names:
        if holder[name].text:
            yield from read_value(holder[name], kind=name)
            return


def read_id(node: Node, **detail: str) -> Iterator[Value]:
    """An identifier as it stands, and as a link where it is one."""
    yield from read_value(node, text=node.text, uri=node.text, kind="id", more=detail)


def read_scalars(holder: Node, *names: str, **detail: str) -> Iterator[Value]:
    """Every member of `holder` with one of these names, each with its name as `kind`."""
    for name in names:
        for each in holder[name].each:
            if isinstance(each.value, dict):
                yield from read_value(first_said(each["name"], each["prefLabel"], each), kind=name, more=detail)
            else:
                yield from read_value(each, text=each.scalar, kind=name, more=detail)


def read_unix_time(node: Node, kind: str) -> Iterator[Value]:
    """A moment in seconds since 1970 (RFC 7519, NumericDate) as ISO 8601 in UTC; nothing for an impossible one."""
    seconds = node.number
    if seconds is not None and 0 <= seconds <= _LAST_SECOND:
        moment = datetime.fromtimestamp(int(seconds), UTC)
        yield from read_value(node, text=moment.strftime("%Y-%m-%dT%H:%M:%SZ"), kind=kind)
