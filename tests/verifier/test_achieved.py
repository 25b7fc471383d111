"""One credential about several achievements: each with what is said of it and of nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.needs import shared
from tests.verifier.records.reading import credential, replaced
from tests.verifier.records.test_clr_2 import DOCUMENT
from verifier.achieved import data_model, read_achieved
from verifier.codec.elm_nodes import ECTS
from verifier.reading import read


def achievement(name: str, point: int, **more: Any) -> dict[str, Any]:
    points = {"creditPoint": {"framework": {"id": ECTS}, "point": point}}
    return {"id": f"urn:epass:{name}", "type": "LearningAchievement", "title": name, "specifiedBy": points, **more}


def elm(*claims: dict[str, Any]) -> Any:
    return credential({"type": "EuropeanDigitalCredential", "credentialSubject": {"hasClaim": list(claims)}})


def test_each_claim_and_each_part_stands_alone() -> None:
    inner = achievement("Inner", 1)
    found = read_achieved(elm(achievement("A", 3), achievement("B", 5, hasPart=[achievement("C", 2, hasPart=inner)])))
    assert [(each.id, each.record.title[0].text, [v.number for v in each.record.workload]) for each in found] == [
        ("urn:epass:A", "A", [3]),
        ("urn:epass:B", "B", [5]),
        ("urn:epass:C", "C", [2]),
        ("urn:epass:Inner", "Inner", [1]),
    ]
    assert [each.wholes for each in found] == [(), (), ("urn:epass:B",), ("urn:epass:C",)]


def test_what_is_only_entitled_to_or_done_is_no_achievement_beside_one() -> None:
    entitled, done = ({"id": f"urn:epass:{kind}", "type": kind} for kind in ("LearningEntitlement", "LearningActivity"))
    assert [each.id for each in read_achieved(elm(achievement("A", 1), achievement("B", 1), entitled, done))] == [
        "urn:epass:A",
        "urn:epass:B",
    ]


def test_a_circle_of_parts_ends() -> None:
    whole = achievement("A", 1, hasPart={"id": "urn:epass:B"})
    found = read_achieved(elm(whole, achievement("B", 1, hasPart={"id": "urn:epass:A"})))
    assert [each.id for each in found] == ["urn:epass:A", "urn:epass:B"]


def test_one_claim_is_the_credential_itself() -> None:
    assert read_achieved(elm(achievement("A", 1))) == ()


@pytest.mark.parametrize("document", [{}, {"vct": "x"}, {"type": "OpenBadgeCredential"}])
def test_other_data_models_are_of_one_thing(document: Any) -> None:
    assert read_achieved(credential(document)) == ()


def test_a_transcript_lists_and_carries_and_says_what_is_part_of_what() -> None:
    found = read_achieved(credential(DOCUMENT))
    assert [(each.id, each.carried, each.wholes) for each in found] == [
        ("urn:x:programme", None, ()),
        ("urn:x:none", None, ()),
        ("urn:x:module", 0, ("urn:x:programme",)),
    ]
    assert found[0].record.title[0].text == "Bakery"


def test_what_is_listed_and_carried_is_said_once_by_what_is_carried() -> None:
    listed = [{"id": "urn:x:module", "name": "Bread"}]
    found = read_achieved(credential(replaced(DOCUMENT, ("credentialSubject", "achievement"), listed)))
    assert [(each.id, each.carried) for each in found] == [("urn:x:module", 0)]


@pytest.mark.corpus
def test_the_courses_of_a_real_diploma_have_each_their_own_credits() -> None:
    path = shared("corpus", "items", "europass-edci-xml", "verificable_presentation_mandated_dp-xsd_v1.2.xml")
    found = read_achieved(read(path.read_bytes()))
    ects = [[value.number for value in each.record.workload if value.unit == "ECTS"] for each in found]
    assert ects == [[10], [3], [4], [4]]
    assert [each.wholes for each in found] == [(), (), (found[0].id,), (found[0].id,)]


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"type": "ClrCredential"}, "clr_2"),
        ({"type": "OpenBadgeCredential"}, "open_badge_3"),
        ({"type": "EuropeanDigitalCredential"}, "elm"),
        ({"vct": "x"}, "sd_jwt_vc"),
        ({}, "generic"),
    ],
)
def test_a_data_model_has_its_name(document: Any, name: str) -> None:
    assert data_model(credential(document)) == name
