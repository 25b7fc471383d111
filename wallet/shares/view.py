"""A view: what a share shows. Made while the learner's vault is open, sealed under a key that only the link holds."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from verifier.errors import JsonObject
from wallet.shares.stacked import SharedStack, read_shared


class Kind(StrEnum):
    """How much of a credential an item shows. A `part` is provable; a `summary` is what this service once checked."""

    WHOLE = "whole"
    PART = "part"
    SUMMARY = "summary"


class Offer(StrEnum):
    """What a reader may take away as a file, where the learner allowed it."""

    PRESENTATION = "presentation"
    PDF = "pdf"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class ViewItem:
    """One credential as it is shown: the bytes that a reader may see and the evidence of when it was taken in.

    `shown` and `withheld` are JSON pointers (RFC 6901) into the whole credential; `("",)` shows all of it. Of a summary
    there are no bytes: `summary` is `verifier.summary.Summary` as JSON. `is_bound`: the holder's signature is in it.
    """

    credential: bytes = field(repr=False)
    evidence: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    note: str = ""
    kind: Kind = Kind.WHOLE
    shown: tuple[str, ...] = ("",)
    withheld: tuple[str, ...] = ()
    summary: JsonObject | None = field(default=None, repr=False)
    is_bound: bool = False


@dataclass(frozen=True)
class View:
    """What the reader sees: who says to share it, a note, the credentials in order.

    `audience` (the link without its key) and `nonce` are what holders' signatures inside are bound to. `presentation`
    is all provable items in one file that the learner signed for this link (`verifier.present`), empty where neither it
    nor a PDF, which it is attached to, is offered. `link_key` is what stands after `#`, where a PDF is offered: paper
    leads back to the link. `stack`: where the items are to lead, if the learner shares that, too.
    """

    from_name: str
    note: str
    items: tuple[ViewItem, ...]
    audience: str = ""
    nonce: str = ""
    offers: frozenset[Offer] = frozenset()
    presentation: bytes = field(default=b"", repr=False)
    link_key: str = field(default="", repr=False)
    stack: SharedStack | None = None


def lead_back(view: View, link_key: str) -> View:
    """The view with the link's own key, where it may be printed."""
    return replace(view, link_key=link_key) if Offer.PDF in view.offers else view


def write_view(view: View) -> bytes:
    """JSON in UTF-8; bytes in base64."""
    items = [
        {
            "credential": b64encode(each.credential).decode(),
            "evidence": {url: b64encode(body).decode() for url, body in each.evidence.items()},
            "note": each.note,
            "kind": each.kind,
            "shown": each.shown,
            "withheld": each.withheld,
            "summary": each.summary,
            "is_bound": each.is_bound,
        }
        for each in view.items
    ]
    whole = {
        "from_name": view.from_name,
        "note": view.note,
        "items": items,
        "audience": view.audience,
        "nonce": view.nonce,
        "offers": sorted(view.offers),
        "presentation": b64encode(view.presentation).decode(),
        "link_key": view.link_key,
        "stack": view.stack.as_json() if view.stack else None,
    }
    return json.dumps(whole).encode()


def read_view(raw: bytes) -> View:
    """The inverse of `write_view`; a view of the first version, too, which showed everything whole."""
    document = json.loads(raw)
    items = tuple(
        ViewItem(
            b64decode(each["credential"]),
            {url: b64decode(body) for url, body in each["evidence"].items()},
            each["note"],
            Kind(each.get("kind", Kind.WHOLE)),
            tuple(each.get("shown", [""])),
            tuple(each.get("withheld", [])),
            each.get("summary"),
            each.get("is_bound", False),
        )
        for each in document["items"]
    )
    return View(
        document["from_name"],
        document["note"],
        items,
        document.get("audience", ""),
        document.get("nonce", ""),
        frozenset(Offer(each) for each in document.get("offers", [])),
        b64decode(document.get("presentation", "")),
        document.get("link_key", ""),
        read_shared(document["stack"]) if document.get("stack") else None,
    )
