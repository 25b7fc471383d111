"""Who opened which link, as pages: looked through, taken along, erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.report import Verdict
from verifier.site.forms import form, text
from verifier.site.rendering import render
from wallet.service import NotFound
from wallet.shares import service
from wallet.shares.openings import (
    Asked,
    erase_opening,
    erase_openings,
    find_openings,
    write_csv,
    write_json,
)
from wallet.shares.pages import draw_opening, draw_row
from wallet.web.sessions import service_of, signed_in

MOST_SHOWN = 500
_FIELDS = ("share", "verdict", "since", "until", "name")


def openings_page(request: Request) -> Response:
    """GET /shares/openings, with what is asked for in its query."""
    house, learner = service_of(request), signed_in(request)
    found = find_openings(house, learner, _asked(request), MOST_SHOWN + 1)
    rows = {own.id: draw_row(own) for own in service.list_shares(house, learner)}
    values = {name: request.query_params.get(name, "") for name in _FIELDS}
    context = {
        "openings": [draw_opening(request, each) for each in found[:MOST_SHOWN]],
        "more": len(found) > MOST_SHOWN,
        "rows": rows,
        "values": values,
        "asked": urlencode({name: value for name, value in values.items() if value}),
    }
    return render(request, "shares/openings.html", context)


def export(request: Request) -> Response:
    """GET /shares/openings.csv and .json: what is asked for, as a file."""
    house, learner = service_of(request), signed_in(request)
    kind = request.path_params["kind"]
    if kind not in ("csv", "json"):
        raise NotFound
    labels = {own.id: own.owner.label for own in service.list_shares(house, learner)}
    found = find_openings(house, learner, _asked(request))
    body = (write_csv if kind == "csv" else write_json)(found, lambda share_id: labels.get(share_id, ""))
    media = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
    return Response(
        body, media_type=media, headers={"Content-Disposition": f'attachment; filename="cairn-openings.{kind}"'}
    )


def erase_page(request: Request) -> Response:
    """GET /shares/openings/erase: ask once. One (`opening`), all of a link (`share`), or all."""
    share_id, opening_id = (request.query_params.get(name, "") for name in ("share", "opening"))
    house, learner = service_of(request), signed_in(request)
    row = draw_row(service.open_own_share(house, learner, share_id)) if share_id else None
    context = {"row": row, "opening": opening_id, "share": share_id}
    return render(request, "shares/erase.html", context)


@form()
def erase(request: Request, fields: FormData) -> Response:
    """POST /shares/openings/erase."""
    house, learner = service_of(request), signed_in(request)
    share_id, opening_id = text(fields, "share"), text(fields, "opening")
    if opening_id:
        erase_opening(house, learner, opening_id)
    else:
        erase_openings(house, learner, share_id)
    return RedirectResponse("/shares/openings", 303)


def _asked(request: Request) -> Asked:
    typed = {name: request.query_params.get(name, "").strip() for name in _FIELDS}
    return Asked(
        share_id=typed["share"],
        verdict=typed["verdict"] if typed["verdict"] in list(Verdict) else "",
        since=_day(typed["since"]),
        before=_day(typed["until"], timedelta(days=1)),
        name=typed["name"],
    )


def _day(typed: str, later: timedelta = timedelta(0)) -> datetime | None:
    """The beginning of a day (UTC), or so much later; what is no day asks for nothing."""
    try:
        return datetime.combine(date.fromisoformat(typed), time(), UTC) + later
    except (ValueError, OverflowError):
        return None
