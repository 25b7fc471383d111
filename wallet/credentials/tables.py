"""Rows of credentials: every part sealed under the credential's own data key, which the learner's key wraps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class StoredCredential(SQLModel, table=True):
    """`fingerprint`: a digest of the original bytes under a key of the learner's, so that twins are recognised.

    `sealed_original`: the bytes as they came. `sealed_record`: `Record.as_json`. `sealed_summary`: what a list shows.
    """

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("learner_id", "fingerprint"),)
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    added_at: datetime = Field(sa_type=Moment)
    fingerprint: bytes
    wrapped_key: bytes
    sealed_original: bytes
    sealed_record: bytes
    sealed_summary: bytes


class StoredReport(SQLModel, table=True):
    """One report about a credential, with the evidence that it rests on; old ones stay."""

    __tablename__ = "report"
    id: str = Field(primary_key=True)
    credential_id: str = Field(
        sa_column=Column(String, ForeignKey("credential.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    at: datetime = Field(sa_type=Moment)
    sealed_report: bytes


class PendingImport(SQLModel, table=True):
    """What was taken in and not yet kept: sealed, and gone after an hour."""

    __tablename__ = "pending_import"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    ends_at: datetime = Field(sa_type=Moment, index=True)
    sealed_parts: bytes
