"""The headers that every answer carries: nothing from elsewhere, nothing kept, nothing framed, nothing told."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_WITH_CAMERA = frozenset({"/verify", "/credentials/add"})  # once the reader presses the button there
_CAMERA = {"Permissions-Policy": "camera=(self), geolocation=(), microphone=()"}
_PREVIEWED = re.compile(r"/shares/(?:new|[A-Za-z0-9_-]+/change)")  # what a reader will see is drawn anew as one types
_PREVIEW = {"Content-Security-Policy": HEADERS["Content-Security-Policy"] + "; connect-src 'self'"}
_FOR_SEARCH_ENGINES = frozenset({"/", "/verify"})
_YEAR = "max-age=31536000"


def headers_of(path: str) -> Mapping[str, str]:
    """HEADERS, with the camera, or a page's own address, where a page is made for it."""
    more = _CAMERA if path in _WITH_CAMERA else _PREVIEW if _PREVIEWED.fullmatch(path) else {}
    return {**HEADERS, **more}


class SecurityHeaders:
    """Sets `headers_of`, `Cache-Control: no-store` where nothing else was said, `noindex` on all but the public pages.

    `secure`: the site is reached over https, and only over https from now on.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._set(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _set(self, headers: MutableHeaders, path: str) -> None:
        for name, value in headers_of(path).items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")
        if path not in _FOR_SEARCH_ENGINES and not path.startswith("/static/"):
            headers["X-Robots-Tag"] = "noindex"
        if self.secure:
            headers["Strict-Transport-Security"] = _YEAR
