"""`data:` URLs (RFC 2397), whatever their media type says."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_to_bytes

from verifier.errors import Malformed
from verifier.world import Fetch

NAME = "data_url"
_LONGEST_TYPE = 300  # characters before the comma


def recognises(raw: bytes) -> bool:
    """A `data:` URL that is not itself the whole of an enveloped credential's identifier but stands alone."""
    return raw.lstrip()[:5].lower() == b"data:"


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001  (as every wrapper is asked)
    """What it holds. Raises Malformed `structure.damaged`."""
    head, comma, body = raw.strip().partition(b",")
    if not comma or len(head) > _LONGEST_TYPE:
        raise Malformed("structure.damaged", {"kind": NAME})
    data = unquote_to_bytes(body)
    if not head.lower().rstrip().endswith(b";base64"):
        return [data]
    packed = b"".join(data.split()).replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return [base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)]
    except binascii.Error as error:
        raise Malformed("structure.damaged", {"kind": NAME}) from error
