"""The list of credentials, narrowed: by issuer, status, level and field, all on the server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.services.life import course, keep_one, revoke
from tests.world import FakeWeb
from verifier.errors import JsonObject
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.app import create_app
from wallet.credentials.service import recheck
from wallet.demo.issuer import Issuers
from wallet.service import Service


def subject(name: str, level: int, field: str) -> JsonObject:
    """A badge's subject at that European level, in that field of ISCED-F."""
    aligned: list[JsonObject] = [
        {"type": ["Alignment"], "targetName": f"Level {level}", "targetCode": str(level), "targetFramework": "EQF",
         "targetUrl": f"http://data.europa.eu/snb/eqf/{level}"},
        {"type": ["Alignment"], "targetName": field, "targetFramework": "ISCED-F 2013",
         "targetUrl": f"http://data.europa.eu/snb/isced-f/{field}"},
    ]  # fmt: skip
    return {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": f"urn:example:{name}",
            "type": ["Achievement"],
            "name": name,
            "description": "A course.",
            "criteria": {"narrative": "Take it."},
            "alignment": [*aligned],
        },
    }


@pytest.fixture
def listed(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb) -> Iterator[TestClient]:
    """Knots at level 4 in services, Data at level 6 in information technology, Rowing withdrawn and without either."""
    keep_one(service, ada, course(issuers, "Knots", credentialSubject=subject("Knots", 4, "1041")))
    keep_one(service, ada, course(issuers, "Data", credentialSubject=subject("Data", 6, "0612")))
    raw = course(issuers, "Rowing")
    kept = keep_one(service, ada, raw)
    revoke(web, issuers, raw)
    recheck(service, ada, kept)
    same = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
    client = TestClient(create_app(service), base_url=service.settings.public_url, headers=same)
    client.cookies.set("__Host-cairn", start_session(service, ada))
    yield client


def titles(page: str) -> set[str]:
    return set(re.findall(r'<span class="said clamp" dir="auto">(.*?)</span>', page))


def options(page: str, name: str) -> list[str]:
    found = re.search(rf'<select class="input" id="{name}".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="(.*?)"', found[0]) if found else []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Knots", "Data", "Rowing"}),
        ("level=6", {"Data"}),
        ("level=none", {"Rowing"}),
        ("field=10", {"Knots"}),
        ("field=none", {"Rowing"}),
        ("field=10&level=6", set()),
        ("status=Withdrawn", {"Rowing"}),
        ("q=data&level=6", {"Data"}),
        ("level=7&field=nothing", {"Knots", "Data", "Rowing"}),
    ],
)
def test_what_is_chosen_is_what_is_listed(listed: TestClient, asked: str, found: set[str]) -> None:
    answer = listed.get(f"/credentials?{asked}")
    assert answer.status_code == 200 and titles(answer.text) == found


def test_only_what_is_there_can_be_chosen_and_stays_chosen(listed: TestClient) -> None:
    page = listed.get("/credentials?level=4").text
    assert options(page, "level") == ["", "none", "4", "6"] and options(page, "field") == ["", "06", "10", "none"]
    assert '<option value="4" selected>' in page and "1 credential of 3 fits." in page
    assert options(page, "issuer") == [], "there is one issuer alone"
