"""Who belongs to an organisation: invited by a link that works once, given a role, removed."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from wallet.accounts.service import SignedIn
from wallet.accounts.tables import Learner
from wallet.history.service import add_event
from wallet.organisations.organisation import Public, Role, Staff, place_of
from wallet.organisations.service import (
    check_role,
    check_room,
    member_name_of,
    new_member,
    open_public,
    row_of,
    seal_role,
)
from wallet.organisations.tables import Invitation, Member, Organisation
from wallet.service import NotFound, Problem, Service, is_id
from wallet.vault.blob import seal, unseal
from wallet.vault.errors import VaultError
from wallet.vault.keys import new_key

INVITED_FOR = timedelta(days=7)
MOST_MEMBERS = 200
MOST_INVITATIONS = 50


@dataclass(frozen=True)
class Colleague:
    """A member as the others see them."""

    id: str
    name: str
    role: Role
    joined_at: datetime
    is_me: bool = False


@dataclass(frozen=True)
class Invited:
    """An invitation that waits. `name`: whom it is for, as whoever invited wrote it."""

    id: str
    name: str
    role: Role
    ends_at: datetime


@dataclass(frozen=True)
class Offered:
    """What an invitation offers whoever holds its link. `by`: the member who invited."""

    id: str
    organisation: Public
    role: Role
    ends_at: datetime
    key: bytes = field(repr=False)
    by: str


def list_members(service: Service, staff: Staff) -> list[Colleague]:
    """Everybody who belongs to the organisation, by name."""
    with service.database.reading() as session:
        rows = session.exec(select(Member).where(Member.organisation_id == staff.organisation.id)).all()
    found = [
        Colleague(row.id, _name(staff, row), Role(row.role), row.joined_at, row.id == staff.member_id) for row in rows
    ]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def invite(service: Service, staff: Staff, name: str, role: Role) -> str:
    """Invite one person: the token of a link that works once, for a week. Raises Problem `organisation.role`,
    `.member_name`, `.too_long`, `.too_many_invited`."""
    check_role(staff, Role.ADMIN)
    name = member_name_of(name)
    public, secret = secrets.token_urlsafe(16), new_key()
    invitation_id = _id(public)
    plain = json.dumps({"key": staff.key.hex(), "role": role.value, "by": staff.member_id}).encode()
    row = Invitation(
        id=invitation_id,
        organisation_id=staff.organisation.id,
        role=role.value,
        wrapped=seal(secret, plain, staff.place("invitation", invitation_id, "wrapped")),
        sealed_name=seal(staff.key, name.encode(), staff.place("invitation", invitation_id, "sealed_name")),
        ends_at=service.now() + INVITED_FOR,
    )
    with service.database.writing() as session:
        row_of(session, staff)
        waiting = select(Invitation).where(Invitation.organisation_id == staff.organisation.id)
        if len(session.exec(waiting).all()) >= MOST_INVITATIONS:
            raise Problem("organisation.too_many_invited", "member_name")
        session.add(row)
    return f"{public}.{secret.hex()}"


def list_invited(service: Service, staff: Staff) -> list[Invited]:
    """Invitations that wait, the next to end first."""
    with service.database.reading() as session:
        mine = select(Invitation).where(Invitation.organisation_id == staff.organisation.id)
        rows = session.exec(mine.where(Invitation.ends_at > service.now()).order_by(col(Invitation.ends_at))).all()
    return [
        Invited(
            row.id,
            unseal(staff.key, row.sealed_name, staff.place("invitation", row.id, "sealed_name")).decode(),
            Role(row.role),
            row.ends_at,
        )
        for row in rows
    ]


def take_back(service: Service, staff: Staff, invitation_id: str) -> None:
    """Let an invitation's link open nothing any more."""
    check_role(staff, Role.ADMIN)
    with service.database.writing() as session:
        row_of(session, staff)
        mine = col(Invitation.organisation_id) == staff.organisation.id
        session.exec(delete(Invitation).where(mine, col(Invitation.id) == invitation_id))


def look_at_invitation(service: Service, token: str) -> Offered:
    """What an invitation offers. Raises NotFound for one that is over, was used or never was, and where whoever invited
    may invite nobody any more."""
    public, _, secret = token.partition(".")
    with service.database.reading() as session:
        row = session.get(Invitation, _id(public))
    if row is None or row.ends_at <= service.now():
        raise NotFound
    place = place_of(row.organisation_id, "invitation", row.id, "wrapped")
    try:
        plain = json.loads(unseal(bytes.fromhex(secret), row.wrapped, place))
    except (VaultError, ValueError) as error:
        raise NotFound from error
    organisation, by = open_public(service, row.organisation_id), plain.get("by", "")
    with service.database.reading() as session:
        _check_inviting(session, organisation.id, by)
    return Offered(
        row.id, organisation, Role(plain["role"]), row.ends_at, bytes.fromhex(plain["key"]), plain.get("by", "")
    )


