"""Who opened a learner's links: sealed to the learner, who looks for some of them, takes them along, erases them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from verifier import Report
from verifier.codec.cells import plain_cell
from verifier.codec.moments import write_moment
from verifier.errors import Json
from wallet.accounts.service import SignedIn
from wallet.credentials.stored_report import read_report
from wallet.history.service import add_event, erase_events
from wallet.service import NotFound, Service, is_id
from wallet.shares.service import row_of
from wallet.shares.tables import Opening, Share
from wallet.vault.errors import VaultError
from wallet.vault.sealed_box import open_sealed


@dataclass(frozen=True)
class SeenBy:
    """The organisation whose desk it was: its id, what it called itself, and the domain that proved it, if any."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class Seen:
    """One opening: of which link, when, who they said they were ("" where they did not say), which of the link's views
    they saw (`digest`: SHA-256, hex) and the report that decided what they saw (None where the entry is damaged).
    `desk`: the organisation that it was handed over to, where it was that one: not what somebody says of themselves."""

    id: str
    share_id: str
    at: datetime
    viewer: str
    report: Report | None = None
    issuer_name: str | None = None
    ends_on: datetime | None = None
    revision: int = 1
    digest: str = ""
    desk: SeenBy | None = None

    @property
    def verdict(self) -> str:
        """`valid`, `invalid`, `undecided`, or empty where the entry is damaged."""
        return self.report.verdict.value if self.report else ""


@dataclass(frozen=True)
class Asked:
    """Which openings: of one link, with one verdict, from a moment on and before another, by a part of a name."""

    share_id: str = ""
    verdict: str = ""
    since: datetime | None = None
    before: datetime | None = None
    name: str = ""

    def fits(self, seen: Seen) -> bool:
        named = self.name.casefold().strip() in seen.viewer.casefold()
        return named and self.verdict in ("", seen.verdict)


def list_openings(service: Service, signed_in: SignedIn, share_id: str) -> list[Seen]:
    """Who opened the link, the newest first. Raises NotFound."""
    with service.database.reading() as session:
        row_of(session, signed_in, share_id)
    return find_openings(service, signed_in, Asked(share_id))


def find_openings(service: Service, signed_in: SignedIn, asked: Asked, limit: int | None = None) -> list[Seen]:
    """The openings of all links that fit, the newest first, `limit` of them at most."""
    where = [_mine(signed_in)]
    if asked.share_id:
        where.append(col(Opening.share_id) == (asked.share_id if is_id(asked.share_id) else ""))
    if asked.since:
        where.append(col(Opening.at) >= asked.since)
    if asked.before:
        where.append(col(Opening.at) < asked.before)
    with service.database.reading() as session:
        rows = session.exec(select(Opening).where(*where).order_by(col(Opening.at).desc(), col(Opening.id))).all()
    found = (seen for seen in (_seen(service, signed_in, row) for row in rows) if asked.fits(seen))
    return list(islice(found, limit))


def erase_opening(service: Service, signed_in: SignedIn, opening_id: str) -> None:
    """Erase one opening, in the history, too; how often the link was opened stays counted. Raises NotFound."""

    def one(session: Session) -> list[str]:
        row = session.get(Opening, opening_id) if is_id(opening_id) else None
        if row is None:
            raise NotFound
        row_of(session, signed_in, row.share_id)
        return [row.id]

    _erase(service, signed_in, one)


def erase_openings(service: Service, signed_in: SignedIn, share_id: str = "") -> int:
    """Erase all openings of a link, or of every link; how many they were. Raises NotFound."""

    def all_of_them(session: Session) -> list[str]:
        where = [_mine(signed_in)]
        if share_id:
            where.append(col(Opening.share_id) == row_of(session, signed_in, share_id).id)
        return list(session.exec(select(Opening.id).where(*where)).all())

    return _erase(service, signed_in, all_of_them)


def write_csv(openings: Iterable[Seen], label_of: Callable[[str], str]) -> bytes:
    """The openings for a spreadsheet: UTF-8 with its mark, CRLF (RFC 4180). No cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    lines = [_plain(each, label_of) for each in openings]
    writer.writerow(_COLUMNS)
    writer.writerows([plain_cell(str(line[name] or "")) for name in _COLUMNS] for line in lines)
    return out.getvalue().encode("utf-8-sig", "replace")


def write_json(openings: Iterable[Seen], label_of: Callable[[str], str]) -> bytes:
    """The openings for a program: a list of objects with the same names as the table's columns."""
    return json.dumps([_plain(each, label_of) for each in openings], indent=2).encode()


_COLUMNS = ("at", "link", "label", "name", "organisation", "domain", "verdict", "code", "revision", "digest")


def _plain(seen: Seen, label_of: Callable[[str], str]) -> dict[str, Json]:
    return {
        "at": write_moment(seen.at),
        "link": seen.share_id,
        "label": label_of(seen.share_id),
        "name": seen.viewer,
        "organisation": seen.desk.id if seen.desk else "",
        "domain": seen.desk.domain if seen.desk else "",
        "verdict": seen.verdict,
        "code": seen.report.code if seen.report else "",
        "revision": seen.revision,
        "digest": seen.digest,
    }


def _mine(signed_in: SignedIn) -> ColumnElement[bool]:
    return col(Opening.share_id).in_(select(Share.id).where(Share.learner_id == signed_in.learner_id))


def _erase(service: Service, signed_in: SignedIn, find: Callable[[Session], list[str]]) -> int:
    with service.database.writing() as session:
        ids = find(session)
        for some in _portions(ids):
            session.exec(delete(Opening).where(col(Opening.id).in_(some)))
            erase_events(session, signed_in.learner_id, some)
        if ids:
            add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.openings_erased", {})
    service.database.forget()
    return len(ids)


def _portions(ids: list[str], size: int = 500) -> Iterator[list[str]]:
    """As many at once as every database takes in one statement."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _seen(service: Service, signed_in: SignedIn, row: Opening) -> Seen:
    place = signed_in.place("opening", row.id, "box")
    try:
        plain = json.loads(open_sealed(signed_in.box_private, row.box, place, service.secrets.public_keys))
    except VaultError:
        return Seen(row.id, row.share_id, row.at, "")
    ends_on = datetime.fromisoformat(plain["ends_on"]) if plain["ends_on"] else None
    return Seen(
        row.id,
        row.share_id,
        row.at,
        plain["viewer"],
        read_report(plain["report"].encode()),
        plain["issuer_name"],
        ends_on,
        plain.get("revision", 1),
        plain.get("digest", ""),
        SeenBy(**plain["desk"]) if plain.get("desk") else None,
    )
