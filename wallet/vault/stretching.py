"""What people can remember, made costly to guess: Argon2id (RFC 9106, version 0x13) under a stored cost.

The text is normalised (NFKC) and encoded in UTF-8, so that two keyboards that write one passphrase open one slot.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from wallet.vault.blob import KEY_LENGTH
from wallet.vault.errors import Damaged, Unusable

SALT_LENGTH = 16
MAX_TEXT = 1024  # characters

# What a stored row may ask for at most: whoever can write to the database must not be able to exhaust the server.
_BOUNDS = {"memory_kib": (8, 256 * 1024), "passes": (1, 10), "lanes": (1, 4)}
_KIB_EACH_LANE = 8  # RFC 9106, 3.1: memory is at least 8 KiB for each lane


@dataclass(frozen=True)
class Cost:
    """What one try costs. The default is RFC 9106's second choice with one lane, above OWASP's recommendations.

    Memory is in KiB. Raises ValueError outside 8 KiB to 256 MiB, 1 to 10 passes, 1 to 4 lanes.
    """

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        for name, value in self.as_dict().items():
            low, high = _BOUNDS[name]
            if type(value) is not int or not low <= value <= high:
                raise ValueError("this cost is out of bounds")
        if self.memory_kib < _KIB_EACH_LANE * self.lanes:
            raise ValueError("this cost is out of bounds")

    def as_dict(self) -> dict[str, int]:
        """The cost as it is stored."""
        return asdict(self)


def read_cost(stored: Mapping[str, int]) -> Cost:
    """A cost as `Cost.as_dict` wrote it. Raises Damaged for other names and for anything out of bounds."""
    if set(stored) != set(_BOUNDS):
        raise Damaged
    try:
        return Cost(**stored)
    except ValueError:
        raise Damaged from None


def normalize_secret(text: str) -> str:
    """The text in NFKC. Raises Unusable `secret.too_long` above 1024 characters, `secret.characters` for surrogates."""
    if len(text) > MAX_TEXT:
        raise Unusable("secret.too_long")
    normal = unicodedata.normalize("NFKC", text)
    if len(normal) > MAX_TEXT:
        raise Unusable("secret.too_long")
    if any("\ud800" <= character <= "\udfff" for character in normal):
        raise Unusable("secret.characters")
    return normal


def stretch(text: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes of Argon2id over the normalised text and a 16-byte salt: slow, and hungry, on purpose.

    Raises what `normalize_secret` does; Damaged for a salt of another length.
    """
    if len(salt) != SALT_LENGTH:
        raise Damaged
    return hash_secret_raw(
        normalize_secret(text).encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_LENGTH,
        type=Type.ID,
        version=ARGON2_VERSION,
    )
