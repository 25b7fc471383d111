"""A learner's credentials as pages: thin, the work is in `imports.py` and `service.py`."""

from __future__ import annotations

import contextlib
import json
import re

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier import Examined
from verifier.derive import holds_base_proof
from verifier.plain import plain_report
from verifier.site.forms import files, form, text, texts
from verifier.site.i18n import language_of
from verifier.site.items import Item, draw_item, is_readable
from verifier.site.rendering import render
from wallet.credentials import imports, service
from wallet.credentials.cards import SORTS, Card, draw_card, find_cards
from wallet.credentials.files import kind_of, stem_of
from wallet.credentials.filters import choices_of, narrow
from wallet.credentials.imports import MAX_IMPORT_BYTES, Taken
from wallet.credentials.sealing import title_of
from wallet.problems import errors_of
from wallet.service import NotFound, Problem
from wallet.web.sessions import service_of, signed_in

MAX_SOURCE = 200_000  # characters of an original that its page shows
MAX_FILES = 50
_BODY = 2 * MAX_IMPORT_BYTES


def credentials_page(request: Request) -> Response:
    """GET /credentials: all of them, found, narrowed and sorted."""
    summaries = service.list_summaries(service_of(request), signed_in(request))
    cards = [draw_card(each, language_of(request)) for each in summaries]
    facets = {each.id: request.app.state.facets_of(request, each.record) for each in summaries}
    choices = choices_of(cards, facets, request.query_params)
    query = request.query_params.get("q", "")[:200]
    sort = request.query_params.get("sort", "")
    sort = sort if sort in SORTS else "newest"
    found = find_cards(narrow(cards, facets, choices.chosen), query, sort)
    context = {"cards": found, "query": query, "sort": sort, "total": len(cards), "choices": choices}
    return render(request, "credentials/list.html", context)


def all_cards(request: Request) -> list[Card]:
    """Every credential of who is signed in, as cards."""
    summaries = service.list_summaries(service_of(request), signed_in(request))
    return [draw_card(each, language_of(request)) for each in summaries]


def add_page(request: Request) -> Response:
    """GET /credentials/add."""
    signed_in(request)
    return render(request, "credentials/add.html")


@form(max_files=MAX_FILES, max_bytes=_BODY)
def add(request: Request, fields: FormData) -> Response:
    """POST /credentials/add: a paste, files and a link at once; then the preview."""
    learner, house = signed_in(request), service_of(request)
    typed, link = text(fields, "text"), text(fields, "link")
    taken = [Taken(name, raw) for name, raw in files(fields, "file")]
    if typed.strip():
        taken.append(Taken("", typed.strip().encode("utf-8", "surrogatepass")))
    try:
        if link.strip():
            taken += imports.fetch_link(house, link)
        import_id = imports.take_in(house, learner, taken)
    except Problem as problem:
        context = {"errors": errors_of(request, problem), "values": {"text": typed, "link": link}}
        return render(request, "credentials/add.html", context, 422)
    return RedirectResponse(f"/credentials/imports/{import_id}", 303)


def preview_page(request: Request, problem: Problem | None = None) -> Response:
    """GET /credentials/imports/{id}: what came, examined; nothing is kept yet."""
    import_id, language = request.path_params["id"], language_of(request)
    items = imports.preview(service_of(request), signed_in(request), import_id)
    cards = {card.id: card for card in all_cards(request)} if any(each.duplicate_of for each in items) else {}
    drawn = [
        PreviewItem(draw_item(each.examined, language, each.name), each.index, cards.get(each.duplicate_of or ""))
        for each in items
        if is_readable(each.examined)
    ]
    problems = [_problem(each.name, each.examined, language) for each in items if not is_readable(each.examined)]
    context = {"import_id": import_id, "items": drawn, "problems": problems, "errors": {}}
    if problem is not None:
        context["errors"] = errors_of(request, problem)
    return render(request, "credentials/preview.html", context, 422 if problem else 200)


class PreviewItem(Item):
    """An item with its number in the import and the credential that it repeats, if any."""

    index: int
    duplicate_of: Card | None

    def __init__(self, item: Item, index: int, duplicate_of: Card | None) -> None:
        super().__init__(**vars(item))
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "duplicate_of", duplicate_of)


