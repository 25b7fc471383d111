"""What an organisation says of itself, the domain that proves it, and its end: as pages."""

from __future__ import annotations

import json

from limits import parse
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form, text
from verifier.site.rate_limit import limits_of
from verifier.site.redirects import see_other
from wallet.organisations.acting import desk_again, desk_page, staff_of
from wallet.organisations.forms import PROFILE, read_profile, values_of
from wallet.organisations.issuing import give_up_domain, prove_domain
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.service import change_profile, delete_organisation
from wallet.organisations.signing import address_of_document, did_document, did_of_domain
from wallet.service import NotFound, Problem
from wallet.web.sessions import service_of

CHECKS = parse("30/hour")  # of domains, for one organisation: each asks somebody else's server
_PAGE = "organisations/about.html"


def about_page(request: Request) -> Response:
    """GET /desk/{id}/about, with `domain`: the file that has to lie there."""
    staff, domain = staff_of(request), request.query_params.get("domain", "")
    around = _around(staff)
    try:
        return desk_page(request, _PAGE, staff, {**around, **_proving(request, staff, domain)})
    except Problem as problem:
        return desk_again(request, _PAGE, staff, problem, {**around, "domain": domain})


@form()
def change(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/about: what it says of itself."""
    staff = staff_of(request, Role.ADMIN)
    try:
        change_profile(service_of(request), staff, read_profile(fields))
    except Problem as problem:
        values = {name: text(fields, name) for name in PROFILE}
        return desk_again(request, _PAGE, staff, problem, {**_around(staff), "values": values})
    return see_other(_home(staff))


def did_file(request: Request) -> Response:
    """GET /desk/{id}/about/did.json?domain=: the file to publish. Raises Problem `organisation.domain`."""
    staff = staff_of(request)
    proving = _proving(request, staff, request.query_params.get("domain", "") or staff.organisation.domain)
    headers = {"Content-Disposition": 'attachment; filename="did.json"'}
    return Response(str(proving["document"]), media_type="application/did+json", headers=headers)


@form()
def check_domain(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/about/domain: look whether the file lies there, and sign under the domain from now on."""
    staff, domain = staff_of(request, Role.ADMIN), text(fields, "domain")
    limits_of(request).hit(CHECKS, "domain of an organisation", staff.organisation.id)
    try:
        prove_domain(service_of(request), staff, domain)
    except Problem as problem:
        around = {**_around(staff), "domain": domain}
        if problem.code != "organisation.domain":
            around |= _proving(request, staff, domain)
        return desk_again(request, _PAGE, staff, problem, around)
    return see_other(_home(staff))


def give_up_page(request: Request) -> Response:
    """GET /desk/{id}/about/give-up: ask once. Raises NotFound where there is none."""
    staff = staff_of(request, Role.ADMIN)
    if not staff.organisation.domain:
        raise NotFound
    return desk_page(request, "organisations/give_up.html", staff)


@form()
def give_up(request: Request, _fields: FormData) -> Response:
    """POST /desk/{id}/about/give-up: sign under this service's address again."""
    staff = staff_of(request, Role.ADMIN)
    give_up_domain(service_of(request), staff)
    return see_other(_home(staff))


def delete_page(request: Request) -> Response:
    """GET /desk/{id}/about/delete: ask once, naming what will happen."""
    return desk_page(request, "organisations/delete.html", staff_of(request, Role.ADMIN), {"values": {}})


@form()
def delete(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/about/delete: with its name, typed once more."""
    staff, name = staff_of(request, Role.ADMIN), text(fields, "name")
    try:
        delete_organisation(service_of(request), staff, name)
    except Problem as problem:
        return desk_again(request, "organisations/delete.html", staff, problem, {"values": {"name": name}})
    return see_other("/desk")


def _around(staff: Staff) -> dict[str, object]:
    """What the page has of it; no domain is being proved yet."""
    organisation = staff.organisation
    return {
        "values": values_of(organisation.profile),
        "address": address_of_document(organisation.did) if organisation.domain else "",
        "domain": "",
        "document": "",
        "path": _home(staff),
    }


def _proving(request: Request, staff: Staff, domain: str) -> dict[str, object]:
    """What a domain has to publish, and where; nothing where none was typed. Raises Problem `organisation.domain`."""
    if not domain.strip():
        return {}
    did = did_of_domain(domain, service_of(request).settings.public_url)
    document = json.dumps(did_document(did, staff.organisation), ensure_ascii=False, indent=2)
    return {"domain": domain.strip(), "address": address_of_document(did), "document": document}


def _home(staff: Staff) -> str:
    return f"/desk/{staff.organisation.id}/about"
