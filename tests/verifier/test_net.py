"""Real sockets on 127.0.0.1; what would leave the machine fails the test, and the resolver is the only double."""

import asyncio
import contextlib
import datetime
import gzip
import ipaddress
import json
import socketserver
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import Unreachable
from verifier.net import GuardedFetch, InProcess, Limits
from verifier.net.address import is_public
from verifier.world import Answer, no_network

PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.1"
ISSUED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
GZIPPED = gzip.compress(b"hello", mtime=0)  # the same in every process that collects the tests
NEVER = datetime.datetime(2125, 1, 1, tzinfo=datetime.UTC)

Reply = bytes | Callable[[Callable[[bytes], int]], object]
TOO_MUCH_FOR_US = (OSError, ssl.SSLError)


@dataclass
class Site:
    """A server in a thread: path -> bytes to send, or a function that sends them."""

    replies: dict[str, Reply]
    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Handler(socketserver.StreamRequestHandler):
    server: "Server"

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
            head += line
        site = self.server.site
        site.asked.append(head)
        reply = site.replies.get(head.split(b" ")[1].decode() if b" " in head else "", answered(404))
        with contextlib.suppress(*TOO_MUCH_FOR_US):
            if isinstance(reply, bytes):
                self.wfile.write(reply)
            else:
                reply(self.wfile.write)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, site: Site) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = site
        site.port = self.server_address[1]

    def handle_error(self, *_whose: object) -> None:
        """Clients that hang up are what these tests are about."""


@contextlib.contextmanager
def serving(replies: Mapping[str, Reply], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(dict(replies))
    with Server(site) as server:
        if tls is not None:
            tls.sni_callback = lambda _socket, name, _context: site.names.append(name)
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def answered(status: int, body: bytes = b"", **headers: str) -> bytes:
    headers = {"Content-Length": str(len(body))} | {name.replace("_", "-"): text for name, text in headers.items()}
    lines = "".join(f"{name}: {text}\r\n" for name, text in headers.items() if text)
    return f"HTTP/1.1 {status} What\r\n{lines}\r\n".encode() + body


def opened(
    site: Site, *, seconds: float = 5, max_bytes: int = Limits.max_bytes, redirects: int = Limits.redirects
) -> GuardedFetch:
    return GuardedFetch(Limits(max_bytes, seconds, redirects), allow_origins=[site.origin])


def refusal(fetch: Callable[[str, str], Answer], url: str) -> Unreachable:
    with pytest.raises(Unreachable) as raised:
        fetch(url, "*/*")
    json.dumps(raised.value.facts).encode()
    return raised.value


@pytest.fixture(autouse=True, scope="module")
def connected() -> Iterator[list[str]]:
    """Whom we connected to. Nobody beyond this machine is let through."""
    seen: list[str] = []
    real = httpcore2.SyncBackend.connect_tcp

    def connect(self: httpcore2.SyncBackend, host: str, *rest: object, **named: object) -> httpcore2.NetworkStream:
        seen.append(host)
        if not ipaddress.ip_address(host).is_loopback:
            raise httpcore2.ConnectError("not from a test")
        return real(self, host, *rest, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
        yield seen


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


# Addresses

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    ::ffff:93.184.216.34 ::ffff:0:93.184.216.34 64:ff9b::7f00:1 64:ff9b::5db8:d822 64:ff9b:1::1 100::1 2001::1
    2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:5db8:d822:: 3fff::1 4000::1 5f00::1 fc00::1
    fd00:ec2::254 fe80::1 fec0::1 ff02::1 ff0e::1
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_an_address_that_is_not_public_is_refused_as_a_host_and_behind_a_name(
    address: str, connected: list[str]
) -> None:
    connected.clear()
    host = f"[{address}]" if ":" in address else address
    fetch = GuardedFetch(resolve=lambda _host, _port: [address])
    for url in (f"https://{host}/", "https://name.test/"):
        error = refusal(fetch, url)
        assert (error.code, error.facts["reason"]) == ("fetch.refused", "address")
    assert address not in str(error.facts)
    assert connected == []


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "2a00:1450::1", "2003::"]
)
def test_a_public_address_is_connected_to(address: str, connected: list[str]) -> None:
    connected.clear()
    host = f"[{address}]" if ":" in address else address
    fetch = GuardedFetch(resolve=lambda _host, _port: [address])
    for url in (f"https://{host}/", "https://name.test/"):
        assert refusal(fetch, url).facts["reason"] == "connect"
    assert connected == [str(ipaddress.ip_address(address))] * 2


