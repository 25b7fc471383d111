"""A view: what a share shows. Made while the learner's vault is open, sealed under a key that only the link holds."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ViewItem:
    """One credential as it is shown: the bytes that a reader may see and the evidence of when it was taken in."""

    credential: bytes = field(repr=False)
    evidence: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    note: str = ""


@dataclass(frozen=True)
class View:
    """What the reader sees: who says to share it, a note, the credentials in order."""

    from_name: str
    note: str
    items: tuple[ViewItem, ...]


def write_view(view: View) -> bytes:
    """JSON in UTF-8; bytes in base64."""
    items = [
        {
            "credential": b64encode(each.credential).decode(),
            "evidence": {url: b64encode(body).decode() for url, body in each.evidence.items()},
            "note": each.note,
        }
        for each in view.items
    ]
    return json.dumps({"from_name": view.from_name, "note": view.note, "items": items}).encode()


def read_view(raw: bytes) -> View:
    """The inverse of `write_view`."""
    document = json.loads(raw)
    items = tuple(
        ViewItem(
            b64decode(each["credential"]),
            {url: b64decode(body) for url, body in each["evidence"].items()},
            each["note"],
        )
        for each in document["items"]
    )
    return View(document["from_name"], document["note"], items)
