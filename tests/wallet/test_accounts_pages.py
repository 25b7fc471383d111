import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.wallet.conftest import PASSPHRASE, is_signed_in, sign_in, sign_up
from tests.world import NOW, Clock
from wallet.accounts import service as accounts
from wallet.accounts.sessions import start_session
from wallet.accounts.tables import KeySlot, Learner
from wallet.service import Service
from wallet.vault import slots

OTHER = "another passphrase"
Browser = Callable[[], TestClient]


def mistake(page: str, field: str) -> str:
    """The sentence beside a field, empty where there is none."""
    found = re.search(rf'<p class="mistake" id="{field}-mistake">.*?<span>(.*?)</span>', page, re.DOTALL)
    return found[1] if found else ""


def form_mistake(page: str) -> str:
    found = re.search(r'<p class="mistake" role="alert">.*?<span>(.*?)</span>', page, re.DOTALL)
    return found[1] if found else ""


def kit_in(page: str) -> str:
    """The kit as it stands on its page."""
    return "-".join(re.findall(r"<li>([0-9A-Z]{4})</li>", page))


def everything_stored(service: Service, tmp_path: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in tmp_path.glob("wallet.sqlite*"))


# Starting


def test_starting_a_wallet_shows_the_kit_once_and_signs_in(client: TestClient) -> None:
    page = sign_up(client, email="ada@example.org")
    assert page.status_code == 200
    assert re.fullmatch(r"([0-9A-Z]{4}-){8}[0-9A-Z]{4}", kit_in(page.text))
    assert "shown only this once" in page.text
    assert is_signed_in(client)
    assert client.get("/kit").headers["location"] == "/settings"
    again = sign_up(client, email="ada@example.org")
    assert kit_in(again.text) == ""


def test_the_kits_page_is_kept_nowhere(client: TestClient, service: Service, tmp_path: Path) -> None:
    page = sign_up(client)
    assert page.headers["cache-control"] == "no-store"
    kit = kit_in(page.text)
    for form in (kit, kit.replace("-", "")):
        assert form.encode() not in everything_stored(service, tmp_path)


def test_neither_name_nor_address_nor_passphrase_is_stored_readably(
    client: TestClient, service: Service, tmp_path: Path
) -> None:
    sign_up(client, name="Ada Lovelace", email="ada@example.org")
    stored = everything_stored(service, tmp_path).lower()
    for secret in ("lovelace", "example.org", PASSPHRASE):
        assert secret.encode() not in stored


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": " "}, "name", "Type a name"),
        ({"name": "x" * 300}, "name", "too long"),
        ({"name": "A\u200bda"}, "name", "cannot be seen"),
        ({"email": "nobody"}, "email", "not an e-mail address"),
        ({"email": "a@" + "x" * 300}, "email", "too long"),
        ({"passphrase": "short", "passphrase_again": "short"}, "passphrase", "too short"),
        ({"passphrase": "x" * 1025, "passphrase_again": "x" * 1025}, "passphrase", "too long"),
        (
            {"name": "ada of byron", "passphrase": "Ada of Byron", "passphrase_again": "Ada of Byron"},
            "passphrase",
            "guess",
        ),
        ({"passphrase_again": OTHER}, "passphrase_again", "not the same"),
    ],
)
def test_a_mistake_stands_beside_its_field_with_what_was_typed(
    client: TestClient, typed: dict[str, str], field: str, said: str
) -> None:
    page = sign_up(client, **{"name": "Ada & Co", "email": "ada@example.org", **typed})
    assert page.status_code == 422
    assert said in mistake(page.text, field)
    assert "set-cookie" not in page.headers
    if "name" not in typed:
        assert 'value="Ada &amp; Co"' in page.text
    if "email" not in typed:
        assert 'value="ada@example.org"' in page.text
    assert PASSPHRASE not in page.text
    assert not is_signed_in(client)


