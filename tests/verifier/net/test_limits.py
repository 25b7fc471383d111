"""Limits of size and time, and servers that are not what they should be."""

import contextlib
import gzip
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.net.serving import PUBLIC, answered, opened, refusal, serving
from verifier.errors import Unreachable
from verifier.net import GuardedFetch, Limits

# Limits


def test_a_body_of_just_the_limit_passes() -> None:
    with serving({"/": answered(200, b"x" * 1000)}) as site:
        assert len(opened(site, max_bytes=1000)(site.origin, "*/*").body) == 1000


@pytest.mark.parametrize("length", ["1001", ""], ids=["with its length", "without"])
def test_a_body_beyond_the_limit_is_too_large(length: str) -> None:
    with serving({"/": answered(200, b"x" * 1001, Content_Length=length)}) as site:
        assert refusal(opened(site, max_bytes=1000), site.origin).code == "fetch.too_large"


def test_a_body_that_never_ends_is_left_at_the_limit() -> None:
    def reply(send: Callable[[bytes], int]) -> None:
        send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            send(b"x" * 65536)

    with serving({"/": reply}) as site:
        assert refusal(opened(site, max_bytes=1 << 20), site.origin).code == "fetch.too_large"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_body_that_unpacks_beyond_the_limit_is_never_held(pack: Callable[[bytes], bytes]) -> None:
    bomb = answered(200, pack(bytes(100 << 20)), Content_Encoding="gzip")
    with serving({"/": bomb}) as site:
        fetch = opened(site, max_bytes=1 << 20)
        tracemalloc.start()
        code = refusal(fetch, site.origin).code
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert code == "fetch.too_large"
    assert peak < 6 << 20


def test_headers_without_end_are_no_answer() -> None:
    def reply(send: Callable[[bytes], int]) -> None:
        send(b"HTTP/1.1 200 OK\r\n")
        while True:
            send(b"X-More: " + b"x" * 1000 + b"\r\n")

    with serving({"/": reply}) as site:
        assert refusal(opened(site), site.origin).code == "fetch.failed"


def test_interim_responses_without_end_are_too_large() -> None:
    def reply(send: Callable[[bytes], int]) -> None:
        while True:
            send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)

    with serving({"/": reply}) as site:
        assert refusal(opened(site, max_bytes=1000), site.origin).code == "fetch.too_large"


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b""])
def test_a_byte_now_and_then_ends_at_the_deadline(start: bytes) -> None:
    over = threading.Event()

    def reply(send: Callable[[bytes], int]) -> None:
        send(start)
        while not over.wait(0.02):
            send(b"x")

    with serving({"/": reply}) as site:
        began = time.monotonic()
        code = refusal(opened(site, seconds=0.3), site.origin).code
        took = time.monotonic() - began
        over.set()
    assert code == "fetch.timeout"
    assert took < 2


def test_redirects_share_the_deadline() -> None:
    over = threading.Event()

    def reply(send: Callable[[bytes], int]) -> None:
        over.wait(0.2)
        send(answered(302, Location="/"))

    with serving({"/": reply}) as site:
        code = refusal(opened(site, seconds=0.3, redirects=50), site.origin).code
        over.set()
    assert code == "fetch.timeout"
    assert len(site.asked) <= 2


def test_a_resolver_that_hangs_ends_at_the_deadline() -> None:
    over = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        over.wait(5)
        return [PUBLIC]

    began = time.monotonic()
    code = refusal(GuardedFetch(Limits(seconds=0.2), resolve=resolve), "https://slow.test/").code
    over.set()
    assert code == "fetch.timeout"
    assert time.monotonic() - began < 2


def test_waiting_for_a_slot_counts() -> None:
    slots = threading.Semaphore(1)
    with serving({"/": answered(200)}) as site:
        fetch = GuardedFetch(Limits(seconds=0.5), allow_origins=[site.origin], slots=slots)
        began = time.monotonic()
        with slots:
            assert refusal(fetch, site.origin).code == "fetch.timeout"
        assert time.monotonic() - began < 2
        assert not site.asked
        assert refusal(fetch, f"{site.origin}/absent").code == "fetch.status"
        assert fetch(site.origin, "*/*").body == b""


# Servers that are not what they should be


def test_whatever_is_answered_only_unreachable_is_raised() -> None:
    with serving({}) as site:
        fetch = opened(site)

        @settings(max_examples=100, deadline=None, database=None)
        @given(
            st.one_of(
                st.binary(),
                st.binary().map(b"HTTP/1.1 200 OK\r\n".__add__),
                st.binary().map(b"HTTP/1.1 302 Found\r\nLocation: ".__add__).map(lambda head: head + b"\r\n\r\n"),
                st.binary().map(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".__add__),
                st.binary().map(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".__add__),
            )
        )
        def asked(reply: bytes) -> None:
            site.replies["/"] = reply
            with contextlib.suppress(Unreachable):
                fetch(f"{site.origin}/", "*/*")

        asked()


@pytest.mark.parametrize(
    "reply",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header: x\r\n\r\n",
    ],
)
def test_something_else_than_http_is_said(reply: bytes) -> None:
    with serving({"/": reply}) as site:
        error = refusal(opened(site), site.origin)
    assert (error.code, error.facts["reason"]) == ("fetch.failed", "protocol")


def test_nobody_listening_is_said() -> None:
    with serving({}) as site:
        pass
    error = refusal(opened(site), site.origin)
    assert (error.code, error.facts["reason"]) == ("fetch.failed", "connect")


def test_the_environments_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving({"/": answered(200, b"direct")}) as site:
        assert opened(site)(site.origin, "*/*").body == b"direct"
