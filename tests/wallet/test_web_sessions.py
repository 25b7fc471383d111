import re
import sqlite3
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from tests.wallet.conftest import is_signed_in, sign_in, sign_up
from tests.world import Clock
from wallet.accounts.sessions import SESSION_LIFE
from wallet.app import create_app
from wallet.routes import routes
from wallet.service import Service
from wallet.web.sessions import SignedInOnly

COOKIE = "__Host-cairn"
PUBLIC = {
    "/",
    "/verify",
    "/healthy",
    "/language",
    "/theme",
    "/.well-known/did.json",
    "/.well-known/jwks.json",
    "/s/{id}",
    "/s/{id}/answer",
    "/s/{id}/presentation",
    "/s/{id}/receipt",
    "/s/{id}/certificate.pdf",
    "/pathways",
    "/pathways/{digest}",
    "/pathways/{digest}/{format}.json",
    "/agreements",
    "/agreements/{digest}",
    "/agreements/{digest}/{format}.json",
    "/opportunities",
    "/opportunities/{digest}",
    "/opportunities/{digest}/{format}.json",
    "/documents/{digest}/signatures/{number:int}.json",
    "/organisations/{id}",
    "/organisations/{id}/did.json",
    "/organisations/{id}/status/{tag}.json",
    "/bulk",
    "/bulk/table.csv",
    "/sign-up",
    "/sign-in",
    "/sign-out",
    "/recover",
    "/enter/{token}",
    "/vc-api/credentials/verify",
    "/vc-api/presentations/verify",
    "/vc-api/credentials/derive",
}
Browser = Callable[[], TestClient]


def test_the_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts(client: TestClient) -> None:
    cookie = sign_up(client).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {"httponly", "secure", "samesite=lax", "path=/"}


def test_without_https_the_cookie_has_another_name(make_service: Callable[[str], Service]) -> None:
    app = create_app(make_service("http://wallet.test"))
    client = TestClient(app, base_url="http://wallet.test", headers={"Sec-Fetch-Site": "same-origin"})
    response = sign_up(client)
    assert response.headers["set-cookie"].startswith("cairn=")
    assert "secure" not in response.headers["set-cookie"].lower()
    assert "strict-transport-security" not in response.headers
    assert is_signed_in(client)


def test_the_database_does_not_hold_what_opens_a_session(ada: TestClient, service: Service) -> None:
    public, secret = ada.cookies[COOKIE].split(".")
    with sqlite3.connect(service.database.engine.url.database) as connection:
        rows = connection.execute("SELECT * FROM sign_in").fetchall()
    connection.close()
    assert len(rows) == 1
    stored = b"|".join(str(value).encode() if not isinstance(value, bytes) else value for value in rows[0])
    for half in (public.encode(), secret.encode(), bytes.fromhex(secret)):
        assert half not in stored


def test_a_cookie_that_somebody_else_chose_is_never_taken_over(client: TestClient, browser: Browser) -> None:
    sign_up(client)
    planted = "A" * 22 + "." + "00" * 32
    victim = browser()
    victim.cookies.set(COOKIE, planted, domain="wallet.test")
    assert not is_signed_in(victim)
    value = sign_in(victim).headers["set-cookie"].split(";")[0].partition("=")[2]
    assert value != planted
    thief = browser()
    thief.cookies.set(COOKIE, planted, domain="wallet.test")
    assert not is_signed_in(thief)


def test_signing_in_again_ends_the_session_that_the_browser_had(ada: TestClient, browser: Browser) -> None:
    before = browser()
    before.cookies.set(COOKIE, ada.cookies[COOKIE], domain="wallet.test")
    sign_in(ada)
    assert is_signed_in(ada)
    assert not is_signed_in(before)


def test_a_session_ends_by_the_clock(ada: TestClient, clock: Clock) -> None:
    clock.pass_by(seconds=SESSION_LIFE.total_seconds() - 1)
    assert is_signed_in(ada)
    clock.pass_by(seconds=1)
    assert not is_signed_in(ada)


def _changed(value: str) -> list[str]:
    public, secret = value.split(".")
    other = ("0" if secret[0] != "0" else "1") + secret[1:]
    return [
        f"{public}.{other}",
        f"{public}.",
        f".{secret}",
        public,
        secret,
        f"{public}.{secret}00",
        f"{public}.{secret[:-2]}",
        f"{public}x.{secret}",
        f"{public}.{'zz' * 32}",
        "." * 100,
        "\u00e9.\u00e9",
        "x" * 4000,
    ]


def test_a_changed_cookie_opens_nothing_and_crashes_nothing(ada: TestClient, browser: Browser) -> None:
    for value in _changed(ada.cookies[COOKIE]):
        response = browser().get("/settings", headers={"Cookie": f"{COOKIE}={value}".encode()})
        assert response.status_code == 303
        assert response.headers["location"].startswith("/sign-in")


def test_two_learners_do_not_mix(ada: TestClient, browser: Browser) -> None:
    other = browser()
    sign_up(other, name="Bob")
    assert 'value="Bob"' in other.get("/settings").text
    assert 'value="Ada"' in ada.get("/settings").text
    mixed = ada.cookies[COOKIE].split(".")[0] + "." + other.cookies[COOKIE].split(".")[1]
    third = browser()
    third.cookies.set(COOKIE, mixed, domain="wallet.test")
    assert not is_signed_in(third)


def _asked(route: Route) -> list[tuple[str, str]]:
    path = re.sub(r"\{.*?\}", "x", route.path)
    return [(method, path) for method in sorted(route.methods or ())]


PRIVATE = [each for each in routes() if isinstance(each, Route) and each.path not in PUBLIC]


@pytest.mark.parametrize(("method", "path"), [asked for route in PRIVATE for asked in _asked(route)])
def test_every_page_but_the_public_ones_asks_for_a_sign_in(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.status_code == 303
    target = urlsplit(response.headers["location"])
    assert target.path == "/sign-in"
    assert parse_qs(target.query).get("next") == (None if method == "POST" else [path])
    assert client.request(method, path, headers={"Accept": "application/json"}).status_code == 401


def test_the_public_pages_are_these_and_no_others() -> None:
    table = {each.path: each for each in routes() if isinstance(each, Route)}
    assert {path for path, route in table.items() if not isinstance(route.app, SignedInOnly)} == PUBLIC
    assert {each.path for each in routes() if isinstance(each, Mount)} == {"/static"}


def test_the_way_back_after_signing_in_keeps_the_query(ada: TestClient, browser: Browser) -> None:
    other = browser()
    asked = other.get("/credentials?q=a%20b&sort=title").headers["location"]
    page = other.get(asked).text
    assert 'name="next" value="/credentials?q=a%20b&amp;sort=title"' in page
    response = sign_in(other, after="/credentials?q=a%20b&sort=title")
    assert response.headers["location"] == "/credentials?q=a%20b&sort=title"


@pytest.mark.parametrize(
    "after", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_signing_in_never_leads_to_another_site(ada: TestClient, browser: Browser, after: str) -> None:
    other = browser()
    page = other.get("/sign-in", params={"next": after}).text
    assert 'name="next" value="/credentials"' in page
    assert sign_in(other, after=after).headers["location"] == "/credentials"
    assert other.get("/sign-in", params={"next": after}).headers["location"] == "/credentials"


def test_a_mistake_keeps_the_way_back(ada: TestClient, browser: Browser) -> None:
    page = sign_in(browser(), passphrase="wrong passphrase", after="/history")
    assert 'name="next" value="/history"' in page.text
