"""Titles compared: the same words, or most of them."""

from __future__ import annotations

import re
import unicodedata

SHARED, OF_ALL = 3, 5  # of the words of both

_WORD = re.compile(r"\w+")
_ORDINALS = frozenset({"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "a", "b", "c"})
LONGEST = 300  # characters that are looked at


def words_of(title: str) -> frozenset[str]:
    """The words of a title without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", title[:LONGEST].casefold())
    return frozenset(_WORD.findall("".join(each for each in plain if not unicodedata.combining(each))))


def are_similar(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether titles of these words may name the same: most words are shared, and no number tells them apart."""
    if not one or not other:
        return False
    if one == other:
        return True
    apart = one ^ other
    if any(word in _ORDINALS or word.isdigit() for word in apart):
        return False
    return len(one & other) * OF_ALL >= len(one | other) * SHARED
