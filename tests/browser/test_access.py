"""Every page in each of its states, light in English and dark in German, by the rules of look.py."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.samples import as_file, as_payload, badge, tampered
from tests.browser.visitor import PASSPHRASE, Visitor
from verifier.errors import JsonObject
from wallet.demo.desk import OFFICE, REGISTRAR
from wallet.demo.setup import LEARNER
from wallet.demo.setup import PASSPHRASE as DEMO_PASSPHRASE

pytestmark = pytest.mark.browser

Stop = tuple[Page, str]

# (language, colours): each in both where pictures are wanted, for people to look at.
_KINDS = [("en", "light"), ("de", "dark")]
_ALL = [*_KINDS, ("en", "dark"), ("de", "light")]
KINDS = _ALL if os.environ.get("CAIRN_PICTURES") else _KINDS


@pytest.fixture(params=KINDS, ids="-".join)
def kind(request: pytest.FixtureRequest) -> tuple[str, str]:
    chosen = request.param
    assert isinstance(chosen, tuple)
    return chosen


def test_pages_for_everybody(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    anybody = visit(kind[0], color_scheme=kind[1])
    _look(kind, 15, _public_pages(anybody, demo), _error_pages(anybody))


def test_pages_of_an_empty_wallet(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    learner = visit(kind[0], color_scheme=kind[1])
    _look(kind, 17, _empty_wallet(learner), _keys(learner), _mistakes(learner))


def test_pages_of_a_full_wallet(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    learner = visit(kind[0], color_scheme=kind[1])
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    _look(kind, 15, _full_wallet(learner), _taking_in(learner, demo))


def test_pages_of_links_and_their_readers(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    learner, reader = visit(kind[0], color_scheme=kind[1]), visit(kind[0], color_scheme=kind[1])
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    _look(kind, 12, _links(learner, reader, demo))


def test_pages_of_the_demos_desk(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    office, learner = visit(kind[0], color_scheme=kind[1]), visit(kind[0], color_scheme=kind[1])
    office.sign_in(DEMO_PASSPHRASE, REGISTRAR)
    learner.sign_in(DEMO_PASSPHRASE, LEARNER)
    _look(kind, 12, _desk(office), _handed_over(learner))


def test_the_printed_link_leads_to_the_desk_once(visit: Visit, demo: Demo) -> None:
    office, late = visit("en"), visit("en")
    assert office.go(demo.desk_link).status == 200
    expect(office.page.locator("main h1")).to_have_text(OFFICE.name)
    expect(office.page.locator(".needs tbody")).to_contain_text(LEARNER)
    assert late.go(demo.desk_link).status == 404


def _look(kind: tuple[str, str], at_least: int, *ways: Iterator[Stop]) -> None:
    look = Look(*kind)
    for way in ways:
        for page, name in way:
            if "mistake" in name:
                expect(page.locator(".mistake").first).to_be_visible()
            look.at(page, name)
    assert len(set(look.seen)) == len(look.seen) >= at_least
    assert not look.findings, "\n".join(["", *look.findings])


def _public_pages(anybody: Visitor, demo: Demo) -> Iterator[Stop]:
    page = anybody.page
    for path in ("/", "/verify", "/sign-in", "/sign-up", "/recover"):
        assert anybody.go(path).status == 200
        yield page, f"front {path}"
    anybody.fill(name="nobody", kit="not a kit", passphrase=PASSPHRASE, passphrase_again=PASSPHRASE)
    yield _pressed(page), "recover mistake"
    anybody.go("/sign-in?next=%2Fshares")
    anybody.fill(name="nobody", passphrase="wrong")
    yield _pressed(page), "sign in mistake"
    anybody.go("/sign-up")
    anybody.fill(name="nobody", email="a@b", passphrase="short", passphrase_again="short")
    yield _pressed(page), "sign up mistake"
    anybody.go("/verify")
    yield _pressed(page), "verify nothing"
    anybody.fill(link="ftp://127.0.0.1/")
    yield _pressed(page), "verify mistake in the link"
    for name, texts in _to_check(demo).items():
        anybody.go("/verify")
        files = [as_payload(f"file {place}.json", text) for place, text in enumerate(texts)]
        page.locator("#file").set_input_files(files)
        yield _pressed(page), f"verify {name}"


def _to_check(demo: Demo) -> dict[str, list[bytes]]:
    signed = demo.issue(badge("Careful welding", life=200))
    return {
        "one": [as_file(signed)],
        "several": [as_file(signed), as_file(tampered(signed)), b"no credential", b"[1, 2]"],
        "unreadable": [b'{"a": '],
    }


def _error_pages(anybody: Visitor) -> Iterator[Stop]:
    page = anybody.page
    assert anybody.go("/nothing-is-here").status == 404
    yield page, "error 404"
    assert anybody.go("/sign-out").status == 405
    yield page, "error 405"
    assert anybody.go("/s/nothing-is-here").status == 404
    yield page, "gone"
    anybody.go("/sign-in")
    page.evaluate("document.querySelector('[name=next]').value = 'x'.repeat(70_000)")
    anybody.fill(name="a", passphrase="b")
    yield _pressed(page), "error 413"
    expect(page.locator("main")).to_contain_text("413")
    page.goto("about:blank")
    with page.expect_navigation():
        page.evaluate(
            """(action) => {
                const form = document.createElement("form");
                Object.assign(form, {action, method: "post"});
                document.body.append(form);
                form.submit();
            }""",
            f"{anybody.origin}/sign-out",
        )
    expect(page.locator("main")).to_contain_text("403")
    yield page, "error 403"


def _empty_wallet(learner: Visitor) -> Iterator[Stop]:
    learner.sign_up()
    yield learner.page, "kit"
    for path in (
        "/credentials",
        "/credentials/add",
        "/shares",
        "/shares/new",
        "/history",
        "/settings",
        "/settings/keys",
    ):
        assert learner.go(path).status == 200
        yield learner.page, f"empty {path}"


def _mistakes(learner: Visitor) -> Iterator[Stop]:
    page = learner.page
    learner.go("/settings")
    learner.fill(email="no address")
    yield _pressed(page), "settings mistake"
    learner.go("/settings")
    change = page.locator("form[action='/settings/passphrase']")
    for field in change.locator("[type=password]").all():
        field.fill("none of the two")
    yield _pressed(page, "form[action='/settings/passphrase']"), "settings mistake in the passphrase"
    learner.go("/settings")
    page.locator("form[action='/settings/kit'] [name=passphrase]").fill("wrong")
    yield _pressed(page, "form[action='/settings/kit']"), "settings mistake for the kit"
    learner.go("/settings/delete")
    yield page, "settings delete"
    learner.fill(passphrase="wrong")
    yield _pressed(page), "settings delete mistake"
    for _ in range(20):  # nothing is stretched where the new passphrase was not typed twice
        answer = page.context.request.post(
            f"{learner.origin}/settings/passphrase", form={"new_passphrase": "x"}, headers={"Origin": learner.origin}
        )
    assert answer.status == 429
    learner.go("/settings/delete")
    learner.fill(passphrase="wrong")
    yield _pressed(page), "error 429"


def _keys(learner: Visitor) -> Iterator[Stop]:
    page = learner.page
    for label in ("", "For the bakers’ guild"):
        learner.go("/settings/keys")
        learner.fill(label=label)
        _pressed(page)
    yield page, "keys"
    page.locator("[name=label]").evaluate("(field) => field.removeAttribute('maxlength')")
    learner.fill(label="x" * 121)
    yield _pressed(page), "keys mistake"
    page.locator("main .button--danger").first.click()
    page.wait_for_url("**/delete")
    yield page, "key delete"
    learner.go("/settings/export")
    yield page, "export"
    learner.fill(passphrase="wrong")
    yield _pressed(page), "export mistake"


def _full_wallet(learner: Visitor) -> Iterator[Stop]:
    page = learner.page
    for path in ("/credentials", "/credentials?q=zebra", "/credentials?q=data&sort=title", "/history", "/settings"):
        learner.go(path)
        yield page, f"full {path}"
    learner.go("/credentials")
    tones = {}
    for card in page.locator("li.card").all():
        tone = card.locator(".badge").get_attribute("class") or ""
        tones[tone] = card.locator("h2 a").get_attribute("href") or ""
    assert len(tones) >= 3
    for tone, path in tones.items():
        learner.go(path)
        yield page, f"credential {tone.rpartition('-')[2]}"
    page.locator(f"form[action='{path}/recheck'] button").click()
    yield page, "credential checked again"
    page.locator("li.log a").first.click()
    page.wait_for_url("**/reports/*")
    yield page, "report"
    learner.go(f"{path}/delete")
    yield page, "credential delete"


def _taking_in(learner: Visitor, demo: Demo) -> Iterator[Stop]:
    page, signed = learner.page, demo.issue(badge("Careful welding", life=200), "eddsa-rdfc-2022")
    learner.go("/credentials/add")
    yield page, "add"
    yield _pressed(page), "add nothing"
    learner.fill(link="nowhere", text="{}")
    yield _pressed(page), "add mistake in the link"
    learner.read_in(signed)
    yield page, "preview one"
    learner.read_in(signed, tampered(signed))
    yield page, "preview several"
    for tick in page.locator("[name=keep]").all():
        tick.uncheck()
    yield _pressed(page), "preview none ticked"
    page.locator("[name=keep]").first.check()
    _pressed(page)
    learner.read_in(signed)
    yield page, "preview known"
    learner.read_in(signed, {"no": "credential"}, {})
    yield page, "preview with a part that could not be read"
    learner.read_in({"no": "credential"})
    yield page, "preview nothing"


def _links(learner: Visitor, reader: Visitor, demo: Demo) -> Iterator[Stop]:
    page = learner.page
    learner.go("/shares")
    yield page, "shares"
    learner.go("/shares/new")
    yield page, "share new"
    learner.go("/credentials")
    for box in page.locator("[name=credential]").all():
        box.check()
    yield page, "credentials chosen"
    page.locator(".chosen button").click()
    yield page, "builder"
    page.locator("[type=radio][value=summary]").first.check()
    page.locator("[data-builder] button[value^='preset:exists']").first.click()
    page.wait_for_load_state()
    yield page, "builder of a summary"
    page.locator("[name=end][value=own]").check()
    learner.fill(end_date="2020-01-01", note="Please look\nat all of these.", from_name="Mara Lindqvist")
    yield _pressed(page), "builder mistake"
    page.locator("[name=end][value='7d']").check()
    _pressed(page)
    yield page, "share page"
    everything, own = page.locator("#link").inner_text(), page.url
    assert reader.go(everything).status == 200
    yield reader.page, "door"
    reader.go(everything.partition("#")[0])
    yield reader.page, "door without the key"
    reader.open(everything, "Harbour Works")
    yield reader.page, "opened with each verdict"
    for name, document in _for_readers(demo).items():
        reader.open(learner.share(learner.keep(document)))
        yield reader.page, f"opened {name}"
    learner.go(own)
    yield page, "share page with openings"
    learner.go(f"{own}/stop")
    yield page, "share stop"
    _pressed(page)
    yield page, "share page stopped"
    reader.go(everything)
    yield reader.page, "stopped for its reader"


def _for_readers(demo: Demo) -> dict[str, JsonObject]:
    unreachable: JsonObject = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": f"{demo.origin}/issuer/bitstring/status/nothing",
    }
    unsigned = {**badge("Nobody signed this"), "issuer": "https://issuer.example/"}
    return {
        "good": demo.issue(badge("Careful welding", life=200)),
        "undecided": demo.issue(badge("Careful welding", credentialStatus=unreachable)),
        "unsigned": json.loads(json.dumps(unsigned)),
        "not yet": demo.issue(badge("Careful welding", days=-20, life=200)),
    }


def _desk(office: Visitor) -> Iterator[Stop]:
    page = office.page
    office.go("/desk")
    yield page, "desks"
    page.locator("main .rows a").first.click()
    page.wait_for_url("**/desk/*")
    home = page.url.removeprefix(office.origin)
    for place in ("", "/decisions", "/members", "/pathways", "/rules", "/about"):
        assert office.go(home + place).status == 200
        yield page, f"desk of the demo {place}"
    office.go(home)
    page.locator(".needs tbody a").first.click()
    office.button("Open").click()
    expect(page.locator(".checks").first).to_be_visible()
    yield page, "case of the demo"
    office.go(home.replace("/desk/", "/organisations/"))
    yield page, "organisation of the demo"


def _handed_over(learner: Visitor) -> Iterator[Stop]:
    page = learner.page
    learner.go("/shares")
    page.get_by_role("link", name="Recognition of my courses").click()
    expect(page.locator("#handed")).to_contain_text(OFFICE.name)
    yield page, "link that was handed over"
    learner.go("/stacks")
    page.locator("main a[href^='/stacks/']:not([href$='/new'])").last.click()
    expect(page.locator(".needs")).to_be_visible()
    yield page, "stack that was handed over"
    learner.link("Hand it over to an organisation").click()
    yield page, "stack to hand over"


def _pressed(page: Page, form: str = "main form:not(.buttons form)") -> Page:
    """The page after its form was sent with the main button, whatever the browser itself would say to it."""
    with page.expect_navigation():
        page.locator(form).first.evaluate("(form) => form.noValidate = true")
        main = page.locator(form).first.locator("button[data-main]")
        (main if main.count() else page.locator(f"{form} button[type=submit]")).first.click()
    return page
