"""Organisations: one key for several people, roles that count, a name of their own, nothing readable without them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.services.life import PUBLIC_URL, all_rows, at_once
from tests.world import Clock, FakeWeb
from verifier import examine
from verifier.errors import JsonObject
from wallet.accounts.service import SignedIn, delete_learner, sign_up
from wallet.organisations.issuing import MOST_DOMAINS, give_up_domain, issuer_of, prove_domain, sign_as
from wallet.organisations.members import (
    change_role,
    check_may_go,
    invite,
    join,
    list_invited,
    list_members,
    look_at_invitation,
    remove,
    sweep_invitations,
    take_back,
)
from wallet.organisations.organisation import Profile, Role, Staff
from wallet.organisations.rules import Rules, read_trusted
from wallet.organisations.service import (
    begin_organisation,
    change_profile,
    change_rules,
    delete_organisation,
    list_memberships,
    list_proved,
    open_as,
    open_public,
    sweep_organisations,
)
from wallet.organisations.signing import address_of_document, did_document, hosted_did
from wallet.organisations.tables import Organisation
from wallet.organisations.withdrawals import status_url
from wallet.service import NotFound, Problem, Service

HARBOUR = Profile("Harbour University", "https://harbour.example", "Recognition office", 30)
OWN_DOMAIN = "did:web:harbour.example"


@pytest.fixture
def desk(service: Service, ada: SignedIn, web: FakeWeb) -> Staff:
    """Ada's organisation; what it publishes here is on the web."""
    staff = open_as(service, ada, begin_organisation(service, ada, HARBOUR, "Ada L."))
    publish_organisation(service, web, staff)
    return staff


def publish_organisation(service: Service, web: FakeWeb, staff: Staff) -> None:
    """What the service answers at the organisation's addresses."""
    did = hosted_did(PUBLIC_URL, staff.organisation.id)
    web.put(address_of_document(did), did_document(did, staff.organisation))
    with service.database.reading() as session:
        row = session.get(Organisation, staff.organisation.id)
    assert row is not None
    for each, listed in row.status_lists.items():
        web.put(status_url(PUBLIC_URL, row.id, each), json.loads(listed))


def statement(staff: Staff) -> JsonObject:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": issuer_of(staff),
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "urn:example:learner"},
    }


def test_whoever_begins_an_organisation_acts_for_it_and_nobody_else(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff
) -> None:
    assert (desk.role, desk.name, desk.organisation.profile) == (Role.ADMIN, "Ada L.", HARBOUR)
    assert [each.organisation.id for each in list_memberships(service, ada)] == [desk.organisation.id]
    assert list_memberships(service, bob) == []
    with pytest.raises(NotFound):
        open_as(service, bob, desk.organisation.id)
    with pytest.raises(NotFound):
        open_as(service, ada, "A" * 22)
    assert open_public(service, desk.organisation.id).profile.name == "Harbour University"


def test_an_invitation_lets_one_person_in_once(service: Service, ada: SignedIn, bob: SignedIn, desk: Staff) -> None:
    token = invite(service, desk, "Bob at the counter", Role.REVIEWER)
    assert [each.name for each in list_invited(service, desk)] == ["Bob at the counter"]
    offered = look_at_invitation(service, token)
    assert (offered.organisation.id, offered.role) == (desk.organisation.id, Role.REVIEWER)
    join(service, bob, token, "Bob")
    staff = open_as(service, bob, desk.organisation.id)
    assert (staff.key, staff.role, staff.box_private) == (desk.key, Role.REVIEWER, desk.box_private)
    assert [(each.name, each.role, each.is_me) for each in list_members(service, desk)] == [
        ("Ada L.", Role.ADMIN, True),
        ("Bob", Role.REVIEWER, False),
    ]
    for again in (token, token[:-1] + ("0" if token[-1] != "0" else "1"), "", "nothing.00"):
        with pytest.raises(NotFound):
            look_at_invitation(service, again)
    with pytest.raises(Problem, match=r"organisation\.member"):
        join(service, bob, invite(service, desk, "Bob again", Role.ADMIN), "Bob")
    assert open_as(service, bob, desk.organisation.id).role is Role.REVIEWER
    assert len(list_invited(service, desk)) == 1  # what could not be used is not used up


def test_an_invitation_ends_and_can_be_taken_back(service: Service, bob: SignedIn, desk: Staff, clock: Clock) -> None:
    token = invite(service, desk, "Bob", Role.READER)
    take_back(service, desk, list_invited(service, desk)[0].id)
    with pytest.raises(NotFound):
        join(service, bob, token, "Bob")
    token = invite(service, desk, "Bob", Role.READER)
    clock.at += timedelta(days=8)
    with pytest.raises(NotFound):
        join(service, bob, token, "Bob")
    sweep_invitations(service)
    assert list_invited(service, desk) == []


