"""Rows of cases: what a learner handed over to an organisation, and what its members did with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class DeskCase(SQLModel, table=True):
    """A link that a learner handed over. `box`, sealed to the organisation (`case.Handed`): the link's key, from whom,
    what for. It goes when the learner takes it back, with the link, and at `ends_at` in any case."""

    __tablename__ = "desk_case"
    __table_args__ = (UniqueConstraint("organisation_id", "share_id"),)
    id: str = Field(primary_key=True)
    organisation_id: str = Field(
        sa_column=Column(String, ForeignKey("organisation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    share_id: str = Field(
        sa_column=Column(String, ForeignKey("share.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    created_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment, index=True)
    box: bytes


class CaseEntry(SQLModel, table=True):
    """One thing that happened to a case, under the organisation's key (`case.Entry`); nothing in one ever changes."""

    __tablename__ = "case_entry"
    id: str = Field(primary_key=True)
    case_id: str = Field(
        sa_column=Column(String, ForeignKey("desk_case.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    at: datetime = Field(sa_type=Moment)
    sealed: bytes
