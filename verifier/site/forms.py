"""Forms: read with limits, then handed to a plain function in a thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from python_multipart.exceptions import FormParserError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

FormView = Callable[[Request, FormData], Response]
AsyncView = Callable[[Request], Awaitable[Response]]

_SMALL = 64 * 1024  # bytes: every form without a file or a pasted text
_DRAINED = 4  # times its limit, a body that is too large is still read to its end: else no browser shows our answer
_MAX_FILE_NAME = 200


def form(*, max_files: int = 0, max_fields: int = 200, max_bytes: int = _SMALL) -> Callable[[FormView], AsyncView]:
    """Make `view(request, fields) -> Response` a view: reads the body within the limits, closes uploads afterwards.

    A body that is larger in bytes raises HTTPException 413, one that is no form or has too many parts 400.
    """

    def decorate(view: FormView) -> AsyncView:
        @wraps(view)
        async def read_and_call(request: Request) -> Response:
            limited = Request(request.scope, _limited(request.receive, max_bytes))
            try:
                fields = await limited.form(max_files=max_files, max_fields=max_fields, max_part_size=max_bytes)
            except FormParserError as error:
                raise HTTPException(400) from error
            try:
                return await run_in_threadpool(view, request, fields)
            finally:
                await fields.close()

        return read_and_call

    return decorate


def text(fields: FormData, name: str) -> str:
    """What was typed into a field, as it was typed; empty where it is missing or a file."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def texts(fields: FormData, name: str) -> list[str]:
    """Every value of a field that may stand several times."""
    return [value for value in fields.getlist(name) if isinstance(value, str)]


def files(fields: FormData, name: str) -> list[tuple[str, bytes]]:
    """The files of a field as (name, bytes); the empty part that a browser sends for no file is left out."""
    found = [value for value in fields.getlist(name) if isinstance(value, UploadFile)]
    return [
        ((upload.filename or "")[:_MAX_FILE_NAME], upload.file.read())
        for upload in found
        if upload.filename or upload.size
    ]


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request that is no form. Raises HTTPException 413 above `most` bytes."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413)
    return body


def _limited(receive: Receive, max_bytes: int) -> Receive:
    total = 0

    async def receive_limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total <= max_bytes:
            return message
        while message["type"] == "http.request" and message.get("more_body") and total <= max_bytes * _DRAINED:
            message = await receive()
            total += len(message.get("body", b""))
        raise HTTPException(413)

    return receive_limited
