"""Sealed blobs: bytes that open only with their key and only at their place.

A blob, version 1:

    offset  length  what
    0       1       version, 0x01
    1       8       key id: the first 8 bytes of SHA-256("cairn/key-id/1" || key)
    9       12      nonce, random
    21      n + 16  AES-256-GCM ciphertext of n bytes, and its tag

The associated data are `join_parts` of five parts: version (one byte), table, row, column, learner (UTF-8). So a blob
that somebody moves to another row, column or learner does not open. The key id says early, and apart from damage, that
the key is another one. It gives nothing away but that two blobs share a key: every key here is 32 random or derived
bytes. Nonces are random, so that one key is good for 2^32 blobs (NIST SP 800-38D, 8.3); a learner's credentials have
a data key each.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wallet.vault.errors import Damaged, WrongKey

KEY_LENGTH = 32
OVERHEAD = 37  # bytes that a blob is longer than its plaintext

_VERSION = b"\x01"
_ID_LABEL = b"cairn/key-id/1"
_ID_END = 9
_NONCE_END = 21


@dataclass(frozen=True)
class Place:
    """Where a blob lives. `learner` is "" for what belongs to no learner (the server's cache); nothing else may be."""

    table: str
    row: str
    column: str
    learner: str

    def __post_init__(self) -> None:
        if not (self.table and self.row and self.column):
            raise ValueError("a place needs a table, a row and a column")

    @property
    def parts(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Table, row, column, learner in UTF-8."""
        return (self.table.encode(), self.row.encode(), self.column.encode(), self.learner.encode())


def join_parts(*parts: bytes) -> bytes:
    """The parts as one: each after its length in 4 bytes, big endian. No two different rows of parts give the same."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def check_key(key: bytes) -> None:
    """Raises ValueError for anything but 32 bytes."""
    if not isinstance(key, bytes) or len(key) != KEY_LENGTH:
        raise ValueError("a key is 32 bytes")


def seal(key: bytes, plaintext: bytes, place: Place) -> bytes:
    """The plaintext sealed under `key` (32 bytes) for `place`: a blob as the module describes it.

    Raises ValueError for a key of another length.
    """
    check_key(key)
    nonce = os.urandom(_NONCE_END - _ID_END)
    return _VERSION + _key_id(key) + nonce + AESGCM(key).encrypt(nonce, plaintext, _associated(place))


def unseal(key: bytes, blob: bytes, place: Place) -> bytes:
    """The plaintext of a blob that was sealed under `key` for `place`.

    Raises WrongKey when it names another key; Damaged when it is too short, of an unknown version, altered, or from
    another place; ValueError for a key that is not 32 bytes.
    """
    check_key(key)
    if len(blob) < OVERHEAD or blob[:1] != _VERSION:
        raise Damaged
    if not hmac.compare_digest(blob[1:_ID_END], _key_id(key)):
        raise WrongKey
    try:
        return AESGCM(key).decrypt(blob[_ID_END:_NONCE_END], blob[_NONCE_END:], _associated(place))
    except InvalidTag:
        raise Damaged from None


def _key_id(key: bytes) -> bytes:
    return sha256(_ID_LABEL + key).digest()[: _ID_END - 1]


def _associated(place: Place) -> bytes:
    return join_parts(_VERSION, *place.parts)
