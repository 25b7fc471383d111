"""Exact numbers and lengths of time as a reader writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import format_unit

from wallet.recognition.exact import number_text
from wallet.recognition.period import Period

_MONTHS = 12


def number_words(number: object, language: str) -> str:
    """`7.5` as 7.5 or 7,5; a number that does not end as a fraction."""
    exact = number if isinstance(number, Fraction) else Fraction(str(number))
    text = number_text(exact)
    return text if "/" in text else format_decimal(Decimal(text), locale=language, decimal_quantization=False)


def day_words(day: date, language: str) -> str:
    """A day, as `1 June 2028`."""
    return format_date(day, "long", locale="en_GB" if language == "en" else language)


def period_words(period: Period, language: str) -> str:
    """A length of time: `5 years`, `18 months`, `90 days`."""
    parts = []
    if period.months and period.months % _MONTHS == 0:
        parts.append(format_unit(period.months // _MONTHS, "duration-year", locale=language))
    elif period.months:
        parts.append(format_unit(period.months, "duration-month", locale=language))
    if period.days:
        parts.append(format_unit(period.days, "duration-day", locale=language))
    return ", ".join(parts)
