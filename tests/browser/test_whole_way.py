"""From signing up to the employer's page, in both languages, as people would go."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.samples import as_file, as_payload, badge, old_credential, tampered
from tests.browser.visitor import PASSPHRASE, Visitor

pytestmark = pytest.mark.browser

NEW_PASSPHRASE = "another one of five words"


def test_signing_up_shows_the_kit_once_and_it_prints(visit: Visit, language: str) -> None:
    learner = visit(language)
    learner.go("/")
    learner.link("Start a wallet").click()
    learner.sign_up()
    page, kit = learner.page, list(learner.kit)
    assert page.locator("html").get_attribute("lang") == language
    assert len(kit) == 9
    expect(page.get_by_role("heading", level=1)).to_have_text(learner.say("Your recovery kit"))
    page.evaluate("print = () => { window.printed = true }")
    learner.button("Print").click()
    assert page.evaluate("printed")
    assert _sheets(page) == 1
    page.emulate_media(media="print")
    expect(page.locator(".kit")).to_be_visible()
    expect(page.locator(".rail")).to_be_hidden()
    page.emulate_media(media="screen")
    learner.link("I have kept it").click()
    expect(page).to_have_url(f"{learner.origin}/credentials")
    learner.go("/kit")
    assert not any(group in page.content() for group in kit)


def test_a_credential_comes_in_by_paste_file_drop_and_link(learner: Visitor, demo: Demo, tmp_path: Path) -> None:
    page, words = learner.page, learner.say
    learner.link("I have kept it").click()
    learner.link("Add a credential").click()

    learner.read_in(demo.issue(badge("Came by paste")))
    expect(page.locator(".verdict .sentence")).to_contain_text(words.finding("headline.valid"))
    learner.go("/credentials")
    expect(page.get_by_text("Came by paste")).to_have_count(0)  # nothing is kept before "Keep"
    learner.keep(demo.issue(badge("Came by paste")))

    file = tmp_path / "certificate.json"
    file.write_bytes(as_file(demo.issue(badge("Came by file"), "eddsa-rdfc-2022")))
    learner.go("/credentials/add")
    page.locator("#file").set_input_files(file)
    learner.button("Read it").click()
    learner.button("Keep").click()

    learner.go("/credentials/add")
    _drop(page, "dropped.json", as_file(demo.issue(badge("Came by drop"), "eddsa-rdfc-2022")))
    learner.button("Read it").click()
    expect(page.locator(".certificate .title")).to_have_text("Came by drop")
    learner.button("Keep").click()

    learner.go("/credentials/add")
    learner.fill(link=f"{demo.origin}/issuer/bitstring/status/revocation")
    learner.button("Read it").click()
    expect(page.locator(".verdict .sentence")).to_contain_text(words.finding("headline.valid"))
    learner.button("Keep").click()

    learner.go("/credentials")
    titles = page.locator(".card h2").all_inner_texts()
    assert len(titles) == 4
    assert {"Came by paste", "Came by file", "Came by drop"} < set(titles)


def test_several_at_once_are_chosen_and_none_is_kept_twice(learner: Visitor, demo: Demo) -> None:
    page = learner.page
    known = demo.issue(badge("Known before"))
    learner.keep(known)
    learner.go("/credentials/add")
    page.locator("#file").set_input_files(
        [
            as_payload("known.json", json.dumps(known).encode()),
            as_payload("wanted.json", as_file(demo.issue(badge("Wanted")))),
            as_payload("changed.json", as_file(tampered(demo.issue(badge("Changed"))))),
            as_payload("old.json", as_file(demo.issue(old_credential(), "ed25519-signature-2020"))),
            as_payload("holiday.txt", b"no credential at all"),
        ]
    )
    learner.button("Read it").click()
    ticks = page.locator("input[name=keep]")
    expect(ticks).to_have_count(4)
    assert [tick.is_checked() for tick in ticks.all()] == [False, True, False, True]  # not what is known or broken
    expect(page.locator("main")).to_contain_text("holiday.txt")
    learner.button("Keep the ticked ones").click()
    expect(page.locator(".card")).to_have_count(3)

    learner.read_in(known)
    expect(page.locator("main")).to_contain_text(learner.say("You already have this one:"))
    learner.button("Keep").click()
    learner.go("/credentials")
    expect(page.locator(".card")).to_have_count(3)

    learner.read_in(demo.issue(badge("Unwanted")))
    learner.button("Do not keep").click()
    expect(page.locator(".card")).to_have_count(3)


def test_the_list_is_searched_and_sorted(learner: Visitor, demo: Demo) -> None:
    page = learner.page
    for title, life in (("Bees", 400), ("Chalk", None), ("Apples", 40)):
        learner.keep(demo.issue(badge(title, life=life), "eddsa-rdfc-2022"))
    learner.go("/credentials")
    titles = page.locator(".card h2")
    for order, expected in {
        "newest": ["Apples", "Chalk", "Bees"],
        "title": ["Apples", "Bees", "Chalk"],
        "ended": ["Apples", "Bees", "Chalk"],
    }.items():
        page.locator("[name=sort]").select_option(order)
        learner.button("Show").click()
        expect(page).to_have_url(f"{learner.origin}/credentials?q=&sort={order}")
        assert titles.all_inner_texts() == expected, order
    learner.fill(q="aPPl")
    learner.button("Show").click()
    expect(titles).to_have_text(["Apples"])
    learner.fill(q="zebra")
    learner.button("Show").click()
    expect(titles).to_have_count(0)
    learner.link("Show all").click()
    expect(titles).to_have_count(3)


def test_a_credentials_page_tells_what_it_says_and_how_it_was_checked(learner: Visitor, demo: Demo) -> None:
    page, raw = learner.page, as_file(demo.issue(badge("Bridge building", life=100)))
    learner.go("/credentials/add")
    page.locator("#file").set_input_files(as_payload("bridge.json", raw))
    learner.button("Read it").click()
    learner.button("Keep").click()
    certificate = page.locator(".certificate")
    for said in ("Bridge building", "What had to be done for Bridge building.", "127.0.0.1"):
        expect(certificate).to_contain_text(said)
    expect(certificate).to_contain_text(learner.say("The certificate itself ends on %(day)s."))
    _unfold_all_eight(page)
    with page.expect_download() as download:
        learner.link("Save the original").click()
    assert download.value.path().read_bytes() == raw
    assert download.value.suggested_filename == "bridge-building.json"

    expect(page.get_by_text(learner.say("There are none yet."))).to_be_visible()
    learner.button("Check again").click()
    earlier = page.locator("li.log a")
    expect(earlier).to_have_count(1)
    earlier.click()
    expect(page.locator(".verdict .sentence")).to_contain_text(learner.say.finding("headline.valid"))
    _unfold_all_eight(page)


def test_an_employer_sees_what_is_shared_until_it_is_stopped(visit: Visit, learner: Visitor, demo: Demo) -> None:
    say, signed = learner.say, demo.issue(badge("Careful welding", life=200))
    link = _share_by_hand(learner, learner.keep(signed))
    own_page = learner.page.url
    address, _, key = link.partition("#")

    employer = visit(say.language)
    employer.go(link)
    _assert_nothing_is_known_yet(employer.page, learner.name)
    employer.fill(viewer="Harbour Works")
    employer.button("Open").click()
    sentence = employer.page.locator(".verdict .sentence")
    expect(sentence).to_contain_text(say.finding("headline.valid"))
    _assert_the_key_is_gone(employer.page, address, key)
    body = employer.page.locator("main")
    for said in ("Careful welding", "Mara Lindqvist", "Look at\nthe second page"):
        expect(body).to_contain_text(said)
    _assert_two_ends(employer)
    assert _sheets(employer.page) == 1
    _unfold_all_eight(employer.page)

    employer.page.reload()
    expect(sentence).to_contain_text(say.finding("headline.valid"))
    learner.go(own_page)
    openings = learner.page.locator("li.log")
    expect(openings).to_have_count(1)  # a reload is no second opening
    expect(openings).to_contain_text("Harbour Works")
    expect(openings).to_contain_text(say.finding("headline.valid"))

    demo.set_status(str(signed["id"]), "revocation", True)
    employer.page.reload()
    expect(sentence).to_contain_text(say.finding("headline.revoked.genuine"))
    second = visit(say.language)
    second.open(link)
    expect(second.page.locator(".verdict .sentence")).to_contain_text(say.finding("headline.revoked.genuine"))
    learner.page.reload()
    expect(openings).to_have_count(2)
    expect(openings.first).to_contain_text(say("They gave no name"))
    expect(openings.first).to_contain_text(say.finding("headline.revoked.genuine"))

    learner.link("Stop link").click()
    learner.button("Stop link").click()
    expect(learner.page).to_have_url(own_page)
    expect(learner.page.locator("main")).to_contain_text(say("You stopped this link. Nobody can open it."))
    for reader in (employer, second):
        answer = reader.page.reload()
        assert answer is not None
        assert answer.status == 404
        assert "Careful welding" not in reader.page.content()
    assert employer.go(link).status == 404


def test_the_link_is_copied_and_its_qr_code_says_the_same(visit: Visit, language: str, demo: Demo) -> None:
    learner = visit(language, permissions=["clipboard-read", "clipboard-write"])
    learner.sign_up()
    link = learner.share(learner.keep(demo.issue(badge("Careful welding"))), from_name="Mara")
    assert link.startswith(f"{learner.origin}/s/")
    page = learner.page
    learner.button("Copy link").click()
    expect(learner.button("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    expect(page.get_by_role("img", name=learner.say("QR code of this link"))).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert _read_code(page.screenshot(full_page=True)) == link, scheme
    with page.expect_download() as download:
        learner.link("Save QR code").click()
    assert _read_code(download.value.path().read_bytes()) == link


def test_anybody_checks_a_credential_without_an_account(visit: Visit, language: str, demo: Demo) -> None:
    anybody, signed = visit(language), demo.issue(badge("Careful welding"))
    page, say = anybody.page, anybody.say
    sentence = page.locator(".verdict .sentence")

    anybody.go(demo.verify_link)
    anybody.fill(text=json.dumps(signed))
    anybody.button("Check").click()
    expect(sentence).to_contain_text(say.finding("headline.valid"))
    _unfold_all_eight(page)

    anybody.go("/")
    _drop(page, "changed.json", as_file(tampered(signed)))
    anybody.button("Check").click()
    expect(sentence).to_contain_text(say.finding("headline.signature"))
    expect(page.locator("main")).to_contain_text("changed.json")

    anybody.link("Check another").click()
    anybody.fill(link=f"{demo.origin}/issuer/bitstring/status/suspension")
    anybody.button("Check").click()
    expect(sentence).to_contain_text(say.finding("headline.valid"))

    anybody.go("/verify")
    anybody.fill(text="{}", link="https://name-of-nobody.invalid/")
    anybody.button("Check").click()
    expect(page.locator("[name=link]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=text]")).to_have_value("{}")  # what was typed stays


def test_passphrase_and_kit_are_changed(visit: Visit, learner: Visitor) -> None:
    page, first_kit = learner.page, " ".join(learner.kit)
    elsewhere = visit(learner.say.language)
    elsewhere.sign_in(name=learner.name)
    expect(elsewhere.page).to_have_url(f"{learner.origin}/credentials")

    learner.go("/settings")
    change = page.locator("form[action='/settings/passphrase']")
    change.locator("[name=passphrase]").fill(PASSPHRASE)
    change.locator("[name=new_passphrase]").fill(NEW_PASSPHRASE)
    change.locator("[name=new_passphrase_again]").fill(NEW_PASSPHRASE)
    change.get_by_role("button").click()
    expect(page).to_have_url(f"{learner.origin}/settings")
    elsewhere.go("/settings")
    expect(elsewhere.page).to_have_url(f"{learner.origin}/sign-in?next=%2Fsettings")
    elsewhere.sign_in(name=learner.name)
    expect(elsewhere.page.get_by_role("alert")).to_be_visible()

    renew = page.locator("form[action='/settings/kit']")
    renew.locator("[name=passphrase]").fill(NEW_PASSPHRASE)
    renew.get_by_role("button").click()
    new_kit = " ".join(page.locator(".kit li").all_inner_texts())
    assert new_kit != first_kit
    for kit in (first_kit, new_kit):
        elsewhere.go("/recover")
        elsewhere.fill(name=learner.name, kit=kit, passphrase=PASSPHRASE, passphrase_again=PASSPHRASE)
        elsewhere.button("Set passphrase").click()
        if kit == first_kit:
            expect(elsewhere.page.get_by_role("alert")).to_be_visible()
    expect(elsewhere.page).to_have_url(f"{learner.origin}/credentials")


def test_signing_out_everywhere_and_leaving_for_good(visit: Visit, learner: Visitor, demo: Demo) -> None:
    link = learner.share(learner.keep(demo.issue(badge("Careful welding"))))
    elsewhere = visit(learner.say.language)
    elsewhere.sign_in(name=learner.name)
    elsewhere.go("/settings")
    elsewhere.button("Sign out everywhere").click()
    learner.go("/credentials")
    expect(learner.page).to_have_url(f"{learner.origin}/sign-in?next=%2Fcredentials")

    learner.sign_in()
    learner.go("/settings")
    learner.link("Delete wallet").click()
    learner.fill(passphrase="not the right one")
    learner.button("Delete wallet").click()
    expect(learner.page.locator("[name=passphrase]")).to_have_attribute("aria-invalid", "true")
    learner.fill(passphrase=PASSPHRASE)
    learner.button("Delete wallet").click()
    expect(learner.page).to_have_url(f"{learner.origin}/")
    learner.sign_in()
    expect(learner.page.get_by_role("alert")).to_be_visible()
    assert elsewhere.go(link).status == 404


def _share_by_hand(learner: Visitor, credential: str) -> str:
    """By what the pages offer, for 7 days with a note; the link."""
    learner.go(credential)
    learner.link("Share").click()
    assert learner.page.locator("input[name=credential]").count() == 1
    learner.fill(from_name="Mara Lindqvist", note="Look at\nthe second page", label="For the harbour")
    learner.page.get_by_label(learner.say("In a week")).check()
    learner.button("Make link").click()
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("For the harbour")
    return learner.page.locator("#link").inner_text()


def _assert_nothing_is_known_yet(page: Page, learner_name: str) -> None:
    shown = page.content()
    for unknown in ("welding", "Mara", "second page", "harbour", "127.0.0.1:", learner_name):
        assert unknown not in shown
    expect(page.locator("[name=key]")).to_be_hidden()


def _assert_the_key_is_gone(page: Page, address: str, key: str) -> None:
    """From the address bar, and from everything that "back" and "forward" lead to."""
    assert page.url == address
    session = page.context.new_cdp_session(page)
    entries = session.send("Page.getNavigationHistory")["entries"]
    assert not [entry["url"] for entry in entries if key in entry["url"]]
    assert key not in page.content()
    session.detach()


def _assert_two_ends(reader: Visitor) -> None:
    """The link's end and the certificate's are two sentences on two lines."""
    lines = reader.text().splitlines()
    of_link = [line for line in lines if reader.say("This link stops on %(day)s.") in line]
    of_certificate = [line for line in lines if reader.say("The certificate itself ends on %(day)s.") in line]
    assert len(of_link) == len(of_certificate) == 1
    assert of_link != of_certificate


def _unfold_all_eight(page: Page) -> None:
    checks = page.locator(".checks > li")
    expect(checks).to_have_count(8)
    for part in (".question", ".answer", "time"):
        said = checks.locator(part).all_inner_texts()
        assert len(said) == 8
        assert all(each.strip() for each in said)
    for summary in checks.locator("summary").all():
        summary.click()
    facts = checks.locator("details[open] > dl, details[open] > p")
    assert [each.strip() for each in facts.all_inner_texts()].count("") == 0
    expect(facts).to_have_count(8)


def _drop(page: Page, name: str, content: bytes) -> None:
    transfer = page.evaluate_handle(
        """([name, text]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], name, {type: "application/json"}));
            return transfer;
        }""",
        [name, content.decode()],
    )
    for kind in ("dragover", "drop"):
        page.dispatch_event("[data-drop] label", kind, {"dataTransfer": transfer})


def _read_code(picture: bytes) -> str:
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(picture)))
    return found.text if found else ""


def _sheets(page: Page) -> int:
    """How many sheets of paper the page prints on."""
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
