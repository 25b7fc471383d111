"""Slots: the ways to a learner's key. Each holds that key, wrapped by what one secret gives.

    kind          the secret                                 what wraps the learner's key
    passphrase    what the learner remembers (text)          hkdf(Argon2id(passphrase, salt, cost), label)
    recovery_kit  20 random bytes on paper                   hkdf(secret, label, salt)
    session       32 random bytes that only the cookie has   hkdf(secret, label, salt)

Labels read `cairn/slot/<kind>/1`. The salt is 16 random bytes. The parameters of every slot hold `version` = 1; those
of a passphrase also its cost (`stretching.Cost`), so that it can be raised later and old slots still open. The wrapped
key is a blob at the slot's place. Kind, salt and cost go into the wrapping key: altered ones open nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from wallet.vault.blob import KEY_LENGTH, Place
from wallet.vault.errors import Damaged, Unusable, WrongKey, WrongSecret
from wallet.vault.keys import hkdf, unwrap_key, wrap_key
from wallet.vault.names import fold
from wallet.vault.recovery_kit import SECRET_LENGTH as KIT_LENGTH
from wallet.vault.stretching import SALT_LENGTH, Cost, normalize_secret, read_cost, stretch

PASSPHRASE = "passphrase"
RECOVERY_KIT = "recovery_kit"
SESSION = "session"
MIN_PASSPHRASE = 10  # characters

_VERSION = 1
_SECRET_LENGTHS = {RECOVERY_KIT: KIT_LENGTH, SESSION: KEY_LENGTH}


@dataclass(frozen=True)
class Slot:
    """One way to a learner's key, as it is stored. Nothing in it is secret; `repr` leaves the long part out."""

    kind: str
    salt: bytes
    parameters: dict[str, int]
    wrapped: bytes = field(repr=False)


def check_passphrase(passphrase: str, *names: str) -> str | None:
    """None when a learner of these names (sign-in name, e-mail address) may have this passphrase; else a code.

    `passphrase.too_short` (below 10 characters, as typed or normalised, without white space around them),
    `passphrase.too_long` (above 1024), `passphrase.characters` (surrogates), `passphrase.is_name`.
    """
    try:
        normal = normalize_secret(passphrase)
    except Unusable as error:
        return error.code.replace("secret.", "passphrase.")
    if min(len(passphrase.strip()), len(normal.strip())) < MIN_PASSPHRASE:
        return "passphrase.too_short"
    if fold(normal).split() in [fold(name).split() for name in names]:
        return "passphrase.is_name"
    return None


def seal_passphrase_slot(learner_key: bytes, passphrase: str, place: Place, cost: Cost | None = None) -> Slot:
    """A slot that this passphrase opens, at the given cost or the default one.

    Raises Unusable with the code of `check_passphrase` (where the names are known, call that first).
    """
    if code := check_passphrase(passphrase):
        raise Unusable(code)
    cost = cost or Cost()
    salt = os.urandom(SALT_LENGTH)
    parameters = {"version": _VERSION, **cost.as_dict()}
    return Slot(PASSPHRASE, salt, parameters, wrap_key(_stretched(passphrase, salt, cost), learner_key, place))


def seal_recovery_slot(learner_key: bytes, kit_secret: bytes, place: Place) -> Slot:
    """A slot that a recovery kit's 20 bytes (`Kit.secret`) open."""
    return _seal_random(RECOVERY_KIT, learner_key, kit_secret, place)


def seal_session_slot(learner_key: bytes, session_secret: bytes, place: Place) -> Slot:
    """A slot that a session's 32 random bytes open. Only the cookie may hold them."""
    return _seal_random(SESSION, learner_key, session_secret, place)


def open_slot(slot: Slot, secret: str | bytes, place: Place) -> bytes:
    """The learner's key (32 bytes), with a passphrase as text or the bytes of a kit or a session.

    Raises WrongSecret when the secret is another one; Damaged when the slot is not as it was stored (altered, moved,
    an unknown kind or version, a cost out of bounds). A slot whose salt, cost or key id was altered is a WrongSecret
    too: nobody could tell.
    """
    wrapping = _wrapping_key(slot, secret)
    try:
        return unwrap_key(wrapping, slot.wrapped, place)
    except WrongKey:
        raise WrongSecret from None


def is_weaker(slot: Slot, cost: Cost) -> bool:
    """Whether a passphrase slot costs less than `cost` in memory or passes: time to seal it anew at the next sign-in.

    Raises Damaged for a slot that is not as it was stored.
    """
    if slot.kind != PASSPHRASE:
        return False
    stored = _read_cost(slot)
    return stored.memory_kib < cost.memory_kib or stored.passes < cost.passes


def _seal_random(kind: str, learner_key: bytes, secret: bytes, place: Place) -> Slot:
    if not isinstance(secret, bytes) or len(secret) != _SECRET_LENGTHS[kind]:
        raise ValueError("this secret is not of its kind's length")
    salt = os.urandom(SALT_LENGTH)
    wrapping = hkdf(secret, _label(kind), salt)
    return Slot(kind, salt, {"version": _VERSION}, wrap_key(wrapping, learner_key, place))


def _wrapping_key(slot: Slot, secret: str | bytes) -> bytes:
    if slot.parameters.get("version") != _VERSION or len(slot.salt) != SALT_LENGTH:
        raise Damaged
    if slot.kind == PASSPHRASE:
        cost = _read_cost(slot)
        if not isinstance(secret, str):
            raise WrongSecret
        try:
            return _stretched(secret, slot.salt, cost)
        except Unusable:
            raise WrongSecret from None
    if slot.kind not in _SECRET_LENGTHS or set(slot.parameters) != {"version"}:
        raise Damaged
    if not isinstance(secret, bytes) or len(secret) != _SECRET_LENGTHS[slot.kind]:
        raise WrongSecret
    return hkdf(secret, _label(slot.kind), slot.salt)


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return hkdf(stretch(passphrase, salt, cost), _label(PASSPHRASE))


def _read_cost(slot: Slot) -> Cost:
    return read_cost({name: value for name, value in slot.parameters.items() if name != "version"})


def _label(kind: str) -> str:
    return f"cairn/slot/{kind}/{_VERSION}"
