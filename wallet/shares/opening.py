"""The reader's side of a share: open it with the link's key, see it verified at that moment, see it again for a while.

Ended, stopped, wrong key, never existed: all the same NotFound, and a wrong key costs one hash.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import col, update

from verifier import Examined, examine
from verifier.report import PRECEDENCE, worst
from wallet.accounts.tables import Learner
from wallet.credentials.stored_report import write_report
from wallet.history.service import add_event
from wallet.service import NotFound, Service, is_id, new_id
from wallet.shares.passcodes import open_lock
from wallet.shares.tables import Opening, Reading, Share
from wallet.shares.view import View, read_view
from wallet.vault.blob import Place, unseal
from wallet.vault.errors import VaultError
from wallet.vault.keys import new_key, unwrap_key, wrap_key
from wallet.vault.sealed_box import seal_to

READING_LIFE = timedelta(minutes=30)
MAX_VIEWER = 120


@dataclass(frozen=True)
class Opened:
    """A share as its reader sees it: the view, each credential examined at this moment, and when the link stops."""

    share_id: str
    opened_at: datetime
    ends_at: datetime
    view: View
    items: tuple[Examined, ...]
    cookie: str = field(default="", repr=False)

    @property
    def worst(self) -> Examined:
        """The item that decides the share's verdict, the gravest finding first: a forgery before what has ended."""
        verdict = worst([each.report.verdict for each in self.items])
        return min((each for each in self.items if each.report.verdict is verdict), key=_gravity)


def exists(service: Service, share_id: str) -> datetime | None:
    """When the link stops, where it can be opened now; None for everything else alike."""
    row = _active(service, share_id)
    return row.ends_at if row else None


def open_share(service: Service, share_id: str, key: str, viewer: str, passcode: str = "") -> Opened:
    """Open a share: check the key's tag, count the opening, unseal, verify now, tell the learner. Raises NotFound.

    The opening is counted before any work is done, so that none escapes the learner.
    """
    row = _active(service, share_id)
    data_key = open_lock(service, row, key, passcode)
    assert row is not None
    _reserve(service, row)
    opened = _examine(service, row, data_key, service.now())
    cookie = _record(service, row, data_key, opened, " ".join(viewer.split())[:MAX_VIEWER])
    return replace(opened, cookie=cookie)


def see_again(service: Service, share_id: str, cookie: str) -> Opened | None:
    """The share again for a reader who opened it, verified anew; no second opening. None where the session is over."""
    public, _, secret = cookie.partition(".")
    row = _active(service, share_id)
    with service.database.reading() as session:
        reading = session.get(Reading, _reading_id(public))
    if row is None or reading is None or reading.share_id != share_id or reading.ends_at <= service.now():
        return None
    try:
        data_key = unwrap_key(bytes.fromhex(secret), reading.wrapped_key, _reading_place(row, reading.id))
    except (VaultError, ValueError):
        return None
    opened = _examine(service, row, data_key, reading.opened_at)
    return opened if _active(service, share_id) else None  # issuers take their time: it may be stopped by now


def _active(service: Service, share_id: str) -> Share | None:
    with service.database.reading() as session:
        row = session.get(Share, share_id) if is_id(share_id) else None
    if row is None or row.stopped_at is not None or row.ends_at <= service.now() or row.sealed_view is None:
        return None
    return row


def _reserve(service: Service, row: Share) -> None:
    """Count the opening while the share is still open; a stop that came in between wins."""
    with service.database.writing() as session:
        still_open = (col(Share.id) == row.id) & col(Share.stopped_at).is_(None) & (col(Share.ends_at) > service.now())
        below = col(Share.max_opens).is_(None) | (col(Share.opens) < col(Share.max_opens))
        counted = session.exec(update(Share).where(still_open, below).values(opens=col(Share.opens) + 1))
        if counted.rowcount != 1:
            raise NotFound


def _examine(service: Service, row: Share, data_key: bytes, opened_at: datetime) -> Opened:
    try:
        view = read_view(unseal(data_key, row.sealed_view or b"", _place(row, "sealed_view")))
    except VaultError as error:
        raise NotFound from error
    world = service.world()
    items = tuple(examine(each.credential, replace(world, kept=each.evidence)) for each in view.items)
    return Opened(row.id, opened_at, row.ends_at, view, items)


def _record(service: Service, row: Share, data_key: bytes, opened: Opened, viewer: str) -> str:
    """Seal the opening to the learner and start the reader's session; returns the cookie's value.

    Raises NotFound where the share was stopped while it was verified: then nothing is shown, and no key stays behind.
    """
    public, secret, opening_id = secrets.token_urlsafe(16), new_key(), new_id()
    reading_id = _reading_id(public)
    reading = Reading(
        id=reading_id,
        share_id=row.id,
        opened_at=opened.opened_at,
        ends_at=min(opened.opened_at + READING_LIFE, row.ends_at),
        wrapped_key=wrap_key(secret, data_key, _reading_place(row, reading_id)),
    )
    seen = _seen(opened.worst, viewer)
    with service.database.writing() as session:
        learner = session.get(Learner, row.learner_id, with_for_update={"read": True, "key_share": True})
        share = session.get(Share, row.id, with_for_update=True)
        if learner is None or share is None or share.stopped_at is not None:
            raise NotFound
        place = Place("opening", opening_id, "box", row.learner_id)
        box = seal_to(learner.box_public, seen, place, service.secrets.signer)
        session.add(Opening(id=opening_id, share_id=row.id, at=opened.opened_at, box=box))
        session.add(reading)
        add_event(
            session, service, row.learner_id, learner.box_public, "history.opened", {"viewer": viewer, "share": row.id}
        )
    return f"{public}.{secret.hex()}"


def _gravity(examined: Examined) -> int:
    step = examined.report.code.partition(".")[0]
    return PRECEDENCE.index(step) if step in PRECEDENCE else len(PRECEDENCE)


def _seen(shown: Examined, viewer: str) -> bytes:
    """What the learner will be told: who says to have looked, and the report that decided what they saw."""
    credential = shown.credential
    ends_on = credential.period.end if credential else None
    seen = {
        "viewer": viewer,
        "report": write_report(replace(shown.report, evidence=())).decode(),
        "issuer_name": credential.issuer_name if credential else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
    }
    return json.dumps(seen).encode()


def _place(row: Share, column: str) -> Place:
    return Place("share", row.id, column, row.learner_id)


def _reading_place(row: Share, reading_id: str) -> Place:
    return Place("reading", reading_id, "wrapped_key", row.learner_id)


def _reading_id(public: str) -> str:
    return sha256(public.encode("utf-8", "surrogatepass")).hexdigest()
