"""The builder of a link: what is switched off is nowhere in what the reader gets, and the preview is what they get."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.samples import badge
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]
CRITERIA = "Weld twenty seams without a fault."


def _partly(demo: Demo, suite: str = "ecdsa-sd-2023") -> str:
    document = badge("Careful welding", life=300)
    document["credentialSubject"]["achievement"]["criteria"] = {"narrative": CRITERIA}  # type: ignore[index,call-overload]
    return json.dumps(demo.issue(document, suite))


def _building(learner: Visitor, document: str) -> Page:
    learner.sign_up()
    path = learner.keep(json.loads(document))
    learner.go(f"/shares/new?credential={path.rpartition('/')[2]}")
    return learner.page


def test_what_is_switched_off_is_not_in_the_link(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    page = _building(learner, _partly(demo))
    preview = page.locator("#preview")
    expect(preview).to_contain_text(CRITERIA)
    page.locator(".switches li", has_text=CRITERIA).locator("input").uncheck()
    expect(preview).not_to_contain_text(CRITERIA)
    expect(preview).to_contain_text("These parts were left out")
    learner.button("Make link").click()
    link = page.locator("#link").inner_text()
    reader = visit("en")
    reader.open(link)
    assert CRITERIA not in reader.page.content() and "Careful welding" in reader.text()
    assert "These parts were left out" in reader.text()


def test_a_preset_chooses_and_the_note_is_kept(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    page = _building(learner, _partly(demo, "bbs-2023"))
    learner.fill(note="As we said on the phone")
    learner.button("That it exists").click()
    expect(page.locator("[name=note]")).to_have_value("As we said on the phone")
    expect(page.locator("#preview")).not_to_contain_text(CRITERIA)
    expect(page.locator("main")).to_contain_text("Two readers who compare")


def test_a_summary_says_so_to_its_reader(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    page = _building(learner, json.dumps(demo.issue(badge("Careful welding", life=300))))
    page.locator("[type=radio][value=summary]").check()
    expect(page.locator("#preview")).to_contain_text("not provable in part")
    learner.button("Make link").click()
    reader = visit("en")
    reader.open(page.locator("#link").inner_text())
    assert "A summary." in reader.text() and "cannot be proved" in reader.text()


def test_enter_in_a_field_makes_no_link(visit: Visit, demo: Demo) -> None:
    page = _building(visit("en"), _partly(demo))
    page.locator("[name=from_name]").press("Enter")
    expect(page.locator("[data-builder]")).to_be_visible()
    assert "/shares/new" in page.url


def test_a_strict_reader_sees_another_verdict(visit: Visit, demo: Demo) -> None:
    page = _building(visit("en"), _partly(demo))
    before = page.locator("#preview .verdict").first.inner_text()
    page.locator("[name=reader]").select_option("strict")
    expect(page.locator("#preview .verdict").first).not_to_have_text(before)


def test_a_living_link_shows_what_it_was_changed_to(visit: Visit, demo: Demo) -> None:
    learner, reader = visit("en"), visit("en")
    page = _building(learner, _partly(demo))
    learner.button("Make link").click()
    link = page.locator("#link").inner_text()
    reader.open(link)
    assert CRITERIA in reader.page.content()
    learner.go(page.url + "/change")
    learner.button("That it exists").click()
    learner.button("Save").click()
    expect(page.locator("#link")).to_have_text(link)
    reader.go(link)
    assert CRITERIA not in reader.page.content() and "Careful welding" in reader.text()
