"""did:key: the identifier is the key (did:key Method, section 3.1). It proves nothing about who holds it."""

from __future__ import annotations

from verifier.codec import jcs
from verifier.codec.controllers import PURPOSES, ControllerDocument, VerificationMethod
from verifier.codec.json_text import read_json
from verifier.codec.keys import PublicKey, read_jwk, read_multikey, write_jwk
from verifier.codec.multibase import decode
from verifier.context import Context
from verifier.errors import Malformed, Unsupported

NAME = "did:key"
_PREFIX = "did:key:"
_JWK = b"\xd1\xd6\x03"  # multicodec jwk_jcs-pub: a JWK with its required members alone, in canonical form


def handles(identifier: str) -> bool:
    return identifier.startswith(_PREFIX)


def resolve_controller(identifier: str, context: Context) -> ControllerDocument:  # noqa: ARG001  (as every method is asked)
    """The document that follows from the identifier, a key that we cannot use included. Raises Malformed `key.*`."""
    multikey = identifier.removeprefix(_PREFIX)
    if not multikey.startswith("z"):
        raise Malformed("key.malformed", {"reason": "a did:key is base58btc"})
    method_id = f"{identifier}#{multikey}"
    purposes = dict.fromkeys(PURPOSES, frozenset({method_id}))
    try:
        method = VerificationMethod(method_id, identifier, _read_key(multikey))
    except Unsupported as error:
        return ControllerDocument(identifier, {}, purposes, {method_id: error})
    return ControllerDocument(identifier, {method_id: method}, purposes)


def _read_key(multikey: str) -> PublicKey:
    """Raises Malformed `key.malformed`, Unsupported `key.unsupported`."""
    try:
        data = decode(multikey)
        if not data.startswith(_JWK):
            return read_multikey(multikey)
        jwk = read_json(data.removeprefix(_JWK))
    except Malformed as error:
        raise Malformed("key.malformed", error.facts) from error
    key = read_jwk(jwk) if isinstance(jwk, dict) else None
    if key is None or data != _JWK + jcs.canonicalize({**write_jwk(key)}):
        raise Malformed("key.malformed", {"reason": "the key is not in its canonical form"})
    return key


def proved_name(identifier: str) -> None:  # noqa: ARG001  (as every method is asked)
    """A key alone names nobody."""
    return
