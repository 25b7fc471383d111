"""Attacks on organisations and their desks: who lost a role mid-way, links left behind, rows that were written to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, update
from starlette.routing import Route

from tests.services.life import at_once
from tests.services.test_cases import case, during, grace, member, own, stack_link, staff
from tests.services.test_deciding import FULL, decide
from tests.services.test_desk_pages import signed_in
from tests.services.test_organisations import HARBOUR, OWN_DOMAIN, publish_organisation
from tests.world import Clock, FakeWeb
from wallet.accounts.service import SignedIn, delete_learner, sign_up
from wallet.demo.issuer import Issuers
from wallet.desk.decided import list_issued, open_issued, withdraw
from wallet.desk.handing import ask_consent, hand_over, list_handed, take_back
from wallet.desk.service import close_case, list_cases, look, open_case, sweep_cases
from wallet.organisations import members
from wallet.organisations.issuing import give_up_domain, prove_domain
from wallet.organisations.members import change_role, invite, join, list_invited, look_at_invitation, remove
from wallet.organisations.organisation import Profile, Role, Staff
from wallet.organisations.rules import Rules
from wallet.organisations.service import (
    begin_organisation,
    change_profile,
    change_rules,
    delete_organisation,
    list_memberships,
    list_proved,
    open_as,
    open_public,
    open_status_list,
)
from wallet.organisations.signing import address_of_document, did_document, signing_key
from wallet.organisations.tables import Organisation
from wallet.organisations.withdrawals import tag_of
from wallet.routes import routes
from wallet.service import NotFound, Problem, Service
from wallet.shares.life import stop_share
from wallet.shares.owner import OwnShare
from wallet.vault.sealed_box import new_pair

__all__ = ["case", "grace", "own", "staff"]  # fixtures

PASSPHRASE = "a ladder in the reeds"


@pytest.fixture
def admin(service: Service, bob: SignedIn, staff: Staff) -> Staff:
    """Bob, a second admin of Grace's organisation."""
    return member(service, staff, bob, Role.ADMIN)


def lower(service: Service, staff: Staff, somebody: Staff) -> None:
    change_role(service, staff, somebody.member_id, Role.REVIEWER)


