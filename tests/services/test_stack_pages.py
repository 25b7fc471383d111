"""Stacks over HTTP: begun, looked at, decided about, planned in, saved, given up; recognition and skills."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.services.life import course, keep_one, publish, revoke
from tests.world import FakeWeb
from verifier.errors import Json, JsonObject
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.app import create_app
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.service import Service
from wallet.stacks.service import evaluate_stack, list_stacks

SKILL = "http://data.europa.eu/esco/skill/11111111-2222-3333-4444-555555555555"


def achievement(name: str, **more: Json) -> JsonObject:
    """A badge's subject with a skill of ESCO."""
    skill: JsonObject = {
        "type": ["Alignment"],
        "targetName": "tie knots",
        "targetUrl": SKILL,
        "targetFramework": "ESCO",
    }
    made: JsonObject = {
        "id": f"urn:example:{name.casefold().replace(' ', '-')}",
        "type": ["Achievement"],
        "name": name,
        "description": "What sailors do.",
        "criteria": {"narrative": "Do it."},
        "alignment": [skill],
    }
    return {"id": "did:example:learner", "type": ["AchievementSubject"], "achievement": {**made, **more}}


def pathway(issuer: str) -> JsonObject:
    """Knots, sails and the skill, from that issuer."""
    return {
        "type": "Pathway",
        "id": "urn:example:harbour",
        "version": "1",
        "title": {"en": "Harbour pilot", "de": "Hafenlotse"},
        "root": {
            "kind": "all",
            "of": [
                {"kind": "item", "title": {"en": "Knots"}, "match": {"issuerIds": [issuer], "specNames": ["Knots"]}},
                {
                    "kind": "item",
                    "title": {"en": "Setting sails"},
                    "match": {"issuerIds": [issuer], "specNames": ["Setting the sails"]},
                },
                {
                    "kind": "outcome",
                    "title": {"en": "Tying"},
                    "framework": "esco",
                    "uri": SKILL,
                    "match": {"issuerIds": [issuer]},
                },
            ],
        },
    }


@pytest.fixture
def learner(service: Service, ada: SignedIn) -> Iterator[TestClient]:
    same = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
    client = TestClient(create_app(service), base_url=service.settings.public_url, headers=same)
    client.cookies.set("__Host-cairn", start_session(service, ada))
    yield client


@pytest.fixture
def document(issuers: Issuers) -> str:
    return json.dumps(pathway(issuers.did(UNIVERSITY.name)))


