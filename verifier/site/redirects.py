"""Where a form sends the browser next: only ever to a page of this site."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse

_MAX_PATH = 2000


def see_other(path: str) -> RedirectResponse:
    """303: the browser asks for `path` with GET. `path` is ours, or went through `local_path`."""
    return RedirectResponse(path, status_code=303)


def local_path(text: str, default: str = "/") -> str:
    """`text` where it is a path (with or without a query) of this site, else `default`.

    Browsers read `//host`, `/\\host` and paths with tabs or line ends in them as other sites (WHATWG URL, 4.4).
    """
    if (
        not text.startswith("/")
        or len(text) > _MAX_PATH
        or "\\" in text
        or not text.isascii()
        or not text.isprintable()
    ):
        return default
    if " " in text or text.startswith("//"):
        return default
    parts = urlsplit(text)
    return default if parts.scheme or parts.netloc else text
