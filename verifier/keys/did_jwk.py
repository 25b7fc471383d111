"""did:jwk: the identifier is the key, written as a JWK (did:jwk Method). It proves nothing about who holds it."""

from __future__ import annotations

from verifier.codec.controllers import PURPOSES, ControllerDocument, VerificationMethod
from verifier.codec.json_text import read_json
from verifier.codec.keys import read_jwk
from verifier.codec.multibase import decode_base64url
from verifier.context import Context
from verifier.errors import JsonObject, Malformed, Unsupported

NAME = "did:jwk"
_PREFIX = "did:jwk:"
_LONGEST = 16_384  # characters


def handles(identifier: str) -> bool:
    return identifier.startswith(_PREFIX)


def resolve_controller(identifier: str, context: Context) -> ControllerDocument:  # noqa: ARG001  (as every method is asked)
    """The document that follows from the identifier: one key, `#0`, for no purpose of ours where it is for encryption.

    A key that we cannot use is in the document too. Raises Malformed `key.*`.
    """
    jwk = _jwk(identifier.removeprefix(_PREFIX))
    method_id = f"{identifier}#0"
    named = frozenset() if jwk.get("use") == "enc" else frozenset({method_id})
    purposes = dict.fromkeys(PURPOSES, named)
    try:
        method = VerificationMethod(method_id, identifier, read_jwk(jwk))
    except Unsupported as error:
        return ControllerDocument(identifier, {}, purposes, {method_id: error})
    return ControllerDocument(identifier, {method_id: method}, purposes)


def _jwk(text: str) -> JsonObject:
    if len(text) > _LONGEST:
        raise Malformed("key.malformed", {"reason": "too long"})
    try:
        jwk = read_json(decode_base64url(text))
    except Malformed as error:
        raise Malformed("key.malformed", {"reason": "not a did:jwk", **error.facts}) from error
    if not isinstance(jwk, dict):
        raise Malformed("key.malformed", {"reason": "not a did:jwk"})
    return jwk


def proved_name(identifier: str) -> None:  # noqa: ARG001  (as every method is asked)
    """A key alone names nobody."""
    return
