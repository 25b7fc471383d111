"""The pathways and agreements of an organisation, as pages: those that it signed, and those that it could sign."""

from __future__ import annotations

from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form, text
from verifier.site.redirects import see_other
from wallet.organisations.acting import desk_again, desk_page, staff_of
from wallet.organisations.forms import read_end
from wallet.organisations.organisation import Role
from wallet.organisations.pathways import agreements_of, ids_of, is_theirs, sign_document
from wallet.pathways.discover import is_about
from wallet.pathways.documents import Kind
from wallet.pathways.pages import MOST_LISTED, asked_for
from wallet.pathways.service import Published, list_public, open_public, pathway_of
from wallet.pathways.showing import head_of
from wallet.service import NotFound, Problem
from wallet.web.sessions import service_of


def pathways_page(request: Request) -> Response:
    """GET /desk/{id}/pathways: ours, and others that are public, found by words."""
    staff, house = staff_of(request), service_of(request)
    query, ids = asked_for(request)[0], ids_of(house, staff.organisation)
    everything = list_public(house, Kind.PATHWAY)
    ours = [each for each in everything if each.proved_ids & ids]
    others = [each for each in everything if not each.proved_ids & ids and is_about(pathway_of(each), query, None, "")]
    context = {
        "ours": [(head_of(request, each), _ends(each, ids)) for each in ours],
        "others": [head_of(request, each) for each in others[:MOST_LISTED]],
        "query": query,
        "total": len(everything) - len(ours),
        "agreements": [
            (head_of(request, each), _is_signed(each, ids)) for each in agreements_of(house, staff.organisation)
        ],
    }
    return desk_page(request, "organisations/pathways.html", staff, context)


def sign_page(request: Request) -> Response:
    """GET /desk/{id}/pathways/{digest}/sign: ask once, saying what it means. Raises NotFound."""
    staff = staff_of(request, Role.ADMIN)
    return desk_page(request, "organisations/sign.html", staff, {**_signed(request), "values": {}})


@form()
def sign(request: Request, fields: FormData) -> Response:
    """POST /desk/{id}/pathways/{digest}/sign."""
    staff, house, ends = staff_of(request, Role.ADMIN), service_of(request), text(fields, "ends")
    try:
        sign_document(house, staff, request.path_params["digest"], read_end(ends, house.now()))
    except Problem as problem:
        context = {**_signed(request), "values": {"ends": ends}}
        return desk_again(request, "organisations/sign.html", staff, problem, context)
    return see_other(f"/desk/{staff.organisation.id}/pathways")


def _signed(request: Request) -> dict[str, object]:
    """What is to be signed."""
    published = open_public(service_of(request), request.path_params["digest"])
    if published.document.kind not in (Kind.PATHWAY, Kind.AGREEMENT):
        raise NotFound
    return {"head": head_of(request, published), "is_agreement": published.document.kind is Kind.AGREEMENT}


def _is_signed(published: Published, ids: frozenset[str]) -> bool:
    return any(is_theirs(each, ids) for each in published.signed)


def _ends(published: Published, ids: frozenset[str]) -> datetime | None:
    """When the last of our signatures over it ends; None: one of them names no end."""
    ends = [each.signature.ends for each in published.signed if is_theirs(each, ids)]
    return None if None in ends else max(each for each in ends if each is not None)
