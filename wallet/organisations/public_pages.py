"""What everybody may see of an organisation: its page, the keys it signs with, and what it withdrew."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from verifier.site.rendering import render
from wallet.organisations.pathways import pathways_of
from wallet.organisations.service import open_public, open_status_list
from wallet.organisations.signing import did_document, hosted_did
from wallet.pathways.showing import head_of
from wallet.web.sessions import service_of

_FOR_EVERYBODY = {"Access-Control-Allow-Origin": "*"}


def organisation_page(request: Request) -> Response:
    """GET /organisations/{id}. Raises NotFound."""
    house = service_of(request)
    organisation = open_public(house, request.path_params["id"])
    heads = [head_of(request, each) for each in pathways_of(house, organisation)]
    address = f"{house.settings.public_url}/organisations/{organisation.id}"
    context = {"organisation": organisation, "pathways": heads, "address": address}
    return render(request, "organisations/page.html", context)


def did_page(request: Request) -> Response:
    """GET /organisations/{id}/did.json (did:web Method, section 3.2). Raises NotFound."""
    house = service_of(request)
    organisation = open_public(house, request.path_params["id"])
    document = did_document(hosted_did(house.settings.public_url, organisation.id), organisation)
    return JSONResponse(document, headers=_FOR_EVERYBODY, media_type="application/did+json")


def status_page(request: Request) -> Response:
    """GET /organisations/{id}/status/{tag}.json (Bitstring Status List 1.0, section 2.2). Raises NotFound."""
    listed = open_status_list(service_of(request), request.path_params["id"], request.path_params["tag"])
    return Response(listed, headers=_FOR_EVERYBODY, media_type="application/vc")
