"""Organisations and their ids: who seals, issues or awards, and what of it is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_KEYS = ("did:key:", "did:jwk:")


@dataclass(frozen=True)
class Identity:
    """One id of a body: a DID, or `domain:`, `deqar:`, `ror:`, `schac:`, `eid:` (a legal number), `url:` before the
    value (`identity_of` writes it). `proved_by` says how it was proved (`key`, `certificate`, `trust_list:<name>`,
    `mandate`, ...); empty: only claimed. A key proves its own `did:key:` and no more, so that a self-made one counts
    only where a rule names exactly that one."""

    id: str
    proved_by: str = ""


@dataclass(frozen=True)
class Body:
    """An organisation: who sealed or issued, or who awards. `trusted`: the name of the reader's list that has a
    *proved* id of it; a list proves nothing about a body that is only claimed."""

    name: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[Identity, ...] = ()
    trusted: str = ""
    path: str = ""

    @property
    def proved_ids(self) -> frozenset[str]:
        """The ids under which it is proved."""
        return frozenset(each.id for each in self.ids if each.proved_by)

    @property
    def is_named(self) -> bool:
        """Whether anything proves who it is: a reader's list, a domain, a certificate. A bare key is nobody's name."""
        return bool(self.trusted) or any(not each.startswith(_KEYS) for each in self.proved_ids)

    @property
    def claimed_ids(self) -> frozenset[str]:
        """The ids that only stand there."""
        return frozenset(each.id for each in self.ids) - self.proved_ids


NOBODY = Body()


def identity_of(text: str) -> str:
    """An id of an organisation in the one way in which ids are compared; empty for an empty text.

    A DID stays, `https://ror.org/x` is `ror:x`, other web addresses are `url:` without a slash at the end, a prefix is
    written in lower case, and what looks like a host is `domain:` in lower case.
    """
    plain = text.strip()
    if plain[:4].lower() == "url:":
        plain = plain[4:].strip()
    head, _, rest = plain.partition(":")
    scheme = head.lower()
    if scheme == "did" or not plain:
        return plain if not plain else f"did:{rest}"
    if scheme in ("http", "https"):
        host, _, path = rest.removeprefix("//").rstrip("/").partition("/")
        if host.lower() in ("ror.org", "www.ror.org") and path:
            return f"ror:{path.lower()}"
        return f"url:{scheme}://{host.lower()}" + (f"/{path}" if path else "")
    if scheme in ("domain", "deqar", "ror", "schac"):
        return f"{scheme}:{rest.strip().lower()}"
    if scheme == "eid":
        return f"eid:{rest.strip()}"
    return f"domain:{plain.lower()}" if "." in plain and not rest else plain
