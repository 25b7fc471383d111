"""Names that a credential gives as codes, in the reader's language: countries, languages, kinds, amounts, days."""

from __future__ import annotations

import re
from datetime import date

from babel import Locale
from babel.numbers import format_decimal
from babel.units import format_unit

from verifier.catalogue import catalogue, clean, format_date, read_language, sentence
from verifier.codec.moments import read_moment
from verifier.codec.pointer import read_language_tag
from verifier.errors import Malformed
from verifier.record import Value

LONGEST_NAME = 80  # characters of a name that stands beside something

_REGIONS = {"en": "en_GB", "de": "de_DE"}
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_UNITS = frozenset({"years", "months", "weeks", "days", "hours", "minutes"})
_CREDITS = frozenset({"earned", "available"})
_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+")
_LONGEST_CODE = 100
_FINEST, _LARGEST = 0.0001, 10**12


def country_name(code: str, language: str) -> str | None:
    """The name of an ISO 3166-1 alpha-2 code; None for what is none."""
    return _locale(language).territories.get(code.upper()) if _COUNTRY.fullmatch(code) else None


def is_name_of_country(name: str, code: str) -> bool:
    """Whether `name` is what one of our languages calls the country of `code`."""
    wanted = name.casefold()
    return any((country_name(code, language) or "").casefold() == wanted for language in _REGIONS)


def language_name(tag: str, language: str) -> str | None:
    """What a BCP 47 tag (`nl`, `nl_NL`) is called; None for a language that has no name here."""
    parts = read_language_tag(tag).split("-")
    names = _locale(language).languages
    whole = "_".join([parts[0].lower(), *(part.upper() for part in parts[1:])])
    found = names.get(whole) or names.get(parts[0].lower())
    return str(found) if found else None


def coded_name(kind: str, code: str, language: str) -> str:
    """The words of `record.<kind>.<code>`; a code of somebody's own, such as `ext:FieldWork`, as `Field Work`."""
    known = catalogue(language).get(f"record.{kind}.{code}") if len(code) <= _LONGEST_CODE else None
    return known or split_words(code)


def split_words(name: str) -> str:
    """A name that was written for machines, word by word."""
    words = _WORD_STARTS.sub(" ", clean(name, longest=_LONGEST_CODE).removeprefix("ext:")).split()
    lower = (word if word.isupper() else word[:1].lower() + word[1:] for word in words[1:])
    return clean(" ".join([*words[:1], *lower]), longest=LONGEST_NAME)


def is_countable(number: float | None) -> bool:
    """Whether it is a number that a page writes anew; what is larger or finer stays as the credential writes it."""
    return number is not None and (number == 0 or _FINEST <= abs(number) < _LARGEST)


def write_number(number: float, language: str) -> str:
    """A countable number, `1,234.5`, with every digit that it has."""
    return str(format_decimal(number, locale=_REGIONS[read_language(language)], decimal_quantization=False))


def write_day(text: str, language: str) -> str:
    """A date or a dateTime (XML Schema) as a day, in UTC; anything else as it is."""
    try:
        return format_date(read_moment(text), language)
    except Malformed:
        pass
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clean(text, language)
    return format_date(read_moment(f"{day.isoformat()}T00:00:00Z"), language)


def write_amount(value: Value, language: str) -> str:
    """`5 ECTS`, `60 hours`, `5 credits`; as it stands where it counts nothing that we can read."""
    if value.number is None or not is_countable(value.number):
        said = clean(value.in_language(language), language)
        missing = value.unit is not None and value.unit.lower() not in said.lower()
        return _said("record.amount.unit", language, count=said, unit=value.unit or "") if missing else said
    if value.unit in _UNITS:
        unit = f"duration-{value.unit.removesuffix('s')}"
        return format_unit(value.number, unit, "long", locale=_REGIONS[read_language(language)])
    count = write_number(value.number, language)
    if value.unit:
        return _said("record.amount.unit", language, count=count, unit=value.unit)
    if value.detail.get("kind") in _CREDITS:
        return _said("record.credit" if value.number == 1 else "record.credits", language, count=count)
    return count


def _said(key: str, language: str, **parts: str) -> str:
    return sentence(language, key, dict(parts)) or ""


def _locale(language: str) -> Locale:
    return Locale.parse(_REGIONS[read_language(language)])
