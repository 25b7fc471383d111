"""Whom we connect to, and which addresses are refused before anything is asked."""

import ipaddress

import httpcore2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.net.serving import PRIVATE, PUBLIC, answered, opened, refusal, serving
from verifier.net import GuardedFetch, Limits
from verifier.net.address import is_public

GUARDED = GuardedFetch(Limits(seconds=5), resolve=lambda _host, _port: [PUBLIC])


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
