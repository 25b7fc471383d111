"""What is public, in a browser: found, looked at in both languages and colours, written by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.test_keyboard import Keys
from tests.browser.visitor import Visitor
from wallet.demo.setup import LEARNER
from wallet.demo.setup import PASSPHRASE as DEMO_PASSPHRASE

pytestmark = pytest.mark.browser

KINDS = [("en", "light"), ("de", "dark")]
WRITTEN = "My own way to data"

Stop = tuple[Page, str]


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_the_public_pages_read_well_in_both_languages(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    anybody, learner = (visit(kind[0], color_scheme=kind[1]) for _ in range(2))
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    look = Look(*kind)
    for page, name in chain(_public(anybody), _own(learner)):
        look.at(page, name)
    assert len(set(look.seen)) == len(look.seen) >= 13
    assert not look.findings, "\n".join(["", *look.findings])


def _public(anybody: Visitor) -> Iterator[Stop]:
    page = anybody.page
    for path in ("/pathways", "/pathways?q=nothing", "/agreements?ended=1", "/opportunities?over=1"):
        assert anybody.go(path).status == 200
        yield page, f"public {path}"
    for path in ("/pathways", "/agreements", "/opportunities"):
        anybody.go(path)
        page.locator(".rows h2 a").first.click()
        page.wait_for_load_state()
        yield page, f"public one of {path}"


def _own(learner: Visitor) -> Iterator[Stop]:
    page = learner.page
    for path in ("/pathways", "/pathways/new", "/pathways/import"):
        learner.go(path)
        yield page, f"own {path}"
    learner.go("/pathways/new")
    page.locator("[name=credits-0]").fill("many")
    page.locator("[data-main]").click()
    expect(page.locator(".mistake").first).to_be_visible()
    yield page, "own mistake"
    _write(learner)
    yield page, "own draft"
    page.locator("a.button--danger").click()
    yield page, "own delete"


def _write(learner: Visitor) -> None:
    page = learner.page
    learner.go("/pathways/new")
    learner.fill(title=WRITTEN)
    page.locator("[name=which-0]").fill("Data Literacy for Everyday Work")
    page.locator("[data-main]").click()
    page.wait_for_url("**/pathways/drafts/*")
    expect(page.locator("h1")).to_have_text(WRITTEN)


def test_a_newcomer_finds_what_they_hold_a_part_of(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    page = learner.page
    learner.go("/pathways?held=1")
    first = page.locator(".rows > li", has_text="Certificate in Data Literacy")
    expect(first).to_contain_text("You meet 3 of 5 requirements")
    expect(first).to_contain_text("Signed by")
    first.locator("h2 a").click()
    expect(page.locator("main")).to_contain_text("4 ECTS credits count.")
    expect(page.locator("main")).to_contain_text("the receiving institution decides")
    expect(page.locator("svg.path-picture rect.path-stone").first).to_be_visible()


def test_a_pathway_is_written_by_keyboard_alone(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    page = learner.page
    learner.go("/pathways/new")
    keys = Keys(page)
    keys.arrive()
    keys.to("[name=title]")
    page.keyboard.type(WRITTEN)
    keys.to("[name=which-0]")
    page.keyboard.type("urn:cairn-demo:achievement:data-literacy")
    keys.to("[name=credits-0]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pathways/drafts/*")
    keys.arrive()
    keys.to("form[action$='/publish'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/drafts/" not in url)
    address = page.url
    anybody = visit("en")
    anybody.page.goto(address)
    expect(anybody.page.locator("h1")).to_have_text(WRITTEN)
    expect(anybody.page.locator("main")).to_contain_text("By an unnamed learner. Nobody has signed it.")
    keys.arrive()
    keys.to("form[action$='/withdraw'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pathways")
    assert anybody.page.goto(address).status == 404
