"""What holds for every page of the checking site."""

import pytest
from starlette.testclient import TestClient

from tests.world import badge, signed
from verifier.site.csp import HEADERS, headers_of

ASKED = [
    ("GET", "/", 200),
    ("GET", "/verify", 200),
    ("POST", "/verify", 422),
    ("GET", "/nowhere", 404),
    ("DELETE", "/verify", 405),
    ("POST", "/language", 303),
    ("GET", "/static/cairn.css", 200),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/static/../pyproject.toml", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), ASKED)
def test_every_answer_carries_the_security_headers(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert {name: response.headers[name] for name in HEADERS} == dict(headers_of(path))
    assert response.headers["strict-transport-security"].startswith("max-age=")
    assert "cache-control" in response.headers


def test_the_camera_is_for_the_pages_that_scan_alone(client: TestClient) -> None:
    policies = {path: client.get(path).headers["permissions-policy"] for path in ("/", "/verify", "/verify/", "/s/x")}
    assert [path for path, policy in policies.items() if "camera=()" not in policy] == ["/verify"]
    assert policies["/verify"] == "camera=(self), geolocation=(), microphone=()"


def test_pages_are_not_stored_and_only_public_ones_are_found(client: TestClient) -> None:
    assert client.get("/verify").headers["cache-control"] == "no-store"
    assert "x-robots-tag" not in client.get("/verify").headers
    assert client.get("/nowhere").headers["x-robots-tag"] == "noindex"


def test_pages_need_nothing_that_the_policy_refuses(client: TestClient) -> None:
    pages = client.get("/").text + client.post("/verify", data={"text": signed(badge()).decode()}).text
    for refused in ("<style", "style=", "javascript:", "onclick=", 'src="http', "<script>"):
        assert refused not in pages


def test_head_answers_like_get_without_a_body(client: TestClient) -> None:
    head, get = client.head("/verify"), client.get("/verify")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_options_says_what_is_allowed(client: TestClient) -> None:
    response = client.options("/verify")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_programs_get_their_errors_as_json(client: TestClient) -> None:
    response = client.get("/nowhere", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.json()["status"] == 404
    browser = client.get("/nowhere", headers={"Accept": "text/html,application/json;q=0.9"})
    assert browser.headers["content-type"].startswith("text/html")


def test_a_slash_too_many_does_not_lead_to_another_site(client: TestClient) -> None:
    for path in ("//evil.example/", "//evil.example/verify/", "/verify//"):
        target = client.get(path).headers.get("location", "/")
        assert target.startswith(("/", "https://check.test/"))
        assert not target.startswith("//")
