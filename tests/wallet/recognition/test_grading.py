"""Grades: comparable on a scale that is named and known, and on no other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.wallet.recognition.values import value
from verifier.record import Value
from wallet.recognition.grading import read_grades


@pytest.mark.parametrize(
    ("stated", "scale", "number", "lower"),
    [
        (value("87%"), "percent", 87, False),
        (value("87.5 %"), "percent", Fraction(175, 2), False),
        (value("87", scale="Percent"), "percent", 87, False),
        (value("B", scale="ECTS"), "ects", 2, True),
        (value("b", scale="ECTS grading scale"), "ects", 2, True),
        (value("1,7", scale="German grading scale"), "de", Fraction(17, 10), True),
        (value("8.5", scale="ext:DutchGrade"), "nl", Fraction(17, 2), False),
        (value("8/10", scale="Dutch grading system"), "nl", 8, False),
        (value("3.7", scale="GradePointAverage", maximum="4"), "gpa4", Fraction(37, 10), False),
    ],
)
def test_a_known_scale_makes_a_grade_comparable(stated: Value, scale: str, number: Fraction | int, lower: bool) -> None:
    [grade] = read_grades([stated])
    assert (grade.scale, grade.comparable, grade.lower_is_better) == (scale, number, lower)
    assert (grade.value, grade.path) == (stated.text, stated.path)


@pytest.mark.parametrize(
    "stated",
    [
        value("Pass"),
        value("B"),
        value("B", scale="LetterGrade"),
        value("8.5", scale="RawScore", minimum="1", maximum="10"),
        value("3.7", scale="GradePointAverage"),
        value("Pass", scale="Standard grading"),
    ],
)
def test_a_grade_on_no_known_scale_is_not_comparable(stated: Value) -> None:
    [grade] = read_grades([stated])
    assert (grade.scale, grade.comparable) == ("", None)


@pytest.mark.parametrize(
    "stated",
    [
        value("187%"),
        value("11", scale="ext:DutchGrade"),
        value("G", scale="ECTS"),
        value("8/20", scale="Dutch grading system"),
        value("1.2.3", scale="German grading scale"),
    ],
)
def test_a_grade_that_does_not_fit_its_scale_is_not_comparable(stated: Value) -> None:
    [grade] = read_grades([stated])
    assert grade.comparable is None


def test_two_scales_at_once_are_none() -> None:
    [grade] = read_grades([value("2", scale="Austrian grading scale", label="German grading scale")])
    assert (grade.scale, grade.comparable) == ("", None)
