"""Exact numbers as people read them: two places after the point at most, and never more than there is."""

from __future__ import annotations

from fractions import Fraction

from babel.numbers import format_decimal

_PLACES = 100


def plain_number(number: Fraction, language: str, *, up: bool = False) -> str:
    """A number in the reader's writing. What counts is rounded down, what is missing (`up`) up: both are then true."""
    scaled = number * _PLACES
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    whole_part, rest = divmod(abs(whole), _PLACES)
    text = f"{'-' if whole < 0 else ''}{whole_part}.{rest:02d}".rstrip("0").rstrip(".")
    return str(format_decimal(text, format="#,##0.##", locale=language))
