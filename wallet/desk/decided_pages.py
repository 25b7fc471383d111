"""What an organisation decided and signed, as pages: the list, and withdrawing one of it."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form
from verifier.site.redirects import see_other
from wallet.desk.decided import list_issued, open_issued, withdraw
from wallet.desk.pages import page_number
from wallet.organisations.acting import desk_page, staff_of
from wallet.organisations.organisation import Role
from wallet.web.sessions import service_of


def decisions_page(request: Request) -> Response:
    """GET /desk/{id}/decisions; `page` from 1 on."""
    staff, page = staff_of(request), page_number(request.query_params.get("page", ""))
    issued, more = list_issued(service_of(request), staff, page - 1)
    return desk_page(request, "desk/decisions.html", staff, {"issued": issued, "more": more, "page": page})


def withdraw_page(request: Request) -> Response:
    """GET /desk/{id}/decisions/{issued}/withdraw: ask once."""
    staff = staff_of(request, Role.ADMIN)
    issued = open_issued(service_of(request), staff, request.path_params["issued"])
    return desk_page(request, "desk/withdraw.html", staff, {"issued": issued})


@form()
def withdraw_one(request: Request, _fields: FormData) -> Response:
    """POST /desk/{id}/decisions/{issued}/withdraw."""
    staff = staff_of(request, Role.ADMIN)
    withdraw(service_of(request), staff, request.path_params["issued"])
    return see_other(f"/desk/{staff.organisation.id}/decisions")
