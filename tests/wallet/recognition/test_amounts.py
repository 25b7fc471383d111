"""Amounts: ECTS only where it is said, hours as hours, everything else unconverted."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.wallet.recognition.values import value
from verifier.record import Value
from wallet.recognition.achievement import Achievement, Amount, Standing, Unit
from wallet.recognition.amounts import hours_per_credit, is_unusual, read_amounts


def found(*values: Value) -> list[tuple[str, str, str]]:
    return [(str(each.number), each.unit.value, each.framework) for each in read_amounts(values)]


def test_units_are_what_the_credential_says_and_none_is_converted() -> None:
    assert found(
        value("2.5", "ECTS", 2.5),
        value("PT60H", "hours", 60),
        value("P60M", "months", 60),
        value("3", None, 3),
        value("4", None, 4, framework="ECVET"),
    ) == [
        ("5/2", "ects", "ects"),
        ("60", "hours", ""),
        ("60", "other", "months"),
        ("3", "other", ""),
        ("4", "other", "ECVET"),
    ]


def test_an_amount_is_exact_and_keeps_its_place() -> None:
    assert read_amounts([value("7.1", "ECTS", 7.1)]) == (Amount(Fraction(71, 10), Unit.ECTS, "ects", "/7.1"),)


@pytest.mark.parametrize(
    "stated", [value("many", "ECTS"), value("-2", "ECTS"), value("ECTS", "ECTS"), value("0.5x", "ECTS")]
)
def test_what_counts_nothing_is_no_amount(stated: Value) -> None:
    assert found(stated) == []


def test_what_was_earned_goes_before_what_there_was_to_earn() -> None:
    earned, available = value("3", "ECTS", 3, kind="earned"), value("5", "ECTS", 5, kind="available")
    assert found(available, earned) == [("3", "ects", "ects")]
    assert found(available) == [("5", "ects", "ects")]
    assert found(available, value("3", None, 3, kind="earned")) == [("5", "ects", "ects"), ("3", "other", "")]


def test_hours_of_activities_count_only_where_the_achievement_has_none() -> None:
    own, activity = value("PT60H", "hours", 60), value("PT5H", "hours", 5, of="activity")
    assert found(activity, own) == [("60", "hours", "")]
    assert found(activity) == [("5", "hours", "")]


@pytest.mark.parametrize(
    ("hours", "points", "unusual"), [("50", "2", False), ("60", "2", False), ("61", "2", True), ("49", "2", True)]
)
def test_a_credit_outside_25_to_30_hours_is_a_hint(hours: str, points: str, unusual: bool) -> None:
    amounts = read_amounts([value(points, "ECTS", float(points)), value(hours, "hours", float(hours))])
    achievement = Achievement("a", "", "", Standing("valid"), credits=amounts)
    assert hours_per_credit(achievement) == Fraction(hours) / Fraction(points)
    assert is_unusual(achievement) is unusual


def test_without_both_there_is_no_hint() -> None:
    for amounts in (read_amounts([value("2", "ECTS", 2)]), read_amounts([value("60", "hours", 60)]), ()):
        assert not is_unusual(Achievement("a", "", "", Standing("valid"), credits=amounts))
    nothing = read_amounts([value("0", "ECTS", 0), value("60", "hours", 60)])
    assert not is_unusual(Achievement("a", "", "", Standing("valid"), credits=nothing))
