"""All that a verification knows of the world outside: one clock reading, one door to the network, the reader's lists.

Tests put a dictionary in the place of the network (`tests/world.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from verifier.budget import Budget
from verifier.errors import JsonObject, Unreachable


@dataclass(frozen=True)
class Answer:
    """What an address answered with success (any 2xx). `url` is where redirects led to."""

    url: str
    body: bytes
    content_type: str = ""


# fetch(url, accept) -> Answer; raises Unreachable(code `fetch.*`) for everything else, refused addresses included.
Fetch = Callable[[str, str], Answer]


def no_network(url: str, _accept: str) -> Answer:
    """The network of somebody who is offline."""
    raise Unreachable("fetch.offline", {"url": url})


@dataclass(frozen=True)
class TrustedIssuer:
    """One entry of a reader's list: the issuer's identifier and the name under which the reader knows it."""

    id: str
    name: str
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class TrustList:
    """What a reader's lists say together: trusted issuers, and certificates (DER) that chains may end in.

    `signers` are those (DER) who sign the further lists that a list of lists points to.
    """

    issuers: tuple[TrustedIssuer, ...] = ()
    anchors: tuple[bytes, ...] = ()
    signers: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class World:
    """What one verification sees.

    `at` is the moment of the verification, with a time zone. `contexts` are JSON-LD contexts (URL -> bytes) beside the
    bundled ones, which win. `keys` are keys that the reader handed in: issuer's identifier -> verification methods or
    JWKs; those under the empty identifier may be anybody's. `anchors` are DER certificates. `trusted` is the reader's
    list of issuers. `fetch_personal` asks for what is about one person (hosted badges, links to a credential): nothing
    of it is remembered, and http is open there, since Open Badges 2.0 is published over it; None: `fetch` is asked.
    `kept` is evidence of an earlier verification (URL -> bytes): it only tells a retired key from one
    that never was the issuer's. `budget` is what several verifications may cost together; None: each has its own.
    """

    at: datetime
    fetch: Fetch = no_network
    contexts: Mapping[str, bytes] = field(default_factory=dict)
    keys: Mapping[str, tuple[JsonObject, ...]] = field(default_factory=dict)
    anchors: tuple[bytes, ...] = ()
    trusted: tuple[TrustedIssuer, ...] = ()
    kept: Mapping[str, bytes] = field(default_factory=dict)
    fetch_personal: Fetch | None = None
    budget: Budget | None = None

    def fetch_budgeted(self, url: str, accept: str) -> Answer:
        """What is about one person, counted against the budget where there is one."""
        door = self.fetch_personal or self.fetch
        return door(url, accept) if self.budget is None else self.budget.fetch(door, url, accept)

    def with_budget(self) -> World:
        """The same with a budget, so that what is examined with it counts together."""
        return self if self.budget is not None else replace(self, budget=Budget())

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("World.at needs a time zone")
