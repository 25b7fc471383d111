"""Rows of stacks: a learner's progress on a pathway, sealed under the learner's key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class StoredStack(SQLModel, table=True):
    """`sealed_stack`: `wallet.stacks.stack.Stack` as JSON, the pathway's own text included: nobody else learns which
    pathways somebody follows."""

    __tablename__ = "stack"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    created_at: datetime = Field(sa_type=Moment)
    sealed_stack: bytes
