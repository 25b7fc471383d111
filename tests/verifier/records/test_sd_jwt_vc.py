"""What is read of the claims of an SD-JWT VC."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifier.records.reading import (
    ANYTHING,
    cases,
    credential,
    every_place,
    read_case,
    replaced,
    resolve,
    values,
)
from verifier.records import sd_jwt_vc

RULEBOOK, _ = read_case("rulebook_micro_credential")


@pytest.mark.parametrize("name", cases("sd_jwt_vc"))
def test_a_case_reads_as_expected(name: str) -> None:
    document, expected = read_case(name)
    record = sd_jwt_vc.read_record(credential(document))
    assert record.as_json() == expected
    assert all(resolve(document, value.path) is not None for value in values(record))


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


@given(st.sampled_from(every_place(RULEBOOK)), ANYTHING)
def test_nothing_that_stands_anywhere_trips_the_reader(place: tuple[Any, ...], value: Any) -> None:
    document = replaced(RULEBOOK, place, value)
    record = sd_jwt_vc.read_record(credential(document))
    assert all(resolve(document, each.path) is not None for each in values(record))
    assert record.as_json()
