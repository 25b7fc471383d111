"""The reader's side of a share as a page: the closed door, the press, what is behind it; JSON for machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from limits import parse
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
from verifier.site.rate_limit import address_of, limits_of
from verifier.site.rendering import render
from verifier.site.theirs import answer_theirs, read_typed
from wallet.service import NotFound
from wallet.shares import opening
from wallet.shares.drawing import draw_view
from wallet.shares.drawing_stacks import draw_towards
from wallet.shares.examining import Opened
from wallet.shares.opening import MAX_VIEWER, READING_LIFE
from wallet.shares.passcodes import PasscodeNeeded
from wallet.shares.returning import Changes, changes_since, read_visit, write_visit
from wallet.web.cookies import remember
from wallet.web.sessions import service_of

COOKIE = "reading"  # the reader's session
OPENINGS = parse("60/minute")  # of one link from one address: each verifies everything anew
ENTRY = "entry"  # the link's key, while its passcode is asked for
SEEN, BEFORE = "seen", "before"  # what this browser saw last, and what it had seen when this session began
ENTRY_LIFE = timedelta(minutes=10)
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
    if request.cookies.get(ENTRY):
        return render(request, "shares/passcode.html", {"wrong": False, "tries_left": None, "viewer": ""})
    return render(request, "shares/closed_door.html", {"ends_at": ends_at, "wrong": False, "problem": ""})


async def press(request: Request) -> Response:
    """POST /s/{id}: `key`, `viewer` and, where there is one, `passcode`, as a form or as JSON."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return await _press_form(request)
    typed = _Typed.from_json(await read_body(request, MAX_BODY))
    return await run_in_threadpool(_open, request, typed)


@dataclass(frozen=True)
class _Typed:
    key: str
    viewer: str
    passcode: str = field(default="", repr=False)

    @staticmethod
    def from_json(raw: bytes) -> _Typed:
        try:
            body = read_json(raw)
        except VerifierError as error:
            raise HTTPException(400) from error
        if not isinstance(body, dict):
            raise HTTPException(400)
        key, viewer, passcode = (body.get(name) for name in ("key", "viewer", "passcode"))
        return _Typed(*(each if isinstance(each, str) else "" for each in (key, viewer, passcode)))


@form()
def _press_form(request: Request, fields: FormData) -> Response:
    typed = read_typed(fields)
    if typed is not None and not text(fields, "key"):
        return _is_it_theirs(request, typed)
    key = text(fields, "key") or request.cookies.get(ENTRY, "")
    return _open(request, _Typed(key, text(fields, "viewer"), text(fields, "passcode")))


def _open(request: Request, typed: _Typed) -> Response:
    house, share_id = service_of(request), request.path_params["id"]
    limits_of(request).hit(OPENINGS, "open", f"{share_id} {address_of(request)}")
    key = typed.key.strip().rpartition("#")[2]
    try:
        opened = opening.open_share(house, share_id, key, typed.viewer, typed.passcode)
    except NotFound:
        return gone(request)
    except PasscodeNeeded as needed:
        return _ask_passcode(request, key, typed.viewer, needed)
    response = _answer(request, opened) if prefers_json(request) else RedirectResponse(f"/s/{share_id}", 303)
    _remember(request, response, COOKIE, opened.cookie, READING_LIFE)
    _remember(request, response, SEEN, write_visit(opened), opened.ends_at - opened.opened_at)
    before = request.cookies.get(SEEN, "")
    if read_visit(before):
        _remember(request, response, BEFORE, before, READING_LIFE)
    if ENTRY in request.cookies:
        _remember(request, response, ENTRY, "", timedelta(0))
    return response


def _ask_passcode(request: Request, key: str, viewer: str, needed: PasscodeNeeded) -> Response:
    """401. The key came with this press and has left the address bar: the browser keeps it while we ask."""
    if prefers_json(request):
        return JSONResponse({"tries_left": needed.tries_left}, 401)
    context = {"wrong": needed.given, "tries_left": needed.tries_left, "viewer": viewer[:MAX_VIEWER]}
    response = render(request, "shares/passcode.html", context, 401)
    _remember(request, response, ENTRY, key, ENTRY_LIFE)
    return response


def _remember(request: Request, response: Response, name: str, value: str, life: timedelta) -> None:
    """A cookie for this link alone, that no script reads."""
    remember(request, response, name, value, life, f"/s/{request.path_params['id']}")


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
    together = plain_report(collect(b"", opened.items, service_of(request).world()), language)
    context = {
        "from_name": opened.view.from_name,
        "note": opened.view.note,
        "ends_at": opened.ends_at,
        "opened_at": opened.opened_at,
        "items": draw_view(opened.view, opened.items, language),
        "sentence": together.sentence,
        "tone": together.tone,
        "share_id": opened.share_id,
        "offers": sorted(opened.view.offers),
        "theirs": answer_theirs(request, opened.items, typed),
        "changes": _changes(request, opened),
        "towards": draw_towards(request, opened.towards) if opened.towards else None,
    }
    response = render(request, "shares/opened.html", context)
    _remember(request, response, SEEN, write_visit(opened), opened.ends_at - service_of(request).now())
    return response


def _changes(request: Request, opened: Opened) -> Changes | None:
    """What is other than it was when this browser was here last, before this session."""
    visit = read_visit(request.cookies.get(BEFORE, ""))
    return changes_since(visit, opened) if visit else None


def as_json(opened: Opened) -> JsonObject:
    """The promised shape: a whole credential shows everything (the pointer "") and withholds nothing."""
    items: list[Json] = [
        {
            "record": examined.record.as_json() if examined.record else None,
            "report": examined.as_json(),
            "shown": [*shown.shown],
            "withheld": [*shown.withheld],
            "credential": _credential(shown.credential) if shown.summary is None else None,
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
        "stack": opened.towards.evaluation.as_json() if opened.towards else None,
    }


def _credential(raw: bytes) -> Json:
    try:
        return read_json(raw)
    except VerifierError:
        return raw.decode("utf-8", "replace")
