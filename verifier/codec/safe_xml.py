"""XML as untrusted bytes: no document type, no entities, no network, UTF-8 alone, bounded depth; and its one canonical
form (Exclusive XML Canonicalization 1.0; Canonical XML 1.0 and 1.1, all without comments)."""

from __future__ import annotations

import re

from lxml import etree

from verifier.errors import Malformed

EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = frozenset({"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
LONGEST = 8 * 1024 * 1024
MOST_ELEMENTS = 60_000  # the largest national list has a third of that
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


def parse(raw: bytes) -> etree._Element:
    """The root, without comments: they are in no canonical form, and would only split what is signed as one text.

    Raises Malformed `structure.not_xml`.
    """
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    declared = _ENCODING.match(start)
    if len(raw) > LONGEST or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Malformed("structure.not_xml", {"reason": "a document type, or too long"})
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise Malformed("structure.not_xml", {"reason": "another encoding than UTF-8"})
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_blank_text=False,
    )
    try:
        raw.decode()
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, UnicodeDecodeError, ValueError) as error:
        raise Malformed("structure.not_xml", {"reason": str(error)[:120]}) from error
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise Malformed("structure.not_xml", {"reason": "too many elements"})
    return root


def canonical(element: etree._Element | etree._ElementTree, method: str, prefixes: tuple[str, ...] = ()) -> bytes:
    """The canonical bytes. ValueError for a method other than those above.

    The inclusive form of an element takes over the name spaces around it; the attributes `xml:...` that it would take
    over as well are not supported (ValueError).
    """
    if method == EXCLUSIVE:
        out = etree.tostring(
            element, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=list(prefixes) or None
        )
    elif method in INCLUSIVE:
        tree = element if isinstance(element, etree._ElementTree) else _alone(element)
        out = etree.tostring(tree, method="c14n", exclusive=False, with_comments=False)
    else:
        raise ValueError(f"canonical form {method}")
    return bytes(out)


def _alone(element: etree._Element) -> etree._ElementTree:
    if any(str(name).startswith(_XML) for outer in element.iterancestors() for name in outer.attrib):
        raise ValueError("canonical form below xml: attributes")
    return parse(bytes(etree.tostring(element, encoding="utf-8", with_tail=False))).getroottree()


def remove(element: etree._Element) -> None:
    """Takes the element out, and leaves the text after it where it is."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    element.tail = None
    parent.remove(element)


def name_of(element: etree._Element) -> str:
    """The local name; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def text_of(element: etree._Element) -> str:
    """All text inside, as it is signed, without the white space around it."""
    return "".join(element.itertext()).strip()
