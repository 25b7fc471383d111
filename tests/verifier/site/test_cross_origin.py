import logging

import pytest
from starlette.testclient import TestClient

COOKIE = {"Cookie": "language=de"}
OWN, OTHER, NULL = {"Origin": "https://check.test"}, {"Origin": "https://evil.example"}, {"Origin": "null"}


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        (COOKIE, False),
        (OWN, True),
        (OWN | COOKIE, True),
        (OTHER, False),
        (OTHER | COOKIE, False),
        (NULL, False),
        (NULL | COOKIE, False),
        ({"Origin": "http://check.test"}, False),
        ({"Origin": "https://check.test:8443"}, False),
        ({"Origin": "https://check.test.evil.example"}, False),
        ({"Origin": "https://evil.example", "Host": "evil.example"}, False),
        ({"Origin": "https://[broken"}, False),
        ({"Sec-Fetch-Site": "same-origin"} | COOKIE, True),
        ({"Sec-Fetch-Site": "same-origin"} | NULL | COOKIE, True),
        ({"Sec-Fetch-Site": "none"} | COOKIE, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "same-site"} | OWN | COOKIE, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"} | OWN, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Sec-Fetch-Site": "Same-Origin"}, False),
    ],
)
def test_posts_pass_only_from_our_own_pages_or_programs(
    client: TestClient, headers: dict[str, str], passes: bool
) -> None:
    response = client.post("/theme", data={"theme": "dark"}, headers=headers)
    assert response.status_code == (303 if passes else 403)
    assert ("set-cookie" in response.headers) is passes


def test_reading_is_open_to_everybody(client: TestClient) -> None:
    for method in ("GET", "HEAD"):
        assert client.request(method, "/verify", headers=OTHER | {"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_every_method_that_is_not_known_to_be_safe_is_looked_at(client: TestClient, method: str) -> None:
    assert client.request(method, "/nowhere", headers=OTHER).status_code == 403


def test_a_refusal_is_a_page_and_its_log_line_names_nobody(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cairn")
    response = client.post("/verify?secret=1", headers=OTHER, data={"text": "secret"})
    assert "another site" in response.text
    assert "secret" not in caplog.text
    assert "evil" not in caplog.text
