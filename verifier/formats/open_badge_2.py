"""Open Badges 2.0: assertions that are hosted at their own address, or signed as a compact JWS.

What is handed in is a copy. Of a hosted assertion the object at its own address is fetched and judged in its place; of
every assertion the badge and its issuer's profile are fetched where they are only named. A badge may be published over
http, as this specification alone allows: then nothing proves the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from verifier.codec import jose
from verifier.codec.badge_issuers import allows, listed_keys, proved_name, read_key
from verifier.codec.badge_objects import (
    HOSTED,
    SIGNED,
    check_assertion,
    check_badge,
    is_address,
    types_of,
)
from verifier.codec.controllers import VerificationMethod, end_of, read_method
from verifier.codec.json_text import read_json
from verifier.codec.keys import PublicKey
from verifier.codec.moments import read_moment
from verifier.codec.sniffing import is_token
from verifier.context import Context
from verifier.credential import Credential, Period, Proof
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported, VerifierError
from verifier.report import Check, Outcome

NAME = "open_badge_2"
_ACCEPT = "application/ld+json, application/json"
_ALGORITHMS = frozenset({"RS256", "ES256"})
_MOST_KEYS = 10
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
        creator = _member(claims, "verification").get("creator")
        proofs = (Proof(jws.algorithm, creator if isinstance(creator, str) else None, None, jws.protected),)
    if not isinstance(claims, dict):
        raise Malformed("structure.not_a_credential")
    if "verification" not in claims and isinstance(claims.get("verify"), dict) and "@context" not in claims:
        raise Unsupported("structure.unsupported", {"kind": "open_badge_1"})
    copy = Credential(raw, NAME, None, None, None, Period(), proofs, (), (), claims)
    return _with(copy, claims)


def _with(credential: Credential, claims: JsonObject, *, gone: bool = False) -> Credential:
    """The credential with what these claims say."""
    issuer = _issuer(claims)
    identifier, name = issuer.get("id", _member(claims, "badge").get("issuer")), issuer.get("name")
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


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001
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
            found = _fetched(claims.get("id"), context)
        except Unreachable as error:
            if error.facts.get("status") != _GONE:
                return credential, error
            gone = True
        else:
            # Of a revoked one little else is left there, as a rule.
            claims = {**claims, **found} if found.get("revoked") is True else found
    try:
        return _with(credential, _put_together(claims, context), gone=gone), None
    except VerifierError as error:
        return _with(credential, claims, gone=gone), error


def _put_together(claims: JsonObject, context: Context) -> JsonObject:
    """The assertion with its badge and issuer. The issuer's profile is always the one at its own address."""
    badge = claims.get("badge")
    badge = badge if isinstance(badge, dict) and "issuer" in badge else _fetched(_id_of(badge), context)
    try:
        issuer = _fetched(_id_of(badge.get("issuer")), context)
        check_badge({**badge, "issuer": issuer}, "/badge")
    except Malformed as error:
        facts = {**error.facts, "reason": "what is published about it is not in order"}
        raise Unreachable("key.unreachable", facts) from error
    return {**claims, "badge": {**badge, "issuer": issuer}}


def _fetched(address: Json, context: Context) -> JsonObject:
    """The object that is published at its own identifier. Raises Unreachable `key.unreachable`."""
    if not isinstance(address, str) or not is_address(address):
        raise Unreachable("key.unreachable", {"reason": "it has no address", "url": str(address)[:300]})
    body = context.fetch(address, code="key.unreachable", accept=_ACCEPT, personal=True)
    try:
        document = read_json(body)
    except Malformed as error:
        raise Unreachable("key.unreachable", {"reason": "no usable document", "url": address[:300]}) from error
    if not isinstance(document, dict) or document.get("id", document.get("@id")) != address:
        raise Unreachable("key.unreachable", {"reason": "the document is another one's", "url": address[:300]})
    return document


