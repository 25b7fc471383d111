"""A link with a passcode from its making to its end: the reader who is asked, who returns; the learner's buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.samples import badge
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def look(language: str) -> Look:
    return Look(language, "light")


@pytest.fixture
def paths(learner: Visitor, demo: Demo) -> list[str]:
    return [learner.keep(demo.issue(badge(title))) for title in ("Knots", "Sails")]


def test_a_reader_is_asked_for_the_passcode_and_told_what_changed(
    learner: Visitor, visit: Visit, language: str, paths: list[str], look: Look
) -> None:
    page = learner.page
    learner.go(f"/shares/new?credential={paths[0].rpartition('/')[2]}")
    page.locator("[name=passcode_kind][value=new]").check()
    learner.fill(recipients="Harbour Works", label="For the shipyard")
    learner.button("Make link").click()
    link, own = page.locator("#link").inner_text().strip(), page.url
    passcode = page.locator("dl.facts code").inner_text()
    look.at(page, "share page with a passcode")

    reader = visit(language)
    reader.go(link)
    reader.button("Open").click()
    expect(reader.page.locator("[name=passcode]")).to_be_visible()
    assert "#" not in reader.page.url
    look.at(reader.page, "passcode")
    reader.fill(passcode="not this one")
    reader.button("Open").click()
    expect(reader.page.locator(".mistake")).to_contain_text("9")
    look.at(reader.page, "passcode wrong")
    assert link.partition("#")[2] not in reader.page.content()
    reader.fill(passcode=passcode.upper().replace("-", " "))
    reader.button("Open").click()
    reader.page.locator(".checks").first.wait_for()

    learner.go(f"{own}/change")
    page.get_by_text(learner.say("Add more")).click()
    page.locator(f"[name=credential][value='{paths[1].rpartition('/')[2]}']").check()
    learner.button("Add these").click()
    learner.button("Save").click()
    page.wait_for_url(own)
    reader.page.context.clear_cookies(name="reading")
    reader.go(link)
    reader.button("Open").click()
    reader.fill(passcode=passcode)
    reader.button("Open").click()
    expect(reader.page.locator(".notice")).to_contain_text("Sails")
    look.at(reader.page, "opened after a change")
    assert look.findings == []


def test_the_life_of_a_link_is_in_its_learners_hand(
    learner: Visitor, visit: Visit, language: str, paths: list[str], look: Look
) -> None:
    page = learner.page
    link, own = learner.share(*paths, max_opens="2"), page.url
    reader = visit(language)
    reader.open(link, "Harbour Works")
    learner.go(own)
    look.at(page, "share page of a limited link")
    learner.button("Pause link").click()
    look.at(page, "share page paused")
    assert reader.page.reload() is not None
    expect(reader.page.locator(".checks")).to_have_count(0)
    learner.button("Let readers in again").click()
    reader.go(link)
    expect(reader.page.locator(".checks").first).to_be_visible()

    learner.go("/shares")
    learner.link("Who opened your links").click()
    expect(page.locator("li.log")).to_have_count(1)
    look.at(page, "openings")
    page.get_by_text(learner.say("Look for some of them")).locator("xpath=ancestor::details").evaluate(
        "(d) => d.open = true"
    )
    learner.fill(name="somebody else")
    learner.button("Show").click()
    expect(page.locator("li.log")).to_have_count(0)
    look.at(page, "openings none")
    learner.go("/shares/openings")
    learner.link("Erase all of every link").click()
    look.at(page, "erase")
    learner.button("Erase").click()
    expect(page.locator("li.log")).to_have_count(0)
    learner.go("/history")
    expect(page.locator("main")).not_to_contain_text("Harbour Works")
    assert look.findings == []
