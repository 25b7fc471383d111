"""Cases as pages: listed, opened, noted upon, given to somebody, closed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from limits import parse
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.examine import collect
from verifier.plain import plain_report
from verifier.site.forms import form, text
from verifier.site.i18n import language_of, lazy
from verifier.site.rate_limit import limits_of
from verifier.site.rendering import say
from wallet.desk import service
from wallet.desk.case import MAX_NOTE, Asked, CaseState
from wallet.desk.looking import measured, opened_of, remember_look
from wallet.organisations.acting import desk_page, staff_of
from wallet.organisations.members import list_members
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.pathways import pathways_of
from wallet.pathways.service import pathway_of
from wallet.problems import errors_of
from wallet.recognition.languages import in_language
from wallet.service import NotFound, Problem
from wallet.shares.drawing import draw_view
from wallet.shares.drawing_stacks import draw_towards
from wallet.shares.examining import Opened
from wallet.web.sessions import service_of

LOOKS = parse("60/minute")  # of one member: each verifies everything anew
_PAGE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_CLOSED = lazy("Nobody can open it just now. The person who handed it over decides about that.")


def cases_page(request: Request) -> Response:
    """GET /desk/{id}, with what is asked for in its query: `state`, `text`, `page` (from 1 on)."""
    staff = staff_of(request)
    values = {name: request.query_params.get(name, "").strip()[:200] for name in ("state", "text")}
    state = CaseState(values["state"]) if values["state"] in list(CaseState) else None
    page = page_number(request.query_params.get("page", ""))
    listed = service.list_cases(service_of(request), staff, Asked(state, values["text"]), page - 1)
    context = {
        "cases": listed.cases,
        "states": tuple(CaseState),
        "values": values,
        "asked": urlencode({name: value for name, value in values.items() if value}),
        "page": page,
        "more": listed.more,
    }
    return desk_page(request, "desk/cases.html", staff, context)


def case_page(request: Request) -> Response:
    """GET /desk/{id}/cases/{case}: closed, or as this member opened it within the last half hour; `by`: measured by
    one of the organisation's own pathways."""
    return _draw(request, staff_of(request))


@form()
def press(request: Request, _fields: FormData) -> Response:
    """POST /desk/{id}/cases/{case}: open it; the learner is told."""
    staff, case_id = staff_of(request), request.path_params["case"]
    limits_of(request).hit(LOOKS, "look", staff.member_id)
    try:
        opened = service.look(service_of(request), staff, case_id)
    except Problem as problem:
        return _draw(request, staff, errors=errors_of(request, problem))
    except NotFound:
        return _draw(request, staff, errors={"open": say(request, _CLOSED)})  # raises, too, where nothing is there
    response = RedirectResponse(_address(staff, case_id), 303)
    remember_look(request, response, staff, opened.cookie)
    return response


@form()
def note(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/cases/{case}/notes."""
    staff, typed = staff_of(request, Role.REVIEWER), text(fields, "note")
    try:
        service.note(service_of(request), staff, request.path_params["case"], typed)
    except Problem as problem:
        return _draw(request, staff, values={"note": typed}, errors=errors_of(request, problem))
    return RedirectResponse(f"{_address(staff, request.path_params['case'])}#happened", 303)


@form()
def assign(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/cases/{case}/assign: to the member `member`, or to nobody."""
    staff, case_id = staff_of(request, Role.REVIEWER), request.path_params["case"]
    service.assign(service_of(request), staff, case_id, text(fields, "member"))
    return RedirectResponse(f"{_address(staff, case_id)}#happened", 303)


def close_page(request: Request) -> Response:
    """GET /desk/{id}/cases/{case}/close: ask once."""
    staff = staff_of(request, Role.ADMIN)
    case = service.open_case(service_of(request), staff, request.path_params["case"])
    return desk_page(request, "desk/close.html", staff, {"case": case})


@form()
def close(request: Request, _fields: FormData) -> Response:
    """POST /desk/{id}/cases/{case}/close."""
    staff = staff_of(request, Role.ADMIN)
    service.close_case(service_of(request), staff, request.path_params["case"])
    return RedirectResponse(f"/desk/{staff.organisation.id}", 303)


def _draw(
    request: Request,
    staff: Staff,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    house = service_of(request)
    case = service.open_case(house, staff, request.path_params["case"])
    opened = opened_of(request, staff)
    members = [(each.id, each.name) for each in list_members(house, staff)]
    named = [member_id for member_id, name in members if case.assigned_to and name == case.assigned_to]
    context = {
        "case": case,
        "members": members,
        "assigned": named[0] if named else "",
        "can_write": staff.role.covers(Role.REVIEWER),
        "most": MAX_NOTE,
        "values": values or {},
        "errors": errors or {},
        "opened": _drawn(request, staff, opened) if opened else None,
    }
    return desk_page(request, "desk/case.html", staff, context, 422 if errors else 200)


def _drawn(request: Request, staff: Staff, opened: Opened) -> dict[str, object]:
    """What was handed over, as the organisation reads it."""
    house, language = service_of(request), language_of(request)
    opened, chosen = measured(request, staff, opened, request.query_params.get("by", ""))
    ours = [
        (each.document.digest, in_language(pathway_of(each).title, language))
        for each in pathways_of(house, staff.organisation)
    ]
    together = plain_report(collect(b"", opened.items, house.world(), staff.rules.policy), language)
    return {
        "view": opened.view,
        "opened_at": opened.opened_at,
        "items": draw_view(opened.view, opened.items, language),
        "sentence": together.sentence,
        "tone": together.tone,
        "towards": draw_towards(request, opened.towards) if opened.towards else None,
        "pathways": ours,
        "by": chosen.document.digest if chosen else "",
    }


def _address(staff: Staff, case_id: str) -> str:
    return f"/desk/{staff.organisation.id}/cases/{case_id}"


def page_number(typed: str) -> int:
    """The number of a page; the first for what is none."""
    return int(typed) if _PAGE.fullmatch(typed) else 1
