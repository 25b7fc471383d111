"""Answering a shared stack, as its reader; reading the answers, as its learner."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from limits import parse
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.plain import plain_report
from verifier.site.forms import form, text
from verifier.site.i18n import language_of, lazy
from verifier.site.rate_limit import address_of, limits_of
from verifier.site.rendering import render, say
from wallet.problems import errors_of
from wallet.reviews import service
from wallet.reviews.answer import Answer, Decision, Received
from wallet.service import NotFound, Problem, new_id
from wallet.shares.door import COOKIE
from wallet.shares.examining import Opened
from wallet.shares.opening import see_again
from wallet.web.sessions import service_of, signed_in

ANSWERS = parse("20/hour")
WORDS = ("text", "credits", "conditions", "difference", "appeal")
_WHO = ("who", "organisation")
CHANGED = lazy("What the link shows has changed since you read it. Look at it again before you send this.")
# What the evaluation's states are called in a statement.
STATES: Mapping[str, str] = MappingProxyType(
    {
        "met": lazy("Everything that is asked for is met"),
        "partial": lazy("Partly met"),
        "missing": lazy("Nothing is met yet"),
        "blocked": lazy("Something is there that cannot count"),
        "not_shown": lazy("What is shown cannot prove it"),
    }
)


def answer_page(request: Request) -> Response:
    """GET /s/{id}/answer: the form, for who opened the link within the last half hour."""
    return _ask(request, _opened(request), {"form_id": new_id()})


@form()
def answer(request: Request, fields: FormData) -> Response:
    """POST /s/{id}/answer: sent to the learner; a decision comes back as a draft statement, to print or to file."""
    limits_of(request).hit(ANSWERS, "answer", address_of(request))
    opened = _opened(request)
    typed = {name: text(fields, name) for name in (*_WHO, *WORDS, "decision", "form_id")}
    if text(fields, "view") != opened.digest:
        return _ask(request, opened, typed, {"form": say(request, CHANGED)})
    try:
        sent = service.send_answer(service_of(request), opened, answer_of(typed), typed["form_id"])
    except Problem as problem:
        return _ask(request, opened, typed, errors_of(request, problem))
    return render(request, "reviews/sent.html", {**drawn(request, sent), "share_id": opened.share_id})


def answer_of(typed: Mapping[str, str]) -> Answer:
    """What was typed into the form's fields, as an answer, not yet checked."""
    known = {each.value for each in Decision}
    decision = Decision(typed["decision"]) if typed["decision"] in known else Decision.COMMENT
    return Answer(decision, **{name: typed.get(name, "") for name in (*_WHO, *WORDS)})


def received_page(request: Request) -> Response:
    """GET /reviews: everything that readers answered."""
    found = service.list_received(service_of(request), signed_in(request))
    return render(request, "reviews/list.html", {"reviews": found})


def one_page(request: Request) -> Response:
    """GET /reviews/{id}: one answer; a decision as a statement, verified now where somebody signed it, else a draft."""
    one = service.open_received(service_of(request), signed_in(request), request.path_params["id"])
    return render(request, "reviews/page.html", drawn(request, one))


def credential_file(request: Request) -> Response:
    """GET /reviews/{id}/credential.json: the decision as its organisation signed it."""
    one = service.open_received(service_of(request), signed_in(request), request.path_params["id"])
    if not one.credential:
        raise NotFound
    headers = {"Content-Disposition": 'attachment; filename="decision.json"'}
    return Response(one.credential, media_type="application/octet-stream", headers=headers)


@form()
def keep(request: Request, _fields: FormData) -> Response:
    """POST /reviews/{id}/keep: on to the page that asks whether to keep it."""
    import_id = service.take_credential(service_of(request), signed_in(request), request.path_params["id"])
    return RedirectResponse(f"/credentials/imports/{import_id}", 303)


def erase_page(request: Request) -> Response:
    """GET /reviews/{id}/erase."""
    one = service.open_received(service_of(request), signed_in(request), request.path_params["id"])
    return render(request, "reviews/erase.html", {"one": one})


@form()
def erase(request: Request, _fields: FormData) -> Response:
    """POST /reviews/{id}/erase."""
    service.erase_received(service_of(request), signed_in(request), request.path_params["id"])
    return RedirectResponse("/reviews", 303)


def reviews_of(request: Request, stack_id: str) -> list[Received]:
    """What readers answered to one stack of the learner's, for that stack's own page."""
    return service.list_received(service_of(request), signed_in(request), stack_id)


def _opened(request: Request) -> Opened:
    cookie = request.cookies.get(COOKIE, "")
    opened = see_again(service_of(request), request.path_params["id"], cookie) if cookie else None
    if opened is None or opened.towards is None:
        raise NotFound
    return opened


def _ask(
    request: Request, opened: Opened, typed: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> Response:
    context = {
        "share_id": opened.share_id,
        "basis": service.basis_of(opened),
        "view": opened.digest,
        "values": typed,
        "errors": errors or {},
        "decisions": tuple(Decision),
        "desks": request.app.state.desks_of(request),
    }
    return render(request, "reviews/form.html", context, 422 if errors else 200)


def drawn(request: Request, one: Received) -> dict[str, object]:
    """What a statement's template shows. `plain`: what was found about its credential just now, None without one."""
    state = say(request, STATES[one.basis.state]) if one.basis else ""
    examined = service.examine_received(service_of(request), one)
    return {"one": one, "state": state, "plain": plain_report(examined, language_of(request)) if examined else None}
