"""A register as a list of our own: JSON `[{"id", "name", "url"?, "register"?, "until"?}]`, whose reader vouches for it.

`id` is any id of an institution that a credential can prove (a DID, `domain:`, `eid:` before the number in a
certificate), `url` its website, `register` who lists it (else the file's name), `until` the last day (`2030-12-31`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import NoReturn

from verifier.codec.json_text import read_json
from verifier.errors import Json, JsonObject, Malformed, VerifierError
from wallet.recognition.body import identity_of
from wallet.recognition.register import Listed, Listing, website_ids

_MEMBERS = frozenset({"id", "name", "url", "register", "until"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LONGEST = 500  # characters


def recognises(start: bytes) -> bool:
    """Whether it begins as such a list does."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def read_listings(raw: bytes, source: str, copied: date) -> tuple[Listing, ...]:
    """The entries; `source` names the list, `copied` is the day of the file.

    Raises Malformed: `register.malformed` (no such list), `register.entry` (an entry with a member that is missing,
    wrong or unknown: a misspelt `until` must not list somebody for ever).
    """
    try:
        document = read_json(raw)
    except VerifierError as error:
        raise Malformed("register.malformed", {"source": source, "because": error.code}) from error
    if not isinstance(document, list):
        raise Malformed("register.malformed", {"source": source})
    return tuple(_Entry(each, number, source).listing(copied) for number, each in enumerate(document, 1))


class _Entry:
    """One entry, and where it stands."""

    def __init__(self, value: Json, number: int, source: str) -> None:
        self._number, self._source = number, source
        self._members: JsonObject = value if isinstance(value, dict) else self._refuse("id")
        for unknown in sorted(self._members.keys() - _MEMBERS):
            self._refuse(unknown)

    def listing(self, copied: date) -> Listing:
        """Raises Malformed `register.entry`."""
        identity, website = identity_of(self._text("id")), self._text("url")
        if ":" not in identity:  # a bare number identifies nobody
            self._refuse("id")
        ids = website_ids(website)
        if website and not ids:
            self._refuse("url")
        listed = Listed(self._text("name") or self._refuse("name"), self._text("register") or self._source, copied)
        return Listing(listed, ids | {identity}, until=self._day("until"))

    def _text(self, member: str) -> str:
        """The text without the space around it; empty where there is none."""
        value = self._members.get(member)
        if value is None:
            return ""
        if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST:
            self._refuse(member)
        return value.strip()

    def _day(self, member: str) -> date:
        text = self._text(member)
        if not text:
            return date.max
        try:
            return date.fromisoformat(text) if _DAY.fullmatch(text) else self._refuse(member)
        except ValueError:
            self._refuse(member)

    def _refuse(self, member: str) -> NoReturn:
        raise Malformed("register.entry", {"source": self._source, "number": self._number, "member": member[:60]})
