"""Servers on 127.0.0.1 that answer what a test says."""

import contextlib
import json
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from verifier.errors import Unreachable
from verifier.net import GuardedFetch, Limits
from verifier.world import Answer

PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.1"

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
