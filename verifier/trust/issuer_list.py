"""A reader's own list of issuers: JSON `[{"id", "name", "url"?}]`."""

from __future__ import annotations

from verifier.errors import Json, Malformed
from verifier.world import TrustedIssuer


def recognises(document: Json) -> bool:
    """Whether the document has the shape of such a list."""
    return isinstance(document, list)


def read_list(document: Json, source: str) -> tuple[TrustedIssuer, ...]:
    """The entries. Raises Malformed `trust.malformed` for one without an id and a name."""
    found = []
    for entry in document if isinstance(document, list) else [document]:
        if not isinstance(entry, dict):
            raise Malformed("trust.malformed", {"source": source})
        identifier, name, url = entry.get("id"), entry.get("name"), entry.get("url")
        if not isinstance(identifier, str) or not isinstance(name, str) or not isinstance(url, str | None):
            raise Malformed("trust.malformed", {"source": source, "entry": str(identifier)[:200]})
        found.append(TrustedIssuer(identifier, name, url, source))
    return tuple(found)
