"""Requests that change something are taken from our own pages and from programs, never from another site's page."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from verifier.site.errors import error_response

log = logging.getLogger("cairn.cross_origin")

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class CrossOrigin:
    """Refuses with 403. `origin` is the site's own, such as `https://wallet.example`, where it is known."""

    def __init__(self, app: ASGIApp, *, origin: str | None = None) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE or is_own(Headers(scope=scope), self.origin):
            await self.app(scope, receive, send)
            return
        log.warning("refused a request from another site")
        await error_response(Request(scope), 403)(scope, receive, send)


def is_own(headers: Headers, origin: str | None) -> bool:
    """Whether a request that changes something may be what it seems.

    Browsers say with Sec-Fetch-Site whose page sent it (Fetch Metadata; only over https and on localhost), else with
    Origin. A request with neither comes from a program: it passes where it carries no cookie, so that nobody's sign-in
    is used. Both headers are out of reach for a page's script.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    sender = headers.get("origin")
    if sender is None:
        return "cookie" not in headers
    if origin is not None:
        return sender == origin
    try:
        return bool(headers.get("host")) and urlsplit(sender).netloc == headers["host"]
    except ValueError:
        return False
