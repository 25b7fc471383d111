"""How much was studied, in all the ways in which issuers write it."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.codec.amounts import read_amount, read_unit
from verifier.codec.pointer import Node

ECTS = "http://data.europa.eu/snb/education-credit/6fcec5c5af"


@pytest.mark.parametrize(
    ("value", "number", "unit"),
    [
        (5, 5, "x"),
        ("5", 5, "x"),
        ("2.5 ECTS", 2.5, "ECTS"),
        ("2,5 ECTS", 2.5, "ECTS"),
        ("5 ECTS-credits", 5, "ECTS"),
        ("ECTS: 5", 5, "ECTS"),
        ("ECTS credits 7.5", 7.5, "ECTS"),
        ("3 credits", 3, "x"),
        ("120 hours", 120, "hours"),
        ("1 h", 1, "hours"),
        ("40 Stunden", 40, "hours"),
        ("30 uur", 30, "hours"),
        ("PT60H", 60, "hours"),
        ("PT1H30M", 1.5, "hours"),
        ("P60M", 60, "months"),
        ("P1Y6M", None, None),
        ("1,000 hours", None, "x"),
        ("5 of 30 ECTS", None, "x"),
        ("about 5 ECTS", None, "x"),
        ("-3", None, "x"),
        (-1, None, "x"),
        (True, None, "x"),
        (None, None, "x"),
        ({"a": 1}, None, "x"),
        ("5 creditsECTS", None, "x"),
    ],
)
def test_an_amount_has_the_unit_that_it_states_itself(value: Any, number: float | None, unit: str | None) -> None:
    assert read_amount(Node(value), "x") == (number, unit)


@pytest.mark.parametrize(
    ("stated", "unit"),
    [
        ("ECTS", "ECTS"),
        ("ects credits", "ECTS"),
        ("European Credit Transfer and Accumulation System", "ECTS"),
        (ECTS, "ECTS"),
        ("hours", "hours"),
        ("study hours", "hours"),
        ("Stunden", "hours"),
        ("credit hours", "credit hours"),
        ("ECVET", "ECVET"),
        ("", None),
    ],
)
def test_a_unit_in_other_words_is_the_same_and_a_like_one_is_not(stated: str, unit: str | None) -> None:
    assert read_unit(stated) == unit
