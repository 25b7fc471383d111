"""Organisations: begun, found, opened by their members, changed, deleted."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session, col, delete, func, select

from wallet.accounts.service import SignedIn
from wallet.accounts.tables import Learner
from wallet.history.service import add_event
from wallet.organisations.organisation import Profile, Public, Role, Staff, place_of
from wallet.organisations.rules import Rules, read_rules, write_rules
from wallet.organisations.signing import domain_in, hosted_did, signing_key
from wallet.organisations.stamping import is_stamped, stamp, stamped
from wallet.organisations.tables import Member, Organisation
from wallet.organisations.withdrawals import empty_lists, tag_of
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.vault.blob import Place, seal, unseal
from wallet.vault.errors import VaultError
from wallet.vault.keys import new_key, unwrap_key, wrap_key
from wallet.vault.sealed_box import new_pair, open_sealed, seal_to

MOST_OF_ONE = 20  # organisations that one person may be a member of
MAX_MEMBER_NAME = 120


@dataclass(frozen=True)
class Membership:
    """An organisation that somebody belongs to, and as what."""

    organisation: Public
    role: Role


def begin_organisation(service: Service, signed_in: SignedIn, profile: Profile, member_name: str) -> str:
    """A new organisation with one member, who is its admin; returns its id.

    Raises Problem as `Profile.checked` and `member_name_of`, and `organisation.too_many`.
    """
    profile, member_name = profile.checked(), member_name_of(member_name)
    organisation_id, key, pair = new_id(), new_key(), new_pair()
    box_place = place_of(organisation_id, "organisation", organisation_id, "sealed_box_private")
    row = Organisation(
        id=organisation_id,
        profile=profile.as_json(),
        box_public=pair.public,
        sealed_box_private=wrap_key(key, pair.private, box_place),
        signing_keys=[signing_key(key).public.multikey],
        sealed_rules=seal_rules(organisation_id, key, Rules()),
        status_lists=empty_lists(service, organisation_id, key),
        stamp=b"",
        created_at=service.now(),
    )
    stamp(service, row)
    with service.database.writing() as session:
        session.get(Learner, signed_in.learner_id, with_for_update=True)  # two at once would not count each other
        check_room(session, signed_in)
        session.add(row)
        session.flush()
        session.add(new_member(service, signed_in, organisation_id, key, Role.ADMIN, member_name))
        facts = {"label": profile.name}
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.organisation_begun", facts)
    return organisation_id


def list_memberships(service: Service, signed_in: SignedIn) -> list[Membership]:
    """Every organisation that somebody belongs to, by name."""
    with service.database.reading() as session:
        rows = session.exec(
            select(Organisation, Member).join(Member).where(Member.learner_id == signed_in.learner_id)
        ).all()
    found = [Membership(public_of(service, row), Role(member.role)) for row, member in rows]
    return sorted(found, key=lambda each: (each.organisation.profile.name.casefold(), each.organisation.id))


def open_public(service: Service, organisation_id: str) -> Public:
    """An organisation as everybody sees it. Raises NotFound, also where its row was not written by this service."""
    return public_of(service, _row(service, organisation_id))


def open_status_list(service: Service, organisation_id: str, tag: str) -> bytes:
    """The signed list of what an organisation withdrew that is called so (`withdrawals.tag_of`), as it is served: JSON
    in UTF-8. Raises NotFound."""
    for did, signed in _row(service, organisation_id).status_lists.items():
        if tag_of(did) == tag:
            return signed.encode()
    raise NotFound


def belongs_to_one(service: Service, signed_in: SignedIn) -> bool:
    """Whether somebody is a member of any organisation."""
    with service.database.reading() as session:
        mine = select(Member.id).where(Member.learner_id == signed_in.learner_id)
        return session.exec(mine.limit(1)).first() is not None


def list_proved(service: Service) -> list[Public]:
    """Every organisation whose own domain proves it, by that domain: others are found by their address alone."""
    with service.database.reading() as session:
        rows = session.exec(select(Organisation).where(Organisation.own_did != "")).all()
    proved = (public_of(service, row) for row in rows if is_stamped(service, row))
    return sorted(proved, key=lambda each: each.domain)


def open_as(service: Service, signed_in: SignedIn, organisation_id: str, least: Role = Role.READER) -> Staff:
    """Act for an organisation, as who may at least what `least` may.

    Raises NotFound for who is no member, or where the entry is not what was sealed to them; Problem
    `organisation.role` for who may not.
    """
    with service.database.reading() as session:
        found = _membership(session, signed_in, organisation_id)
    if found is None:
        raise NotFound
    row, member = found
    if not is_stamped(service, row):
        raise NotFound
    try:
        box = open_sealed(signed_in.box_private, member.box, _box_place(member), service.secrets.public_keys)
        plain = json.loads(box)
        role, key = Role(plain["role"]), bytes.fromhex(plain["key"])
        if plain["organisation"] != organisation_id:
            raise NotFound
        name = unseal(key, member.sealed_name, place_of(organisation_id, "member", member.id, "sealed_name")).decode()
        box_place = place_of(row.id, "organisation", row.id, "sealed_box_private")
        rules = read_rules(unseal(key, row.sealed_rules, place_of(row.id, "organisation", row.id, "sealed_rules")))
        box_private = unwrap_key(key, row.sealed_box_private, box_place)
    except VaultError as error:
        raise NotFound from error
    if not role.covers(least):
        raise Problem("organisation.role")
    public = public_of(service, row)
    return Staff(public, member.id, signed_in.learner_id, name, role, rules, key, box_private)


def change_profile(service: Service, staff: Staff, profile: Profile) -> None:
    """Say something else of oneself. Cases keep the end that their learners agreed to. Raises as `Profile.checked`."""
    check_role(staff, Role.ADMIN)
    profile = profile.checked()
    with service.database.writing() as session:
        row = row_of(session, staff)
        with stamped(service, row):
            row.profile = profile.as_json()


def change_rules(service: Service, staff: Staff, rules: Rules) -> None:
    """Read by other rules from now on."""
    check_role(staff, Role.ADMIN)
    with service.database.writing() as session:
        row_of(session, staff).sealed_rules = seal_rules(staff.organisation.id, staff.key, rules)


def delete_organisation(service: Service, staff: Staff, name: str) -> None:
    """Delete it, with every case and its signing key. `name`, typed once more, says that it is meant.

    Raises Problem `organisation.not_its_name`.
    """
    check_role(staff, Role.ADMIN)
    if " ".join(name.split()) != staff.organisation.profile.name:
        raise Problem("organisation.not_its_name", "name")
    with service.database.writing() as session:
        row_of(session, staff)
        session.exec(delete(Organisation).where(col(Organisation.id) == staff.organisation.id))
    service.database.forget()


def sweep_organisations(service: Service) -> None:
    """Delete organisations that no member can open any more."""
    with service.database.writing() as session:
        left = select(Member.organisation_id)
        session.exec(delete(Organisation).where(col(Organisation.id).not_in(left)))


def check_role(staff: Staff, least: Role) -> None:
    """Raises Problem `organisation.role`."""
    if not staff.role.covers(least):
        raise Problem("organisation.role")


def check_room(session: Session, signed_in: SignedIn) -> None:
    """Raises Problem `organisation.too_many`."""
    mine = select(func.count()).select_from(Member).where(Member.learner_id == signed_in.learner_id)
    if session.exec(mine).one() >= MOST_OF_ONE:
        raise Problem("organisation.too_many")


def member_name_of(text: str) -> str:
    """What the others call a member. Raises Problem `organisation.member_name`, `.too_long`."""
    name = " ".join(text.split())
    if not name:
        raise Problem("organisation.member_name", "member_name")
    if len(name) > MAX_MEMBER_NAME:
        raise Problem("organisation.too_long", "member_name")
    return name


def new_member(
    service: Service, signed_in: SignedIn, organisation_id: str, key: bytes, role: Role, name: str
) -> Member:
    """The row of a member, with the organisation's key sealed to them."""
    member = Member(
        id=new_id(),
        organisation_id=organisation_id,
        learner_id=signed_in.learner_id,
        role=role.value,
        box=b"",
        sealed_name=b"",
        joined_at=service.now(),
    )
    name_place = place_of(organisation_id, "member", member.id, "sealed_name")
    member.sealed_name = seal(key, name.encode(), name_place)
    seal_role(service, member, signed_in.box_public, key, role)
    return member


