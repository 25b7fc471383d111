"""VC-API for programs, under /vc-api: is a credential or a presentation valid, and the part of one that is asked for.

What is answered holds checks and their codes, and nothing of what was sent. Every check counts, whichever `checks` are
asked for. Only valid is 200: invalid, undecided and malformed are 400.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from limits import parse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from verifier.codec.json_text import read_json, read_members
from verifier.credential import Credential
from verifier.derive import derive
from verifier.errors import Json, JsonObject, Malformed, VerifierError
from verifier.pipeline import unread_report, verify
from verifier.policy import Policy
from verifier.proofs import is_meant_for
from verifier.reading import MAX_BYTES, read
from verifier.report import Check, Outcome, Report, Verdict
from verifier.site.checking import checking_of
from verifier.site.forms import read_body
from verifier.site.problem_details import problem_of, problems_of
from verifier.site.rate_limit import TooMany, address_of, limits_of
from verifier.world import World

MAX_BODY = MAX_BYTES + 64 * 1024
CALLS = parse("1200/minute")  # a program asks more often than a person

_MOST_CHECKS = 20
_MOST_POINTERS = 1000
_LONGEST_OPTION = 2000


@dataclass(frozen=True)
class Call:
    """What a program sent: the document as it stood there, byte for byte, and the options."""

    document: bytes
    options: JsonObject


def vc_api_routes() -> list[Route]:
    """The addresses of the VC-API."""
    return [
        _route("/vc-api/credentials/verify", "verifiableCredential", _verify_credential),
        _route("/vc-api/presentations/verify", "verifiablePresentation", _verify_presentation),
        _route("/vc-api/credentials/derive", "verifiableCredential", _derive),
    ]


def judge_credential(raw: bytes, options: JsonObject, world: World, *, accept_unproven: bool = False) -> Report:
    """The report on one credential. What the options expect has to be the proof's own: `domain`, `challenge`,
    `expectedProofPurpose`.

    `accept_unproven`: a key that nothing ties to the issuer is enough.
    """
    policy = _policy(options, accept_unproven=accept_unproven)
    try:
        credential = read(raw)
        if credential.is_presentation:
            raise Malformed("structure.not_a_credential")
    except VerifierError as error:
        return unread_report("", error, world, policy)
    report = _with_purpose(verify(credential, world, policy), credential, options)
    if report.check("holder").code == "holder.missing" and _is_made_for(credential, policy):
        return _with(report, Check("holder", Outcome.ABSENT, "absent"))
    return report


def judge_presentation(raw: bytes, options: JsonObject, world: World, *, accept_unproven: bool = False) -> Report:
    """The report on one presentation, and on every credential in it.

    The presentation has to be signed itself; then it may be empty, and may hold claims of the holder's own that its
    proof alone secures (Verifiable Credentials Data Model 2.0, section 4.13.4).
    """
    policy = _policy(options, accept_unproven=accept_unproven)
    try:
        presentation = read(raw)
        if not presentation.is_presentation:
            raise Malformed("structure.not_a_presentation")
    except VerifierError as error:
        return unread_report("", error, world, policy)
    report = _with_purpose(verify(presentation, world, policy), presentation, options)
    if report.check("proof").outcome is Outcome.ABSENT:
        return _with(report, Check("proof", Outcome.FAIL, "proof.missing"))
    if any(report.check(name).outcome is not Outcome.PASS for name in ("key", "proof")):
        return report
    if report.check("structure").code == "structure.no_credentials":
        return _with(report, Check("structure", Outcome.PASS, "ok"))
    return replace(report, inside=tuple(_self_asserted(each, presentation) for each in report.inside))


def _self_asserted(report: Report, presentation: Credential) -> Report:
    """The report on a credential that only the presentation's proof secures, where its issuer is the named holder."""
    holder = presentation.claims.get("holder")
    named = holder.get("id") if isinstance(holder, dict) else holder
    if report.check("proof").code != "proof.missing" or report.issuer is None or report.issuer != named:
        return report
    return _with(_with(report, Check("key", Outcome.PASS, "ok")), Check("proof", Outcome.PASS, "ok"))


def _with(report: Report, check: Check) -> Report:
    return replace(report, checks=tuple(check if each.name == check.name else each for each in report.checks))


