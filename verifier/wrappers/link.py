"""A text that is one https link: what it carries itself, else what answers behind it.

Looked at in this order: a parameter (`vc`, `request`) that holds a credential or names its address; the answer, where
it is a credential or an object with one; a web page that names its credential (`<link rel="alternate">`, a JSON-LD
script, the badge's picture). Nothing is asked but with GET, and no exchange with a wallet is begun. A link with which
somebody shares credentials is never asked: its key is for who opens it.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree, html

from verifier.codec.json_text import read_json, read_members
from verifier.codec.multibase import decode_base64url
from verifier.codec.sniffing import is_json, is_picture, is_shared, is_token, may_be_credential, read_link
from verifier.errors import Json, Malformed, Unreachable, Unsupported, VerifierError
from verifier.world import Answer, Fetch

NAME = "link"
_ACCEPT = "application/vc, application/vc+ld+json, application/ld+json, application/json, text/html;q=0.5, */*;q=0.1"
_PARAMETERS = ("vc", "request")
_MOST_PARAMETERS = 50
_HOLDERS = (
    *("verifiablePresentation", "verifiableCredential", "vp", "vc", "credential", "credentials", "presentation"),
    *("data", "result"),
)
_DEEPEST = 3  # objects around the credential in an answer
_TYPES = frozenset({"application/ld+json", "application/json", "application/vc+ld+json", "application/vc"})
_MAX_PAGE = 2 * 1024 * 1024
_MOST_NAMED = 3  # addresses that one page may send us to


def recognises(raw: bytes) -> bool:
    return read_link(raw) is not None


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:
    """What the link carries or leads to.

    Raises Unreachable `structure.unreadable` with the reason where nothing answers; Unsupported `structure.unsupported`
    for a link that begins an exchange; Malformed `structure.not_a_credential`, `structure.damaged`.
    """
    url = read_link(raw) or ""
    if is_shared(url):
        raise Malformed("structure.not_a_credential", {"kind": "share"})
    try:
        carried = _carried(url)
    except ValueError as error:
        raise Malformed("structure.damaged", {"kind": NAME}) from error
    target = carried[0] if carried else url.partition("#")[0]
    if not target.startswith("https://"):
        return [target.encode()]
    try:
        answer = fetch(target, _ACCEPT)
    except Unreachable as error:
        raise Unreachable("structure.unreadable", {**error.facts, "reason": error.code}) from error
    return _answered(answer, fetch)


def _carried(url: str) -> list[str]:
    """Credentials, and addresses of credentials, among the link's parameters. Raises ValueError."""
    parts = urlsplit(url)
    found: list[str] = []
    for text in (parts.query, parts.fragment.partition("?")[2]):
        values = parse_qs(text, max_num_fields=_MOST_PARAMETERS)
        for name in _PARAMETERS:
            found += [each for each in (_read_value(value, url) for value in values.get(name, ())) if each]
    return found


def _read_value(value: str, base: str) -> str | None:
    value = value.strip()
    if value.startswith(("https://", "/")):
        address = urljoin(base, value)
        return address if read_link(address.encode()) else None
    if is_token(value.encode()) or value.startswith("data:"):
        return value
    if not value.startswith("{"):
        try:
            value = decode_base64url(value.rstrip("=")).decode("utf-8")
        except (VerifierError, UnicodeDecodeError):
            return None
    return next((each.decode() for each in _in_json(value.encode())), None)


def _answered(answer: Answer, fetch: Fetch) -> list[bytes]:
    body = answer.body
    if is_json(body):
        found = _in_json(body)
        if found:
            return found
        if _begins_exchange(body):
            raise Unsupported("structure.unsupported", {"kind": "exchange"})
        raise Malformed("structure.not_a_credential", {"kind": NAME})
    if any(mark in body[:4096].lower() for mark in (b"<html", b"<!doctype html")):
        return _in_page(body, answer.url, fetch)
    if read_link(body) is not None:
        raise Malformed("structure.not_a_credential", {"kind": NAME})
    return [body]


def _in_json(body: bytes, depth: int = _DEEPEST) -> list[bytes]:
    """The bytes of the credential that a JSON text is, or of those that an object around them holds."""
    if not is_json(body):
        return []
    if body.lstrip()[:1] == b"[":
        return [body] if may_be_credential(body) else []
    members = read_members(body)
    if any(name in members for name in ("@context", "payload", "credentialSubject", "badge")):
        return [body] if may_be_credential(body) else []
    for name in _HOLDERS:
        value = members.get(name, b"").strip()
        if value.startswith(b'"'):
            text = read_json(value)
            if isinstance(text, str) and (is_token(text.encode()) or text.startswith("data:")):
                return [text.encode()]
        elif value and depth:
            found = _in_json(value, depth - 1)
            if found:
                return found
    return []


def _begins_exchange(body: bytes) -> bool:
    document: Json = read_json(body)
    return isinstance(document, dict) and isinstance(document.get("protocols"), dict)


def _in_page(body: bytes, url: str, fetch: Fetch) -> list[bytes]:
    """What a badge's public page names as its credential."""
    try:
        page = html.document_fromstring(body[:_MAX_PAGE], parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("structure.damaged", {"kind": "html"}) from error
    for script in page.iter("script"):
        text = (script.text or "").strip().encode()
        if (script.get("type") or "").strip().lower() in _TYPES and may_be_credential(text):
            return [text]
    named = [
        link.get("href")
        for link in page.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split() and (link.get("type") or "").strip().lower() in _TYPES
    ]
    pictures = [meta.get("content") for meta in page.iter("meta") if meta.get("property") == "og:image"]
    for address in [*named[:_MOST_NAMED], *pictures[:1]]:
        target = _absolute(url, address)
        found = _named(target, fetch) if target else []
        if found:
            return found
    raise Malformed("structure.not_a_credential", {"kind": "html"})


def _absolute(url: str, address: str | None) -> str | None:
    try:
        return read_link(urljoin(url, address or "").partition("#")[0].encode()) if address else None
    except ValueError:
        return None


def _named(url: str, fetch: Fetch) -> list[bytes]:
    """What an address answers, where that may be a credential; nothing where it does not answer."""
    try:
        body = fetch(url, _ACCEPT).body
        if is_json(body):
            return _in_json(body)
    except VerifierError:
        return []
    return [body] if is_token(body) or (is_picture(body) and b"openbadge" in body) else []
