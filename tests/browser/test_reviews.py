"""A stack is shared, answered and read again, and many are checked at once: by look.py’s rules, and by keys alone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.samples import as_file, as_payload, badge, tampered
from tests.browser.test_access import KINDS
from tests.browser.test_keyboard import Keys
from tests.browser.test_stacks import begin
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

DECISION = {
    "who": "Grace Hopper",
    "organisation": "Harbour University",
    "text": "The workload is half of ours.",
    "credits": "2.5",
    "difference": "Thirty hours less of practice.",
    "appeal": "To the board of examiners, within 30 days.",
}


@pytest.fixture(params=KINDS, ids="-".join)
def kind(request: pytest.FixtureRequest) -> tuple[str, str]:
    chosen = request.param
    assert isinstance(chosen, tuple)
    return chosen


def _share_stack(learner: Visitor, stack: str) -> str:
    """A link to the stack, made in the builder; the whole link."""
    learner.go(stack)
    learner.link("Share").click()
    expect(learner.page.locator("#preview .needs")).to_be_visible()
    learner.button("Make link").click()
    return learner.page.locator("#link").inner_text().strip()


def test_a_shared_stack_is_read_answered_and_the_answer_read(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    learner, reader = visit(kind[0], color_scheme=kind[1]), visit(kind[0], color_scheme=kind[1])
    look = Look(*kind)
    learner.sign_up()
    stack = begin(learner, demo)
    learner.go(f"/shares/new?stack={stack.rpartition('/')[2]}")
    look.at(learner.page, "builder with a stack")
    reader.open(_share_stack(learner, stack), "Grace")
    expect(reader.page.locator(".needs")).to_contain_text("Careful welding")
    look.at(reader.page, "shared stack")
    reader.link("Answer").click()
    look.at(reader.page, "answer")
    reader.page.locator("[name=decision][value=refused]").check()
    reader.button("Send").click()
    expect(reader.page.locator(".mistake").first).to_be_visible()
    look.at(reader.page, "answer mistake")
    reader.page.locator("[name=decision][value=partial]").check()
    reader.fill(**DECISION)
    reader.button("Send").click()
    expect(reader.page.locator(".statement")).to_contain_text(DECISION["difference"])
    look.at(reader.page, "answer sent")
    learner.go("/reviews")
    look.at(learner.page, "answers")
    learner.go(stack)
    learner.page.get_by_role("link", name=DECISION["organisation"]).click()
    expect(learner.page.locator(".statement")).to_contain_text(DECISION["appeal"])
    look.at(learner.page, "an answer")
    learner.link("Erase").click()
    look.at(learner.page, "erase an answer")
    learner.button("Erase").click()
    expect(learner.page.locator("main")).not_to_contain_text(DECISION["organisation"])
    look.at(learner.page, "no answers")
    assert not look.findings, "\n".join(["", *look.findings])


def test_a_reader_answers_by_keyboard_alone(visit: Visit, demo: Demo) -> None:
    learner, reader = visit("en"), visit("en")
    learner.sign_up()
    reader.open(_share_stack(learner, begin(learner, demo)))
    keys = Keys(reader.page)
    keys.arrive()
    keys.follow("a[href$='/answer']")
    keys.type("[name=text]", "Well done.")
    keys.follow("main button[type=submit]")
    expect(reader.page.locator(".statement")).to_contain_text("Well done.")


def test_many_at_once_make_one_table(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    anybody, learner = visit(kind[0], color_scheme=kind[1]), visit(kind[0])
    look = Look(*kind)
    learner.sign_up()
    signed = demo.issue(badge("Careful welding"))
    link = learner.share(learner.keep(signed))
    anybody.go("/bulk")
    look.at(anybody.page, "many")
    anybody.button("Check all").click()
    expect(anybody.page.locator(".mistake").first).to_be_visible()
    look.at(anybody.page, "many mistake")
    anybody.fill(text=link, viewer="Harbour Works")
    anybody.page.locator("[name=file]").set_input_files(
        [as_payload("good.json", as_file(signed)), as_payload("bad.json", as_file(tampered(signed)))]
    )
    anybody.button("Check all").click()
    expect(anybody.page.locator(".bulk tbody tr")).to_have_count(3)
    expect(anybody.page.locator(".bulk tbody tr").last).to_contain_text(anybody.say.finding("word.not_genuine"))
    look.at(anybody.page, "many checked")
    with anybody.page.expect_download() as saved:
        anybody.button("Save as a table").click()
    assert saved.value.path().read_text("utf-8-sig").count("Careful welding") >= 2
    learner.go("/shares/openings")
    assert "Harbour Works" in learner.text()
    assert json.dumps(signed)[:40] not in anybody.page.content()
    assert not look.findings, "\n".join(["", *look.findings])
