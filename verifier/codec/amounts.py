"""How much was studied: a number, a text with a unit, or an ISO 8601 duration."""

from __future__ import annotations

import re

from verifier.codec.pointer import Node, read_duration

_AMOUNT = re.compile(
    r"([0-9]{1,6}(?:\.[0-9]{1,4})?) ?(?:(ECTS)(?: credits| points)?|(hours?|h)|credits?)", re.IGNORECASE
)


def read_amount(node: Node, unit: str | None) -> tuple[float | None, str | None]:
    """The number at `node` and its unit: the one that the text itself states, else `unit`.

    Less than nothing is no number. `5 ECTS` is five ECTS, `12 hours` twelve hours, `PT60H` sixty hours, `P60M` sixty
    months.
    """
    if isinstance(node.value, bool):
        return None, unit
    number, text = node.number, node.scalar
    duration, worded = read_duration(text), _AMOUNT.fullmatch(text)
    if duration is not None:
        number, unit = duration
    elif worded:
        number = float(worded[1])
        unit = "ECTS" if worded[2] else "hours" if worded[3] else unit
    return (number if number is not None and number >= 0 else None), unit
