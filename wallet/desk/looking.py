"""What a member's browser may see again of a case for half an hour, in a request."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from wallet.desk.service import look_again, measure_by
from wallet.organisations.organisation import Staff
from wallet.organisations.pathways import pathways_of
from wallet.pathways.service import Published
from wallet.shares.examining import Opened
from wallet.shares.opening import READING_LIFE
from wallet.web.cookies import remember
from wallet.web.sessions import service_of

COOKIE = "look"


def opened_of(request: Request, staff: Staff) -> Opened | None:
    """The case `{case}` of the path as this member opened it, verified anew; None where they have to open it (again).
    Raises NotFound as `look_again`."""
    cookie = request.cookies.get(COOKIE, "")
    return look_again(service_of(request), staff, request.path_params["case"], cookie)


def measured(request: Request, staff: Staff, opened: Opened, digest: str) -> tuple[Opened, Published | None]:
    """The same by the organisation's own pathway of this digest; unchanged, and None, where it has no such one."""
    if opened.view.stack is None or not digest:
        return opened, None
    for each in pathways_of(service_of(request), staff.organisation):
        if each.document.digest == digest:
            return measure_by(service_of(request), opened, each.document.raw), each
    return opened, None


def remember_look(request: Request, response: Response, staff: Staff, cookie: str) -> None:
    """Let this browser see the case again, and nothing beside it."""
    path = f"/desk/{staff.organisation.id}/cases/{request.path_params['case']}"
    remember(request, response, COOKIE, cookie, READING_LIFE, path)
