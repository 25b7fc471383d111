"""The domain, port and path in a did:web or did:webvh (did:web Method, section 3.2; did:webvh 1.0, DID to HTTPS)."""

from __future__ import annotations

import re
from urllib.parse import unquote

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?", re.ASCII)
_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=@-]+", re.ASCII)


def folder_of(parts: str) -> str | None:
    """The https address where the identifier's documents stand, without the slash at its end.

    `parts` are the identifier's after the method's name: `school.example%3A8443:issuers:1`. None where they name no
    domain.
    """
    host, *path = (unquote(each) for each in parts.split(":"))
    if not _HOST.fullmatch(host) or not all(_SEGMENT.fullmatch(each) and each not in (".", "..") for each in path):
        return None
    return f"https://{host}/{'/'.join(path) or '.well-known'}"


def domain_of(parts: str) -> str:
    """The domain with its port and path: on a host of many, only the path is the issuer's."""
    return "/".join(unquote(each) for each in parts.split(":"))