def _with_purpose(report: Report, credential: Credential, options: JsonObject) -> Report:
    """Data Integrity 1.0, section 4.4: a proof is made for the purpose that is expected, and for no other."""
    expected = _option(options, "expectedProofPurpose")
    if expected is None or all(proof.purpose == expected for proof in credential.proofs):
        return report
    return _with(report, Check("proof", Outcome.FAIL, "proof.purpose"))


def _is_made_for(credential: Credential, policy: Policy) -> bool:
    """Whether every proof names what the reader expects; that it is signed so is the matter of step 3."""
    wanted = [("domain", policy.audience), ("challenge", policy.nonce)]
    return bool(credential.proofs) and all(
        is_meant_for(proof, name, value) for proof in credential.proofs for name, value in wanted if value is not None
    )


def _policy(options: JsonObject, *, accept_unproven: bool) -> Policy:
    """Raises Malformed `structure.options` for options that are none."""
    checks = options.get("checks", [])
    if not isinstance(checks, list) or len(checks) > _MOST_CHECKS or not all(isinstance(each, str) for each in checks):
        raise Malformed("structure.options")
    return Policy(audience=_option(options, "domain"), nonce=_option(options, "challenge"), accept_key=accept_unproven)


def _option(options: JsonObject, name: str) -> str | None:
    value = options.get(name)
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= _LONGEST_OPTION):
        raise Malformed("structure.options")
    return value


Answer = Callable[[Call, Request], JSONResponse]


def _verify_credential(call: Call, request: Request) -> JSONResponse:
    checking = checking_of(request)
    unproven = checking.accept_unproven_issuers
    return _said(judge_credential(call.document, call.options, checking.world(), accept_unproven=unproven))


def _verify_presentation(call: Call, request: Request) -> JSONResponse:
    checking = checking_of(request)
    unproven = checking.accept_unproven_issuers
    return _said(judge_presentation(call.document, call.options, checking.world(), accept_unproven=unproven))


def _derive(call: Call, request: Request) -> JSONResponse:
    document = read_json(call.document)
    assert isinstance(document, dict)
    pointers = read_pointers(call.options, "selectivePointers")
    return JSONResponse(derive(document, pointers, checking_of(request).world()), 201)


def read_pointers(options: JsonObject, name: str) -> list[str]:
    """The JSON pointers that an option lists; none where it is not there. Raises Malformed `structure.options`."""
    value = options.get(name, [])
    if not isinstance(value, list) or len(value) > _MOST_POINTERS:
        raise Malformed("structure.options")
    pointers = [each for each in value if isinstance(each, str)]
    if len(pointers) != len(value):
        raise Malformed("structure.options")
    return pointers


def _said(report: Report) -> JSONResponse:
    is_valid = report.verdict is Verdict.VALID
    checks: list[Json] = [
        {"name": each.name, "outcome": each.outcome.value, "code": each.code} for each in report.checks
    ]
    problems: list[Json] = [*problems_of(report)]
    body: JsonObject = {
        "verified": is_valid,
        "verdict": report.verdict.value,
        "checks": checks,
        "problemDetails": problems,
    }
    return JSONResponse(body, 200 if is_valid else 400)


def refused(code: str, status: int = 400, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer to what could not even be judged."""
    problems: list[Json] = [problem_of(code)]
    body: JsonObject = {"verified": False, "verdict": "undecided", "checks": [], "problemDetails": problems}
    return JSONResponse(body, status, headers=headers)


def _route(path: str, member: str, answer: Answer) -> Route:
    async def call(request: Request) -> JSONResponse:
        try:
            limits_of(request).hit(CALLS, "vc-api", address_of(request))
        except TooMany as error:
            return refused("fetch.too_often", 429, error.headers)
        try:
            raw = await read_body(request, MAX_BODY)
        except HTTPException:
            return refused("structure.too_large", 413)
        try:
            return await run_in_threadpool(lambda: answer(read_call(raw, member), request))
        except VerifierError as error:
            return refused(error.code)

    return Route(path, call, methods=["POST"], name=path)


def read_call(raw: bytes, member: str) -> Call:
    """The document under `member`, and the options. Raises Malformed `structure.*`."""
    members = read_members(raw)
    document = members.get(member)
    if document is None or not isinstance(read_json(document), dict):
        raise Malformed("structure.not_a_credential")
    options = read_json(members.get("options", b"{}"))
    if not isinstance(options, dict):
        raise Malformed("structure.options")
    return Call(document, options)
