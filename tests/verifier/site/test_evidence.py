"""The evidence on the checking page: offered, fetched once for who asks, and told beside its address."""

from __future__ import annotations

import base64
import hashlib
import html
import json

import pytest
from starlette.testclient import TestClient

from tests.issuing import credential, sign
from tests.verifier.site.test_theirs import carried
from tests.world import FakeWeb, badge, signed
from verifier.errors import Json

URL = "https://school.example/work.pdf"
BODY = b"%PDF-1.7 what was made"
SRI = "sha256-" + base64.b64encode(hashlib.sha256(BODY).digest()).decode()


def with_evidence(url: str = URL, **more: Json) -> str:
    return signed(badge(evidence=[{"id": url, "type": ["Evidence"], **more}])).decode()


def section(page: str) -> str:
    """The part of the page about evidence; empty where there is none."""
    return page.partition('id="evidence"')[2].partition("</section>")[0]


def test_it_is_offered_and_not_fetched(client: TestClient, web: FakeWeb) -> None:
    page = client.post("/verify", data={"text": with_evidence()}).text
    assert "Fetch the evidence" in section(page)
    assert 'form="theirs-form"' in section(page)
    assert page.count('id="theirs-form"') == 1
    assert web.requests == []
    assert section(client.post("/verify", data={"text": signed(badge()).decode()}).text) == ""


@pytest.mark.parametrize(
    ("digest", "body", "tone", "said"),
    [
        ({"digestSRI": SRI}, BODY, "good", "It is what the certificate means"),
        ({"digestSRI": SRI}, b"other", "bad", "It is not what the certificate means"),
        ({}, BODY, "unsure", "nobody can tell whether it is still the same"),
        ({"digestSRI": SRI}, None, "unsure", ""),
    ],
)
def test_what_came_is_told(
    client: TestClient, web: FakeWeb, digest: dict[str, Json], body: bytes | None, tone: str, said: str
) -> None:
    if body is not None:
        web.put(URL, body)
    first = client.post("/verify", data={"text": with_evidence(**digest)}).text
    page = client.post("/verify", data={"text": carried(first), "evidence": "1"}).text
    assert web.requests == [URL]
    assert f"tone-{tone}" in section(page)
    assert URL in section(page)
    assert said in section(page)
    assert "Fetch the evidence" not in page
    assert page.count('class="check tone-') == 8


def test_below_a_report_that_is_not_good_nothing_is_green(client: TestClient, web: FakeWeb) -> None:
    web.put(URL, BODY)
    forged = with_evidence(digestSRI=SRI).replace("three loaves", "all loaves!!")
    page = section(client.post("/verify", data={"text": forged, "evidence": "1"}).text)
    assert "tone-unsure" in page
    assert "tone-good" not in page


def test_an_address_is_text_and_no_link(client: TestClient) -> None:
    hostile = "https://school.example/<script>\u202e"
    raw = sign({**credential(), "name": "x"})
    raw["evidence"] = [{"id": hostile, "type": ["Evidence"]}]  # not signed, and shown all the same
    page = section(client.post("/verify", data={"text": json.dumps(raw), "evidence": "1"}).text)
    assert html.escape("<script>") in page
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "href" not in page


def test_it_can_be_asked_a_few_times_a_minute(client: TestClient, web: FakeWeb) -> None:
    web.put(URL, BODY)
    asked = {"text": with_evidence(), "evidence": "1"}
    assert {client.post("/verify", data=asked).status_code for _ in range(6)} == {200}
    assert client.post("/verify", data=asked).status_code == 429
    assert client.post("/verify", data={"text": with_evidence()}).status_code == 200
    assert len(web.requests) == 6


def test_it_speaks_german_too(client: TestClient, web: FakeWeb) -> None:
    web.put(URL, BODY)
    german = {"Accept-Language": "de"}
    assert "Belege abrufen" in client.post("/verify", data={"text": with_evidence()}, headers=german).text
    asked = {"text": with_evidence(digestSRI=SRI), "evidence": "1"}
    assert "Die Prüfsumme stimmt." in client.post("/verify", data=asked, headers=german).text
