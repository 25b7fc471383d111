"""How an organisation reads what is shown to it: whom it knows, and what it asks for before it calls it valid."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from types import MappingProxyType

from verifier import Policy
from verifier.errors import VerifierError
from verifier.policy import DEFAULT_WEIGHTS, Weight
from verifier.trust.issuer_list import read_list
from verifier.world import TrustedIssuer
from wallet.service import Problem

MOST_TRUSTED = 2000
MAX_APPEAL = 4000
LARGEST_LIST = 1_000_000  # bytes
POLICY = "organisation"


@dataclass(frozen=True)
class Rules:
    """`trusted`: issuers that the organisation knows, under its own names for them. `only_trusted`: others are not in
    order. `issuers_lists_only`: nor is what another than its issuer says to be in force. `appeal`: what a decision says
    of objecting, unless whoever writes it says something else."""

    trusted: tuple[TrustedIssuer, ...] = ()
    only_trusted: bool = False
    issuers_lists_only: bool = False
    appeal: str = ""

    @property
    def policy(self) -> Policy:
        """What is asked of a credential."""
        weights = {**DEFAULT_WEIGHTS, "trust": Weight.REQUIRED} if self.only_trusted else dict(DEFAULT_WEIGHTS)
        return Policy(POLICY, MappingProxyType(weights), issuers_lists_only=self.issuers_lists_only)


def write_rules(rules: Rules) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(asdict(rules)).encode()


def read_rules(raw: bytes) -> Rules:
    """The inverse of `write_rules`."""
    plain = json.loads(raw)
    return Rules(**{**plain, "trusted": tuple(TrustedIssuer(**each) for each in plain["trusted"])})


def read_trusted(raw: bytes, source: str, at: datetime) -> tuple[TrustedIssuer, ...]:
    """A list as an organisation writes it: JSON `[{"id", "name", "url"?}]`, or one `identifier name` a line.

    `source`: whose list it is, as reports will say. Raises Problem `trust.malformed`, `.too_many`.
    """
    if len(raw) > LARGEST_LIST:
        raise Problem("trust.too_many", "trusted")
    found = _from_json(raw, source, at) if raw.lstrip().startswith((b"[", b"{")) else _from_lines(raw)
    if len(found) > MOST_TRUSTED:
        raise Problem("trust.too_many", "trusted")
    return tuple(replace(each, source=source) for each in found)


def write_trusted(trusted: tuple[TrustedIssuer, ...]) -> str:
    """One `identifier name` a line: what `read_trusted` reads."""
    return "\n".join(f"{each.id} {each.name}" for each in trusted)


def _from_json(raw: bytes, source: str, at: datetime) -> list[TrustedIssuer]:
    try:
        listed = read_list(raw, source, (), at).issuers
    except VerifierError as error:
        raise Problem("trust.malformed", "trusted") from error
    return [_entry(each.id, each.name, each.url) for each in listed]


def _from_lines(raw: bytes) -> list[TrustedIssuer]:
    try:
        lines = [each.split(None, 1) for each in raw.decode("utf-8-sig").splitlines() if each.strip()]
    except UnicodeDecodeError as error:
        raise Problem("trust.malformed", "trusted") from error
    if any(len(each) != 2 for each in lines):  # noqa: PLR2004  (an identifier and a name)
        raise Problem("trust.malformed", "trusted")
    return [_entry(identifier, name) for identifier, name in lines]


def _entry(identifier: str, name: str, url: str | None = None) -> TrustedIssuer:
    identifier, name = identifier.strip(), " ".join(name.split())
    if not identifier or ":" not in identifier or not name or any(each.isspace() for each in identifier):
        raise Problem("trust.malformed", "trusted")
    return TrustedIssuer(identifier, name, url)