def test_missing_fields_are_mistakes_and_no_crash(client: TestClient) -> None:
    for path in ("/sign-up", "/sign-in", "/recover"):
        assert client.post(path).status_code == 422
        assert client.post(path, files={"name": ("a", b"b")}).status_code in (400, 422)


@pytest.mark.parametrize("name", ["ADA", " ada ", "Ａｄａ"])
def test_a_name_is_taken_however_it_is_written(ada: TestClient, browser: Browser, name: str) -> None:
    page = sign_up(browser(), name=name)
    assert page.status_code == 422
    assert "somebody has it already" in mistake(page.text, "name")


def test_who_is_signed_in_is_led_past_the_doors(ada: TestClient) -> None:
    assert ada.get("/sign-up").headers["location"] == "/credentials"
    assert ada.get("/sign-in?next=/history").headers["location"] == "/history"


# Signing in and out


@pytest.mark.parametrize("name", ["Ada", "ada", "ADA@example.org"])
def test_name_or_address_with_the_passphrase_open_the_wallet(client: TestClient, browser: Browser, name: str) -> None:
    sign_up(client, email="ada@example.org")
    other = browser()
    response = sign_in(other, name)
    assert (response.status_code, response.headers["location"]) == (303, "/credentials")
    assert is_signed_in(other)


@pytest.mark.parametrize(("name", "passphrase"), [("Ada", OTHER), ("Bob", PASSPHRASE), ("", ""), ("\x00", "\x00")])
def test_every_wrong_sign_in_gets_the_same_answer(
    ada: TestClient, browser: Browser, name: str, passphrase: str
) -> None:
    other = browser()
    page = sign_in(other, name, passphrase)
    assert page.status_code == 422
    assert form_mistake(page.text).startswith("Name and passphrase do not belong together")
    assert not is_signed_in(other)
    if passphrase.strip("\x00"):
        assert passphrase not in page.text


