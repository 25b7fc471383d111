"""A learner's credentials: taken in, looked at before they are kept, sealed, checked again, given back, deleted."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from verifier import Examined, Record, Report, World, examine, read
from verifier.errors import VerifierError
from verifier.pipeline import verify
from wallet.accounts.service import SignedIn
from wallet.credentials.stored_report import read_report, write_report
from wallet.credentials.tables import PendingImport, StoredCredential, StoredReport
from wallet.history.service import add_event
from wallet.service import NotFound, Problem, Service, new_id
from wallet.vault.blob import seal, unseal
from wallet.vault.keys import derive, new_key, unwrap_key, wrap_key
from wallet.vault.names import fingerprint

PENDING_LIFE = timedelta(hours=1)
MAX_IMPORT_BYTES = 16 * 1024 * 1024
MAX_IMPORT_ITEMS = 200
"""Called inside the transaction that deletes a credential: features above announce themselves through `app.py`."""
OnDeleted = Callable[[Session, Service, SignedIn, str], None]


@dataclass(frozen=True)
class Taken:
    """One file, paste or link as it came: a name for it (may be empty) and its bytes."""

    name: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class PreviewItem:
    """One credential of an import, or one thing that is none: examined, and the id of what is kept already, if any."""

    index: int
    name: str
    examined: Examined
    duplicate_of: str | None


@dataclass(frozen=True)
class Summary:
    """What lists show of a credential, sealed apart so that a list need not open everything.

    `issued` and `ends_on` are ISO 8601 as the credential states them. `verdict`, `code` and `checked_at` are those of
    the last report.
    """

    id: str
    title: str
    issuer: str
    issuer_name: str | None
    proved_by: str | None
    issued: str | None
    ends_on: str | None
    level: str | None
    workload: str | None
    digest: str
    added_at: datetime
    checked_at: datetime
    report: Report = field(repr=False)


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


# Taking in


def take_in(service: Service, signed_in: SignedIn, taken: Sequence[Taken]) -> str:
    """Put what came aside, sealed, for a look before it is kept; returns the import's id.

    Raises Problem `import.empty`, `import.too_large`.
    """
    taken = [each for each in taken if each.raw.strip()]
    if not taken:
        raise Problem("import.empty")
    if sum(len(each.raw) for each in taken) > MAX_IMPORT_BYTES:
        raise Problem("import.too_large")
    import_id = new_id()
    parts = [{"name": each.name[:200], "raw": b64encode(each.raw).decode()} for each in taken]
    place = signed_in.place("pending_import", import_id, "sealed_parts")
    sealed = seal(derive(signed_in.key, "pending imports"), json.dumps(parts).encode(), place)
    row = PendingImport(
        id=import_id, learner_id=signed_in.learner_id, ends_at=service.now() + PENDING_LIFE, sealed_parts=sealed
    )
    with service.database.writing() as session:
        session.add(row)
    return import_id


def take_in_link(service: Service, signed_in: SignedIn, url: str) -> str:
    """As `take_in`, with what an https link answers. Raises Problem `link.*` besides."""
    return take_in(service, signed_in, [fetch_link(service, url)])


def fetch_link(service: Service, url: str) -> Taken:
    """What a link answers. Raises Problem `link.malformed`, `link.refused`, `.timeout`, `.too_large`, `.failed` ..."""
    url = url.strip()
    if not url.startswith(("https://", "http://")):
        raise Problem("link.malformed", "link")
    try:
        answer = service.fetch_link(url, "application/vc+ld+json, application/ld+json, application/json, */*;q=0.5")
    except VerifierError as error:
        raise Problem(error.code.replace("fetch.", "link."), "link") from error
    return Taken(url[:200], answer.body)


def preview(service: Service, signed_in: SignedIn, import_id: str) -> list[PreviewItem]:
    """Everything that an import holds, examined now. Raises NotFound for one that is gone."""
    world = service.world()
    items: list[PreviewItem] = []
    for taken in _pending(service, signed_in, import_id):
        examined = examine(taken.raw, world)
        for each in examined.inside or (examined,):
            items.append(PreviewItem(len(items), taken.name, each, None))
    items = items[:MAX_IMPORT_ITEMS]
    marks = {_fingerprint(signed_in, each.examined.raw): each.index for each in items}
    with service.database.reading() as session:
        mine = StoredCredential.learner_id == signed_in.learner_id
        rows = session.exec(select(StoredCredential.fingerprint, StoredCredential.id).where(mine)).all()
    known = {mark: row_id for mark, row_id in rows if mark in marks}
    return [replace(each, duplicate_of=known.get(_fingerprint(signed_in, each.examined.raw))) for each in items]


def keep(service: Service, signed_in: SignedIn, import_id: str, chosen: Sequence[int]) -> list[str]:
    """Keep the chosen items of an import and forget the rest; all of them or none. Returns the credentials' ids.

    What is kept already is not kept twice. Raises NotFound, Problem `import.nothing_chosen`.
    """
    items = [each for each in preview(service, signed_in, import_id) if each.index in chosen]
    items = [each for each in items if each.examined.credential is not None]
    if not items:
        raise Problem("import.nothing_chosen")
    new = {each.examined.raw: each for each in items if each.duplicate_of is None}
    pairs = [_sealed_rows(service, signed_in, each.examined) for each in new.values()]
    try:
        with service.database.writing() as session:
            for credential, report in pairs:
                session.add(credential)
                session.flush()
                session.add(report)
            for each in new.values():
                add_event(
                    session,
                    service,
                    signed_in.learner_id,
                    signed_in.box_public,
                    "history.kept",
                    {"title": _title(each.examined.record)},
                )
            session.exec(delete(PendingImport).where(col(PendingImport.id) == import_id))
    except IntegrityError as error:
        raise Problem("import.kept_meanwhile") from error
    return [credential.id for credential, _ in pairs] + [each.duplicate_of for each in items if each.duplicate_of]


def discard(service: Service, signed_in: SignedIn, import_id: str) -> None:
    """Forget an import."""
    with service.database.writing() as session:
        mine = col(PendingImport.learner_id) == signed_in.learner_id
        session.exec(delete(PendingImport).where(col(PendingImport.id) == import_id, mine))


def sweep_imports(service: Service) -> None:
    """Forget imports that nobody came back to."""
    with service.database.writing() as session:
        session.exec(delete(PendingImport).where(col(PendingImport.ends_at) <= service.now()))


# What is kept


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
    return [_read_summary(signed_in, *row) for row in rows]


def open_credential(service: Service, signed_in: SignedIn, credential_id: str) -> Kept:
    """Raises NotFound."""
    with service.database.reading() as session:
        row = _own(session, signed_in, credential_id)
    key = _data_key(signed_in, row.id, row.wrapped_key)
    record = json.loads(unseal(key, row.sealed_record, signed_in.place("credential", row.id, "sealed_record")))
    summary = _read_summary(signed_in, row.id, row.added_at, row.wrapped_key, row.sealed_summary)
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
    key = _data_key(signed_in, row.id, row.wrapped_key)
    return [PastReport(each.id, _read_stored(signed_in, key, each)) for each in reports]


def recheck(service: Service, signed_in: SignedIn, credential_id: str) -> Report:
    """Verify a credential now and keep the report beside the old ones. Raises NotFound."""
    kept = open_credential(service, signed_in, credential_id)
    report = verify(read(kept.raw), world_of(service, signed_in, credential_id))
    with service.database.writing() as session:
        row = _own(session, signed_in, credential_id)
        key = _data_key(signed_in, row.id, row.wrapped_key)
        session.add(_report_row(signed_in, key, row.id, report))
        examined = Examined(kept.raw, report, read(kept.raw), kept.record)
        row.sealed_summary = _seal_summary(signed_in, key, row.id, examined)
        session.add(row)
        facts = {"title": _title(kept.record), "code": report.code}
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.checked", facts)
    return report


def world_of(service: Service, signed_in: SignedIn, credential_id: str) -> World:
    """The world as it is now, with the evidence that was kept when the credential was taken in."""
    return replace(service.world(), kept=first_evidence(service, signed_in, credential_id))


def first_evidence(service: Service, signed_in: SignedIn, credential_id: str) -> dict[str, bytes]:
    """What was fetched for the first report about a credential: URL -> bytes. Raises NotFound."""
    reports = list_reports(service, signed_in, credential_id)
    return {each.url: each.body for each in reports[-1].report.evidence} if reports else {}


def delete_credential(
    service: Service, signed_in: SignedIn, credential_id: str, announce: Sequence[OnDeleted] = ()
) -> None:
    """Delete a credential with its key and reports, and tell the features above. Raises NotFound."""
    kept = open_credential(service, signed_in, credential_id)
    with service.database.writing() as session:
        for each in announce:
            each(session, service, signed_in, credential_id)
        session.exec(delete(StoredCredential).where(col(StoredCredential.id) == credential_id))
        facts = {"title": _title(kept.record)}
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.deleted", facts)


# Rows


def _sealed_rows(service: Service, signed_in: SignedIn, examined: Examined) -> tuple[StoredCredential, StoredReport]:
    row_id, key = new_id(), new_key()
    record = json.dumps(examined.record.as_json() if examined.record else None).encode()
    credential = StoredCredential(
        id=row_id,
        learner_id=signed_in.learner_id,
        added_at=service.now(),
        fingerprint=_fingerprint(signed_in, examined.raw),
        wrapped_key=wrap_key(signed_in.key, key, signed_in.place("credential", row_id, "wrapped_key")),
        sealed_original=seal(key, examined.raw, signed_in.place("credential", row_id, "sealed_original")),
        sealed_record=seal(key, record, signed_in.place("credential", row_id, "sealed_record")),
        sealed_summary=_seal_summary(signed_in, key, row_id, examined),
    )
    return credential, _report_row(signed_in, key, row_id, examined.report)


def _report_row(signed_in: SignedIn, key: bytes, credential_id: str, report: Report) -> StoredReport:
    row_id = new_id()
    sealed = seal(key, write_report(report), signed_in.place("report", row_id, "sealed_report"))
    return StoredReport(id=row_id, credential_id=credential_id, at=report.at, sealed_report=sealed)


def _seal_summary(signed_in: SignedIn, key: bytes, row_id: str, examined: Examined) -> bytes:
    record, credential = examined.record or Record(), examined.credential
    period = credential.period if credential else None
    without_bodies = replace(examined.report, evidence=())
    summary = {
        "title": _title(record),
        "issuer": examined.report.issuer or "",
        "issuer_name": credential.issuer_name if credential else None,
        "proved_by": examined.report.check("key").facts.get("proved_by"),
        "issued": record.issued[0].text if record.issued else None,
        "ends_on": period.end.isoformat() if period and period.end else None,
        "level": record.level[0].text if record.level else None,
        "workload": record.workload[0].text if record.workload else None,
        "digest": hashlib.sha256(examined.raw).hexdigest(),
        "report": write_report(without_bodies).decode(),
    }
    return seal(key, json.dumps(summary).encode(), signed_in.place("credential", row_id, "sealed_summary"))


def _read_summary(
    signed_in: SignedIn, row_id: str, added_at: datetime, wrapped_key: bytes, sealed_summary: bytes
) -> Summary:
    key = _data_key(signed_in, row_id, wrapped_key)
    parts = json.loads(unseal(key, sealed_summary, signed_in.place("credential", row_id, "sealed_summary")))
    report = read_report(parts.pop("report").encode())
    return Summary(id=row_id, added_at=added_at, checked_at=report.at, report=report, **parts)


def _read_stored(signed_in: SignedIn, key: bytes, row: StoredReport) -> Report:
    return read_report(unseal(key, row.sealed_report, signed_in.place("report", row.id, "sealed_report")))


def _own(session: Session, signed_in: SignedIn, credential_id: str) -> StoredCredential:
    row = session.get(StoredCredential, credential_id)
    if row is None or row.learner_id != signed_in.learner_id:
        raise NotFound
    return row


def _data_key(signed_in: SignedIn, row_id: str, wrapped_key: bytes) -> bytes:
    return unwrap_key(signed_in.key, wrapped_key, signed_in.place("credential", row_id, "wrapped_key"))


def _fingerprint(signed_in: SignedIn, raw: bytes) -> bytes:
    return fingerprint(derive(signed_in.key, "fingerprints of credentials"), raw.strip())


def _pending(service: Service, signed_in: SignedIn, import_id: str) -> list[Taken]:
    with service.database.reading() as session:
        row = session.get(PendingImport, import_id)
    if row is None or row.learner_id != signed_in.learner_id or row.ends_at <= service.now():
        raise NotFound
    place = signed_in.place("pending_import", import_id, "sealed_parts")
    parts = json.loads(unseal(derive(signed_in.key, "pending imports"), row.sealed_parts, place))
    return [Taken(each["name"], b64decode(each["raw"])) for each in parts]


def _title(record: Record | None) -> str:
    return record.title[0].text if record and record.title else ""
