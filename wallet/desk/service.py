"""The organisation's side of cases: listed, opened under its own rules, noted upon, given to somebody, closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlmodel import Session, col, func, select

from wallet.accounts.tables import Learner
from wallet.desk.case import MAX_NOTE, Asked, Case, Entry, Kind, write_entry
from wallet.desk.rows import delete_cases, entry_place, find_rows, hold_case, not_over, read_cases
from wallet.desk.tables import CaseEntry, DeskCase
from wallet.history.service import add_event
from wallet.organisations.members import list_members
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.service import check_member, check_role
from wallet.recognition.document import Unreadable
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.shares.examining import Eyes, Opened
from wallet.shares.opening import Desk, open_share, see_again
from wallet.shares.passcodes import PasscodeNeeded
from wallet.shares.stacked import evaluate_shared
from wallet.shares.tables import Share
from wallet.stacks.agreed import agreed_in
from wallet.vault.blob import seal

MOST_ENTRIES = 500  # looks, notes and assignments of a case; answers and what is withdrawn have bounds of their own
PAGE = 100

_LEAST: Mapping[Kind, Role] = MappingProxyType(
    {
        Kind.OPENED: Role.READER,
        Kind.NOTED: Role.REVIEWER,
        Kind.ASSIGNED: Role.REVIEWER,
        Kind.ANSWERED: Role.REVIEWER,
        Kind.WITHDRAWN: Role.ADMIN,
    }
)
_COUNTED = (Kind.OPENED, Kind.NOTED, Kind.ASSIGNED)


@dataclass(frozen=True)
class Listed:
    """One page of cases, the newest first, and whether there are more."""

    cases: tuple[Case, ...]
    more: bool


def list_cases(service: Service, staff: Staff, asked: Asked = Asked(), page: int = 0) -> Listed:  # noqa: B008
    """The cases that are asked for, `PAGE` of them from page 0 on. Raises NotFound for who is no member any more."""
    start = max(page, 0) * PAGE
    if asked == Asked():
        with service.database.reading() as session:
            check_member(session, staff)
            rows = find_rows(session, service, staff, [], start, PAGE + 1)
            found = read_cases(session, service, staff, rows)
    else:
        found = []
        for case in _all_cases(service, staff):
            found += [case] if asked.fits(case) else []
            if len(found) > start + PAGE:
                break
        found = found[start:]
    return Listed(tuple(found[:PAGE]), len(found) > PAGE)


def open_case(service: Service, staff: Staff, case_id: str) -> Case:
    """One case with all that happened to it. Raises NotFound where it is over, was taken back, or never was theirs."""
    with service.database.reading() as session:
        check_member(session, staff)
        rows = find_rows(session, service, staff, [col(DeskCase.id) == case_id], 0, 1) if is_id(case_id) else []
        cases = read_cases(session, service, staff, rows)
    if not cases:
        raise NotFound
    return cases[0]


def look(service: Service, staff: Staff, case_id: str) -> Opened:
    """Open what was handed over, verified now under the organisation's rules. The learner is told, and it stands in the
    case; `Opened.cookie` lets this member look again for half an hour.

    Raises NotFound, also where it is paused, was opened as often as allowed, or was taken back while it was verified;
    Problem `case.full`.
    """
    case = open_case(service, staff, case_id)
    organisation, key = staff.organisation, case.handed.link_key

    def within(session: Session, reading_id: str) -> None:
        add_entry(session, service, staff, case_id, Kind.OPENED, entry_id=reading_id)

    desk = Desk(
        organisation.id, organisation.profile.name, organisation.domain, staff.name, _bound(staff, case_id), within
    )
    viewer = f"{organisation.profile.name} ({staff.name})"
    try:
        return open_share(service, case.share_id, key, viewer, case.handed.passcode, eyes_of(staff), desk)
    except PasscodeNeeded as error:
        raise NotFound from error


def look_again(service: Service, staff: Staff, case_id: str, cookie: str) -> Opened | None:
    """The same again, verified anew, for the member who looked; no second look. None where they have to look anew, or
    nobody may for now. Raises NotFound as `open_case`."""
    case = open_case(service, staff, case_id)
    opened = see_again(service, case.share_id, cookie, eyes_of(staff), _bound(staff, case_id)) if cookie else None
    if opened is not None:
        open_case(service, staff, case_id)  # issuers take their time: it may be taken back by now
    return opened


def measure_by(service: Service, opened: Opened, document: bytes) -> Opened:
    """The same, as far as it leads on another pathway (its canonical JSON): what the learner decided about their own
    pathway's rules does not count there. Raises NotFound where no stack is shared or the document is no pathway."""
    if opened.view.stack is None:
        raise NotFound
    shared = replace(opened.view.stack, document=document, accepted=frozenset())
    at = service.now()
    try:
        return replace(opened, towards=evaluate_shared(shared, opened.items, at, agreed_in(service)(at)))
    except Unreadable as error:
        raise NotFound from error


