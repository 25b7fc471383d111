"""Rows of cases as they may be seen at a moment: what is over is not there, whether or not it was swept yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from wallet.desk.case import Case, Entry, Handed, Kind, read_entry, read_handed
from wallet.desk.tables import CaseEntry, DeskCase
from wallet.organisations.organisation import Staff, place_of
from wallet.organisations.service import check_member
from wallet.service import NotFound, Service, is_id
from wallet.shares.owner import State, standing
from wallet.shares.tables import Reading, Share
from wallet.vault.blob import Place, unseal
from wallet.vault.errors import VaultError
from wallet.vault.sealed_box import open_sealed


def hold_case(session: Session, service: Service, staff: Staff, case_id: str) -> DeskCase:
    """The row of a case of this organisation, held, for who is a member still. Raises NotFound."""
    check_member(session, staff)
    row = session.get(DeskCase, case_id, with_for_update=True) if is_id(case_id) else None
    if row is None or not find_rows(session, service, staff, [col(DeskCase.id) == row.id], 0, 1):
        raise NotFound
    return row


def find_rows(
    session: Session, service: Service, staff: Staff, where: Sequence[ColumnElement[bool]], start: int, most: int
) -> list[tuple[DeskCase, State]]:
    """Rows of this organisation's cases, the newest first, and how their links stand."""
    mine = col(DeskCase.organisation_id) == staff.organisation.id
    used_up = col(Share.max_opens).is_not(None) & (col(Share.opens) >= col(Share.max_opens))
    found = session.exec(
        select(DeskCase, Share.paused_at, used_up, Share.tries_left)  # not the whole link: what it shows is large
        .join(Share)
        .where(mine, not_over(service.now()), *where)
        .order_by(col(DeskCase.created_at).desc(), col(DeskCase.id))
        .offset(start)
        .limit(most)
    ).all()
    return [(row, standing(paused_at, tries_left, is_used_up=used)) for row, paused_at, used, tries_left in found]


def not_over(now: datetime) -> ColumnElement[bool]:
    """Of a case joined with its link: that neither has come to its end."""
    link = col(Share.stopped_at).is_(None) & col(Share.sealed_view).is_not(None) & (col(Share.ends_at) > now)
    return link & (col(DeskCase.ends_at) > now)


def read_cases(session: Session, service: Service, staff: Staff, rows: Iterable[tuple[DeskCase, State]]) -> list[Case]:
    """The rows, opened, with all that happened to each."""
    found = [*rows]
    entries: dict[str, list[tuple[int, Entry]]] = {row.id: [] for row, _ in found}
    for each in session.exec(select(CaseEntry).where(col(CaseEntry.case_id).in_(entries))).all():
        entries[each.case_id].append(_read_entry(staff, each))
    return [_read_case(service, staff, row, link, entries[row.id]) for row, link in found]


def delete_cases(session: Session, where: ColumnElement[bool]) -> int:
    """Delete cases with what happened to them and every session of who reads them; how many they were."""
    ids = [*session.exec(select(DeskCase.id).where(where).with_for_update()).all()]
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        looks = select(CaseEntry.id).where(col(CaseEntry.case_id).in_(some))
        session.exec(delete(Reading).where(col(Reading.id).in_(looks)))
        session.exec(delete(DeskCase).where(col(DeskCase.id).in_(some)))
    return len(ids)


def box_place(organisation_id: str, case_id: str) -> Place:
    """Where what was handed over lies."""
    return place_of(organisation_id, "desk_case", case_id, "box")


def entry_place(staff: Staff, case_id: str, entry_id: str) -> Place:
    """Where an entry of a case lies."""
    return staff.place("case_entry", entry_id, f"sealed of {case_id}")


def _read_case(service: Service, staff: Staff, row: DeskCase, link: State, entries: list[tuple[int, Entry]]) -> Case:
    try:
        place = box_place(staff.organisation.id, row.id)
        handed = read_handed(open_sealed(staff.box_private, row.box, place, service.secrets.public_keys))
    except VaultError:
        handed = Handed()
    told = tuple(entry for _, entry in sorted(entries, key=lambda each: (each[0], each[1].at, each[1].id)))
    return Case(row.id, row.share_id, row.created_at, row.ends_at, link, handed, told)


def _read_entry(staff: Staff, row: CaseEntry) -> tuple[int, Entry]:
    try:
        return read_entry(unseal(staff.key, row.sealed, entry_place(staff, row.case_id, row.id)), row.id, row.at)
    except VaultError:
        return 0, Entry(row.id, row.at, Kind.DAMAGED, "")
