"""The recovery kit: a learner's key on paper, for the day when the passphrase is forgotten.

A kit, version 1, is 20 random bytes (160 bits) and 20 bits of checksum (the first of SHA-256("cairn/recovery-kit/1" ||
the bytes)), together 36 characters of Crockford's base32, in nine groups of four. Letters of either case, spaces, any
dashes, O for 0 and I or L for 1 are read as meant. A typing error slips through one time in a million, and then it is
a wrong kit and opens nothing.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256

from wallet.vault.errors import MistypedKit

SECRET_LENGTH = 20

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {
    **{character: value for value, character in enumerate(_ALPHABET)},
    **{character.lower(): value for value, character in enumerate(_ALPHABET)},
    **dict.fromkeys("Oo", 0),
    **dict.fromkeys("IiLl", 1),
}
_CHECK_BITS = 20
_CHARACTERS = (SECRET_LENGTH * 8 + _CHECK_BITS) // 5
_GROUP = 4
_MAX_TYPED = 256  # characters, with every space and dash
_IGNORED = {"Pd", "Zs", "Cc", "Cf"}  # dashes, spaces, line ends, what a copy out of a PDF leaves invisibly


@dataclass(frozen=True)
class Kit:
    """A recovery kit: its 20 secret bytes, which a recovery slot is sealed with."""

    secret: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The kit as it is printed: `XXXX-XXXX-...`, nine groups."""
        return write_kit(self.secret)


def new_kit() -> Kit:
    """A kit that never was before."""
    return Kit(os.urandom(SECRET_LENGTH))


def write_kit(secret: bytes) -> str:
    """20 bytes as a kit is printed. Raises ValueError for another length."""
    if len(secret) != SECRET_LENGTH:
        raise ValueError("a recovery kit is 20 bytes")
    number = int.from_bytes(secret, "big") << _CHECK_BITS | _checksum(secret)
    digits = "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_CHARACTERS - 1), -1, -5))
    return "-".join(digits[start : start + _GROUP] for start in range(0, _CHARACTERS, _GROUP))


def read_kit(text: str) -> bytes:
    """The 20 bytes of a kit as somebody typed it.

    Raises MistypedKit: `vault.kit_character` (one that no kit has), `vault.kit_length` (too few or too many),
    `vault.kit_mistyped` (the checksum does not fit). Whether a kit opens anything is for its slot to say.
    """
    if len(text) > _MAX_TYPED:
        raise MistypedKit("vault.kit_length")
    typed = [character for character in text if unicodedata.category(character) not in _IGNORED]
    if any(character not in _VALUES for character in typed):
        raise MistypedKit("vault.kit_character")
    if len(typed) != _CHARACTERS:
        raise MistypedKit("vault.kit_length")
    number = 0
    for character in typed:
        number = number << 5 | _VALUES[character]
    secret = (number >> _CHECK_BITS).to_bytes(SECRET_LENGTH, "big")
    if number & ((1 << _CHECK_BITS) - 1) != _checksum(secret):
        raise MistypedKit("vault.kit_mistyped")
    return secret


def _checksum(secret: bytes) -> int:
    digest = sha256(b"cairn/recovery-kit/1" + secret).digest()
    return int.from_bytes(digest, "big") >> (8 * len(digest) - _CHECK_BITS)