def judge_proofs(
    credential: Credential,
    usual: Callable[[], tuple[Check, Check]],  # noqa: ARG001
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
    if not allows(_issuer(published.claims), address):
        return Check("key", Outcome.FAIL, "key.not_the_issuers", facts), proof
    return Check("key", Outcome.PASS, "ok", {**facts, **_proved([issuer, address])}), proof


def _proved(addresses: list[str]) -> dict[str, Fact]:
    name = proved_name(addresses)
    return {"proved_by": name} if name else {"over_http": True}


def _judge_signed(credential: Credential, problem: VerifierError | None, context: Context) -> tuple[Check, Check]:
    jws = _jws(credential.raw)
    found, key = _find_key(credential, problem, context)
    facts: dict[str, Fact] = {"suite": jws.algorithm[:120], "method": (credential.proofs[0].method or "")[:300]}
    key = replace(key, facts={**facts, "issuer": (credential.issuer or "")[:300], **key.facts})
    try:
        jose.check_algorithm(jws.algorithm, _ALGORITHMS)
        if found is None:
            return key, Check("proof", Outcome.UNKNOWN, key.code, key.facts)
        jose.verify(jws, found, _ALGORITHMS)
    except VerifierError as error:
        outcome = Outcome.FAIL if isinstance(error, Invalid | Malformed) else Outcome.UNKNOWN
        return key, Check("proof", outcome, error.code, {**facts, **error.facts})
    return key, Check("proof", Outcome.PASS, "ok", facts)


def _find_key(
    credential: Credential, problem: VerifierError | None, context: Context
) -> tuple[PublicKey | None, Check]:
    """The key that the assertion means, and whether its issuer publishes it as its own."""
    issuer, method = credential.issuer or "", credential.proofs[0].method
    if problem is not None:
        return _without_profile(credential, problem, context)
    listed = listed_keys(_issuer(credential.claims))
    method = method or (next(iter(listed)) if len(listed) == 1 else None)
    if method is None:
        raise Malformed("key.malformed", {"reason": "the proof names no key, or the credential no issuer"})
    try:
        document = listed.get(method) or _fetched(method, context)
        key = read_key(document, method)
    except VerifierError as error:
        if method in listed:
            return None, Check("key", Outcome.UNKNOWN, error.code, error.facts)
        document, key = {}, None
    if method in listed and document.get("owner") == issuer:
        return key, Check("key", Outcome.PASS, "ok", _proved([issuer, method]))
    if _was_listed(issuer, method, context):
        return key, Check("key", Outcome.UNKNOWN, "key.retired")
    return key, Check("key", Outcome.FAIL, "key.not_the_issuers")


def _was_listed(issuer: str, method: str, context: Context) -> bool:
    """Whether the profile that was kept at an earlier verification names the key."""
    try:
        profile = read_json(context.world.kept.get(issuer, b""))
    except Malformed:
        return False
    return isinstance(profile, dict) and method in listed_keys(profile)


def _without_profile(
    credential: Credential, problem: VerifierError, context: Context
) -> tuple[PublicKey | None, Check]:
    """The issuer's profile cannot be had: the reader's own key, or the one that the assertion names, whoever's."""
    issuer, named = credential.issuer or "", credential.proofs[0].method
    facts: dict[str, Fact] = {"from": "reader"}
    method = _handed_in(issuer, credential, context)
    key = method.key if method else None
    if method is None:
        facts = {"because": problem.code}
        method = _handed_in("", credential, context)
        key = method.key if method else None
        if key is None and named is not None:
            with suppress(VerifierError):
                key = read_key(_fetched(named, context), named)
        if key is None or not context.policy.accept_key:
            return key, Check("key", Outcome.UNKNOWN, problem.code, problem.facts)
    ended = end_of(method, credential.claims.get("issuedOn"), context.at) if method else None
    if ended is None:
        return key, Check("key", Outcome.PASS, "key.accepted", facts)
    outcome = Outcome.FAIL if isinstance(ended, Invalid) else Outcome.UNKNOWN
    return key, Check("key", outcome, ended.code, {**facts, **ended.facts})


def _handed_in(issuer: str, credential: Credential, context: Context) -> VerificationMethod | None:
    """The reader's key that made the signature; where none did, one that did not."""
    methods: list[VerificationMethod] = []
    for entry in context.world.keys.get(issuer, ())[:_MOST_KEYS]:
        with suppress(VerifierError):
            methods.append(read_method({"publicKeyJwk": entry} if "kty" in entry else entry, issuer, issuer))
    for each in methods[:-1]:
        with suppress(VerifierError):
            jose.verify(_jws(credential.raw), each.key, _ALGORITHMS)
            return each
    return methods[-1] if methods else None


def _issuer(claims: JsonObject) -> JsonObject:
    return _member(_member(claims, "badge"), "issuer")


def _kinds(claims: JsonObject) -> frozenset[str]:
    return frozenset(types_of(claims.get("verification", claims.get("verify"))))


def _id_of(value: Json) -> Json:
    return value.get("id") if isinstance(value, dict) else value


def _member(holder: Json, name: str) -> JsonObject:
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}
