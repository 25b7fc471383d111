"""Revocation in Open Badges 2.0 (sections 4.1 and 4.7): said at the hosted assertion's own address, or in a list.

The entries are not the credential's own: its format makes them out of what is published about it.
"""

from __future__ import annotations

from collections.abc import Mapping

from verifier.codec.json_text import read_json
from verifier.context import Context
from verifier.credential import Credential
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported

_SELF, _LIST = "OpenBadges2Revoked", "OpenBadges2RevocationList"
TYPES = frozenset({_SELF, _LIST})
_FORMAT = "open_badge_2"
_MOST = 1_000_000


def check_entry(entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
    """Raises Invalid `status.revoked`; Unreachable `status.unreachable`, `status.unusable`; Unsupported
    `status.unsupported` for such an entry in anything else."""
    if credential.format != _FORMAT:
        raise Unsupported("status.unsupported", {"type": str(entry.get("type"))[:120]})
    if entry.get("type") == _SELF:
        raise Invalid("status.revoked", _reason(entry.get("revocationReason")))
    url, own = entry.get("id"), credential.claims.get("id")
    if not isinstance(url, str):
        raise Unreachable("status.unusable", {"because": "status.malformed"})
    facts: dict[str, Fact] = {"list": url[:300]}
    for each in _revoked(context.fetch(url, code="status.unreachable", accept="application/json", personal=True), url):
        identifier = each.get("id", each.get("uid")) if isinstance(each, dict) else each
        if identifier == own and own is not None:
            raise Invalid("status.revoked", {**facts, **_reason(_member(each, "revocationReason"))})
    return facts


def _revoked(body: bytes, url: str) -> list[Json]:
    try:
        document = read_json(body)
    except Malformed as error:
        raise Unreachable("status.unusable", {"list": url[:300], "because": error.code}) from error
    entries = _member(document, "revokedAssertions")
    entries = [] if entries is None else entries if isinstance(entries, list) else [entries]
    kinds = _member(document, "type")
    if "RevocationList" not in (kinds if isinstance(kinds, list) else [kinds]) or len(entries) > _MOST:
        raise Unreachable("status.unusable", {"list": url[:300], "because": "status.not_a_list"})
    return entries


def _member(holder: Json, name: str) -> Json:
    return holder.get(name) if isinstance(holder, dict) else None


def _reason(value: Json) -> dict[str, Fact]:
    return {"revocation_reason": value[:300]} if isinstance(value, str) and value else {}
