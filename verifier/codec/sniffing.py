"""Whether bytes may be a credential, by their first characters and a few words: for what lies among other things.

A guess that saves work and never decides anything: what passes is read properly afterwards.
"""

from __future__ import annotations

import re

MAX_LINK = 64 * 1024  # characters; a link may carry a whole signed credential

_MARK = b"\xef\xbb\xbf"
_SPACE = _MARK + b" \t\r\n"
_WORDS = (
    b'"credentialSubject"',
    b'"verifiableCredential"',
    b'"badge"',
    b'"recipient"',
    b'"payload"',
    b'"vct"',
    b'"_sd"',
    b'"data:application/v',
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_~.-]*\s*")
_LINK = re.compile(r"https://[^\s/?#@]+[^\s]*", re.IGNORECASE)
# What a wallet like this one gives out: the share's name, and behind the hash the key that opens it.
_SHARED = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?/s/[A-Za-z0-9_-]{22}#[A-Za-z0-9_-]{43}", re.IGNORECASE)


def is_json(raw: bytes) -> bool:
    """Whether the first character is one that begins a JSON object or list."""
    return raw.lstrip(_SPACE)[:1] in (b"{", b"[")


def is_token(raw: bytes) -> bool:
    """Whether it has the shape of a compact JWS, with or without disclosures after it (RFC 7515, RFC 9901)."""
    return _TOKEN.fullmatch(raw.removeprefix(_MARK).lstrip()) is not None


def is_picture(raw: bytes) -> bool:
    """PNG, JPEG, GIF or WebP."""
    return raw.startswith(_PICTURES) or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP")


def is_xml(raw: bytes) -> bool:
    """XML that says so, SVG, and no web page."""
    return raw.lstrip(_SPACE)[:5].lower() in (b"<?xml", b"<svg ", b"<svg\n", b"<svg\r", b"<svg\t")


def may_be_credential(raw: bytes) -> bool:
    """Whether it is worth reading: a token, JSON or XML with a word that credentials have, a picture."""
    if is_json(raw):
        return any(word in raw for word in _WORDS)
    return is_token(raw) or is_xml(raw) or is_picture(raw) or raw.startswith(b"data:application/v")


def read_link(raw: bytes) -> str | None:
    """The one https URL, or link of a share, that `raw` is, white space around it aside; None for anything else."""
    if len(raw) > MAX_LINK:
        return None
    try:
        text = raw.strip().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and (_LINK.fullmatch(text) or is_shared(text)) else None


def is_shared(link: str) -> bool:
    """Whether a link is one with which somebody shares credentials: a page for whoever was given its key."""
    return _SHARED.fullmatch(link) is not None
