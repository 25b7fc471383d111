"""Rows of what readers answered. Only the learner can open them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Review(SQLModel, table=True):
    """One comment or decision, sealed to the learner (`answer.write_received`). `share_id`: the link that was read."""

    __tablename__ = "review"
    id: str = Field(primary_key=True)
    share_id: str = Field(
        sa_column=Column(String, ForeignKey("share.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    at: datetime = Field(sa_type=Moment)
    box: bytes
