"""A person's organisations, a new one, and the link that makes somebody a member."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form, text
from verifier.site.redirects import see_other
from verifier.site.rendering import render
from wallet.organisations.forms import PROFILE, read_profile, values_of
from wallet.organisations.members import join, look_at_invitation
from wallet.organisations.organisation import Profile
from wallet.organisations.service import begin_organisation, list_memberships
from wallet.problems import show_again
from wallet.service import Problem
from wallet.web.sessions import service_of, signed_in


def list_page(request: Request) -> Response:
    """GET /desk."""
    found = list_memberships(service_of(request), signed_in(request))
    return render(request, "organisations/list.html", {"memberships": found})


def new_page(request: Request) -> Response:
    """GET /desk/new."""
    values = {**values_of(Profile("")), "member_name": ""}
    return render(request, "organisations/new.html", {"errors": {}, "values": values})


@form()
def begin(request: Request, fields: FormData) -> Response:
    """POST /desk/new."""
    typed = {name: text(fields, name) for name in (*PROFILE, "member_name")}
    try:
        begun = begin_organisation(
            service_of(request), signed_in(request), read_profile(fields), text(fields, "member_name")
        )
    except Problem as problem:
        return show_again(request, "organisations/new.html", problem, typed)
    return see_other(f"/desk/{begun}")


def join_page(request: Request) -> Response:
    """GET /desk/join/{token}: what the invitation offers. It uses nothing up. Raises NotFound."""
    offered = look_at_invitation(service_of(request), request.path_params["token"])
    return render(request, "organisations/join.html", {"offered": offered, "errors": {}, "values": {}})


@form()
def accept(request: Request, fields: FormData) -> Response:
    """POST /desk/join/{token}. Raises NotFound."""
    token, name = request.path_params["token"], text(fields, "member_name")
    offered = look_at_invitation(service_of(request), token)
    try:
        joined = join(service_of(request), signed_in(request), token, name)
    except Problem as problem:
        return show_again(request, "organisations/join.html", problem, {"member_name": name}, {"offered": offered})
    return see_other(f"/desk/{joined}")
