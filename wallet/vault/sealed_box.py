"""Sealed boxes: what arrives for a learner while their vault is closed (openings of a share, comments).

Anybody could seal to a public key, so the server signs each box; anybody who can write to the database could move one,
so place and recipient are signed and authenticated too. What it does not stop: whoever can write to the database can
delete a box, or put an old one back where it was. A box, version 1:

    offset  length  what
    0       1       version, 0x01
    1       8       recipient id: the first 8 bytes of SHA-256("cairn/box-recipient/1" || public key)
    9       32      ephemeral X25519 public key (RFC 7748)
    41      64      Ed25519 signature of the server
    105     n + 37  the plaintext as a blob (`blob.seal`) at the box's place

The blob's key is hkdf(X25519(ephemeral, recipient), "cairn/sealed-box/1", ephemeral public key, recipient's public
key). What is signed is join_parts("cairn/sealed-box-signature/1", version, table, row, column, learner, recipient's
public key, ephemeral public key, blob).
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from nacl.exceptions import CryptoError
from nacl.exceptions import ValueError as SodiumValueError
from nacl.signing import SigningKey, VerifyKey

from wallet.vault.blob import KEY_LENGTH, OVERHEAD, Place, check_key, join_parts, seal, unseal
from wallet.vault.errors import Damaged, Forged, WrongKey
from wallet.vault.keys import hkdf

_VERSION = b"\x01"
_ID_END = 9
_EPHEMERAL_END = 41
_SIGNATURE_END = 105


@dataclass(frozen=True)
class Pair:
    """A learner's X25519 pair, raw (RFC 7748): 32 bytes private, 32 bytes public."""

    private: bytes = field(repr=False)
    public: bytes


def new_pair() -> Pair:
    """A pair that never was before. The private half is stored only wrapped (`keys.wrap_key`)."""
    private = os.urandom(KEY_LENGTH)
    return Pair(private, _public(private))


def seal_to(public_key: bytes, plaintext: bytes, place: Place, signer: bytes) -> bytes:
    """The plaintext as a box that only `public_key`'s owner opens, signed by `signer` (the server's Ed25519 seed).

    Raises ValueError for a public key or a seed that is not 32 bytes, and for a public key of low order.
    """
    check_key(public_key)
    check_key(signer)
    ephemeral = new_pair()
    key = _box_key(ephemeral.private, public_key, ephemeral.public, public_key)
    blob = seal(key, plaintext, place)
    signature = SigningKey(signer).sign(_signed(place, public_key, ephemeral.public, blob)).signature
    return _VERSION + _recipient_id(public_key) + ephemeral.public + signature + blob


def open_sealed(private_key: bytes, box: bytes, place: Place, server_public_keys: Sequence[bytes]) -> bytes:
    """The plaintext of a box at `place`, sealed to `private_key`'s owner and signed by one of the server's keys.

    Raises, in this order, Damaged (too short, unknown version), WrongKey (sealed to somebody else), Forged (altered,
    moved, or signed by none of the keys), Damaged (an ephemeral key of low order, a blob that does not open).
    """
    check_key(private_key)
    if len(box) < _SIGNATURE_END + OVERHEAD or box[:1] != _VERSION:
        raise Damaged
    public_key = _public(private_key)
    if not hmac.compare_digest(box[1:_ID_END], _recipient_id(public_key)):
        raise WrongKey
    ephemeral, signature, blob = (
        box[_ID_END:_EPHEMERAL_END],
        box[_EPHEMERAL_END:_SIGNATURE_END],
        box[_SIGNATURE_END:],
    )
    # The signature first: nothing that a stranger wrote reaches the private key.
    signed = _signed(place, public_key, ephemeral, blob)
    if not any(_verify(server_key, signed, signature) for server_key in server_public_keys):
        raise Forged
    try:
        key = _box_key(private_key, ephemeral, ephemeral, public_key)
        return unseal(key, blob, place)
    except (ValueError, WrongKey):
        raise Damaged from None


def _box_key(private: bytes, public: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    # The library raises ValueError for a shared secret of zeros, which every point of low order gives (RFC 7748, 6.1);
    # the tests hold it to that.
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    return hkdf(shared, "cairn/sealed-box/1", ephemeral, recipient)


def _signed(place: Place, recipient: bytes, ephemeral: bytes, blob: bytes) -> bytes:
    return join_parts(b"cairn/sealed-box-signature/1", _VERSION, *place.parts, recipient, ephemeral, blob)


def _verify(server_key: bytes, signed: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(server_key).verify(signed, signature)
    except (CryptoError, SodiumValueError):
        return False
    return True


def _public(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _recipient_id(public_key: bytes) -> bytes:
    return sha256(b"cairn/box-recipient/1" + public_key).digest()[: _ID_END - 1]
