"""The reader's side of a link: open it with its key, see it verified at that moment, see it again for a while.

Ended, stopped, paused, used up, wrong key, never existed: all the same NotFound, and a wrong key costs one hash.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, update

from wallet.accounts.tables import Learner
from wallet.credentials.stored_report import write_report
from wallet.history.service import add_event
from wallet.service import NotFound, Service, is_id, new_id
from wallet.shares.examining import ANYBODY, Eyes, Opened, examine_share
from wallet.shares.passcodes import open_lock
from wallet.shares.tables import Opening, Reading, Share
from wallet.vault.blob import Place
from wallet.vault.errors import VaultError
from wallet.vault.keys import new_key, unwrap_key, wrap_key
from wallet.vault.sealed_box import seal_to

READING_LIFE = timedelta(minutes=30)
MAX_VIEWER = 120
_ATTEMPTS = 3  # a learner who changes the link again and again while a reader waits


@dataclass(frozen=True)
class Desk:
    """An organisation to which the learner handed the link over, as this service knows it: its id, what it calls itself
    and the domain that proves it (empty where none does), and which member looks.

    `bound`: what the reader's session is bound to; nobody else's door opens by it. `within` runs in the transaction
    that tells the learner, with the session's id: where it raises, nothing is shown and nothing was counted.
    """

    organisation: str
    name: str
    domain: str
    member: str
    bound: str
    within: Callable[[Session, str], None] = field(repr=False)


def exists(service: Service, share_id: str) -> datetime | None:
    """When the link stops, where it can be opened now; None for everything else alike."""
    row = _active(service, share_id)
    return row.ends_at if row and not _is_used_up(row) and row.tries_left != 0 else None


def open_share(
    service: Service,
    share_id: str,
    key: str,
    viewer: str,
    passcode: str = "",
    eyes: Eyes = ANYBODY,
    desk: Desk | None = None,
) -> Opened:
    """Open a link: its key's tag, the passcode, the count; then unseal, verify now, tell the learner.

    The opening is counted before any work is done, so that none escapes the learner; it is given back where nothing
    was shown. `viewer` is who says to look, `desk` who is known to. Raises NotFound, PasscodeNeeded.
    """
    row = _active(service, share_id)
    if row is not None and _is_used_up(row):
        row = None
    data_key = open_lock(service, row, key, passcode)
    with _counted(service, share_id):
        for _ in range(_ATTEMPTS):
            row = _active(service, share_id)
            if row is None:
                break
            opened = examine_share(service, row, data_key, service.now(), eyes)
            cookie = _record(service, row, data_key, opened, " ".join(viewer.split())[:MAX_VIEWER], desk)
            if cookie:
                return replace(opened, cookie=cookie)
        raise NotFound


def see_again(service: Service, share_id: str, cookie: str, eyes: Eyes = ANYBODY, bound: str = "") -> Opened | None:
    """The link again for a reader who opened it, verified anew; no second opening. None where the session is over, or
    bound to somebody else."""
    public, _, secret = cookie.partition(".")
    row = _active(service, share_id)
    with service.database.reading() as session:
        reading = session.get(Reading, _reading_id(public))
    if row is None or reading is None or reading.share_id != share_id or reading.ends_at <= service.now():
        return None
    try:
        data_key = unwrap_key(bytes.fromhex(secret), reading.wrapped_key, _reading_place(row, reading.id, bound))
    except (VaultError, ValueError):
        return None
    for _ in range(_ATTEMPTS):
        opened = examine_share(service, row, data_key, reading.opened_at, eyes)
        row = _active(service, share_id)  # issuers take their time: it may be stopped by now, or show something else
        if row is None or row.revision == opened.revision:
            return opened if row else None
    return None


def _active(service: Service, share_id: str) -> Share | None:
    with service.database.reading() as session:
        row = session.get(Share, share_id) if is_id(share_id) else None
    return row if row is not None and _is_active(service, row) else None


def _is_active(service: Service, row: Share) -> bool:
    return (
        row.stopped_at is None and row.paused_at is None and row.ends_at > service.now() and row.sealed_view is not None
    )


def _is_used_up(row: Share) -> bool:
    return row.max_opens is not None and row.opens >= row.max_opens


@contextmanager
def _counted(service: Service, share_id: str) -> Iterator[None]:
    """Count an opening while the link is still open; what ends with an error showed nothing, and is not counted."""
    mine = col(Share.id) == share_id
    below = col(Share.max_opens).is_(None) | (col(Share.opens) < col(Share.max_opens))
    _count(service, mine & _still_open(service) & below, 1)
    try:
        yield
    except BaseException:
        _count(service, mine & (col(Share.opens) > 0), -1, strict=False)
        raise


def _count(service: Service, where: ColumnElement[bool], step: int, *, strict: bool = True) -> None:
    with service.database.writing() as session:
        counted = session.exec(update(Share).where(where).values(opens=col(Share.opens) + step))
        if strict and counted.rowcount != 1:
            raise NotFound


def _still_open(service: Service) -> ColumnElement[bool]:
    return (
        col(Share.stopped_at).is_(None)
        & col(Share.paused_at).is_(None)
        & col(Share.sealed_view).is_not(None)
        & (col(Share.ends_at) > service.now())
    )


def _record(
    service: Service, row: Share, data_key: bytes, opened: Opened, viewer: str, desk: Desk | None = None
) -> str:
    """Seal the opening to the learner and start the reader's session; returns the cookie's value.

    Empty where the link shows something else by now. Raises NotFound where it was stopped or paused while it was
    verified: then nothing is shown, and no key stays behind.
    """
    public, secret, opening_id = secrets.token_urlsafe(16), new_key(), new_id()
    reading_id = _reading_id(public)
    reading = Reading(
        id=reading_id,
        share_id=row.id,
        opened_at=opened.opened_at,
        ends_at=min(opened.opened_at + READING_LIFE, row.ends_at),
        wrapped_key=wrap_key(secret, data_key, _reading_place(row, reading_id, desk.bound if desk else "")),
    )
    seen = _seen(opened, viewer, desk)
    with service.database.writing() as session:
        learner = session.get(Learner, row.learner_id, with_for_update={"read": True, "key_share": True})
        share = session.get(Share, row.id, with_for_update=True)
        if learner is None or share is None or not _is_active(service, share):
            raise NotFound
        if share.revision != opened.revision:
            return ""
        place = Place("opening", opening_id, "box", row.learner_id)
        box = seal_to(learner.box_public, seen, place, service.secrets.signer)
        session.add(Opening(id=opening_id, share_id=row.id, at=opened.opened_at, box=box))
        session.add(reading)
        code, facts = _told(row, viewer, desk)
        add_event(session, service, learner.id, learner.box_public, code, facts, entry_id=opening_id)
        if desk:
            desk.within(session, reading_id)
    return f"{public}.{secret.hex()}"


def _told(row: Share, viewer: str, desk: Desk | None) -> tuple[str, dict[str, str]]:
    """The entry of the learner's history."""
    if desk is None:
        return "history.opened", {"viewer": viewer, "share": row.id}
    return "history.desk_opened", {"label": desk.name, "viewer": desk.member, "share": row.id}


def _seen(opened: Opened, viewer: str, desk: Desk | None) -> bytes:
    """What the learner will be told: who says to have looked, at what, and the report that decided what they saw."""
    credential = opened.worst.credential
    ends_on = credential.period.end if credential else None
    seen = {
        "viewer": viewer,
        "report": write_report(replace(opened.worst.report, evidence=())).decode(),
        "issuer_name": credential.issuer_name if credential else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
        "revision": opened.revision,
        "digest": opened.digest,
        "desk": {"id": desk.organisation, "name": desk.name, "domain": desk.domain} if desk else None,
    }
    return json.dumps(seen).encode()


def _reading_place(row: Share, reading_id: str, bound: str) -> Place:
    return Place("reading", reading_id, f"wrapped_key for {bound}" if bound else "wrapped_key", row.learner_id)


def _reading_id(public: str) -> str:
    return sha256(public.encode("utf-8", "surrogatepass")).hexdigest()
