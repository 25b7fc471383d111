"""Pathways and agreements as JSON that others may have written: read strictly, or refused with a code and a place.

Nothing is passed over: a member that is not known is refused, so that what is read is all that was written, and the
digest of what was read stands for the whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from verifier.codec.jcs import canonicalize
from verifier.codec.json_text import read_json
from verifier.errors import Json, JsonObject, VerifierError
from wallet.recognition.exact import number_text, read_number

LARGEST_DOCUMENT = 256 * 1024  # bytes
LONGEST_TEXT = 4000  # characters
MOST_ENTRIES = 500  # of one list
MOST_LANGUAGES = 40

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

Read = TypeVar("Read")
Choice = TypeVar("Choice", bound=StrEnum)


class Unreadable(Exception):
    """A document that is not what it should be: a code, and the JSON pointer (RFC 6901) of the place."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(f"{code} at {path or '/'}")
        self.code = code
        self.path = path


@dataclass(frozen=True)
class Place:
    """A value of a document and where it stands."""

    value: Json
    path: str = ""

    def fail(self, code: str) -> Unreadable:
        """The error to raise about this place."""
        return Unreadable(code, self.path)

    def members(self, *known: str) -> JsonObject:
        """The object's members. Raises `document.not_object`, and `document.unknown_member` for any not `known`."""
        if not isinstance(self.value, dict):
            raise self.fail("document.not_object")
        for name in self.value:
            if name not in known:
                raise self.at(name).fail("document.unknown_member")
        return self.value

    def at(self, name: str) -> Place:
        """The member of that name; its value is None where there is none."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return Place(value, f"{self.path}/{name.replace('~', '~0').replace('/', '~1')}")

    @property
    def given(self) -> bool:
        """Whether there is a value here."""
        return self.value is not None

    def text(self, default: str | None = None) -> str:
        """A text. Raises `document.missing` (no default), `document.not_text`, `document.too_long`."""
        if self.value is None:
            if default is None:
                raise self.fail("document.missing")
            return default
        if not isinstance(self.value, str) or _CONTROL.search(self.value):
            raise self.fail("document.not_text")
        if len(self.value) > LONGEST_TEXT:
            raise self.fail("document.too_long")
        return self.value

    def number(self, low: Fraction | int = 0, high: Fraction | int = 100_000) -> Fraction | None:
        """An exact number from `low` to `high`. Raises `document.not_number`, `document.out_of_range`."""
        if self.value is None:
            return None
        number = read_number(self.value)
        if number is None:
            raise self.fail("document.not_number")
        if not low <= number <= high:
            raise self.fail("document.out_of_range")
        return number

    def whole(self, low: int = 0, high: int = 1000) -> int | None:
        """A whole number. Raises what `number` raises."""
        number = self.number(low, high)
        if number is not None and number.denominator != 1:
            raise self.fail("document.not_number")
        return None if number is None else int(number)

    def flag(self, default: bool) -> bool:
        """True or false. Raises `document.not_flag`."""
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            raise self.fail("document.not_flag")
        return self.value

    def day(self) -> date | None:
        """A day as YYYY-MM-DD. Raises `document.not_day`."""
        if self.value is None:
            return None
        try:
            if not isinstance(self.value, str) or len(self.value) != len("2000-01-01"):
                raise ValueError  # noqa: TRY301
            return date.fromisoformat(self.value)
        except ValueError:
            raise self.fail("document.not_day") from None

    def choice(self, kinds: type[Choice], default: Choice | None = None) -> Choice:
        """One of the kinds. Raises `document.missing` (no default), `document.not_a_choice`."""
        if self.value is None:
            if default is None:
                raise self.fail("document.missing")
            return default
        for each in kinds:
            if each.value == self.value:
                return each
        raise self.fail("document.not_a_choice")

    def entries(self, read: Callable[[Place], Read], most: int = MOST_ENTRIES) -> tuple[Read, ...]:
        """Each entry of a list, read; none where there is no list. Raises `document.not_list`, `document.too_many`."""
        if self.value is None:
            return ()
        if not isinstance(self.value, list):
            raise self.fail("document.not_list")
        if len(self.value) > most:
            raise self.fail("document.too_many")
        return tuple(read(Place(each, f"{self.path}/{index}")) for index, each in enumerate(self.value))

    def texts(self, normal: Callable[[str], str] = str.strip) -> tuple[str, ...]:
        """Texts, normalised, each once. Raises what `entries` and `text` raise, and `document.missing` for an empty."""
        return tuple(dict.fromkeys(self.entries(lambda each: each.filled(normal))))

    def filled(self, normal: Callable[[str], str] = str.strip) -> str:
        """A text that is not empty, normalised. Raises `document.missing` where it is, and what `text` raises."""
        text = normal(self.text())
        if not text:
            raise self.fail("document.missing")
        return text

    def words(self) -> Mapping[str, str]:
        """Language tag -> text. Raises `document.not_language`, `document.too_many`, and what `text` raises."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.fail("document.not_object")
        if len(self.value) > MOST_LANGUAGES:
            raise self.fail("document.too_many")
        for tag in self.value:
            if not _LANGUAGE.fullmatch(tag):
                raise self.at(tag).fail("document.not_language")
        return {tag: self.at(tag).text() for tag in sorted(self.value)}


def read_document(raw: bytes) -> Place:
    """The document in `raw`. Raises Unreadable `document.too_large`, `document.not_json`."""
    if len(raw) > LARGEST_DOCUMENT:
        raise Unreadable("document.too_large", "")
    try:
        return Place(read_json(raw))
    except VerifierError as error:
        raise Unreadable("document.not_json", "") from error


def digest_of(document: JsonObject) -> str:
    """The document's address: sha-256 (hex) of its canonical text (RFC 8785)."""
    return hashlib.sha256(canonicalize(document)).hexdigest()


def number_json(number: Fraction | None) -> Json:
    """A whole number as such, any other exactly as text, so that no reader rounds it."""
    if number is None:
        return None
    return int(number) if number.denominator == 1 else number_text(number)


def texts_json(texts: Iterable[str]) -> Json:
    """Texts as a list, or nothing where there are none."""
    return list(texts) or None


def filled(document: JsonObject) -> JsonObject:
    """The members that say something: neither null nor an empty object."""
    return {name: value for name, value in document.items() if value is not None and value not in ({}, "")}
