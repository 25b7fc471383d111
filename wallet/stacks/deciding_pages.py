"""What a learner decides about a stack: twins, likenesses that shall count, planned courses, what was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.site.forms import form, text
from verifier.site.i18n import language_of
from wallet.pathways.service import open_public, opportunity_of
from wallet.recognition.rule import walk
from wallet.recognition.twins import Decisions, Pair
from wallet.service import NotFound, Problem
from wallet.stacks import service
from wallet.stacks.accepting import suggestions
from wallet.stacks.agreed import agreed_in
from wallet.stacks.pages import stack_page
from wallet.stacks.service import Evaluated
from wallet.stacks.stack import Planned, Stack
from wallet.stacks.what_if import add_planned, planned_from, read_planned
from wallet.web.sessions import service_of, signed_in

MOST_DECISIONS = 1000
_PLANNED = ("title", "ects", "eqf", "issuer", "outcomes")


@form()
def twins(request: Request, fields: FormData) -> Response:
    """POST /stacks/{id}/twins: `one`, `other`, `decision` (same, distinct, or open to take it back)."""
    pair, decision = _pair(fields), text(fields, "decision")
    if decision != "open":
        suspected = {_sorted(each) for each in _evaluated(request).evaluation.suspected}
        if pair not in suspected or decision not in ("same", "distinct"):
            raise NotFound

    def change(stack: Stack) -> Stack:
        same = {each for each in stack.decisions.same if _sorted(each) != pair}
        distinct = {each for each in stack.decisions.distinct if _sorted(each) != pair}
        if decision != "open":
            (same if decision == "same" else distinct).add(pair)
        _bounded(len(same) + len(distinct))
        return replace(stack, decisions=Decisions(frozenset(same), frozenset(distinct)))

    return _changed(request, change, "twins")


@form()
def accept(request: Request, fields: FormData) -> Response:
    """POST /stacks/{id}/accept: `one` (a rule), `other` (an achievement), `decision` (count or open)."""
    pair = (text(fields, "one"), text(fields, "other"))
    if text(fields, "decision") == "count":
        evaluated = _evaluated(request)
        pathway = evaluated.own.stack.pathway
        rules = {each.path: each for each in walk(pathway.root)}
        held = {each.id: each for each in evaluated.achievements}
        finding = next((each for each in evaluated.evaluation.findings if each.rule == pair[0]), None)
        if (
            finding is None
            or pair[0] not in rules
            or pair[1] not in suggestions(pathway, finding, rules[pair[0]], held)
        ):
            raise NotFound
        return _changed(request, lambda stack: replace(stack, accepted=stack.accepted | {pair}), "requirements")
    return _changed(request, lambda stack: replace(stack, accepted=stack.accepted - {pair}), "requirements")


@form()
def plan(request: Request, fields: FormData) -> Response:
    """POST /stacks/{id}/planned: a course to add, typed or from the directory (`opportunity`, its digest), or `remove`
    with the number of one to take away."""
    number = text(fields, "remove")
    if number:
        return _changed(request, lambda stack: replace(stack, planned=_without(stack, number)), "what-if")
    values, digest = {name: text(fields, name) for name in _PLANNED}, text(fields, "opportunity")
    try:
        planned = _described(request, digest) if digest else read_planned(**values)
        return _changed(request, lambda stack: replace(stack, planned=add_planned(stack.planned, planned)), "what-if")
    except Problem as problem:
        return stack_page(request, problem, values)


@form()
def seen(request: Request, _fields: FormData) -> Response:
    """POST /stacks/{id}/seen: what changed was read; the next look begins from here."""
    learner, house = signed_in(request), service_of(request)
    service.remember_seen(house, learner, _evaluated(request))
    return _back(request, "")


def _described(request: Request, digest: str) -> Planned:
    return planned_from(opportunity_of(open_public(service_of(request), digest)), language_of(request))


def _without(stack: Stack, number: str) -> tuple[Planned, ...]:
    return tuple(each for place, each in enumerate(stack.planned) if str(place) != number)


def _evaluated(request: Request) -> Evaluated:
    learner, house = signed_in(request), service_of(request)
    own = service.open_stack(house, learner, request.path_params["id"])
    return service.evaluate_stack(house, learner, own, agreed_in(house))


def _changed(request: Request, change: Callable[[Stack], Stack], place: str) -> Response:
    service.change_stack(service_of(request), signed_in(request), request.path_params["id"], change)
    return _back(request, place)


def _back(request: Request, place: str) -> Response:
    return RedirectResponse(f"/stacks/{request.path_params['id']}{f'#{place}' if place else ''}", 303)


def _pair(fields: FormData) -> Pair:
    return _sorted((text(fields, "one"), text(fields, "other")))


def _sorted(pair: Pair) -> Pair:
    return (min(pair), max(pair))


def _bounded(count: int) -> None:
    if count > MOST_DECISIONS:
        raise Problem("stack.too_many_decisions")
