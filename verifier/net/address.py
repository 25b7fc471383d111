"""Where a fetch may go: which URLs are read at all, and which IP addresses are public."""

from __future__ import annotations

import ipaddress
import re

import httpx2

from verifier.errors import Fact, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_URL = 2048  # characters
MAX_HOST = 253  # characters (RFC 1035, 2.3.4)
LOWEST_OPEN_PORT, HIGHEST_PORT = 1024, 65535

# The special-purpose registries of IANA (RFC 6890) are written out: what `ipaddress.is_global` knows of them depends on
# the release of Python, and it takes multicast, 6to4 and NAT64 for global.
_NOT_PUBLIC_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # every machine in one large cloud sees its host there, and nobody else does
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Only this block is given out to anybody (RFC 4291); IPv4-mapped, NAT64, local, link-local and multicast lie outside.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_USERINFO = re.compile(r"^([^/?#]*//)[^/?#]*@")


def is_public(address: Address) -> bool:
    """Whether anybody on the Internet may own this address, so that asking it betrays nothing of this network."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    if address.scope_id is not None:
        return False
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def is_usual_port(url: httpx2.URL) -> bool:
    """The scheme's own port, or one that needs no privilege: no mail server is spoken to."""
    return url.port is None or LOWEST_OPEN_PORT <= url.port <= HIGHEST_PORT


def read_literal(host: str) -> Address | None:
    """The IP address that a host is in its usual spelling, if it is one."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def read_url(url: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """An absolute http or https URL (a relative one against `base`), without fragment, its host in ASCII (RFC 5891).

    Raises Unreachable `fetch.refused` for anything else, for credentials and for a host that is neither a name nor an
    address in its usual spelling (`0x7f.1` and `2130706433` are neither).
    """
    parsed = _parse(url, base)
    if parsed is None or len(str(parsed)) > MAX_URL:
        raise Unreachable("fetch.refused", {"reason": "url", "url": _without_secrets(url), "host": ""})
    if parsed.scheme not in ("http", "https"):
        raise unreachable("fetch.refused", parsed, reason="scheme")
    if parsed.userinfo:
        raise unreachable("fetch.refused", parsed, reason="credentials")
    if read_literal(host_of(parsed)) is None and not _is_name(host_of(parsed)):
        raise unreachable("fetch.refused", parsed, reason="host")
    return parsed


def host_of(url: httpx2.URL) -> str:
    """The host as it goes over the wire. (`URL.host` decodes IDNA, and raises for what does not decode.)"""
    return url.raw_host.decode("ascii")


def unreachable(code: str, url: httpx2.URL, **facts: Fact) -> Unreachable:
    """The error of one fetch, with the facts that all of them have."""
    return Unreachable(code, {"url": _without_secrets(str(url)), "host": host_of(url), **facts})


def _parse(url: str, base: httpx2.URL | None) -> httpx2.URL | None:
    if len(url) > MAX_URL:
        return None
    try:
        return (base.join(url) if base else httpx2.URL(url)).copy_with(fragment=None)
    except (httpx2.InvalidURL, ValueError):
        return None


def _is_name(host: str) -> bool:
    """A host name (RFC 1123, and underscores). Ending in a number it is an address in disguise (WHATWG URL, 3.5)."""
    labels = host.split(".")
    return len(host) <= MAX_HOST and all(map(_LABEL.fullmatch, labels)) and not _NUMBER.fullmatch(labels[-1])


def _without_secrets(url: str) -> str:
    return _USERINFO.sub(r"\1", url[:MAX_URL]).encode("utf-8", "replace").decode("utf-8")
