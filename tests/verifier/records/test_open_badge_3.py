"""What an Open Badge 3.0 says, element by element, and how little a hostile one achieves."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs import measured
from tests.verifier.records.reading import (
    ANYTHING,
    corpus_documents,
    credential,
    every_place,
    read_case,
    replaced,
    resolve,
    values,
)
from verifier.codec.pointer import LONGEST_TEXT
from verifier.elements.pictures import LARGEST_IMAGE
from verifier.elements.values import MOST_VALUES
from verifier.record import ELEMENTS, Record, Value
from verifier.records import open_badge_3

FULL, _ = read_case("microcredential_in_full")
CORPUS_FOLDERS = ("dcc-fixtures", "1edtech-ob30", "dcc-verifier-core", "dcc-wallet-fixtures")
DIGEST = "b5a2c96250612366ea272ffac6d9744aaf4b45aacd96aa7cfcb931ee3b558259"


def read(document: Any) -> Record:
    return open_badge_3.read_record(credential(document))


def badge(subject: dict[str, Any] | None = None, **achievement: Any) -> Record:
    document = {"type": "OpenBadgeCredential", "credentialSubject": {"achievement": achievement, **(subject or {})}}
    return read(document)


def alignment(**target: Any) -> Record:
    return badge(alignment=[{f"target{name}": value for name, value in target.items()}])


def texts(found: tuple[Value, ...]) -> list[str]:
    return [value.text for value in found]


def test_every_element_of_annex_i_has_a_place() -> None:
    record = read(FULL)
    assert [name for name in ELEMENTS if not getattr(record, name)] == []


@pytest.mark.parametrize("kind", ["OpenBadgeCredential", "AchievementCredential"])
@pytest.mark.parametrize("wrap", [lambda document: document, lambda document: {"iss": "x", "vc": document}])
def test_either_name_is_handled_bare_and_in_a_jwt(kind: str, wrap: Any) -> None:
    assert open_badge_3.handles(credential(wrap({"type": ["VerifiableCredential", kind]})))


@pytest.mark.parametrize(
    "kind", [["VerifiableCredential", "EndorsementCredential"], None, 3, {"a": "OpenBadgeCredential"}]
)
def test_other_types_are_not_handled(kind: Any) -> None:
    assert not open_badge_3.handles(credential({"type": kind}))


def test_a_jwt_keeps_the_places_of_its_payload() -> None:
    record = read({"vc": {"credentialSubject": {"achievement": {"name": "Weaving"}}}})
    assert record.title[0].path == "/vc/credentialSubject/achievement/name"


def test_the_credentials_name_is_the_title_only_without_the_achievements() -> None:
    assert texts(read({"name": "A", "credentialSubject": {"achievement": {"name": "B"}}}).title) == ["B"]
    assert texts(read({"name": "A", "credentialSubject": {"achievement": {"name": ""}}}).title) == ["A"]


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ([{"@value": "B", "@language": "en"}, {"@value": "C", "@language": "de"}], {"en": "B", "de": "C"}),
        ([{"@value": "C", "@language": "de"}, "B"], {}),
        ([{"@value": "A", "@language": "en"}, {"@value": "C", "@language": "de"}], {}),
        ("B", {}),
    ],
)
def test_the_title_has_the_languages_of_the_credentials_name_only_where_that_says_the_same(
    name: Any, languages: dict[str, str]
) -> None:
    (title,) = read({"name": name, "credentialSubject": {"achievement": {"name": "B"}}}).title
    assert (title.text, title.path, title.languages) == ("B", "/credentialSubject/achievement/name", languages)
    assert title.detail == ({"languages_at": "/name"} if languages else {})


@pytest.mark.parametrize(
    "identifier",
    [
        {"hashed": True, "identityHash": "Noor"},
        {"identityHash": "Noor"},
        {"hashed": "false", "identityHash": "Noor"},
        {"hashed": False, "identityHash": f"sha256${DIGEST}"},
        {"hashed": False, "identityHash": f"SHA-256:{DIGEST}"},
        {"hashed": False, "identityHash": f" {DIGEST}\n"},
    ],
)
def test_a_hash_is_never_shown_as_a_name(identifier: dict[str, Any]) -> None:
    record = badge({"identifier": identifier | {"identityType": "name", "salt": "pepper"}})
    assert [(value.text, value.detail) for value in record.learner] == [("name", {"hashed": "true"})]
    assert "Noor" not in json.dumps(record.as_json())
    assert DIGEST not in json.dumps(record.as_json())


def test_a_plain_identity_is_shown_before_the_did() -> None:
    person = {"id": "did:example:1", "identifier": {"hashed": False, "identityHash": "Noor", "identityType": "name"}}
    assert texts(badge(person).learner) == ["Noor", "did:example:1"]


def test_a_european_student_identifier_is_private() -> None:
    found = badge({"id": "URN:schac:personalUniqueCode:int:esi:nl:1"}).learner
    assert found[0].detail == {"kind": "esi", "private": "true"}


@pytest.mark.parametrize(
    ("issuer", "creator", "sealed"),
    [
        ("did:example:a", "did:example:b", ["did:example:a"]),
        ("did:example:a", {"id": "did:example:a", "name": "A"}, []),
        ({"id": "did:example:a", "name": "A"}, {"id": "did:example:a", "name": "B"}, []),
        ({"name": "A"}, {"name": "B"}, ["A"]),
        ({"name": "A"}, {"name": "A"}, []),
        ({"id": "did:example:a"}, None, []),
        ({"id": "did:example:a"}, {}, []),
    ],
)
def test_the_issuer_seals_where_another_created(issuer: Any, creator: Any, sealed: list[str]) -> None:
    record = read({"issuer": issuer, "credentialSubject": {"achievement": {"creator": creator}}})
    assert texts(record.sealed_by) == sealed


def test_the_creators_country_counts_only_where_the_issuer_states_none() -> None:
    creator = {"address": {"addressCountryCode": "BE"}}
    document: dict[str, Any] = {"issuer": {}, "credentialSubject": {"achievement": {"creator": creator}}}
    assert [(value.text, value.detail["role"]) for value in read(document).country] == [("BE", "creator")]
    document["issuer"] = {"address": {"addressCountry": "Nederland"}}
    assert texts(read(document).country) == ["Nederland"]


@pytest.mark.parametrize(
    ("target", "unit", "number"),
    [
        ({"Framework": "EQF", "Code": "6"}, "EQF", 6),
        ({"Framework": "European Qualifications Framework (EQF)", "Code": 6}, "EQF", 6),
        ({"Framework": "Europäischer Qualifikationsrahmen", "Name": "EQR-Niveau 6"}, "EQF", 6),
        ({"Type": "ext:EQF", "Name": "EQF level 4", "Code": "4"}, "EQF", 4),
        ({"Name": "EQF level 5"}, "EQF", 5),
        ({"Name": "Five", "Url": "http://data.europa.eu/snb/eqf/5"}, "EQF", 5),
        ({"Framework": "NLQF", "Code": "NLQF 5"}, "NLQF", 5),
        ({"Framework": "DQR", "Code": "7"}, "DQR", 7),
        ({"Framework": "Irish National Framework NFQ", "Code": "8"}, "Irish National Framework NFQ", 8),
        ({"Framework": "NQF referenced to the EQF", "Code": "8"}, "NQF referenced to the EQF", 8),
        ({"Framework": "QF-EHEA", "Name": "Second cycle"}, "QF-EHEA", None),
        ({"Framework": "NLQF", "Code": "4+"}, "NLQF", None),
        ({"Framework": "EQF", "Code": "9"}, "EQF", None),
        ({"Framework": "EQF", "Code": "0"}, "EQF", None),
        ({"Framework": "EQF", "Code": "6", "Url": "http://data.europa.eu/snb/eqf/7"}, "EQF", None),
        ({"Framework": "EQF", "Code": "5", "Name": "EQF level 7"}, "EQF", None),
        ({"Framework": "EQF", "Code": "5f0c2a7e-9"}, "EQF", None),
        ({"Framework": "EQF", "Name": "Level 6 (Bachelor)"}, "EQF", 6),
        ({"Framework": "EQF", "Name": "Levels 6-7"}, "EQF", None),
        ({"Framework": "EQF", "Name": "Level 6 or 7"}, "EQF", None),
        ({"Name": "EQF 6 (Bachelor)"}, "EQF", 6),
        ({"Name": "Six", "Url": "https://publications.europa.eu/resource/authority/snb/eqf/6"}, "EQF", 6),
    ],
)
def test_a_level_has_its_frameworks_name_and_an_uncontradicted_number(
    target: dict[str, Any], unit: str, number: float | None
) -> None:
    record = alignment(**({"Name": "a level"} | target))
    assert [(value.unit, value.number) for value in record.level] == [(unit, number)]
    assert record.skills == ()
    assert record.outcomes == ()


@pytest.mark.parametrize(
    "target",
    [
        {"Framework": "ESCO", "Url": "http://data.europa.eu/esco/skill/6"},
        {"Framework": "SEQFOO", "Code": "6"},
        {"Url": "https://evil.example/?http://data.europa.eu/snb/eqf/7"},
        {"Framework": "ESCO", "Name": "EQF level 5"},
        {},
    ],
)
def test_a_skill_is_no_level(target: dict[str, Any]) -> None:
    record = alignment(**({"Name": "a skill"} | target))
    assert record.level == ()
    assert record.skills == record.outcomes != ()


def test_another_credential_is_neither_a_skill_nor_a_level() -> None:
    record = alignment(Name="Diploma", Type="ceterms:Credential", Url="https://credentials.example/1")
    assert (record.skills, record.outcomes, record.level) == ((), (), ())
    assert [value.detail["kind"] for value in record.further_information] == ["alignment"]


@pytest.mark.parametrize(
    ("said", "level"), [(6, 6.0), ("6", 6.0), (6.5, None), (0, None), (9, None), (-1, None), ("6+", None)]
)
def test_the_eqf_extension_is_a_level(said: Any, level: float | None) -> None:
    record = badge(**{"extensions:EQFExtension": {"EQF": said}})
    assert [(value.unit, value.number) for value in record.level] == [("EQF", level)]


@pytest.mark.parametrize(
    ("achievement", "text", "unit", "number"),
    [
        ({"ECTS": 2.5}, "2.5", "ECTS", 2.5),
        ({"extensions:ECTSExtension": {"ECTS": 5}}, "5", "ECTS", 5),
        ({"ECTSExtension": [{"ECTS": "5"}]}, "5", "ECTS", 5),
        ({"SBU": 500}, "500", "hours", 500),
        ({"timeInvestment": "PT60H"}, "PT60H", "hours", 60),
        ({"timeInvestment": "P60M"}, "P60M", "months", 60),
        ({"timeInvestment": "P1DT2H"}, "P1DT2H", None, None),
        ({"extensions:TimeInvestmentExtension": {"TimeInvestment": 8}}, "8", "hours", 8),
        ({"extensions:StudyLoadExtension": {"StudyLoad": 120}}, "120", None, 120),
        (
            {"extensions:StudyLoadExtension": {"@context": "https://api.edubadges.nl/x.json", "StudyLoad": 120}},
            "120",
            "hours",
            120,
        ),
        (
            {"extensions:StudyLoadExtension": {"@context": "https://edubadges.nl.evil.example/", "StudyLoad": 120}},
            "120",
            None,
            120,
        ),
        ({"creditsAvailable": 3}, "3", None, 3),
        ({"creditsAvailable": "3 ECTS"}, "3 ECTS", "ECTS", 3),
        ({"creditsAvailable": "3 credits"}, "3 credits", None, 3),
        ({"creditsAvailable": "60 hours"}, "60 hours", "hours", 60),
        ({"creditsAvailable": "some"}, "some", None, None),
        ({"ECTS": -30}, "-30", "ECTS", None),
        ({"ECTS": "1,500"}, "1,500", "ECTS", None),
    ],
)
def test_workload_has_the_unit_that_is_stated_and_no_other(
    achievement: dict[str, Any], text: str, unit: str | None, number: float | None
) -> None:
    record = badge(**achievement)
    assert [(value.text, value.unit, value.number) for value in record.workload] == [(text, unit, number)]


@pytest.mark.parametrize("said", [True, None, [], {}, float("nan"), 10**400])
def test_what_counts_nothing_is_no_workload(said: Any) -> None:
    assert badge({"creditsEarned": said}).workload == ()


def test_credits_earned_have_no_unit_of_their_own() -> None:
    (value,) = badge({"creditsEarned": 3}).workload
    assert (value.unit, value.number, value.detail) == (None, 3.0, {"kind": "earned"})


def test_a_result_is_joined_only_with_its_own_scale() -> None:
    scale = {"id": "urn:x:1", "name": "Grade", "valueMax": "10"}
    result = [{"resultDescription": "urn:x:1", "value": "8"}, {"resultDescription": "urn:x:2", "value": "9"}]
    found = badge({"result": result}, resultDescription=scale).grade
    assert [value.detail for value in found] == [{"label": "Grade", "maximum": "10"}, {}]


def test_two_scales_of_one_id_are_no_scale() -> None:
    scales = [{"id": "urn:x:1", "name": "Out of ten"}, {"id": "urn:x:1", "name": "Out of a hundred"}]
    (value,) = badge({"result": [{"resultDescription": "urn:x:1", "value": "8"}]}, resultDescription=scales).grade
    assert value.detail == {}


def test_a_level_that_is_not_described_and_a_bare_status_are_shown_as_stated() -> None:
    found = badge({"result": [{"achievedLevel": "urn:x:lost"}, {"status": "Completed"}, {}, "A"]}).grade
    assert texts(found) == ["urn:x:lost", "Completed"]


def token(payload: bytes) -> str:
    return "e30." + base64.urlsafe_b64encode(payload).rstrip(b"=").decode() + ".c2ln"


def test_an_endorsement_in_a_jwt_names_who_endorses_and_is_not_called_checked() -> None:
    payload = {"issuer": {"id": "https://farmers.example/", "name": "Farmers"}, "credentialSubject": {}}
    (value,) = badge(endorsementJwt=[token(json.dumps(payload).encode())]).quality_assurance
    assert (value.text, value.path) == ("Farmers", "/credentialSubject/achievement/endorsementJwt/0")
    assert value.detail == {"kind": "endorsement", "of": "achievement", "proof": "not checked"}


@pytest.mark.parametrize(
    "jwt", ["", "a.b", "a.!.c", token(b"["), token(b"[]"), token(b"[" * 5000), token(b" " * 200_000), 5, None]
)
def test_a_broken_endorsement_is_passed_over(jwt: Any) -> None:
    assert badge(endorsementJwt=jwt).quality_assurance == ()


@pytest.mark.parametrize(
    "image",
    [
        "data:image/png;base64,iVBORw0KGgo=",
        {"id": "data:image/jpeg;base64,/9j/"},
        {"id": "data:image/svg+xml,%3Csvg%3E%3C/svg%3E"},
        [{"id": "DATA:image/WEBP;base64,AAAA"}],
        "data:image/svg+xml;charset=utf-8;base64,AAAA",
    ],
)
def test_a_picture_inside_the_credential_is_kept(image: Any) -> None:
    assert len(badge(image=image).image) == 1


@pytest.mark.parametrize(
    "image",
    [
        "https://tracker.example/badge.png",
        {"id": "https://tracker.example/badge.png"},
        "data:text/html;base64,AAAA",
        "data:image/bmp;base64,AAAA",
        'data:image/svg+xml,<svg onload="alert(1)">',
        "data:image/png;base64,AAAA\n",
        "data:image/png;base64,",
        "javascript:alert(1)",
        "data:image/png;base64," + "A" * LARGEST_IMAGE,
        7,
    ],
)
def test_no_other_picture_is(image: Any) -> None:
    record = badge(image=image)
    assert record.image == ()
    assert "tracker.example" not in json.dumps(record.as_json())


def test_a_link_that_runs_is_text_and_no_uri() -> None:
    (value,) = alignment(Name="Skill", Url="javascript:alert(1)").skills
    assert value.uri is None


def test_long_lists_and_texts_are_cut() -> None:
    record = badge(name="x" * 9000, tag=["t"] * 9000, alignment=[{"targetName": "a"}] * 9000)
    assert len(record.title[0].text) == LONGEST_TEXT
    assert record.title[0].text.endswith("…")
    assert len(record.further_information) == MOST_VALUES
    assert len(record.skills) == MOST_VALUES


@pytest.mark.parametrize(
    ("target", "unit"),
    [
        ({"Name": "bake", "Url": "http://data.europa.eu/esco/skill/1"}, "ESCO"),
        ({"Name": "bake", "Url": "https://data.europa.eu/esco/skill/1"}, "ESCO"),
        ({"Name": "Arts", "Url": "http://data.europa.eu/snb/isced-f/02"}, "ISCED-F"),
        ({"Name": "bake", "Url": "http://data.europa.eu/esco/skill/1", "Framework": "Ours"}, "Ours"),
        ({"Name": "bake", "Url": "https://data.europa.eu.evil.example/esco/skill/1"}, None),
    ],
)
def test_a_skill_is_of_the_framework_that_it_names_or_links(target: dict[str, str], unit: str | None) -> None:
    [skill] = alignment(**target).skills
    assert (skill.unit, skill.uri) == (unit, target["Url"])


def test_a_body_has_its_number_in_a_register() -> None:
    entry = {"identifier": "0438", "identifierType": "ext:BRIN"}
    record = read({"type": "OpenBadgeCredential", "issuer": {"name": "A", "otherIdentifier": [entry]}})
    assert [(value.text, value.detail["identifier"]) for value in record.awarding_body] == [("A", "0438 (BRIN)")]


def test_a_level_that_another_scale_describes_is_still_that_level() -> None:
    levels = [{"id": "urn:l", "name": "Mastery", "level": "4"}]
    scales = [{"id": "urn:a", "name": "Grade"}, {"id": "urn:b", "name": "Rubric", "rubricCriterionLevel": levels}]
    record = badge({"result": [{"resultDescription": "urn:a", "achievedLevel": "urn:l"}]}, resultDescription=scales)
    assert [(each.text, each.detail) for each in record.grade] == [("Mastery", {"label": "Grade", "level": "4"})]


def test_a_badge_made_to_be_slow_is_not() -> None:
    levels = [{"id": f"urn:x:{index}", "name": "n" * 4000} for index in range(150)]
    scales = [
        {"id": f"urn:y:{index}", "rubricCriterionLevel": levels, "allowedValue": ["v" * 4000] * 150}
        for index in range(5)
    ]
    result = [{"resultDescription": "urn:y:1", "achievedLevel": "urn:x:1"}] * 500
    with measured() as cost:
        record = badge({"result": result}, resultDescription=scales)
    assert cost.seconds < 2
    assert len(record.grade) == MOST_VALUES


@given(st.sampled_from(every_place(FULL)), ANYTHING)
def test_a_badge_with_anything_anywhere_is_read(place: tuple[Any, ...], value: Any) -> None:
    document = replaced(FULL, place, value)
    open_badge_3.handles(credential(document))
    record = read(document)
    json.dumps(record.as_json(), ensure_ascii=False, allow_nan=False).encode()
    for each in values(record):
        assert resolve(document, each.path) is not None


@given(st.dictionaries(st.sampled_from(["vc", "type", "issuer", "name", "evidence", "credentialSubject"]), ANYTHING))
def test_anything_at_all_is_read(document: Any) -> None:
    open_badge_3.handles(credential(document))
    for each in values(read(document)):
        assert resolve(document, each.path) is not None


@pytest.mark.corpus
def test_every_badge_of_the_corpus_has_its_title_where_the_record_says() -> None:
    read_so_far = 0
    for path, document in corpus_documents(*CORPUS_FOLDERS):
        if not open_badge_3.handles(credential(document)):
            continue
        read_so_far += 1
        record = read(document)
        assert [resolve(document, value.path) for value in record.title] == texts(record.title), path
        assert len(record.title) == 1, path
        assert all(resolve(document, value.path) is not None for value in values(record)), path
        assert record.awarding_body, path
    assert read_so_far > 70
