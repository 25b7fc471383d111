"""`GuardedFetch`: one GET that leaves this machine.

    1. the URL is read once: https, an ordinary port, a plain name or IP address, no credentials
    2. the name is resolved once for each connection; one address that is not public refuses the whole name
    3. the connection goes to the very address that was checked (TLS and Host keep the name)
    4. a redirect starts again at 1; one that leaves https is refused
    5. one deadline covers waiting for a slot, names, connections, redirects and the slowest body
    6. one limit covers the body after unpacking

No cookies, no proxy, no referrer, no connection that is kept: two fetches know nothing of each other.
"""

from __future__ import annotations

import functools
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpcore2
import httpx2

from verifier.net.address import is_usual_port, read_url, unreachable
from verifier.net.guard import Guard, Resolve, Way, resolve_host
from verifier.world import Answer

CONCURRENT = 8
MAX_OVERHEAD = 256 * 1024  # bytes that may arrive beside the body: headers, chunk sizes, interim responses
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SUCCESS = range(200, 300)


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost: bytes of the body once unpacked, seconds from the call to the answer, redirects."""

    max_bytes: int = 10 * 1024 * 1024
    seconds: float = 10.0
    redirects: int = 3


class GuardedFetch:
    """`fetch(url, accept) -> Answer`, for threads. Raises Unreachable, and nothing else whatever the URL.

    `allow_origins` are exact origins (`https://localhost:4001`, `http://127.0.0.1:8000`) that may be private; the
    certificates in `ca_file` (PEM) are then the only ones that count there. `schemes` with `http` in it opens http to
    every public host. `slots` bounds how many fetches run at once: hand one to all the doors of a process.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        allow_origins: Iterable[str] = (),
        ca_file: str | Path | None = None,
        schemes: frozenset[str] = frozenset({"https"}),
        user_agent: str = "Cairn verifier",
        slots: threading.Semaphore | None = None,
        resolve: Resolve = resolve_host,
    ) -> None:
        self._limits = limits or Limits()
        self._allowed = frozenset(_origin(read_url(origin)) for origin in allow_origins)
        system = _system_tls()
        own = ssl.create_default_context(cafile=ca_file) if ca_file else system
        self._outside = Way(resolve, system, must_be_public=True)
        self._opened = Way(resolve, own, must_be_public=False)
        self._schemes = schemes
        self._user_agent = user_agent
        self._slots = slots or threading.Semaphore(CONCURRENT)

    def __call__(self, url: str, accept: str) -> Answer:
        """GET `url` and follow its redirects; `accept` is the Accept header, `Answer.url` where the body came from."""
        target = self._check(read_url(url))
        deadline = time.monotonic() + self._limits.seconds
        if not self._slots.acquire(timeout=self._limits.seconds):
            raise unreachable("fetch.timeout", target)
        try:
            return self._follow(target, accept, deadline)
        finally:
            self._slots.release()

    def _follow(self, target: httpx2.URL, accept: str, deadline: float) -> Answer:
        for _ in range(self._limits.redirects + 1):
            found = self._ask(target, accept, deadline)
            if isinstance(found, Answer):
                return found
            target = self._check(read_url(found, base=target), came_from=target)
        raise unreachable("fetch.redirects", target, limit=self._limits.redirects)

    def _check(self, url: httpx2.URL, came_from: httpx2.URL | None = None) -> httpx2.URL:
        if came_from is not None and came_from.scheme == "https" and url.scheme != "https":
            raise unreachable("fetch.refused", url, reason="downgrade")
        if _origin(url) in self._allowed:
            return url
        if url.scheme not in self._schemes:
            raise unreachable("fetch.refused", url, reason="scheme")
        if not is_usual_port(url):
            raise unreachable("fetch.refused", url, reason="port")
        return url

    def _ask(self, url: httpx2.URL, accept: str, deadline: float) -> Answer | str:
        """One request: the answer, or where the server sends us."""
        way = self._opened if _origin(url) in self._allowed else self._outside
        guard = Guard(url, way, deadline, self._limits.max_bytes + MAX_OVERHEAD)
        headers = [
            (b"Host", url.netloc),
            (b"User-Agent", self._user_agent.encode("latin-1", "replace")),
            (b"Accept", accept.encode("latin-1", "replace")),
            (b"Accept-Encoding", b"gzip"),
            (b"Connection", b"close"),
        ]
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        # The pool may change its TLS context; the guard has the real one, and this one trusts nobody.
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            with (
                httpcore2.ConnectionPool(ssl_context=tls, max_connections=1, network_backend=guard) as pool,
                pool.stream("GET", target, headers=headers) as response,
            ):
                return self._read(response, url)
        except httpcore2.TimeoutException:
            raise unreachable("fetch.timeout", url) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            raise unreachable("fetch.failed", url, reason="protocol") from None

    def _read(self, response: httpcore2.Response, url: httpx2.URL) -> Answer | str:
        headers = httpx2.Headers(response.headers)
        if response.status in REDIRECTS and "location" in headers:
            return headers["location"]
        if response.status not in SUCCESS:
            raise unreachable("fetch.status", url, status=response.status)
        limit = self._limits.max_bytes
        body = bytearray()
        for part in _unpacked(response.iter_stream(), headers.get("content-encoding", ""), limit, url):
            body += part
            if len(body) > limit:
                raise unreachable("fetch.too_large", url, limit=limit)
        return Answer(str(url), bytes(body), headers.get("content-type", ""))


@functools.cache
def _system_tls() -> ssl.SSLContext:
    """The machine's own certificates, read once for a process; nobody changes what they are read into."""
    return httpcore2.default_ssl_context()


def _origin(url: httpx2.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


def _unpacked(chunks: Iterable[bytes], encoding: str, limit: int, url: httpx2.URL) -> Iterator[bytes]:
    """The body without its Content-Encoding (RFC 9110, 8.4.1), in parts that go no further than just over `limit`."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise unreachable("fetch.failed", url, reason="encoding")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # tells gzip and zlib apart by their first bytes
    arrived = 0
    for chunk in chunks:
        arrived += len(chunk)
        try:
            yield unpacker.decompress(chunk, limit + 1)
        except zlib.error:
            raise unreachable("fetch.failed", url, reason="encoding") from None
        if unpacker.unused_data:
            break
    if arrived and (not unpacker.eof or unpacker.unused_data):
        raise unreachable("fetch.failed", url, reason="encoding")
