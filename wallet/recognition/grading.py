"""Grades with their scales: comparable only on a scale that the credential names and that we know.

A known scale has an id, a range and a direction. Everything else is shown as it stands and meets no condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from verifier.record import Value
from wallet.recognition.achievement import Grade
from wallet.recognition.exact import read_number


@dataclass(frozen=True)
class Scale:
    """One scale. `names` match what a credential calls it; `letters` stand for numbers."""

    id: str
    names: re.Pattern[str]
    lowest: Fraction
    highest: Fraction
    lower_is_better: bool = False
    letters: tuple[str, ...] = ()


_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%")
_OF_MOST = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,4})?) ?(?:/|of|von|van|out of) ?([0-9]{1,4})")


def _names(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


SCALES = (
    Scale("percent", _names(r"(?:ext:)?percent(?:age)?"), Fraction(0), Fraction(100)),
    Scale(
        "ects", _names(r"ECTS(?: grading)?(?: scale)?", r"ECTS-Note"), Fraction(1), Fraction(6), True, tuple("ABCDEF")
    ),
    Scale(
        "de",
        _names(r"deutsche Noten(?:skala)?", r"German (?:university )?grading(?: system| scale)?"),
        Fraction(1),
        Fraction(5),
        True,
    ),
    Scale(
        "at",
        _names(r"österreichische Noten(?:skala)?", r"Austrian grading(?: system| scale)?"),
        Fraction(1),
        Fraction(5),
        True,
    ),
    Scale(
        "nl",
        _names(r"(?:ext:)?Dutch ?Grade", r"Dutch grading(?: system| scale)?", r"Nederlandse cijferschaal"),
        Fraction(1),
        Fraction(10),
    ),
    Scale("it", _names(r"voto in trentesimi", r"Italian grading(?: system| scale)?"), Fraction(18), Fraction(30)),
    Scale("gpa4", _names(r"GPA ?4(?:\.0)?"), Fraction(0), Fraction(4)),
)


def read_grades(values: Iterable[Value]) -> tuple[Grade, ...]:
    """Each grade; `comparable` only on a known scale, where it lies in its range."""
    return tuple(dict.fromkeys(_grade(value) for value in values))


def _grade(value: Value) -> Grade:
    scale = _scale(value)
    if scale is None:
        return Grade(value.text, path=value.path)
    number = _number(value.text, scale)
    fits = number is not None and scale.lowest <= number <= scale.highest
    return Grade(value.text, scale.id, number if fits else None, scale.lower_is_better, value.path)


def _scale(value: Value) -> Scale | None:
    """The scale that is named; a percent sign names one, and two that are named at once are none."""
    stated = [value.detail.get("scale", ""), value.detail.get("label", "")]
    found = [scale for scale in SCALES if any(scale.names.fullmatch(text) for text in stated)]
    if value.detail.get("scale") == "GradePointAverage" and value.detail.get("maximum") in ("4", "4.0"):
        found.append(SCALES[-1])
    if _PERCENT.fullmatch(value.text.strip()):
        found = [scale for scale in found if scale.id != "percent"] + [SCALES[0]]
    return found[0] if len(found) == 1 else None


def _number(text: str, scale: Scale) -> Fraction | None:
    plain = text.strip()
    if plain.upper() in scale.letters:
        return Fraction(scale.letters.index(plain.upper()) + 1)
    percent, share = _PERCENT.fullmatch(plain), _OF_MOST.fullmatch(plain)
    if percent and scale.id == "percent":
        plain = percent[1]
    elif share and read_number(share[2]) == scale.highest:
        plain = share[1]
    return read_number(plain.replace(",", ".")) if plain.count(",") + plain.count(".") <= 1 else None
