"""The builder of a link as a page: what to show of each credential, and beside it what the reader's eyes will see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.examine import collect
from verifier.plain import plain_report
from verifier.policy import DEFAULT, DEFAULT_WEIGHTS, Policy, Weight
from verifier.site.forms import form, text
from verifier.site.i18n import language_of
from verifier.site.rendering import render
from wallet.credentials.pages import all_cards
from wallet.credentials.service import open_credential
from wallet.problems import errors_of, sentence_of
from wallet.service import NotFound, Problem
from wallet.shares import life, service
from wallet.shares.choosing import PRESETS, Board, board_of
from wallet.shares.drafts import Draft, draft_for_stack, draft_of, new_draft, read_draft
from wallet.shares.drawing import draw_view, name_pointer
from wallet.shares.drawing_stacks import draw_towards
from wallet.shares.examining import evaluate_view, examine_view
from wallet.shares.making import make_view
from wallet.shares.owner import OwnShare
from wallet.shares.stack_choice import counting_credentials, list_targets, needed_keys
from wallet.shares.terms_form import read_terms
from wallet.shares.view import Offer
from wallet.stacks.service import open_stack
from wallet.web.sessions import service_of, signed_in

_DONE = ("make", "")  # programs press no button
_PREVIEW = "preview"  # a link of this id is none: what is signed for it is good for nothing
# Under whose eyes the preview is drawn.
READERS: Mapping[str, Policy] = MappingProxyType(
    {
        "anyone": DEFAULT,
        "registrar": Policy("registrar", {**DEFAULT_WEIGHTS, "trust": Weight.REQUIRED}),
        "strict": Policy("strict", {**DEFAULT_WEIGHTS, "status": Weight.REQUIRED}, issuers_lists_only=True),
    }
)
_MOST_FIELDS = 4000
_MOST_BYTES = 512 * 1024


def new_page(request: Request) -> Response:
    """GET /shares/new: which credentials; with `?credential=` what of them; with `?stack=` those that count in it."""
    if stack_id := request.query_params.get("stack"):
        return _for_stack(request, stack_id)
    boards = _boards(request, request.query_params.getlist("credential"))
    draft = new_draft(boards.values(), signed_in(request).name)
    return _draw(request, draft, boards)


def _for_stack(request: Request, stack_id: str) -> Response:
    house, learner = service_of(request), signed_in(request)
    own = open_stack(house, learner, stack_id)
    boards = _boards(request, list(counting_credentials(house, learner, own)))
    keys = {name: needed_keys(board, own.stack.pathway) for name, board in boards.items()}
    return _draw(request, draft_for_stack(own.id, keys, boards, learner.name), boards)


@form(max_fields=_MOST_FIELDS, max_bytes=_MOST_BYTES)
def create(request: Request, fields: FormData) -> Response:
    """POST /shares/new: one link for each recipient where `action` is `make`, else the builder again."""
    boards = _boards(request, _named(fields))
    draft = read_draft(fields, boards)
    if text(fields, "action") not in _DONE:
        return _draw(request, draft, boards)
    house, learner = service_of(request), signed_in(request)
    try:
        made = service.create_shares(house, learner, draft.content(boards), read_terms(fields, house.now()))
    except Problem as problem:
        return _draw(request, draft, boards, problem=problem)
    return RedirectResponse(f"/shares/{made[0].id}" if len(made) == 1 else "/shares", 303)


def change_page(request: Request) -> Response:
    """GET /shares/{id}/change: the builder with what the link shows now."""
    own = _own(request)
    boards = _boards(request, [*own.owner.credentials, *request.query_params.getlist("credential")])
    return _draw(request, draft_of(own.owner, boards), boards, own)


@form(max_fields=_MOST_FIELDS, max_bytes=_MOST_BYTES)
def change(request: Request, fields: FormData) -> Response:
    """POST /shares/{id}/change: whoever has the link sees this from now on."""
    own, boards = _own(request), _boards(request, _named(fields))
    draft = read_draft(fields, boards)
    if text(fields, "action") not in _DONE:
        return _draw(request, draft, boards, own)
    try:
        life.change_share(service_of(request), signed_in(request), own.id, draft.content(boards))
    except Problem as problem:
        return _draw(request, draft, boards, own, problem)
    return RedirectResponse(f"/shares/{own.id}", 303)


def _own(request: Request) -> OwnShare:
    own = service.open_own_share(service_of(request), signed_in(request), request.path_params["id"])
    if own.state.is_over:
        raise NotFound
    return own


def _named(fields: FormData) -> list[str]:
    return [each for each in fields.getlist("credential") if isinstance(each, str)]


def _boards(request: Request, names: list[str]) -> dict[str, Board]:
    """The board of each credential that is there; at most as many as a link can show, and one more."""
    found = {}
    for name in list(dict.fromkeys(names))[: service.MAX_CREDENTIALS + 1]:
        try:
            found[name] = board_of(open_credential(service_of(request), signed_in(request), name))
        except NotFound:
            continue  # deleted meanwhile, in another window
    return found


def _draw(
    request: Request,
    draft: Draft,
    boards: Mapping[str, Board],
    own: OwnShare | None = None,
    problem: Problem | None = None,
) -> Response:
    language = language_of(request)
    cards = {card.id: card for card in all_cards(request)}
    boards = {name: boards[name] for name in draft.shown}
    context = {
        "row": own,
        "entries": [(cards[name], boards[name], shown) for name, shown in draft.shown.items() if name in cards],
        "others": [card for name, card in cards.items() if name not in draft.shown],
        "values": draft.typed,
        "offers": draft.offers,
        "every_offer": tuple(Offer),
        "presets": tuple(PRESETS),
        "readers": tuple(READERS),
        "targets": list_targets(service_of(request), signed_in(request), language),
        "place": lambda pointer: name_pointer(pointer, language),
        "errors": errors_of(request, problem) if problem else {},
        **_preview(request, draft, boards),
    }
    return render(request, "shares/new.html", context, 422 if problem else 200)


def _preview(request: Request, draft: Draft, boards: Mapping[str, Board]) -> dict[str, object]:
    """Exactly what a reader will see: the view is made, and verified under their policy."""
    house, language = service_of(request), language_of(request)
    if not draft.shown:
        return {"items": [], "together": None, "towards": None, "preview_problem": ""}
    try:
        view = make_view(house, signed_in(request), _PREVIEW, service.check_content(draft.content(boards)))
    except Problem as problem:
        return {"items": [], "together": None, "towards": None, "preview_problem": sentence_of(request, problem)}
    policy = READERS.get(draft.typed.get("reader", ""), DEFAULT)
    world = house.world()
    items = examine_view(replace(view, presentation=b""), world, policy)
    towards = evaluate_view(house, view, items, world.at)
    return {
        "items": draw_view(view, items, language),
        "together": plain_report(collect(b"", items, world, policy), language),
        "towards": draw_towards(request, towards) if towards else None,
        "preview_problem": "",
    }
