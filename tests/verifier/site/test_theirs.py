"""Is it theirs, on the checking page: answered below the report, and neither kept nor shown again."""

from __future__ import annotations

import hashlib
import html
import re

import pytest
from starlette.testclient import TestClient

from tests.world import badge, signed
from verifier.site.theirs import MAX_AGAIN, again

ADA = "ada@school.example"
SAME, OTHER = "What you typed is what the certificate says", "What you typed is not what the certificate says"


def hashed_badge() -> dict:
    document = badge()
    digest = hashlib.sha256(f"{ADA}s3".encode()).hexdigest()
    document["credentialSubject"]["identifier"] = [
        {
            "type": "IdentityObject",
            "identityType": "emailAddress",
            "hashed": True,
            "identityHash": f"sha256${digest}",
            "salt": "s3",
        }
    ]
    return document


def carried(page: str) -> str:
    found = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_the_result_page_brings_the_same_bytes_back(client: TestClient) -> None:
    raw = signed(hashed_badge())
    first = client.post("/verify", data={"text": raw.decode()})
    assert "Is it theirs?" in first.text
    assert SAME not in first.text
    assert OTHER not in first.text
    assert carried(first.text) == raw.decode()
    second = client.post("/verify", data={"text": carried(first.text), "email": ADA})
    assert SAME in second.text
    assert second.text.count('class="check tone-') == 8
    assert ADA not in second.text
    assert OTHER in client.post("/verify", data={"text": raw.decode(), "email": "eve@x.example"}).text


def test_a_number_is_compared_too(client: TestClient) -> None:
    document = badge()
    document["credentialSubject"]["identifier"] = [  # type: ignore[index,call-overload]
        {"type": "IdentityObject", "identityType": "identifier", "hashed": False, "identityHash": "x-77"}
    ]
    raw = signed(document).decode()
    assert 'name="identifier"' in client.post("/verify", data={"text": raw}).text
    assert SAME in client.post("/verify", data={"text": raw, "identifier": "x-77"}).text
    assert OTHER in client.post("/verify", data={"text": raw, "identifier": "x-78"}).text


def test_it_speaks_german_too(client: TestClient) -> None:
    page = client.post("/verify", data={"text": signed(hashed_badge()).decode()}, headers={"Accept-Language": "de"})
    assert "Gehört er dieser Person?" in page.text
    assert "nicht aufbewahrt" in page.text


@pytest.mark.parametrize("change", [(b'{"', b'{\r\n"'), (b"", b"")])
def test_what_a_form_would_change_is_brought_back_byte_for_byte(
    client: TestClient, change: tuple[bytes, bytes]
) -> None:
    raw = signed(hashed_badge()).replace(*change, 1)
    page = client.post("/verify", files=[("file", ("a.json", raw))]).text
    assert carried(page).startswith("data:application/octet-stream;base64," if b"\r" in raw else "{")
    assert SAME in client.post("/verify", data={"text": carried(page), "email": ADA}).text


def test_what_is_too_large_to_be_carried_has_no_form(client: TestClient) -> None:
    assert again(b" " * (MAX_AGAIN + 1)) == ""
    page = client.post("/verify", files=[("file", ("a.json", b" " * MAX_AGAIN + signed(hashed_badge())))])
    assert "Is it theirs?" not in page.text
    assert 'class="check tone-' in page.text


def test_below_a_report_that_is_not_good_the_answer_is_not_green(client: TestClient) -> None:
    changed = signed(hashed_badge()).replace(b"three loaves", b"all loaves!!")
    page = client.post("/verify", data={"text": changed.decode(), "email": ADA}).text
    assert SAME in page
    section = page.partition('id="theirs"')[2].partition("</section>")[0]
    assert "tone-unsure" in section
    assert "tone-good" not in section


@pytest.mark.parametrize("typed", [{"email": "x" * 60_000}, {"name": "\x00", "birth_date": "<script>"}])
def test_nothing_typed_breaks_it(client: TestClient, typed: dict[str, str]) -> None:
    page = client.post("/verify", data={"text": signed(hashed_badge()).decode(), **typed})
    assert page.status_code == 200
    assert "<script>" not in page.text.partition('id="theirs"')[2].partition("</section>")[0]
