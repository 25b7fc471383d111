"""A learner's stacks as pages: the list, a new one, one of them with everything that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.site.forms import files, form, text
from verifier.site.i18n import language_of, lazy
from verifier.site.rendering import render, say
from wallet.pathways.documents import Kind, document_of
from wallet.pathways.drafts import open_pathway
from wallet.pathways.problem_words import explain
from wallet.pathways.service import Published, list_public, pathway_of, take_in
from wallet.problems import errors_of
from wallet.recognition.document import LARGEST_DOCUMENT, Unreadable
from wallet.recognition.languages import in_language
from wallet.service import Problem
from wallet.stacks import service
from wallet.stacks.agreed import agreed_in
from wallet.stacks.changes import changes_since
from wallet.stacks.drawing import NARROW, WIDE, draw_stack
from wallet.stacks.offered import directory_of, offered
from wallet.stacks.offered_words import PlainOffers, offers_of
from wallet.stacks.plain_pieces import PlainEvaluation
from wallet.stacks.service import Evaluated, Holdings
from wallet.stacks.showing import changes_of, decided_of, plain_of, suggested_of, what_if_of
from wallet.web.sessions import service_of, signed_in

MOST_OFFERED = 60  # pathways that the page for a new stack names
_BODY = 4 * LARGEST_DOCUMENT


@dataclass(frozen=True)
class Row:
    """A stack in the list."""

    id: str
    created_at: datetime
    plain: PlainEvaluation


def stacks_page(request: Request) -> Response:
    """GET /stacks: all of them, as they stand now."""
    learner, house = signed_in(request), service_of(request)
    own = service.list_stacks(house, learner)
    rows = []
    if own:
        held = service.holdings(house, learner, agreed_in(house))
        for each in own:
            evaluated = service.evaluate_held(each, held, own)
            rows.append(Row(each.id, each.created_at, plain_of(request, evaluated.evaluation, evaluated, held)))
    return render(request, "stacks/list.html", {"rows": rows})


def new_page(request: Request, problem: Problem | None = None, typed: str = "") -> Response:
    """GET /stacks/new: choose a pathway, or hand one in. `pathway`: the digest of one that was chosen elsewhere."""
    learner, house, language = signed_in(request), service_of(request), language_of(request)
    digest = request.query_params.get("pathway", "")
    chosen = open_pathway(house, digest, learner) if digest else None
    offered = [] if chosen else list_public(house, Kind.PATHWAY)[:MOST_OFFERED]
    context = {
        "digest": digest,
        "chosen": in_language(chosen.title, language) if chosen else "",
        "about": in_language(chosen.description, language) if chosen else "",
        "offered": [_offer(each, language) for each in offered],
        "errors": {problem.field: explain(request, problem, getattr(problem, "path", ""))} if problem else {},
        "values": {"document": typed},
    }
    return render(request, "stacks/new.html", context, 422 if problem else 200)


@dataclass(frozen=True)
class Offer:
    """A pathway to choose: its digest, what it is called, whose it is said to be, and who signed it."""

    digest: str
    title: str
    owner: str
    signers: tuple[str, ...]


def _offer(published: Published, language: str) -> Offer:
    pathway = pathway_of(published)
    signers = (_signer(each.signature.proved_ids) for each in published.signers)
    title, owner = in_language(pathway.title, language), pathway.owner.name
    return Offer(published.document.digest, title, owner, tuple(dict.fromkeys(signers)))


def _signer(proved: frozenset[str]) -> str:
    return min(proved, key=lambda each: (not each.startswith("domain:"), each), default="").removeprefix("domain:")


@form(max_files=1, max_bytes=_BODY)
def start(request: Request, fields: FormData) -> Response:
    """POST /stacks/new: `pathway` (a digest), or `document` typed or as a `file`."""
    learner, house = signed_in(request), service_of(request)
    digest, typed = text(fields, "pathway"), text(fields, "document")
    try:
        if digest:
            raw = document_of(open_pathway(house, digest, learner)).raw
        else:
            raw = _handed_in(request, next((raw for _, raw in files(fields, "file")), typed.strip().encode()))
        own = service.start_stack(house, learner, raw)
    except Problem as problem:
        return new_page(request, problem, typed)
    except Unreadable as error:
        return new_page(request, Problem(error.code, "document"), typed)
    return RedirectResponse(f"/stacks/{own.id}", 303)


def _handed_in(request: Request, raw: bytes) -> bytes:
    if not raw:
        raise Problem("stack.no_pathway", "document")
    document = take_in(service_of(request), raw).document
    if document.kind is not Kind.PATHWAY:
        raise Problem("stack.no_pathway", "document")
    return document.raw


def stack_page(request: Request, problem: Problem | None = None, values: dict[str, str] | None = None) -> Response:
    """GET /stacks/{id}: the picture, the requirements, the next steps, and what all of it rests on."""
    learner, house = signed_in(request), service_of(request)
    own = service.open_stack(house, learner, request.path_params["id"])
    held = service.holdings(house, learner, agreed_in(house))
    others = service.list_stacks(house, learner)
    evaluated = service.evaluate_held(own, held, others)
    if own.stack.seen is None:
        service.remember_seen(house, learner, evaluated)
    evaluation = evaluated.evaluation
    plain = plain_of(request, evaluation, evaluated, held)
    title = say(request, lazy("What counts towards “%(title)s”"), {"title": plain.title})
    context = {
        "stack": own,
        "plain": plain,
        "pictures": [Markup(draw_stack(plain, canvas, title)) for canvas in (WIDE, NARROW)],  # noqa: S704  (it escapes)
        "evaluation": evaluation,
        "pathway": own.stack.pathway,
        "changes": changes_of(request, changes_since(own.stack.seen, evaluation), plain) if own.stack.seen else None,
        "suggested": suggested_of(evaluated),
        "decided": decided_of(own, evaluated, plain),
        "offers": _offers(request, evaluated, held),
        "reviews": request.app.state.reviews_of(request, own.id),
        "then": what_if_of(request, own, held, others, evaluation),
        "errors": errors_of(request, problem) if problem else {},
        "values": values or {},
    }
    return render(request, "stacks/page.html", context, 422 if problem else 200)


def _offers(request: Request, evaluated: Evaluated, held: Holdings) -> dict[str, PlainOffers]:
    """What could be learnt next, by the requirement for which it would count."""
    if not evaluated.evaluation.next_steps:
        return {}
    stack = evaluated.own.stack
    found = offered(evaluated, held, directory_of(service_of(request)))
    return offers_of(request, found, stack.pathway, stack.planned)


def evaluation_json(request: Request) -> Response:
    """GET /stacks/{id}/evaluation.json: the evaluation as canonical JSON (RFC 8785)."""
    learner, house = signed_in(request), service_of(request)
    own = service.open_stack(house, learner, request.path_params["id"])
    evaluated = service.evaluate_stack(house, learner, own, agreed_in(house))
    headers = {"Content-Disposition": f'attachment; filename="evaluation-{own.id}.json"'}
    return Response(evaluated.evaluation.canonical(), media_type="application/json", headers=headers)


def delete_page(request: Request) -> Response:
    """GET /stacks/{id}/delete: ask once, naming what will happen."""
    own = service.open_stack(service_of(request), signed_in(request), request.path_params["id"])
    title = in_language(own.stack.pathway.title, language_of(request))
    return render(request, "stacks/delete.html", {"stack": own, "title": title})


@form()
def delete(request: Request, _fields: FormData) -> Response:
    """POST /stacks/{id}/delete."""
    service.delete_stack(service_of(request), signed_in(request), request.path_params["id"])
    return RedirectResponse("/stacks", 303)