CHANGES: dict[str, Callable[[Service, Staff], object]] = {
    "profile": lambda service, staff: change_profile(service, staff, replace(HARBOUR, name="Theirs")),
    "rules": lambda service, staff: change_rules(service, staff, Rules(appeal="To nobody.")),
    "invite": lambda service, staff: invite(service, staff, "A friend", Role.ADMIN),
    "invitation": lambda service, staff: members.take_back(service, staff, "A" * 43),
    "role": lambda service, staff: change_role(service, staff, staff.member_id, Role.ADMIN),
    "domain": give_up_domain,
    "delete": lambda service, staff: delete_organisation(service, staff, "Harbour University"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=[*CHANGES])
@pytest.mark.parametrize("loses", [lower, lambda service, staff, other: remove(service, staff, other.member_id)])
def test_whoever_lost_their_role_since_the_request_began_changes_nothing(
    service: Service,
    staff: Staff,
    admin: Staff,
    loses: Callable[[Service, Staff, Staff], None],
    change: Callable[[Service, Staff], object],
) -> None:
    loses(service, staff, admin)
    with pytest.raises(NotFound):
        change(service, admin)
    assert open_public(service, staff.organisation.id) == staff.organisation
    assert list_invited(service, staff) == []


def test_a_domain_is_not_taken_for_who_lost_their_role_meanwhile(
    service: Service, staff: Staff, admin: Staff, web: FakeWeb
) -> None:
    publish_organisation(service, web, staff)
    web.put(address_of_document(OWN_DOMAIN), did_document(OWN_DOMAIN, staff.organisation))
    slow = during(service, lambda: lower(service, staff, admin))
    with pytest.raises(NotFound):
        prove_domain(replace(slow, fetch_link=slow.fetch), admin, "harbour.example")
    assert open_public(service, staff.organisation.id).domain == ""


@pytest.mark.parametrize("loses", [lower, lambda service, staff, other: remove(service, staff, other.member_id)])
def test_an_invitation_ends_with_the_role_of_whoever_invited(
    service: Service, staff: Staff, admin: Staff, loses: Callable[[Service, Staff, Staff], None]
) -> None:
    token = invite(service, admin, "Myself, later", Role.ADMIN)
    look_at_invitation(service, token)
    loses(service, staff, admin)
    friend, _ = sign_up(service, "Friend", "", PASSPHRASE)
    with pytest.raises(NotFound):
        look_at_invitation(service, token)
    with pytest.raises(NotFound):
        join(service, friend, token, "Friend")
    with pytest.raises(NotFound):
        open_as(service, friend, staff.organisation.id)


def test_of_many_who_hold_one_invitation_one_joins(service: Service, staff: Staff) -> None:
    token = invite(service, staff, "One", Role.READER)
    people = [sign_up(service, f"Person {number}", "", PASSPHRASE)[0] for number in range(5)]
    found = at_once(5, lambda number: join(service, people[number], token, f"Person {number}"))
    assert [type(each) for each in found if isinstance(each, Exception)] == [NotFound] * 4
    assert len(members.list_members(service, staff)) == 2


def test_an_organisation_stays_as_large_as_it_may_be_whoever_joins_at_once(
    service: Service, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST_MEMBERS", 2)
    people = [sign_up(service, f"Person {number}", "", PASSPHRASE)[0] for number in range(4)]
    tokens = [invite(service, staff, f"Person {number}", Role.READER) for number in range(4)]
    found = at_once(4, lambda number: join(service, people[number], tokens[number], "Somebody"))
    assert len([each for each in found if isinstance(each, Problem)]) == 3
    assert len(members.list_members(service, staff)) == 2


def test_what_is_over_and_not_swept_yet_can_be_handed_over_anew(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str, clock: Clock
) -> None:
    clock.at += timedelta(days=31)
    assert list_handed(service, ada, own.id) == []
    again = hand_over(service, ada, own.id, staff.organisation.id)
    assert [each.id for each in list_cases(service, staff).cases] == [again]
    with pytest.raises(NotFound):
        open_case(service, staff, case)


def test_members_who_go_in_two_ways_at_once_hold_nobody_up(service: Service, staff: Staff) -> None:
    for number in range(4):
        person, _ = sign_up(service, f"Person {number}", "", PASSPHRASE)
        theirs = member(service, staff, person, Role.READER, f"Person {number}")

        def go(way: int, person: SignedIn = person, theirs: Staff = theirs) -> None:
            if way:
                remove(service, staff, theirs.member_id)
            else:
                delete_learner(service, person, PASSPHRASE)

        failed = [each for each in at_once(2, go) if each is not None]
        assert all(isinstance(each, NotFound) for each in failed), failed
    assert [each.is_me for each in members.list_members(service, staff)] == [True]


def test_everything_at_once_ends_without_a_knot(
    service: Service, ada: SignedIn, grace: SignedIn, staff: Staff, issuers: Issuers
) -> None:
    """Handing over, looks, closing, taking back, stopping, sweeping, a new profile: in any order, and nobody waits."""
    second = open_as(service, grace, begin_organisation(service, grace, HARBOUR, "Grace H."))
    for _ in range(2):
        link = stack_link(service, ada, issuers, passcode="")
        first_case = hand_over(service, ada, link.id, staff.organisation.id)
        acts: list[Callable[[], object]] = [
            lambda link=link: hand_over(service, ada, link.id, second.organisation.id),
            lambda first_case=first_case: look(service, staff, first_case),
            lambda first_case=first_case: close_case(service, staff, first_case),
            lambda link=link, first_case=first_case: take_back(service, ada, link.id, first_case),
            lambda link=link: stop_share(service, ada, link.id),
            lambda: sweep_cases(service),
            lambda: change_profile(service, staff, HARBOUR),
        ]
        for found in at_once(len(acts), lambda number, acts=acts: acts[number]()):
            assert not isinstance(found, Exception) or isinstance(found, NotFound | Problem), found
        sweep_cases(service)
        assert list_cases(service, staff).cases == () == list_cases(service, second).cases


def write(service: Service, organisation_id: str, **changed: object) -> None:
    """What somebody does who can write to the database, and has nothing else of the server."""
    with service.database.writing() as session:
        session.exec(update(Organisation).where(col(Organisation.id) == organisation_id).values(**changed))


def test_a_domain_that_was_written_into_the_row_proves_nothing(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    write(service, staff.organisation.id, own_did="did:web:mit.edu")
    (handed,) = list_handed(service, ada, own.id)
    assert (handed.organisation.domain, list_proved(service)) == ("", [])
    assert [each.organisation.domain for each in list_memberships(service, grace)] == [""]
    for act in (
        lambda: open_public(service, staff.organisation.id),
        lambda: open_status_list(service, staff.organisation.id, tag_of(staff.organisation.did)),
        lambda: ask_consent(service, ada, own.id, staff.organisation.id),
        lambda: open_as(service, grace, staff.organisation.id),
        lambda: change_profile(service, staff, HARBOUR),
        lambda: give_up_domain(service, staff),
    ):
        with pytest.raises(NotFound):
            act()
    take_back(service, ada, own.id, case)
    assert list_handed(service, ada, own.id) == []


@pytest.mark.parametrize("column", ["box_public", "profile", "signing_keys", "status_lists"])
def test_nothing_is_handed_over_or_signed_where_a_row_was_written_to(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, column: str
) -> None:
    row = {
        "box_public": new_pair().public,
        "profile": Profile("MIT", keeps_days=366).as_json(),
        "signing_keys": [signing_key(b"A" * 32).public.multikey],
        "status_lists": {},
    }
    write(service, staff.organisation.id, **{column: row[column]})
    for act in (
        lambda: hand_over(service, ada, own.id, staff.organisation.id),
        lambda: open_as(service, grace, staff.organisation.id),
        lambda: change_profile(service, staff, HARBOUR),
    ):
        with pytest.raises(NotFound):
            act()


def test_what_was_stamped_with_a_key_that_was_replaced_still_holds(service: Service, staff: Staff) -> None:
    secrets = replace(service.secrets, signing_seeds=(b"B" * 32, *service.secrets.signing_seeds))
    assert open_public(replace(service, secrets=secrets), staff.organisation.id) == staff.organisation
    with pytest.raises(NotFound):
        open_public(replace(service, secrets=replace(secrets, signing_seeds=(b"B" * 32,))), staff.organisation.id)


def test_a_withdrawal_is_not_undone_by_writing_to_the_row(
    service: Service, staff: Staff, case: str, web: FakeWeb
) -> None:
    publish_organisation(service, web, staff)
    decide(service, staff, case, FULL)
    decide(service, staff, case, FULL, "another form")
    (one, other), _ = list_issued(service, staff)
    did = staff.organisation.did
    before = {did: open_status_list(service, staff.organisation.id, tag_of(did)).decode()}
    withdraw(service, staff, one.id)
    write(service, staff.organisation.id, status_lists=before)
    with pytest.raises(NotFound):
        withdraw(service, staff, other.id)
    assert open_issued(service, staff, other.id).withdrawn_at is None


def test_a_desk_is_no_machine_that_verifies_for_anybody_without_end(
    service: Service, grace: SignedIn, staff: Staff
) -> None:
    reviewer = signed_in(service, grace)
    posts = [
        reviewer.post(f"/desk/{staff.organisation.id}/decision.json", data={"credential": "{}"}) for _ in range(21)
    ]
    assert [each.status_code for each in posts] == [404] * 20 + [429]


def test_no_form_of_a_desk_is_sent_from_elsewhere(service: Service, grace: SignedIn, staff: Staff, case: str) -> None:
    there = {
        "id": staff.organisation.id,
        "case": case,
        "member": staff.member_id,
        "organisation": staff.organisation.id,
    }
    paths = [
        re.sub(r"\{(\w+)[^}]*\}", lambda found: there.get(found[1], "A" * 22), each.path)
        for each in routes()
        if isinstance(each, Route)
        and "POST" in (each.methods or ())
        and re.search("desk|organisation|answer", each.path)
    ]
    client, before = signed_in(service, grace), open_case(service, staff, case)
    assert len(paths) > 15
    for path in paths:
        for site in ("cross-site", "same-site"):
            assert client.post(path, data={"x": "1"}, headers={"Sec-Fetch-Site": site}).status_code == 403, path
    assert open_case(service, staff, case) == before
