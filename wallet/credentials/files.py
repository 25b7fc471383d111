"""A credential as a file of its owner's: what to call it, and what it is."""

from __future__ import annotations

import re

from verifier.codec.archives import BEGINNING
from verifier.codec.sniffing import is_json, is_token, is_xml

_LONGEST = 60


def stem_of(title: str) -> str:
    """A file name without its ending, in letters that every system takes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:_LONGEST].rstrip("-") or "credential"


def kind_of(raw: bytes) -> tuple[str, str]:
    """(ending with its dot, media type) by the first bytes."""
    if is_json(raw):
        return ".json", "application/ld+json" if b'"@context"' in raw else "application/json"
    if is_token(raw):
        return (".sd-jwt", "application/dc+sd-jwt") if b"~" in raw else (".jwt", "application/jwt")
    if is_xml(raw):
        return ".xml", "application/xml"
    return (".zip", "application/zip") if raw.startswith(BEGINNING) else (".bin", "application/octet-stream")
