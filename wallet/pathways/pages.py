"""Pathways as pages that need no account: the list, one pathway, its file in four formats."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from verifier.errors import JsonObject
from verifier.site.forms import form
from verifier.site.i18n import language_of, lazy
from verifier.site.redirects import see_other
from verifier.site.rendering import render
from wallet.accounts.service import SignedIn
from wallet.pathways import service as public
from wallet.pathways.agreements import agreements_for, all_agreements
from wallet.pathways.amount_words import day_words, number_words
from wallet.pathways.discover import Fit, fit_of, is_about, pathways_for
from wallet.pathways.documents import Kind, Value
from wallet.pathways.drafts import Draft, list_drafts
from wallet.pathways.drawing import draw_pathway
from wallet.pathways.exchange import Source, write_as
from wallet.pathways.policy_words import policy_words, validity_words
from wallet.pathways.rule_words import rule_line
from wallet.pathways.service import Published, pathway_of
from wallet.pathways.showing import FIELDS, Head, head_of, saying
from wallet.recognition.achievement import Achievement
from wallet.recognition.finding import State
from wallet.recognition.languages import in_language
from wallet.recognition.pathway import Pathway, Shape
from wallet.web.sessions import service_of, signed_in

MOST_LISTED = 100
LOSSES: Mapping[str, str] = {
    "agreements": lazy("The agreements that it relies on."),
    "choice": lazy("That some may be chosen: there, every part is asked for."),
    "clauses": lazy("Conditions beside the achievement itself: issuer, field, level, assessment, age."),
    "count": lazy("That several of one kind are asked for."),
    "credits": lazy("Credits with their smallest and largest number."),
    "grades": lazy("Grades that have to be reached."),
    "not": lazy("What must not be there."),
    "order": lazy("What has to come first."),
    "policy": lazy("The policy: age, standing, parts of the credits."),
}


@dataclass(frozen=True)
class PathwayRow:
    """A pathway in the list. `fit`: how far what the learner holds meets it; None: nobody is signed in, or not at
    all."""

    head: Head
    target: str
    eqf: int | None
    ects: str
    shape: Shape
    fit: Fit | None


def pathways_page(request: Request) -> Response:
    """GET /pathways: all of them, found by words, level and field; first those that the learner is on already."""
    house, learner = service_of(request), _learner(request)
    found = public.list_public(house, Kind.PATHWAY, learner)
    query, level, field = asked_for(request)
    wanted = [each for each in found if is_about(pathway_of(each), query, level, field)]
    fits = _fits(request, [pathway_of(each) for each in wanted])
    mine_only = request.query_params.get("held") == "1" and learner is not None
    rows = [_row(request, each, fits.get(each.document.digest)) for each in wanted]
    order = {digest: number for number, digest in enumerate(fits)}
    rows.sort(key=lambda row: order.get(row.head.digest, len(order)))
    context = {
        "rows": [row for row in rows if row.fit or not mine_only][:MOST_LISTED],
        "total": len(found),
        "query": query,
        "level": str(level or ""),
        "field": field,
        "held": mine_only,
        "fields": FIELDS,
        "drafts": _drafts(request, learner),
    }
    return render(request, "pathways/list.html", context)


def pathway_page(request: Request) -> Response:
    """GET /pathways/{digest}: what it asks, as a list and a picture; its policy; who signed it."""
    learner, digest = _learner(request), request.path_params["digest"]
    published = public.open_public(service_of(request), digest, learner)
    pathway = pathway_of(published)
    context = {**around_pathway(request, pathway), "head": head_of(request, published), "draft": None}
    return render(request, "pathways/page.html", context)


def around_pathway(request: Request, pathway: Pathway) -> dict[str, object]:
    """What the page of a pathway, or of a draft, says of it."""
    language, house = language_of(request), service_of(request)
    rules = rule_line(pathway.root, language, saying(request))
    title = in_language(pathway.title, language)
    target = in_language(pathway.target.title, language) or title
    agreed = agreements_for(house, pathway)
    held = held_by(request)
    fit = fit_of(pathway, held, house.now(), agreed) if held else None
    return {
        "pathway": pathway,
        "title": title,
        "target": target,
        "ects": "" if pathway.target.ects is None else number_words(pathway.target.ects, language),
        "description": in_language(pathway.description, language),
        "rules": rules,
        "states": _states(fit),
        "fit": fit,
        "counted": "" if fit is None else number_words(fit.ects, language),
        "picture": draw_pathway(title, target, rules),
        "policy": list(policy_words(pathway.policy, language, saying(request))),
        "until": "" if pathway.valid_until is None else day_words(pathway.valid_until, language),
        "since": "" if pathway.valid_from is None else day_words(pathway.valid_from, language),
        "validity": validity_words(pathway.valid_from, pathway.valid_until, house.now().date()),
        "agreements": [(each.digest, in_language(each.title, language) or each.id) for each in agreed.agreements],
        "losses": {each.value: [LOSSES[code] for code in write_as(pathway, each)[1]] for each in Source},
    }


def pathway_file(request: Request) -> Response:
    """GET /pathways/{digest}/{format}.json: the document as a file, in our own format or in another."""
    published = public.open_public(service_of(request), request.path_params["digest"])
    return file_of(pathway_of(published), request.path_params["format"])


def credential_file(request: Request) -> Response:
    """GET /documents/{digest}/signatures/{number}.json: a credential over a public document, as it came."""
    published = public.open_public(service_of(request), request.path_params["digest"])
    number = request.path_params["number"]
    if number >= len(published.signed):
        raise HTTPException(404)
    headers = {"Content-Disposition": 'attachment; filename="signature.json"'}
    return Response(published.signed[number].examined.raw, media_type="application/octet-stream", headers=headers)


def file_of(value: Value, name: str) -> Response:
    """A public document as a file. Raises HTTPException 404 for a format that does not have it."""
    try:
        document, _ = write_as(value, Source(name))
    except (ValueError, KeyError) as error:
        raise HTTPException(404) from error
    return json_file(document, in_language(value.title, "en"), name)


def json_file(document: JsonObject, title: str, kind: str) -> Response:
    name = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60] or "document"
    kinds = {"ctdl": "application/ld+json", "elm": "application/ld+json"}
    headers = {"Content-Disposition": f'attachment; filename="{name}{"" if kind == "ours" else f".{kind}"}.json"'}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return Response(text, media_type=kinds.get(kind, "application/json"), headers=headers)


@form()
def withdraw(request: Request, _fields: FormData) -> Response:
    """POST /pathways/{digest}/withdraw: take back what one published, of whichever kind."""
    learner, digest = signed_in(request), request.path_params["digest"]
    public.withdraw(service_of(request), learner, digest)
    return see_other("/pathways")


def asked_for(request: Request) -> tuple[str, int | None, str]:
    """What a list is asked for: words, EQF level, ISCED-F field."""
    level, field = request.query_params.get("level", ""), request.query_params.get("field", "")
    number = int(level) if level in tuple("12345678") else None
    return request.query_params.get("q", "")[:200], number, field if field in FIELDS else ""


def held_by(request: Request) -> tuple[Achievement, ...]:
    """What who is signed in holds; nothing where nobody is. The feature of stacks reads it."""
    learner = _learner(request)
    read = getattr(request.app.state, "held_achievements", None)
    return tuple(read(service_of(request), learner)) if learner is not None and read else ()


def _learner(request: Request) -> SignedIn | None:
    learner = getattr(request.state, "learner", None)
    return learner if isinstance(learner, SignedIn) else None


def _fits(request: Request, pathways: list[Pathway]) -> dict[str, Fit]:
    house, held = service_of(request), held_by(request)
    known = all_agreements(house) if held else []
    fits = pathways_for(held, pathways, house.now(), lambda each: agreements_for(house, each, known))
    return {fit.pathway.digest: fit for fit in fits}


def _row(request: Request, published: Published, fit: Fit | None) -> PathwayRow:
    pathway, language = pathway_of(published), language_of(request)
    ects = pathway.target.ects
    return PathwayRow(
        head=head_of(request, published),
        target=in_language(pathway.target.title, language),
        eqf=pathway.target.eqf,
        ects="" if ects is None else number_words(ects, language),
        shape=pathway.shape,
        fit=fit,
    )


def _states(fit: Fit | None) -> dict[str, str]:
    """Path of a rule -> `met` or `partial`, as far as what the learner holds meets it."""
    if fit is None:
        return {}
    return {each.rule: each.state.value for each in fit.evaluation.findings if each.state in (State.MET, State.PARTIAL)}


def _drafts(request: Request, learner: SignedIn | None) -> list[tuple[Draft, str]]:
    if learner is None:
        return []
    language = language_of(request)
    return [(each, in_language(each.pathway.title, language)) for each in list_drafts(service_of(request), learner)]
