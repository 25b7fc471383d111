"""Rows of what anybody may read, of who signed it, and of a learner's drafts, which only that learner can read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class PublicDocument(SQLModel, table=True):
    """A pathway, an agreement or a learning opportunity, in the open.

    `digest`: sha-256 (hex) of `document`, its canonical JSON (RFC 8785), and its address. `identity`: sha-256 (hex) of
    its kind and its own id, which its versions share. `owner_tag`: a digest under a key of the learner who published
    it, who alone can say which rows are theirs; none for what the service itself put there. `superseded_by`: the
    digest of a later version by the same; empty for the last.
    """

    __tablename__ = "public_document"
    digest: str = Field(primary_key=True)
    kind: str = Field(index=True)
    identity: str = Field(index=True)
    document: bytes
    owner_tag: bytes | None = Field(default=None, sa_column=Column(LargeBinary, index=True, nullable=True))
    published_at: datetime = Field(sa_type=Moment)
    superseded_by: str = ""


class DocumentSignature(SQLModel, table=True):
    """A credential over a public document, as it came. `first_report` keeps the evidence with which it was taken in,
    `report` is the last one (`credentials.stored_report`). `fingerprint`: sha-256 (hex) of the credential."""

    __tablename__ = "document_signature"
    __table_args__ = (UniqueConstraint("digest", "fingerprint"),)
    id: str = Field(primary_key=True)
    digest: str = Field(
        sa_column=Column(String, ForeignKey("public_document.digest", ondelete="CASCADE"), index=True, nullable=False)
    )
    fingerprint: str
    credential: bytes
    first_report: bytes
    report: bytes
    checked_at: datetime = Field(sa_type=Moment)


class PathwayDraft(SQLModel, table=True):
    """A learner's own pathway, which nobody else can read: its JSON, sealed under the learner's key."""

    __tablename__ = "pathway_draft"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    changed_at: datetime = Field(sa_type=Moment)
    sealed_document: bytes
