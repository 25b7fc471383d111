"""What is read of the claims of an SD-JWT VC."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifier.records.reading import ANYTHING, credential, every_place, read_case, replaced, resolve, values
from verifier.records import sd_jwt_vc

RULEBOOK, _ = read_case("rulebook_micro_credential")


@pytest.mark.parametrize(
    ("claims", "handled"),
    [
        ({"vct": "urn:a"}, True),
        ({"vct": 7}, False),
        ({}, False),
        ({"vct": "urn:a", "credentialSubject": {}}, False),
        ({"vct": "urn:a", "vc": {}}, False),
    ],
)
def test_only_claims_with_a_type_and_no_w3c_credential_are_handled(claims: Any, handled: bool) -> None:
    assert sd_jwt_vc.handles(credential(claims)) is handled


def test_without_a_title_the_type_names_it() -> None:
    record = sd_jwt_vc.read_record(credential({"vct": "urn:eudi:pid:1"}))
    assert [(value.text, value.path, value.detail) for value in record.title] == [
        ("urn:eudi:pid:1", "/vct", {"kind": "type"})
    ]


def test_what_no_element_takes_is_listed_under_its_own_name() -> None:
    record = sd_jwt_vc.read_record(credential({"vct": "a", "membership": {"since": 2019, "cnf": "x"}, "jti": "j"}))
    assert [(value.text, value.path) for value in record.further_information] == [
        ("2019", "/membership/since"),
        ("x", "/membership/cnf"),
    ]


def test_personal_numbers_are_private() -> None:
    student = "urn:schac:personalUniqueCode:int:esi:u:3"
    numbers = {"nationalID": "1", "personal_administrative_number": "2", "learner_identification": student}
    record = sd_jwt_vc.read_record(credential({"vct": "a", **numbers}))
    assert [value.detail["private"] for value in record.learner] == ["true"] * 3


@pytest.mark.parametrize(
    ("level", "unit", "number"),
    [
        ("EQF 6", "EQF", 6),
        ("EQF level 6", "EQF", 6),
        ("Level 6 (EQF)", "EQF", 6),
        ("http://data.europa.eu/snb/eqf/6", "EQF", 6),
        ({"framework": "EQF", "level": 6}, "EQF", 6),
        ({"id": "http://data.europa.eu/snb/eqf/6", "name": "Six"}, "EQF", 6),
        ({"framework": "DQR", "level": "6"}, "DQR", 6),
        ("EQF 9", None, None),
        ("ISCED 6", None, None),
        ("6", None, 6),
    ],
)
def test_a_level_is_european_where_it_says_so(level: Any, unit: str | None, number: float | None) -> None:
    [found] = sd_jwt_vc.read_record(credential({"vct": "a", "level": level})).level
    assert (found.unit, found.number) == (unit, number)


@pytest.mark.parametrize(
    ("load", "unit", "number"),
    [
        ({"value": 5, "unit": "ECTS credits"}, "ECTS", 5),
        ({"value": "150", "unit": "study hours"}, "hours", 150),
        ({"amount": "PT60H"}, "hours", 60),
        ({"value": 3, "unit": "credit hours"}, "credit hours", 3),
        ("ECTS: 5", "ECTS", 5),
        ({"value": "2,5 ECTS"}, "ECTS", 2.5),
    ],
)
def test_a_workload_is_read_in_all_its_shapes(load: Any, unit: str, number: float) -> None:
    [found] = sd_jwt_vc.read_record(credential({"vct": "a", "notionalWorkload": load})).workload
    assert (found.unit, found.number) == (unit, number)


def test_an_outcome_that_is_an_object_is_read_with_its_skill() -> None:
    outcome = {"title": {"en": "Bakes", "de": "Backt"}, "escoReference": "http://data.europa.eu/esco/skill/1"}
    record = sd_jwt_vc.read_record(credential({"vct": "a", "learningOutcomes": [outcome, "Brews"]}))
    assert [(value.text, value.uri) for value in record.outcomes] == [
        ("Bakes", "http://data.europa.eu/esco/skill/1"),
        ("Brews", None),
    ]
    assert [(value.text, value.unit) for value in record.skills] == [("Bakes", "ESCO")]


@given(st.sampled_from(every_place(RULEBOOK)), ANYTHING)
def test_nothing_that_stands_anywhere_trips_the_reader(place: tuple[Any, ...], value: Any) -> None:
    document = replaced(RULEBOOK, place, value)
    record = sd_jwt_vc.read_record(credential(document))
    assert all(resolve(document, each.path) is not None for each in values(record))
    assert record.as_json()
