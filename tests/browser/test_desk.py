"""A stack is handed over, looked at, noted upon, taken back: by look.py’s rules, and by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.test_access import KINDS
from tests.browser.test_keyboard import Keys
from tests.browser.test_stacks import begin
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

LONG = "Recognition office of the harbour with an uncommonlylongnamethatnobodywouldgivetoanoffice"


@pytest.fixture(params=KINDS, ids="-".join)
def kind(request: pytest.FixtureRequest) -> tuple[str, str]:
    chosen = request.param
    assert isinstance(chosen, tuple)
    return chosen


def found(somebody: Visitor, name: str = LONG) -> str:
    """A new organisation of somebody's; its id."""
    somebody.go("/desk/new")
    somebody.fill(name=name, member_name="Grace Hopper")
    somebody.button("Start").click()
    somebody.page.wait_for_url(lambda url: not url.endswith("/new"))
    return somebody.page.url.partition("/desk/")[2].partition("/")[0]


def share(learner: Visitor, stack: str) -> str:
    """A link to the stack, named; the path of its page."""
    learner.go(f"/shares/new?stack={stack.rpartition('/')[2]}")
    learner.fill(label="For the harbour")
    learner.button("Make link").click()
    learner.page.locator("#link").wait_for()
    return learner.page.url.removeprefix(learner.origin)


def test_what_is_handed_over_is_looked_at_in_the_open_and_taken_back(
    visit: Visit, kind: tuple[str, str], demo: Demo
) -> None:
    office, learner = visit(kind[0], color_scheme=kind[1]), visit(kind[0], color_scheme=kind[1])
    look = Look(*kind)
    office.sign_up()
    learner.sign_up(f"Ada <b>{kind[0]} {kind[1]}</b>")
    organisation = found(office)
    office.go(f"/desk/{organisation}")
    look.at(office.page, "no cases")
    link = _hand_over(learner, begin(learner, demo), organisation, look)
    case = _deal_with(office, organisation, look)
    _see_and_take_back(learner, link, look)
    assert office.go(case).status == 404
    office.go(f"/desk/{organisation}")
    expect(office.page.locator(".needs tbody tr")).to_have_count(0)
    assert not look.findings, "\n".join(["", *look.findings])


def _hand_over(learner: Visitor, stack: str, organisation: str, look: Look) -> str:
    """From the stack to the consent, with every mistake on the way; the path of the link's page."""
    learner.go(stack)
    learner.link("Hand it over to an organisation").click()
    look.at(learner.page, "no link yet")
    link = share(learner, stack)
    look.at(learner.page, "link to hand over")
    learner.go(f"/stacks/{stack.rpartition('/')[2]}/hand-over")
    look.at(learner.page, "which link")
    learner.link("For the harbour").click()
    learner.fill(organisation=f"{learner.origin}/organisations/nobody")
    learner.button("Continue").click()
    expect(learner.page.locator(".mistake").first).to_be_visible()
    look.at(learner.page, "to whom mistake")
    learner.fill(organisation=f"{learner.origin}/organisations/{organisation}")
    learner.button("Continue").click()
    look.at(learner.page, "consent")
    learner.page.locator("form.form [name=agree]").evaluate("(each) => { each.required = false; }")
    learner.button("Hand over").click()
    expect(learner.page.locator("#agree-mistake")).to_be_visible()
    look.at(learner.page, "consent mistake")
    learner.page.locator("[name=agree]").check()
    learner.button("Hand over").click()
    expect(learner.page.locator("#handed")).to_contain_text(LONG)
    look.at(learner.page, "handed over")
    return link


def _deal_with(office: Visitor, organisation: str, look: Look) -> str:
    """Opened, noted upon, given to somebody, nearly closed; the address of the case."""
    home = f"/desk/{organisation}"
    office.go(home)
    expect(office.page.locator(".needs tbody tr")).to_have_count(1)
    look.at(office.page, "cases")
    office.page.locator(".needs tbody a").click()
    case = office.page.url
    look.at(office.page, "case closed")
    office.button("Open").click()
    expect(office.page.locator(".checks").first).to_be_visible()
    office.fill(note="Ask for the syllabus.")
    office.button("Note it").click()
    expect(office.page.locator("#happened")).to_contain_text("Ask for the syllabus.")
    office.page.locator("[name=member]").select_option(label="Grace Hopper")
    office.button("Give it to them").click()
    look.at(office.page, "case opened")
    office.go(home)
    look.at(office.page, "cases in hands")
    office.go(f"{case}/close")
    look.at(office.page, "close a case")
    return case


def _see_and_take_back(learner: Visitor, link: str, look: Look) -> None:
    """The learner sees who looked, everywhere, and takes it back."""
    learner.go(link)
    expect(learner.page.locator(".log")).to_contain_text(f"{LONG} (Grace Hopper)")
    look.at(learner.page, "learner sees the look")
    learner.go("/shares/openings")
    look.at(learner.page, "openings with a desk")
    learner.go("/history")
    expect(learner.page.locator("main")).to_contain_text("Grace Hopper")
    learner.go(link)
    learner.page.locator("#handed .row a.button").click()
    look.at(learner.page, "take back")
    learner.button("Take back").click()
    expect(learner.page.locator("#handed")).not_to_contain_text(LONG)


def test_a_case_is_handed_over_and_opened_by_keyboard_alone(visit: Visit, demo: Demo) -> None:
    office, learner = visit("en"), visit("en")
    office.sign_up()
    learner.sign_up()
    organisation = found(office, "Harbour University")
    link = share(learner, begin(learner, demo))
    learner.go(f"{link}/hand-over")
    keys = Keys(learner.page)
    keys.arrive()
    keys.type("[name=organisation]", organisation)
    keys.follow("main form button[type=submit]")
    keys.to("[name=agree]")
    learner.page.keyboard.press("Space")
    keys.follow("main form.form button[type=submit]")
    expect(learner.page.locator("#handed")).to_contain_text("Harbour University")
    office.go(f"/desk/{organisation}")
    keys = Keys(office.page)
    keys.arrive()
    keys.follow(".needs tbody a")
    keys.follow("main form[action*='/cases/'] button[type=submit]")
    expect(office.page.locator(".checks").first).to_be_visible()
    keys.arrive()
    keys.type("[name=note]", "Ask for the syllabus.")
    keys.follow("form[action$='/notes'] button[type=submit]")
    expect(office.page.locator("#happened")).to_contain_text("Ask for the syllabus.")
