"""Rows of learners: nothing that names them is stored in the clear."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, String
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Learner(SQLModel, table=True):
    """`name_hash`, `email_hash`: keyed hashes (`vault.names`), to find a row by what is typed at sign-in.

    `sealed_profile` (under the learner's key): JSON {"name", "email"}. `box_public`: X25519, for what arrives while
    the learner is away; `sealed_box_private` is its other half, under the learner's key.
    """

    __tablename__ = "learner"
    id: str = Field(primary_key=True)
    name_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    email_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, unique=True, nullable=True))
    sealed_profile: bytes
    box_public: bytes
    sealed_box_private: bytes
    created_at: datetime = Field(sa_type=Moment)


class KeySlot(SQLModel, table=True):
    """One lasting way to a learner's key (`vault.slots`): a passphrase, a recovery kit, later a passkey."""

    __tablename__ = "key_slot"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    kind: str
    salt: bytes
    parameters: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    wrapped: bytes
    created_at: datetime = Field(sa_type=Moment)


class SignIn(SQLModel, table=True):
    """One browser's session: a slot that only the cookie's secret opens. `id` is SHA-256 of the cookie's public half.

    `once` marks a sign-in link: it opens a session of its own once, and is gone.
    """

    __tablename__ = "sign_in"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    salt: bytes
    parameters: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    wrapped: bytes
    once: bool = False
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment, index=True)


class HolderKey(SQLModel, table=True):
    """A key of the learner's that an issuer may bind a credential to.

    `sealed_key`, under the learner's key: JSON {"label", "curve", "secret" (hex)}.
    """

    __tablename__ = "holder_key"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    created_at: datetime = Field(sa_type=Moment)
    sealed_key: bytes
