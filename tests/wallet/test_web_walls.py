"""What stands around every page of the wallet: headers, origins, limits, logs."""

import logging
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.wallet.conftest import PASSPHRASE, PUBLIC_URL, is_signed_in, sign_in, sign_up
from tests.world import FakeWeb, badge, signed
from verifier.site.csp import HEADERS, headers_of
from wallet.accounts import pages
from wallet.accounts import service as accounts
from wallet.accounts.sessions import start_session
from wallet.service import Problem, Service

Browser = Callable[[], TestClient]

PAGES = ["/", "/verify", "/sign-up", "/sign-in", "/recover", "/history", "/settings", "/settings/delete"]
LISTS = ["/credentials", "/credentials/add", "/shares", "/shares/new", "/credentials/nothing", "/s/nothing", "/nothing"]


@pytest.mark.parametrize("path", [*PAGES, *LISTS, "/sign-out", "/enter/nothing", "/static/cairn.css"])
def test_every_page_carries_the_security_headers(ada: TestClient, path: str) -> None:
    for response in (ada.get(path), ada.options(path), ada.post(path, headers={"Sec-Fetch-Site": "cross-site"})):
        assert {name: response.headers.get(name) for name in HEADERS} == dict(headers_of(path))
        assert response.headers["strict-transport-security"]
        if not path.startswith("/static"):
            assert response.headers["cache-control"] == "no-store"
            assert response.headers.get("x-robots-tag") == (None if path in ("/", "/verify") else "noindex")


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_in_both_languages_and_head_is_empty(ada: TestClient, path: str) -> None:
    for language in ("en", "de"):
        page = ada.get(path, headers={"Accept-Language": language})
        assert page.status_code in (200, 303)
        if page.status_code == 200:
            assert f'<html lang="{language}">' in page.text
            assert page.text.count("<h1") == 1
    head = ada.head(path)
    assert (head.status_code, head.content) == (page.status_code, b"")