def test_a_wrong_name_costs_what_a_wrong_passphrase_costs(
    ada: TestClient, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = []
    real = slots.stretch
    monkeypatch.setattr(slots, "stretch", lambda text, salt, cost: costs.append(cost) or real(text, salt, cost))
    counted = []
    for name in ("Ada", "Bob", "bob@example.org", "\x00"):
        sign_in(browser(), name, OTHER)
        counted.append(costs.copy())
        costs.clear()
    assert counted[0]
    assert all(each == counted[0] for each in counted)


def test_signing_out_ends_the_session_for_whoever_has_the_cookie(ada: TestClient, browser: Browser) -> None:
    thief = browser()
    thief.cookies.set("__Host-cairn", ada.cookies["__Host-cairn"], domain="wallet.test")
    assert is_signed_in(thief)
    assert ada.post("/sign-out").headers["location"] == "/"
    assert not is_signed_in(ada)
    assert not is_signed_in(thief)


def test_a_sign_in_link_works_once(ada: TestClient, browser: Browser, service: Service) -> None:
    token = _link(service)
    assert browser().head(f"/enter/{token}").status_code == 200
    other = browser()
    response = other.get(f"/enter/{token}")
    assert (response.status_code, response.headers["location"]) == (303, "/credentials")
    assert is_signed_in(other)
    assert token not in other.cookies["__Host-cairn"]
    third = browser()
    assert third.get(f"/enter/{token}").status_code == 404
    assert not is_signed_in(third)


@pytest.mark.parametrize(
    ("after", "location"),
    [
        ("/desk/abc", "/desk/abc"),
        ("https://elsewhere.example/", "/credentials"),
        ("//elsewhere.example/", "/credentials"),
        ("/%09/elsewhere.example", "/credentials"),
    ],
)
@pytest.mark.usefixtures("ada")
def test_a_sign_in_link_leads_on_within_this_site_alone(
    browser: Browser, service: Service, after: str, location: str
) -> None:
    other = browser()
    assert other.get(f"/enter/{_link(service)}?next={after}").headers["location"] == location
    assert is_signed_in(other)


def test_a_sign_in_link_ends_and_is_no_session(
    ada: TestClient, browser: Browser, service: Service, clock: Clock
) -> None:
    token = _link(service)
    other = browser()
    other.cookies.set("__Host-cairn", token, domain="wallet.test")
    assert not is_signed_in(other)
    assert browser().get(f"/enter/{ada.cookies['__Host-cairn']}").status_code == 404
    clock.pass_by(days=1)
    assert browser().get(f"/enter/{token}").status_code == 404


def _link(service: Service) -> str:
    return start_session(service, accounts.sign_in(service, "Ada", PASSPHRASE), once=True)


# The kit


def test_the_kit_opens_the_wallet_with_a_new_passphrase(client: TestClient, browser: Browser) -> None:
    kit = kit_in(sign_up(client).text)
    other = browser()
    typed = {"name": "ada", "kit": kit.lower().replace("-", " "), "passphrase": OTHER, "passphrase_again": OTHER}
    assert other.post("/recover", data=typed).headers["location"] == "/credentials"
    assert is_signed_in(other)
    assert not is_signed_in(client)
    assert sign_in(browser(), passphrase=PASSPHRASE).status_code == 422
    assert sign_in(browser(), passphrase=OTHER).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"kit": "0000-0000"}, "kit", "typing error"),
        ({"kit": "é" * 36}, "kit", "typing error"),
        ({"name": "Bob"}, "", "do not belong together"),
        ({"passphrase": "short", "passphrase_again": "short"}, "passphrase", "too short"),
        ({"passphrase_again": PASSPHRASE}, "passphrase_again", "not the same"),
    ],
)
def test_a_recovery_that_fails_says_where(
    client: TestClient, browser: Browser, typed: dict[str, str], field: str, said: str
) -> None:
    kit = kit_in(sign_up(client).text)
    other = browser()
    fields = {"name": "Ada", "kit": kit, "passphrase": OTHER, "passphrase_again": OTHER, **typed}
    page = other.post("/recover", data=fields)
    assert page.status_code == 422
    assert said in (mistake(page.text, field) if field else form_mistake(page.text))
    assert OTHER not in page.text
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_a_new_kit_replaces_the_old_one(client: TestClient, browser: Browser) -> None:
    old = kit_in(sign_up(client).text)
    assert client.post("/settings/kit", data={"passphrase": OTHER}).status_code == 422
    page = client.post("/settings/kit", data={"passphrase": PASSPHRASE})
    new = kit_in(page.text)
    assert (page.status_code, new != old) == (200, True)
    assert is_signed_in(client)
    typed = {"name": "Ada", "passphrase": OTHER, "passphrase_again": OTHER}
    assert browser().post("/recover", data={**typed, "kit": old}).status_code == 422
    assert browser().post("/recover", data={**typed, "kit": new}).status_code == 303


# Settings


def test_the_settings_show_and_change_name_and_address(ada: TestClient, browser: Browser) -> None:
    typed = {"name": "Ada  Byron", "email": " ada@example.org ", "language": "de", "theme": "dark"}
    assert ada.post("/settings", data=typed).headers["location"] == "/settings"
    page = ada.get("/settings").text
    assert 'value="Ada Byron"' in page
    assert 'value="ada@example.org"' in page
    assert '<html lang="de" data-theme="dark">' in page
    assert sign_in(browser(), "ada byron").status_code == 303
    assert sign_in(browser(), "ada@example.org").status_code == 303
    assert sign_in(browser(), "Ada").status_code == 422
    assert sign_up(browser(), name="Ada").status_code == 200


def test_settings_refuse_what_starting_refuses(ada: TestClient, browser: Browser) -> None:
    sign_up(browser(), name="Bob")
    for typed, field in (({"name": "BOB"}, "name"), ({"name": ""}, "name"), ({"name": "Ada", "email": "x"}, "email")):
        page = ada.post("/settings", data={"language": "en", "theme": "system", **typed})
        assert page.status_code == 422
        assert mistake(page.text, field)
    assert 'value="Ada"' in ada.get("/settings").text


