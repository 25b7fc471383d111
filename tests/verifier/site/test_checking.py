import json

import pytest
from starlette.testclient import TestClient

from tests.verifier.wrappers.making import qr
from tests.world import Clock, FakeWeb, badge, signed
from verifier.reading import MAX_BYTES
from verifier.site import checking
from verifier.site.checking import MAX_BODY, MAX_FILES

JSON = {"Accept": "application/json"}


def test_the_front_is_the_checking_page(client: TestClient) -> None:
    for path in ("/", "/verify"):
        response = client.get(path)
        assert response.status_code == 200
        assert 'action="/verify"' in response.text
        assert "/sign-in" not in response.text


def test_a_pasted_credential_is_checked_and_drawn(client: TestClient) -> None:
    response = client.post("/verify", data={"text": signed(badge("Sourdough <1>")).decode()})
    assert response.status_code == 200
    assert "Sourdough &lt;1&gt;" in response.text
    assert "<1>" not in response.text
    assert response.text.count('class="check tone-') == 8
    assert "tone-amber" in response.text  # genuine, and who the issuer is nobody proved


def test_a_changed_credential_is_never_drawn_as_good(client: TestClient) -> None:
    changed = signed(badge("Baking bread")).replace(b"three loaves", b"all loaves!!")
    response = client.post("/verify", data={"text": changed.decode()})
    assert 'class="verdict tone-bad"' in response.text
    assert 'class="verdict tone-good"' not in response.text


def test_files_come_back_as_json_under_their_names_in_order(client: TestClient) -> None:
    good, bad = signed(badge()), b'{"no": "credential"}'
    response = client.post("/verify", files=[("file", ("a.json", good)), ("file", ("b.json", bad))], headers=JSON)
    assert response.status_code == 200
    first, second = response.json()
    assert (first["source"], first["verdict"], len(first["checks"])) == ("a.json", "valid", 8)
    assert (second["source"], second["code"]) == ("b.json", "structure.not_a_credential")
    assert second["verdict"] == "invalid"


def test_a_link_is_fetched_through_the_door_that_was_handed_in(client: TestClient, web: FakeWeb) -> None:
    web.put("https://school.example/badge", signed(badge("From afar")))
    response = client.post("/verify", data={"link": " school.example/badge "})
    assert "From afar" in response.text
    assert web.requests[0] == "https://school.example/badge"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("fetch.refused", "public one that begins with https"),
        ("fetch.timeout", "in time"),
        ("fetch.status", "Nothing could"),
    ],
)
def test_a_link_that_fails_stands_beside_its_field_with_what_was_typed(
    client: TestClient, web: FakeWeb, code: str, said: str
) -> None:
    web.fail("https://school.example/x", code)
    response = client.post("/verify", data={"link": "https://school.example/x", "text": "typed before"})
    assert response.status_code == 422
    assert said in response.text
    assert 'value="https://school.example/x"' in response.text
    assert "typed before" in response.text


def test_a_link_that_fails_is_undecided_for_programs(client: TestClient) -> None:
    [only] = client.post("/verify", data={"link": "https://gone.example/"}, headers=JSON).json()
    assert (only["source"], only["verdict"], only["code"]) == (
        "https://gone.example/",
        "undecided",
        "structure.unreadable",
    )


@pytest.mark.parametrize("field", ["text", "link"])
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Open it in the browser."), ("de", "Öffnen Sie ihn im Browser.")]
)
def test_a_link_that_somebody_shares_is_to_be_opened_in_the_browser(
    client: TestClient, web: FakeWeb, field: str, language: str, said: str
) -> None:
    shared = "https://wallet.example/s/0c07c1ceAbCd-_12345678#" + "kEy-_" * 8 + "abc"
    response = client.post("/verify", data={field: shared}, headers={"Accept-Language": language})
    assert said in response.text
    assert web.requests == []


def test_nothing_sent_is_said_so(client: TestClient) -> None:
    response = client.post("/verify", data={"text": " \n", "link": ""}, files={"file": ("", b"")})
    assert response.status_code == 422
    assert "Give a file, a link or a text" in response.text
    assert client.post("/verify", headers=JSON).json() == []


def test_unreadable_parts_are_named_beside_what_could_be_read(client: TestClient) -> None:
    files = [("file", ("good.json", signed(badge("Readable")))), ("file", ("<b>.txt", b"hello"))]
    response = client.post("/verify", files=files)
    assert "Readable" in response.text
    assert "&lt;b&gt;.txt" in response.text
    assert response.text.count("<article") == 1


def test_a_list_is_drawn_member_by_member(client: TestClient) -> None:
    both = json.dumps([json.loads(signed(badge("One"))), json.loads(signed(badge("Two"))), {"no": 1}])
    response = client.post("/verify", data={"text": both})
    assert response.text.count("<article") == 2


def test_the_moment_of_the_check_is_the_worlds(client: TestClient, clock: Clock) -> None:
    old = signed(badge(validUntil="2026-11-21T13:00:00Z")).decode()
    assert client.post("/verify", data={"text": old}, headers=JSON).json()[0]["verdict"] == "valid"
    clock.pass_by(hours=2)
    assert client.post("/verify", data={"text": old}, headers=JSON).json()[0]["code"] == "validity.expired"


def test_too_many_files_and_too_much_are_refused_before_any_is_checked(client: TestClient) -> None:
    many = [("file", (f"{number}.json", b"{}")) for number in range(MAX_FILES + 1)]
    assert client.post("/verify", files=many).status_code == 400
    response = client.post("/verify", files={"file": ("big.json", b" " * (MAX_BODY + 1))})
    assert response.status_code == 413
    assert "too large" in response.text


def test_a_large_paste_is_taken(client: TestClient) -> None:
    [only] = client.post(
        "/verify", data={"text": "x" * (MAX_BYTES // 2)}, files={"file": ("", b"")}, headers=JSON
    ).json()
    assert only["code"] == "structure.not_a_credential"


def test_checks_are_limited_by_address(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "CHECKS", checking.parse("2/minute"))
    assert [client.post("/verify").status_code for _ in range(3)] == [422, 422, 429]
    refused = client.post("/verify", headers=JSON)
    assert refused.json()["status"] == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert client.get("/verify").status_code == 200


@pytest.mark.parametrize("text", ["", "\0", "[" * 100_000, "\ud800", "{" * 50, '{"@context":1}', "eyJ.eyJ.x", "<svg/>"])
def test_hostile_pastes_never_crash(client: TestClient, text: str) -> None:
    body = "text=" + "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))
    response = client.post("/verify", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert response.status_code in (200, 422)


def test_the_link_of_a_badges_public_page_leads_to_its_credential(client: TestClient, web: FakeWeb) -> None:
    web.put("https://school.example/1", b'<html><link rel="alternate" type="application/json" href="/1.json">')
    web.put("https://school.example/1.json", signed(badge()))
    [only] = client.post("/verify", data={"link": "school.example/1"}, headers=JSON).json()
    assert (only["verdict"], only["source"]) == ("valid", "https://school.example/1")


def test_a_picture_of_a_qr_code_is_read(client: TestClient, web: FakeWeb) -> None:
    web.put("https://school.example/1.json", signed(badge()))
    files = {"file": ("photo.png", qr("https://school.example/1.json"))}
    [only] = client.post("/verify", files=files, headers=JSON).json()
    assert (only["verdict"], only["source"]) == ("valid", "photo.png")
