"""What a link's own page offers to do with it: each leads out only when it is pressed, and carries the link whole."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.samples import badge
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

TITLE = 'Brot & "Butter" – Stufe <3>'
# A system with a share sheet: what it is handed is written down.
_SHEET = "() => { navigator.canShare = () => true; navigator.share = async (what) => { window.handed = what; }; }"


@pytest.fixture
def sharing(visit: Visit, demo: Demo, language: str) -> Visitor:
    """Somebody at the page of a link to one credential; `kit` holds the link."""
    learner = visit(language, permissions=["clipboard-read", "clipboard-write"])
    learner.sign_up()
    credential = learner.keep(demo.issue(badge(TITLE, life=200)))
    learner.page.add_init_script(f"({_SHEET})()")
    learner.kit = [learner.share(credential, from_name="Mara & Söhne")]
    return learner


def test_mail_and_linkedin_carry_the_link_whole(sharing: Visitor) -> None:
    (link,) = sharing.kit
    mail = urlsplit(sharing.link("E-mail").get_attribute("href") or "")
    parts = parse_qs(mail.query, strict_parsing=True)
    assert mail.scheme == "mailto"
    assert "Mara & Söhne" in parts["subject"][0]
    lines = parts["body"][0].split("\r\n")
    assert {TITLE, link} < set(lines)

    sharing.page.get_by_text(sharing.say("For a LinkedIn profile")).click()
    linkedin = urlsplit(sharing.link("Add it on LinkedIn").get_attribute("href") or "")
    values = parse_qs(linkedin.query, strict_parsing=True)
    assert (linkedin.netloc, values["name"], values["certUrl"]) == ("www.linkedin.com", [TITLE], [link])
    assert int(values["expirationYear"][0]) >= int(values["issueYear"][0])


def test_the_share_sheet_of_the_system_is_handed_the_link(sharing: Visitor) -> None:
    sharing.button("Send with another app").click()
    handed = sharing.page.evaluate("window.handed")
    assert handed["url"] == sharing.kit[0]
    assert "Mara & Söhne" in handed["title"]
    assert TITLE in handed["text"] and sharing.kit[0] not in handed["text"]


def test_the_card_is_copied_and_leads_to_the_link_from_any_page(sharing: Visitor) -> None:
    page = sharing.page
    page.get_by_text(sharing.say("For a page of your own")).click()
    sharing.button("Copy these lines").click()
    card = page.evaluate("navigator.clipboard.readText()")
    elsewhere = page.context.new_page()
    elsewhere.set_content(f"<!doctype html><title>Mine</title><body>{card}</body>")
    only = elsewhere.locator("a")
    expect(only).to_have_attribute("href", sharing.kit[0])
    expect(only.locator("strong")).to_have_text(TITLE)
    assert elsewhere.locator("script, img, iframe").count() == 0


def test_without_a_share_sheet_there_is_no_button_for_it(visit: Visit, demo: Demo) -> None:
    learner = visit("en", java_script_enabled=False)
    learner.sign_up()
    learner.share(learner.keep(demo.issue(badge(TITLE))))
    expect(learner.page.locator("[data-send]")).to_be_hidden()
    expect(learner.link("E-mail")).to_be_visible()


@pytest.mark.parametrize(("language", "colours"), [("en", "light"), ("de", "dark")])
def test_the_ways_outward_in_both_colours(visit: Visit, demo: Demo, language: str, colours: str) -> None:
    learner = visit(language, color_scheme=colours)
    learner.sign_up()
    learner.share(learner.keep(demo.issue(badge(TITLE))), from_name="Mara")
    for summary in learner.page.locator("main .unfold > summary").all():
        summary.click()
    look = Look(language, colours)
    look.at(learner.page, "share with ways outward")
    assert not look.findings, look.findings
