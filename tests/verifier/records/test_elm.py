"""What a Europass credential says, element by element, and how little a hostile one achieves."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import measured
from tests.needs import shared
from tests.verifier.records.reading import ANYTHING, credential, every_place, replaced, resolve, values
from verifier.codec.elm_nodes import ECTS
from verifier.elements.pictures import LARGEST_IMAGE
from verifier.elements.values import MOST_VALUES
from verifier.examine import read_record
from verifier.reading import read as read_credential
from verifier.record import ELEMENTS, Record, Value
from verifier.records import elm

EQF6 = {"id": "http://data.europa.eu/snb/eqf/6", "type": "Concept", "prefLabel": {"en": "Level 6"}}


def concept(name: str, identifier: str = "urn:epass:concept:1") -> dict[str, Any]:
    return {"id": identifier, "type": "Concept", "prefLabel": {"en": name}}


ZED = {
    "id": "urn:epass:org:1",
    "legalName": {"en": "University of Zed", "ga": "Ollscoil Zed"},
    "registration": {"notation": "654321", "spatial": concept("Ireland")},
    "location": {"address": {"countryCode": concept("Ireland", "http://publications.europa.eu/country/IRL")}},
    "accreditation": {"title": {"en": "Accredited by QQI"}, "accreditingAgent": {"legalName": {"en": "QQI"}}},
}
FULL: dict[str, Any] = {
    "id": "urn:credential:1",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "displayParameter": {
        "title": {"en": "Baking", "de": "Backen"},
        "individualDisplay": [{"displayDetail": [{"image": {"content": "iVBORw0KGgoAAAA=", "contentType": "JPEG"}}]}],
    },
    "issuer": {"id": "urn:epass:org:2", "legalName": {"en": "Sealers Ltd"}},
    "issued": "2026-01-02T03:04:05Z",
    "evidence": {"prefLabel": {"en": "Mandate"}, "evidenceStatement": "We may."},
    "credentialSubject": {
        "id": "urn:epass:person:1",
        "fullName": {"en": "Ana A"},
        "nationalID": {"notation": "X1"},
        "identifier": {"notation": "urn:schac:personalUniqueCode:int:esi:uni.example:77", "schemeName": "ESI"},
        "contactPoint": {"emailAddress": {"id": "mailto:ana@example.org"}},
        "hasClaim": [
            {"id": "urn:epass:activity:1", "type": "LearningActivity", "title": {"en": "Practice"}, "workload": "PT5H"},
            {
                "id": "urn:epass:learningAchievement:1",
                "type": "LearningAchievement",
                "title": {"en": "Baking bread"},
                "awardedBy": {"awardingBody": ZED},
                "creditReceived": {"point": "3", "framework": concept("Local credits")},
                "hasPart": [{"title": {"en": "Dough"}}, {"title": {"en": "Ovens"}}],
                "provenBy": {
                    "title": {"en": "Bake off"},
                    "grade": {"noteLiteral": {"en": "8"}},
                    "idVerification": concept("Supervised with ID verification"),
                    "specifiedBy": {"dcType": concept("practical exam"), "gradingScheme": {"title": {"en": "1 to 10"}}},
                },
                "influencedBy": {"specifiedBy": {"mode": concept("Blended"), "volumeOfLearning": "P60M"}},
                "specifiedBy": {
                    "id": "https://zed.example/q/1",
                    "type": "Qualification",
                    "dcType": concept("Micro-credential"),
                    "eqfLevel": EQF6,
                    "nqfLevel": concept("NFQ 8", "http://data.europa.eu/snb/qdr/c_1"),
                    "creditPoint": {"point": 2.5, "framework": {"id": ECTS}},
                    "volumeOfLearning": "PT60H",
                    "entryRequirement": {"noteLiteral": {"en": "An oven"}},
                    "isPartialQualification": True,
                    "thematicArea": concept("Crafts", "http://data.europa.eu/snb/isced-f/0721"),
                    "learningOutcome": [
                        {
                            "title": {"en": "Bake", "de": "Backen"},
                            "relatedESCOSkill": concept("bake goods", "http://data.europa.eu/esco/skill/1"),
                        }
                    ],
                },
            },
        ],
    },
}


def read(document: Any, **more: Any) -> Record:
    return elm.read_record(replace(credential(document), **more))


def claim(**more: Any) -> Record:
    return read({"credentialSubject": {"hasClaim": more}})


def specified(**more: Any) -> Record:
    return claim(specifiedBy=more)


def texts(found: tuple[Value, ...]) -> list[str]:
    return [value.text for value in found]


def test_every_element_of_annex_i_has_a_place_and_its_path_leads_there() -> None:
    record = read(FULL)
    assert [name for name in ELEMENTS if not getattr(record, name)] == []
    for value in values(record):
        assert resolve(FULL, value.path) is not None


def test_the_first_values_are_those_of_the_achievement() -> None:
    record = read(FULL)
    first = {name: getattr(record, name)[0].text for name in ELEMENTS}
    assert first | {"further_information": ""} == {
        "learner": "Ana A",
        "title": "Baking",
        "country": "Ireland",
        "awarding_body": "University of Zed",
        "issued": "2026-01-02T03:04:05Z",
        "outcomes": "Bake",
        "workload": "3",
        "level": "Level 6",
        "assessment": "practical exam",
        "participation": "Blended",
        "quality_assurance": "Accredited by QQI",
        "prerequisites": "An oven",
        "supervision": "Supervised with ID verification",
        "grade": "8",
        "stackability": "true",
        "further_information": "",
    }
    assert record.title[0].in_language("de") == "Backen"
    assert record.grade[0].detail == {"label": "Bake off", "scale": "1 to 10"}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda document: document,
        lambda document: {"iss": "x", "vc": document},
        lambda document: {**document, "type": []},
    ],
)
def test_it_is_handled_by_its_type_or_by_its_claims(wrap: Any) -> None:
    assert elm.handles(credential(wrap(FULL)))


@pytest.mark.parametrize("kind", ["VerifiableCredential", "OpenBadgeCredential", None, 3])
def test_other_types_are_not_handled(kind: Any) -> None:
    assert not elm.handles(credential({"type": kind, "credentialSubject": {"achievement": {}}}))


def test_sealing_issuing_and_awarding_body_are_told_apart() -> None:
    record = read(FULL, format="europass_jades", issuer="VATIE-1", issuer_name="Seals Inc")
    assert [(value.text, value.detail["role"]) for value in record.awarding_body] == [
        ("University of Zed", "awardingBody"),
        ("Sealers Ltd", "issuingBody"),
    ]
    (seal,) = record.sealed_by
    assert (seal.text, seal.path) == ("Seals Inc", "")
    assert seal.detail == {"role": "seal", "identifier": "VATIE-1", "mandate": "We may."}
    assert record.awarding_body[0].detail["identifier"] == "654321 (Ireland)"


def test_who_seals_for_themselves_is_not_named_twice() -> None:
    assert read(FULL, format="europass_jades", issuer="NTRIE-654321", issuer_name="Univ. Zed").sealed_by == ()
    assert read(FULL, format="vc_jsonld", issuer="NTRIE-1", issuer_name="X").sealed_by == ()


def test_without_an_awarding_body_the_issuer_is_shown() -> None:
    record = read({"issuer": {"legalName": {"en": "Zed"}}, "credentialSubject": {"hasClaim": {"title": "T"}}})
    assert [(value.text, value.detail["role"]) for value in record.awarding_body] == [("Zed", "issuer")]


def test_what_tells_a_person_from_others_is_private() -> None:
    private = {value.detail["kind"] for value in read(FULL).learner if value.detail.get("private")}
    assert private == {"esi", "nationalIdentityNumber"}
    assert "urn:epass:person:1" not in texts(read(FULL).learner)


def test_identifiers_that_mean_something_here_alone_are_marked_and_no_links() -> None:
    found = {value.text: (value.uri, value.detail.get("local")) for value in read(FULL).identifiers}
    assert found["urn:epass:learningAchievement:1"] == (None, "true")
    assert found["https://zed.example/q/1"] == ("https://zed.example/q/1", None)
    assert read(FULL).kind[0].uri is None


@pytest.mark.parametrize(
    ("specification", "text", "unit", "number"),
    [
        ({"creditPoint": {"framework": {"id": ECTS}, "point": "2"}}, "2", "ECTS", 2),
        ({"creditPoint": {"framework": ECTS, "point": 2.5}}, "2.5", "ECTS", 2.5),
        ({"creditPoint": [{"framework": [{"id": ECTS}], "point": "2"}]}, "2", "ECTS", 2),
        ({"creditPoint": {"framework": concept("ECTS"), "point": "2"}}, "2", None, 2),
        ({"creditPoint": {"point": "2"}}, "2", None, 2),
        ({"creditPoint": {"framework": {"id": ECTS}, "point": "-2"}}, "-2", "ECTS", None),
        ({"creditPoint": {"framework": {"id": ECTS}, "point": "two"}}, "two", "ECTS", None),
        ({"volumeOfLearning": "PT60H"}, "PT60H", "hours", 60),
        ({"volumeOfLearning": "P60M"}, "P60M", "months", 60),
        ({"volumeOfLearning": "some"}, "some", None, None),
    ],
)
def test_workload_has_the_unit_that_is_stated_and_no_other(
    specification: dict[str, Any], text: str, unit: str | None, number: float | None
) -> None:
    record = specified(**specification)
    assert [(value.text, value.unit, value.number) for value in record.workload] == [(text, unit, number)]


def test_the_workload_of_an_activity_is_said_to_be_that() -> None:
    found = [(value.text, value.detail.get("of")) for value in read(FULL).workload]
    assert found == [("3", None), ("2.5", None), ("PT60H", None), ("PT5H", "activity"), ("P60M", "activity")]


@pytest.mark.parametrize(
    ("identifier", "number"),
    [
        ("http://data.europa.eu/snb/eqf/6", 6),
        ("https://publications.europa.eu/resource/authority/snb/eqf/1", 1),
        ("http://data.europa.eu/snb/eqf/9", None),
        ("https://evil.example/?http://data.europa.eu/snb/eqf/6", None),
    ],
)
def test_a_level_is_that_of_its_concept(identifier: str, number: float | None) -> None:
    found = specified(eqfLevel=concept("Level 6", identifier), nqfLevel=concept("NFQ 8")).level
    assert [(value.unit, value.number) for value in found] == [("EQF", number), ("NQF", None)]


def test_skills_and_fields_name_their_frameworks() -> None:
    record = read(FULL)
    assert [(value.text, value.unit, value.uri) for value in record.skills] == [
        ("bake goods", "ESCO", "http://data.europa.eu/esco/skill/1")
    ]
    fields = [value for value in record.further_information if value.detail.get("kind") == "fieldOfStudy"]
    assert [(value.text, value.unit) for value in fields] == [("Crafts", "ISCED-F")]


PART = {
    "type": "LearningAchievement",
    "title": {"en": "Module"},
    "provenBy": {"grade": {"noteLiteral": "B"}},
    "specifiedBy": {
        "creditPoint": {"framework": {"id": ECTS}, "point": "2"},
        "eqfLevel": EQF6,
        "learningOutcome": {
            "title": {"en": "Bakes"},
            "relatedESCOSkill": concept("x", "http://data.europa.eu/esco/skill/1"),
        },
    },
}


def test_what_a_part_says_stands_after_the_whole_with_its_name() -> None:
    whole = {"type": "LearningAchievement", "specifiedBy": {"creditPoint": {"framework": ECTS, "point": "5"}}}
    record = read({"credentialSubject": {"hasClaim": {**whole, "hasPart": PART}}})
    assert [(value.text, value.detail.get("part")) for value in record.workload] == [("5", None), ("2", "Module")]
    of_the_part = (*record.level, *record.outcomes, *record.skills, *record.grade)
    assert [value.detail["part"] for value in of_the_part] == ["Module"] * 4


def test_what_is_only_entitled_to_is_not_achieved() -> None:
    entitled = {"type": "LearningEntitlement", "title": "Tutor", "specifiedBy": {"dcType": concept("occupation")}}
    achieved = {"type": "LearningAchievement", "title": "Course"}
    record = read({"credentialSubject": {"hasClaim": [entitled, achieved]}})
    assert (texts(record.title), texts(record.kind)) == (["Course"], [])
    assert [(value.text, value.detail["kind"]) for value in record.stackability] == [("Tutor", "entitlesTo")]


def test_the_parts_of_an_assessment_are_read_with_it() -> None:
    inner = {
        "id": "urn:epass:b",
        "title": "Oral",
        "grade": {"noteLiteral": "65"},
        "idVerification": concept("Supervised"),
    }
    record = read({"credentialSubject": {"hasClaim": {"provenBy": {"title": "Exam", "hasPart": inner}}}})
    assert [(value.text, value.detail["label"]) for value in record.grade] == [("65", "Oral")]
    assert texts(record.supervision) == ["Supervised"]


def test_an_activity_has_its_days_also_without_a_period() -> None:
    claim = {
        "type": "LearningActivity",
        "title": "Course",
        "startDate": "2026-01-02",
        "temporal": {"endDate": "2026-02-03"},
    }
    found = read({"credentialSubject": {"hasClaim": claim}}).further_information
    assert [(each.text, each.detail["kind"]) for each in found[1:]] == [
        ("2026-01-02", "activityStartDate"),
        ("2026-02-03", "activityEndDate"),
    ]


SPELT_OUT = {"id": "urn:epass:q:1", "title": {"en": "Whole"}, "eqfLevel": EQF6}


@pytest.mark.parametrize(
    "claims",
    [
        {"title": "T", "specifiedBy": SPELT_OUT},
        [{"title": "T", "specifiedBy": [SPELT_OUT]}],
        [{"id": "urn:x", "type": "LearningActivity"}, {"type": "LearningAchievement", "specifiedBy": SPELT_OUT}],
        [{"specifiedBy": "urn:epass:q:1"}, {"isPartOf": SPELT_OUT}],
        [{"specifiedBy": {"id": "urn:epass:q:1"}}, {"isPartOf": SPELT_OUT}],
    ],
)
def test_claims_are_read_in_all_their_shapes(claims: Any) -> None:
    document = {"credentialSubject": {"hasClaim": claims}}
    record = read(document)
    assert texts(record.level) == ["Level 6"]
    assert resolve(document, record.level[0].path) == "Level 6" or record.level[0].languages == {"en": "Level 6"}


def test_references_in_a_circle_end() -> None:
    part: dict[str, Any] = {"id": "urn:a", "title": "A", "hasPart": {"id": "urn:b"}}
    other = {"id": "urn:b", "title": "B", "hasPart": {"id": "urn:a"}}
    record = read({"credentialSubject": {"hasClaim": [part, other]}})
    assert set(texts(record.stackability)) == {"A", "B"}


def test_assessments_and_activities_are_found_where_rulebooks_put_them() -> None:
    record = specified(
        provenBy=[{"specifiedBy": {"dcType": concept("oral exam")}}], influencedBy=[{"mode": concept("On site")}]
    )
    assert (texts(record.assessment), texts(record.participation)) == (["oral exam"], ["On site"])


def test_an_accreditation_is_not_called_checked() -> None:
    (value,) = read(FULL).quality_assurance
    assert (value.detail["by"], value.detail["proof"]) == ("QQI", "not checked")


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("iVBORw0KGgoAAAA=", "data:image/png;base64,iVBORw0KGgoAAAA="),
        ("/9j/4AAQ", "data:image/jpeg;base64,/9j/4AAQ"),
        ("PHN2Zz4=", None),
        ('iVBORw0KGgo"onload=', None),
        ("iVBORw0KGgo" + "A" * LARGEST_IMAGE, None),
        (7, None),
    ],
)
def test_pictures_are_those_that_they_begin_as(content: Any, kept: str | None) -> None:
    display = {"individualDisplay": {"displayDetail": {"image": {"content": content}}}}
    record = read({"displayParameter": display, "credentialSubject": {"hasClaim": {}}})
    assert texts(record.image) == ([kept] if kept else [])


def test_a_credential_made_to_be_slow_is_not() -> None:
    many: dict[str, Any] = {"title": "x" * 9000}
    for name in ("hasPart", "provenBy", "influencedBy", "specifiedBy", "awardedBy", "awardingBody", "learningOutcome"):
        many = {name: [many] * 30, "title": "y"}
    with measured() as cost:
        record = read({"credentialSubject": {"hasClaim": [many] * 30}})
    assert cost.seconds < 2
    assert all(len(getattr(record, name)) <= MOST_VALUES for name in ELEMENTS)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(every_place(FULL)), ANYTHING)
def test_a_credential_with_anything_anywhere_is_read(place: tuple[Any, ...], value: Any) -> None:
    document = replaced(FULL, place, value)
    elm.handles(credential(document))
    record = read(document, format="europass_xml", issuer="x", issuer_name="X")
    json.dumps(record.as_json(), ensure_ascii=False, allow_nan=False).encode()
    for each in values(record):
        assert resolve(document, each.path) is not None


ITEMS = [
    ("europass-elm/Sample-MC-Annex1-signed.jsonld", "ORGANIZACION TEST", {
        "title": ["Micro-Credential", "Digital micro-credential creation"], "level": ["Level 6", "RQF Level 6"],
        "workload": ["2", "PT60H", "P60M"], "grade": ["Pass"], "assessment": ["artefact assessment"],
        "awarding_body": ["University of Zed", "ORGANIZACION TEST"], "participation": ["Blended", "Blended",
        "non-formal learning"], "outcomes": ["Communication, collaboration and creativity",
        "Developing digital content"], "stackability": ["false"]}),
    ("europass-elm/Sample-MC-Annex1-unsigned.jsonld", None, {
        "country": ["Ireland", "Ireland"], "supervision": ["Unsupervised without ID Verification"],
        "awarding_body": ["University of Zed"], "issued": ["2022-12-31T23:00:00Z"]}),
    ("europass-elm/Sample-CertOfPart-unsigned.jsonld", None, {
        "workload": ["PT2H", "P2M"], "participation": ["Online"], "level": []}),
    ("europass-mynextid/edc-cas-signed.jsonld", "VELOCERT OU", {
        "awarding_body": ["NETIS d.o.o.", "Velocert OÜ"], "workload": ["PT60H"], "country": ["Estonia", "Slovenia"]}),
    ("europass-edci/credential-signed.jsonld", "Certificado TEST Sello Electronico", {
        "title": ["Some kind of credential", "some kind of learning achievement"], "awarding_body": ["some legal name"],
        "country": ["France", "Spain", "France"]}),
    ("europass-edci-xml/test_name_accredited_credential_step1_true.xml", "*", {
        "title": ["Accreditated Credential", "Accredited Achievement", "Simple Activity"], "level": ["Level 3",
        "CyQF Level 5a"], "grade": ["666"], "workload": ["25", "PT100H", "PT100H", "PT100H"]}),
    ("europass-edci-xml/credential-QSeal.xml", "ANTHONY FISHER CAMILLERI S.P.", {
        "title": ["Diploma in Sociology", "test 1", "activity 1"], "awarding_body": ["preferredName_EN"]}),
]  # fmt: skip


@pytest.mark.corpus
@pytest.mark.parametrize(("path", "seal", "expected"), ITEMS)
def test_real_credentials_read_as_expected(path: str, seal: str | None, expected: dict[str, list[str]]) -> None:
    found = read_credential(shared("corpus", "items", *path.split("/")).read_bytes())
    record = read_record(found)
    assert record is not None
    assert {name: texts(getattr(record, name)) for name in expected} == expected
    assert seal == "*" or texts(record.sealed_by) == ([seal] if seal else [])
    for value in values(record):
        assert resolve(found.claims, value.path) is not None
