"""Rows of organisations. What an organisation says of itself is public; everything else opens only for its members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from wallet.database import Moment


def _of_organisation() -> Column[str]:
    return Column(String, ForeignKey("organisation.id", ondelete="CASCADE"), index=True, nullable=False)


class Organisation(SQLModel, table=True):
    """`profile` (public): what it says of itself (`organisation.Profile`), and the server's stamp (`stamping`) over all
    that is public. `signing_keys`: Ed25519 keys in Multikey form, the current one first. `own_did`: an identifier under
    a domain of its own, empty where it has none.

    Under the organisation's key: `sealed_box_private`, the other half of `box_public` (X25519, for what learners hand
    over), and `sealed_rules` (`rules.Rules`). `status_lists` (public): for each identifier
    that it signed under the signed list of withdrawn decisions, as it is served.
    `stamp` (`stamping`): what is public was written by this service.
    """

    __tablename__ = "organisation"
    id: str = Field(primary_key=True)
    profile: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    box_public: bytes
    sealed_box_private: bytes
    signing_keys: list[str] = Field(sa_column=Column(JSON, nullable=False))
    own_did: str = ""
    sealed_rules: bytes
    status_lists: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    stamp: bytes
    created_at: datetime = Field(sa_type=Moment)


class Member(SQLModel, table=True):
    """Somebody who may act for an organisation. `box`, sealed to them: its key and their role, which counts; `role` is
    for lists. `sealed_name`, under the organisation's key: what the others call them."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("organisation_id", "learner_id"),)
    id: str = Field(primary_key=True)
    organisation_id: str = Field(sa_column=_of_organisation())
    learner_id: str = Field(
        sa_column=Column(String, ForeignKey("learner.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    role: str
    box: bytes
    sealed_name: bytes
    joined_at: datetime = Field(sa_type=Moment)


class Invitation(SQLModel, table=True):
    """A link that makes one person a member, once. `id` is SHA-256 of the link's public half; `wrapped` opens with the
    other half alone: the organisation's key and the role. `sealed_name`, under that key: whom it is for."""

    __tablename__ = "invitation"
    id: str = Field(primary_key=True)
    organisation_id: str = Field(sa_column=_of_organisation())
    role: str
    wrapped: bytes
    sealed_name: bytes
    ends_at: datetime = Field(sa_type=Moment, index=True)
