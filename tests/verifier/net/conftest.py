"""Real sockets on 127.0.0.1; what would leave the machine fails the test, and the resolver is the only double."""

import ipaddress
from collections.abc import Iterator

import httpcore2
import pytest


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