@pytest.mark.parametrize("scoped", ["fe80::1%eth0", "2606:4700::1111%eth0"])
def test_an_address_of_one_link_is_not_public(scoped: str) -> None:
    assert not is_public(ipaddress.ip_address(scoped))
    assert refusal(GuardedFetch(resolve=lambda _host, _port: [scoped]), "https://name.test/").code == "fetch.refused"


@pytest.mark.parametrize("found", [[PUBLIC, PRIVATE], [PRIVATE, PUBLIC], [PUBLIC, "::1"], [PUBLIC, "nonsense"]])
def test_one_private_address_refuses_the_name(found: list[str], connected: list[str]) -> None:
    connected.clear()
    error = refusal(GuardedFetch(resolve=lambda _host, _port: found), "https://name.test/")
    assert (error.code, error.facts["reason"]) == ("fetch.refused", "address")
    assert connected == []


def test_a_name_that_changes_its_mind_is_asked_once(connected: list[str]) -> None:
    connected.clear()
    minds = iter([[PUBLIC], ["127.0.0.1"]])
    error = refusal(GuardedFetch(resolve=lambda _host, _port: next(minds)), "https://name.test/")
    assert (error.code, error.facts["reason"]) == ("fetch.failed", "connect")
    assert connected == [PUBLIC]
    assert next(minds) == ["127.0.0.1"]


def test_the_next_address_is_tried_when_one_does_not_answer(connected: list[str]) -> None:
    connected.clear()
    with serving({"/": answered(200, b"here")}) as site:
        origin = f"http://name.test:{site.port}"
        fetch = GuardedFetch(allow_origins=[origin], resolve=lambda _host, _port: [PRIVATE, "127.0.0.1"])
        assert fetch(origin, "*/*").body == b"here"
    assert connected == [PRIVATE, "127.0.0.1"]
    assert f"Host: name.test:{site.port}".encode() in site.asked[0]


def test_each_address_of_a_name_has_its_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def swallow(_backend: object, _host: str, _port: int, timeout: float, *_rest: object) -> httpcore2.NetworkStream:
        waits.append(timeout)
        raise httpcore2.ConnectTimeout

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", swallow)
    refusal(GuardedFetch(Limits(seconds=12), resolve=lambda _host, _port: [PUBLIC] * 6), "https://name.test/")
    assert waits == pytest.approx([3, 4, 6, 12], abs=0.5)


def test_a_name_without_address_is_not_found() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    for fetch in (GuardedFetch(resolve=resolve), GuardedFetch(resolve=lambda _host, _port: [])):
        error = refusal(fetch, "https://name.test/")
        assert (error.code, error.facts["reason"]) == ("fetch.failed", "dns")


def test_the_systems_resolver_says_that_localhost_is_private() -> None:
    assert refusal(GuardedFetch(), "https://localhost/").facts["reason"] == "address"


# What is not read at all


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "scheme"),
        ("//name.test/", "scheme"),
        ("name.test", "scheme"),
        ("http://name.test/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("data:text/plain,x", "scheme"),
        ("ftp://name.test/", "scheme"),
        ("https:///x", "host"),
        ("https:name.test", "host"),
        ("https://me@name.test/", "credentials"),
        ("https://me:secret@name.test/", "credentials"),
        ("https://name.test\\@10.0.0.1/", "credentials"),
        ("https://name.test\\.evil.test/", "host"),
        ("https://0x7f.1/", "host"),
        ("https://0x7f000001/", "host"),
        ("https://2130706433/", "host"),
        ("https://017700000001/", "host"),
        ("https://127.1/", "host"),
        ("https://name.0x7f/", "host"),
        ("https://0177.0.0.1/", "url"),
        ("https://%31%32%37.0.0.1/", "host"),
        ("https://127。0。0。1/", "address"),
        ("https://[::1]/", "address"),
        ("https://[fe80::1%25eth0]/", "address"),
        ("https://[::1/", "url"),
        ("https://[v1.x]/", "url"),
        ("https://a..test/", "host"),
        ("https://-a.test/", "host"),
        ("https://name.test./", "host"),
        (f"https://{'a' * 64}.test/", "host"),
        (f"https://{'a.' * 130}test/", "host"),
        ("https://na me.test/", "host"),
        ("https://name.test:0/", "port"),
        ("https://name.test:25/", "port"),
        ("https://name.test:80/", "port"),
        ("https://name.test:65536/", "port"),
        ("https://name.test:-1/", "port"),
        ("https://name.test:x/", "url"),
        ("https://name.test/\r\nX: y", "url"),
        ("https://name.test/\ud800", "url"),
        ("https://\ud800.test/", "url"),
        ("https://name.test/" + "x" * 2048, "url"),
        ("https://name.test/" + "ä" * 1000, "url"),
    ],
)
def test_a_url_that_means_mischief_is_refused_before_anything_is_asked(url: str, reason: str) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise AssertionError("nobody may be asked")

    error = refusal(GuardedFetch(resolve=resolve), url)
    assert (error.code, error.facts["reason"]) == ("fetch.refused", reason)
    assert "secret" not in str(error.facts)


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://NAME.test",
        "https://name.test:443/",
        "https://name.test:8443/",
        "https://a_b.test:1024/",
        "https://bücher.test/",
        "https://xn--zzzzz99999/",
        "https://xn--ls8h.test/",
    ],
)
def test_a_plain_url_is_asked(url: str) -> None:
    assert refusal(GuardedFetch(resolve=lambda _host, _port: [PUBLIC]), url).facts["reason"] == "connect"


