"""A learner's history: what happened in their wallet, sealed to them, also while they are away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from wallet.history.tables import HistoryEntry
from wallet.service import Service, new_id
from wallet.vault.blob import Place
from wallet.vault.errors import VaultError
from wallet.vault.sealed_box import open_sealed, seal_to


@dataclass(frozen=True)
class Event:
    """One entry: its sentence stands in the catalogue under `code`; `facts` fill it."""

    at: datetime
    code: str
    facts: Mapping[str, str]


def add_event(
    session: Session,
    service: Service,
    learner_id: str,
    box_public: bytes,
    code: str,
    facts: Mapping[str, str],
    *,
    entry_id: str = "",
) -> None:
    """Add one entry inside the caller's transaction, so that nothing happens without its trace.

    `entry_id` is for what its learner may erase again (`erase_events`).
    """
    entry_id, at = entry_id or new_id(), service.now()
    plain = json.dumps({"code": code, "facts": dict(facts)}).encode()
    box = seal_to(box_public, plain, _place(entry_id, learner_id), service.secrets.signer)
    session.add(HistoryEntry(id=entry_id, learner_id=learner_id, at=at, box=box))


def erase_events(session: Session, learner_id: str, entry_ids: Sequence[str]) -> None:
    """Erase entries inside the caller's transaction."""
    mine = col(HistoryEntry.learner_id) == learner_id
    session.exec(delete(HistoryEntry).where(mine, col(HistoryEntry.id).in_(entry_ids)))


def list_events(service: Service, learner_id: str, box_private: bytes, limit: int = 500) -> list[Event]:
    """The newest entries first. One that does not open is shown as damaged, never left out."""
    with service.database.reading() as session:
        rows = session.exec(
            select(HistoryEntry)
            .where(HistoryEntry.learner_id == learner_id)
            .order_by(col(HistoryEntry.at).desc(), col(HistoryEntry.id))
            .limit(limit)
        ).all()
    return [_read(service, row, box_private) for row in rows]


def _read(service: Service, row: HistoryEntry, box_private: bytes) -> Event:
    try:
        plain = open_sealed(box_private, row.box, _place(row.id, row.learner_id), service.secrets.public_keys)
    except VaultError:
        return Event(row.at, "history.damaged", {})
    entry = json.loads(plain)
    return Event(row.at, str(entry["code"]), {str(k): str(v) for k, v in entry["facts"].items()})


def _place(entry_id: str, learner_id: str) -> Place:
    return Place("history_entry", entry_id, "box", learner_id)
