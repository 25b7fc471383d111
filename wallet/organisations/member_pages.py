"""Who belongs to an organisation, as pages: invited, given another role, removed, left."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form, text
from verifier.site.redirects import see_other
from wallet.organisations.acting import desk_again, desk_page, staff_of
from wallet.organisations.forms import read_role
from wallet.organisations.members import (
    Colleague,
    change_role,
    invite,
    list_invited,
    list_members,
    remove,
    take_back,
)
from wallet.organisations.organisation import Role, Staff
from wallet.service import NotFound, Problem
from wallet.web.sessions import service_of


def members_page(request: Request) -> Response:
    """GET /desk/{id}/members."""
    staff = staff_of(request)
    return desk_page(request, "organisations/members.html", staff, _around(request, staff))


@form()
def invite_one(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/members: the answer shows the invitation's link, which is stored nowhere and shown this once."""
    staff = staff_of(request, Role.ADMIN)
    values = {name: text(fields, name) for name in ("member_name", "role")}
    try:
        token = invite(service_of(request), staff, values["member_name"], read_role(fields))
    except Problem as problem:
        return desk_again(
            request, "organisations/members.html", staff, problem, {**_around(request, staff), "values": values}
        )
    link = f"{service_of(request).settings.public_url}/desk/join/{token}"
    new = {"link": link, "qr_svg": request.app.state.draw_code(link), "invited": values["member_name"]}
    return desk_page(request, "organisations/members.html", staff, {**_around(request, staff), **new})


@form()
def take_invitation_back(request: Request, _fields: FormData) -> Response:
    """POST /desk/{id}/invitations/{invitation}/take-back."""
    staff = staff_of(request, Role.ADMIN)
    take_back(service_of(request), staff, request.path_params["invitation"])
    return see_other(_home(staff))


@form()
def give_role(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/members/{member}/role. Raises NotFound."""
    staff = staff_of(request, Role.ADMIN)
    try:
        change_role(service_of(request), staff, request.path_params["member"], read_role(fields))
    except Problem as problem:
        return desk_again(request, "organisations/members.html", staff, problem, _around(request, staff))
    return see_other(_home(staff))


def remove_page(request: Request) -> Response:
    """GET /desk/{id}/members/{member}/remove: ask once; anybody may leave, admins may remove others."""
    staff = staff_of(request)
    return desk_page(request, "organisations/remove.html", staff, {"colleague": _colleague(request, staff)})


@form()
def remove_one(request: Request, _fields: FormData) -> Response:
    """POST /desk/{id}/members/{member}/remove."""
    staff = staff_of(request)
    colleague = _colleague(request, staff)
    try:
        remove(service_of(request), staff, colleague.id)
    except Problem as problem:
        return desk_again(request, "organisations/remove.html", staff, problem, {"colleague": colleague})
    return see_other("/desk" if colleague.is_me else _home(staff))


def _around(request: Request, staff: Staff) -> dict[str, object]:
    """The page's lists. It is answered by several addresses: whoever changes the language goes to the one of GET."""
    house = service_of(request)
    return {
        "members": list_members(house, staff),
        "invited": "",
        "waiting": list_invited(house, staff),
        "link": "",
        "values": {"role": Role.REVIEWER.value},
        "path": _home(staff),
    }


def _colleague(request: Request, staff: Staff) -> Colleague:
    """Whom the address names. Raises NotFound; Problem `organisation.role` for a colleague of who is no admin."""
    wanted = request.path_params["member"]
    found = next((each for each in list_members(service_of(request), staff) if each.id == wanted), None)
    if found is None:
        raise NotFound
    if not found.is_me and staff.role is not Role.ADMIN:
        raise Problem("organisation.role")
    return found


def _home(staff: Staff) -> str:
    return f"/desk/{staff.organisation.id}/members"
