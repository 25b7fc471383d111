"""The learner's side of shares: make one, see its link and its openings, stop it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from verifier import Report
from wallet.accounts.service import SignedIn
from wallet.credentials.service import first_evidence, hold_credential, open_credential
from wallet.credentials.stored_report import read_report
from wallet.history.service import add_event
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.shares.tables import Opening, Reading, Share
from wallet.shares.view import View, ViewItem, write_view
from wallet.vault.blob import seal, unseal
from wallet.vault.errors import VaultError
from wallet.vault.keys import new_key, wrap_key
from wallet.vault.links import derive_content_key, derive_tag, derive_wrap_key, new_link_key, write_link_key
from wallet.vault.sealed_box import open_sealed

LONGEST = timedelta(days=366)
SHORTEST = timedelta(minutes=1)
MAX_CREDENTIALS = 20
MAX_NOTE = 2000
MAX_NAME = 120


class State(StrEnum):
    """Where a link stands."""

    ACTIVE = "active"
    ENDED = "ended"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Owner:
    """What only the learner sees of a share. `link_key` is what stands after `#`, empty once the share was stopped."""

    label: str
    from_name: str
    note: str
    credentials: tuple[str, ...]
    titles: tuple[str, ...]
    link_key: str = field(repr=False)


@dataclass(frozen=True)
class OwnShare:
    """One share, as its learner sees it. `ends_at` is the server's clock's."""

    id: str
    created_at: datetime
    ends_at: datetime
    stopped_at: datetime | None
    opens: int
    state: State
    owner: Owner


@dataclass(frozen=True)
class Seen:
    """One opening: when, who they said they were ("" where they did not say), and the report that decided what they
    saw (None where the entry is damaged)."""

    at: datetime
    viewer: str
    report: Report | None = None
    issuer_name: str | None = None
    ends_on: datetime | None = None


def create_share(
    service: Service,
    signed_in: SignedIn,
    credential_ids: Sequence[str],
    ends_at: datetime,
    *,
    label: str = "",
    from_name: str = "",
    note: str = "",
) -> OwnShare:
    """Seal the chosen credentials, whole, under a fresh link key.

    Raises Problem `share.nothing_chosen`, `share.too_many`, `share.end_past`, `share.end_too_far`, `share.too_long`;
    NotFound for a credential that is not there.
    """
    now = service.now()
    _check(credential_ids, now, ends_at, label, from_name, note)
    kept = [open_credential(service, signed_in, each) for each in dict.fromkeys(credential_ids)]
    items = tuple(ViewItem(each.raw, first_evidence(service, signed_in, each.id)) for each in kept)
    share_id, link_key, data_key = new_id(), new_link_key(), new_key()
    content_key = derive_content_key(derive_wrap_key(link_key, share_id), share_id)
    titles = tuple(each.record.title[0].text if each.record and each.record.title else "" for each in kept)
    owner = Owner(label, from_name, note, tuple(each.id for each in kept), titles, write_link_key(link_key))
    row = Share(
        id=share_id,
        learner_id=signed_in.learner_id,
        created_at=now,
        ends_at=ends_at,
        tag=derive_tag(link_key, share_id),
        wrapped_key=wrap_key(content_key, data_key, signed_in.place("share", share_id, "wrapped_key")),
        sealed_view=seal(
            data_key, write_view(View(from_name, note, items)), signed_in.place("share", share_id, "sealed_view")
        ),
        sealed_owner=_seal_owner(signed_in, share_id, owner),
    )
    with service.database.writing() as session:
        for each in sorted(owner.credentials):
            hold_credential(session, signed_in, each)  # deleted meanwhile: there would be a link to what is gone
        session.add(row)
        facts = {"titles": ", ".join(titles), "label": label}
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.shared", facts)
    return _own(service, signed_in, row)


def list_shares(service: Service, signed_in: SignedIn) -> list[OwnShare]:
    """Every share of the learner, the newest first; what has ended is still listed."""
    with service.database.reading() as session:
        rows = session.exec(
            select(Share)
            .where(Share.learner_id == signed_in.learner_id)
            .order_by(col(Share.created_at).desc(), col(Share.id))
        ).all()
    return [_own(service, signed_in, row) for row in rows]


def open_own_share(service: Service, signed_in: SignedIn, share_id: str) -> OwnShare:
    """Raises NotFound."""
    with service.database.reading() as session:
        return _own(service, signed_in, _row(session, signed_in, share_id))


def list_openings(service: Service, signed_in: SignedIn, share_id: str) -> list[Seen]:
    """Who opened the share, the newest first. Raises NotFound."""
    with service.database.reading() as session:
        _row(session, signed_in, share_id)
        rows = session.exec(
            select(Opening).where(Opening.share_id == share_id).order_by(col(Opening.at).desc(), col(Opening.id))
        ).all()
    return [_seen(service, signed_in, row) for row in rows]


def stop_share(service: Service, signed_in: SignedIn, share_id: str) -> OwnShare:
    """Stop the link now: its data key, its view and every reader's session are destroyed in one transaction.

    Raises NotFound, and Problem `share.stop_failed` where the database does not say that it is done.
    """
    own = open_own_share(service, signed_in, share_id)
    if own.state is State.STOPPED:
        return own
    owner = Owner(**{**asdict(own.owner), "link_key": ""})
    with service.database.writing() as session:
        row = _row(session, signed_in, share_id, lock=True)
        row.stopped_at = service.now()
        row.sealed_owner = _seal_owner(signed_in, share_id, owner)
        destroy(session, row)
        facts = {"titles": ", ".join(owner.titles), "label": owner.label}
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.stopped", facts)
    service.database.forget()
    stopped = open_own_share(service, signed_in, share_id)
    with service.database.reading() as session:
        row = _row(session, signed_in, share_id)
        if stopped.state is not State.STOPPED or row.wrapped_key is not None or row.sealed_view is not None:
            raise Problem("share.stop_failed")
    return stopped


def destroy(session: Session, row: Share) -> None:
    """Destroy what a share could be opened with; the tombstone stays."""
    row.wrapped_key = None
    row.sealed_view = None
    session.add(row)
    for reading in session.exec(select(Reading).where(Reading.share_id == row.id)).all():
        session.delete(reading)


def sweep_shares(service: Service) -> None:
    """Destroy the views of shares whose end has come, and readers' sessions that are over."""
    now = service.now()
    with service.database.writing() as session:
        ended = (col(Share.ends_at) <= now) & col(Share.sealed_view).is_not(None)
        for row in session.exec(select(Share).where(ended)).all():
            destroy(session, row)
        for reading in session.exec(select(Reading).where(col(Reading.ends_at) <= now)).all():
            session.delete(reading)


