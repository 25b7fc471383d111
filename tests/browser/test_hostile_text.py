"""A credential whose every word is an attack is shown as the words that it is, wherever it is shown."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import TIGHT, WIDE, find_overflow, resize
from tests.browser.samples import OPEN_BADGES, V2, as_payload, badge
from tests.browser.visitor import Visitor
from verifier.errors import Json, JsonObject

pytestmark = pytest.mark.browser

MARKUP = (
    '<b class="planted">bold</b><script>window.planted = 1; alert(1)</script>"\'><img class="planted" src="/planted" '
    'onerror="window.planted = 1"><svg class="planted" onload="window.planted = 1"></svg></textarea></title></style>'
    '<iframe class="planted" src="javascript:alert(1)"></iframe>{{ 7 * 7 }}{% raw %}%(name)s'
)
SHOWN = "<script>window.planted = 1"  # as words
TURNED = "\u202egnirts denrut\u202c\u2066\u2067 \u200f\u0007"
EMOJI = "👩🏽\u200d🚀🏳️\u200d🌈" * 5
SCRIPT_LINK = "javascript:alert(document.cookie)"
PAGE_LINK = "data:text/html,<script>alert(1)</script>"

EVERYTHING = f"{MARKUP} {TURNED} {EMOJI} " + "W" * 600

_PLANTED = """() => ({
    planted: window.planted === undefined ? 0 : 1,
    elements: document.querySelectorAll(".planted, iframe, object, embed, main img:not([src^='data:image/'])").length,
    handlers: [...document.querySelectorAll("*")].filter(
        (each) => [...each.attributes].some((attribute) => /^on/i.test(attribute.name))).length,
    links: [...document.querySelectorAll("[href], [src], [action], [formaction]")].flatMap(
        (each) => ["href", "src", "action", "formaction"].map((name) => each.getAttribute(name)).filter(Boolean)
    ).filter((link) => /^\\s*(javascript|vbscript|data:(?!image\\/))/i.test(link)),
})"""
_CLEAN = {"planted": 0, "elements": 0, "handlers": 0, "links": []}


def hostile() -> JsonObject:
    """Every text is everything at once, every address is one that must lead nowhere."""
    value: JsonObject = {"@language": "en", "@value": EVERYTHING}
    image: Json = {"id": PAGE_LINK, "type": "Image", "caption": EVERYTHING}
    alignment: Json = {
        "type": ["Alignment"],
        "targetName": EVERYTHING,
        "targetUrl": SCRIPT_LINK,
        "targetDescription": EVERYTHING,
        "targetFramework": EVERYTHING,
        "targetCode": EVERYTHING,
    }
    document = badge("replaced", name=[value], description=[value], inLanguage="en")
    document["@context"] = [V2, OPEN_BADGES]
    document["image"] = image
    document["issuer"] = {
        "id": "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
        "type": ["Profile"],
        "name": EVERYTHING,
        "url": SCRIPT_LINK,
        "description": EVERYTHING,
        "image": image,
        "address": {"type": ["Address"], "addressCountry": EVERYTHING, "addressLocality": EVERYTHING},
    }
    document["evidence"] = [{"id": SCRIPT_LINK, "type": ["Evidence"], "name": EVERYTHING, "narrative": MARKUP}]
    document["credentialSubject"] = {
        "id": SCRIPT_LINK,
        "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": EVERYTHING, "identityType": "name"}],
        "achievement": {
            "id": SCRIPT_LINK,
            "type": ["Achievement"],
            "achievementType": EVERYTHING,
            "name": EVERYTHING,
            "description": EVERYTHING,
            "criteria": {"id": SCRIPT_LINK, "narrative": EVERYTHING},
            "image": image,
            "alignment": [alignment, alignment],
            "tag": [MARKUP, TURNED],
            "creator": {"id": PAGE_LINK, "type": ["Profile"], "name": EVERYTHING, "url": PAGE_LINK},
        },
        "result": [{"type": ["Result"], "value": EVERYTHING}],
    }
    return document


def test_nothing_of_a_hostile_credential_becomes_part_of_a_page(visit: Visit) -> None:
    learner, reader = visit("en"), visit("de")
    learner.sign_up()
    learner.read_in(hostile())
    _assert_clean(learner.page)
    expect(learner.page.locator(".certificate .title")).to_contain_text(SHOWN)
    learner.button("Keep").click()
    learner.page.wait_for_url("**/credentials/*")
    own = learner.page.url.removeprefix(learner.origin)
    for path in (own, f"{own}/delete", "/credentials", f"/shares/new?credential={own.rpartition('/')[2]}", "/history"):
        learner.go(path)
        expect(learner.page.locator("main")).to_contain_text(SHOWN)
        _assert_clean(learner.page)
    learner.go(own)
    learner.page.locator(f"form[action='{own}/recheck'] button").click()
    learner.page.locator("li.log a").first.click()
    _assert_clean(learner.page)

    link = learner.share(own, from_name=MARKUP[:120], note=EVERYTHING[:900], label=MARKUP[:120])
    _assert_clean(learner.page)
    reader.open(link, viewer=MARKUP[:120])
    expect(reader.page.locator("h1")).to_contain_text(SHOWN)
    expect(reader.page.locator("blockquote")).to_contain_text(SHOWN)
    _assert_clean(reader.page)
    for path in (link.removeprefix(learner.origin).partition("#")[0].replace("/s/", "/shares/"), "/shares", "/history"):
        learner.go(path)
        expect(learner.page.locator("main")).to_contain_text(SHOWN)
        _assert_clean(learner.page)


def test_nothing_of_it_becomes_part_of_the_checking_page(visit: Visit) -> None:
    anybody = visit("en")
    for name, text in {"whole.json": json.dumps(hostile()), "broken.json": f'{{"{MARKUP}'}.items():
        anybody.go("/verify")
        anybody.page.locator("#file").set_input_files(as_payload(f"<img src=x>{name}", text.encode()))
        anybody.button("Check").click()
        anybody.page.wait_for_load_state()
        expect(anybody.page.locator("main")).to_contain_text(f"<img src=x>{name}")
        _assert_clean(anybody.page)


def test_a_name_that_is_markup_stays_a_name(visit: Visit, demo: Demo) -> None:
    learner = visit("en")
    learner.sign_up(f"{MARKUP[:150]}{demo.origin[-5:]}")
    expect(learner.page.locator(".signed-in-as")).to_contain_text(SHOWN)
    _assert_clean(learner.page)
    learner.go("/settings")
    expect(learner.page.locator("main [name=name]").first).to_have_value(learner.name)
    _assert_clean(learner.page)
    learner.go("/sign-in?next=javascript:alert(1)")
    _assert_clean(learner.page)


def test_the_sign_in_form_holds_what_was_typed_as_text(visit: Visit) -> None:
    anybody: Visitor = visit("en")
    anybody.go("/sign-in")
    anybody.fill(name=MARKUP[:190], passphrase="wrong")
    anybody.button("Sign in").click()
    expect(anybody.page.get_by_role("alert")).to_be_visible()
    expect(anybody.page.locator("[name=name]")).to_have_value(MARKUP[:190])
    _assert_clean(anybody.page)


def _assert_clean(page: Page) -> None:
    """With everything unfolded; also on the narrowest screen."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate(_PLANTED) == _CLEAN
    for size in (TIGHT, WIDE):
        resize(page, size)
        assert not find_overflow(page), size
