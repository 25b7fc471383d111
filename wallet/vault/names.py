"""Sign-in names and e-mail addresses, as one writes and as one stores them: a keyed hash, never the name itself.

What is hashed is `join_parts(label, data)`, under HMAC-SHA256 (RFC 2104) with a 32-byte key; labels `cairn/name/1` and
`cairn/fingerprint/1`. Without the key nobody can try names or files against what is stored.
"""

from __future__ import annotations

import hmac
import unicodedata

from wallet.vault.blob import check_key, join_parts
from wallet.vault.errors import Unusable

MAX_NAME = 254  # characters after normalising: the longest e-mail address (RFC 5321, 4.5.3.1.3)
_MAX_TYPED = 1024  # characters before: normalising is work
# Control, invisible, surrogate, private and unassigned characters. Two names that look alike must not be two learners,
# and a character that Unicode assigns later may then normalise in another way: its hash would no longer be found.
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn"}


def normalize_name(text: str) -> str:
    """The name in the one form that is compared: NFKC, case folded, trimmed, runs of white space as one space.

    Normalising twice changes nothing. Folding is Unicode's compatibility caseless match (Unicode 3.13, D146).
    Raises Unusable (a ValueError) with code `name.empty`, `name.too_long` (more than 254 characters) or `name.control`.
    """
    if len(text) > _MAX_TYPED:
        raise Unusable("name.too_long")
    name = " ".join(fold(text).split())
    if not name:
        raise Unusable("name.empty")
    if len(name) > MAX_NAME:
        raise Unusable("name.too_long")
    if any(unicodedata.category(character) in _REFUSED for character in name):
        raise Unusable("name.control")
    return name


def fold(text: str) -> str:
    """The text without differences of case and of compatibility forms (Unicode 3.13, D146)."""
    # Each fold can give something that is not normalised, and each normalisation something that is not folded.
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def hash_name(server_key: bytes, name: str) -> bytes:
    """32 bytes by which a name (normalised here) is found again.

    Raises what `normalize_name` does, and ValueError for a key that is not 32 bytes.
    """
    return _keyed(server_key, b"cairn/name/1", normalize_name(name).encode())


def fingerprint(key: bytes, data: bytes) -> bytes:
    """32 bytes that are equal for equal data under one key: recognises twins, says nothing to who lacks the key."""
    return _keyed(key, b"cairn/fingerprint/1", data)


def _keyed(key: bytes, label: bytes, data: bytes) -> bytes:
    check_key(key)
    return hmac.digest(key, join_parts(label, data), "sha256")