@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/recover"])
def test_public_pages_know_nobody(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "Sign out" not in page.text


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": PUBLIC_URL}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://wallet.test"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
def test_another_sites_page_signs_nobody_out(
    ada: TestClient, app: Starlette, headers: dict[str, str], passes: bool
) -> None:
    plain = TestClient(app, base_url=PUBLIC_URL, follow_redirects=False)
    plain.cookies.set("__Host-cairn", ada.cookies["__Host-cairn"], domain="wallet.test")
    assert plain.post("/sign-out", headers=headers).status_code == (303 if passes else 403)
    assert is_signed_in(ada) is not passes


def test_another_sites_page_signs_nobody_in(ada: TestClient, app: Starlette) -> None:
    victim = TestClient(app, base_url=PUBLIC_URL, headers={"Sec-Fetch-Site": "cross-site"}, follow_redirects=False)
    assert sign_in(victim).status_code == 403
    assert not victim.cookies


def test_a_program_without_cookies_may_post(app: Starlette) -> None:
    program = TestClient(app, base_url=PUBLIC_URL, headers={"Accept": "application/json"}, follow_redirects=False)
    [only] = program.post("/verify", data={"text": signed(badge()).decode()}).json()
    assert only["verdict"] == "valid"


def test_a_body_that_is_too_large_is_a_page(client: TestClient) -> None:
    page = sign_up(client, name="x" * 100_000)
    assert page.status_code == 413
    assert "This is too large" in page.text


# Limits


def test_guessing_a_passphrase_is_slowed_down_by_name(
    ada: TestClient, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "TRIES_BY_NAME", pages.parse("3 per hour"))
    guesses = [sign_in(browser(), name, "wrong passphrase").status_code for name in ("Ada", "ADA", " ada", "Ada")]
    assert guesses == [422, 422, 422, 429]
    refused = sign_in(browser())  # even with the right one
    assert refused.status_code == 429
    assert "Too many tries" in refused.text
    assert int(refused.headers["retry-after"]) > 0
    typed = {"name": "Ada", "kit": "x", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    assert browser().post("/recover", data=typed).status_code == 429
    assert sign_in(browser(), "Bob").status_code == 422
    assert is_signed_in(ada)


def test_guessing_is_slowed_down_by_address(ada: TestClient, app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "TRIES_BY_ADDRESS", pages.parse("2 per hour"))

    def guess(number: int, address: str) -> int:
        return sign_in(TestClient(app, base_url=PUBLIC_URL, client=(address, 1)), f"name {number}", "x").status_code

    assert [guess(number, "192.0.2.1") for number in range(3)] == [422, 422, 429]
    assert guess(4, "192.0.2.2") == 422
    assert [guess(number, f"2001:db8::{number}") for number in range(3)] == [422, 422, 429]


def test_starting_wallets_is_limited_by_address(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIGN_UPS_BY_ADDRESS", pages.parse("1 per hour"))
    assert [sign_up(browser(), name=name).status_code for name in ("Ada", "Bob")] == [200, 429]


def test_an_open_session_is_no_place_to_guess(ada: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from wallet.accounts import settings_pages

    monkeypatch.setattr(settings_pages, "TRIES_BY_NAME", pages.parse("2 per hour"))
    guess = {"passphrase": "wrong passphrase"}
    paths = ("/settings/kit", "/settings/delete", "/settings/passphrase")
    assert [ada.post(path, data=guess).status_code for path in paths] == [422, 422, 429]


# What goes wrong, and what is written down


def test_what_the_database_says_never_reaches_page_or_log(
    ada: TestClient, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "cairn")
    with service.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE history_entry")
    page = ada.get("/history?q=secret")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert "OperationalError" in caplog.text
    assert "GET /history 500" in caplog.text
    assert "history/service.py" in caplog.text
    for detail in ("SELECT", "sqlite", "secret"):
        assert detail not in page.text + caplog.text
    assert "Ada" not in caplog.text


def test_the_log_holds_no_names_links_or_keys(
    client: TestClient, browser: Browser, service: Service, web: FakeWeb, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "cairn")
    caplog.set_level(logging.DEBUG, "wallet")
    caplog.set_level(logging.DEBUG, "verifier")
    kit = sign_up(client, name="Ada Lovelace").text
    token = start_session(service, accounts.sign_in(service, "Ada Lovelace", PASSPHRASE), once=True)
    browser().get(f"/enter/{token}")
    browser().get("/s/secretshare")
    browser().post("/s/secretshare", data={"key": "secretkey", "viewer": "Grace"})
    client.get("/credentials?q=secretquery")
    client.post("/verify", data={"text": signed(badge("Secret title")).decode(), "link": "https://secret.example/"})
    written = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    for line in ("POST /sign-up 200", "GET /enter/{token} 303", "GET /s/{id} 404", "GET /credentials 200"):
        assert line in written
    secrets = ["lovelace", "grace", "secret", token.split(".")[0].lower(), PASSPHRASE, client.cookies["__Host-cairn"]]
    for secret in secrets:
        assert secret not in written.lower()
    assert "Ada Lovelace" in kit


def test_a_problem_that_no_form_shows_is_a_page(
    ada: TestClient, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wallet.history import pages as history

    def fail(*_: object) -> None:
        raise Problem("share.stop_failed")

    monkeypatch.setattr(history, "list_events", fail)
    page = ada.get("/history")
    assert (page.status_code, "it can still be opened" in page.text) == (422, True)
    assert ada.get("/history", headers={"Accept": "application/json"}).json() == {"error": "share.stop_failed"}


def test_the_wallet_checks_too_and_the_clock_is_its_own(ada: TestClient, web: FakeWeb) -> None:
    web.put("https://school.example/badge", signed(badge("From afar", validUntil="2026-11-20T00:00:00Z")))
    page = ada.post("/verify", data={"link": "https://school.example/badge"})
    assert "From afar" in page.text
    assert "it ended on" in page.text
    assert "Signed in as" in page.text
