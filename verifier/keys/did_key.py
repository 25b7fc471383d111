"""did:key: the identifier is the key (did:key Method, section 3.1). It proves nothing about who holds it."""

from __future__ import annotations

from verifier.codec.controllers import PURPOSES, ControllerDocument, VerificationMethod
from verifier.codec.keys import read_multikey
from verifier.context import Context
from verifier.errors import Malformed, Unsupported

NAME = "did:key"
_PREFIX = "did:key:"


def handles(identifier: str) -> bool:
    return identifier.startswith(_PREFIX)


def resolve_controller(identifier: str, context: Context) -> ControllerDocument:  # noqa: ARG001
    """The document that follows from the identifier, a key that we cannot use included. Raises Malformed `key.*`."""
    multikey = identifier.removeprefix(_PREFIX)
    if not multikey.startswith("z"):
        raise Malformed("key.malformed", {"reason": "a did:key is base58btc"})
    method_id = f"{identifier}#{multikey}"
    purposes = dict.fromkeys(PURPOSES, frozenset({method_id}))
    try:
        method = VerificationMethod(method_id, identifier, read_multikey(multikey))
    except Unsupported as error:
        return ControllerDocument(identifier, {}, purposes, {method_id: error})
    return ControllerDocument(identifier, {method_id: method}, purposes)


def proved_name(identifier: str) -> None:  # noqa: ARG001
    """A key alone names nobody."""
    return
