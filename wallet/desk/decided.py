"""What an organisation decided and signed: a list with a number, a day, the decision and by whom, and nothing of whom
it concerns; each can be withdrawn, and every verification says so from then on."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from wallet.desk.case import Kind
from wallet.desk.service import add_entry
from wallet.desk.tables import IssuedDecision
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.service import check_member, check_role, row_of
from wallet.organisations.stamping import stamped
from wallet.organisations.withdrawals import sign_lists, with_bit
from wallet.service import NotFound, Service, is_id
from wallet.vault.blob import unseal
from wallet.vault.errors import VaultError

PAGE = 100
_URN = "urn:uuid:"
_NUMBER = 8  # characters of the credential's id that tell it from the others


@dataclass(frozen=True)
class Issued:
    """One decision that was signed. `credential`: its id; `decision`: as `Decision` names it; `by`: which member, by
    the name that the others know; `case_id`: where it was answered, empty for elsewhere. The words are empty where the
    entry is damaged: it can be withdrawn all the same."""

    id: str
    at: datetime
    withdrawn_at: datetime | None = None
    credential: str = ""
    decision: str = ""
    by: str = ""
    case_id: str = ""

    @property
    def number(self) -> str:
        """What one says on the telephone."""
        return number_of(self.credential)


def number_of(credential_id: str) -> str:
    """The beginning of a credential's own number."""
    return credential_id.removeprefix(_URN)[:_NUMBER]


def list_issued(service: Service, staff: Staff, page: int = 0) -> tuple[list[Issued], bool]:
    """What was signed, the newest first, `PAGE` of them from page 0 on, and whether there are more. Raises NotFound for
    who is no member any more."""
    mine = select(IssuedDecision).where(IssuedDecision.organisation_id == staff.organisation.id)
    ordered = mine.order_by(col(IssuedDecision.at).desc(), col(IssuedDecision.id))
    with service.database.reading() as session:
        check_member(session, staff)
        rows = session.exec(ordered.offset(max(page, 0) * PAGE).limit(PAGE + 1)).all()
    return [_read(staff, row) for row in rows[:PAGE]], len(rows) > PAGE


def open_issued(service: Service, staff: Staff, issued_id: str) -> Issued:
    """One of them. Raises NotFound."""
    with service.database.reading() as session:
        check_member(session, staff)
        row = session.get(IssuedDecision, issued_id) if is_id(issued_id) else None
    if row is None or row.organisation_id != staff.organisation.id:
        raise NotFound
    return _read(staff, row)


def withdraw(service: Service, staff: Staff, issued_id: str) -> None:
    """Withdraw a decision for good: its bit is set in every list of the organisation's; it stands in
    the case, where that is still there. A second time nothing happens.

    Raises NotFound, Problem `organisation.role`.
    """
    check_role(staff, Role.ADMIN)
    with service.database.writing() as session:
        organisation = row_of(session, staff)  # held: two that withdraw at once would lose one's bit
        row = session.get(IssuedDecision, issued_id, populate_existing=True) if is_id(issued_id) else None
        if row is None or row.organisation_id != organisation.id:
            raise NotFound
        if row.withdrawn_at is not None:
            return
        row.withdrawn_at = service.now()
        lists = organisation.status_lists
        bits = with_bit(lists, row.position)
        with stamped(service, organisation):
            organisation.status_lists = sign_lists(service, organisation.id, staff.key, lists, bits)
        session.add(row)
        issued = _read(staff, row)
        if issued.case_id:
            said, credential = issued.decision, issued.credential
            with suppress(NotFound):  # a case goes in time; what was decided stays
                add_entry(session, service, staff, issued.case_id, Kind.WITHDRAWN, decision=said, credential=credential)


def _read(staff: Staff, row: IssuedDecision) -> Issued:
    try:
        plain = json.loads(unseal(staff.key, row.sealed, staff.place("issued_decision", row.id, "sealed")))
    except VaultError:
        return Issued(row.id, row.at, row.withdrawn_at)
    return Issued(row.id, row.at, row.withdrawn_at, plain["credential"], plain["decision"], plain["by"], plain["case"])
