"""Open Badges 2.0: assertions that are hosted at their own address, or signed as a compact JWS.

What is handed in is a copy. Of a hosted assertion the object at its own address is fetched and judged in its place; of
every assertion the badge and its issuer's profile are fetched where they are only named. Over http, as this
specification alone allows, nothing proves the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from verifier.badge_keys import ALGORITHMS, find_key
from verifier.codec import jose
from verifier.codec.badge_issuers import allows
from verifier.codec.badge_objects import HOSTED, SIGNED, check_assertion, types_of
from verifier.codec.json_text import read_json
from verifier.codec.moments import read_moment
from verifier.codec.sniffing import is_token
from verifier.context import Context
from verifier.credential import Credential, Period, Proof
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported, VerifierError
from verifier.published_badges import fetch_object, issuer_of, member, proved_by, put_together
from verifier.report import Check, Outcome

NAME = "open_badge_2"
_GONE = 410  # the address of a hosted assertion that was revoked answers so


def recognises(raw: bytes, document: Json) -> bool:
    """A JSON object, or the payload of a JWS, that calls itself an assertion, or has a badge and a recipient."""
    return _is_assertion(document) if document is not None else is_token(raw) and _is_assertion(_payload(raw))


def _is_assertion(document: Json) -> bool:
    if not isinstance(document, dict) or "credentialSubject" in document:
        return False
    return "Assertion" in types_of(document) or ("badge" in document and "recipient" in document)


def _payload(raw: bytes) -> Json:
    try:
        return read_json(_jws(raw).payload)
    except VerifierError:
        return None


def _jws(raw: bytes) -> jose.Jws:
    return jose.read_compact(raw.decode("utf-8-sig").strip())


def read_credential(raw: bytes, document: Json) -> Credential:
    """The parts of the copy. Raises Unsupported `structure.unsupported` for Open Badges 1.x, Malformed `proof.*`."""
    claims, proofs = document, tuple[Proof, ...]()
    if document is None:
        jws = _jws(raw)
        claims = read_json(jws.payload)
        creator = member(claims, "verification").get("creator")
        proofs = (Proof(jws.algorithm, creator if isinstance(creator, str) else None, None, jws.protected),)
    if not isinstance(claims, dict):
        raise Malformed("structure.not_a_credential")
    if "verification" not in claims and isinstance(claims.get("verify"), dict) and "@context" not in claims:
        raise Unsupported("structure.unsupported", {"kind": "open_badge_1"})
    copy = Credential(raw, NAME, None, None, None, Period(), proofs, (), (), claims)
    return _with(copy, claims)


def _with(credential: Credential, claims: JsonObject, *, gone: bool = False) -> Credential:
    """The credential with what these claims say."""
    issuer = issuer_of(claims)
    identifier, name = issuer.get("id", member(claims, "badge").get("issuer")), issuer.get("name")
    return replace(
        credential,
        claims=claims,
        issuer=identifier if isinstance(identifier, str) else None,
        issuer_name=name if isinstance(name, str) else None,
        period=_period(claims),
        statuses=_statuses(claims, issuer, bool(credential.proofs), gone),
    )


def _statuses(claims: JsonObject, issuer: JsonObject, signed: bool, gone: bool) -> tuple[JsonObject, ...]:
    """What says whether it was revoked: itself where it is hosted, its issuer's list where it is signed."""
    if gone or claims.get("revoked") is True:
        return ({"type": "OpenBadges2Revoked", "revocationReason": claims.get("revocationReason")},)
    if signed and "revocationList" in issuer:
        return ({"type": "OpenBadges2RevocationList", "id": issuer["revocationList"]},)
    return ()


def _period(claims: JsonObject) -> Period:
    def moment(name: str) -> datetime | None:
        return read_moment(claims[name]) if name in claims else None

    try:
        return Period(moment("issuedOn"), moment("expires"))
    except Malformed:
        return Period()  # check_structure refuses the date and says which


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """Open Badges 2.0, section 4."""
    check_assertion(credential.claims)
    needed = SIGNED if credential.proofs else HOSTED | SIGNED
    if needed.isdisjoint(_kinds(credential.claims)):
        reason = "it is signed and says that it is not"
        raise Malformed("structure.malformed", {"reason": reason, "path": "/verification"})
    return {"data_model": "Open Badges 2.0"}


def resolve_credential(credential: Credential, context: Context) -> Credential:
    """The assertion as it is published, with its badge and that badge's issuer inside, as far as they can be had."""
    return _published(credential, context)[0]


def _published(credential: Credential, context: Context) -> tuple[Credential, VerifierError | None]:
    """What is published, and why its issuer could not be read, where that is so."""
    claims, gone = credential.claims, False
    if not credential.proofs:
        if HOSTED.isdisjoint(_kinds(claims)):
            return credential, None
        try:
            found = fetch_object(claims.get("id"), context)
        except Unreachable as error:
            if error.facts.get("status") != _GONE:
                return credential, error
            gone = True
        else:
            # Of a revoked one little else is left there, as a rule.
            claims = {**claims, **found} if found.get("revoked") is True else found
    try:
        return _with(credential, put_together(claims, context), gone=gone), None
    except VerifierError as error:
        return _with(credential, claims, gone=gone), error


def judge_proofs(
    credential: Credential,
    usual: Callable[[], tuple[Check, Check]],  # noqa: ARG001  (as every format is asked)
    context: Context,
) -> tuple[Check, Check]:
    """Steps 2 and 3. A hosted assertion is proved by where it lies, a signed one by a key that its issuer publishes."""
    published, problem = _published(credential, context)
    if credential.proofs:
        return _judge_signed(published, problem, context)
    if HOSTED.isdisjoint(_kinds(credential.claims)):
        return Check("key", Outcome.ABSENT, "absent"), Check("proof", Outcome.FAIL, "proof.missing")
    address, issuer = str(published.claims.get("id")), published.issuer or ""
    facts: dict[str, Fact] = {"kind": "hosted", "address": address[:300], "issuer": issuer[:300]}
    if problem is not None:
        facts = {**facts, **problem.facts}
        return Check("key", Outcome.UNKNOWN, problem.code, facts), Check("proof", Outcome.UNKNOWN, problem.code, facts)
    proof = Check("proof", Outcome.PASS, "ok", facts)
    if not allows(issuer_of(published.claims), address):
        return Check("key", Outcome.FAIL, "key.not_the_issuers", facts), proof
    return Check("key", Outcome.PASS, "ok", {**facts, **proved_by([issuer, address])}), proof


def _judge_signed(credential: Credential, problem: VerifierError | None, context: Context) -> tuple[Check, Check]:
    jws = _jws(credential.raw)
    found, key = find_key(credential, jws, problem, context)
    facts: dict[str, Fact] = {"suite": jws.algorithm[:120], "method": (credential.proofs[0].method or "")[:300]}
    key = replace(key, facts={**facts, "issuer": (credential.issuer or "")[:300], **key.facts})
    try:
        jose.check_algorithm(jws.algorithm, ALGORITHMS)
        if found is None:
            return key, Check("proof", Outcome.UNKNOWN, key.code, key.facts)
        jose.verify(jws, found, ALGORITHMS)
    except VerifierError as error:
        outcome = Outcome.FAIL if isinstance(error, Invalid | Malformed) else Outcome.UNKNOWN
        return key, Check("proof", outcome, error.code, {**facts, **error.facts})
    return key, Check("proof", Outcome.PASS, "ok", facts)


def _kinds(claims: JsonObject) -> frozenset[str]:
    return frozenset(types_of(claims.get("verification", claims.get("verify"))))
