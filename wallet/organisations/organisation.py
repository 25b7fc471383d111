"""What an organisation says of itself, who may do what for it, and who acts for it in one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from wallet.organisations.rules import Rules
from wallet.service import Problem
from wallet.vault.blob import Place

MAX_NAME, MAX_TEXT = 120, 2000
SHORTEST, LONGEST = 1, 366  # days that a case may be kept


class Role(StrEnum):
    """What a member may do. Each may do what those after it may."""

    ADMIN = "admin"  # members, rules, name and keys
    REVIEWER = "reviewer"  # answers and decides
    READER = "reader"  # looks at what was handed over

    def covers(self, least: Role) -> bool:
        """Whether it may do what `least` may."""
        order = list(Role)
        return order.index(self) <= order.index(least)


@dataclass(frozen=True)
class Profile:
    """What everybody may read of an organisation; it says so itself, and nobody has proved it.

    `keeps_days`: how long it keeps at most what a learner hands over.
    """

    name: str
    website: str = ""
    about: str = ""
    keeps_days: int = 90

    def checked(self) -> Profile:
        """The same, trimmed. Raises Problem `organisation.name`, `.too_long`, `.website`, `.days`."""
        name, website, about = " ".join(self.name.split()), self.website.strip(), self.about.strip()
        if not name:
            raise Problem("organisation.name", "name")
        for which, words, limit in (("name", name, MAX_NAME), ("about", about, MAX_TEXT)):
            if len(words) > limit:
                raise Problem("organisation.too_long", which)
        if website and not _is_website(website):
            raise Problem("organisation.website", "website")
        if not SHORTEST <= self.keeps_days <= LONGEST:
            raise Problem("organisation.days", "keeps_days")
        return Profile(name, website, about, self.keeps_days)

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @staticmethod
    def from_json(plain: Mapping[str, object]) -> Profile:
        """The inverse of `as_json`."""
        days = plain["keeps_days"]
        assert isinstance(days, int)
        return Profile(str(plain["name"]), str(plain["website"]), str(plain["about"]), days)


@dataclass(frozen=True)
class Public:
    """An organisation as everybody sees it. `did` is what it signs under; `domain` the domain of its own that proves
    it, empty where it has none and is known by this service's address alone."""

    id: str
    profile: Profile
    did: str
    domain: str
    box_public: bytes = field(repr=False)
    signing_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Staff:
    """A member in one request: whoever holds this object can read what was handed over to the organisation."""

    organisation: Public
    member_id: str
    learner_id: str
    name: str
    role: Role
    rules: Rules = field(repr=False)
    key: bytes = field(repr=False)
    box_private: bytes = field(repr=False)

    def place(self, table: str, row: str, column: str) -> Place:
        """Where a blob of this organisation lives."""
        return place_of(self.organisation.id, table, row, column)


def place_of(organisation_id: str, table: str, row: str, column: str) -> Place:
    """Where a blob of an organisation lives; no learner's id is ever one of an organisation."""
    return Place(table, row, column, organisation_id)


def _is_website(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in parts.netloc and "@" not in parts.netloc and len(text) <= MAX_TEXT
