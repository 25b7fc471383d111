"""What was destroyed is in no file of SQLite any more: not in its pages, not in its write-ahead log."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Table

from tests.services.life import course, keep_one, share
from tests.world import Clock
from wallet.accounts.service import SignedIn
from wallet.credentials.service import delete_credential
from wallet.demo.issuer import Issuers
from wallet.net import ANSWERS_LIFE, CachedAnswer
from wallet.service import Service
from wallet.shares.life import stop_share
from wallet.tables import SQLModel
from wallet.tending import tend


def files_of(service: Service) -> bytes:
    url = service.database.engine.url
    if url.get_backend_name() != "sqlite" or url.database is None:
        pytest.skip("PostgreSQL keeps dead rows until its vacuum comes by, as the README says")
    file = Path(url.database)
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def sealed_in(service: Service, table: str) -> list[bytes]:
    """Every blob of a table that is there now."""
    rows: Table = SQLModel.metadata.tables[table]
    with service.database.reading() as session:
        return [
            value for row in session.connection().execute(rows.select()) for value in row if isinstance(value, bytes)
        ]


def test_a_stopped_share_leaves_neither_key_nor_view_in_any_file(
    service: Service, ada: SignedIn, issuers: Issuers
) -> None:
    made = share(service, ada, [keep_one(service, ada, course(issuers))])
    with service.database.reading() as session:
        rows: Table = SQLModel.metadata.tables["share"]
        before = session.connection().execute(rows.select()).one()
    assert before.wrapped_key in files_of(service)
    stop_share(service, ada, made.id)
    assert before.wrapped_key not in files_of(service)
    assert before.sealed_view[:64] not in files_of(service)


def test_a_deleted_credential_leaves_no_blob_in_any_file(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    kept = keep_one(service, ada, course(issuers))
    blobs = [*sealed_in(service, "credential"), *sealed_in(service, "report")]
    assert all(blob[:64] in files_of(service) for blob in blobs)
    delete_credential(service, ada, kept)
    assert not any(blob[:64] in files_of(service) for blob in blobs)


def test_answers_that_nobody_asked_for_again_are_swept(
    service: Service, ada: SignedIn, issuers: Issuers, clock: Clock
) -> None:
    keep_one(service, ada, course(issuers))
    assert sealed_in(service, CachedAnswer.__tablename__)
    tend(service)
    assert sealed_in(service, CachedAnswer.__tablename__)
    clock.at += ANSWERS_LIFE
    tend(service)
    assert not sealed_in(service, CachedAnswer.__tablename__)
