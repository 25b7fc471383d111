"""Learners: signing up, in and out, the recovery kit. Who is signed in holds the key; the database never does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from wallet.accounts.tables import KeySlot, Learner, SignIn
from wallet.history.service import add_event
from wallet.service import Problem, Service, new_id
from wallet.vault.blob import Place, seal, unseal
from wallet.vault.errors import Unusable, VaultError, WrongSecret
from wallet.vault.keys import new_key, unwrap_key, wrap_key
from wallet.vault.names import hash_name
from wallet.vault.recovery_kit import Kit, new_kit, read_kit
from wallet.vault.sealed_box import new_pair
from wallet.vault.slots import (
    PASSPHRASE,
    RECOVERY_KIT,
    Slot,
    check_passphrase,
    is_weaker,
    open_slot,
    seal_passphrase_slot,
    seal_recovery_slot,
)


@dataclass(frozen=True)
class SignedIn:
    """A learner whose vault is open for this request: whoever holds this object can read what is theirs."""

    learner_id: str
    name: str
    email: str | None
    key: bytes = field(repr=False)
    box_public: bytes = field(repr=False)
    box_private: bytes = field(repr=False)

    def place(self, table: str, row: str, column: str) -> Place:
        """Where a blob of this learner lives."""
        return Place(table, row, column, self.learner_id)


def sign_up(service: Service, name: str, email: str, passphrase: str) -> tuple[SignedIn, Kit]:
    """A new learner with a vault, and the recovery kit, which is shown once and stored nowhere.

    Raises Problem: `name.*`, `name.taken`, `email.*`, `passphrase.*`.
    """
    name_hash = _hash(service, name, "name")
    email = email.strip()
    email_hash = _hash(service, email, "email") if email else None
    if email and ("@" not in email.strip("@") or " " in email):
        raise Problem("email.malformed", "email")
    _check_passphrase(passphrase, name, email)
    key, pair, kit = new_key(), new_pair(), new_kit()
    learner_id = new_id()
    signed_in = SignedIn(learner_id, " ".join(name.split()), email or None, key, pair.public, pair.private)
    learner = Learner(
        id=learner_id,
        name_hash=name_hash,
        email_hash=email_hash,
        sealed_profile=_seal_profile(signed_in),
        box_public=pair.public,
        sealed_box_private=wrap_key(key, pair.private, signed_in.place("learner", learner_id, "sealed_box_private")),
        created_at=service.now(),
    )
    slots = [_passphrase_row(service, signed_in, passphrase), _kit_row(service, signed_in, kit)]
    try:
        with service.database.writing() as session:
            session.add(learner)
            session.flush()
            session.add_all(slots)
            add_event(session, service, learner_id, pair.public, "history.signed_up", {})
    except IntegrityError as error:
        raise Problem("name.taken", "name") from error
    return signed_in, kit


def sign_in(service: Service, name: str, passphrase: str) -> SignedIn:
    """Open the vault with name (or e-mail address) and passphrase. Raises Problem `sign_in.wrong`, and nothing else."""
    signed_in, slot = _open_by(service, name, PASSPHRASE, passphrase)
    if is_weaker(_slot(slot), service.passphrase_cost):
        stronger = _passphrase_row(service, signed_in, passphrase)
        with service.database.writing() as session:
            gone = session.exec(delete(KeySlot).where(col(KeySlot.id) == slot.id))
            if gone.rowcount == 1:  # else the passphrase was changed meanwhile, and this one is over
                session.add(stronger)
    return signed_in


def recover(service: Service, name: str, kit_text: str, passphrase: str) -> SignedIn:
    """Open the vault with the recovery kit and give it a new passphrase; every session ends.

    Raises Problem `kit.mistyped`, `recover.wrong`, `passphrase.*`.
    """
    try:
        secret = read_kit(kit_text)
    except VaultError as error:
        raise Problem("kit.mistyped", "kit") from error
    _check_passphrase(passphrase, name)
    try:
        signed_in, _ = _open_by(service, name, RECOVERY_KIT, secret)
    except Problem as error:
        raise Problem("recover.wrong") from error
    _replace_slot(service, signed_in, _passphrase_row(service, signed_in, passphrase), "history.recovered")
    return signed_in


def change_passphrase(service: Service, signed_in: SignedIn, old: str, new: str) -> None:
    """Raises Problem `passphrase.wrong`, `passphrase.*`. Every session ends, this one too."""
    confirm_passphrase(service, signed_in, old)
    _check_passphrase(new, signed_in.name, signed_in.email or "", field_name="new_passphrase")
    _replace_slot(service, signed_in, _passphrase_row(service, signed_in, new), "history.passphrase_changed")


def replace_kit(service: Service, signed_in: SignedIn, passphrase: str) -> Kit:
    """A new recovery kit; the old one opens nothing any more. Raises Problem `passphrase.wrong`."""
    confirm_passphrase(service, signed_in, passphrase)
    kit = new_kit()
    _replace_slot(service, signed_in, _kit_row(service, signed_in, kit), "history.kit_replaced", keep_sessions=True)
    return kit


def delete_learner(
    service: Service,
    signed_in: SignedIn,
    passphrase: str,
    checks: Iterable[Callable[[Session, SignedIn], None]] = (),
) -> None:
    """Delete the learner and everything that is theirs; `checks` say, in the same transaction, what keeps them.

    Raises Problem `passphrase.wrong`, and what the checks raise.
    """
    confirm_passphrase(service, signed_in, passphrase)
    with service.database.writing() as session:
        session.get(Learner, signed_in.learner_id, with_for_update=True)
        for check in checks:
            check(session, signed_in)
        session.exec(delete(Learner).where(col(Learner.id) == signed_in.learner_id))
    service.database.forget()


def confirm_passphrase(service: Service, signed_in: SignedIn, passphrase: str) -> None:
    """Raises Problem `passphrase.wrong`."""
    if _try_slots(service, col(Learner.id) == signed_in.learner_id, PASSPHRASE, passphrase) is None:
        raise Problem("passphrase.wrong", "passphrase")


def _open_by(service: Service, name: str, kind: str, secret: str | bytes) -> tuple[SignedIn, KeySlot]:
    """Open by name or e-mail. One learner's name may be another's address, so everybody's slots are tried."""
    try:
        hashed = hash_name(service.secrets.name_key, name)
    except Unusable:
        hashed = b""
    named = (col(Learner.name_hash) == hashed) | (col(Learner.email_hash) == hashed)
    opened = _try_slots(service, named, kind, secret)
    if opened is None:
        raise Problem("sign_in.wrong")
    return opened


