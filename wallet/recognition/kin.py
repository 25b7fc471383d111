"""What an achievement is called by who recognises it: digests by which it is found again, also where only a part of its
credential was shown, and by nobody who does not know issuer and course already.

A decision that recognises something names by these what it rests on, so that nothing is counted beside it twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import product

from wallet.recognition.achievement import Achievement


def kin_of(achievement: Achievement) -> frozenset[str]:
    """Every digest (SHA-256, hex) by which somebody may have named it: they may not have been shown the day, or its
    identifier."""
    names = ((*achievement.spec_ids,), (_title(achievement),))
    days = dict.fromkeys((_day(achievement), ""))
    return frozenset(each for name in names for day in days for each in _digests(achievement, name, day))


def named_by(achievement: Achievement) -> frozenset[str]:
    """The digests that name it as exactly as can be told."""
    names = achievement.spec_ids or (_title(achievement),)
    return frozenset(_digests(achievement, names, _day(achievement)))


def _digests(achievement: Achievement, names: Iterable[str], day: str) -> Iterator[str]:
    for issuer, name in product(sorted(achievement.proved_ids), names):
        if name:
            yield sha256(json.dumps(["cairn/achievement/1", issuer, name, day]).encode()).hexdigest()


def _day(achievement: Achievement) -> str:
    return achievement.awarded.isoformat() if achievement.awarded else ""


def _title(achievement: Achievement) -> str:
    return " ".join(achievement.title.casefold().split())
