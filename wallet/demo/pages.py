"""The demo issuers' addresses: DID documents, status lists, issuing and withdrawing (VC-API's shapes)."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from verifier.codec.json_text import read_json
from verifier.errors import Json, JsonObject, VerifierError
from verifier.site.forms import read_body
from verifier.site.problem_details import problem_of
from verifier.site.vc_api import read_call, read_pointers
from wallet.demo.issuer import Issuers
from wallet.demo.signers import INSTITUTIONS, PURPOSES, SIGNERS, WITH_KEYS

MAX_BODY = 1024 * 1024


def routes(issuers: Issuers) -> list[Route]:
    """Every address of the issuers, all below `/issuer`."""

    def index(_request: Request) -> JSONResponse:
        return JSONResponse({name: issuers.did(name) for name in SIGNERS})

    def did_document(request: Request) -> JSONResponse:
        name = _known(request.path_params["name"])
        if WITH_KEYS[name].by_key:
            raise HTTPException(404)
        return JSONResponse(issuers.did_document(name), media_type="application/did+json")

    def status_list(request: Request) -> JSONResponse:
        name, purpose = _known(request.path_params["name"]), request.path_params["purpose"]
        if purpose not in PURPOSES or not WITH_KEYS[name].purposes:
            raise HTTPException(404)
        return JSONResponse(issuers.status_list(name, purpose), media_type="application/vc")

    async def issue(request: Request) -> JSONResponse:
        signer = SIGNERS.get(request.path_params["name"])
        if signer is None:
            raise HTTPException(404)
        try:
            call = read_call(await read_body(request, MAX_BODY), "credential")
            credential = read_json(call.document)
            assert isinstance(credential, dict)
            pointers = None
            if call.options.get("mandatoryPointers") is not None:
                pointers = read_pointers(call.options, "mandatoryPointers")
            return JSONResponse(await run_in_threadpool(issuers.issue, signer, credential, pointers), status_code=201)
        except VerifierError as error:
            return _refused(error.code, error.facts)

    async def set_status(request: Request) -> JSONResponse:
        """VC-API `POST /credentials/status`: {credentialId, credentialStatus: {statusPurpose, status: "0" or "1"}}."""
        _known(request.path_params["name"])
        try:
            body = read_json(await read_body(request, MAX_BODY))
        except VerifierError as error:
            return _refused(error.code, error.facts)
        entry = body.get("credentialStatus") if isinstance(body, dict) else None
        entry = entry[0] if isinstance(entry, list) and entry else entry
        if not isinstance(body, dict) or not isinstance(entry, dict) or str(entry.get("status")) not in ("0", "1"):
            return _refused("status.malformed", {})
        try:
            purpose = str(entry.get("statusPurpose", "revocation"))
            issuers.set_status(str(body.get("credentialId")), purpose, str(entry["status"]) == "1")
        except KeyError:
            return JSONResponse({"code": "status.unknown"}, status_code=404)
        return JSONResponse({"ok": True})

    return [
        Route("/issuer", index),
        Route("/issuer/{name}/did.json", did_document),
        Route("/issuer/{name}/status/{purpose}", status_list),
        Route("/issuer/{name}/credentials/issue", issue, methods=["POST"]),
        Route("/issuer/{name}/credentials/status", set_status, methods=["POST"]),
    ]


def _known(name: str) -> str:
    if name not in SIGNERS and name not in INSTITUTIONS:
        raise HTTPException(404)
    return name


def _refused(code: str, facts: JsonObject) -> JSONResponse:
    errors: list[Json] = [{"code": code, "facts": facts}]
    problems: list[Json] = [problem_of(code)]
    return JSONResponse({"errors": errors, "problemDetails": problems}, status_code=400)