def join(service: Service, signed_in: SignedIn, token: str, name: str) -> str:
    """Become a member under this name; returns the organisation's id. The link opens nothing afterwards.

    Raises NotFound as `look_at_invitation`; Problem `organisation.member_name`, `.too_long`, `.too_many`, `.member`,
    `.full`.
    """
    offered, name = look_at_invitation(service, token), member_name_of(name)
    organisation = offered.organisation
    member = new_member(service, signed_in, organisation.id, offered.key, offered.role, name)
    try:
        with service.database.writing() as session:
            session.get(Learner, signed_in.learner_id, with_for_update=True)
            session.get(Organisation, organisation.id, with_for_update=True)  # members are counted one after another
            check_room(session, signed_in)
            _check_inviting(session, organisation.id, offered.by)
            used = session.exec(delete(Invitation).where(col(Invitation.id) == offered.id))
            if used.rowcount != 1:
                raise NotFound
            if len(_rows(session, organisation.id)) >= MOST_MEMBERS:
                raise Problem("organisation.full")
            session.add(member)
            facts = {"label": organisation.profile.name}
            key = signed_in.box_public
            add_event(session, service, signed_in.learner_id, key, "history.organisation_joined", facts)
    except IntegrityError as error:
        raise Problem("organisation.member") from error
    return organisation.id


def change_role(service: Service, staff: Staff, member_id: str, role: Role) -> None:
    """Give a member another role. Raises NotFound; Problem `organisation.role`, `organisation.last_admin`."""
    check_role(staff, Role.ADMIN)
    with service.database.writing() as session:
        row_of(session, staff)
        member = _member(session, staff, member_id)
        if role is not Role.ADMIN:
            _check_others(session, member)
        learner = session.get(Learner, member.learner_id)
        if learner is None:
            raise NotFound
        seal_role(service, member, learner.box_public, staff.key, role)
        session.add(member)


def remove(service: Service, staff: Staff, member_id: str) -> None:
    """Let a member out, at once; anybody may leave by themselves.

    Raises NotFound; Problem `organisation.role`, `organisation.last_admin`.
    """
    if member_id != staff.member_id:
        check_role(staff, Role.ADMIN)
    with service.database.writing() as session:
        theirs = select(Member.learner_id).where(Member.organisation_id == staff.organisation.id)
        whose = session.exec(theirs.where(Member.id == member_id)).first() if is_id(member_id) else None
        # The learner before the organisation, as everybody holds them: their wallet may be deleted meanwhile.
        learner = session.get(Learner, whose, with_for_update={"read": True, "key_share": True}) if whose else None
        row_of(session, staff)
        member = _member(session, staff, member_id)
        _check_others(session, member)
        if learner is not None:
            facts = {"label": staff.organisation.profile.name}
            add_event(session, service, learner.id, learner.box_public, "history.organisation_left", facts)
        session.delete(member)


def check_may_go(session: Session, signed_in: SignedIn) -> None:
    """Before a wallet is deleted, inside that transaction: raises Problem `organisation.last_admin` where others would
    be left behind without anybody who may let people in."""
    mine = select(Member).where(Member.learner_id == signed_in.learner_id).order_by(Member.organisation_id)
    for member in session.exec(mine).all():
        session.get(Organisation, member.organisation_id, with_for_update=True)  # two who go at once are in a row
        if len(_rows(session, member.organisation_id)) > 1:
            _check_others(session, member)


def sweep_invitations(service: Service) -> None:
    """Forget invitations whose time is over."""
    with service.database.writing() as session:
        session.exec(delete(Invitation).where(col(Invitation.ends_at) <= service.now()))


def _check_inviting(session: Session, organisation_id: str, member_id: str) -> None:
    """Whether somebody may let people in, still. Raises NotFound."""
    member = session.get(Member, member_id, populate_existing=True)
    if member is None or (member.organisation_id, member.role) != (organisation_id, Role.ADMIN.value):
        raise NotFound


def _check_others(session: Session, member: Member) -> None:
    others = [each for each in _rows(session, member.organisation_id) if each.id != member.id]
    if not any(each.role == Role.ADMIN.value for each in others):
        raise Problem("organisation.last_admin")


def _rows(session: Session, organisation_id: str) -> list[Member]:
    return [*session.exec(select(Member).where(Member.organisation_id == organisation_id)).all()]


def _member(session: Session, staff: Staff, member_id: str) -> Member:
    row = session.get(Member, member_id, with_for_update=True) if is_id(member_id) else None
    if row is None or row.organisation_id != staff.organisation.id:
        raise NotFound
    return row


def _name(staff: Staff, row: Member) -> str:
    try:
        return unseal(staff.key, row.sealed_name, staff.place("member", row.id, "sealed_name")).decode()
    except VaultError:
        return ""


def _id(public: str) -> str:
    return sha256(public.encode("utf-8", "surrogatepass")).hexdigest()
