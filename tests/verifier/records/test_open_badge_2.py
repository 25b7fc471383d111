"""What an Open Badge 2.0 says, and what it does not say: a hash is no name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.badges import assertion, badge_class, profile, school
from tests.verifier.records.reading import ANYTHING
from verifier.errors import Json, JsonObject
from verifier.formats.open_badge_2 import read_credential
from verifier.record import Record
from verifier.records.open_badge_2 import handles, read_record

EXTENSION: JsonObject = {"@context": "https://school.example/x", "type": ["Extension"]}


def record(document: JsonObject) -> Record:
    credential = read_credential(json.dumps(document).encode(), document)
    assert handles(credential)
    return read_record(credential)


def whole(**more: Json) -> JsonObject:
    badge = badge_class(
        **{
            "issuer": profile(address={"addressCountry": "Switzerland"}),
            "alignment": [
                {"targetName": "EQF level 5", "targetUrl": "https://data.europa.eu/snb/eqf/5"},
                {"targetName": "Kneading", "targetUrl": "https://skills.example/1", "targetFramework": "Skills"},
            ],
            "tags": ["bread"],
            "image": "data:image/png;base64,AAAA",
            "extensions:ECTSExtension": {**EXTENSION, "ECTS": 2.5},
            "extensions:LearningOutcomeExtension": {**EXTENSION, "LearningOutcome": "Bakes bread"},
        }
    )
    return assertion(badge=badge, evidence=[{"id": "https://a.example/loaf", "narrative": "Three loaves"}], **more)


def test_every_element_that_a_badge_can_state_is_read_with_its_place() -> None:
    found = record(whole())
    assert [(each.text, each.path) for each in found.title] == [("Baking bread", "/badge/name")]
    assert found.awarding_body[0].text == "Bakers' School"
    assert found.country[0].text == "Switzerland"
    assert found.issued[0].text == "2026-01-02T03:04:05Z"
    assert [(each.unit, each.number) for each in found.level] == [("EQF", 5.0)]
    assert [(each.unit, each.number, each.path) for each in found.workload] == [
        ("ECTS", 2.5, "/badge/extensions:ECTSExtension/ECTS")
    ]
    assert [each.text for each in found.outcomes] == ["Bake three loaves.", "Bakes bread", "Kneading"]
    assert [each.text for each in found.skills] == ["Kneading"]
    assert (found.evidence[0].text, found.evidence[0].uri) == ("Three loaves", "https://a.example/loaf")
    assert found.image[0].text.startswith("data:image/png")
    assert found.identifiers[0].uri == "https://school.example/badges/bread"


@pytest.mark.parametrize("identity", ["sha256$" + "ab" * 32, "md5$" + "ab" * 16])
@pytest.mark.parametrize("hashed", [True, False])
def test_a_hash_is_never_shown_as_a_name(identity: str, hashed: bool) -> None:
    found = record(whole(recipient={"type": "email", "hashed": hashed, "identity": identity, "salt": "s"}))
    assert [each.text for each in found.learner] == ["email"]
    assert identity not in json.dumps(found.as_json())


def test_an_identity_in_the_clear_and_a_profile_name_the_learner() -> None:
    recipient: JsonObject = {"type": "email", "hashed": False, "identity": "ada@school.example"}
    found = record(whole(recipient=recipient, **{"extensions:recipientProfile": {**EXTENSION, "name": "Ada"}}))
    assert [(each.text, each.detail["kind"]) for each in found.learner] == [
        ("Ada", "name"),
        ("ada@school.example", "email"),
    ]


def test_a_european_student_identifier_is_marked_as_private() -> None:
    number = "urn:schac:personalUniqueCode:int:esi:school.example:1"
    found = record(whole(recipient={"type": "id", "hashed": False, "identity": number}))
    assert found.learner[0].detail["private"] == "true"


def test_the_badges_language_is_that_of_its_texts() -> None:
    there = school().publish(badge_class(**{"@language": "de", "name": "Brot backen"}))
    found = there.examine(assertion()).record
    assert found is not None
    assert found.title[0].languages == {"de": "Brot backen"}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["badge", "recipient", "evidence", "issuedOn", "narrative"]), ANYTHING)
def test_anything_anywhere_is_read_without_a_crash(name: str, value: Json) -> None:
    document = {**whole(), name: value, "type": "Assertion"}
    credential = read_credential(b"{}", document)
    assert isinstance(read_record(credential).as_json(), dict)
