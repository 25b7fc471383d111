"""The printed sheet, as the browser prints it: read with a camera's eyes, and checked without a network."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.request import urlopen

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.samples import badge, compact
from tests.browser.visitor import Visitor
from verifier import cli

pytestmark = pytest.mark.browser

A4 = {"width": 794, "height": 1123}  # CSS pixels
MM = 96 / 25.4
WITH = "Print it with the certificate itself"
TAKEN = (
    "Paper cannot be taken back: whoever has such a sheet has the certificate, also after the link has stopped, and "
    "needs no passcode."
)


@pytest.fixture
def sheet(visit: Visit, demo: Demo, language: str) -> Visitor:
    """Somebody before the sheet of a link to a compact credential; `kit` holds the link."""
    learner = visit(language, viewport=A4, device_scale_factor=2)
    learner.sign_up()
    learner.kit = [learner.share(learner.keep(demo.issue(compact())), from_name="Mara")]
    learner.link("Sheet to print").click()
    return learner


def test_the_link_is_read_from_the_printed_sheet(sheet: Visitor) -> None:
    (link,) = sheet.kit
    assert _on_paper(sheet.page) == {link}
    expect(sheet.page.locator(".sheet .link")).to_have_text(link)
    assert _width(sheet.page, ".code--link") >= 32 * MM
    sheet.page.emulate_media(media="screen")
    assert _codes(sheet.page) == {link}


def test_the_certificate_on_paper_is_checked_offline(sheet: Visitor, demo: Demo, tmp_path: Path) -> None:
    page, (link,) = sheet.page, sheet.kit
    expect(page.locator("main")).to_contain_text(sheet.say(TAKEN))
    sheet.link(WITH).click()
    codes = _on_paper(page)
    held = page.locator(".code--inside .link").inner_text()
    assert codes == {link, held}
    assert json.loads(held)["issuer"].startswith("did:web:")
    assert _width(page, ".code--inside") >= 32 * MM
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1

    picture, keys = tmp_path / "photo.png", tmp_path / "keys.json"
    picture.write_bytes(page.screenshot(full_page=True))
    with urlopen(f"{demo.origin}/issuer/bitstring/did.json", timeout=20) as answer:
        keys.write_bytes(answer.read())
    assert cli.main(["check", "--offline", str(picture)]) == 2
    assert cli.main(["check", "--offline", "--keys", str(keys), str(picture)]) == 0


def test_a_large_certificate_is_not_offered_on_paper(visit: Visit, demo: Demo) -> None:
    learner = visit("en", viewport=A4)
    learner.sign_up()
    link = learner.share(learner.keep(demo.issue(badge("Careful welding"))))
    learner.link("Sheet to print").click()
    expect(learner.link(WITH)).to_have_count(0)
    learner.go(f"{learner.page.url}?with=certificate")
    expect(learner.page.locator(".code")).to_have_count(1)
    expect(learner.page.locator(".titles")).to_have_text("Careful welding")
    path = learner.page.url.partition("?")[0]
    learner.go(path.removesuffix("/print"))
    learner.link("Stop link").click()
    learner.button("Stop link").click()
    assert learner.go(path).status == 404
    assert link not in learner.page.content()


@pytest.mark.parametrize(("language", "colours"), [("en", "light"), ("de", "dark")])
def test_the_sheet_in_both_colours(visit: Visit, demo: Demo, language: str, colours: str) -> None:
    learner = visit(language, color_scheme=colours)
    learner.sign_up()
    learner.share(learner.keep(demo.issue(compact())), from_name="Mara")
    look = Look(language, colours)
    learner.link("Sheet to print").click()
    look.at(learner.page, "sheet")
    learner.link(WITH).click()
    look.at(learner.page, "sheet with the certificate")
    assert not look.findings, look.findings


def _on_paper(page: Page) -> set[str]:
    page.emulate_media(media="print")
    return _codes(page)


def _codes(page: Page) -> set[str]:
    """What every code in a picture of the page says."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    return {each.text for each in zxingcpp.read_barcodes(picture)}


def _width(page: Page, kind: str) -> float:
    """How wide the code itself is drawn, without its quiet zone."""
    box = page.locator(f"{kind} svg").bounding_box()
    assert box is not None
    modules = page.locator(f"{kind} svg").evaluate("(each) => each.viewBox.baseVal.width")
    assert box["width"] == pytest.approx(box["height"])
    return float(box["width"] * (modules - 8) / modules)
