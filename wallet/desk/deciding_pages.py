"""Answering for an organisation as pages: at its desk, or from an open link as one of its members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier import examine
from verifier.site.forms import form, text
from verifier.site.rate_limit import limits_of
from verifier.site.rendering import say
from wallet.accounts.service import SignedIn
from wallet.desk.deciding import answer_as
from wallet.desk.deciding_document import name_in
from wallet.desk.looking import measured, opened_of
from wallet.desk.service import eyes_of
from wallet.organisations.acting import desk_page, staff_of
from wallet.organisations.organisation import Public, Role, Staff
from wallet.organisations.service import list_memberships, open_as
from wallet.problems import errors_of
from wallet.reviews.answer import Decision
from wallet.reviews.pages import ANSWERS, CHANGED, WORDS, answer_of, drawn
from wallet.reviews.service import basis_of
from wallet.service import NotFound, Problem, new_id
from wallet.shares.door import COOKIE
from wallet.shares.examining import Opened
from wallet.shares.opening import see_again
from wallet.web.sessions import service_of, signed_in

MAX_FILE = 512 * 1024  # bytes of a form with a credential in it: the longest words, each letter as six
_PAGE = "desk/answer.html"


@dataclass(frozen=True)
class _Asked:
    """One request to answer: who, what they opened, at which case (empty: none), and the addresses around it."""

    staff: Staff
    opened: Opened
    case_id: str
    here: str
    before: str
    by: str = ""


def answer_page(request: Request) -> Response:
    """GET /desk/{id}/cases/{case}/answer, for who opened the case within the last half hour; `by`: measured by one of
    the organisation's own pathways."""
    return _first(request, _at_desk, request.query_params.get("by", ""))


@form()
def answer(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/cases/{case}/answer: sent to the learner, a decision as a signed credential, shown once."""
    return _send(request, _at_desk, fields)


def link_answer_page(request: Request) -> Response:
    """GET /s/{id}/answer/as/{organisation}: the same for an open link, by a member who opened it as any reader does."""
    return _first(request, _at_link)


@form()
def link_answer(request: Request, fields: FormData) -> Response:
    """POST /s/{id}/answer/as/{organisation}."""
    return _send(request, _at_link, fields)


@form(max_bytes=MAX_FILE)
def file(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/decision.json: the credential that the page after sending holds, as a file. Nobody keeps it here;
    nothing comes back but what this organisation signed."""
    staff, raw = staff_of(request, Role.REVIEWER), text(fields, "credential").encode("utf-8", "replace")
    limits_of(request).hit(ANSWERS, "decision as a file", staff.member_id)  # it may ask somebody else's server
    report = examine(raw, service_of(request).world()).report
    if report.verdict.value != "valid" or report.issuer != staff.organisation.did:
        raise NotFound
    headers = {"Content-Disposition": 'attachment; filename="decision.json"'}
    return Response(raw, media_type="application/octet-stream", headers=headers)


def desks_of(request: Request) -> list[Public]:
    """The organisations for which who is signed in, if anybody, may answer."""
    learner = getattr(request.state, "learner", None)
    if not isinstance(learner, SignedIn):
        return []
    found = list_memberships(service_of(request), learner)
    return [each.organisation for each in found if each.role.covers(Role.REVIEWER)]


def _at_desk(request: Request, by: str) -> _Asked | None:
    staff, case_id = _staff(request, request.path_params["id"]), request.path_params["case"]
    opened = opened_of(request, staff)
    if opened is None:
        return None
    opened, chosen = measured(request, staff, opened, by)
    case = f"/desk/{staff.organisation.id}/cases/{case_id}"
    return _Asked(staff, opened, case_id, f"{case}/answer", case, chosen.document.digest if chosen else "")


def _at_link(request: Request, _by: str) -> _Asked | None:
    staff, share_id = _staff(request, request.path_params["organisation"]), request.path_params["id"]
    cookie = request.cookies.get(COOKIE, "")
    opened = see_again(service_of(request), share_id, cookie, eyes_of(staff)) if cookie else None
    if opened is None:
        raise NotFound
    here = f"/s/{share_id}/answer/as/{staff.organisation.id}"
    return _Asked(staff, opened, "", here, f"/s/{share_id}")


def _staff(request: Request, organisation_id: str) -> Staff:
    return open_as(service_of(request), signed_in(request), organisation_id, Role.REVIEWER)


Find = Callable[[Request, str], _Asked | None]


def _first(request: Request, find: Find, by: str = "") -> Response:
    asked = find(request, by)
    if asked is None:
        return _look_first(request)
    return _ask(request, asked, {"form_id": new_id(), "appeal": asked.staff.rules.appeal})


def _send(request: Request, find: Find, fields: FormData) -> Response:
    asked = find(request, text(fields, "by"))
    if asked is None:
        return _look_first(request)
    limits_of(request).hit(ANSWERS, "answer", asked.staff.member_id)
    typed = {name: text(fields, name) for name in (*WORDS, "decision", "form_id")}
    if text(fields, "view") != asked.opened.digest or text(fields, "by") != asked.by:
        return _ask(request, asked, typed, {"form": say(request, CHANGED)})
    try:
        house = service_of(request)
        sent = answer_as(house, asked.staff, asked.opened, answer_of(typed), typed["form_id"], asked.case_id)
    except Problem as problem:
        return _ask(request, asked, typed, errors_of(request, problem))
    context = {**drawn(request, sent), "before": asked.before, "at_desk": bool(asked.case_id)}
    return desk_page(request, "desk/answered.html", asked.staff, context)


def _look_first(request: Request) -> Response:
    """Who did not open the case, or too long ago, opens it first."""
    organisation, case = request.path_params["id"], request.path_params["case"]
    return RedirectResponse(f"/desk/{organisation}/cases/{case}", 303)


def _ask(
    request: Request, asked: _Asked, typed: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> Response:
    if asked.opened.towards is None:
        raise NotFound
    context = {
        "basis": basis_of(asked.opened),
        "learner_name": name_in(asked.opened.items),
        "eqf": asked.opened.towards.shared.pathway.target.eqf,
        "view": asked.opened.digest,
        "member": asked.staff.name,
        "here": asked.here,
        "before": asked.before,
        "by": asked.by,
        "values": typed,
        "errors": errors or {},
        "decisions": tuple(Decision),
    }
    return desk_page(request, _PAGE, asked.staff, context, 422 if errors else 200)