def seal_role(service: Service, member: Member, box_public: bytes, key: bytes, role: Role) -> None:
    """Put key and role into the member's box."""
    plain = json.dumps({"organisation": member.organisation_id, "key": key.hex(), "role": role.value}).encode()
    member.role = role.value
    member.box = seal_to(box_public, plain, _box_place(member), service.secrets.signer)


def seal_rules(organisation_id: str, key: bytes, rules: Rules) -> bytes:
    """The rules as their row keeps them."""
    return seal(key, write_rules(rules), place_of(organisation_id, "organisation", organisation_id, "sealed_rules"))


def row_of(session: Session, staff: Staff) -> Organisation:
    """The row of the organisation that somebody acts for, held. Raises NotFound where it is gone, and as
    `check_member`."""
    row = session.get(Organisation, staff.organisation.id, with_for_update=True)
    if row is None:
        raise NotFound
    check_member(session, staff)
    session.add(row)
    return row


def check_member(session: Session, staff: Staff) -> None:
    """Whether somebody still is what they were when the request began. Raises NotFound."""
    member = session.get(Member, staff.member_id, populate_existing=True)
    if member is None or member.role != staff.role.value or member.learner_id != staff.learner_id:
        raise NotFound


def public_of(service: Service, row: Organisation) -> Public:
    """What everybody may know of it. A domain that this service did not write there proves nothing."""
    own_did = row.own_did if is_stamped(service, row) else ""
    did = own_did or hosted_did(service.settings.public_url, row.id)
    return Public(
        row.id, Profile.from_json(row.profile), did, domain_in(own_did), row.box_public, tuple(row.signing_keys)
    )


def _row(service: Service, organisation_id: str) -> Organisation:
    with service.database.reading() as session:
        row = session.get(Organisation, organisation_id) if is_id(organisation_id) else None
    if row is None or not is_stamped(service, row):
        raise NotFound
    return row


def _membership(session: Session, signed_in: SignedIn, organisation_id: str) -> tuple[Organisation, Member] | None:
    if not is_id(organisation_id):
        return None
    mine = select(Organisation, Member).join(Member).where(Member.learner_id == signed_in.learner_id)
    return session.exec(mine.where(Organisation.id == organisation_id)).first()


def _box_place(member: Member) -> Place:
    return Place("member", member.id, "box", member.learner_id)
