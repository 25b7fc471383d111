"""The completeness meter: what is there and where, what it lacks, what is left out, what the format cannot say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.needs import shared
from tests.verifier.records.reading import credential, read_case
from tests.wallet.recognition.values import value
from verifier.achieved import data_model
from verifier.examine import read_record
from verifier.reading import read
from verifier.record import ELEMENTS, Record, Value
from verifier.records import open_badge_3, sd_jwt_vc
from verifier.records.open_badge_3 import read_record as read_badge
from wallet.recognition.completeness import State, measure

EVERYTHING: dict[str, tuple[Value, ...]] = {
    **{name: (value(name),) for name in ELEMENTS},
    "learner": (value("Ana", kind="name"),),
    "workload": (value("2", "ECTS", 2),),
    "level": (value("6", "EQF", 6),),
    "grade": (value("8", scale="ext:DutchGrade"),),
}


def record(**changes: tuple[Value, ...]) -> Record:
    return Record(**{**EVERYTHING, **changes})


def test_a_record_with_everything_is_complete_and_says_where() -> None:
    found = measure(record(), "elm")
    assert found.is_complete
    assert (len(found.mandatory), len(found.optional)) == (11, 5)
    assert {each.state for each in found.elements} == {State.STATED}
    assert found.of("title").places == ("/title",)
    assert [each.number for each in found.elements] == [f"M{n}" for n in range(1, 12)] + [f"O{n}" for n in range(1, 6)]


@pytest.mark.parametrize("name", list(ELEMENTS))
def test_what_the_issuer_left_out_is_said(name: str) -> None:
    found = measure(record(**{name: ()}), "elm")
    state = State.IF_APPLICABLE if name == "level" else State.LEFT_OUT
    assert (found.of(name).state, found.of(name).places) == (state, ())
    assert [each.name for each in found.missing] == ([name] if ELEMENTS[name][0] == "M" and name != "level" else [])


def test_a_level_that_may_not_apply_is_not_counted() -> None:
    found = measure(record(level=()), "elm")
    assert found.is_complete
    assert len(found.mandatory) == 10


def test_what_the_format_has_no_field_for_is_told_apart() -> None:
    found = measure(record(assessment=(), outcomes=()), "open_badge_3")
    assert (found.of("assessment").state, found.of("outcomes").state) == (State.NO_FIELD, State.LEFT_OUT)
    assert {each.name for each in found.missing} == {"assessment", "outcomes"}


def test_what_is_said_in_spite_of_the_format_is_there() -> None:
    assert measure(record(), "open_badge_2").of("assessment").state is State.STATED


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("learner", (value("emailAddress", hashed="true"),), "learner.hashed_only"),
        ("learner", (value("did:example:1", kind="id"),), "learner.id_only"),
        ("outcomes", (value("Bake three", kind="criteria"),), "outcomes.criteria_only"),
        ("outcomes", (value("Final grade", kind="resultDescription"),), "outcomes.results_only"),
        ("workload", (value("some", "hours"),), "workload.no_number"),
        ("workload", (value("3", None, 3),), "workload.no_unit"),
        ("workload", (value("P60M", "months", 60),), "workload.no_study_time"),
        ("level", (value("Bachelor"),), "level.no_framework"),
        ("quality_assurance", (value("Union", kind="endorsement"),), "quality.endorsement_only"),
        ("assessment", (value("Report", kind="evidence"),), "assessment.genre_only"),
        ("grade", (value("B"),), "grade.no_scale"),
    ],
)
def test_what_a_stated_element_lacks_is_said(name: str, values: tuple[Value, ...], code: str) -> None:
    found = measure(record(**{name: values}), "elm").of(name)
    assert (found.state, found.code) == (State.PARTLY, code)
    assert found.is_there


def test_a_type_is_no_title() -> None:
    found = measure(record(title=(value("VerifiableId", kind="type"),)), "generic").of("title")
    assert (found.state, found.is_there) == (State.LEFT_OUT, False)


def test_the_meter_as_json() -> None:
    found = measure(record(country=(), level=()), "elm").as_json()
    assert (found["mandatory"], found["optional"]) == ({"stated": 9, "of": 10}, {"stated": 5, "of": 5})


def test_a_badge_and_a_token_that_say_everything_are_complete() -> None:
    badge, _ = read_case("microcredential_in_full")
    assert measure(read_badge(credential(badge)), open_badge_3.NAME).is_complete
    rulebook, _ = read_case("rulebook_micro_credential")
    found = measure(sd_jwt_vc.read_record(credential(rulebook)), sd_jwt_vc.NAME)
    assert [each.name for each in found.missing] == []


@pytest.mark.corpus
def test_the_published_micro_credential_lacks_quality_assurance_alone() -> None:
    original = read(shared("corpus", "items", "europass-elm", "Sample-MC-Annex1-signed.jsonld").read_bytes())
    said = read_record(original)
    assert said is not None
    found = measure(said, data_model(original))
    assert [each.name for each in found.missing] == ["quality_assurance"]
    assert all(each.is_there for each in found.optional)


def test_the_same_record_is_measured_the_same() -> None:
    one: Any = measure(record(), "elm")
    assert one == measure(replace(record()), "elm")
