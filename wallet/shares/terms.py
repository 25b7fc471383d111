"""The terms of a link: when it stops, how often it opens, with which passcode, for whom. And its passcode."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wallet.service import Problem
from wallet.vault.errors import Unusable
from wallet.vault.stretching import normalize_secret

LONGEST = timedelta(days=366)
SHORTEST = timedelta(minutes=1)
COUNTER = timedelta(hours=2)
MOST_OPENS = 10_000
MAX_NAME = 120
PASSCODE_LENGTH = 8  # characters at least, without spaces and dashes

_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"  # no vowels, so that no words come out; nothing that looks like another
_GROUPS, _GROUP = 3, 4  # 57 bits


@dataclass(frozen=True)
class Terms:
    """Under what a link can be opened. `ends_at` is the server's clock's; `max_opens` None is as often as one likes.

    `passcode` as the learner writes it, empty for none. `recipient` and `label` are seen by the learner alone.
    """

    ends_at: datetime
    max_opens: int | None = None
    passcode: str = field(default="", repr=False)
    recipient: str = ""
    label: str = ""

    def check(self, now: datetime) -> None:
        """Raises Problem `share.end_past`, `.end_too_far`, `.opens`, `.too_long`; `passcode.*`."""
        check_end(now, self.ends_at)
        check_limit(self.max_opens)
        for name, text in (("label", self.label), ("recipient", self.recipient)):
            if len(text) > MAX_NAME:
                raise Problem("share.too_long", name)
        if self.passcode:
            check_passcode(self.passcode)


def counter_terms(now: datetime, label: str = "", recipient: str = "") -> Terms:
    """For a link that is shown at a counter: one opening within two hours."""
    return Terms(now + COUNTER, max_opens=1, label=label, recipient=recipient)


def check_end(now: datetime, ends_at: datetime) -> None:
    """Raises Problem `share.end_past`, `share.end_too_far`."""
    if ends_at < now + SHORTEST:
        raise Problem("share.end_past", "end_date")
    if ends_at > now + LONGEST:
        raise Problem("share.end_too_far", "end_date")


def check_limit(max_opens: int | None) -> None:
    """Raises Problem `share.opens`."""
    if max_opens is not None and not 1 <= max_opens <= MOST_OPENS:
        raise Problem("share.opens", "max_opens")


def new_passcode() -> str:
    """A passcode that can be told over the phone: three groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def plain_passcode(text: str) -> str:
    """What of a passcode counts, whoever types it: no spaces, no dashes, small letters.

    Raises Unusable `secret.too_long`, `secret.characters`.
    """
    kept = [each for each in normalize_secret(text) if unicodedata.category(each) not in ("Pd", "Zs", "Cc", "Cf")]
    return normalize_secret("".join(kept).casefold())


def check_passcode(text: str) -> None:
    """Raises Problem `passcode.too_short`, `.too_long`, `.characters` for one that no link can have."""
    try:
        plain = plain_passcode(text)
    except Unusable as error:
        raise Problem(re.sub("^secret", "passcode", error.code), "passcode") from error
    if len(plain) < PASSCODE_LENGTH:
        raise Problem("passcode.too_short", "passcode")
