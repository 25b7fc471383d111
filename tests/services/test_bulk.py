"""Many at once: each checked by itself, our own links opened as their readers open them, and nothing kept."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from html import unescape
from threading import Event
from urllib.parse import urlencode

import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from tests.services.life import all_rows, count_rows, course, keep_one, share
from tests.services.test_link_pages import browser
from tests.services.test_stacks import pathway
from tests.world import FakeWeb
from verifier.errors import Unreachable
from verifier.world import Answer
from wallet.accounts.service import SignedIn
from wallet.app import create_app
from wallet.bulk.checking import AT_ONCE, Office, check_all
from wallet.bulk.rows import COLUMNS, write_table
from wallet.bulk.sources import MOST, Source, read_sources
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.net import CachedAnswer
from wallet.pathways.service import publish, take_in
from wallet.service import Problem, Service
from wallet.shares.openings import list_openings
from wallet.shares.service import share_link

JSON = {"Accept": "application/json"}
LINKS = [f"https://one.example/{number}" for number in range(40)]


@dataclass
class SlowDoor:
    """The network, where every link but the first is waited for; the database is asked after that."""

    service: Service
    second: Event = field(default_factory=Event)
    others: Event = field(default_factory=Event)
    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def fetch(self, url: str, accept: str) -> Answer:
        self.begun.append(url)
        if url != LINKS[0]:
            assert (self.second if url == LINKS[1] else self.others).wait(10)
        with self.service.database.reading() as session:
            session.exec(select(CachedAnswer)).all()
        self.ended.append(url)
        raise Unreachable("fetch.failed", {"url": url})


@pytest.fixture
def office(service: Service) -> Iterator[TestClient]:
    yield browser(service)


def forged(issuers: Issuers) -> bytes:
    document = json.loads(course(issuers))
    document["credentialSubject"]["achievement"]["description"] = "Changed."
    return json.dumps(document).encode()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def test_links_files_archives_and_lists_are_taken_apart(issuers: Issuers) -> None:
    one = course(issuers)
    listed = one + b"\n" + one + b"\nhttps://other.example/badge\n"
    found = read_sources(
        "https://wallet.test/s/x#secret\nhttps://one.example/a",
        [("all.zip", archive(a=one, b=one, readme=b"Hello")), ("list.jsonl", listed), ("one.json", one), ("", b" ")],
    )
    assert [each.name for each in found] == [
        "https://wallet.test/s/x",
        "https://one.example/a",
        "all.zip › a",
        "all.zip › b",
        "list.jsonl · 1",
        "list.jsonl · 2",
        "https://other.example/badge",
        "one.json",
    ]
    assert "secret" not in repr(found)
    pretty = json.dumps(json.loads(one), indent=2)
    assert len(read_sources(pretty, [])) == 1


def test_what_is_nothing_or_too_much_is_refused() -> None:
    with pytest.raises(Problem, match=r"bulk\.empty"):
        read_sources(" \n ", [])
    links = "\n".join(f"https://one.example/{number}" for number in range(MOST + 1))
    with pytest.raises(Problem, match=r"bulk\.too_many"):
        read_sources(links, [])
    assert len(read_sources(links.rpartition("\n")[0], [])) == MOST


def test_an_archive_that_cannot_be_read_is_one_row_that_says_so(service: Service) -> None:
    (source,) = read_sources("", [("broken.zip", archive(a=b"{}")[:40])])
    (checked,) = check_all(Office(service), [source])
    assert checked.items[0].report.verdict != "valid"


def test_a_link_of_ours_is_opened_and_its_learner_is_told(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    own = share(service, ada, [keep_one(service, ada, course(issuers))])
    locked = share(service, ada, [keep_one(service, ada, course(issuers, "Rowing"))], passcode="seil und knoten")
    link, other = share_link(service, own), share_link(service, locked)
    wrong = link[:-4] + "AAAA"
    found = list(check_all(Office(service, "Harbour Works"), read_sources("\n".join((link, other, wrong)), [])))
    assert [each.problem for each in found] == ["", "passcode", "gone"]
    assert found[0].items[0].report.verdict == "valid"
    (seen,) = list_openings(service, ada, own.id)
    assert seen.viewer == "Harbour Works" and list_openings(service, ada, locked.id) == []


def test_after_its_time_nothing_more_is_begun(service: Service, issuers: Issuers) -> None:
    ticks = iter([0.0, 1.0, 10_000.0, 10_000.0])
    sources = [Source("a", raw=course(issuers))] * 3
    found = list(check_all(Office(service), sources, clock=lambda: next(ticks)))
    assert sorted(each.problem for each in found) == ["", "time", "time"]


def test_a_table_for_programs_with_a_pathway(
    service: Service, office: TestClient, issuers: Issuers, web: FakeWeb
) -> None:
    document = pathway(issuers.did(UNIVERSITY.name))
    digest = publish(service, None, take_in(service, document))
    web.put("https://one.example/badge", json.loads(course(issuers)))
    before = count_rows(service)
    files = [("file", ("good.json", course(issuers))), ("file", ("bad.json", forged(issuers)))]
    data = {"text": "https://one.example/badge\nhttps://one.example/none", "pathway": digest}
    answer = office.post("/bulk", data=data, files=files, headers=JSON)
    rows = answer.json()
    assert [each["verdict"] for each in rows] == ["valid", "", "valid", "invalid"]
    assert rows[0]["title"] == "Knots and Splices" and "1 of 2" in rows[0]["state"] and rows[0]["gaps"]
    assert "0 of 2" in rows[3]["state"]
    after = count_rows(service)
    after.pop("cached_answer", None), before.pop("cached_answer", None)
    assert after == before, "nothing is kept"
    assert "Changed." not in repr(all_rows(service))
    assert office.post("/bulk", data={"text": "x", "pathway": "0" * 64}, headers=JSON).json() == {
        "error": "bulk.pathway"
    }


def test_the_page_has_every_row_and_the_table_that_comes_of_it_computes_nothing(
    office: TestClient, issuers: Issuers, service: Service
) -> None:
    evil = course(issuers, '=HYPERLINK("https://evil.example")')
    files = [("file", ("<b>.json", evil)), ("file", ("bad.json", forged(issuers)))]
    page = office.post("/bulk", files=files).text
    assert page.count("<tr>") == 3 and "&lt;b&gt;.json" in page and "<b>.json" not in page
    assert page.index("&lt;b&gt;.json") < page.index("Done") and page.rstrip().endswith("</html>")
    found = re.search(r'name="rows" value="([^"]*)"', page)
    assert found is not None
    table = office.post("/bulk/table.csv", data={"rows": unescape(found[1])})
    assert "attachment" in table.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert tuple(lines[0]) == COLUMNS and len(lines) == 3
    title = dict(zip(COLUMNS, lines[1], strict=True))["title"]
    assert title.startswith("'=HYPERLINK")
    for typed in ("", "{}", "[[1]]", '[["a"]]', "[" * 5000):
        assert office.post("/bulk/table.csv", data={"rows": typed}).status_code == 400
    assert office.get("/bulk", headers={"Accept-Language": "de"}).status_code == 200


def test_no_cell_begins_a_formula() -> None:
    lines = write_table([["=1+1", "+1", "-1", "@a", "＝1", "\t=1", "a;=1", "a\n=1"]]).decode("utf-8-sig").splitlines()
    assert lines[1] == "'=1+1,'+1,'-1,'@a,'＝1,'=1,\"a,=1\",a =1"


def test_only_so_many_tables_are_made_at_once_and_each_gives_its_place_back(
    office: TestClient, issuers: Issuers
) -> None:
    slots = office.app.state.bulk  # type: ignore[attr-defined]
    assert slots.acquire(blocking=False) and slots.acquire(blocking=False)
    answer = office.post("/bulk", data={"text": course(issuers).decode()})
    assert answer.status_code == 429 and "Retry-After" in answer.headers
    slots.release()
    for _ in range(2):
        assert office.post("/bulk", data={"text": course(issuers).decode()}).status_code == 200
    slots.release()


def test_who_stops_listening_begins_no_more_and_leaves_nothing_running(service: Service) -> None:
    door = SlowDoor(service)
    found = check_all(Office(replace(service, fetch_link=door.fetch)), [Source(each, link=each) for each in LINKS])
    assert next(found).problem == "unreachable"
    with ThreadPoolExecutor(1) as thread:
        closing = thread.submit(found.close)
        assert not wait([closing], 0.2).done, "what was begun is waited for"
        door.second.set()
        door.others.set()
        closing.result(10)
    assert sorted(door.ended) == sorted(door.begun) and len(door.begun) <= AT_ONCE + 1


async def leave_after_a_row(app: ASGIApp, door: SlowDoor) -> str:
    """What a browser gets of a table that goes away after the first row; the rest is slow, and the loop lets it go."""
    body = urlencode({"text": "\n".join(LINKS)}).encode()
    headers = {"host": "wallet.test", "sec-fetch-site": "same-origin", "content-length": str(len(body))}
    headers["content-type"] = "application/x-www-form-urlencoded"
    scope = {
        "type": "http",
        "asgi": {"spec_version": "2.3"},
        "method": "POST",
        "path": "/bulk",
        "raw_path": b"/bulk",
        "query_string": b"",
        "scheme": "https",
        "client": ("192.0.2.1", 1),
        "server": ("wallet.test", 443),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    page, gone = bytearray(), asyncio.Event()
    asked: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if asked:
            return asked.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        page.extend(message.get("body", b""))
        if page.count(b"<tr>") == 2 and not gone.is_set():
            gone.set()
            asyncio.get_running_loop().call_later(0.1, door.second.set)
            asyncio.get_running_loop().call_later(0.4, door.others.set)

    await app(scope, receive, send)
    return page.decode()


def test_a_browser_that_goes_away_ends_the_work_and_holds_nobody_up(service: Service) -> None:
    door = SlowDoor(service)
    app = create_app(replace(service, fetch_link=door.fetch))
    with ThreadPoolExecutor(1) as pool:  # this thread may have the loop of a browser's driver
        page = pool.submit(lambda: asyncio.run(leave_after_a_row(app, door))).result()
    assert page.count("one.example") < AT_ONCE
    assert sorted(door.ended) == sorted(door.begun) and len(door.begun) <= AT_ONCE + 2
    slots = app.state.bulk
    assert slots.acquire(blocking=False) and slots.acquire(blocking=False), "its place is given back"
