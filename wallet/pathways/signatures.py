"""Who signed a public document, as rows: verified when taken in, and again when it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlmodel import Session, col, select

from verifier import Examined, examine, read, read_record
from verifier.errors import VerifierError
from wallet.credentials.stored_report import read_report, write_report
from wallet.pathways.signing import signature_of
from wallet.pathways.tables import DocumentSignature
from wallet.recognition.agreement import Signature
from wallet.service import Problem, Service, new_id

CHECKED_FOR = timedelta(minutes=10)  # what was verified so lately is not verified again
MOST_SIGNATURES = 40  # of one document
MOST_AT_ONCE = 100  # verified anew for one page: the others as they were last found


@dataclass(frozen=True)
class Signed:
    """One credential over a document: what it comes to, and what was found about it."""

    signature: Signature
    examined: Examined = field(repr=False)


def add_signature(session: Session, service: Service, digest: str, examined: Examined) -> None:
    """Keep a credential beside the document that it speaks of, once. Raises Problem `pathway.signatures`."""
    fingerprint = hashlib.sha256(examined.raw).hexdigest()
    mine = select(DocumentSignature).where(DocumentSignature.digest == digest)
    rows = session.exec(mine).all()
    report = write_report(examined.report)
    for row in rows:
        if row.fingerprint == fingerprint:
            row.report, row.checked_at = report, service.now()
            session.add(row)
            return
    if len(rows) >= MOST_SIGNATURES:
        raise Problem("pathway.signatures")
    session.add(
        DocumentSignature(
            id=new_id(),
            digest=digest,
            fingerprint=fingerprint,
            credential=examined.raw,
            first_report=report,
            report=report,
            checked_at=service.now(),
        )
    )


def signatures_of(service: Service, digests: Iterable[str]) -> dict[str, tuple[Signed, ...]]:
    """Digest -> the credentials over it, verified now where the last time is a while ago."""
    asked = sorted(set(digests))
    with service.database.reading() as session:
        rows = session.exec(
            select(DocumentSignature)
            .where(col(DocumentSignature.digest).in_(asked))
            .order_by(col(DocumentSignature.digest), col(DocumentSignature.fingerprint))
        ).all()
    found: dict[str, list[Signed]] = {digest: [] for digest in asked}
    old = service.now() - CHECKED_FOR
    stale = [row for row in rows if row.checked_at < old][:MOST_AT_ONCE]
    fresh = {row.id: _verify(service, row) for row in stale}
    _keep(service, stale, fresh)
    for row in rows:
        examined = fresh.get(row.id) or _remembered(row)
        found[row.digest].append(Signed(signature_of(row.digest, examined), examined))
    return {digest: tuple(each) for digest, each in found.items()}


def _verify(service: Service, row: DocumentSignature) -> Examined:
    evidence = {each.url: each.body for each in read_report(row.first_report).evidence}
    return examine(row.credential, replace(service.world(), kept=evidence))


def _remembered(row: DocumentSignature) -> Examined:
    report = read_report(row.report)
    try:
        credential = read(row.credential)
    except VerifierError:
        return Examined(row.credential, report)
    return Examined(row.credential, report, credential, read_record(credential))


def _keep(service: Service, rows: Sequence[DocumentSignature], fresh: dict[str, Examined]) -> None:
    if not rows:
        return
    with service.database.writing() as session:
        for row in rows:
            kept = session.get(DocumentSignature, row.id)
            if kept is not None:
                kept.report, kept.checked_at = write_report(fresh[row.id].report), service.now()
                session.add(kept)