def test_an_international_name_is_asked_in_ascii() -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return []

    refusal(GuardedFetch(resolve=resolve), "https://bücher.test:8443/")
    assert asked == [("xn--bcher-kva.test", 8443)]


def test_http_is_open_only_where_it_is_asked_for() -> None:
    fetch = GuardedFetch(schemes=frozenset({"https", "http"}), resolve=lambda _host, _port: [PUBLIC])
    assert refusal(fetch, "http://name.test/").facts["reason"] == "connect"
    assert refusal(fetch, "http://name.test:443/").facts["reason"] == "port"


def test_an_origin_opens_itself_alone() -> None:
    with serving({"/": answered(200)}) as site, serving({"/": answered(200)}) as other:
        fetch = opened(site)
        assert fetch(f"{site.origin}/", "*/*").body == b""
        for url in (
            other.origin,
            f"https://127.0.0.1:{site.port}",
            f"http://localhost:{site.port}",
            "http://127.0.0.1",
        ):
            assert refusal(fetch, url).code == "fetch.refused"
    assert not other.asked


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.text().map("https://".__add__),
        st.text("0123456789abcdefx.:[]%@/\\?#-_ \u3002\uff11\ud800ßä", max_size=40).map("https://".__add__),
    )
)
def test_whatever_the_url_only_unreachable_is_raised(url: str) -> None:
    assert refusal(GUARDED, url).code.startswith("fetch.")


GUARDED = GuardedFetch(Limits(seconds=5), resolve=lambda _host, _port: [PUBLIC])


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


# TLS


