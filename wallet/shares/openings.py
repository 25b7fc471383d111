"""Who opened a learner's links: sealed to the learner, and to nobody else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from verifier import Report
from wallet.accounts.service import SignedIn
from wallet.credentials.stored_report import read_report
from wallet.service import Service
from wallet.shares.service import row_of
from wallet.shares.tables import Opening
from wallet.vault.errors import VaultError
from wallet.vault.sealed_box import open_sealed


@dataclass(frozen=True)
class Seen:
    """One opening: when, who they said they were ("" where they did not say), and the report that decided what they
    saw (None where the entry is damaged)."""

    at: datetime
    viewer: str
    report: Report | None = None
    issuer_name: str | None = None
    ends_on: datetime | None = None


def list_openings(service: Service, signed_in: SignedIn, share_id: str) -> list[Seen]:
    """Who opened the share, the newest first. Raises NotFound."""
    with service.database.reading() as session:
        row_of(session, signed_in, share_id)
        rows = session.exec(
            select(Opening).where(Opening.share_id == share_id).order_by(col(Opening.at).desc(), col(Opening.id))
        ).all()
    return [_seen(service, signed_in, row) for row in rows]


def _seen(service: Service, signed_in: SignedIn, row: Opening) -> Seen:
    place = signed_in.place("opening", row.id, "box")
    try:
        plain = json.loads(open_sealed(signed_in.box_private, row.box, place, service.secrets.public_keys))
    except VaultError:
        return Seen(row.at, "")
    ends_on = datetime.fromisoformat(plain["ends_on"]) if plain["ends_on"] else None
    return Seen(row.at, plain["viewer"], read_report(plain["report"].encode()), plain["issuer_name"], ends_on)
