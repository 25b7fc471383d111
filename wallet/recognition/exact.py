"""Exact numbers as text, so that nothing is rounded on its way through JSON."""

from __future__ import annotations

import re
from fractions import Fraction

from verifier.errors import Json

LARGEST = 1_000_000  # credits, hours, factors: more is no amount
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9}|/[0-9]{1,9})?", re.ASCII)


def read_number(value: Json) -> Fraction | None:
    """The exact number of a JSON number or of text as `number_text` writes it; None for anything else or too large.

    A JSON number with a fraction is taken as it is written in decimal (`7.1` is 71/10), not as the binary one.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = value if isinstance(value, str) else repr(value)
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = Fraction(text)
    except ZeroDivisionError:
        return None
    return number if abs(number) <= LARGEST else None


def number_text(number: Fraction) -> str:
    """The exact number as text: a decimal where it ends (`7.5`), else a fraction (`10/3`)."""
    if number.denominator == 1:
        return str(number.numerator)
    places, rest = 0, number.denominator
    while rest % 2 == 0 or rest % 5 == 0:
        rest //= 2 if rest % 2 == 0 else 5
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs((number * 10**places).numerator)).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"
