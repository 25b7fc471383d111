"""Who a credential is about, as far as a page says it unasked.

A name where there is one. Personal numbers, the European Student Identifier among them, are never shown; a hash is
named by what it hashes.
"""

from __future__ import annotations

from collections.abc import Iterable

from verifier.catalogue import catalogue, clean
from verifier.plain_lines import Line, said_line
from verifier.record import Value

_EMAIL = frozenset({"email", "emailAddress"})
_GIVEN = ("givenName", "given_name")
_FAMILY = ("familyName", "family_name")
_NEVER_SHOWN = frozenset({"esi", "nationalIdentityNumber"})
_LONGEST_IDENTIFIER = 40
_START, _END = 24, 10


def learner_lines(values: Iterable[Value], language: str) -> list[Line]:
    """Names, then e-mail addresses, then what is protected; an identifier only where there is none of these."""
    values = list(values)
    shown = [value for value in values if not is_private(value)]
    protected = [value for value in shown if value.detail.get("hashed") == "true"]
    plain = [value for value in shown if value not in protected]
    known = catalogue(language)
    lines = [
        *_names(plain, language),
        *(Line(value.text, aside=known["record.learner.email"]) for value in plain if _kind(value) in _EMAIL),
        *(Line(known[f"record.learner.hashed.{_protected(value)}"]) for value in protected),
    ]
    if not lines:
        said = known["record.learner.identifier"]
        lines = [Line(_shorten(value.text), note=said) for value in plain]
    if not lines and values:
        lines = [Line(known["record.learner.private"])]
    return list(dict.fromkeys(lines))


def is_private(value: Value) -> bool:
    """Whether no page shows it unasked."""
    return value.detail.get("private") == "true" or _kind(value) in _NEVER_SHOWN


def _names(values: list[Value], language: str) -> list[Line]:
    whole = [said_line(value, language) for value in values if _kind(value) == "name"]
    if whole:
        return whole
    parts = [_first(values, kinds, language) for kinds in (_GIVEN, _FAMILY)]
    name = " ".join(part for part in parts if part)
    return [Line(name)] if name else []


def _first(values: list[Value], kinds: tuple[str, ...], language: str) -> str:
    return next((clean(value.in_language(language), language) for value in values if _kind(value) in kinds), "")


def _kind(value: Value) -> str:
    return value.detail.get("kind", "")


def _protected(value: Value) -> str:
    return "email" if value.text in _EMAIL else "name" if value.text == "name" else "other"


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_IDENTIFIER else f"{text[:_START]}…{text[-_END:]}"
