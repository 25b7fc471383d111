"""Where no script runs, everything still works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.samples import as_file, badge
from tests.browser.visitor import PASSPHRASE

pytestmark = pytest.mark.browser


def test_the_whole_way(visit: Visit, demo: Demo, tmp_path: Path) -> None:
    learner, reader = (visit("en", java_script_enabled=False) for _ in range(2))
    page = learner.page
    learner.sign_up()
    assert len(learner.kit) == 9
    expect(page.locator("button[data-print]")).to_be_hidden()
    learner.link("I have kept it").click()
    learner.keep(demo.issue(badge("Came by paste")))
    file = tmp_path / "certificate.json"
    file.write_bytes(as_file(demo.issue(badge("Came by file", life=90))))
    learner.go("/credentials/add")
    expect(page.locator("[data-scan]")).to_be_hidden()
    page.locator("#file").set_input_files(file)
    learner.button("Read it").click()
    learner.button("Keep").click()
    page.wait_for_url("**/credentials/*")

    link = learner.share(page.url, from_name="Mara", note="By hand")
    expect(page.locator("button[data-copy=link]")).to_be_hidden()
    share = page.url
    reader.go(link)
    expect(reader.page.locator("[name=key]")).to_be_visible()
    reader.fill(key="https://example.org/s/another#key", viewer="Harbour Works")
    reader.button("Open").click()
    expect(reader.page.locator(".checks")).to_have_count(0)
    reader.go(link.partition("#")[0])
    reader.fill(key=f"  {link} ", viewer="Harbour Works")
    reader.button("Open").click()
    expect(reader.page.locator(".certificate .title")).to_have_text("Came by file")
    expect(reader.page.locator(".checks > li")).to_have_count(8)
    reader.page.locator(".checks summary").first.click()
    expect(reader.page.locator(".checks details[open]")).to_have_count(1)

    learner.go(share)
    expect(page.locator("li.log")).to_contain_text("Harbour Works")
    learner.link("Stop link").click()
    learner.button("Stop link").click()
    expect(page.locator("main")).to_contain_text("You stopped this link.")
    answer = reader.page.reload()
    assert answer is not None
    assert answer.status == 404


def test_a_check_without_an_account(visit: Visit, demo: Demo) -> None:
    anybody = visit("de", java_script_enabled=False)
    anybody.go("/")
    anybody.page.locator("main details > summary").click()
    anybody.fill(text=json.dumps(demo.issue(badge("Careful welding"))))
    anybody.button("Check").click()
    expect(anybody.page.locator(".verdict .sentence")).to_contain_text(anybody.say.finding("headline.valid"))


def test_language_and_colours_are_switched(visit: Visit) -> None:
    anybody = visit("en", java_script_enabled=False, color_scheme="light")
    page = anybody.page
    anybody.go("/sign-in")
    html, ground = page.locator("html"), page.locator("body")
    light = ground.evaluate("(body) => getComputedStyle(body).backgroundColor")
    page.get_by_role("button", name="Deutsch").click()
    expect(html).to_have_attribute("lang", "de")
    expect(page).to_have_url(f"{anybody.origin}/sign-in")
    page.locator("button[name=theme][value=dark]").click()
    expect(html).to_have_attribute("data-theme", "dark")
    assert ground.evaluate("(body) => getComputedStyle(body).backgroundColor") != light
    page.locator("button[name=theme][value=system]").click()
    assert ground.evaluate("(body) => getComputedStyle(body).backgroundColor") == light
    page.get_by_role("button", name="English").click()
    expect(html).to_have_attribute("lang", "en")


def test_the_choices_stay_after_signing_in(visit: Visit) -> None:
    learner = visit("en", java_script_enabled=False)
    learner.sign_up()
    learner.go("/settings")
    learner.page.locator("main [name=language][value=de]").check()
    learner.page.locator("main [name=theme][value=dark]").check()
    learner.button("Save").click()
    expect(learner.page.locator("html")).to_have_attribute("lang", "de")
    learner.page.locator("form[action='/sign-out'] button").click()
    learner.go("/sign-in")
    learner.fill(name=learner.name, passphrase=PASSPHRASE)
    learner.page.locator("main button[type=submit]").click()
    expect(learner.page).to_have_url(f"{learner.origin}/credentials")
    expect(learner.page.locator("html[lang=de][data-theme=dark]")).to_have_count(1)
