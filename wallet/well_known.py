"""What the service publishes of itself under /.well-known, for whoever checks a receipt."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from verifier.errors import JsonObject
from wallet.signing import did_document, key_set
from wallet.web.sessions import service_of


def did_page(request: Request) -> Response:
    """GET /.well-known/did.json."""
    return _public(did_document(service_of(request)), "application/did+json")


def keys_page(request: Request) -> Response:
    """GET /.well-known/jwks.json."""
    return _public(key_set(service_of(request)), "application/jwk-set+json")


def _public(document: JsonObject, media_type: str) -> Response:
    return JSONResponse(document, headers={"Access-Control-Allow-Origin": "*"}, media_type=media_type)