def test_saving_unchanged_settings_leaves_no_trace(ada: TestClient) -> None:
    ada.post("/settings", data={"name": "Ada", "email": ""})
    assert "You changed your name" not in ada.get("/history").text


def test_a_new_passphrase_ends_every_other_session(ada: TestClient, browser: Browser) -> None:
    other = browser()
    sign_in(other)
    before = ada.cookies["__Host-cairn"]
    typed = {"passphrase": PASSPHRASE, "new_passphrase": OTHER, "new_passphrase_again": OTHER}
    assert ada.post("/settings/passphrase", data=typed).headers["location"] == "/settings"
    assert is_signed_in(ada)
    assert ada.cookies["__Host-cairn"] != before
    assert not is_signed_in(other)
    assert sign_in(browser()).status_code == 422
    assert sign_in(browser(), passphrase=OTHER).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"passphrase": OTHER}, "change-passphrase", "not your passphrase"),
        ({"new_passphrase": "short", "new_passphrase_again": "short"}, "new_passphrase", "too short"),
        ({"new_passphrase_again": PASSPHRASE}, "new_passphrase_again", "not the same"),
    ],
)
def test_a_passphrase_that_cannot_be_changed_says_why(
    ada: TestClient, typed: dict[str, str], field: str, said: str
) -> None:
    fields = {"passphrase": PASSPHRASE, "new_passphrase": OTHER, "new_passphrase_again": OTHER, **typed}
    page = ada.post("/settings/passphrase", data=fields)
    assert page.status_code == 422
    assert said in mistake(page.text, field)
    assert 'value="Ada"' in page.text
    assert PASSPHRASE not in page.text
    assert OTHER not in page.text
    assert is_signed_in(ada)


def test_signing_out_everywhere_ends_this_session_too(ada: TestClient, browser: Browser) -> None:
    other = browser()
    sign_in(other)
    assert ada.post("/settings/sessions").headers["location"] == "/sign-in"
    assert not is_signed_in(ada)
    assert not is_signed_in(other)


def test_leaving_deletes_everything_after_the_passphrase(ada: TestClient, browser: Browser, service: Service) -> None:
    assert "Nobody can bring them back" in ada.get("/settings/delete").text
    page = ada.post("/settings/delete", data={"passphrase": OTHER})
    assert (page.status_code, "not your passphrase" in mistake(page.text, "passphrase")) == (422, True)
    assert is_signed_in(ada)
    assert ada.post("/settings/delete", data={"passphrase": PASSPHRASE}).headers["location"] == "/"
    assert not is_signed_in(ada)
    assert sign_in(browser()).status_code == 422
    tables = [Learner.__tablename__, KeySlot.__tablename__, "sign_in", "history_entry"]
    with sqlite3.connect(service.database.engine.url.database) as connection:
        counted = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    connection.close()
    assert counted == [0, 0, 0, 0]


# History


def test_the_history_tells_what_happened_newest_first(client: TestClient, clock: Clock) -> None:
    kit = kit_in(sign_up(client).text)
    clock.pass_by(hours=1)
    client.post("/settings/kit", data={"passphrase": PASSPHRASE})
    clock.pass_by(hours=1)
    client.post("/settings", data={"name": "Ada", "email": "ada@example.org"})
    page = client.get("/history").text
    told = [page.index(each) for each in ("You changed your name", "You made a new recovery kit", "You started this")]
    assert told == sorted(told)
    assert f"{NOW:%H:%M} UTC" in page
    assert kit not in page


def test_nobody_reads_anothers_history(ada: TestClient, browser: Browser) -> None:
    other = browser()
    sign_up(other, name="Bob")
    ada.post("/settings/kit", data={"passphrase": PASSPHRASE})
    assert "recovery kit" not in other.get("/history").text
