"""The learner's side of shares as pages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.plain import plain_report
from verifier.site.forms import form, text, texts
from verifier.site.i18n import language_of
from verifier.site.rendering import render
from wallet.credentials.cards import remembered
from wallet.credentials.pages import all_cards
from wallet.problems import errors_of
from wallet.service import NotFound, Problem
from wallet.shares import life, service
from wallet.shares.making import Choice, Content
from wallet.shares.openings import list_openings
from wallet.shares.outward import draw_sending
from wallet.shares.owner import OwnShare, State
from wallet.shares.qr import draw_png, draw_svg
from wallet.shares.terms import Terms
from wallet.web.sessions import service_of, signed_in

log = logging.getLogger(__name__)

ENDS = {"1d": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30), "1y": timedelta(days=365)}


@dataclass(frozen=True)
class ShareRow:
    """One share in a list. `stop_failed` says loudly that a stop did not work."""

    id: str
    label: str
    titles: tuple[str, ...]
    created_at: datetime
    ends_at: datetime
    state: str
    opens: int
    stop_failed: bool = False


def draw_row(own: OwnShare) -> ShareRow:
    """The row of one share."""
    return ShareRow(own.id, own.owner.label, own.owner.titles, own.created_at, own.ends_at, own.state.value, own.opens)


def links_of(request: Request, credential_id: str) -> list[ShareRow]:
    """The links that show a credential: what its own page lists."""
    shares = service.list_shares(service_of(request), signed_in(request))
    return [draw_row(each) for each in shares if credential_id in each.owner.credentials]


def shares_page(request: Request) -> Response:
    """GET /shares."""
    shares = service.list_shares(service_of(request), signed_in(request))
    return render(request, "shares/list.html", {"rows": [draw_row(each) for each in shares]})


def new_page(request: Request) -> Response:
    """GET /shares/new, with the credentials that are chosen already."""
    values = {"from_name": signed_in(request).name, "end": "30d"}
    return _ask(request, request.query_params.getlist("credential"), values)


@form()
def create(request: Request, fields: FormData) -> Response:
    """POST /shares/new."""
    learner, house = signed_in(request), service_of(request)
    chosen = texts(fields, "credential")
    values = {name: text(fields, name).strip() for name in ("label", "from_name", "note", "end", "end_date")}
    try:
        own = service.create_share(
            house,
            learner,
            Content(tuple(Choice(each) for each in chosen), values["from_name"], values["note"]),
            Terms(_end(house.now(), values["end"], values["end_date"]), label=values["label"]),
        )
    except Problem as problem:
        return _ask(request, chosen, values, problem)
    return RedirectResponse(f"/shares/{own.id}", 303)


def _ask(request: Request, chosen: Sequence[str], values: dict[str, str], problem: Problem | None = None) -> Response:
    cards = all_cards(request)
    context = {
        "cards": [card for card in cards if card.id in chosen],
        "others": [card for card in cards if card.id not in chosen],
        "values": values,
        "errors": errors_of(request, problem) if problem else {},
    }
    return render(request, "shares/new.html", context, 422 if problem else 200)


def _end(now: datetime, choice: str, own_date: str) -> datetime:
    """When the link stops: after a while, or at the end (UTC) of a day of one's own."""
    if choice in ENDS:
        return now + ENDS[choice]
    try:
        day = date.fromisoformat(own_date)
    except ValueError as error:
        raise Problem("share.end_missing", "end_date") from error
    return datetime.combine(day, time(23, 59, 59), UTC)


def share_page(request: Request, *, stop_failed: bool = False) -> Response:
    """GET /shares/{id}: the link, its QR code, who opened it."""
    learner, house, language = signed_in(request), service_of(request), language_of(request)
    own = service.open_own_share(house, learner, request.path_params["id"])
    link = service.share_link(house, own) if own.state is State.ACTIVE and own.owner.link_key else None
    openings = [
        {"at": each.at, "viewer": each.viewer, "sentence": plain.sentence, "tone": plain.tone}
        for each in list_openings(house, learner, own.id)
        if each.report is not None
        for plain in (plain_report(remembered(each.report, "", each.issuer_name, each.ends_on), language),)
    ]
    cards = {card.id: card for card in all_cards(request)}
    context = {
        "row": replace(draw_row(own), stop_failed=stop_failed),
        "link": link,
        "qr_svg": draw_svg(link) if link else "",
        "sending": draw_sending(request, own, link) if link else None,
        "cards": [cards[each] for each in own.owner.credentials if each in cards],
        "openings": openings,
    }
    return render(request, "shares/page.html", context, 500 if stop_failed else 200)


def qr_png(request: Request) -> Response:
    """GET /shares/{id}/qr.png."""
    house = service_of(request)
    own = service.open_own_share(house, signed_in(request), request.path_params["id"])
    if own.state is not State.ACTIVE:
        raise NotFound
    headers = {"Content-Disposition": 'attachment; filename="cairn-link.png"'}
    return Response(draw_png(service.share_link(house, own)), media_type="image/png", headers=headers)


def stop_page(request: Request) -> Response:
    """GET /shares/{id}/stop: ask once, naming what will happen."""
    own = service.open_own_share(service_of(request), signed_in(request), request.path_params["id"])
    return render(request, "shares/stop.html", {"row": draw_row(own)})


@form()
def stop(request: Request, _fields: FormData) -> Response:
    """POST /shares/{id}/stop. A stop that failed says so: the link may still be open."""
    share_id = request.path_params["id"]
    try:
        life.stop_share(service_of(request), signed_in(request), share_id)
    except (Problem, SQLAlchemyError) as error:
        log.error("stopping a link failed: %s", type(error).__name__)  # noqa: TRY400  (its text may name the link)
        return share_page(request, stop_failed=True)
    return RedirectResponse(f"/shares/{share_id}", 303)
