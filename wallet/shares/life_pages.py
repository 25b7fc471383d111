"""The buttons of a link's page: pause, resume, when it stops, how often it opens, new tries, stop."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.site.forms import form, text
from verifier.site.rendering import render
from wallet.problems import errors_of
from wallet.service import Problem, Service
from wallet.shares import life, service
from wallet.shares.owner import OwnShare
from wallet.shares.pages import draw_row, share_page
from wallet.shares.terms_form import read_end, read_limit
from wallet.web.sessions import service_of, signed_in

log = logging.getLogger(__name__)


@form()
def pause(request: Request, _fields: FormData) -> Response:
    """POST /shares/{id}/pause."""
    return _act(request, lambda house, share_id: life.pause_share(house, signed_in(request), share_id))


@form()
def resume(request: Request, _fields: FormData) -> Response:
    """POST /shares/{id}/resume."""
    return _act(request, lambda house, share_id: life.resume_share(house, signed_in(request), share_id))


@form()
def move_end(request: Request, fields: FormData) -> Response:
    """POST /shares/{id}/end."""

    def act(house: Service, share_id: str) -> OwnShare:
        ends_at = read_end(house.now(), "own", text(fields, "end_date"))
        return life.move_end(house, signed_in(request), share_id, ends_at)

    return _act(request, act)


@form()
def limit(request: Request, fields: FormData) -> Response:
    """POST /shares/{id}/limit."""

    def act(house: Service, share_id: str) -> OwnShare:
        return life.limit_opens(house, signed_in(request), share_id, read_limit(text(fields, "max_opens")))

    return _act(request, act)


@form()
def new_tries(request: Request, _fields: FormData) -> Response:
    """POST /shares/{id}/tries."""
    return _act(request, lambda house, share_id: life.give_new_tries(house, signed_in(request), share_id))


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


def _act(request: Request, act: Callable[[Service, str], OwnShare]) -> Response:
    """Do it, and show the link again; what is wrong stands beside its field."""
    share_id = request.path_params["id"]
    try:
        act(service_of(request), share_id)
    except Problem as problem:
        return share_page(request, errors=errors_of(request, problem))
    return RedirectResponse(f"/shares/{share_id}", 303)