def test_roles_count_whatever_the_row_says(service: Service, ada: SignedIn, bob: SignedIn, desk: Staff) -> None:
    join(service, bob, invite(service, desk, "Bob", Role.READER), "Bob")
    with service.database.writing() as session:
        from wallet.organisations.tables import Member

        row = session.get(Member, open_as(service, bob, desk.organisation.id).member_id)
        assert row is not None
        row.role = "admin"
    reader = open_as(service, bob, desk.organisation.id)
    assert reader.role is Role.READER
    for least in (Role.REVIEWER, Role.ADMIN):
        with pytest.raises(Problem, match=r"organisation\.role"):
            open_as(service, bob, desk.organisation.id, least)
    for forbidden in (
        lambda: invite(service, reader, "Eve", Role.ADMIN),
        lambda: change_role(service, reader, reader.member_id, Role.ADMIN),
        lambda: remove(service, reader, desk.member_id),
        lambda: change_rules(service, reader, Rules()),
        lambda: change_profile(service, reader, HARBOUR),
        lambda: prove_domain(service, reader, "harbour.example"),
        lambda: give_up_domain(service, reader),
        lambda: delete_organisation(service, reader, HARBOUR.name),
        lambda: sign_as(service, reader, statement(reader)),
    ):
        with pytest.raises(Problem, match=r"organisation\.role"):
            forbidden()


def test_a_box_of_another_organisation_opens_nothing(service: Service, ada: SignedIn, desk: Staff) -> None:
    from wallet.organisations.tables import Member

    other = open_as(service, ada, begin_organisation(service, ada, Profile("Other"), "Ada"))
    with service.database.writing() as session:
        one, two = session.get(Member, desk.member_id), session.get(Member, other.member_id)
        assert one is not None and two is not None
        one.box = two.box
    with pytest.raises(NotFound):
        open_as(service, ada, desk.organisation.id)


def test_a_member_who_is_removed_is_out_at_once(service: Service, ada: SignedIn, bob: SignedIn, desk: Staff) -> None:
    join(service, bob, invite(service, desk, "Bob", Role.ADMIN), "Bob")
    staff = open_as(service, bob, desk.organisation.id)
    remove(service, desk, staff.member_id)
    with pytest.raises(NotFound):
        open_as(service, bob, desk.organisation.id)
    with pytest.raises(NotFound):  # what he still held in his hands writes nothing
        change_rules(service, staff, Rules(only_trusted=True))


def test_the_last_admin_neither_goes_nor_steps_down(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff
) -> None:
    may_go(service, ada)  # alone: the organisation goes along
    join(service, bob, invite(service, desk, "Bob", Role.REVIEWER), "Bob")
    me, bobs = desk.member_id, open_as(service, bob, desk.organisation.id).member_id
    for refused in (
        lambda: remove(service, desk, me),
        lambda: change_role(service, desk, me, Role.READER),
        lambda: may_go(service, ada),
    ):
        with pytest.raises(Problem, match=r"organisation\.last_admin"):
            refused()
    change_role(service, desk, bobs, Role.ADMIN)
    may_go(service, ada)
    remove(service, desk, me)
    assert open_as(service, bob, desk.organisation.id).role is Role.ADMIN


def may_go(service: Service, somebody: SignedIn) -> None:
    with service.database.writing() as session:
        check_may_go(session, somebody)


def test_two_admins_who_delete_their_wallets_at_once_leave_nobody_behind(
    service: Service, ada: SignedIn, bob: SignedIn, desk: Staff
) -> None:
    for somebody, role in ((bob, Role.ADMIN), (sign_up(service, "Eve", "", "a ladder in the reeds")[0], Role.READER)):
        join(service, somebody, invite(service, desk, somebody.name, role), somebody.name)
    going = [(ada, "four stones on a hill"), (bob, "a boat without oars")]
    found = at_once(2, lambda number: delete_learner(service, *going[number], [check_may_go]))
    assert sorted(map(str, found)) == ["None", "organisation.last_admin"]


def test_a_domain_too_many_is_refused(service: Service, ada: SignedIn, desk: Staff, web: FakeWeb) -> None:
    for number in range(MOST_DOMAINS):
        did = f"did:web:harbour{number}.example"
        web.put(address_of_document(did), did_document(did, desk.organisation))
    for number in range(MOST_DOMAINS - 1):
        prove_domain(service, desk, f"harbour{number}.example")
    with pytest.raises(Problem, match=r"organisation\.too_many_domains"):
        prove_domain(service, desk, f"harbour{MOST_DOMAINS - 1}.example")
    prove_domain(service, desk, "harbour3.example")
    assert open_as(service, ada, desk.organisation.id).organisation.domain == "harbour3.example"


def test_an_organisation_goes_with_its_last_member(service: Service, ada: SignedIn, desk: Staff) -> None:
    delete_learner(service, ada, "four stones on a hill")
    sweep_organisations(service)
    with pytest.raises(NotFound):
        open_public(service, desk.organisation.id)


