"""Rows of a learner's history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class HistoryEntry(SQLModel, table=True):
    """What happened, sealed to the learner (`vault.sealed_box`): JSON {"code", "facts"}."""

    __tablename__ = "history_entry"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    at: datetime = Field(sa_type=Moment)
    box: bytes
