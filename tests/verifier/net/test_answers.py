"""What is answered by a server, and by those that it sends on to."""

import gzip
import zlib

import pytest

from tests.verifier.net.serving import PRIVATE, answered, opened, refusal, serving
from verifier.net import GuardedFetch
from verifier.world import Answer

GZIPPED = gzip.compress(b"hello", mtime=0)  # the same in every process that collects the tests


# What is answered


def test_an_answer_has_its_body_its_type_and_its_address_without_the_fragment() -> None:
    with serving({"/a?b=%C3%A4": answered(200, b"hello", Content_Type="text/plain; charset=utf-8")}) as site:
        answer = opened(site)(f"{site.origin}/a?b=ä#part", "text/plain")
    assert answer == Answer(f"{site.origin}/a?b=%C3%A4", b"hello", "text/plain; charset=utf-8")


def test_the_request_says_who_asks_for_what_and_nothing_else() -> None:
    with serving({"/": answered(200)}) as site:
        opened(site)(site.origin, "application/vc")
    lines = site.asked[0].decode().split("\r\n")
    assert lines[0] == "GET / HTTP/1.1"
    assert {line.split(":")[0] for line in lines[1:] if line} == {
        *("Host", "User-Agent", "Accept", "Accept-Encoding", "Connection")
    }
    assert "Accept: application/vc" in lines
    assert "User-Agent: Cairn verifier" in lines
    assert f"Host: 127.0.0.1:{site.port}" in lines


@pytest.mark.parametrize("status", [200, 201, 203, 299])
def test_any_success_is_an_answer(status: int) -> None:
    with serving({"/": answered(status, b"x")}) as site:
        assert opened(site)(site.origin, "*/*").body == b"x"


@pytest.mark.parametrize("status", [300, 304, 400, 404, 410, 500, 999])
def test_any_other_status_is_said(status: int) -> None:
    with serving({"/": answered(status, b"x")}) as site:
        error = refusal(opened(site), f"{site.origin}/")
    assert (error.code, error.facts) == (
        "fetch.status",
        {"url": f"{site.origin}/", "host": "127.0.0.1", "status": status},
    )


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", GZIPPED),
        ("X-GZip", GZIPPED),
        ("deflate", zlib.compress(b"hello")),
        ("identity", b"hello"),
        ("", b"hello"),
    ],
)
def test_a_body_is_unpacked(encoding: str, packed: bytes) -> None:
    with serving({"/": answered(200, packed, Content_Encoding=encoding)}) as site:
        assert opened(site)(site.origin, "*/*").body == b"hello"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("br", b"hello"),
        ("gzip, deflate", zlib.compress(GZIPPED)),
        ("gzip", b"hello"),
        ("gzip", GZIPPED[:-9]),
        ("gzip", GZIPPED + b"and more"),
    ],
)
def test_a_body_that_does_not_unpack_is_no_answer(encoding: str, packed: bytes) -> None:
    with serving({"/": answered(200, packed, Content_Encoding=encoding)}) as site:
        error = refusal(opened(site), site.origin)
    assert (error.code, error.facts["reason"]) == ("fetch.failed", "encoding")


# Redirects


def test_redirects_are_followed_and_the_last_address_is_the_answers() -> None:
    replies = {
        "/1": answered(301, Location="2"),
        "/2": answered(302, Location="/3#part"),
    }
    with serving(replies) as site:
        site.replies["/3"] = answered(308, Location=f"{site.origin}/4", Set_Cookie="a=b")
        site.replies["/4"] = answered(200, b"there")
        answer = opened(site)(f"{site.origin}/1", "*/*")
        assert answer == Answer(f"{site.origin}/4", b"there", "")
        assert len(site.asked) == 4
        assert not any(b"cookie" in head.lower() or b"referer" in head.lower() for head in site.asked)


def test_one_redirect_too_many_is_refused() -> None:
    with serving({"/": answered(302, Location="/")}) as site:
        error = refusal(opened(site, redirects=3), site.origin)
    assert (error.code, error.facts["limit"]) == ("fetch.redirects", 3)
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("gopher://127.0.0.1/", "scheme"),
        ("http://127.0.0.1:1/", "scheme"),
        ("https://127.0.0.1:1024/", "address"),
        ("https://10.0.0.1/", "address"),
        ("https://private.test/", "address"),
        ("https://private.test:22/", "port"),
        ("//[::1]/", "scheme"),
        ("https://me:secret@private.test/", "credentials"),
        ("https://0x7f.1/", "host"),
        ("https://[/", "host"),
        ("/" + "x" * 4000, "url"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(location: str, reason: str) -> None:
    with serving({"/": answered(302, Location=location)}) as site:
        fetch = GuardedFetch(allow_origins=[site.origin], resolve=lambda _host, _port: [PRIVATE])
        error = refusal(fetch, site.origin)
    assert (error.code, error.facts["reason"]) == ("fetch.refused", reason)
    assert "secret" not in str(error.facts)


def test_a_redirect_to_nowhere_is_a_status() -> None:
    with serving({"/": answered(302)}) as site:
        assert refusal(opened(site), site.origin).facts["status"] == 302