@dataclass(frozen=True)
class Authority:
    """A certification authority of one test run."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name

    @property
    def file(self) -> Path:
        return self.folder / "ca.pem"

    def tls(self, *hosts: str, until: datetime.datetime = NEVER) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(host) for host in hosts]
        certificate = self.sign(key, x509.Name([]), until, x509.SubjectAlternativeName(names), critical=True)
        file = self.folder / f"{'-'.join(hosts)}-{until.year}.pem"
        file.write_bytes(pem(certificate) + private_pem(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def sign(
        self,
        key: ec.EllipticCurvePrivateKey,
        name: x509.Name,
        until: datetime.datetime,
        extension: x509.ExtensionType,
        *,
        critical: bool,
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder(self.name, name, key.public_key(), x509.random_serial_number(), ISSUED, until)
        return builder.add_extension(extension, critical).sign(self.key, hashes.SHA256())


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def new_authority(folder: Path) -> Authority:
    folder.mkdir()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
    made = Authority(folder, ec.generate_private_key(ec.SECP256R1()), name)
    made.file.write_bytes(pem(made.sign(made.key, name, NEVER, x509.BasicConstraints(True, None), critical=True)))
    return made


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("tls") / "ours")


def local(site: Site, ca_file: Path | None, host: str = "name.test") -> tuple[GuardedFetch, str]:
    origin = f"https://{host}:{site.port}"
    limits = Limits(seconds=5)
    fetch = GuardedFetch(limits, allow_origins=[origin], ca_file=ca_file, resolve=lambda _host, _port: ["127.0.0.1"])
    return fetch, f"{origin}/"


def test_tls_and_the_host_header_keep_the_name_of_an_address_that_was_resolved(authority: Authority) -> None:
    with serving({"/": answered(200, b"sealed")}, authority.tls("name.test")) as site:
        fetch, url = local(site, authority.file)
        assert fetch(url, "*/*").body == b"sealed"
        assert site.names == ["name.test"]
        assert f"Host: name.test:{site.port}".encode() in site.asked[0]


def test_https_is_never_left_by_a_redirect(authority: Authority) -> None:
    with serving({}, authority.tls("name.test")) as site, serving({"/": answered(200)}) as plain:
        site.replies["/"] = answered(302, Location=plain.origin)
        origin = f"https://name.test:{site.port}"
        fetch = GuardedFetch(
            allow_origins=[origin, plain.origin],
            ca_file=authority.file,
            schemes=frozenset({"http", "https"}),
            resolve=lambda _host, _port: ["127.0.0.1"],
        )
        error = refusal(fetch, origin)
    assert (error.code, error.facts["reason"]) == ("fetch.refused", "downgrade")
    assert not plain.asked


def test_a_certificate_that_does_not_hold_is_refused(authority: Authority, tmp_path: Path) -> None:
    stranger = new_authority(tmp_path / "stranger")
    wrong = {
        "of nobody we know": (authority.tls("name.test"), None),
        "of somebody else's authority": (authority.tls("name.test"), stranger.file),
        "for another name": (authority.tls("other.test"), authority.file),
        "that has expired": (authority.tls("name.test", until=ISSUED + datetime.timedelta(1)), authority.file),
    }
    for tls, ca_file in wrong.values():
        with serving({"/": answered(200)}, tls) as site:
            fetch, url = local(site, ca_file)
            error = refusal(fetch, url)
            assert (error.code, error.facts["reason"]) == ("fetch.failed", "tls")
            assert "certificate" in str(error.facts["detail"]).lower()
            assert not site.asked


def test_a_ca_file_counts_only_where_it_was_opened_for(authority: Authority) -> None:
    with serving({"/": answered(200)}, authority.tls("name.test")) as site:
        fetch, _ = local(site, authority.file, host="another.test")
        assert refusal(fetch, f"https://name.test:{site.port}/").facts["reason"] == "address"


def test_a_handshake_that_hangs_ends_at_the_deadline() -> None:
    over = threading.Event()
    with serving({"": lambda _send: over.wait(3)}) as site:
        origin = f"https://127.0.0.1:{site.port}"
        began = time.monotonic()
        assert refusal(GuardedFetch(Limits(seconds=0.2), allow_origins=[origin]), origin).code == "fetch.timeout"
        assert time.monotonic() - began < 2
        over.set()


# In process


async def own_app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
    status = 200 if scope["path"] == "/ä" else 404
    if scope["path"] == "/broken":
        raise RuntimeError("a bug")
    body = json.dumps(
        [scope["scheme"], scope["query_string"].decode(), sorted(name.decode() for name, _ in scope["headers"])]
    )
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body.encode()})


def outside(url: str, _accept: str) -> Answer:
    return Answer(url, b"outside")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_our_own_address_is_answered_by_our_own_application(scheme: str) -> None:
    fetch = InProcess("http://localhost:8000", own_app, outside)
    answer = fetch(f"{scheme}://localhost:8000/%C3%A4?q=1#part", "application/json")
    assert answer.url == f"{scheme}://localhost:8000/%C3%A4?q=1"
    assert answer.content_type == "application/json"
    asked_as, query, headers = json.loads(answer.body)
    assert (asked_as, query) == ("http", "q=1")
    assert headers == ["accept", "host", "user-agent"]


@pytest.mark.parametrize("url", ["http://localhost:8001/ä", "https://localhost/ä", "https://localhost.test:8000/ä"])
def test_everything_else_is_asked_outside(url: str) -> None:
    assert InProcess("http://localhost:8000", own_app, outside)(url, "*/*").body == b"outside"


def test_our_own_application_is_asked_as_a_stranger_would() -> None:
    fetch = InProcess("https://wallet.test", own_app, outside)
    assert refusal(fetch, "https://wallet.test/absent").facts["status"] == 404
    assert refusal(fetch, "http://wallet.test/broken").facts["status"] == 500
    assert refusal(fetch, "https://me:secret@wallet.test/ä").facts["reason"] == "credentials"
    assert refusal(fetch, "ftp://wallet.test/ä").facts["reason"] == "scheme"


def test_our_own_application_has_a_deadline_too() -> None:
    async def slow(_scope, _receive, _send) -> None:  # type: ignore[no-untyped-def]
        await asyncio.sleep(5)

    assert (
        refusal(InProcess("https://wallet.test", slow, outside, seconds=0.1), "https://wallet.test/").code
        == "fetch.timeout"
    )


def test_our_own_application_answers_a_thread_that_has_an_event_loop_of_its_own() -> None:
    async def app(_scope: object, _receive: object, send: Callable[[dict[str, object]], Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    async def ask() -> bytes:
        return InProcess("https://wallet.example", app, no_network)("https://wallet.example/x", "*/*").body

    assert asyncio.run(ask()) == b"here"
