"""What a Comprehensive Learner Record says: its parts by name, and what connects them."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.needs import shared
from tests.verifier.records.reading import ANYTHING, credential, every_place, replaced, resolve, values
from verifier.record import Record
from verifier.records import clr_2

MODULE = {
    "id": "urn:x:module",
    "name": "Bread",
    "achievementType": "Course",
    "creditsAvailable": 5,
    "criteria": {"narrative": "Bake."},
    "alignment": [
        {"targetName": "Level 5", "targetFramework": "EQF", "targetUrl": "http://data.europa.eu/snb/eqf/5"},
        {"targetName": "Kneading", "targetFramework": "ESCO", "targetUrl": "http://data.europa.eu/esco/skill/1"},
    ],
    "resultDescription": [{"id": "urn:x:scale", "name": "Grade", "resultType": "LetterGrade"}],
}
CARRIED = {
    "issuer": {"id": "did:example:school", "name": "Bakers' School"},
    "credentialSubject": {
        "achievement": MODULE,
        "creditsEarned": 4.5,
        "result": [{"resultDescription": "urn:x:scale", "value": "B"}],
    },
}
DOCUMENT = {
    "type": ["VerifiableCredential", "ClrCredential"],
    "name": "Transcript",
    "issuer": {"id": "did:example:u", "name": "University", "address": {"addressCountry": "CH"}},
    "validFrom": "2026-01-02T03:04:05Z",
    "credentialSubject": {
        "id": "did:example:learner",
        "name": "Ada",
        "achievement": [{"id": "urn:x:programme", "name": "Bakery"}, {"id": "urn:x:none"}],
        "verifiableCredential": [CARRIED],
        "association": [
            {"associationType": "isPartOf", "sourceId": "urn:x:module", "targetId": "urn:x:programme"},
            {"associationType": "isParentOf", "sourceId": "urn:x:programme", "targetId": "urn:x:module"},
            {"associationType": "precedes", "sourceId": "urn:x:module", "targetId": "urn:x:elsewhere"},
        ],
    },
}


def read(document: Any) -> Record:
    return clr_2.read_record(credential(document))


def test_the_transcript_and_its_parts_are_named() -> None:
    record = read(DOCUMENT)
    assert [each.text for each in record.title] == ["Transcript"]
    assert [each.text for each in record.learner] == ["Ada", "did:example:learner"]
    assert [each.text for each in record.awarding_body] == ["University"]
    assert [each.text for each in record.country] == ["CH"]
    assert [each.text for each in record.outcomes] == ["Bakery", "urn:x:none", "Bread", "Kneading"]
    assert record.outcomes[2].detail == {
        "kind": "achievement",
        "type": "Course",
        "issuer": "Bakers' School",
    }


def test_what_a_part_says_stands_with_its_name_and_is_not_added_up() -> None:
    record = read(DOCUMENT)
    assert [(each.number, each.detail["kind"], each.unit) for each in record.workload] == [
        (4.5, "earned", None),
        (5.0, "available", None),
    ]
    [level], [grade] = record.level, record.grade
    assert (level.unit, level.number) == ("EQF", 5.0)
    assert (grade.text, grade.detail["label"], grade.detail["scale"]) == ("B", "Grade", "LetterGrade")
    found = [*record.workload, level, grade, *record.skills, *record.criteria]
    assert {each.detail["part"] for each in found} == {"Bread"}


def test_an_association_names_the_whole_before_its_part() -> None:
    said = [(each.text, each.detail["kind"]) for each in read(DOCUMENT).stackability]
    assert said == [
        ("Bakery › Bread", "isPartOf"),
        ("Bakery › Bread", "isParentOf"),
        ("Bread · urn:x:elsewhere", "precedes"),
    ]


def test_every_value_is_found_where_it_says() -> None:
    for value in values(read(DOCUMENT)):
        assert resolve(DOCUMENT, value.path) is not None


def test_a_part_that_is_a_token_is_named_and_found_at_the_token() -> None:
    payload = base64.urlsafe_b64encode(json.dumps(CARRIED).encode()).decode().rstrip("=")
    document = replaced(DOCUMENT, ("credentialSubject", "verifiableCredential"), [f"eyJ9.{payload}.c2ln"])
    record = read(document)
    assert "Bread" in [each.text for each in record.outcomes]
    [grade] = record.grade
    assert grade.path == "/credentialSubject/verifiableCredential/0"


def test_hashed_identities_and_student_numbers_are_not_shown() -> None:
    document = replaced(
        DOCUMENT,
        ("credentialSubject", "identifier"),
        [
            {"identityType": "emailAddress", "hashed": True, "identityHash": "sha256$00", "salt": "x"},
            {"identityType": "ext:esi", "hashed": False, "identityHash": "urn:schac:personalUniqueCode:int:esi:x:1"},
        ],
    )
    shown = {each.text: dict(each.detail) for each in read(document).learner}
    assert shown["emailAddress"] == {"hashed": "true"}
    assert shown["urn:schac:personalUniqueCode:int:esi:x:1"] == {"kind": "esi", "private": "true"}


@given(st.data())
def test_nothing_raises_whatever_stands_where(data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(every_place(DOCUMENT)))
    read(replaced(DOCUMENT, place, data.draw(ANYTHING))).as_json()


@pytest.mark.corpus
def test_a_published_transcript_names_its_six_parts() -> None:
    document = json.loads(shared("corpus", "items", "1edtech-clr20", "complex.json").read_text("utf-8"))
    record = read(document)
    assert clr_2.handles(credential(document))
    assert [each.text for each in record.outcomes][:2] == [
        "Nurse Assistant 1 Program with Licensure",
        "Health Careers 1",
    ]
    assert len(record.outcomes) >= 6
    assert record.stackability[0].text == "Nurse Assistant 1 Program with Licensure › Health Careers 1"
    assert any(each.text == "Oregon State Board of Nursing" for each in record.quality_assurance)
    assert record.grade[0].text == "A"
