"""Learning opportunities beside a stack: what would count for each next step, and that it never counts as proof."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.services.life import PUBLIC_URL, keep_one
from tests.services.test_stack_pages import achievement, knots, pathway, states
from verifier.errors import Json, JsonObject
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.app import create_app
from wallet.demo.issuer import Issuers
from wallet.demo.signers import LOWLAND, UNIVERSITY
from wallet.pathways.documents import read_public
from wallet.pathways.service import TakenIn, publish, take_in, withdraw
from wallet.pathways.signing import credential_over
from wallet.service import Service
from wallet.stacks.service import evaluate_stack, list_stacks, start_stack

SAILS = "Setting the sails"


@pytest.fixture
def learner(service: Service, ada: SignedIn) -> Iterator[TestClient]:
    same = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
    client = TestClient(create_app(service), base_url=PUBLIC_URL, headers=same)
    client.cookies.set("__Host-cairn", start_session(service, ada))
    yield client


@pytest.fixture
def begun(service: Service, ada: SignedIn, issuers: Issuers) -> str:
    """A stack of the harbour pilot's, of which the knots are there."""
    keep_one(service, ada, knots(issuers))
    return start_stack(service, ada, json.dumps(pathway(issuers.did(UNIVERSITY.name))).encode()).id


def course(issuers: Issuers, name: str, title: str = SAILS, **more: Json) -> JsonObject:
    return {
        "type": "LearningOpportunity",
        "id": f"urn:example:course:{name}",
        "title": {"en": title, "de": f"{title} (auf Deutsch)"},
        "provider": {"name": "Harbour School", "ids": [issuers.did(UNIVERSITY.name)]},
        "ects": 3,
        **more,
    }


def put(service: Service, document: JsonObject, by: SignedIn | None = None) -> str:
    return publish(service, by, take_in(service, json.dumps(document).encode()))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def steps(page: str) -> str:
    found = re.search(r"The fewest next steps</h2>(.*?)</section>", page, re.DOTALL)
    assert found
    return found[1]


