"""Token status lists (draft-ietf-oauth-status-list): the `status_list` of a credential's `status` claim.

The list is itself a signed token (JWT or CWT) and no credential: its key is found and tied to its issuer by the same
rules, through `context.key`. A list without an issuer of its own is the credential's issuer's, unless its key names a
DID. As with other lists the signed entry delegates by URL, and whatever keeps the list from being relied on leaves the
status unknown, never green.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from verifier.codec import cose, jose
from verifier.codec.cbor import Cbor, read_cbor
from verifier.codec.json_text import read_json
from verifier.codec.jwt_claims import read_key_name, read_seconds, read_type
from verifier.codec.keys import PublicKey
from verifier.codec.token_status_lists import StatusList, read_status_list
from verifier.context import Context
from verifier.credential import Credential, Proof
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported

TYPES = frozenset({"status_list"})
_ACCEPT = "application/statuslist+jwt, application/statuslist+cwt;q=0.9"
_JWT, _CWT = "statuslist+jwt", "statuslist+cwt"
_LABELS = {1: "iss", 2: "sub", 4: "exp", 6: "iat", 65534: "ttl", 65533: "status_list"}  # section 5.2
_CODES = {1: "status.revoked", 2: "status.suspended"}  # section 7.1
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class _Token:
    """A list as it came: its claims under the names of the JWT, and the signature that is still to be checked."""

    claims: Mapping[str, Json | Cbor]
    proof: Proof
    verify: Callable[[PublicKey], None]


def check_entry(entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
    """Look up one status.

    Raises Invalid `status.revoked`, `status.suspended`, `status.set` for any other than 0; Unreachable
    `status.unreachable` or `status.unusable`; Malformed `status.malformed` for an entry that says nothing usable.
    """
    index, url = entry.get("idx"), entry.get("uri")
    if isinstance(index, bool) or not isinstance(index, int) or index < 0 or not isinstance(url, str) or not url:
        raise Malformed("status.malformed", {"reason": "the entry names no index or no list"})
    raw = context.fetch(url, code="status.unreachable", accept=_ACCEPT)
    try:
        found, facts = _verified_list(raw, url, credential, context)
        value = found.read_status(index)
    except (Malformed, Invalid, Unsupported, Unreachable) as error:
        raise Unreachable("status.unusable", {"list": url, "because": error.code, **error.facts}) from error
    facts = {"list": url, "index": index, "value": value, **facts}
    if value:
        raise Invalid(_CODES.get(value, "status.set"), {**facts, "purpose": f"{value:#04x}"})
    return facts


def _verified_list(
    raw: bytes, url: str, credential: Credential, context: Context
) -> tuple[StatusList, dict[str, Fact]]:
    """Section 8.3, steps 3 and 4."""
    token = _read_jwt(raw) if raw.lstrip()[:3] == b"eyJ" else _read_cwt(raw)
    if token.claims.get("sub") != url:
        raise Malformed("status.other_list", {"list_id": str(token.claims.get("sub"))[:300]})
    issuer = _issuer(token, credential)
    if issuer != credential.issuer and context.policy.issuers_lists_only:
        raise Malformed("status.foreign_list")
    token.verify(context.key(token.proof, issuer))
    facts: dict[str, Fact] = {"list_issuer": issuer}
    if issuer != credential.issuer:
        facts["other_issuer"] = True
    made, end = (token.claims.get(name) for name in ("iat", "exp"))
    if made is None or read_seconds(_number(made)) > context.at + _SKEW:
        raise Malformed("status.list_unverified", {"list_code": "validity.not_yet"})
    if end is not None and read_seconds(_number(end)) <= context.at:
        raise Malformed("status.list_unverified", {"list_code": "validity.expired"})
    facts["created"] = read_seconds(_number(made)).isoformat()
    return read_status_list(token.claims.get("status_list")), facts


def _issuer(token: _Token, credential: Credential) -> str | None:
    named, method = token.claims.get("iss"), token.proof.method or ""
    if isinstance(named, str):
        return named
    return method.partition("#")[0] if method.startswith("did:") else credential.issuer


def _number(value: Json | Cbor) -> Json:
    return value if isinstance(value, int | float) else None


def _read_jwt(raw: bytes) -> _Token:
    try:
        jws = jose.read_compact(raw.strip().decode("ascii"))
    except UnicodeDecodeError as error:
        raise Malformed("status.not_a_list") from error
    claims = read_json(jws.payload)
    if read_type(jws.protected) != _JWT or not isinstance(claims, dict):
        raise Malformed("status.not_a_list", {"reason": "its type is not that of a list"})
    method, chain = read_key_name(jws.header), jose.chain_of(jws)
    proof = Proof(jws.algorithm, method, "assertionMethod", jws.protected, chain, by_name=True)
    return _Token(claims, proof, lambda key: jose.verify(jws, key))


def _read_cwt(raw: bytes) -> _Token:
    signed = cose.read_sign1(raw)
    kind = signed.protected.get(cose.TYPE)
    claims = read_cbor(signed.payload, "status.not_a_list")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") != _CWT or not isinstance(claims, dict):
        raise Malformed("status.not_a_list", {"reason": "its type is not that of a list"})
    named = {_LABELS[label]: value for label, value in claims.items() if isinstance(label, int) and label in _LABELS}
    chain = cose.chain_of(signed)
    proof = Proof(signed.algorithm, signed.key_name, "assertionMethod", {}, chain, by_name=True)
    return _Token(named, proof, lambda key: cose.verify(signed, key))