def eyes_of(staff: Staff) -> Eyes:
    """How the organisation reads."""
    return Eyes(staff.rules.trusted, staff.rules.policy)


def note(service: Service, staff: Staff, case_id: str, text: str) -> None:
    """Write a note that only members read. Raises NotFound, Problem `organisation.role`, `case.note_empty`,
    `case.note_too_long`, `case.full`."""
    text = text.strip()
    if not text:
        raise Problem("case.note_empty", "note")
    if len(text) > MAX_NOTE:
        raise Problem("case.note_too_long", "note")
    with service.database.writing() as session:
        add_entry(session, service, staff, case_id, Kind.NOTED, text)


def assign(service: Service, staff: Staff, case_id: str, member_id: str) -> None:
    """Give a case to a member, or (empty) to nobody. Raises NotFound, Problem `organisation.role`, `case.full`."""
    names = {each.id: each.name for each in list_members(service, staff)} | {"": ""}
    if member_id not in names:
        raise NotFound
    with service.database.writing() as session:
        add_entry(session, service, staff, case_id, Kind.ASSIGNED, names[member_id])


def close_case(service: Service, staff: Staff, case_id: str) -> None:
    """Delete a case with everything in it, and tell the learner. Raises NotFound, Problem `organisation.role`."""
    check_role(staff, Role.ADMIN)
    case = open_case(service, staff, case_id)
    with service.database.writing() as session:
        owner = session.exec(select(Share.learner_id).where(Share.id == case.share_id)).one_or_none()
        learner = session.get(Learner, owner, with_for_update={"read": True, "key_share": True}) if owner else None
        if learner is None:
            raise NotFound
        row = hold_case(session, service, staff, case_id)
        delete_cases(session, col(DeskCase.id) == row.id)
        facts = {"label": staff.organisation.profile.name}
        add_event(session, service, learner.id, learner.box_public, "history.case_closed", facts)
    service.database.forget()


def add_entry(
    session: Session,
    service: Service,
    staff: Staff,
    case_id: str,
    kind: Kind,
    text: str = "",
    *,
    decision: str = "",
    credential: str = "",
    entry_id: str = "",
) -> None:
    """Write into a case, inside the caller's transaction, what happened to it.

    Raises NotFound where it is over or gone; Problem `organisation.role` for who may not, `case.full`.
    """
    check_role(staff, _LEAST[kind])
    row = hold_case(session, service, staff, case_id)
    number = session.exec(select(func.count()).select_from(CaseEntry).where(CaseEntry.case_id == row.id)).one()
    if number >= MOST_ENTRIES and kind in _COUNTED:
        raise Problem("case.full")
    entry = Entry(entry_id or new_id(), service.now(), kind, staff.name, text, decision, credential)
    sealed = seal(staff.key, write_entry(entry, number), entry_place(staff, row.id, entry.id))
    session.add(CaseEntry(id=entry.id, case_id=row.id, at=entry.at, sealed=sealed))


def sweep_cases(service: Service) -> None:
    """Destroy cases whose time, or whose link's, is over."""
    with service.database.writing() as session:
        kept = select(DeskCase.id).join(Share).where(not_over(service.now()))
        gone = delete_cases(session, col(DeskCase.id).not_in(kept))
    if gone:
        service.database.forget()


def _all_cases(service: Service, staff: Staff) -> Iterator[Case]:
    start = 0
    while True:
        with service.database.reading() as session:
            check_member(session, staff)
            rows = find_rows(session, service, staff, [], start, PAGE)
            cases = read_cases(session, service, staff, rows)
        yield from cases
        start += PAGE
        if len(rows) < PAGE:
            return


def _bound(staff: Staff, case_id: str) -> str:
    return f"case {case_id}, member {staff.member_id}"
