"""The main way with the keyboard alone: everything is reached in order, and where one stands is always to be seen."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import NARROW, WIDE
from tests.browser.samples import badge
from tests.browser.visitor import PASSPHRASE

pytestmark = pytest.mark.browser

MOST_STEPS = 60

# What every element looks like while nobody is there, to be compared with what it looks like with the focus.
_REMEMBER = """() => {
    const look = (each) => { const style = getComputedStyle(each); return [style.outlineStyle, style.outlineWidth,
        style.outlineColor, style.boxShadow, style.transform].join(); };
    window.atRest = new Map([...document.querySelectorAll("*")].map((each) => [each, look(each)]));
    window.lookOf = look;
}"""
_STAND = """() => {
    const here = document.activeElement;
    const box = here.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
    const top = document.elementFromPoint(x, y);
    return {
        name: here.outerHTML.slice(0, 160),
        isMarked: here === document.body || window.lookOf(here) !== window.atRest.get(here),
        isUncovered: here === document.body || box.width <= 1 || here.contains(top) || (top?.contains(here) ?? false),
    };
}"""


class Keys:
    """Walks a page by Tab, and fails where the focus cannot be seen or lies under something."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def arrive(self) -> None:
        """On a new page: nobody stands anywhere yet."""
        self.page.evaluate(_REMEMBER)

    def to(self, selector: str) -> None:
        """Tab until `selector` has the focus."""
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            stand = self.page.evaluate(_STAND)
            assert stand["isMarked"], f"not to be seen: {stand['name']}"
            assert stand["isUncovered"], f"covered: {stand['name']}"
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} was not reached")

    def type(self, selector: str, text: str) -> None:
        """Into the field `selector`, further on."""
        self.to(selector)
        self.page.keyboard.insert_text(text)

    def follow(self, selector: str) -> None:
        """Press Enter on what leads to another page."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.arrive()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_from_signing_up_to_the_opened_share(visit: Visit, demo: Demo, size: tuple[int, int]) -> None:
    viewport = {"width": size[0], "height": size[1]}
    page = visit("en", viewport=viewport).page
    keys = Keys(page)
    page.goto(demo.origin)
    keys.arrive()
    keys.to(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    keys.to("main [name=file]")  # the first thing behind the skipped frame
    keys.to("details > summary")
    page.keyboard.press("Space")
    expect(page.locator("main [name=text]")).to_be_visible()
    keys.follow("main a[href='/sign-up']")

    keys.type("[name=name]", f"Keyboard {viewport['width']}")
    keys.type("[name=passphrase]", PASSPHRASE)
    keys.type("[name=passphrase_again]", PASSPHRASE)
    keys.follow("main button[type=submit]")
    keys.follow("main a[href='/credentials']")
    keys.follow("main a[href='/credentials/add']")
    keys.type("[name=text]", json.dumps(demo.issue(badge("Careful welding", life=300))))
    keys.follow("main button[type=submit]")
    keys.to(".checks summary")
    page.keyboard.press("Enter")
    expect(page.locator(".checks details[open]")).to_have_count(1)
    keys.follow("button[value=keep]")

    keys.follow("main a[href^='/shares/new']")
    keys.type("[name=note]", "By hand")
    day = _choose_a_day(keys)
    keys.follow("main button[value=make]")
    expect(page.locator("main")).to_contain_text(f"This link stops on 12 December {day.year}.")
    _open(visit("en", viewport=viewport).page, page.locator("#link").inner_text())


def test_a_list_is_chosen_from_and_a_link_stopped(visit: Visit, demo: Demo) -> None:
    learner = visit("en", viewport={"width": NARROW[0], "height": NARROW[1]})
    learner.sign_up()
    page, keys = learner.page, Keys(learner.page)
    for title in ("Bees", "Apples"):
        learner.keep(demo.issue(badge(title), "eddsa-rdfc-2022"))
    learner.go("/credentials")
    keys.arrive()
    for place in (1, 2):
        keys.to(f"li.card:nth-child({place}) [name=credential]")
        page.keyboard.press("Space")
    keys.follow(".chosen button")
    keys.follow("main button[value=make]")
    keys.follow("main a[href$='/stop']")
    keys.follow("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("You stopped this link.")


def _choose_a_day(keys: Keys) -> date:
    """A day of one's own for the link's end: the next 12 December, which every country types alike."""
    page, today = keys.page, datetime.now(UTC).date()
    keys.to("[name=end]")
    assert page.evaluate("document.activeElement.value") == "30d"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('[value=own]:checked')")
    keys.to("[name=end_date]")
    day = today.replace(month=12, day=12)
    day = day if day > today else day.replace(year=today.year + 1)
    page.keyboard.type(f"1212{day.year}")
    expect(page.locator("[name=end_date]")).to_have_value(day.isoformat())
    return day


def _open(page: Page, link: str) -> None:
    keys = Keys(page)
    page.goto(link)
    keys.arrive()
    keys.type("[name=viewer]", "Harbour Works")
    keys.to("main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".certificate .title")).to_have_text("Careful welding")
    keys.arrive()
    keys.to(".checks li:last-child summary")
    page.keyboard.press("Enter")
    expect(page.locator(".checks details[open]")).to_have_count(1)
