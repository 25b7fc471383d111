"""Links over HTTP: the passcode, what a browser keeps, the buttons of a link's page, who opened it."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.services.life import all_rows, content, course, keep_one, share
from tests.services.searching import find
from tests.world import Clock
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.app import create_app
from wallet.demo.issuer import Issuers
from wallet.history.service import list_events
from wallet.service import NotFound, Service
from wallet.shares.life import change_share
from wallet.shares.opening import open_share
from wallet.shares.openings import Asked, erase_opening, erase_openings, find_openings, list_openings, write_csv
from wallet.shares.owner import OwnShare, State
from wallet.shares.passcodes import TRIES
from wallet.shares.service import open_own_share, share_link

PASSCODE = "seil und knoten"
JSON = {"Accept": "application/json"}


@pytest.fixture
def knots(service: Service, ada: SignedIn, issuers: Issuers) -> str:
    return keep_one(service, ada, course(issuers))


@pytest.fixture
def own(service: Service, ada: SignedIn, knots: str) -> OwnShare:
    return share(service, ada, [knots], passcode=PASSCODE)


def browser(service: Service) -> TestClient:
    same = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(create_app(service), base_url=service.settings.public_url, headers=same)


@pytest.fixture
def reader(service: Service) -> TestClient:
    return browser(service)


@pytest.fixture
def learner(service: Service, ada: SignedIn) -> Iterator[TestClient]:
    client = browser(service)
    client.cookies.set("__Host-cairn", start_session(service, ada))
    yield client


def test_a_program_is_told_how_many_tries_are_left(service: Service, own: OwnShare, reader: TestClient) -> None:
    def press(**typed: str) -> tuple[int, object]:
        answer = reader.post(f"/s/{own.id}", json=typed, headers=JSON)
        return answer.status_code, answer.json()

    key = own.owner.link_key
    assert press(key=key) == (401, {"tries_left": TRIES})
    assert press(key=key) == (401, {"tries_left": TRIES}), "none given costs none"
    assert press(key=key, passcode="not this one") == (401, {"tries_left": TRIES - 1})
    assert press(key="A" * 43, passcode=PASSCODE) == (404, {"error": "not_found"})
    status, body = press(key=key, passcode="SEIL-UND-KNOTEN")
    assert isinstance(body, dict)
    assert (status, body["verdict"], body["items"][0]["shown"], body["items"][0]["withheld"]) == (
        200,
        "valid",
        [""],
        [],
    )
    for left in range(TRIES - 2, -1, -1):
        assert press(key=key, passcode="not this one") == (401, {"tries_left": left})
    assert press(key=key, passcode=PASSCODE) == (404, {"error": "not_found"})
    assert press(key=key) == (404, {"error": "not_found"})


def test_a_reader_is_asked_and_the_key_is_in_no_page(own: OwnShare, reader: TestClient) -> None:
    key, address = own.owner.link_key, f"/s/{own.id}"
    asked = reader.post(address, data={"key": key, "viewer": "Eve <of> the yard"}, follow_redirects=False)
    assert asked.status_code == 401
    assert "This link asks for a passcode" in asked.text
    assert "not the passcode" not in asked.text
    wrong = reader.post(address, data={"viewer": "Eve", "passcode": "not this one"}, follow_redirects=False)
    assert (wrong.status_code, f"{TRIES - 1} tries are left" in wrong.text) == (401, True)
    assert "This link asks for a passcode" in reader.get(address).text
    opened = reader.post(address, data={"viewer": "Eve", "passcode": PASSCODE}, follow_redirects=False)
    assert opened.status_code == 303
    page = reader.get(address)
    assert "Knots and Splices" in page.text
    for answer in (asked, wrong, opened, page):
        assert key not in answer.text
        assert PASSCODE not in answer.text
        assert key not in str(answer.headers.get("location", ""))
    assert key in asked.headers["set-cookie"]
    assert key not in str(page.headers) and key not in str(reader.cookies)


def test_no_log_no_referrer_and_no_error_page_tells_a_key_or_a_passcode(
    own: OwnShare, reader: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key, address = own.owner.link_key, f"/s/{own.id}"
    ways = [
        {"key": key, "viewer": "Eve"},
        {"key": key, "passcode": "not this one"},
        {"key": f"https://wallet.test{address}#{key}", "passcode": PASSCODE},
        {"key": key[:-1], "passcode": PASSCODE},
        {"key": key, "passcode": PASSCODE, "email": "x"},
    ]
    answers = [reader.post(address, data=each) for each in ways]
    answers += [reader.post(address, json=each, headers=JSON) for each in ways]
    answers += [reader.get(f"{address}?key={key[:-1]}"), reader.put(address)]
    answers += [reader.post(address, content=b'{"key": ' + key.encode(), headers={"Content-Type": "application/json"})]
    pages = [(f"page {number}", each.content) for number, each in enumerate(answers)]
    secrets = {"key": key, "passcode": PASSCODE, "another": "not this one"}
    assert find(secrets, [*pages, ("log", caplog.text.encode())]) == []
    for each in answers:
        assert each.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in each.headers["cache-control"]


def test_the_cookies_of_a_link_are_for_it_alone_and_no_script(own: OwnShare, reader: TestClient) -> None:
    opened = reader.post(f"/s/{own.id}", data={"key": own.owner.link_key, "passcode": PASSCODE}, follow_redirects=False)
    cookies = opened.headers.get_list("set-cookie")
    assert {each.split("=")[0] for each in cookies} == {"reading", "seen"}
    for each in cookies:
        assert {"HttpOnly", "Secure", f"Path=/s/{own.id}", "SameSite=lax"} <= set(each.split("; "))
    (seen,) = (each for each in cookies if each.startswith("seen="))
    assert f"Max-Age={7 * 24 * 3600}" in seen


def test_a_reader_who_comes_back_is_told_what_changed(
    service: Service, ada: SignedIn, knots: str, issuers: Issuers, reader: TestClient, clock: Clock
) -> None:
    own = share(service, ada, [knots])
    address, key = f"/s/{own.id}", {"key": own.owner.link_key}
    first = reader.post(address, data=key)
    assert "Since you last looked" not in first.text
    assert "Your browser keeps a note" in browser(service).get(address).text
    clock.pass_by(hours=1)
    sails = keep_one(service, ada, course(issuers, "Sails & Wind"))
    change_share(service, ada, own.id, content(knots, sails))
    second = reader.post(address, data=key)
    assert "Since you last looked" in second.text
    assert "New: <bdi" in second.text and "Sails &amp; Wind" in second.text
    assert "Since you last looked" in reader.get(address).text, "for the whole session"
    clock.pass_by(hours=1)
    assert "Since you last looked" not in reader.post(address, data=key).text
    assert "Since you last looked" not in browser(service).post(address, data=key).text, "another browser knows nothing"


def test_the_buttons_of_a_links_page(
    service: Service, ada: SignedIn, own: OwnShare, learner: TestClient, clock: Clock
) -> None:
    def state() -> State:
        return open_own_share(service, ada, own.id).state

    address = f"/shares/{own.id}"
    page = learner.get(address).text
    assert PASSCODE in page and share_link(service, own) in page
    assert "This link is paused" in learner.post(f"{address}/pause").text
    assert state() is State.PAUSED
    assert "This link is paused" not in learner.post(f"{address}/resume").text
    day = (clock() + timedelta(days=20)).date()
    learner.post(f"{address}/end", data={"end_date": day.isoformat()})
    assert open_own_share(service, ada, own.id).ends_at.date() == day
    for field, wrong in (("end", {"end_date": "2001-01-01"}), ("end", {}), ("limit", {"max_opens": "many"})):
        answer = learner.post(f"{address}/{field}", data=wrong)
        assert answer.status_code == 422
        assert 'class="mistake"' in answer.text
    assert learner.post(f"{address}/limit", data={"max_opens": "2"}).status_code == 200
    assert open_own_share(service, ada, own.id).max_opens == 2
    for _ in range(TRIES):
        browser(service).post(f"/s/{own.id}", data={"key": own.owner.link_key, "passcode": "not this one"})
    assert "Too many wrong passcodes" in learner.get(address).text
    assert state() is State.LOCKED
    assert "Too many wrong passcodes" not in learner.post(f"{address}/tries").text
    learner.post(f"{address}/stop")
    over = learner.get(address)
    assert "Nothing of it is left but the titles" in over.text
    assert PASSCODE not in over.text and own.owner.link_key not in over.text
    assert learner.post(f"{address}/pause").status_code == 422


# Who opened it


@pytest.fixture
def opened(service: Service, ada: SignedIn, knots: str, clock: Clock) -> list[OwnShare]:
    """Two links; the first was opened by three, a day apart, the second by one."""
    links = [share(service, ada, [knots]), share(service, ada, [knots])]
    for viewer in ("Eve", "=HYPERLINK(x);+1", "Müller & Söhne"):
        open_share(service, links[0].id, links[0].owner.link_key, viewer)
        clock.pass_by(days=1)
    open_share(service, links[1].id, links[1].owner.link_key, "eve too")
    return links


def test_openings_are_found_by_link_verdict_time_and_name(
    service: Service, ada: SignedIn, bob: SignedIn, opened: list[OwnShare], clock: Clock
) -> None:
    def names(**asked: object) -> list[str]:
        return [each.viewer for each in find_openings(service, ada, Asked(**asked))]  # type: ignore[arg-type]

    everybody = ["eve too", "Müller & Söhne", "=HYPERLINK(x);+1", "Eve"]
    assert names() == everybody
    assert names(share_id=opened[1].id) == ["eve too"]
    assert names(share_id="x' OR 1=1") == []
    assert names(name=" EVE ") == ["eve too", "Eve"]
    assert names(name="MÜLLER") == ["Müller & Söhne"]
    assert names(verdict="valid") == everybody
    assert names(verdict="invalid") == []
    assert names(since=clock() - timedelta(days=1)) == ["eve too", "Müller & Söhne"]
    assert names(before=clock() - timedelta(days=2)) == ["Eve"]
    assert len(find_openings(service, ada, Asked(), 2)) == 2
    assert find_openings(service, bob, Asked()) == []


def test_no_cell_of_the_table_is_a_formula(service: Service, ada: SignedIn, opened: list[OwnShare]) -> None:
    raw = write_csv(find_openings(service, ada, Asked()), lambda share_id: "\t@SUM(1)\n;=2+2" if share_id else "")
    assert raw.startswith(b"\xef\xbb\xbfat,link,label,name")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert {len(each) for each in rows} == {10}
    assert [each[3] for each in rows[1:]] == ["eve too", "Müller & Söhne", "'=HYPERLINK(x),+1", "Eve"]
    assert {each[2] for each in rows[1:]} == {"'@SUM(1) ,=2+2"}
    assert ";" not in raw.decode()
    assert not any(cell[:1] in "=+-@＝" for row in rows for cell in row if cell)


def test_what_was_asked_for_is_saved_for_a_program_too(opened: list[OwnShare], learner: TestClient) -> None:
    page = learner.get(f"/shares/openings?share={opened[0].id}&name=eve")
    assert "They call themselves" in page.text
    assert "eve too" not in page.text
    answer = learner.get(f"/shares/openings.json?share={opened[0].id}&name=eve")
    assert "attachment" in answer.headers["content-disposition"]
    (entry,) = json.loads(answer.text)
    assert (entry["link"], entry["label"], entry["name"]) == (opened[0].id, "For the shipyard", "Eve")
    assert (entry["verdict"], entry["code"], entry["revision"], len(entry["digest"])) == ("valid", "ok", 1, 64)
    assert learner.get("/shares/openings.csv").status_code == 200
    assert learner.get("/shares/openings.xml").status_code == 404
    for query in ("since=x&until=9999-12-31", "share=%00&verdict=x", "name=%ff"):
        assert learner.get(f"/shares/openings?{query}").status_code == 200


def test_nobody_else_gets_them(opened: list[OwnShare], reader: TestClient) -> None:
    for path in ("/shares/openings", "/shares/openings.csv", "/shares/openings/erase"):
        answer = reader.get(path, follow_redirects=False)
        assert answer.status_code in (303, 401), path
        assert "Eve" not in answer.text


def test_an_opening_that_is_erased_is_gone_from_the_history_too(
    service: Service, ada: SignedIn, bob: SignedIn, opened: list[OwnShare]
) -> None:
    (eve,) = find_openings(service, ada, Asked(name="Eve", share_id=opened[0].id))
    with pytest.raises(NotFound):
        erase_opening(service, bob, eve.id)
    with pytest.raises(NotFound):
        erase_opening(service, ada, "A" * 22)
    with pytest.raises(NotFound):
        erase_openings(service, bob, opened[0].id)
    erase_opening(service, ada, eve.id)
    assert [each.viewer for each in list_openings(service, ada, opened[0].id)] == ["Müller & Söhne", "=HYPERLINK(x);+1"]
    assert open_own_share(service, ada, opened[0].id).opens == 3, "how often it was opened stays counted"
    events = list_events(service, ada.learner_id, ada.box_private)
    assert [each.facts["viewer"] for each in events if each.code == "history.opened"] == [
        "eve too",
        "Müller & Söhne",
        "=HYPERLINK(x);+1",
    ]
    assert [each.code for each in events].count("history.openings_erased") == 1


def test_all_of_a_link_or_all_are_erased(service: Service, ada: SignedIn, opened: list[OwnShare]) -> None:
    assert erase_openings(service, ada, opened[0].id) == 3
    assert [each.viewer for each in find_openings(service, ada, Asked())] == ["eve too"]
    assert erase_openings(service, ada) == 1
    assert all_rows(service)["opening"] == []
    assert "history.opened" not in [each.code for each in list_events(service, ada.learner_id, ada.box_private)]


def test_erasing_asks_once(service: Service, ada: SignedIn, opened: list[OwnShare], learner: TestClient) -> None:
    (eve,) = find_openings(service, ada, Asked(name="Eve", share_id=opened[0].id))
    assert eve.id in learner.get(f"/shares/openings/erase?opening={eve.id}").text
    assert "For the shipyard" in learner.get(f"/shares/openings/erase?share={opened[0].id}").text
    assert len(find_openings(service, ada, Asked())) == 4
    learner.post("/shares/openings/erase", data={"opening": eve.id})
    assert len(find_openings(service, ada, Asked())) == 3
    learner.post("/shares/openings/erase", data={"share": opened[0].id})
    assert len(find_openings(service, ada, Asked())) == 1
    learner.post("/shares/openings/erase", data={})
    assert find_openings(service, ada, Asked()) == []
