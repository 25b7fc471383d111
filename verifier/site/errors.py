"""Errors as pages, or as JSON for programs: what happened and what to do, never a trace."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import TemplateError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verifier.site.i18n import lazy
from verifier.site.rendering import render, say

log = logging.getLogger("cairn.errors")

_OURS = frozenset({"verifier", "wallet"})

# status -> title, sentence, advice
_PAGES: Mapping[int, tuple[str, str, str]] = {
    400: (
        lazy("This could not be read"),
        lazy("What your browser sent is not what this page can read."),
        lazy("Go back, load the page again, and try once more."),
    ),
    403: (
        lazy("This did not come from our own page"),
        lazy("It was sent from another site, or by a browser that does not say from where. Nothing was changed."),
        lazy("Open the page here and do it again."),
    ),
    404: (
        lazy("There is nothing here"),
        lazy("This address leads to nothing, or to nothing any more."),
        "",
    ),
    405: (
        lazy("This address is not for that"),
        lazy("It exists, but not for what was asked of it."),
        lazy("Start again from the page with the form."),
    ),
    413: (
        lazy("This is too large"),
        lazy("What you sent is larger than this page can take."),
        lazy("Send fewer files at once, or a smaller one."),
    ),
    429: (
        lazy("Too many tries"),
        lazy("There were many tries in a short time, so we wait a little."),
        lazy("Try again in some minutes."),
    ),
    500: (
        lazy("Something went wrong on our side"),
        lazy("It is not your fault. What you did may not have been done."),
        lazy("Try again; if it stays, tell whoever runs this site."),
    ),
}


def error_response(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The page (or JSON) for a status."""
    title, sentence, advice = _PAGES.get(status, _PAGES[500 if status >= 500 else 400])  # noqa: PLR2004  (classes of HTTP)
    try:
        words = {"title": say(request, title), "sentence": say(request, sentence)}
        if prefers_json(request):
            return JSONResponse({"status": status, **words}, status, headers=headers)
        response: Response = render(
            request,
            "error.html",
            {**words, "advice": say(request, advice) if advice else "", "status": status},
            status,
        )
    except TemplateError:
        response = PlainTextResponse(title, status)
    response.headers.update(headers or {})
    return response


def prefers_json(request: Request) -> bool:
    """Whether a program asks: it accepts JSON and no page."""
    accepted = request.headers.get("accept", "").lower()
    return "application/json" in accepted and "text/html" not in accepted


def handle_http(request: Request, error: Exception) -> Response:
    """The handler for HTTPException: 404, 405, 413, 429 and their like."""
    assert isinstance(error, HTTPException)
    return error_response(request, error.status_code, error.headers)


class Crash:
    """A bug becomes the 500 page and one line in the log: the kind of error and where, never what was worked on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal is_started
            is_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except ClientDisconnect:
            return  # nobody is there to be told
        except Exception as error:  # noqa: BLE001  (what nobody foresaw must not travel on with its text)
            log.error("%s", describe(error))  # noqa: TRY400  (a trace with its text could hold what a learner typed)
            if not is_started:
                await error_response(Request(scope), 500)(scope, receive, send)


def describe(error: BaseException) -> str:
    """The kinds of an error and its causes, and the lines that led to it. No message: those quote what they are about.

    In production this is all that is ever logged about an error.
    """
    return " < ".join(f"{type(each).__qualname__} [{_way(each)}]" for each in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _way(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames[:-1] if _OURS.intersection(Path(each.filename).parts)]
    return ", ".join(_place(each) for each in [*ours[-8:], *frames[-1:]])


def _place(frame: traceback.FrameSummary) -> str:
    return f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
