"""The way from a link's key to the key that its content is wrapped under, with a passcode or without one.

Of a wrong link key nothing more is asked than one hash. A wrong passcode costs one of a few tries that a link has in
its whole life, reserved before Argon2id is run, so that any number of guesses at once are no more guesses.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from sqlmodel import col, update

from wallet.service import NotFound, Service
from wallet.shares.tables import Share
from wallet.shares.terms import plain_passcode
from wallet.vault.blob import Place
from wallet.vault.errors import Unusable, VaultError
from wallet.vault.keys import unwrap_key, wrap_key
from wallet.vault.links import (
    derive_content_key,
    derive_passcode_key,
    derive_tag,
    derive_wrap_key,
    is_tag,
    read_link_key,
)
from wallet.vault.stretching import SALT_LENGTH, read_cost

TRIES = 10


class PasscodeNeeded(Exception):
    """The link's key is right; `given` tells whether a passcode was given, which then was wrong."""

    def __init__(self, tries_left: int, *, given: bool) -> None:
        super().__init__("passcode")
        self.tries_left = tries_left
        self.given = given


@dataclass(frozen=True)
class Lock:
    """What a share's row holds of its keys."""

    tag: bytes
    wrapped_key: bytes
    salt: bytes | None
    cost: dict[str, int] | None
    tries_left: int | None


def make_lock(service: Service, place: Place, link_key: bytes, passcode: str, data_key: bytes) -> Lock:
    """Wrap `data_key` for `place` (column `wrapped_key`) under the link's key and the passcode, empty for none."""
    share_id = place.row
    tag, wrap = derive_tag(link_key, share_id), derive_wrap_key(link_key, share_id)
    if not passcode:
        return Lock(tag, wrap_key(derive_content_key(wrap, share_id), data_key, place), None, None, None)
    salt, cost = os.urandom(SALT_LENGTH), service.passphrase_cost
    with service.stretching:
        content_key = derive_passcode_key(wrap, share_id, plain_passcode(passcode), salt, cost)
    return Lock(tag, wrap_key(content_key, data_key, place), salt, cost.as_dict(), TRIES)


def open_lock(service: Service, row: Share | None, key: str, passcode: str) -> bytes:
    """The share's data key, for who has the link's key and the passcode.

    Raises NotFound for every wrong key alike, and where no try is left; PasscodeNeeded.
    """
    wrap = _wrap_key(row, key)
    if row is None or wrap is None:
        raise NotFound
    if row.passcode_salt is None:
        return _unwrap(row, derive_content_key(wrap, row.id))
    if not passcode:
        if not row.tries_left:
            raise NotFound
        raise PasscodeNeeded(row.tries_left, given=False)
    with service.stretching:  # before the try: who has the right one waits here, and does not find every try taken
        left = _reserve_try(service, row)
        try:
            data_key = _unwrap(row, _stretch(row, wrap, passcode, row.passcode_salt))
        except NotFound:
            raise PasscodeNeeded(left, given=True) from None
        _give_back(service, row)
        return data_key


def data_key_of(row: Share, key: str) -> bytes:
    """The data key of a link without a passcode, for its learner. Raises NotFound."""
    wrap = _wrap_key(row, key)
    return _unwrap(row, derive_content_key(wrap, row.id) if wrap else None)


def _wrap_key(row: Share | None, key: str) -> bytes | None:
    """The wrap key where the tag fits. Without a row the same work is done, so that time tells nothing."""
    try:
        link_key = read_link_key(key)
    except VaultError:
        return None
    share_id = row.id if row else "-"
    fits = is_tag(row.tag if row else bytes(32), derive_tag(link_key, share_id))
    wrap = derive_wrap_key(link_key, share_id)
    return wrap if row and fits else None


def _stretch(row: Share, wrap: bytes, passcode: str, salt: bytes) -> bytes | None:
    try:
        return derive_passcode_key(wrap, row.id, plain_passcode(passcode), salt, read_cost(row.passcode_cost or {}))
    except Unusable:
        return None  # nobody can have it as a passcode: a wrong one like any other


def _unwrap(row: Share, content_key: bytes | None) -> bytes:
    if content_key is None:
        raise NotFound
    try:
        return unwrap_key(content_key, row.wrapped_key or b"", Place("share", row.id, "wrapped_key", row.learner_id))
    except VaultError as error:
        raise NotFound from error


def _reserve_try(service: Service, row: Share) -> int:
    """Take one try while there is one, and say how many are left."""
    with service.database.writing() as session:
        taken = session.exec(
            update(Share)
            .where(col(Share.id) == row.id, col(Share.tries_left) > 0, col(Share.passcode_salt).is_not(None))
            .values(tries_left=col(Share.tries_left) - 1)
            .returning(col(Share.tries_left))
        ).all()
    if not taken:
        raise NotFound
    (left,) = taken[0]
    return int(left or 0)


def _give_back(service: Service, row: Share) -> None:
    """The right passcode costs no try. Never more than there were: the learner may have given new ones meanwhile."""
    with service.database.writing() as session:
        session.exec(
            update(Share)
            .where(col(Share.id) == row.id, col(Share.tries_left) < TRIES)
            .values(tries_left=col(Share.tries_left) + 1)
        )
