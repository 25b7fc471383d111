"""A reader's own list of issuers: JSON `[{"id", "name", "url"?}]`."""

from __future__ import annotations

from datetime import datetime

from verifier.codec.json_text import read_json
from verifier.errors import Malformed
from verifier.world import TrustedIssuer, TrustList


def recognises(raw: bytes) -> bool:
    """Whether it begins as such a list does."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def read_list(raw: bytes, source: str, signers: tuple[bytes, ...], at: datetime) -> TrustList:  # noqa: ARG001  (as every list is read)
    """The entries; nobody signs them but the reader, who hands them in.

    Raises Malformed `trust.malformed` for an entry without an id and a name, and what reading JSON raises.
    """
    document = read_json(raw)
    found = []
    for entry in document if isinstance(document, list) else [document]:
        if not isinstance(entry, dict):
            raise Malformed("trust.malformed", {"source": source})
        identifier, name, url = entry.get("id"), entry.get("name"), entry.get("url")
        if not isinstance(identifier, str) or not isinstance(name, str) or not isinstance(url, str | None):
            raise Malformed("trust.malformed", {"source": source, "entry": str(identifier)[:200]})
        found.append(TrustedIssuer(identifier, name, url, source))
    return TrustList(issuers=tuple(found))
