"""The reader's side of a share as a page: the closed door, the press, what is behind it; JSON for machines."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from verifier.codec.json_text import read_json
from verifier.codec.moments import write_moment
from verifier.errors import Json, JsonObject, VerifierError
from verifier.examine import collect
from verifier.identity import Typed
from verifier.plain import plain_report
from verifier.site.errors import prefers_json
from verifier.site.forms import form, read_body, text
from verifier.site.i18n import language_of
from verifier.site.items import draw_items
from verifier.site.rendering import render
from verifier.site.theirs import answer_theirs, read_typed
from wallet.service import NotFound
from wallet.shares import opening
from wallet.shares.examining import Opened
from wallet.shares.opening import READING_LIFE
from wallet.web.sessions import service_of

COOKIE = "reading"
MAX_BODY = 64 * 1024


def door(request: Request) -> Response:
    """GET /s/{id}: closed, or opened for the reader who pressed within the last half hour."""
    share_id = request.path_params["id"]
    cookie = request.cookies.get(COOKIE, "")
    opened = opening.see_again(service_of(request), share_id, cookie) if cookie else None
    if opened is not None:
        return _answer(request, opened)
    ends_at = opening.exists(service_of(request), share_id)
    if ends_at is None:
        return gone(request)
    return render(request, "shares/closed_door.html", {"ends_at": ends_at, "wrong": False, "problem": ""})


async def press(request: Request) -> Response:
    """POST /s/{id}: `key` and `viewer`, as a form or as JSON."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return await _press_form(request)
    typed = _Typed.from_json(await read_body(request, MAX_BODY))
    return await run_in_threadpool(_open, request, typed)


@dataclass(frozen=True)
class _Typed:
    key: str
    viewer: str

    @staticmethod
    def from_json(raw: bytes) -> _Typed:
        try:
            body = read_json(raw)
        except VerifierError as error:
            raise HTTPException(400) from error
        if not isinstance(body, dict):
            raise HTTPException(400)
        key, viewer = body.get("key"), body.get("viewer", "")
        return _Typed(key if isinstance(key, str) else "", viewer if isinstance(viewer, str) else "")


@form()
def _press_form(request: Request, fields: FormData) -> Response:
    typed = read_typed(fields)
    if typed is not None and not text(fields, "key"):
        return _is_it_theirs(request, typed)
    return _open(request, _Typed(text(fields, "key"), text(fields, "viewer")))


def _open(request: Request, typed: _Typed) -> Response:
    house, share_id = service_of(request), request.path_params["id"]
    key = typed.key.strip().rpartition("#")[2]
    try:
        opened = opening.open_share(house, share_id, key, typed.viewer)
    except NotFound:
        return gone(request)
    response = _answer(request, opened) if prefers_json(request) else RedirectResponse(f"/s/{share_id}", 303)
    response.set_cookie(
        COOKIE,
        opened.cookie,
        max_age=int(READING_LIFE.total_seconds()),
        path=f"/s/{share_id}",
        secure=house.settings.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


def _is_it_theirs(request: Request, typed: Typed) -> Response:
    """What a reader who opened the link types, compared with what they see; no second opening, and nothing is kept."""
    share_id, cookie = request.path_params["id"], request.cookies.get(COOKIE, "")
    opened = opening.see_again(service_of(request), share_id, cookie) if cookie else None
    return gone(request) if opened is None else _answer(request, opened, typed)


def gone(request: Request) -> Response:
    """Ended, stopped, used up, wrong key, never existed: the same answer."""
    if prefers_json(request):
        return JSONResponse({"error": "not_found"}, status_code=404)
    return render(request, "shares/gone.html", {}, 404)


def _answer(request: Request, opened: Opened, typed: Typed | None = None) -> Response:
    if prefers_json(request):
        return JSONResponse(as_json(opened))
    language = language_of(request)
    items = [
        item
        for shown, examined in zip(opened.view.items, opened.items, strict=True)
        for item in draw_items(examined, language, note=shown.note)
    ]
    together = plain_report(collect(b"", opened.items, service_of(request).world()), language)
    context = {
        "from_name": opened.view.from_name,
        "note": opened.view.note,
        "ends_at": opened.ends_at,
        "opened_at": opened.opened_at,
        "items": items,
        "sentence": together.sentence,
        "tone": together.tone,
        "share_id": opened.share_id,
        "theirs": answer_theirs(request, opened.items, typed),
    }
    return render(request, "shares/opened.html", context)


def as_json(opened: Opened) -> JsonObject:
    """The promised shape: whole credentials show everything (the pointer "") and withhold nothing."""
    items: list[Json] = [
        {
            "record": examined.record.as_json() if examined.record else None,
            "report": examined.as_json(),
            "shown": [""],
            "withheld": [],
            "credential": _credential(shown.credential),
        }
        for shown, examined in zip(opened.view.items, opened.items, strict=True)
    ]
    return {
        "verdict": opened.worst.report.verdict.value,
        "opened_at": write_moment(opened.opened_at),
        "ends_at": write_moment(opened.ends_at),
        "from": opened.view.from_name,
        "note": opened.view.note,
        "items": items,
        "stack": None,
    }


def _credential(raw: bytes) -> Json:
    try:
        return read_json(raw)
    except VerifierError:
        return raw.decode("utf-8", "replace")
