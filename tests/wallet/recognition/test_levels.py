"""Levels: the European one as stated, national ones by a dated table, cycles by the Recommendation; nothing guessed."""

from __future__ import annotations

import pytest

from tests.wallet.recognition.values import value
from verifier.record import Value
from wallet.recognition.achievement import Framework, Level
from wallet.recognition.levels import read_levels
from wallet.recognition.referencing import TABLE, country_of, european_level, read_label, referencing_of


def found(*values: Value) -> list[tuple[int, str, str, bool]]:
    return [(each.number, each.framework.value, each.country, bool(each.via)) for each in read_levels(values)]


def test_a_european_level_is_what_it_says_and_keeps_its_place() -> None:
    assert read_levels([value("Level 6", "EQF", 6)]) == (Level(6, Framework.EQF, path="/Level 6"),)


@pytest.mark.parametrize("number", [None, 0, 9, 6.5])
def test_what_is_no_european_level_is_none(number: float | None) -> None:
    assert found(value("Level", "EQF", number)) == []


@pytest.mark.parametrize(
    ("stated", "national", "european"),
    [
        (value("IE NQF Level 9", "NQF"), (9, "IE"), 7),
        (value("IE NQF Level 8", "NQF"), (8, "IE"), 6),
        (value("RQF Level 6", "NQF"), (6, "GB"), 6),
        (value("RQF Level 5", "NQF"), (5, "GB"), 5),
        (value("RQF Level 3", "NQF"), (3, "GB"), 4),
        (value("CyQF Level 5a", "NQF"), (5, "CY"), 5),
        (value("DQR-Niveau 6", "DQR"), (6, "DE"), 6),
        (value("NLQF 4+", "NLQF"), (4, "NL"), 4),
        (value("Six", "NLQF", 6), (6, "NL"), 6),
        (value("Level", "Irish National Framework of Qualifications (NFQ)", 8, code="8"), (8, "IE"), 6),
        (value("SCQF level 11", "SCQF"), (11, "GB-SCT"), 7),
        (value("MECES 3", "NQF"), (3, "ES"), 7),
        (value("Six", "NQF", 6, framework="Deutscher Qualifikationsrahmen"), (6, "DE"), 6),
    ],
)
def test_a_national_level_comes_to_a_european_one_by_the_table(
    stated: Value, national: tuple[int, str], european: int
) -> None:
    assert found(stated) == [(national[0], "nqf", national[1], False), (european, "eqf", "", True)]
    assert TABLE in read_levels([stated])[1].via


@pytest.mark.parametrize(
    "stated",
    [
        value("Level 6", "NQF", 6),  # whose?
        value("MQF Level 6", "MQF"),  # Malta's or Malaysia's
        value("QNQ 6", "QNQ"),
        value("advanced", "NLQF"),
        value("between 5 and 6", "NLQF"),
        value("6"),
        value("Bachelor", None, None, kind="educationLevel"),
        value("4 and 5", "DQR", code="4-5"),
    ],
)
def test_a_level_of_nobody_or_of_several_is_none(stated: Value) -> None:
    assert found(stated) == []


def test_a_level_that_the_table_lacks_stays_national() -> None:
    assert found(value("SCQF level 1", "SCQF"), value("SI NQF Level 9", "NQF")) == [
        (1, "nqf", "GB-SCT", False),
        (9, "nqf", "SI", False),
    ]


def test_where_a_european_level_is_stated_none_is_derived() -> None:
    assert found(value("IE NQF Level 7", "NQF"), value("Level 7", "EQF", 7)) == [
        (7, "nqf", "IE", False),
        (7, "eqf", "", False),
    ]


@pytest.mark.parametrize(
    ("words", "cycle", "european"), [("Short cycle", 0, 5), ("first-cycle degree", 1, 6), ("Third cycle", 3, 8)]
)
def test_a_cycle_comes_to_a_european_level(words: str, cycle: int, european: int) -> None:
    assert found(value(words, "QF-EHEA")) == [(cycle, "qf-ehea", "", False), (european, "eqf", "", True)]


def test_two_cycles_at_once_are_none() -> None:
    assert found(value("first or second cycle", "QF-EHEA")) == []


def test_every_framework_of_the_table_has_european_levels_and_a_year() -> None:
    for country in ("IE", "DE", "GB", "GB-SCT", "ES", "HR"):
        referencing = referencing_of(country)
        assert referencing is not None
        assert set(referencing.levels.values()) <= set(range(1, 9))
        assert 2008 <= referencing.year <= 2025
    assert european_level("XX", "1") is None


def test_names_tell_a_country_only_where_they_are_unmistakable() -> None:
    assert [
        country_of(each) for each in ("NLQF", "DQR (German Qualifications Framework)", "NLQF or DQR", "TQF", "")
    ] == [
        "NL",
        "DE",
        "",
        "",
        "",
    ]
    assert read_label("nonsense") == ("", "")
