"""Keys: new ones, ones derived from others, and ones wrapped by others. Every key is 32 bytes.

Every derivation of the vault is `hkdf` with its own label. Labels read `cairn/<what>/<version>`: whoever changes what
goes into a derivation changes the label, because two derivations with one label would be one key.
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wallet.vault.blob import KEY_LENGTH, Place, check_key, join_parts, seal, unseal
from wallet.vault.errors import Damaged


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_LENGTH)


def hkdf(secret: bytes, label: str, *context: bytes) -> bytes:
    """32 bytes of HKDF-SHA256 (RFC 5869): no salt, info = `join_parts(label, *context)`.

    `secret` has to be hard to guess already (a key, a shared secret, what Argon2id gave). The context is public: what
    the result is bound to.
    """
    info = join_parts(label.encode(), *context)
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=None, info=info).derive(secret)


def derive(key: bytes, purpose: str) -> bytes:
    """The key for one purpose, from a key for all: label `cairn/derive/1`, context = the purpose in UTF-8.

    Raises ValueError for a key that is not 32 bytes, and for no purpose.
    """
    check_key(key)
    if not purpose:
        raise ValueError("a derived key needs a purpose")
    return hkdf(key, "cairn/derive/1", purpose.encode())


def wrap_key(wrapping: bytes, key: bytes, place: Place) -> bytes:
    """`key` as a blob (`blob.seal`) under the key `wrapping`. Raises ValueError unless both are 32 bytes."""
    check_key(key)
    return seal(wrapping, key, place)


def unwrap_key(wrapping: bytes, blob: bytes, place: Place) -> bytes:
    """The 32-byte key in the blob. Raises what `blob.unseal` does, and Damaged when it holds something else."""
    key = unseal(wrapping, blob, place)
    if len(key) != KEY_LENGTH:
        raise Damaged
    return key
