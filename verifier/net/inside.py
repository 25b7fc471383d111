"""`InProcess`: whatever names our own address is answered by our own application, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2

from verifier.net.address import read_url, unreachable
from verifier.net.fetch import SUCCESS
from verifier.world import Answer, Fetch

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


class InProcess:
    """`fetch(url, accept) -> Answer` for a synchronous caller: host and port of `public_url`, over http or
    https, are asked of `app` (ASGI) as a stranger would ask; everything else goes `outside`.

    A single process can so verify what it issued itself (did:web included, which always says https), although its own
    address is private or it has only one worker. Raises Unreachable: `fetch.refused`, `fetch.status` (redirects are not
    followed, errors of the application are 500), `fetch.timeout`.
    """

    def __init__(self, public_url: str, app: Application, outside: Fetch, *, seconds: float = 10.0) -> None:
        self._own = read_url(public_url)
        self._app = app
        self._outside = outside
        self._seconds = seconds

    def __call__(self, url: str, accept: str) -> Answer:
        """GET `url`; `accept` is the Accept header. `Answer.url` is the URL that was asked for."""
        target = read_url(url)
        if (target.raw_host, target.port) != (self._own.raw_host, self._own.port):
            return self._outside(url, accept)
        with ThreadPoolExecutor(max_workers=1) as thread:  # of its own: the caller's may have an event loop
            return thread.submit(asyncio.run, self._ask(target, accept)).result()

    async def _ask(self, url: httpx2.URL, accept: str) -> Answer:
        transport = httpx2.ASGITransport(self._app, raise_app_exceptions=False)
        headers = {b"Accept": accept.encode("latin-1", "replace"), b"User-Agent": b"Cairn verifier"}
        request = httpx2.Request("GET", url.copy_with(scheme=self._own.scheme), headers=headers)
        try:
            async with asyncio.timeout(self._seconds):
                response = await transport.handle_async_request(request)
                body = await response.aread()
        except TimeoutError:
            raise unreachable("fetch.timeout", url) from None
        if response.status_code not in SUCCESS:
            raise unreachable("fetch.status", url, status=response.status_code)
        return Answer(str(url), body, response.headers.get("content-type", ""))
