"""How a credential's parts become rows: each sealed under the credential's data key, at its own place."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime

from verifier import Examined, Record, Report
from verifier.codec.json_text import read_json
from verifier.errors import VerifierError
from verifier.record import Value
from wallet.accounts.service import SignedIn
from wallet.credentials.stored_report import read_report, write_report
from wallet.credentials.tables import StoredCredential, StoredReport
from wallet.service import Service, new_id
from wallet.vault.blob import seal, unseal
from wallet.vault.keys import derive, new_key, unwrap_key, wrap_key
from wallet.vault.names import fingerprint

MOST_LISTED = 8  # levels and amounts of one credential that lists choose from


@dataclass(frozen=True)
class Summary:
    """What lists show of a credential, sealed apart so that a list need not open everything.

    `issued` and `ends_on` are ISO 8601 as the credential states them. `verdict`, `code` and `checked_at` are those of
    the last report. `record` is as much of the record as lists draw and choose by: title, level, workload, fields of
    education.
    """

    id: str
    record: Record
    issuer: str
    issuer_name: str | None
    proved_by: str | None
    issued: str | None
    ends_on: str | None
    digest: str
    added_at: datetime
    checked_at: datetime
    report: Report = field(repr=False)

    @property
    def title(self) -> str:
        """The title as the issuer wrote it first; empty for none."""
        return title_of(self.record)


def sealed_rows(service: Service, signed_in: SignedIn, examined: Examined) -> tuple[StoredCredential, StoredReport]:
    row_id, key = new_id(), new_key()
    credential = StoredCredential(
        id=row_id,
        learner_id=signed_in.learner_id,
        added_at=service.now(),
        fingerprint=fingerprint_of(signed_in, examined.raw),
        wrapped_key=wrap_key(signed_in.key, key, signed_in.place("credential", row_id, "wrapped_key")),
        sealed_original=seal(key, examined.raw, signed_in.place("credential", row_id, "sealed_original")),
        sealed_record=seal_record(signed_in, key, row_id, examined.record),
        sealed_summary=seal_summary(signed_in, key, row_id, examined),
    )
    return credential, report_row(signed_in, key, row_id, examined.report)


def report_row(signed_in: SignedIn, key: bytes, credential_id: str, report: Report) -> StoredReport:
    row_id = new_id()
    sealed = seal(key, write_report(report), signed_in.place("report", row_id, "sealed_report"))
    return StoredReport(id=row_id, credential_id=credential_id, at=report.at, sealed_report=sealed)


def seal_record(signed_in: SignedIn, key: bytes, row_id: str, record: Record | None) -> bytes:
    text = json.dumps(record.as_json() if record else None).encode()
    return seal(key, text, signed_in.place("credential", row_id, "sealed_record"))


def seal_summary(signed_in: SignedIn, key: bytes, row_id: str, examined: Examined) -> bytes:
    record, credential = examined.record or Record(), examined.credential
    period = credential.period if credential else None
    without_bodies = replace(examined.report, evidence=())
    summary = {
        "record": _for_lists(record).as_json(),
        "issuer": examined.report.issuer or "",
        "issuer_name": credential.issuer_name if credential else None,
        "proved_by": examined.report.check("key").facts.get("proved_by"),
        "issued": record.issued[0].text if record.issued else None,
        "ends_on": period.end.isoformat() if period and period.end else None,
        "digest": hashlib.sha256(examined.raw).hexdigest(),
        "report": write_report(without_bodies).decode(),
    }
    return seal(key, json.dumps(summary).encode(), signed_in.place("credential", row_id, "sealed_summary"))


def read_summary(
    signed_in: SignedIn, row_id: str, added_at: datetime, wrapped_key: bytes, sealed_summary: bytes
) -> Summary:
    key = data_key(signed_in, row_id, wrapped_key)
    parts = json.loads(unseal(key, sealed_summary, signed_in.place("credential", row_id, "sealed_summary")))
    report, record = read_report(parts.pop("report").encode()), Record.from_json(parts.pop("record"))
    return Summary(id=row_id, added_at=added_at, checked_at=report.at, report=report, record=record, **parts)


def _for_lists(record: Record) -> Record:
    return Record(
        title=record.title[:1],
        level=record.level[:MOST_LISTED],
        workload=record.workload[:MOST_LISTED],
        outcomes=_fields(record.outcomes),
        skills=_fields(record.skills),
        further_information=_fields(record.further_information),
    )


def _fields(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Those that name a field of education, of which every format has its own place."""

    def names_one(value: Value) -> bool:
        said = (value.uri, value.unit, value.detail.get("framework"))
        return value.detail.get("kind") == "fieldOfStudy" or any("isced" in (each or "").casefold() for each in said)

    return tuple(each for each in values if names_one(each))[:MOST_LISTED]


def read_stored(signed_in: SignedIn, key: bytes, row: StoredReport) -> Report:
    return read_report(unseal(key, row.sealed_report, signed_in.place("report", row.id, "sealed_report")))


def data_key(signed_in: SignedIn, row_id: str, wrapped_key: bytes) -> bytes:
    return unwrap_key(signed_in.key, wrapped_key, signed_in.place("credential", row_id, "wrapped_key"))


def fingerprint_of(signed_in: SignedIn, raw: bytes) -> bytes:
    """The same for the same credential, however its JSON is spaced or ordered."""
    return fingerprint(derive(signed_in.key, "fingerprints of credentials"), _without_layout(raw))


def _without_layout(raw: bytes) -> bytes:
    try:
        return json.dumps(read_json(raw), sort_keys=True, separators=(",", ":")).encode()
    except VerifierError:
        return raw.strip()


def title_of(record: Record | None) -> str:
    return record.title[0].text if record and record.title else ""
