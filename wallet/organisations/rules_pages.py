"""How an organisation reads what is shown to it, as a page: whom it knows, what it asks for, how to object."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import files, form, text
from verifier.site.redirects import see_other
from wallet.organisations.acting import desk_again, desk_page, staff_of
from wallet.organisations.forms import with_addresses
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.rules import LARGEST_LIST, MAX_APPEAL, Rules, read_trusted, write_trusted
from wallet.organisations.service import change_rules
from wallet.service import Problem, Service
from wallet.web.sessions import service_of

_TICKS = ("only_trusted", "issuers_lists_only")


def rules_page(request: Request) -> Response:
    """GET /desk/{id}/rules."""
    staff = staff_of(request)
    rules = staff.rules
    ticks = {name: "1" if getattr(rules, name) else "" for name in _TICKS}
    values = {"trusted": write_trusted(rules.trusted), "appeal": rules.appeal, **ticks}
    return desk_page(request, "organisations/rules.html", staff, {"values": values})


@form(max_files=1, max_bytes=3 * LARGEST_LIST)
def change(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/rules: a file takes the place of the whole list."""
    staff, house = staff_of(request, Role.ADMIN), service_of(request)
    try:
        change_rules(house, staff, _read(house, staff, fields))
    except Problem as problem:
        values = {name: text(fields, name) for name in ("trusted", "appeal", *_TICKS)}
        return desk_again(request, "organisations/rules.html", staff, problem, {"values": values})
    return see_other(f"/desk/{staff.organisation.id}/rules")


def _read(house: Service, staff: Staff, fields: FormData) -> Rules:
    appeal = text(fields, "appeal").strip()
    if len(appeal) > MAX_APPEAL:
        raise Problem("organisation.too_long", "appeal")
    typed = text(fields, "trusted").encode("utf-8", "surrogatepass")
    handed = [raw for _, raw in files(fields, "file")] or [typed]
    listed = read_trusted(handed[0], staff.organisation.profile.name, house.now())
    ticks = {name: text(fields, name) == "1" for name in _TICKS}
    return Rules(with_addresses(listed, staff.rules.trusted), appeal=appeal, **ticks)
