"""The way to one URL: a network backend of httpcore2 that connects to public addresses only, and only for so long."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import httpcore2
import httpx2

from verifier.errors import Unreachable
from verifier.net.address import Address, is_public, read_literal, unreachable

# (host, port) -> IP addresses as text; raises OSError, or gives none, when there are none.
Resolve = Callable[[str, int], Sequence[str]]

MAX_ADDRESSES = 4  # of one name that are tried, in the resolver's order


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The addresses that the system's resolver gives for a name, in its order; raises OSError when there are none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Way:
    """How to reach the host of a URL: who resolves its name, which certificates count, whether it has to be public."""

    resolve: Resolve
    tls: ssl.SSLContext
    must_be_public: bool


class Guard(httpcore2.NetworkBackend):
    """For one request: resolves once, refuses a name of which any address is not public, connects to what it checked.

    `deadline` is a reading of `time.monotonic`, `budget` the number of bytes that may arrive, headers included. Raises
    Unreachable `fetch.refused`, `fetch.timeout`, `fetch.too_large` and `fetch.failed` straight through httpcore2.
    """

    def __init__(self, url: httpx2.URL, way: Way, deadline: float, budget: int) -> None:
        self.url = url
        self.way = way
        self._deadline = deadline
        self._budget = budget

    def seconds_left(self) -> float:
        """Seconds until the deadline, always more than 0; raises Unreachable `fetch.timeout` after it."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise unreachable("fetch.timeout", self.url)
        return left

    def count(self, received: int) -> None:
        """Take bytes from the budget; raises Unreachable `fetch.too_large` when it is used up."""
        self._budget -= received
        if self._budget < 0:
            raise unreachable("fetch.too_large", self.url)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (the deadline takes its place)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = self._addresses(host, port)[:MAX_ADDRESSES]
        for tried, address in enumerate(addresses):
            # One address that swallows packets must not use up the time of the next.
            share = self.seconds_left() / (len(addresses) - tried)
            try:
                stream = httpcore2.SyncBackend().connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
            return GuardedStream(stream, self)
        self.seconds_left()
        raise unreachable("fetch.failed", self.url, reason="connect")

    def _addresses(self, host: str, port: int) -> list[Address]:
        literal = read_literal(host)
        found = [literal] if literal else [read_literal(address) for address in self._look_up(host, port)]
        addresses = [address for address in found if address is not None]
        if len(addresses) < len(found) or (self.way.must_be_public and not all(map(is_public, addresses))):
            raise unreachable("fetch.refused", self.url, reason="address")
        return addresses

    def _look_up(self, host: str, port: int) -> Sequence[str]:
        # The system's resolver knows no deadline. It is asked in a thread of its own, which may outlive the fetch until
        # the resolver's own timeouts: the fetches' concurrency bounds the number of those.
        answer: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

        def look() -> None:
            try:
                answer.put(self.way.resolve(host, port))
            except (OSError, ValueError):
                answer.put(())

        threading.Thread(target=look, name="resolve", daemon=True).start()
        try:
            found = answer.get(timeout=self.seconds_left())
        except queue.Empty:
            raise unreachable("fetch.timeout", self.url) from None
        if not found:
            raise unreachable("fetch.failed", self.url, reason="dns")
        return found


class GuardedStream(httpcore2.NetworkStream):
    """A connection on which every wait ends at the deadline: a byte a second keeps nobody here."""

    def __init__(self, stream: httpcore2.NetworkStream, guard: Guard) -> None:
        self._stream = stream
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  (the deadline)
        received = self._stream.read(max_bytes, self._guard.seconds_left())
        self._guard.count(len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  (the deadline)
        self._stream.write(buffer, self._guard.seconds_left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,  # noqa: ARG002  (our own is used)
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  (the deadline takes its place)
    ) -> httpcore2.NetworkStream:
        # The context that httpcore2 hands in is its own to change (it sets ALPN at each connection); the one with the
        # certificates is shared between threads and never changed.
        try:
            stream = self._stream.start_tls(self._guard.way.tls, server_hostname, self._guard.seconds_left())
        except Unreachable:
            self.close()
            raise
        except httpcore2.ConnectError as error:
            raise unreachable("fetch.failed", self._guard.url, reason="tls", detail=str(error)[:200]) from None
        return GuardedStream(stream, self._guard)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
