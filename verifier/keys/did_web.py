"""did:web: the keys stand at an address under a domain, and so the domain is proved (did:web Method, section 3.2)."""

from __future__ import annotations

from verifier.codec.controllers import ControllerDocument, read_controller_document
from verifier.codec.did_domains import domain_of, folder_of
from verifier.codec.json_text import read_json
from verifier.context import Context
from verifier.errors import Malformed, Unreachable

NAME = "did:web"
_PREFIX = "did:web:"


def handles(identifier: str) -> bool:
    return identifier.startswith(_PREFIX)


def resolve_controller(identifier: str, context: Context) -> ControllerDocument:
    """The document at the identifier's address.

    Raises Malformed `key.malformed` for an identifier that is no did:web, Unreachable `key.unreachable` where the
    address gives no such document.
    """
    body = context.fetch(
        document_url(identifier), code="key.unreachable", accept="application/did+json, application/json"
    )
    try:
        return read_controller_document(read_json(body), identifier)
    except Malformed as error:
        facts = {"reason": "no usable document", "url": document_url(identifier), **error.facts}
        raise Unreachable("key.unreachable", facts) from error


def document_url(identifier: str) -> str:
    """The https address of the document. Raises Malformed `key.malformed`."""
    folder = folder_of(identifier.removeprefix(_PREFIX))
    if folder is None:
        raise Malformed("key.malformed", {"reason": "not a did:web", "issuer": identifier[:200]})
    return f"{folder}/did.json"


def proved_name(identifier: str) -> str:
    """The domain with its port and path."""
    return domain_of(identifier.removeprefix(_PREFIX))