def stop_shares_of(session: Session, service: Service, signed_in: SignedIn, credential_id: str) -> None:
    """A credential was deleted: links that show it stop with it, and what ended ones hold goes."""
    rows = session.exec(select(Share).where(Share.learner_id == signed_in.learner_id).with_for_update()).all()
    for row in rows:
        own = _own(service, signed_in, row)
        if own.state is State.STOPPED or credential_id not in own.owner.credentials:
            continue
        if own.state is State.ACTIVE:
            row.stopped_at = service.now()
            row.sealed_owner = _seal_owner(signed_in, row.id, Owner(**{**asdict(own.owner), "link_key": ""}))
        destroy(session, row)


def share_link(service: Service, own: OwnShare) -> str:
    """The whole link, key included."""
    return f"{service.settings.public_url}/s/{own.id}#{own.owner.link_key}"


def _check(ids: Sequence[str], now: datetime, ends_at: datetime, label: str, from_name: str, note: str) -> None:
    if not ids:
        raise Problem("share.nothing_chosen", "credential")
    if len(ids) > MAX_CREDENTIALS:
        raise Problem("share.too_many", "credential")
    if ends_at < now + SHORTEST:
        raise Problem("share.end_past", "end_date")
    if ends_at > now + LONGEST:
        raise Problem("share.end_too_far", "end_date")
    for name, text, limit in (("label", label, MAX_NAME), ("from_name", from_name, MAX_NAME), ("note", note, MAX_NOTE)):
        if len(text) > limit:
            raise Problem("share.too_long", name)


def _row(session: Session, signed_in: SignedIn, share_id: str, *, lock: bool = False) -> Share:
    row = session.get(Share, share_id, with_for_update=lock) if is_id(share_id) else None
    if row is None or row.learner_id != signed_in.learner_id:
        raise NotFound
    return row


def _own(service: Service, signed_in: SignedIn, row: Share) -> OwnShare:
    plain = json.loads(unseal(signed_in.key, row.sealed_owner, signed_in.place("share", row.id, "sealed_owner")))
    owner = Owner(**{**plain, "credentials": tuple(plain["credentials"]), "titles": tuple(plain["titles"])})
    ended = State.ENDED if row.ends_at <= service.now() else State.ACTIVE
    state = State.STOPPED if row.stopped_at is not None else ended
    return OwnShare(row.id, row.created_at, row.ends_at, row.stopped_at, row.opens, state, owner)


def _seal_owner(signed_in: SignedIn, share_id: str, owner: Owner) -> bytes:
    place = signed_in.place("share", share_id, "sealed_owner")
    return seal(signed_in.key, json.dumps(asdict(owner)).encode(), place)


def _seen(service: Service, signed_in: SignedIn, row: Opening) -> Seen:
    place = signed_in.place("opening", row.id, "box")
    try:
        plain = json.loads(open_sealed(signed_in.box_private, row.box, place, service.secrets.public_keys))
    except VaultError:
        return Seen(row.at, "")
    ends_on = datetime.fromisoformat(plain["ends_on"]) if plain["ends_on"] else None
    return Seen(row.at, plain["viewer"], read_report(plain["report"].encode()), plain["issuer_name"], ends_on)
