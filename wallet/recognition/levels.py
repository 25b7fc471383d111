"""Levels that can be compared: the European one as it is stated, national ones and cycles with what they come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from verifier.record import Value
from wallet.recognition.achievement import Framework, Level
from wallet.recognition.referencing import (
    CYCLES,
    CYCLES_SOURCE,
    country_of,
    european_level,
    read_label,
    referencing_of,
)

_ORDINAL = re.compile(r"\b(?:(short)|(first|1st)|(second|2nd)|(third|3rd))\b", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,2}")
_LEVEL = re.compile(r"[^0-9]{0,40}([0-9]{1,2}(?:\.[0-9]|[A-Ca-c+])?)")


def read_levels(values: Iterable[Value]) -> tuple[Level, ...]:
    """Each level that is stated, and the European one that it comes to; what is no level of a framework is left out.

    Derived levels name the table or rule in `via`. Where a European level is stated, none is derived.
    """
    stated = [level for value in values for level in _stated(value)]
    if any(level.framework is Framework.EQF and not level.via for level in stated):
        stated = [level for level in stated if not level.via]
    return tuple(dict.fromkeys(stated))


def _stated(value: Value) -> Iterator[Level]:
    unit = (value.unit or "").strip()
    if unit.upper() == "EQF":
        if value.number is not None and value.number in range(1, 9):
            yield Level(int(value.number), Framework.EQF, path=value.path)
    elif unit.upper() == "QF-EHEA":
        yield from _cycle(value)
    elif unit or value.detail.get("kind") == "national":
        yield from _national(value, unit)


def _cycle(value: Value) -> Iterator[Level]:
    told = [text for text in _texts(value) if "cycle" in text.casefold()]
    found = {index for text in told for match in _ORDINAL.finditer(text) for index in CYCLES if match[index + 1]}
    if len(found) == 1:
        cycle = found.pop()
        yield Level(cycle, Framework.QF_EHEA, path=value.path)
        yield Level(CYCLES[cycle], Framework.EQF, via=CYCLES_SOURCE, path=value.path)


def _texts(value: Value) -> tuple[str, ...]:
    return (value.text, *value.languages.values(), value.detail.get("code", ""))


def _national(value: Value, unit: str) -> Iterator[Level]:
    """A level of a national framework that its name tells: by the framework, or by what the level is called."""
    country, level = "", ""
    for text in _texts(value):
        country, level = read_label(text)
        if country:
            break
    if not country:
        country = country_of(unit) or country_of(value.detail.get("framework", ""))
        level = _plain_level(value)
    number = _NUMBER.match(level)
    if not country or number is None:
        return
    yield Level(int(number[0]), Framework.NQF, country, path=value.path)
    european, known = european_level(country, level), referencing_of(country)
    if european is not None and known is not None:
        yield Level(european, Framework.EQF, via=known.via, path=value.path)


def _plain_level(value: Value) -> str:
    if value.number is not None:
        return f"{value.number:g}"
    code = value.detail.get("code", "")
    found = _LEVEL.fullmatch(code) if code else _LEVEL.fullmatch(value.text)
    return found[1] if found else ""
