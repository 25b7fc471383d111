"""An organisation answers what was handed over to it: a decision leaves as a credential that holds, or not at all."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from sqlmodel import Session, col, func, select

from wallet.desk.case import Kind
from wallet.desk.deciding_document import Decided, credential_of, name_in
from wallet.desk.service import add_entry
from wallet.desk.tables import IssuedDecision
from wallet.organisations.issuing import issuer_of, sign_as
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.service import check_role, row_of
from wallet.organisations.withdrawals import ENTRIES, entry_of
from wallet.recognition.kin import named_by
from wallet.reviews.answer import Answer, Received, check_answer
from wallet.reviews.service import basis_of, send_answer
from wallet.service import NotFound, Problem, Service, new_id
from wallet.shares.examining import Opened
from wallet.shares.stacked import Towards
from wallet.vault.blob import seal

MOST_ISSUED = ENTRIES // 2  # places in a list that are taken: the rest is found at once, and hides them
_ATTEMPTS = 3


@dataclass(frozen=True)
class _Issued:
    """A signed credential, and the row that remembers its place in the list."""

    row: IssuedDecision
    credential_id: str
    text: str


class _Taken(Exception):
    """Somebody else took the same place in the list meanwhile."""


def answer_as(
    service: Service, staff: Staff, opened: Opened, answer: Answer, form_id: str, case_id: str = ""
) -> Received:
    """Answer an opened link for the organisation: sealed to the learner, a decision as a credential that the
    organisation signed. Who answers is not theirs to type. `case_id`: the case it belongs to, if any, where it is
    written down.

    The credential comes back where it was sent; the same words of the same form are sent once. Raises Problem as
    `check_answer`, `send_answer` and `sign_as`, and `decision.too_many`; NotFound where the link or the case is over.
    """
    check_role(staff, Role.REVIEWER)
    answer = check_answer(replace(answer, who=staff.name, organisation=staff.organisation.profile.name))
    for _ in range(_ATTEMPTS):
        issued = _sign(service, staff, opened, answer, case_id) if answer.decision.is_final else None
        beside = partial(_record, service, staff, answer, issued, case_id)
        try:
            return send_answer(service, opened, answer, form_id, issued.text if issued else "", beside)
        except _Taken:
            continue
    raise Problem("decision.too_many")


def _sign(service: Service, staff: Staff, opened: Opened, answer: Answer, case_id: str) -> _Issued:
    if opened.towards is None:
        raise NotFound
    now, organisation, number = service.now().replace(microsecond=0), staff.organisation, uuid4()
    row = IssuedDecision(
        id=new_id(), organisation_id=organisation.id, position=_place(service, staff), at=now, sealed=b""
    )
    decided = Decided(
        number,
        now,
        issuer_of(staff),
        answer,
        basis_of(opened),
        entry_of(service.settings.public_url, organisation.id, organisation.did, row.position),
        name_in(opened.items),
        opened.towards.shared.pathway.target.eqf,
        recognised_in(opened.towards),
    )
    signed = sign_as(service, staff, credential_of(decided))
    plain = {"credential": number.urn, "decision": answer.decision, "by": staff.name, "case": case_id}
    row.sealed = seal(staff.key, json.dumps(plain).encode(), staff.place("issued_decision", row.id, "sealed"))
    return _Issued(row, number.urn, signed.raw.decode())


def recognised_in(towards: Towards) -> tuple[str, ...]:
    """What names the achievements that a decision about this rests on: those that count, else all that are in order."""
    counting = {by.achievement for finding in towards.evaluation.findings for by in finding.by}
    usable = [each for each in towards.achievements if each.standing.verdict == "valid"]
    counted = [each for each in usable if each.id in counting]
    return tuple(sorted({name for each in counted or usable for name in named_by(each)}))


def _place(service: Service, staff: Staff) -> int:
    """A place in the organisation's list that nobody has, by chance: the next one would say how many there are."""
    mine = col(IssuedDecision.organisation_id) == staff.organisation.id
    with service.database.reading() as session:
        if session.exec(select(func.count()).select_from(IssuedDecision).where(mine)).one() >= MOST_ISSUED:
            raise Problem("decision.too_many")
        while True:
            position = secrets.randbelow(ENTRIES)
            if session.exec(select(IssuedDecision.id).where(mine, IssuedDecision.position == position)).first() is None:
                return position


def _record(
    service: Service, staff: Staff, answer: Answer, issued: _Issued | None, case_id: str, session: Session
) -> None:
    """Beside the answer: the place in the list, and the entry in the case. Raises _Taken, NotFound."""
    row_of(session, staff)
    if issued:
        row = issued.row
        there = col(IssuedDecision.organisation_id) == row.organisation_id
        if session.exec(select(IssuedDecision.id).where(there, IssuedDecision.position == row.position)).first():
            raise _Taken
        session.add(row)
    if case_id:
        decision, credential = answer.decision.value, issued.credential_id if issued else ""
        add_entry(session, service, staff, case_id, Kind.ANSWERED, decision=decision, credential=credential)
