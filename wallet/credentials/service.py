"""A learner's credentials once they are kept: listed, opened, checked again, deleted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, col, delete, select

from verifier import Examined, Record, Report, World, read, read_record
from verifier.errors import VerifierError
from verifier.examined import beside
from verifier.pipeline import verify
from verifier.policy import HOLDER
from wallet.accounts.service import SignedIn
from wallet.credentials.sealing import (
    Summary,
    data_key,
    read_stored,
    read_summary,
    report_row,
    seal_record,
    seal_summary,
    title_of,
)
from wallet.credentials.tables import StoredCredential, StoredReport
from wallet.history.service import add_event
from wallet.service import NotFound, Service, is_id
from wallet.vault.blob import unseal

# Called inside the transaction that deletes a credential: features above announce themselves through `app.py`.
OnDeleted = Callable[[Session, Service, SignedIn, str], None]


@dataclass(frozen=True)
class Kept:
    """One credential, opened."""

    id: str
    added_at: datetime
    raw: bytes = field(repr=False)
    record: Record | None
    report: Report


@dataclass(frozen=True)
class PastReport:
    """One of a credential's reports."""

    id: str
    report: Report


def list_summaries(service: Service, signed_in: SignedIn) -> list[Summary]:
    """Every credential's summary, the newest first."""
    with service.database.reading() as session:
        rows = session.exec(
            select(
                StoredCredential.id,
                StoredCredential.added_at,
                StoredCredential.wrapped_key,
                StoredCredential.sealed_summary,
            )
            .where(StoredCredential.learner_id == signed_in.learner_id)
            .order_by(col(StoredCredential.added_at).desc(), col(StoredCredential.id))
        ).all()
    return [read_summary(signed_in, *row) for row in rows]


def open_credential(service: Service, signed_in: SignedIn, credential_id: str) -> Kept:
    """Raises NotFound."""
    with service.database.reading() as session:
        row = _own(session, signed_in, credential_id)
    key = data_key(signed_in, row.id, row.wrapped_key)
    record = json.loads(unseal(key, row.sealed_record, signed_in.place("credential", row.id, "sealed_record")))
    summary = read_summary(signed_in, row.id, row.added_at, row.wrapped_key, row.sealed_summary)
    return Kept(
        id=row.id,
        added_at=row.added_at,
        raw=unseal(key, row.sealed_original, signed_in.place("credential", row.id, "sealed_original")),
        record=Record.from_json(record) if record is not None else None,
        report=summary.report,
    )


def list_reports(service: Service, signed_in: SignedIn, credential_id: str) -> list[PastReport]:
    """Every report about a credential with its evidence, the newest first. Raises NotFound."""
    with service.database.reading() as session:
        row = _own(session, signed_in, credential_id)
        reports = session.exec(
            select(StoredReport)
            .where(StoredReport.credential_id == credential_id)
            .order_by(col(StoredReport.at).desc(), col(StoredReport.id))
        ).all()
    key = data_key(signed_in, row.id, row.wrapped_key)
    return [PastReport(each.id, read_stored(signed_in, key, each)) for each in reports]


def each_report(service: Service, signed_in: SignedIn, credential_id: str) -> Iterator[PastReport]:
    """As `list_reports`, the oldest first and one in memory at a time: years of them are large. Raises NotFound."""
    with service.database.reading() as session:
        row = _own(session, signed_in, credential_id)
        mine = StoredReport.credential_id == credential_id
        by_age = select(StoredReport.id).where(mine).order_by(col(StoredReport.at), col(StoredReport.id))
        ids = session.exec(by_age).all()
    key = data_key(signed_in, row.id, row.wrapped_key)
    for report_id in ids:
        with service.database.reading() as session:
            report = session.get(StoredReport, report_id)
        if report is not None:  # else deleted meanwhile
            yield PastReport(report_id, read_stored(signed_in, key, report))


def recheck(service: Service, signed_in: SignedIn, credential_id: str) -> Report:
    """Verify a credential now and keep the report beside the old ones. Raises NotFound."""
    kept = open_credential(service, signed_in, credential_id)
    report = verify(read(kept.raw), world_of(service, signed_in, credential_id), HOLDER)
    # What an issuer publishes elsewhere may say something else today: no verdict stands beside an older text.
    record = read_record(report.judged) if report.judged else kept.record
    with service.database.writing() as session:
        row = hold_credential(session, signed_in, credential_id)
        key = data_key(signed_in, row.id, row.wrapped_key)
        session.add(report_row(signed_in, key, row.id, report))
        examined = Examined(kept.raw, report, report.judged or read(kept.raw), record)
        row.sealed_record = seal_record(signed_in, key, row.id, record)
        row.sealed_summary = seal_summary(signed_in, key, row.id, examined)
        session.add(row)
        facts = {"title": title_of(record), "code": report.code}
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.checked", facts)
    return report


def world_of(service: Service, signed_in: SignedIn, credential_id: str) -> World:
    """The world as it is now, with the evidence that was kept when the credential was taken in."""
    return replace(service.world(), kept=first_evidence(service, signed_in, credential_id))


def first_evidence(service: Service, signed_in: SignedIn, credential_id: str) -> dict[str, bytes]:
    """What was fetched for the first report about a credential: URL -> bytes. Raises NotFound."""
    reports = list_reports(service, signed_in, credential_id)
    return {each.url: each.body for each in reports[-1].report.evidence} if reports else {}


def examined_of(raw: bytes, record: Record | None, report: Report) -> Examined:
    """What was examined, put together again from what was kept, with what it carries."""
    try:
        credential = read(raw)
    except VerifierError:
        return Examined(raw, report, None, record)
    inside = beside(credential, report).inside if credential.inside else ()
    return Examined(raw, report, credential, record, inside)


def delete_credential(
    service: Service, signed_in: SignedIn, credential_id: str, announce: Sequence[OnDeleted] = ()
) -> None:
    """Delete a credential with its key and reports, and tell the features above. Raises NotFound."""
    kept = open_credential(service, signed_in, credential_id)
    with service.database.writing() as session:
        hold_credential(session, signed_in, credential_id)
        for each in announce:
            each(session, service, signed_in, credential_id)
        session.exec(delete(StoredCredential).where(col(StoredCredential.id) == credential_id))
        facts = {"title": title_of(kept.record)}
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.deleted", facts)
    service.database.forget()


def hold_credential(session: Session, signed_in: SignedIn, credential_id: str) -> StoredCredential:
    """The row, for a transaction that writes about it: nobody deletes it before that ends. Raises NotFound."""
    return _own(session, signed_in, credential_id, lock=True)


def _own(session: Session, signed_in: SignedIn, credential_id: str, *, lock: bool = False) -> StoredCredential:
    row = session.get(StoredCredential, credential_id, with_for_update=lock) if is_id(credential_id) else None
    if row is None or row.learner_id != signed_in.learner_id:
        raise NotFound
    return row