def test_a_next_step_leads_to_the_courses_that_would_count_there_the_best_first(
    service: Service, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    assert 'href="/opportunities/' not in learner.get(f"/stacks/{begun}").text
    later = put(service, course(issuers, "later", starts="2027-09-01"))
    soon = put(service, course(issuers, "soon", starts="2027-01-11"))
    no_day = put(service, course(issuers, "whenever"))
    began = put(service, course(issuers, "began", starts="2026-01-11", applyUntil="2027-01-01"))
    put(service, course(issuers, "over", applyUntil="2026-01-01"))
    put(service, course(issuers, "cooking", "Cooking"))
    put(service, course(issuers, "elsewhere", provider={"ids": [issuers.did(LOWLAND.name)]}))
    page = learner.get(f"/stacks/{begun}").text
    named = re.findall(r'href="/opportunities/([0-9a-f]{64})', steps(page))
    assert named == [soon, later, *sorted([no_day, began])[:1]]
    said = words(steps(page))
    assert "Would complete it." in said
    assert "It has the title that is asked for, from the issuer that is asked for." in said
    assert "It would count once it is awarded and its issuer is proved." in said
    assert "Begins on 11 January 2027 ." in said and "Nobody has signed it." in said
    assert "A description proves nothing, and what is planned never counts" in said
    assert "Show all 4 courses that would count here" in said
    assert "4 courses would count here" in words(page.split('id="requirements"')[1])


def test_what_the_provider_signed_stands_first_among_equals(
    service: Service, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    soon = put(service, course(issuers, "soon", starts="2027-01-11"))
    document = read_public(json.dumps(course(issuers, "signed", starts="2027-05-01")).encode())
    publish(service, None, TakenIn(document))
    credential = credential_over(document, issuers.did(UNIVERSITY.name), service.now())
    publish(service, None, take_in(service, json.dumps(issuers.issue(UNIVERSITY, credential)).encode()))
    named = re.findall(r'href="/opportunities/([0-9a-f]{64})', steps(learner.get(f"/stacks/{begun}").text))
    assert named == [document.digest, soon]


def test_all_of_them_are_in_the_directory_each_with_what_it_would_add(
    service: Service, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    sails = put(service, course(issuers, "sails"))
    put(service, course(issuers, "cooking", "Cooking"))
    page = learner.get("/opportunities").text
    assert "Harbour pilot" in page and "It would add" not in page, "a stack can be chosen, and none is"
    page = learner.get(f"/opportunities?stack={begun}").text
    assert page.index(SAILS) < page.index("Cooking")
    assert "Setting sails : Would complete it." in words(page)
    assert "It would add nothing." in words(page.split("Cooking")[1])
    assert "what is planned never counts" in page
    page = learner.get(f"/opportunities?stack={begun}&for=/root/of/1").text
    assert SAILS in page and "Cooking" not in page and "Only what would count for “Setting sails”." in words(page)
    page = learner.get(f"/opportunities/{sails}?stack={begun}").text
    assert "Setting sails : Would complete it." in words(page) and f'href="/stacks/{begun}"' in page


def test_one_press_puts_a_course_into_the_what_if_and_nowhere_else(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    digest = put(service, course(issuers, "sails", title="Sailing", achievementIds=["urn:example:setting-the-sails"]))
    by_id = pathway(issuers.did(UNIVERSITY.name))
    match: JsonObject = {
        "issuerIds": [issuers.did(UNIVERSITY.name)],
        "achievementIds": ["urn:example:setting-the-sails"],
    }
    by_id["root"]["of"][1]["match"] = match  # type: ignore[index,call-overload]
    own = start_stack(service, ada, json.dumps(by_id).encode())
    answer = learner.post(f"/stacks/{own.id}/planned", data={"opportunity": digest}, follow_redirects=False)
    assert answer.headers["location"] == f"/stacks/{own.id}#what-if"
    page = learner.get(f"/stacks/{own.id}").text
    assert states(page)["Setting sails"] == "Missing", "what is planned never counts"
    assert f'href="/opportunities/{digest}?stack={own.id}">Sailing</a>' in page.split('id="what-if"')[1]
    assert "In your what-if" in words(steps(page))
    assert "Everything that this pathway asks for is there" not in page
    then = page.split("If you had these")[1]
    assert "Setting sails" in then.split("What they would change")[1].split("</ul>")[0], (
        "by its id, which was not typed"
    )
    inputs = json.loads(learner.get(f"/stacks/{own.id}/evaluation.json").content)["inputs"]
    assert len(inputs) == 1 and "planned" not in json.dumps(inputs)
    (stack,) = [each for each in list_stacks(service, ada) if each.id == own.id]
    assert evaluate_stack(service, ada, stack).evaluation.totals.counted == 0


def test_a_description_that_was_taken_back_leaves_what_was_remembered_of_it(
    service: Service, ada: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    digest = put(service, course(issuers, "sails"), ada)
    learner.post(f"/stacks/{begun}/planned", data={"opportunity": digest})
    withdraw(service, ada, digest)
    page = learner.get(f"/stacks/{begun}").text
    assert "Its description was taken back." in page and SAILS in page.split('id="what-if"')[1]
    learner.post(f"/stacks/{begun}/planned", data={"remove": "0"})
    assert "Its description was taken back." not in learner.get(f"/stacks/{begun}").text


def test_what_is_no_opportunity_is_not_planned(learner: TestClient, begun: str) -> None:
    for digest in ("0" * 64, "nonsense", "../../stacks"):
        assert learner.post(f"/stacks/{begun}/planned", data={"opportunity": digest}).status_code == 404


def test_nobody_sees_what_would_be_added_to_another_ones_stack(
    service: Service, bob: SignedIn, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    digest = put(service, course(issuers, "sails"))
    start_stack(service, bob, json.dumps(pathway(issuers.did(UNIVERSITY.name))).encode())
    learner.cookies.set("__Host-cairn", start_session(service, bob))
    for address in (f"/opportunities?stack={begun}", f"/opportunities/{digest}?stack={begun}"):
        assert learner.get(address).status_code == 404
    learner.cookies.clear()
    for address in (f"/opportunities?stack={begun}", f"/opportunities/{digest}?stack={begun}"):
        page = learner.get(address)
        assert page.status_code == 200 and "Harbour pilot" not in page.text and "what-if" not in page.text


def test_hostile_words_of_a_description_stay_words(
    service: Service, learner: TestClient, begun: str, issuers: Issuers
) -> None:
    hostile = '"><script>alert(1)</script>'
    put(service, course(issuers, "sails", provider={"name": hostile, "ids": [issuers.did(UNIVERSITY.name)]}))
    put(service, course(issuers, hostile, title=hostile))
    for address in (f"/stacks/{begun}", f"/opportunities?stack={begun}"):
        page = learner.get(address).text
        assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_it_is_said_in_german_too(service: Service, learner: TestClient, begun: str, issuers: Issuers) -> None:
    put(service, course(issuers, "sails"))
    page = learner.get(f"/stacks/{begun}", headers={"Accept-Language": "de"}).text
    said = words(page)
    assert f"{SAILS} (auf Deutsch)" in said
    for english in ("Would complete", "It would count once", "Add to what-if", "A description proves"):
        assert english not in said, english


def test_a_requirement_of_skills_leads_to_who_teaches_them(
    service: Service, learner: TestClient, ada: SignedIn, issuers: Issuers
) -> None:
    skill = achievement("x")["achievement"]["alignment"][0]["targetUrl"]  # type: ignore[index,call-overload]
    own = start_stack(service, ada, json.dumps(pathway(issuers.did(UNIVERSITY.name))).encode())
    secure = str(skill).replace("http:", "https:")
    put(service, course(issuers, "tying", "Tying", outcomes=[{"uri": secure}]))
    assert "It says that one learns this." in words(steps(learner.get(f"/stacks/{own.id}").text))
