"""The facts of a check as a person reads them: a flat list of labels and values, and values for sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from babel.units import format_unit

from verifier.catalogue import Words, catalogue, clean, format_date, format_moment, read_language, sentence
from verifier.codec.moments import read_moment
from verifier.errors import Fact, Malformed

MOST_LINES = 80
_DEEPEST = 3
_MOMENTS = frozenset(
    {"start", "end", "created", "expires", "last_answer", "certificate_ends", "stamped", "checked_at", "key_ended"}
)
# `<name>.<value>` in the catalogue
_TRANSLATED = frozenset({"outcome", "kind", "purpose", "reason", "from", "revocation", "sealed_for", "mandate"})
_CODES = frozenset({"code", "reason", "because", "list_code", "found"})
_CODE = re.compile(r"(?:structure|key|proof|validity|status|schema|holder|trust|fetch)\.[a-z_]+|internal")
_MEGABYTE = 1024 * 1024


def fact_lines(facts: Mapping[str, Fact], language: str) -> tuple[tuple[str, str], ...]:
    """(label, value) for each fact in order, those inside others numbered; at most `MOST_LINES`."""
    lines = tuple(islice(_lines(facts, "", language, 0), MOST_LINES + 1))
    return lines if len(lines) <= MOST_LINES else (*lines[:MOST_LINES], ("…", catalogue(language)["word.more"]))


def sentence_facts(facts: Mapping[str, Fact], language: str) -> dict[str, Fact]:
    """The facts as sentences use them: dates as days, kinds and purposes by their names."""
    said = dict(facts)
    for name in facts.keys() & _MOMENTS:
        said[name] = read_day(facts[name], language) or facts[name]
    for name in facts.keys() & {"kind", "purpose"}:
        said[name] = _translated(name, facts[name], language) or facts[name]
    return said


def read_day(value: Fact, language: str) -> str | None:
    """The day of a dateTime string in the reader's language, None for what is no dateTime."""
    try:
        return format_date(read_moment(value), language)
    except Malformed:
        return None


def _lines(facts: Mapping[str, Fact], outer: str, language: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        label = catalogue(language).get(f"fact.{name}") or clean(name, language, 40)
        if outer:
            label = _join("fact.nested", {"outer": Words(outer), "inner": Words(label)}, language)
        if name == "code" and value in ("ok", "absent"):
            continue  # the outcome beside it says so
        if isinstance(value, list | dict) and depth < _DEEPEST:
            yield from _inner_lines(value, label, language, depth + 1)
            continue
        text = _value(name, value, facts, language)
        if text:
            yield label, text


def _inner_lines(
    value: list[Fact] | dict[str, Fact], label: str, language: str, depth: int
) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield from _lines(value, label, language, depth)
        return
    for number, each in enumerate(value[:MOST_LINES], 1):
        numbered = label
        if len(value) > 1:
            numbered = _join("fact.numbered", {"name": Words(label), "number": number}, language)
        if isinstance(each, list | dict) and depth < _DEEPEST:
            yield from _inner_lines(each, numbered, language, depth + 1)
        elif clean(each, language):
            yield numbered, clean(each, language)


def _value(name: str, value: Fact, facts: Mapping[str, Fact], language: str) -> str:
    translated = _translated(name, value, language) if name in _TRANSLATED else None
    if translated:
        return translated
    if name in _CODES and isinstance(value, str) and _CODE.fullmatch(value):
        said = sentence(language, value, sentence_facts(facts, language))
        return f"{said} ({value})" if said else value
    if name in _MOMENTS:
        try:
            return format_moment(read_moment(value), language)
        except Malformed:
            return clean(value, language)
    if isinstance(value, int | float) and "bytes" in facts and name in ("bytes", "limit"):
        return format_unit(round(value / _MEGABYTE, 1), "digital-megabyte", "short", locale=read_language(language))
    return clean(value, language)


def _translated(name: str, value: Fact, language: str) -> str | None:
    return catalogue(language).get(f"{name}.{value}") if isinstance(value, str) else None


def _join(key: str, parts: Mapping[str, Fact], language: str) -> str:
    return sentence(language, key, parts) or ""
