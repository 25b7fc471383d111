"""Rows of shares. The server can open a view only with the key that the link holds, or with the learner's own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from wallet.database import Moment


class Share(SQLModel, table=True):
    """A sealed view behind a link.

    `tag` tells a right key from a wrong one before any work is done. `wrapped_key` is the share's data key under the
    content key that follows from the link's and the passcode (`vault.links`); `sealed_view` is under the data key.
    `sealed_owner`, under the learner's key, is what stays when the link is over; `sealed_inside`, under the same, what
    goes with it (`owner.Owner`). Once it has ended or is stopped, `wrapped_key`, `sealed_view`, `sealed_inside` and
    the passcode's columns are destroyed: what stays is a tombstone. `revision` counts the views that the link showed.
    `tries_left` is set where there is a passcode: how many wrong ones may still be given.
    """

    __tablename__ = "share"
    id: str = Field(primary_key=True)
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    created_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment, index=True)
    stopped_at: datetime | None = Field(default=None, sa_type=Moment)
    tag: bytes
    wrapped_key: bytes | None = None
    sealed_view: bytes | None = None
    sealed_owner: bytes
    sealed_inside: bytes | None = None
    paused_at: datetime | None = Field(default=None, sa_type=Moment)
    revision: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    passcode_salt: bytes | None = None
    passcode_cost: dict[str, int] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    tries_left: int | None = None
    max_opens: int | None = None
    opens: int = 0


class Opening(SQLModel, table=True):
    """One reader's session with a share, sealed to the learner (`openings.Seen`)."""

    __tablename__ = "opening"
    id: str = Field(primary_key=True)
    share_id: str = Field(
        sa_column=Column(String, ForeignKey("share.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    at: datetime = Field(sa_type=Moment)
    box: bytes


class Reading(SQLModel, table=True):
    """What lets one reader's browser see an opened share again for half an hour without a second opening.

    `id` is SHA-256 of the cookie's public half; `wrapped_key` is the share's data key under the cookie's secret.
    """

    __tablename__ = "reading"
    id: str = Field(primary_key=True)
    share_id: str = Field(
        sa_column=Column(String, ForeignKey("share.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    opened_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment, index=True)
    wrapped_key: bytes


class Generation(SQLModel, table=True):
    """How often this database was marked (`restored`): one row, whose `count` only grows."""

    __tablename__ = "generation"
    id: int = Field(primary_key=True)
    count: int