@form()
def decide(request: Request, fields: FormData) -> Response:
    """POST /credentials/imports/{id}: keep the ticked ones, or none."""
    learner, house, import_id = signed_in(request), service_of(request), request.path_params["id"]
    if text(fields, "action") != "keep":
        imports.discard(house, learner, import_id)
        return RedirectResponse("/credentials", 303)
    chosen = [int(each) for each in texts(fields, "keep") if re.fullmatch(r"[0-9]{1,4}", each, re.ASCII)]
    try:
        kept = imports.keep(house, learner, import_id, chosen)
    except Problem as problem:
        return preview_page(request, problem)
    return RedirectResponse(f"/credentials/{kept[0]}" if len(kept) == 1 else "/credentials", 303)


def credential_page(request: Request) -> Response:
    """GET /credentials/{id}: what it says, how it stands, its checks, its links."""
    learner, house, language = signed_in(request), service_of(request), language_of(request)
    credential_id = request.path_params["id"]
    kept = service.open_credential(house, learner, credential_id)
    reports = [
        {"id": each.id, "at": each.report.at, "sentence": plain.sentence, "tone": plain.tone}
        for each in service.list_reports(house, learner, credential_id)
        for plain in (plain_report(service.examined_of(kept.raw, kept.record, each.report), language),)
    ]
    context = {
        "item": draw_item(service.examined_of(kept.raw, kept.record, kept.report), language),
        "card": card_of(request, credential_id),
        "added_at": kept.added_at,
        "source": _source(kept.raw),
        "derivable": holds_base_proof(kept.raw),
        "reports": reports[1:],
        "shares": request.app.state.links_of(request, credential_id),
    }
    return render(request, "credentials/page.html", context)


def card_of(request: Request, credential_id: str) -> Card:
    """One card. Raises NotFound."""
    for card in all_cards(request):
        if card.id == credential_id:
            return card
    raise NotFound


@form()
def recheck(request: Request, _fields: FormData) -> Response:
    """POST /credentials/{id}/recheck."""
    credential_id = request.path_params["id"]
    service.recheck(service_of(request), signed_in(request), credential_id)
    return RedirectResponse(f"/credentials/{credential_id}", 303)


def original(request: Request) -> Response:
    """GET /credentials/{id}/original: the bytes as they came."""
    kept = service.open_credential(service_of(request), signed_in(request), request.path_params["id"])
    name = f"{stem_of(title_of(kept.record))}{kind_of(kept.raw)[0]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(kept.raw, media_type="application/octet-stream", headers=headers)


def report_page(request: Request) -> Response:
    """GET /credentials/{id}/reports/{report}: what was found then."""
    learner, house = signed_in(request), service_of(request)
    credential_id = request.path_params["id"]
    kept = service.open_credential(house, learner, credential_id)
    for each in service.list_reports(house, learner, credential_id):
        if each.id == request.path_params["report"]:
            plain = plain_report(service.examined_of(kept.raw, kept.record, each.report), language_of(request))
            return render(request, "credentials/report.html", {"plain": plain, "card": card_of(request, credential_id)})
    raise NotFound


def delete_page(request: Request) -> Response:
    """GET /credentials/{id}/delete: ask once, naming what will happen."""
    card = card_of(request, request.path_params["id"])
    links = [row for row in request.app.state.links_of(request, card.id) if row.state == "active"]
    return render(request, "credentials/delete.html", {"card": card, "shares": links})


@form()
def delete(request: Request, _fields: FormData) -> Response:
    """POST /credentials/{id}/delete."""
    announce = request.app.state.on_credential_deleted
    service.delete_credential(service_of(request), signed_in(request), request.path_params["id"], announce)
    return RedirectResponse("/credentials", 303)


def _problem(name: str, examined: Examined, language: str) -> str:
    plain = plain_report(examined, language)
    sentence = f"{plain.sentence} {plain.advice}".strip()
    return f"{name}: {sentence}" if name else sentence


def _source(raw: bytes) -> str:
    shown = raw.decode("utf-8", "replace")
    with contextlib.suppress(ValueError, RecursionError):
        shown = json.dumps(json.loads(raw), ensure_ascii=False, indent=2)
    return shown[:MAX_SOURCE]
