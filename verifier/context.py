"""What the pipeline hands to a plug-in: ways to ask for what is not the plug-in's own business.

Plug-ins import neither each other nor the pipeline. One that needs other bytes verified (a status list is itself a
signed credential), a key found or a document fetched calls these methods; depth and number of
fetches are limited behind them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from verifier.codec.controllers import ControllerDocument
from verifier.codec.keys import PublicKey
from verifier.credential import Credential, Proof
from verifier.errors import JsonObject
from verifier.policy import Policy
from verifier.report import Report
from verifier.world import World


class Context(Protocol):
    """The way back into the pipeline for one verification."""

    @property
    def at(self) -> datetime: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def world(self) -> World: ...

    def fetch(self, url: str, *, code: str, accept: str = "*/*", personal: bool = False) -> bytes:
        """The bytes behind `url`, kept as evidence. Raises Unreachable with `code` and the reason in its facts.

        `personal`: it is about one person, or an Open Badge 2.0's (see `World.fetch_personal`).
        """

    def load_context(self, url: str) -> JsonObject:
        """A JSON-LD context document. Raises Unreachable `structure.context_unreachable`."""

    def controller(self, identifier: str) -> ControllerDocument:
        """The controller document of a DID or URL. Raises Unsupported, Unreachable or Malformed with a `key.*` code."""

    def kept_controller(self, identifier: str) -> ControllerDocument:
        """As `controller`, but only out of `world.kept`."""

    def key(self, proof: Proof, issuer: str | None) -> PublicKey:
        """The key of a signature by `issuer` over what is no credential, found and tied to them as in step 2.

        Raises Invalid, Malformed, Unsupported or Unreachable `key.*` where it is not shown to be theirs.
        """

    def verify(self, raw: bytes, policy: Policy) -> tuple[Credential, Report]:
        """Read and verify other bytes. Raises what reading raises; too deep raises Malformed `structure.too_deep`."""
