"""Envelopes of VC Data Model 2.0 (sections 4.12.1 and 4.13.1): a token in a `data:` URL, with a type around it.

The envelope itself is signed by nobody and says nothing, so that what is inside is read and judged in its place.
"""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_to_bytes

from verifier.errors import Json, Malformed
from verifier.w3c_payloads import V2, types_of

NAME = "enveloped"
# What may lie in which envelope, by the beginning of its media type; drafts wrote `application/jwt`.
_INSIDE = {
    "EnvelopedVerifiableCredential": ("application/vc", "application/dc+sd-jwt", "application/jwt"),
    "EnvelopedVerifiablePresentation": ("application/vp", "application/jwt"),
}
_DATA = "data:"
_BASE64 = "base64"
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")


def recognises(raw: bytes, document: Json) -> bool:  # noqa: ARG001  (as every format is asked)
    """A JSON object that calls itself an envelope."""
    return isinstance(document, dict) and not _INSIDE.keys().isdisjoint(types_of(document))


def open_envelope(document: Json) -> bytes:
    """What is inside. Raises Malformed `structure.malformed`."""
    if not isinstance(document, dict):
        raise _malformed("an envelope is no object", "")
    contexts = document.get("@context")
    if V2 not in (contexts if isinstance(contexts, list) else [contexts]):
        raise _malformed("the first context is not that of verifiable credentials", "/@context")
    kinds = [each for each in types_of(document) if each in _INSIDE]
    url = document.get("id")
    if len(kinds) != 1 or not isinstance(url, str) or not url.lower().startswith(_DATA):
        raise _malformed("an envelope holds nothing", "/id")
    head, comma, body = url[len(_DATA) :].partition(",")
    media_type, *parameters = (part.strip().lower() for part in head.split(";"))
    if not comma or not media_type.startswith(_INSIDE[kinds[0]]):
        raise _malformed("an envelope holds something else than it says", "/id")
    content = unquote_to_bytes(body)
    return _decoded(content) if _BASE64 in parameters else content


def _decoded(content: bytes) -> bytes:
    packed = content.translate(_TO_STANDARD).rstrip(b"=")
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed("an envelope holds something else than it says", "/id") from error


def _malformed(reason: str, path: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, "path": path})
