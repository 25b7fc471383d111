"""A desk decides, its learner reads the decision verified, keeps it and stacks it, until it is withdrawn: in pictures,
by look.py’s rules, and by keys alone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.test_access import KINDS
from tests.browser.test_desk import found, share
from tests.browser.test_keyboard import Keys
from tests.browser.test_reviews import DECISION
from tests.browser.test_stacks import begin
from tests.browser.visitor import Visitor
from verifier.errors import JsonObject

pytestmark = pytest.mark.browser

NAME = "Harbour University"
WORDS = {name: text for name, text in DECISION.items() if name not in ("who", "organisation")}


def handed_over(learner: Visitor, organisation: str, demo: Demo) -> None:
    """A link to the learner's stack, in the organisation's hands."""
    link = share(learner, begin(learner, demo)).rpartition("/")[2]
    learner.go(f"/organisations/{organisation}/hand-over?share={link}")
    learner.page.locator("[name=agree]").check()
    learner.button("Hand over").click()
    expect(learner.page.locator("#handed")).to_contain_text(NAME)


def asks_for(did: str) -> JsonObject:
    """A pathway of two credits that the organisation recognised."""
    root: JsonObject = {"kind": "credits", "match": {"issuerIds": [did]}, "unit": "ects", "min": 2}
    return {"type": "Pathway", "id": "urn:example:more", "version": "1", "title": {"en": "First term"}, "root": root}


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_a_decision_is_signed_read_kept_stacked_and_withdrawn(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    office, learner = (visit(kind[0], color_scheme=kind[1]) for _ in range(2))
    look = Look(*kind)
    office.sign_up()
    learner.sign_up()
    organisation = found(office, NAME)
    office.go(f"/desk/{organisation}/decisions")
    look.at(office.page, "no decisions")
    handed_over(learner, organisation, demo)
    _decide(office, organisation, look)

    learner.go("/reviews")
    learner.page.get_by_role("link", name=NAME).click()
    review = learner.page.url
    expect(learner.page.locator(".statement .verdict.tone-bad")).to_have_count(0)
    expect(learner.page.locator(".statement")).to_contain_text(learner.say("Recognition statement"))
    look.at(learner.page, "a signed decision")
    with learner.page.expect_download() as saved:
        learner.link("Save it as a file").click()
    did = json.loads(saved.value.path().read_text())["issuer"]["id"]
    learner.button("Keep it as a credential").click()
    look.at(learner.page, "decision before it is kept")
    learner.button("Keep").click()
    learner.page.wait_for_url("**/credentials/*")
    kept = learner.page.url
    look.at(learner.page, "decision as a credential")
    learner.go("/stacks/new")
    learner.fill(document=json.dumps(asks_for(did)))
    learner.page.locator("form[enctype] [data-main]").click()
    learner.page.wait_for_url("**/stacks/*")
    stack = learner.page.url
    expect(learner.page.locator(".needs tbody .badge.tone-good")).to_be_visible()

    office.go(f"/desk/{organisation}/decisions")
    look.at(office.page, "decisions")
    office.page.locator(".needs tbody a").click()
    look.at(office.page, "withdraw a decision")
    office.button("Withdraw").click()
    expect(office.page.locator(".needs tbody")).to_contain_text(office.say("Withdrawn"))
    look.at(office.page, "a decision that was withdrawn")
    learner.go(review)
    expect(learner.page.locator(".statement > .verdict.tone-bad")).to_be_visible()
    look.at(learner.page, "a withdrawn decision")
    learner.go(kept)
    learner.button("Check again").click()
    expect(learner.page.locator(".verdict.tone-bad").first).to_be_visible()
    learner.go(stack)
    expect(learner.page.locator(".needs tbody .badge")).to_be_visible()
    expect(learner.page.locator(".needs tbody .badge.tone-good")).to_have_count(0)
    assert not look.findings, "\n".join(["", *look.findings])


def _decide(office: Visitor, organisation: str, look: Look) -> None:
    page = office.page
    office.go(f"/desk/{organisation}")
    page.locator(".needs tbody a").click()
    office.button("Open").click()
    office.link("Answer").click()
    look.at(page, "answer at a desk")
    page.locator("[name=decision][value=partial]").check()
    office.button("Send").click()
    expect(page.locator(".mistake").first).to_be_visible()
    look.at(page, "answer at a desk mistake")
    office.fill(**WORDS)
    office.button("Send").click()
    expect(page.locator(".statement")).to_contain_text(WORDS["difference"])
    look.at(page, "answered at a desk")
    with page.expect_download() as saved:
        office.button("Save it as a file").click()
    assert json.loads(saved.value.path().read_text())["credentialSubject"]["ECTS"] == 2.5


def test_a_decision_goes_its_way_by_keyboard_alone(visit: Visit, demo: Demo) -> None:
    office, learner = visit("en"), visit("en")
    office.sign_up()
    learner.sign_up()
    organisation = found(office, NAME)
    handed_over(learner, organisation, demo)
    office.go(f"/desk/{organisation}")
    keys = Keys(office.page)
    keys.arrive()
    keys.follow(".needs tbody a")
    keys.follow("main form[action*='/cases/'] button[type=submit]")
    for each in office.page.locator("main details").all():  # else the way leads through all of them
        assert each.is_visible()
    office.link("Answer").focus()
    office.page.keyboard.press("Enter")
    office.page.wait_for_url("**/answer*")
    keys.arrive()
    keys.to("[name=decision]")
    office.page.keyboard.press("ArrowDown")
    expect(office.page.locator("[name=decision][value=full]")).to_be_checked()
    keys.follow("main form button[type=submit]")
    expect(office.page.locator(".statement")).to_contain_text("Recognition statement")
    keys.follow(f"a[href='/desk/{organisation}/decisions']")
    keys.follow(".needs tbody a")
    keys.follow(".button--danger")
    expect(office.page.locator(".needs tbody")).to_contain_text("Withdrawn")
    learner.go("/reviews")
    keys = Keys(learner.page)
    keys.arrive()
    keys.follow("a[href^='/reviews/']")
    expect(learner.page.locator(".statement > .verdict.tone-bad")).to_be_visible()
    keys.follow("form[action$='/keep'] button")
    keys.follow("button[value=keep]")
    expect(learner.page.locator(".verdict.tone-bad").first).to_be_visible()
