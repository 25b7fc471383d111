"""The learner's side of cases as pages: a link is handed over to an organisation, and taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.site.forms import form, text
from verifier.site.rendering import render
from wallet.desk import handing
from wallet.organisations.service import list_proved, open_public
from wallet.problems import errors_of
from wallet.service import NotFound, Problem
from wallet.shares.owner import OwnShare
from wallet.shares.pages import draw_row
from wallet.shares.service import open_own_share
from wallet.stacks.service import open_stack
from wallet.web.sessions import service_of, signed_in

MOST_LISTED = 500  # organisations
_ADDRESS = re.compile(r"(?:.*/organisations/)?([A-Za-z0-9_-]{22})/?(?:[?#].*)?")


def handed_of(request: Request, own: OwnShare) -> dict[str, object]:
    """What a link's own page shows: to whom it is handed over, and whether it can be."""
    handed = handing.list_handed(service_of(request), signed_in(request), own.id)
    return {"cases": handed, "may": handing.may_hand_over(own)}


def choose_page(request: Request) -> Response:
    """GET /shares/{id}/hand-over: to whom; with `organisation` (an address or an id) on to what that would mean."""
    own = open_own_share(service_of(request), signed_in(request), request.path_params["id"])
    typed = request.query_params.get("organisation", "").strip()
    if not typed:
        return _choose(request, own)
    found = _ADDRESS.fullmatch(typed)
    try:
        organisation = open_public(service_of(request), found[1] if found else "")
    except NotFound:
        wrong = errors_of(request, Problem("case.no_organisation", "organisation"))
        return _choose(request, own, typed[:200], wrong)
    return RedirectResponse(f"/organisations/{organisation.id}/hand-over?share={own.id}", 303)


def consent_page(request: Request) -> Response:
    """GET /organisations/{id}/hand-over: what handing over `share` would mean; without one, which link."""
    share_id = request.query_params.get("share", "")
    if share_id:
        return _ask(request, share_id)
    organisation = open_public(service_of(request), request.path_params["id"])
    links = handing.list_for_handing(service_of(request), signed_in(request))
    return render(
        request,
        "desk/which.html",
        {"links": _rows(links), "organisation": organisation, "make": "/stacks", "stack": ""},
    )


def stack_page(request: Request) -> Response:
    """GET /stacks/{id}/hand-over: by which link a stack is handed over."""
    house, learner = service_of(request), signed_in(request)
    stack = open_stack(house, learner, request.path_params["id"])
    links = handing.list_for_handing(house, learner, stack.id)
    make = f"/shares/new?stack={stack.id}"
    context = {"links": _rows(links), "organisation": None, "make": make, "stack": stack.id}
    return render(request, "desk/which.html", context)


@form()
def hand_over(request: Request, fields: FormData) -> Response:
    """POST /organisations/{id}/hand-over: `share`, what was read (`agreed`), and the tick (`agree`)."""
    share_id, organisation_id = text(fields, "share"), request.path_params["id"]
    if not text(fields, "agree"):
        return _ask(request, share_id, Problem("case.agree", "agree"))
    try:
        handing.hand_over(service_of(request), signed_in(request), share_id, organisation_id, text(fields, "agreed"))
    except Problem as problem:
        return _ask(request, share_id, problem)
    return RedirectResponse(f"/shares/{share_id}#handed", 303)


def take_back_page(request: Request) -> Response:
    """GET /shares/{id}/cases/{case}/take-back: ask once."""
    share_id, case_id = request.path_params["id"], request.path_params["case"]
    handed = handing.open_handed(service_of(request), signed_in(request), share_id, case_id)
    return render(request, "desk/take_back.html", {"handed": handed})


@form()
def take_back(request: Request, _fields: FormData) -> Response:
    """POST /shares/{id}/cases/{case}/take-back."""
    share_id = request.path_params["id"]
    handing.take_back(service_of(request), signed_in(request), share_id, request.path_params["case"])
    return RedirectResponse(f"/shares/{share_id}", 303)


def _ask(request: Request, share_id: str, problem: Problem | None = None) -> Response:
    """What it would mean. Where it cannot be, why: as a sentence of its own."""
    house, learner = service_of(request), signed_in(request)
    organisation = open_public(house, request.path_params["id"])
    own = open_own_share(house, learner, share_id)
    errors: Mapping[str, str] = errors_of(request, problem) if problem else {}
    try:
        consent = handing.ask_consent(house, learner, share_id, organisation.id)
    except Problem as hindered:
        consent, errors = None, {"form": errors_of(request, hindered)[hindered.field]}
    context = {"organisation": organisation, "row": draw_row(own), "consent": consent, "errors": errors}
    return render(request, "desk/hand_over.html", context, 422 if errors else 200)


def _choose(request: Request, own: OwnShare, typed: str = "", errors: Mapping[str, str] | None = None) -> Response:
    proved = list_proved(service_of(request))[:MOST_LISTED]
    context = {"row": draw_row(own), "proved": proved, "typed": typed, "errors": errors or {}}
    return render(request, "desk/choose.html", {**context, "may": handing.may_hand_over(own)}, 422 if errors else 200)


def _rows(links: list[OwnShare]) -> list[object]:
    return [draw_row(each) for each in links]
