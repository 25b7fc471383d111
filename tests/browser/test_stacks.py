"""Stacks in a browser: every page of them by the rules of look.py, the picture beside its table, and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import NARROW, WIDE, Look, resize
from tests.browser.samples import badge
from tests.browser.test_access import KINDS
from tests.browser.test_keyboard import Keys
from tests.browser.visitor import Visitor
from verifier.errors import Json, JsonObject
from wallet.demo.setup import LEARNER
from wallet.demo.setup import PASSPHRASE as DEMO_PASSPHRASE

pytestmark = pytest.mark.browser

SKILL = "http://data.europa.eu/esco/skill/11111111-2222-3333-4444-555555555555"


@pytest.fixture(params=KINDS, ids="-".join)
def kind(request: pytest.FixtureRequest) -> tuple[str, str]:
    chosen = request.param
    assert isinstance(chosen, tuple)
    return chosen


def course(title: str, ects: float | None = None, **more: Json) -> JsonObject:
    """A badge with a skill of ESCO, and so many credits."""
    document = badge(title)
    subject = document["credentialSubject"]
    assert isinstance(subject, dict) and isinstance(subject["achievement"], dict)
    skill: JsonObject = {"type": ["Alignment"], "targetName": "weld", "targetUrl": SKILL, "targetFramework": "ESCO"}
    subject["id"] = "urn:uuid:0c07c1ce-57cb-41af-bef2-1b932b986873"
    subject["achievement"] |= {"alignment": [skill], **more}
    if ects is not None:
        subject["achievement"] |= {"creditsAvailable": ects}
    return document


def pathway(issuer: str) -> JsonObject:
    """A rule of each kind, for what that issuer awards."""

    def item(title: str, *names: str) -> JsonObject:
        return {"kind": "item", "title": {"en": title}, "match": {"issuerIds": [issuer], "specNames": [*names]}}

    return {
        "type": "Pathway",
        "id": "urn:example:yard",
        "version": "1",
        "title": {"en": "Certified ship welder", "de": "Geprüfte Schiffsschweißerin"},
        "target": {"title": {"en": "Certificate of the shipyard"}, "ects": 10},
        "root": {
            "kind": "all",
            "of": [
                item("Welding of hulls, decks and everything above", "Careful welding"),
                {
                    "kind": "any",
                    "min": 1,
                    "title": {"en": "One of two"},
                    "of": [item("Cutting", "Careful cutting"), item("Bending", "Bending by hand")],
                },
                {"kind": "credits", "title": {"en": "Electives"}, "match": {"issuerIds": [issuer]}, "min": 5},
                {"kind": "outcome", "title": {"en": "Can weld"}, "framework": "esco", "uri": SKILL},
                {"kind": "not", "title": {"en": "No ban"}, "of": {"specNames": ["Ban from the yard"]}},
            ],
        },
    }


def begin(learner: Visitor, demo: Demo) -> str:
    """Three courses, and a stack on the pathway of their issuer; the path of its page."""
    signed = demo.issue(course("Careful welding"))
    for document in (signed, demo.issue(course("Careful steel cutting")), demo.issue(course("Careful steel cutting"))):
        learner.keep(document)
    issuer = signed["issuer"]
    identity = issuer["id"] if isinstance(issuer, dict) else issuer
    learner.go("/stacks/new")
    learner.fill(document=json.dumps(pathway(str(identity))))
    learner.page.locator("form[enctype] [data-main]").click()
    learner.page.wait_for_url("**/stacks/*")
    return learner.page.url.removeprefix(learner.origin)


def test_stacks_of_a_new_wallet(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    learner = visit(kind[0], color_scheme=kind[1])
    learner.sign_up()
    _look(kind, 12, _first_stack(learner, demo))


def test_stacks_of_the_demo(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    learner = visit(kind[0], color_scheme=kind[1])
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    _look(kind, 4, _demo_stacks(learner))


def _look(kind: tuple[str, str], at_least: int, way: Iterator[tuple[Page, str]]) -> None:
    look = Look(*kind)
    for page, name in way:
        look.at(page, f"stacks {name}")
    assert len(set(look.seen)) == len(look.seen) >= at_least
    assert not look.findings, "\n".join(["", *look.findings])


def _first_stack(learner: Visitor, demo: Demo) -> Iterator[tuple[Page, str]]:
    page = learner.page
    for path in ("/stacks", "/stacks/new", "/skills"):
        assert learner.go(path).status == 200
        yield page, f"empty {path}"
    page.locator("main [href='/credentials/add']").click()
    learner.go("/stacks/new")
    learner.fill(document='{"type": "Pathway"}')
    page.locator("form[enctype] [data-main]").click()
    expect(page.locator(".mistake")).to_be_visible()
    yield page, "new mistake"
    own = begin(learner, demo)
    yield page, "twins and likeness"
    page.locator("#twins button[value=distinct]").click()
    _unfold(page)
    page.locator("button[value=count]").first.click()
    expect(page.locator("form[action$=accept] button[value=open]").first).to_be_attached()
    yield page, "decided and changed"
    _unfold(page)
    learner.fill(title="Welding under water", ects="many")
    page.locator("#what-if form[action$=planned] [data-main]").click()
    expect(page.locator(".mistake")).to_be_visible()
    yield page, "planned mistake"
    _unfold(page)
    learner.fill(ects="5", issuer="did:web:elsewhere.example", outcomes=SKILL)
    page.locator("#what-if form[action$=planned] [data-main]").click()
    expect(page.locator(".beside")).to_be_visible()
    yield page, "what if"
    learner.go("/stacks")
    yield page, "list"
    learner.go("/skills")
    yield page, "skills"
    learner.go("/credentials")
    page.locator(".card h2 a").first.click()
    page.locator("a[href$='/recognition']").click()
    expect(page.locator("h1")).to_be_visible()
    yield page, "recognition"
    learner.go(f"{own}/delete")
    yield page, "give up"
    page.locator(".button--danger").click()
    expect(page.locator(".empty")).to_be_visible()


def _unfold(page: Page) -> None:
    page.locator("main details").evaluate_all("several => several.forEach(each => { each.open = true; })")


def _demo_stacks(learner: Visitor) -> Iterator[tuple[Page, str]]:
    page = learner.page
    learner.go("/stacks/new")
    yield page, "demo new"
    begun = []
    for place in range(min(page.locator("main a[href*='pathway=']").count(), 4)):
        learner.go("/stacks/new")
        page.locator("main a[href*='pathway=']").nth(place).click()
        if not place:
            yield page, "demo chosen"
        page.locator("main form [data-main]").click()
        page.wait_for_url("**/stacks/*")
        begun.append(page.url)
        yield page, f"demo stack {place}"
    yield from _courses(learner, begun)
    learner.go("/stacks")
    yield page, "demo list"
    for address in begun:
        learner.go(f"{address}/delete")
        page.locator(".button--danger").click()
        page.wait_for_url("**/stacks")


def _courses(learner: Visitor, begun: list[str]) -> Iterator[tuple[Page, str]]:
    """What could be learnt next, from the first stack that has any: the directory, one course, the what-if."""
    page = learner.page
    for address in begun:
        learner.go(address)
        if page.locator(".courses").count():
            break
    page.locator(".needs a[href*='&for=']").first.click()
    expect(page.locator(".would").first).to_be_visible()
    yield page, "demo directory of one requirement"
    page.locator("main a[href*='stack=']", has_text=learner.say("Show all")).click()
    expect(page.locator(".would").first).to_be_visible()
    yield page, "demo directory"
    page.locator("main h2 a").first.click()
    expect(page.locator(".would")).to_be_visible()
    yield page, "demo course"
    page.locator(".would button").click()
    expect(page.locator(".beside")).to_be_visible()
    yield page, "demo course planned"
    page.locator("#what-if button[name=remove]").click()
    expect(page.locator(".beside")).to_have_count(0)


def test_a_course_of_the_directory_is_planned_by_keyboard(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    page = learner.page
    learner.go("/stacks/new")
    page.locator("main li", has_text="Certificate in Data Literacy").locator("a[href*='pathway=']").click()
    page.locator("main form [data-main]").click()
    page.wait_for_url("**/stacks/*")
    before = page.locator(".needs").inner_text()
    keys = Keys(page)
    keys.arrive()
    keys.follow(".courses button")
    expect(page.locator(".beside")).to_be_visible()
    expect(page.locator(".courses .row").first).to_contain_text("In your what-if")
    assert page.locator(".needs").inner_text() == before, "what is planned never counts"
    keys.follow("main .button--danger")
    keys.follow("main .button--danger")
    page.wait_for_url("**/stacks")


def test_one_picture_is_shown_and_says_what_the_table_says(learner: Visitor, demo: Demo) -> None:
    begin(learner, demo)
    page = learner.page
    for size, shown, hidden in ((WIDE, "wide", "narrow"), (NARROW, "narrow", "wide")):
        resize(page, size)
        picture = page.locator(f".pile--{shown}")
        expect(picture).to_be_visible()
        expect(page.locator(f".pile--{hidden}")).to_be_hidden()
        described = picture.locator("desc").text_content() or ""
        assert picture.locator(".pile-name").count() > 5, "a long name takes two lines"
        for title in page.locator(".needs tbody tr:not(.of-parts) th > span:first-child").all_inner_texts():
            assert f"{title}: " in described
        widths = picture.evaluate(
            "each => [...each.querySelectorAll('text')].map(text => text.getBoundingClientRect().right"
            " - each.getBoundingClientRect().right)"
        )
        assert max(widths) <= 0, "no words leave the picture"


def test_a_stack_is_begun_decided_and_given_up_by_keyboard(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    learner.sign_up()
    begin(learner, demo)
    keys = Keys(learner.page)
    keys.arrive()
    keys.follow("#twins button[value=distinct]")
    expect(learner.page.locator("main")).to_contain_text("are different.")
    keys.to("#what-if summary")
    learner.page.keyboard.press("Enter")
    keys.type("#title", "Welding under water")
    keys.follow("#what-if form [data-main]")
    expect(learner.page.locator(".beside")).to_be_visible()
    keys.follow("main .button--danger")
    keys.follow("main .button--danger")
    expect(learner.page.locator(".empty")).to_be_visible()
