"""An organisation in a browser: founded, a second person joins by the link, roles, a pathway signed; by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.look import Look
from tests.browser.test_access import KINDS
from tests.browser.test_keyboard import Keys
from tests.browser.visitor import PASSPHRASE, Visitor

pytestmark = pytest.mark.browser

PROFILE = {
    "name": "Harbour University",
    "website": "https://harbour.example",
    "about": "The recognition office of the faculty of sails.",
    "keeps_days": "30",
    "member_name": "Ada Lovelace",
}
ISSUER = "did:web:north.example"


def found(admin: Visitor) -> str:
    """An organisation of one's own; the path of its desk."""
    admin.go("/desk/new")
    admin.fill(**PROFILE)
    admin.button("Start").click()
    admin.page.wait_for_url(lambda url: not url.endswith("/new"))
    return admin.page.url.removeprefix(admin.origin)


def invitation(admin: Visitor, home: str, name: str, role: str) -> str:
    """The link of an invitation."""
    admin.go(f"{home}/members")
    admin.fill(member_name=name)
    admin.page.locator(f"[name=role][value={role}][type=radio]").check()
    admin.button("Make an invitation").click()
    return admin.page.locator("#link").inner_text().strip()


def arrive_by(link: str, newcomer: Visitor) -> None:
    """Somebody without a wallet opens an invitation, starts a wallet, and is back at the invitation."""
    newcomer.go(link)
    newcomer.link("Start a wallet").click()
    newcomer.fill(name=f"Newcomer {link[-6:]}", passphrase=PASSPHRASE, passphrase_again=PASSPHRASE)
    newcomer.button("Start").click()
    newcomer.link("I have kept it").click()
    expect(newcomer.page.locator("h1")).to_have_text(newcomer.say("Join an organisation"))


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_an_organisation_is_founded_and_a_second_person_joins(visit: Visit, kind: tuple[str, str], demo: Demo) -> None:
    admin, bob, anybody = (visit(kind[0], color_scheme=kind[1]) for _ in range(3))
    look = Look(*kind)
    admin.sign_up()
    admin.go("/desk")
    look.at(admin.page, "no organisation")
    admin.go("/desk/new")
    look.at(admin.page, "new organisation")
    admin.fill(**{**PROFILE, "website": "harbour"})
    admin.button("Start").click()
    expect(admin.page.locator(".mistake").first).to_be_visible()
    look.at(admin.page, "new organisation mistake")
    home = found(admin)
    link = invitation(admin, home, "Bob at the counter", "reader")
    look.at(admin.page, "an invitation")
    arrive_by(link, bob)
    look.at(bob.page, "join")
    bob.fill(member_name="Bob")
    bob.button("Join").click()
    bob.page.wait_for_url(f"**{home}")
    for place in ("members", "rules", "about", "pathways"):
        bob.go(f"{home}/{place}")
        expect(bob.page.locator("main form[method=post]")).to_have_count(0)
        look.at(bob.page, f"reader of {place}")
    _lead(admin, home, look)
    _sign(admin, home, look)
    assert anybody.go(home.replace("/desk", "/organisations")).status == 200
    expect(anybody.page.locator("h1")).to_contain_text(PROFILE["name"])
    expect(anybody.page.locator("main .row--mark")).to_have_count(1)
    look.at(anybody.page, "public organisation")
    _end(admin, home, look)
    assert not look.findings, "\n".join(["", *look.findings])


def _lead(admin: Visitor, home: str, look: Look) -> None:
    """Roles, rules, the file for a domain."""
    page = admin.page
    invitation(admin, home, "Carla", "reviewer")
    admin.go(f"{home}/members")
    bobs = page.locator(".rows > li", has_text="Bob").first
    bobs.locator("summary").click()
    bobs.locator("select").select_option("reviewer")
    bobs.get_by_role("button", name=admin.say("Give this role")).click()
    bobs = page.locator(".rows > li", has_text="Bob").first
    expect(bobs.locator(".badge")).to_have_text(admin.say("Reviewer"))
    look.at(page, "members")
    page.get_by_role("button", name=admin.say("Take back")).first.click()
    expect(page.locator("main")).not_to_contain_text("Carla")
    page.locator(".rows > li", has_text="Bob").first.locator("summary").click()
    page.locator(".rows > li", has_text="Bob").first.locator("a.button--danger").click()
    look.at(page, "remove a member")
    admin.go(f"{home}/rules")
    admin.fill(trusted="nothing")
    admin.button("Save").click()
    expect(page.locator(".mistake").first).to_be_visible()
    look.at(page, "rules mistake")
    admin.fill(trusted=f"{ISSUER} North University", appeal="To the board, within 30 days.")
    page.locator("[name=only_trusted]").check()
    admin.button("Save").click()
    expect(page.locator("[name=trusted]")).to_have_value(f"{ISSUER} North University")
    look.at(page, "rules")
    admin.go(f"{home}/about")
    look.at(page, "about")
    admin.fill(domain="harbour")
    admin.button("Show the file to publish").click()
    expect(page.locator("#domain-mistake")).to_be_visible()
    look.at(page, "about mistake")
    admin.fill(domain="harbour.example")
    admin.button("Show the file to publish").click()
    expect(page.locator("#did-address")).to_have_text("https://harbour.example/.well-known/did.json")
    look.at(page, "about with the file")


def _sign(admin: Visitor, home: str, look: Look) -> None:
    """A pathway of the demo, signed as the organisation's."""
    page = admin.page
    admin.go(f"{home}/pathways")
    look.at(page, "pathways to sign")
    page.locator("a.button[href$='/sign']").first.click()
    look.at(page, "sign a pathway")
    admin.fill(ends="2099-12-31")
    admin.button("Sign as ours").click()
    expect(page.locator("main .row--mark")).to_have_count(1)
    look.at(page, "a pathway of theirs")


def _end(admin: Visitor, home: str, look: Look) -> None:
    page = admin.page
    admin.go("/desk")
    expect(page.locator(".rail a[href='/desk']")).to_be_visible()
    look.at(page, "organisations")
    admin.go(f"{home}/about")
    admin.link("Delete this organisation").click()
    look.at(page, "delete an organisation")
    admin.fill(name=PROFILE["name"])
    admin.button("Delete this organisation").click()
    page.wait_for_url("**/desk")
    expect(page.locator(".rail a[href='/desk']")).to_have_count(0)


def test_an_organisation_is_founded_and_joined_by_keyboard_alone(visit: Visit, demo: Demo) -> None:
    admin, bob = visit("en"), visit("en", viewport={"width": 320, "height": 640})
    admin.sign_up()
    admin.go("/desk")
    keys = Keys(admin.page)
    keys.arrive()
    keys.follow("main a[href='/desk/new']")
    for name in ("name", "member_name"):
        keys.type(f"[name={name}]", PROFILE[name])
    keys.follow("main button[data-main]")
    home = admin.page.url.removeprefix(admin.origin)
    admin.go(f"{home}/members")
    keys.arrive()
    keys.type("[name=member_name]", "Bob")
    keys.to("[name=role][type=radio]")
    admin.page.keyboard.press("ArrowUp")
    keys.follow("main button[data-main]")
    link = admin.page.locator("#link").inner_text().strip()
    bob.sign_up()
    bob.go(link)
    keys = Keys(bob.page)
    keys.arrive()
    keys.type("[name=member_name]", "Bob")
    keys.follow("main button[data-main]")
    bob.page.wait_for_url(f"**{home}")
    admin.go(f"{home}/members")
    expect(admin.page.locator(".rows > li", has_text="Bob").locator(".badge")).to_have_text("Reader")
