"""Who acts for which organisation in a request, and the frame around every page of its desk."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from verifier.site.rendering import render
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.service import open_as
from wallet.problems import errors_of
from wallet.service import Problem
from wallet.web.sessions import service_of, signed_in


def staff_of(request: Request, least: Role = Role.READER) -> Staff:
    """Who is signed in, for the organisation `{id}` of the path.

    Raises NotFound for who is no member; Problem `organisation.role` for who may less than `least`.
    """
    return open_as(service_of(request), signed_in(request), request.path_params["id"], least)


def desk_page(
    request: Request, template: str, staff: Staff, context: Mapping[str, object] | None = None, status: int = 200
) -> Response:
    """A page of the desk: `organisation`, `role`, and `may` (whether what only admins change can be changed) are there
    for its template, and so is `errors`."""
    around: dict[str, object] = {
        "organisation": staff.organisation,
        "role": staff.role,
        "may": staff.role is Role.ADMIN,
        "errors": {},
    }
    return render(request, template, {**around, **(context or {})}, status)


def desk_again(
    request: Request, template: str, staff: Staff, problem: Problem, context: Mapping[str, object]
) -> Response:
    """The page again, 422, with the mistake beside its field; `context` has what was typed."""
    return desk_page(request, template, staff, {**context, "errors": errors_of(request, problem)}, 422)
