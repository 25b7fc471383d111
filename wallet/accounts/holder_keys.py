"""The learner's own keys, to which issuers bind credentials: made here, sealed under the learner's key, never shown."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from verifier.codec.keys import PrivateKey, PublicKey, generate
from wallet.accounts.service import SignedIn
from wallet.accounts.tables import HolderKey
from wallet.history.service import add_event
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.vault.blob import seal, unseal

CURVES = ("P-256", "Ed25519")
MOST_KEYS = 50
MAX_LABEL = 120


@dataclass(frozen=True)
class HeldKey:
    """One key of the learner's. `label` says for whom it was made."""

    id: str
    label: str
    created_at: datetime
    key: PrivateKey = field(repr=False)


def new_holder_key(service: Service, signed_in: SignedIn, label: str, curve: str = CURVES[0]) -> HeldKey:
    """A fresh key. Raises Problem `holder_key.too_many`, `.too_long`, `.curve`."""
    if curve not in CURVES:
        raise Problem("holder_key.curve", "curve")
    if len(label) > MAX_LABEL:
        raise Problem("holder_key.too_long", "label")
    return keep_holder_key(service, signed_in, label, generate(curve))


def keep_holder_key(service: Service, signed_in: SignedIn, label: str, key: PrivateKey) -> HeldKey:
    """Keep a key that exists already, such as one out of another wallet. Raises Problem `holder_key.too_many`."""
    held = HeldKey(new_id(), label, service.now(), key)
    plain = json.dumps({"label": label, "curve": key.curve, "secret": key.secret.hex()}).encode()
    place = signed_in.place("holder_key", held.id, "sealed_key")
    row = HolderKey(
        id=held.id,
        learner_id=signed_in.learner_id,
        created_at=held.created_at,
        sealed_key=seal(signed_in.key, plain, place),
    )
    with service.database.writing() as session:
        mine = select(func.count()).select_from(HolderKey).where(HolderKey.learner_id == signed_in.learner_id)
        if session.exec(mine).one() >= MOST_KEYS:
            raise Problem("holder_key.too_many")
        session.add(row)
        _note(session, service, signed_in, "history.key_made", label)
    return held


def open_holder_key(service: Service, signed_in: SignedIn, key_id: str) -> HeldKey:
    """One of the learner's keys. Raises NotFound."""
    with service.database.reading() as session:
        return _held(signed_in, _own(session, signed_in, key_id))


def list_holder_keys(service: Service, signed_in: SignedIn) -> list[HeldKey]:
    """The learner's keys, the newest first."""
    with service.database.reading() as session:
        rows = session.exec(
            select(HolderKey)
            .where(HolderKey.learner_id == signed_in.learner_id)
            .order_by(col(HolderKey.created_at).desc(), col(HolderKey.id))
        ).all()
    return [_held(signed_in, row) for row in rows]


def find_holder_key(service: Service, signed_in: SignedIn, public: PublicKey) -> PrivateKey | None:
    """The private half, where the learner has it."""
    keys = (each.key for each in list_holder_keys(service, signed_in))
    return next((key for key in keys if key.public == public), None)


def delete_holder_key(service: Service, signed_in: SignedIn, key_id: str) -> None:
    """Destroy a key: what is bound to it can never again be shown to be the learner's. Raises NotFound."""
    with service.database.writing() as session:
        row = _own(session, signed_in, key_id)
        if session.exec(delete(HolderKey).where(col(HolderKey.id) == row.id)).rowcount != 1:
            raise NotFound  # somebody was faster
        _note(session, service, signed_in, "history.key_deleted", _held(signed_in, row).label)
    service.database.forget()


def _own(session: Session, signed_in: SignedIn, key_id: str) -> HolderKey:
    row = session.get(HolderKey, key_id) if is_id(key_id) else None
    if row is None or row.learner_id != signed_in.learner_id:
        raise NotFound
    return row


def _note(session: Session, service: Service, signed_in: SignedIn, code: str, label: str) -> None:
    add_event(session, service, signed_in.learner_id, signed_in.box_public, code, {"label": label})


def _held(signed_in: SignedIn, row: HolderKey) -> HeldKey:
    plain = json.loads(unseal(signed_in.key, row.sealed_key, signed_in.place("holder_key", row.id, "sealed_key")))
    return HeldKey(row.id, plain["label"], row.created_at, PrivateKey(plain["curve"], bytes.fromhex(plain["secret"])))
