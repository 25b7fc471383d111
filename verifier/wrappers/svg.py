"""Badges baked into SVG: Open Badges 2.0 (Baking 1.0) `assertion` and 3.0 (section 5.3.2) `credential` elements."""

from __future__ import annotations

import re

from lxml import etree

from verifier.errors import Malformed
from verifier.world import Fetch

NAME = "svg"
_HEAD = 8192
# Declarations, comments, a document type, then the root. Atomic, so that nothing is tried twice.
_BEGINNING = re.compile(
    rb"\xef?\xbb?\xbf?(?>\s*+(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>))*+\s*+<(?:\w{1,20}:)?svg[\s>]",
    re.DOTALL,
)
_NAMESPACES = frozenset({"http://openbadges.org", "https://openbadges.org", "https://purl.imsglobal.org/ob/v3p0"})
_NAMES = frozenset({"assertion", "credential"})
_MOST_BADGES = 10


def recognises(raw: bytes) -> bool:
    return _BEGINNING.match(raw[:_HEAD]) is not None


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001  (as every wrapper is asked)
    """The text of each badge's element, or its `verify` attribute where it has none.

    Raises Malformed `structure.damaged` for what is no XML, `structure.not_a_credential` for a picture without a badge.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("structure.damaged", {"kind": NAME}) from error
    elements = [
        each
        for namespace in sorted(_NAMESPACES)
        for name in sorted(_NAMES)
        for each in root.iter(f"{{{namespace}}}{name}")
    ]
    found = [text for text in map(_text, elements) if text]
    if not found:
        raise Malformed("structure.not_a_credential", {"kind": NAME})
    if len(found) > _MOST_BADGES:
        raise Malformed("structure.too_many", {"limit": _MOST_BADGES})
    return found


def _text(element: etree._Element) -> bytes:
    text = "".join(element.itertext(with_tail=False)).strip()
    return (text or (element.get("verify") or "").strip()).encode("utf-8")