def _try_slots(
    service: Service, whose: ColumnElement[bool], kind: str, secret: str | bytes
) -> tuple[SignedIn, KeySlot] | None:
    """Try the slots of one kind; where there is none, it costs what a wrong secret costs."""
    with service.database.reading() as session:
        mine = col(KeySlot.learner_id) == col(Learner.id)
        rows = session.exec(select(Learner, KeySlot).join(KeySlot, mine).where(whose, KeySlot.kind == kind)).all()
    for learner, row in rows:
        try:
            with service.stretching:
                key = open_slot(_slot(row), secret, Place("key_slot", row.id, "wrapped", row.learner_id))
        except WrongSecret:
            continue
        return open_learner(learner, key), row
    if not rows:
        _spend_the_same(service, kind, secret)
    return None


def _spend_the_same(service: Service, kind: str, secret: str | bytes) -> None:
    if kind == PASSPHRASE and isinstance(secret, str):
        place = Place("key_slot", "-", "wrapped", "-")
        with service.stretching:
            seal_passphrase_slot(new_key(), "x" * 12, place, service.passphrase_cost)


def open_learner(learner: Learner, key: bytes) -> SignedIn:
    """The learner whose key this is. Raises VaultError for another's."""
    place = Place("learner", learner.id, "sealed_profile", learner.id)
    profile = json.loads(unseal(key, learner.sealed_profile, place))
    box_place = Place("learner", learner.id, "sealed_box_private", learner.id)
    box_private = unwrap_key(key, learner.sealed_box_private, box_place)
    return SignedIn(learner.id, profile["name"], profile["email"], key, learner.box_public, box_private)


def _seal_profile(signed_in: SignedIn) -> bytes:
    plain = json.dumps({"name": signed_in.name, "email": signed_in.email}).encode()
    return seal(signed_in.key, plain, signed_in.place("learner", signed_in.learner_id, "sealed_profile"))


def _passphrase_row(service: Service, signed_in: SignedIn, passphrase: str) -> KeySlot:
    return _slot_row(
        service,
        signed_in,
        lambda place: seal_passphrase_slot(signed_in.key, passphrase, place, service.passphrase_cost),
    )


def _kit_row(service: Service, signed_in: SignedIn, kit: Kit) -> KeySlot:
    return _slot_row(service, signed_in, lambda place: seal_recovery_slot(signed_in.key, kit.secret, place))


def _slot_row(service: Service, signed_in: SignedIn, make: Callable[[Place], Slot]) -> KeySlot:
    row_id = new_id()
    with service.stretching:
        slot = make(signed_in.place("key_slot", row_id, "wrapped"))
    return KeySlot(
        id=row_id,
        learner_id=signed_in.learner_id,
        kind=slot.kind,
        salt=slot.salt,
        parameters=slot.parameters,
        wrapped=slot.wrapped,
        created_at=service.now(),
    )


def _replace_slot(
    service: Service, signed_in: SignedIn, row: KeySlot, code: str, *, keep_sessions: bool = False
) -> None:
    with service.database.writing() as session:
        session.get(Learner, signed_in.learner_id, with_for_update=True)  # two at once would leave two slots
        session.exec(
            delete(KeySlot).where(col(KeySlot.learner_id) == signed_in.learner_id, col(KeySlot.kind) == row.kind)
        )
        session.add(row)
        if not keep_sessions:
            end_sessions_of(session, signed_in.learner_id)
        add_event(session, service, signed_in.learner_id, signed_in.box_public, code, {})


def end_sessions_of(session: Session, learner_id: str) -> None:
    """End every session of a learner, inside the caller's transaction."""
    session.exec(delete(SignIn).where(col(SignIn.learner_id) == learner_id))


def _slot(row: KeySlot) -> Slot:
    return Slot(row.kind, row.salt, row.parameters, row.wrapped)


def _hash(service: Service, text: str, field_name: str) -> bytes:
    try:
        return hash_name(service.secrets.name_key, text)
    except Unusable as error:
        raise Problem(error.code.replace("name.", f"{field_name}."), field_name) from error


def _check_passphrase(passphrase: str, *names: str, field_name: str = "passphrase") -> None:
    code = check_passphrase(passphrase, *names)
    if code:
        raise Problem(code, field_name)
