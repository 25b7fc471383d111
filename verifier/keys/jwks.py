"""JWT VC Issuer Metadata: an https issuer's JWK set at a well-known address (draft-ietf-oauth-sd-jwt-vc, section 4)."""

from __future__ import annotations

from verifier.codec.controllers import ControllerDocument
from verifier.codec.https_issuers import is_https_issuer, name_of, read_jwk_set, well_known
from verifier.codec.json_text import read_json
from verifier.context import Context
from verifier.errors import Json, Malformed, Unreachable

NAME = "jwks"
_ACCEPT = "application/json"


def handles(identifier: str) -> bool:
    return is_https_issuer(identifier)


def resolve_controller(identifier: str, context: Context) -> ControllerDocument:
    """The keys of the metadata's `jwks`, or behind its `jwks_uri`, as those of the issuer that the metadata names.

    Raises Unreachable `key.unreachable` where the address gives no such metadata, or another issuer's.
    """
    url = well_known(identifier, "jwt-vc-issuer")
    body = context.fetch(url, code="key.unreachable", accept=_ACCEPT)
    try:
        return read_jwk_set(_key_set(read_json(body), identifier, context), identifier)
    except Malformed as error:
        raise Unreachable("key.unreachable", {"reason": "no usable document", "url": url, **error.facts}) from error


def _key_set(metadata: Json, identifier: str, context: Context) -> Json:
    if not isinstance(metadata, dict) or metadata.get("issuer") != identifier:
        raise Malformed("key.malformed", {"reason": "the document is not the issuer's", "issuer": identifier})
    keys, address = metadata.get("jwks"), metadata.get("jwks_uri")
    if (keys is None) == (address is None):
        raise Malformed("key.malformed", {"reason": "neither keys nor their address, or both"})
    if keys is not None:
        return keys
    if not isinstance(address, str) or not address.startswith("https://"):
        raise Malformed("key.malformed", {"reason": "the address of the keys is none"})
    return read_json(
        context.fetch(address, code="key.unreachable", accept="application/jwk-set+json, application/json")
    )


def proved_name(identifier: str) -> str:
    return name_of(identifier)
