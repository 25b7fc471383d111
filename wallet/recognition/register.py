"""Registers of quality-assured institutions: under which ids they list whom, and from when until when.

An id counts only where a credential proves it, so that a register vouches for nobody who merely names himself like one
of its institutions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from urllib.parse import quote

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*(?::[0-9]{1,5})?", re.ASCII)
_PAGE = re.compile(r"[A-Za-z0-9._~/-]+", re.ASCII)
_LONGEST = 500  # characters of an address


@dataclass(frozen=True)
class Listed:
    """What a register says of an institution: its name there, the register's, and the day of the copy that was read."""

    name: str
    register: str
    copied: date


@dataclass(frozen=True)
class Listing:
    """One institution for one time; both days are within it. `ids` are written as `identity_of` writes them."""

    listed: Listed
    ids: frozenset[str]
    since: date = date.min
    until: date = date.max


NOBODY_LISTED: Mapping[str, Listed] = MappingProxyType({})


@dataclass(frozen=True)
class Register:
    """What all registers of a reader say together; of two that list the same id the first."""

    listings: tuple[Listing, ...] = ()

    def assured(self, at: datetime) -> Mapping[str, Listed]:
        """Every id that is listed at the moment `at` (aware; days are those of UTC)."""
        day = at.astimezone(UTC).date()
        found: dict[str, Listed] = {}
        for each in self.listings:
            if each.since <= day <= each.until:
                for identity in each.ids:
                    found.setdefault(identity, each.listed)
        return found


def website_ids(address: str) -> frozenset[str]:
    """The ids under which whoever has the website `address` can be proved; none where it is no such address.

    It is the same host, with or without `www.`: a sub-domain may be let to a student or a firm, and so may a folder.
    For the same reason a website that is a page on a host stands for that very page and not for the host.
    """
    scheme, separator, rest = address.strip().rpartition("://")
    if scheme.lower() not in (("http", "https") if separator else ("",)) or len(rest) > _LONGEST:
        return frozenset()
    host, _, page = rest.partition("#")[0].partition("/")
    bare, page = host.lower().removeprefix("www."), page.rstrip("/")
    if not _HOST.fullmatch(bare):
        return frozenset()
    hosts = (bare, f"www.{bare}")
    if page and not page.startswith("?"):
        return frozenset(f"url:https://{each}/{page}" for each in hosts if _PAGE.fullmatch(page))
    forms = ("domain:{}", "url:https://{}", "url:http://{}")
    of_hosts = {form.format(each) for form in forms for each in hosts}
    return frozenset(of_hosts | {f"did:web:{quote(each, safe='')}" for each in hosts})
