"""Links: what they carry, what they lead to, and how often anybody is asked."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.verifier.wrappers.making import archive, parts, png, report_on, text_chunk
from tests.world import NOW, FakeWeb, badge, signed
from verifier import World, examine
from verifier.plain import plain_report
from verifier.reading import follow_link
from verifier.report import Verdict

GOOD = signed(badge())
PAGE = "https://badges.example/b/1"
FILE = "https://badges.example/b/1.json"
ENCODED = base64.urlsafe_b64encode(GOOD).decode().rstrip("=")


@pytest.mark.parametrize(
    "link",
    [
        "https://verifier.example/#verify?vc=" + quote(GOOD),
        "https://wallet.example/request?request=" + quote(json.dumps({"credential": json.loads(GOOD)})),
        "https://verifier.example/?vc=" + ENCODED,
        "  https://verifier.example/?vc=data:application/vc;base64," + ENCODED + "\n",
    ],
)
def test_a_link_that_carries_a_credential_asks_nobody(link: str) -> None:
    web = FakeWeb()
    assert report_on(link.encode(), web.fetch).verdict is Verdict.VALID
    assert web.requests == []


@pytest.mark.parametrize(
    "link",
    [
        "https://verifier.example/#verify?vc=" + quote(FILE),
        "https://badges.example/verify?vc=/b/1.json",
        FILE,
        FILE + "#a-secret-that-stays-here",
    ],
)
def test_the_address_of_a_credential_is_asked_without_what_follows_the_hash(link: str) -> None:
    web = FakeWeb()
    web.put(FILE, GOOD)
    assert report_on(link.encode(), web.fetch).verdict is Verdict.VALID
    assert web.requests == [FILE]


@pytest.mark.parametrize("name", ["vp", "verifiableCredential", "credential", "vc", "data"])
def test_an_answer_around_a_credential_gives_its_own_bytes(name: str) -> None:
    web = FakeWeb()
    web.put(FILE, b'{"ok":true,\n "' + name.encode() + b'" : ' + GOOD.replace(b", ", b",  ") + b' , "b":[1]}')
    assert parts(FILE.encode(), web.fetch)[0].raw == GOOD.replace(b", ", b",  ")


def page(*lines: str) -> bytes:
    return ("<!doctype html><html><head>" + "".join(lines) + "</head><body><p>A badge</p></body></html>").encode()


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="alternate" type="application/ld+json" href="1.json">',
        f'<LINK REL="Alternate" TYPE="application/vc+ld+json" HREF="{FILE}#x">',
        '<link rel="alternate" type="application/json" href="/"><link rel=alternate type=application/json href=1.json>',
        f'<script type="application/ld+json">{GOOD.decode()}</script>',
        '<meta property="og:image" content="/b/1.png">',
    ],
)
def test_a_badges_public_page_leads_to_its_credential(head: str) -> None:
    web = FakeWeb()
    web.put(PAGE, page(head), "text/html")
    web.put(FILE, GOOD)
    web.put("https://badges.example/b/1.png", png(text_chunk(GOOD)), "image/png")
    assert report_on(PAGE.encode(), web.fetch).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (page(), "structure.not_a_credential"),
        (
            page('<link rel="alternate" type="application/json" href="http://badges.example/b/1.json">'),
            "structure.not_a_credential",
        ),
        (page('<meta property="og:image" content="/plain.png">'), "structure.not_a_credential"),
        (b'{"protocols": {"vcapi": "https://badges.example/exchange"}}', "structure.unsupported"),
        (b'{"a": 1}', "structure.not_a_credential"),
        (b'{"vc": ', "structure.not_json"),
        (PAGE.encode(), "structure.not_a_credential"),
        (b"Hello", "structure.not_a_credential"),
    ],
)
def test_what_leads_nowhere_says_why(answer: bytes, code: str) -> None:
    web = FakeWeb()
    web.put(PAGE, answer)
    web.put("https://badges.example/plain.png", png())
    assert report_on(PAGE.encode(), web.fetch).code == code
    assert all(url.startswith("https://") for url in web.requests)


def test_a_link_that_nobody_answers_is_undecided() -> None:
    report = report_on(PAGE.encode(), FakeWeb().fetch)
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "structure.unreadable")
    assert report.check("structure").facts["reason"] == "fetch.failed"


def test_an_archive_of_links_asks_no_more_than_ten() -> None:
    web = FakeWeb()
    members = {f"{number}.gz": gzipped(f"https://badges.example/{number}") for number in range(30)}
    report_on(archive(members), web.fetch)
    assert len(web.requests) == 10


def gzipped(text: str) -> bytes:
    import gzip

    return gzip.compress(text.encode())


@pytest.mark.parametrize(
    "raw",
    [b"http://badges.example/1", b"https://a b", b"https://", b"see https://a.example/1", b"https://a.example/\n1"],
)
def test_other_texts_are_no_links(raw: bytes) -> None:
    web = FakeWeb()
    assert report_on(raw, web.fetch).code == "structure.not_a_credential"
    assert web.requests == []


SHARED = "/s/0c07c1ceAbCd-_12345678#" + "kEy-_" * 8 + "abc"


@pytest.mark.parametrize("begin", ["https://wallet.example", "http://127.0.0.1:8000", "HTTPS://wallet.example/cairn"])
def test_a_link_that_somebody_shares_is_named_and_never_asked(begin: str) -> None:
    web = FakeWeb()
    for way in (f" {begin}{SHARED}\n".encode(), *follow_link(begin + SHARED, web.fetch)):
        examined = examine(way, World(NOW, web.fetch))
        assert examined.report.code == "structure.not_a_credential"
        assert examined.report.check("structure").facts == {"kind": "share"}
        assert plain_report(examined, "en").sentence.startswith("This is a link with which somebody shares")
        assert plain_report(examined, "de").sentence.startswith("Das ist ein Link, mit dem jemand Nachweise teilt")
    assert web.requests == []


@pytest.mark.parametrize("other", [SHARED[:-1], SHARED + "x", SHARED.replace("/s/", "/t/"), "/?" + SHARED])
def test_what_only_resembles_a_shared_link_is_asked_without_what_follows_the_hash(other: str) -> None:
    web = FakeWeb()
    report_on(f"https://wallet.example{other}".encode(), web.fetch)
    assert web.requests == [f"https://wallet.example{other.partition('#')[0]}"]
