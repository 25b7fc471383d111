"""An https issuer whose own address answers with its keys.

A controlled identifier document (Controlled Identifiers 1.0, section 2), an Open Badges profile with keys in it, or a
JWK set. A profile without a single key says nothing about who may sign for it.
"""

from __future__ import annotations

from dataclasses import replace

from verifier.codec.controllers import PURPOSES, ControllerDocument, read_controller_document
from verifier.codec.https_issuers import is_https_issuer, name_of, read_jwk_set
from verifier.codec.json_text import read_json
from verifier.context import Context
from verifier.errors import Json, Malformed, Unreachable

NAME = "profile"
_ACCEPT = "application/cid+json, application/ld+json, application/json"


def handles(identifier: str) -> bool:
    return is_https_issuer(identifier)


def resolve_controller(identifier: str, context: Context) -> ControllerDocument:
    """The document at the address. Raises Unreachable `key.unreachable` where it gives no keys of this issuer."""
    body = context.fetch(identifier, code="key.unreachable", accept=_ACCEPT)
    try:
        found = _read(read_json(body), identifier)
    except Malformed as error:
        facts = {"reason": "no usable document", "url": identifier, **error.facts}
        raise Unreachable("key.unreachable", facts) from error
    if not found.methods and not found.unusable and not any(found.purposes.values()):
        raise Unreachable("key.unreachable", {"reason": "it publishes no keys", "url": identifier})
    return found


def _read(document: Json, identifier: str) -> ControllerDocument:
    if isinstance(document, dict) and "id" not in document and "keys" in document:
        return read_jwk_set(document, identifier)
    found = read_controller_document(document, identifier)
    if isinstance(document, dict) and document.keys().isdisjoint(PURPOSES):
        # A profile knows no purposes: what it publishes is for issuing.
        return replace(found, purposes={"assertionMethod": frozenset({*found.methods, *found.unusable})})
    return found


def proved_name(identifier: str) -> str:
    return name_of(identifier)
