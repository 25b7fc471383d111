"""How much was studied: a number, a text with a unit, or an ISO 8601 duration."""

from __future__ import annotations

import re

from verifier.codec.pointer import Node, read_duration

_NUMBER = r"([0-9]{1,6}(?:\.[0-9]{1,4}|,[0-9]{1,2})?)"
_HOURS = r"hours?|hrs?|h|uren|uur|Stunden?|Std\.?"
_AMOUNT = re.compile(rf"{_NUMBER}[ -]?(?:(ECTS)(?:[ -](?:credits?|points?|cr|LP))?|({_HOURS})|credits?)", re.IGNORECASE)
_ECTS_FIRST = re.compile(rf"ECTS(?:[ -](?:credits?|points?))?:? ?{_NUMBER}", re.IGNORECASE)
_ECTS = re.compile(
    r"ECTS(?:[ -](?:credits?|points?))?|European Credit Transfer(?: and Accumulation)? System(?: \(ECTS\))?"
    r"|https?://data\.europa\.eu/snb/education-credit/6fcec5c5af",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"(?:(?:study|learning|contact|workload) )?(?:{_HOURS})", re.IGNORECASE)


def read_amount(node: Node, unit: str | None) -> tuple[float | None, str | None]:
    """The number at `node` and its unit: the one that the text itself states, else `unit`.

    Less than nothing is no number. `5 ECTS` and `ECTS: 5` are five ECTS, `12 hours` twelve hours, `PT60H` sixty hours,
    `P60M` sixty months.
    """
    if isinstance(node.value, bool):
        return None, unit
    number, text = node.number, node.scalar
    duration, worded = read_duration(text), _AMOUNT.fullmatch(text)
    if duration is not None:
        number, unit = duration
    elif first := _ECTS_FIRST.fullmatch(text):
        number, unit = float(first[1].replace(",", ".")), "ECTS"
    elif worded:
        number = float(worded[1].replace(",", "."))
        unit = "ECTS" if worded[2] else "hours" if worded[3] else unit
    return (number if number is not None and number >= 0 else None), unit


def read_unit(stated: str) -> str | None:
    """`ECTS` and `hours` in whichever words they are said, any other unit as it is; None for none."""
    if _ECTS.fullmatch(stated):
        return "ECTS"
    return "hours" if _HOUR.fullmatch(stated) else stated or None
