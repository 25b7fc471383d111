"""1EdTech Revocation List Status Method 1.0: an unsigned JSON list, at the entry's own address, of what is revoked.

Whoever issued the credential signed the address, and https says that the answer is from there.
"""

from __future__ import annotations

from collections.abc import Mapping

from verifier.codec.json_text import read_json
from verifier.context import Context
from verifier.credential import Credential
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, Unreachable

TYPES = frozenset({"1EdTechRevocationList"})
_LISTS = ("revokedCredential", "revokedCredentials")  # the specification's name, and what issuers write besides


def check_entry(entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
    """Raises Invalid `status.revoked`; Unreachable `status.unreachable`, `status.unusable`; Malformed
    `status.malformed`."""
    url, own = entry.get("id"), credential.claims.get("id")
    if not isinstance(url, str) or not isinstance(own, str):
        raise Malformed("status.malformed", {"reason": "the entry names no purpose or no list"})
    body = context.fetch(url, code="status.unreachable", accept="application/json")
    facts: dict[str, Fact] = {"list": url[:300]}
    try:
        document = read_json(body)
    except Malformed as error:
        raise Unreachable("status.unusable", {**facts, "because": error.code}) from error
    lists = [_member(document, name) for name in _LISTS]
    entries = next((each for each in lists if each is not None), None)
    if not isinstance(entries, list):
        raise Unreachable("status.unusable", {**facts, "because": "status.not_a_list"})
    issuer = _member(document, "issuer")
    issuer = _member(issuer, "id") if isinstance(issuer, dict) else issuer
    if issuer != credential.issuer:
        # The signed entry delegates by its address: another issuer's list is a fact that a policy may refuse.
        facts |= {"list_issuer": str(issuer)[:300] if issuer is not None else None, "other_issuer": issuer is not None}
        if issuer is not None and context.policy.issuers_lists_only:
            raise Unreachable("status.unusable", {**facts, "because": "status.foreign_list"})
    for each in entries:
        if (_member(each, "id") if isinstance(each, dict) else each) == own and _member(each, "revoked") is not False:
            reason = _member(each, "revocationReason")
            raise Invalid(
                "status.revoked", facts | ({"revocation_reason": reason[:300]} if isinstance(reason, str) else {})
            )
    return facts


def _member(holder: Json, name: str) -> Json:
    return holder.get(name) if isinstance(holder, dict) else None
