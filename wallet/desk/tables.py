"""Rows of cases: what a learner handed over to an organisation, what its members did with it, and what they signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from wallet.database import Moment


def _of_organisation() -> Column[str]:
    return Column(String, ForeignKey("organisation.id", ondelete="CASCADE"), index=True, nullable=False)


class DeskCase(SQLModel, table=True):
    """A link that a learner handed over. `box`, sealed to the organisation (`case.Handed`): the link's key, from whom,
    what for. It goes when the learner takes it back, with the link, and at `ends_at` in any case."""

    __tablename__ = "desk_case"
    __table_args__ = (UniqueConstraint("organisation_id", "share_id"),)
    id: str = Field(primary_key=True)
    organisation_id: str = Field(sa_column=_of_organisation())
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


class IssuedDecision(SQLModel, table=True):
    """A decision that an organisation signed: its place in the status list, and nothing of whom it concerns.

    `sealed` (under the organisation's key): JSON {"credential" (its id), "decision", "by", "case" (id; empty: none)}.
    """

    __tablename__ = "issued_decision"
    __table_args__ = (UniqueConstraint("organisation_id", "position"),)
    id: str = Field(primary_key=True)
    organisation_id: str = Field(sa_column=_of_organisation())
    position: int
    at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment, nullable=True)
    sealed: bytes
