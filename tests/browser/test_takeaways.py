"""What a reader takes away from an opened link, where its learner allows it: by look.py’s rules, and by keys alone."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.samples import badge
from tests.browser.test_access import KINDS
from tests.browser.test_keyboard import Keys
from tests.browser.visitor import Visitor
from wallet.shares.view import Offer

pytestmark = pytest.mark.browser

ENDINGS = {"certificate.pdf": b"%PDF-", "presentation": b"{", "receipt": b"PK"}


def offering(learner: Visitor, demo: Demo, *offers: Offer) -> str:
    """A link of a new learner's that lets its reader take these away; the whole link."""
    learner.sign_up()
    kept = learner.keep(demo.issue(badge("Careful welding", life=200))).rpartition("/")[2]
    learner.go(f"/shares/new?credential={kept}")
    for each in offers:
        learner.page.locator(f"[name=offer][value={each.value}]").check()
    learner.button("Make link").click()
    return learner.page.locator("#link").inner_text().strip()


def saved(reader: Visitor, ending: str) -> Path:
    """The file behind a button of the opened page."""
    with reader.page.expect_download() as download:
        reader.page.locator(f"main a[href$='/{ending}']").click()
    return download.value.path()


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_what_is_offered_is_saved_by_a_press(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    learner, reader = (visit(kind[0], color_scheme=kind[1]) for _ in range(2))
    reader.open(offering(learner, demo, *Offer))
    look = Look(*kind)
    look.at(reader.page, "opened with files to take away")
    for ending, begins in ENDINGS.items():
        assert saved(reader, ending).read_bytes().startswith(begins), ending
    presentation = json.loads(saved(reader, "presentation").read_bytes())
    assert "VerifiablePresentation" in presentation["type"]
    with zipfile.ZipFile(saved(reader, "receipt")) as archive:
        assert archive.testzip() is None and archive.namelist()
    assert not look.findings, "\n".join(["", *look.findings])


def test_what_is_not_offered_is_not_there(visit: Visit, demo: Demo) -> None:
    learner, reader = visit("en"), visit("en")
    link = offering(learner, demo, Offer.PRESENTATION)
    reader.open(link)
    expect(reader.page.locator("main a[download]")).to_have_count(1)
    share = link.partition("#")[0]
    for ending in ("certificate.pdf", "receipt"):
        assert reader.page.context.request.get(f"{share}/{ending}").status == 404


def test_a_file_is_saved_by_keyboard_alone(visit: Visit, demo: Demo) -> None:
    learner, reader = visit("en"), visit("en")
    reader.open(offering(learner, demo, Offer.PRESENTATION))
    keys = Keys(reader.page)
    keys.arrive()
    keys.to("main a[href$='/presentation']")
    with reader.page.expect_download() as download:
        reader.page.keyboard.press("Enter")
    assert download.value.path().read_bytes().startswith(b"{")