def test_an_organisation_is_deleted_by_its_name(service: Service, ada: SignedIn, desk: Staff) -> None:
    with pytest.raises(Problem, match=r"organisation\.not_its_name"):
        delete_organisation(service, desk, "Harbour")
    delete_organisation(service, desk, " Harbour  University")
    assert list_memberships(service, ada) == []


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (Profile(" "), "organisation.name"),
        (Profile("x" * 121), "organisation.too_long"),
        (Profile("x", about="x" * 2001), "organisation.too_long"),
        (Profile("x", "http://harbour.example"), "organisation.website"),
        (Profile("x", "https://[x"), "organisation.website"),
        (Profile("x", "javascript:alert(1)"), "organisation.website"),
        (Profile("x", keeps_days=0), "organisation.days"),
        (Profile("x", keeps_days=367), "organisation.days"),
    ],
)
def test_what_an_organisation_may_not_say_of_itself(
    service: Service, ada: SignedIn, profile: Profile, code: str
) -> None:
    with pytest.raises(Problem) as raised:
        begin_organisation(service, ada, profile, "Ada")
    assert raised.value.code == code


def test_what_it_signs_holds_under_its_address_here(service: Service, desk: Staff) -> None:
    signed = sign_as(service, desk, statement(desk))
    assert signed.report.verdict.value == "valid"
    assert signed.report.issuer == f"did:web:wallet.test:organisations:{desk.organisation.id}"


def test_a_domain_of_its_own_proves_it(service: Service, ada: SignedIn, desk: Staff, web: FakeWeb) -> None:
    with pytest.raises(Problem, match=r"organisation\.domain_unproved"):
        prove_domain(service, desk, "harbour.example")
    assert list_proved(service) == []
    web.put(address_of_document(OWN_DOMAIN), did_document(OWN_DOMAIN, desk.organisation))
    prove_domain(service, desk, "https://harbour.example/")
    staff = open_as(service, ada, desk.organisation.id)
    assert (staff.organisation.did, staff.organisation.domain) == (OWN_DOMAIN, "harbour.example")
    assert [each.domain for each in list_proved(service)] == ["harbour.example"]
    signed = sign_as(service, staff, statement(staff))
    assert signed.report.issuer == OWN_DOMAIN
    publish_organisation(service, web, staff)
    for did in (OWN_DOMAIN, desk.organisation.did):
        url = status_url(PUBLIC_URL, desk.organisation.id, did)
        listed = examine(service.fetch_link(url, "").body, service.world())
        assert (listed.report.verdict.value, listed.report.issuer) == ("valid", did)
    give_up_domain(service, staff)
    assert open_as(service, ada, desk.organisation.id).organisation.domain == ""


def test_what_its_domain_no_longer_publishes_is_not_signed(
    service: Service, ada: SignedIn, desk: Staff, web: FakeWeb, clock: Clock
) -> None:
    web.put(address_of_document(OWN_DOMAIN), did_document(OWN_DOMAIN, desk.organisation))
    prove_domain(service, desk, "harbour.example")
    staff = open_as(service, ada, desk.organisation.id)
    empty = {**did_document(OWN_DOMAIN, desk.organisation), "verificationMethod": [], "assertionMethod": []}
    web.put(address_of_document(OWN_DOMAIN), empty)
    clock.at += timedelta(days=2)
    with pytest.raises(Problem, match=r"organisation\.not_signed"):
        sign_as(service, staff, statement(staff))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "harbour",
        "wallet.test",
        "WALLET.TEST:443",
        "https://wallet.test/organisations/x",
        "a b.example",
        "x.example/..",
    ],
)
def test_what_is_no_domain_of_its_own(service: Service, desk: Staff, text: str) -> None:
    with pytest.raises(Problem, match=r"organisation\.domain$"):
        prove_domain(service, desk, text)


def test_its_rules_come_back_sealed(service: Service, ada: SignedIn, desk: Staff) -> None:
    trusted = read_trusted(b"did:web:north.example  North University\n\n", "Harbour", service.now())
    change_rules(service, desk, Rules(trusted, only_trusted=True, issuers_lists_only=True, appeal="To the board."))
    rules = open_as(service, ada, desk.organisation.id).rules
    assert [(each.id, each.name, each.source) for each in rules.trusted] == [
        ("did:web:north.example", "North University", "Harbour")
    ]
    assert rules.policy.weight("trust").value == "required" and rules.policy.issuers_lists_only
    stored = repr(all_rows(service))
    assert not any(each in stored for each in ("north.example", "North University", "To the board", "Ada L."))


@pytest.mark.parametrize(
    "raw",
    [b"did:web:a", b"nothing Name", b"\xff\xfe x", b'[{"id": 1}]', b"[", b'[{"id": "a b:c", "name": "x"}]', b"[1]"],
)
def test_what_is_no_list(raw: bytes, service: Service) -> None:
    with pytest.raises(Problem, match=r"trust\.malformed"):
        read_trusted(raw, "x", service.now())


def test_a_list_too_long_is_refused(service: Service) -> None:
    with pytest.raises(Problem, match=r"trust\.too_many"):
        read_trusted(b"\n".join(b"did:web:a%d.example A" % each for each in range(2001)), "x", service.now())
    assert len(read_trusted(b'[{"id": "did:web:a.example", "name": "A"}]', "x", service.now())) == 1
