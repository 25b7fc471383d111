"""What every feature's functions are handed: the database, the server's keys, the clock, the network."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore

from verifier import World
from verifier.world import Fetch, TrustedIssuer
from wallet.database import Database
from wallet.recognition.register import Register
from wallet.settings import Settings
from wallet.vault.server_secrets import Secrets
from wallet.vault.stretching import Cost


@dataclass(frozen=True)
class Service:
    """`now` reads the clock (aware). `fetch` is the door to the network that verifications use; `fetch_link` the one
    for what a learner wants taken in, which leaves nothing in the cache; `fetch_hosted` is the same for badges that are
    published at an address of their own, over http too. `register` lists institutions whose quality is assured.
    `stretching` bounds how many Argon2id computations (64 MiB each) run at once, `printing` how many documents are
    typeset, `deriving` how many credentials are made ready for a link."""

    settings: Settings
    database: Database
    secrets: Secrets
    now: Callable[[], datetime]
    fetch: Fetch
    fetch_link: Fetch
    trusted: tuple[TrustedIssuer, ...] = ()
    anchors: tuple[bytes, ...] = ()
    register: Register = field(default_factory=Register)
    passphrase_cost: Cost = field(default_factory=Cost)
    stretching: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(2))
    printing: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(2))
    deriving: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(2))
    fetch_hosted: Fetch | None = None

    def world(self) -> World:
        """What one verification sees, at this moment."""
        personal = self.fetch_hosted or self.fetch_link
        return World(
            at=self.now(), fetch=self.fetch, trusted=self.trusted, anchors=self.anchors, fetch_personal=personal
        )


class Problem(Exception):
    """Something that a person can mend: a code with its sentence in the catalogues, and the field that it concerns."""

    def __init__(self, code: str, field_name: str = "form") -> None:
        super().__init__(code)
        self.code = code
        self.field = field_name


class NotFound(Exception):
    """There is no such thing, or it is not this learner's: nobody is told which."""


_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def new_id() -> str:
    """128 random bits as 22 characters that fit into a URL."""
    return secrets.token_urlsafe(16)


def is_id(text: str) -> bool:
    """Whether `new_id` could have made it. Ask before the database, which refuses NUL and half surrogates loudly."""
    return _ID.fullmatch(text) is not None
