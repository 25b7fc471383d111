"""What is published of an Open Badge 2.0: objects at their own addresses (Open Badges 2.0, section 4).

A badge may be published over http, as this specification alone allows.
"""

from __future__ import annotations

from verifier.codec.badge_issuers import proved_name
from verifier.codec.badge_objects import check_badge, is_address
from verifier.codec.json_text import read_json
from verifier.context import Context
from verifier.errors import Fact, Json, JsonObject, Malformed, Unreachable

_ACCEPT = "application/ld+json, application/json"


def put_together(claims: JsonObject, context: Context) -> JsonObject:
    """The assertion with its badge and issuer. The issuer's profile is always the one at its own address.

    Raises Unreachable `key.unreachable`.
    """
    badge = claims.get("badge")
    badge = badge if isinstance(badge, dict) and "issuer" in badge else fetch_object(_id_of(badge), context)
    try:
        issuer = fetch_object(_id_of(badge.get("issuer")), context)
        check_badge({**badge, "issuer": issuer}, "/badge")
    except Malformed as error:
        facts = {**error.facts, "reason": "what is published about it is not in order"}
        raise Unreachable("key.unreachable", facts) from error
    return {**claims, "badge": {**badge, "issuer": issuer}}


def fetch_object(address: Json, context: Context) -> JsonObject:
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


def proved_by(addresses: list[str]) -> dict[str, Fact]:
    """What these addresses prove, as facts: the first one's name, or nothing where one is http."""
    name = proved_name(addresses)
    return {"proved_by": name} if name else {"over_http": True}


def issuer_of(claims: JsonObject) -> JsonObject:
    """The issuer's profile inside an assertion; empty where it is not there."""
    return member(member(claims, "badge"), "issuer")


def member(holder: Json, name: str) -> JsonObject:
    """An object inside another one; empty where it is none."""
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _id_of(value: Json) -> Json:
    return value.get("id") if isinstance(value, dict) else value