@pytest.fixture
def begun(learner: TestClient, document: str) -> str:
    """The address of a stack's page."""
    answer = learner.post("/stacks/new", data={"document": document}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def knots(issuers: Issuers) -> bytes:
    return course(issuers, "Knots", credentialSubject=achievement("Knots"))


def states(page: str) -> dict[str, str]:
    """Requirement -> how it stands, as the table says."""
    rows = re.findall(r'<th scope="row".*?<span class="said">(.*?)</span>.*?<span>(.*?)</span>', page, re.DOTALL)
    return dict(rows)


def test_an_empty_page_teaches_the_next_step(learner: TestClient) -> None:
    page = learner.get("/stacks").text
    assert "You stack nothing yet" in page and "/stacks/new" in page


def test_a_stack_counts_what_comes_and_says_what_changed(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    first = learner.get(begun).text
    assert states(first)["Knots"] == "Missing" and "One more for “Knots”." in first
    assert "the receiving institution decides" in first
    kept = keep_one(service, ada, knots(issuers))
    page = learner.get(begun).text
    assert states(page)["Knots"] == "Met" and states(page)["Tying"] == "Met"
    assert f'/credentials/{kept}"' in page and "What changed since" in page
    assert "What changed since" in learner.get(begun).text, "it stays until it was noted"
    learner.post(f"{begun}/seen")
    assert "What changed since" not in learner.get(begun).text
    assert "Partly met" in learner.get("/stacks").text


def test_the_picture_says_what_the_table_says(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    keep_one(service, ada, knots(issuers))
    page = learner.get(begun).text
    described = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
    assert len(described) == 2 and set(described) == {described[0]}
    assert "Knots: Met" in described[0] and "Setting sails: Missing" in described[0]
    assert page.count('role="img"') == 2
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_json_is_the_evaluation_to_the_byte(
    service: Service, ada: SignedIn, learner: TestClient, begun: str
) -> None:
    answer = learner.get(f"{begun}/evaluation.json")
    (own,) = list_stacks(service, ada)
    assert answer.content == evaluate_stack(service, ada, own).evaluation.canonical()
    assert "attachment" in answer.headers["content-disposition"]


def test_a_likeness_counts_only_by_decision_and_is_called_so(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    title = "Setting sails"
    kept = keep_one(service, ada, course(issuers, title, credentialSubject=achievement(title)))
    page = learner.get(begun).text
    assert states(page)["Setting sails"] != "Met" and "Count it" in page
    rule = "/root/of/1"
    pair = {"one": rule, "other": f"{kept}#0"}
    learner.post(f"{begun}/accept", data={**pair, "decision": "count"})
    page = learner.get(begun).text
    assert states(page)["Setting sails"] == "Met" and "This is your own decision." in page
    assert "The learner decided that these count" in page
    learner.post(f"{begun}/accept", data={**pair, "decision": "open"})
    assert states(learner.get(begun).text)["Setting sails"] != "Met"


def test_what_the_page_does_not_offer_cannot_be_decided(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    kept = keep_one(service, ada, course(issuers, "Rowing", credentialSubject=achievement("Rowing")))
    pair = {"one": "/root/of/1", "other": f"{kept}#0", "decision": "count"}
    assert learner.post(f"{begun}/accept", data=pair).status_code == 404
    twins = {"one": f"{kept}#0", "other": f"{kept}#1", "decision": "same"}
    assert learner.post(f"{begun}/twins", data=twins).status_code == 404


def test_twins_are_asked_about_and_the_answer_can_be_taken_back(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    for name in ("Rope work at sea", "Rope work at Sea"):
        subject = achievement(name, id=f"urn:uuid:{len(name)}")
        keep_one(service, ada, course(issuers, name, credentialSubject=subject))
    page = learner.get(begun).text
    assert "The same, or two?" in page
    one, other = re.search(
        r'name="one" value="([^"]+)"><input type="hidden" name="other" value="([^"]+)"', page
    ).groups()  # type: ignore[union-attr]
    pair = {"one": other, "other": one}
    learner.post(f"{begun}/twins", data={**pair, "decision": "same"})
    page = learner.get(begun).text
    assert "The same, or two?" not in page and "are the same." in page
    learner.post(f"{begun}/twins", data={**pair, "decision": "open"})
    assert "The same, or two?" in learner.get(begun).text


def test_what_is_planned_stands_beside_and_is_never_mixed(learner: TestClient, begun: str, issuers: Issuers) -> None:
    wrong = learner.post(f"{begun}/planned", data={"title": "Knots", "ects": "many"})
    assert wrong.status_code == 422 and "Type a number of credits" in wrong.text and 'value="Knots"' in wrong.text
    typed = {"title": "Knots", "ects": "2,5", "eqf": "5", "issuer": issuers.did(UNIVERSITY.name), "outcomes": SKILL}
    learner.post(f"{begun}/planned", data=typed)
    page = learner.get(begun).text
    assert states(page)["Knots"] == "Missing", "the first evaluation knows nothing of it"
    assert "If you had these" in page and "What they would change" in page
    assert json.loads(learner.get(f"{begun}/evaluation.json").content)["inputs"] == []
    learner.post(f"{begun}/planned", data={"remove": "0"})
    assert "If you had these" not in learner.get(begun).text


def test_what_was_withdrawn_does_not_count_and_says_so(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers, web: FakeWeb
) -> None:
    raw = knots(issuers)
    kept = keep_one(service, ada, raw)
    revoke(web, issuers, raw)
    learner.post(f"/credentials/{kept}/recheck")
    page = learner.get(begun).text
    assert states(page)["Knots"] == "Something is in the way" and "It was withdrawn." in page
    assert "It was withdrawn." in learner.get(f"/credentials/{kept}/recognition").text


def test_giving_up_asks_once_and_leaves_the_credentials(learner: TestClient, begun: str) -> None:
    assert "Give up this stack?" in learner.get(f"{begun}/delete").text
    learner.post(f"{begun}/delete")
    assert learner.get(begun).status_code == 404
    assert "You gave up the stack towards" in learner.get("/history").text


def test_what_is_no_pathway_is_refused_beside_its_field(learner: TestClient) -> None:
    for typed in ("", "{", '{"type": "Pathway"}', "[]"):
        answer = learner.post("/stacks/new", data={"document": typed})
        assert answer.status_code == 422 and 'class="mistake"' in answer.text


@pytest.mark.parametrize("path", ["", "/evaluation.json", "/delete"])
def test_nobody_else_sees_a_stack(service: Service, bob: SignedIn, learner: TestClient, begun: str, path: str) -> None:
    learner.cookies.set("__Host-cairn", start_session(service, bob))
    assert learner.get(begun + path).status_code == 404
    learner.cookies.clear()
    assert learner.get(begun + path, follow_redirects=False).status_code == 303


def test_recognition_says_what_is_there_what_is_not_and_where_it_counts(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    kept = keep_one(service, ada, knots(issuers))
    page = learner.get(f"/credentials/{kept}/recognition").text
    assert "mandatory elements" in page and "/credentialSubject/achievement/name" in page
    assert "mailto:?subject=" in page and "Dear Sir or Madam," in page
    assert "Recognition of prior learning" in page and "Quality assurance" in page
    assert "It counts for “Knots”" in page and "Harbour pilot" in page
    other = keep_one(service, ada, course(issuers, "Rowing", credentialSubject=achievement("Rowing", alignment=[])))
    assert "This pathway asks for nothing like it." in learner.get(f"/credentials/{other}/recognition").text
    assert f"/credentials/{kept}/recognition" in learner.get(f"/credentials/{kept}").text


def test_skills_say_which_credential_proves_each(
    service: Service, ada: SignedIn, learner: TestClient, issuers: Issuers, web: FakeWeb
) -> None:
    assert "None of your credentials names a skill" in learner.get("/skills").text
    kept = keep_one(service, ada, knots(issuers))
    forged = json.loads(course(issuers, "Rowing", credentialSubject=achievement("Rowing")))
    forged["name"] = "Rowing and more"
    keep_one(service, ada, json.dumps(forged).encode())
    page = learner.get("/skills").text
    assert "ESCO" in page and SKILL in page and f"/credentials/{kept}" in page
    (framework,) = [each for each in learner.get("/skills.json").json()["frameworks"] if each["framework"] == "esco"]
    (skill,) = framework["skills"]
    assert skill["shown"] == "proved" and [each["shown"] for each in skill["by"]] == ["proved", "claimed"]
    publish(web, issuers)
