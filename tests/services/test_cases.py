"""Cases: what is handed over to an organisation is looked at in the open, taken back at once, and gone in time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.services.life import all_rows, at_once, count_rows, course, keep_one
from tests.services.test_organisations import HARBOUR
from tests.services.test_stacks import pathway
from tests.world import Clock
from verifier.world import Answer
from wallet.accounts.service import SignedIn, sign_up
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.desk.case import Asked, CaseState, Handed, Kind, write_handed
from wallet.desk.handing import (
    ask_consent,
    hand_over,
    list_for_handing,
    list_handed,
    take_back,
)
from wallet.desk.rows import box_place
from wallet.desk.service import (
    add_entry,
    assign,
    close_case,
    list_cases,
    look,
    look_again,
    measure_by,
    note,
    open_case,
    sweep_cases,
)
from wallet.desk.tables import CaseEntry, DeskCase
from wallet.history.service import list_events
from wallet.organisations.members import change_role, invite, join, remove
from wallet.organisations.organisation import Profile, Role, Staff
from wallet.organisations.rules import Rules, read_trusted
from wallet.organisations.service import begin_organisation, change_profile, change_rules, delete_organisation, open_as
from wallet.service import NotFound, Problem, Service, new_id
from wallet.shares.life import limit_opens, move_end, pause_share, resume_share, stop_share
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share, see_again
from wallet.shares.openings import Asked as AskedOpenings
from wallet.shares.openings import find_openings, list_openings, write_json
from wallet.shares.owner import OwnShare, State
from wallet.shares.service import create_share, open_own_share
from wallet.shares.tables import Opening, Share
from wallet.shares.terms import Terms
from wallet.stacks.service import start_stack
from wallet.vault.sealed_box import open_sealed, seal_to

PASSCODE = "seil und knoten"


@pytest.fixture
def own(service: Service, ada: SignedIn, issuers: Issuers) -> OwnShare:
    """Ada's link to a stack, for a year."""
    return stack_link(service, ada, issuers)


def stack_link(
    service: Service, learner: SignedIn, issuers: Issuers, days: int = 365, passcode: str = PASSCODE
) -> OwnShare:
    stack = start_stack(service, learner, pathway(issuers.did(UNIVERSITY.name)))
    shown = Content((Choice(keep_one(service, learner, course(issuers))),), "Ada of the hill", stack=stack.id)
    return create_share(service, learner, shown, Terms(service.now() + timedelta(days=days), passcode=passcode))


@pytest.fixture
def grace(service: Service) -> SignedIn:
    signed_in, _ = sign_up(service, "Grace", "", "a lamp upon the tower")
    return signed_in


@pytest.fixture
def staff(service: Service, grace: SignedIn) -> Staff:
    """Grace's organisation, which keeps what it is given for thirty days."""
    return open_as(service, grace, begin_organisation(service, grace, HARBOUR, "Grace H."))


@pytest.fixture
def case(service: Service, ada: SignedIn, own: OwnShare, staff: Staff) -> str:
    return hand_over(service, ada, own.id, staff.organisation.id)


def member(service: Service, staff: Staff, somebody: SignedIn, role: Role, name: str = "Bob B.") -> Staff:
    join(service, somebody, invite(service, staff, name, role), name)
    return open_as(service, somebody, staff.organisation.id)


def codes(service: Service, learner: SignedIn) -> list[str]:
    return [each.code for each in list_events(service, learner.learner_id, learner.box_private)]


def during(service: Service, act: Callable[[], object]) -> Service:
    """The service while `act` happens in the midst of every verification."""
    done: list[object] = []

    def fetch(url: str, accept: str) -> Answer:
        if not done:
            done.append(1)
            act()
        return service.fetch(url, accept)

    return replace(service, fetch=fetch)


def test_a_link_is_handed_over_and_looked_at_as_agreed(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff
) -> None:
    consent = ask_consent(service, ada, own.id, staff.organisation.id)
    assert consent.ends_at == service.now() + timedelta(days=30) and consent.title("en") == "Harbour pilot"
    case_id = hand_over(service, ada, own.id, staff.organisation.id, consent.agreed)
    assert [each.id for each in list_handed(service, ada, own.id)] == [case_id]
    (listed,) = list_cases(service, staff).cases
    assert listed == open_case(service, staff, case_id)
    assert (listed.state, listed.handed.from_name, listed.handed.title("de")) == (
        CaseState.NEW,
        "Ada of the hill",
        "Harbour pilot",
    )
    opened = look(service, staff, case_id)
    assert opened.towards is not None and opened.items[0].report.verdict == "valid"
    (entry,) = open_case(service, staff, case_id).entries
    assert (entry.kind, entry.who, open_case(service, staff, case_id).state) == (
        Kind.OPENED,
        "Grace H.",
        CaseState.OPENED,
    )
    again = look_again(service, staff, case_id, opened.cookie)
    assert again is not None and again.digest == opened.digest
    assert len(open_case(service, staff, case_id).entries) == 1, "no second look"
    assert codes(service, ada).count("history.desk_opened") == 1


def test_only_what_leads_somewhere_and_can_be_opened_is_handed_over_and_once(
    service: Service, ada: SignedIn, bob: SignedIn, issuers: Issuers, own: OwnShare, staff: Staff
) -> None:
    there = staff.organisation.id
    plain = create_share(
        service, ada, Content((Choice(own.owner.credentials[0]),)), Terms(service.now() + timedelta(days=1))
    )
    assert [each.id for each in list_for_handing(service, ada)] == [own.id]
    assert list_for_handing(service, ada, "another") == []
    for share_id, code in ((plain.id, "case.no_stack"), (own.id, "case.not_open")):
        if code == "case.not_open":
            pause_share(service, ada, own.id)
        with pytest.raises(Problem, match=code.replace(".", r"\.")):
            hand_over(service, ada, share_id, there)
    resume_share(service, ada, own.id)
    with pytest.raises(NotFound):
        hand_over(service, bob, own.id, there)
    with pytest.raises(NotFound):
        hand_over(service, ada, own.id, "A" * 22)
    hand_over(service, ada, own.id, there)
    with pytest.raises(Problem, match=r"case\.handed_already"):
        hand_over(service, ada, own.id, there)
    assert count_rows(service)["desk_case"] == 1


def test_two_that_hand_over_at_once_make_one_case(service: Service, ada: SignedIn, own: OwnShare, staff: Staff) -> None:
    found = at_once(4, lambda _: hand_over(service, ada, own.id, staff.organisation.id))
    assert sum(isinstance(each, str) for each in found) == 1
    assert all(isinstance(each, str) or getattr(each, "code", "") == "case.handed_already" for each in found)


def test_nothing_is_agreed_to_that_was_not_read(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, clock: Clock
) -> None:
    def refused() -> None:
        with pytest.raises(Problem, match=r"case\.changed"):
            hand_over(service, ada, own.id, staff.organisation.id, agreed)

    for change in (
        lambda: change_profile(service, staff, replace(HARBOUR, keeps_days=366)),
        lambda: change_profile(service, staff, replace(HARBOUR, name="Another")),
        lambda: move_end(service, ada, own.id, service.now() + timedelta(days=5)),
        lambda: limit_opens(service, ada, own.id, 3),
    ):
        agreed = ask_consent(service, ada, own.id, staff.organisation.id).agreed
        change()
        refused()
    agreed = ask_consent(service, ada, own.id, staff.organisation.id).agreed
    clock.at += timedelta(hours=1)  # somebody who reads takes their time
    case_id = hand_over(service, ada, own.id, staff.organisation.id, agreed)
    assert open_case(service, staff, case_id).ends_at == open_own_share(service, ada, own.id).ends_at


def test_a_case_ends_when_its_learner_agreed_whatever_changes_later(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str, clock: Clock
) -> None:
    change_profile(service, staff, replace(HARBOUR, keeps_days=366))
    opened = look(service, staff, case)
    clock.at += timedelta(days=30)
    for gone in (
        lambda: open_case(service, staff, case),
        lambda: look(service, staff, case),
        lambda: look_again(service, staff, case, opened.cookie),
        lambda: note(service, staff, case, "Too late."),
        lambda: take_back(service, ada, own.id, case),
    ):
        with pytest.raises(NotFound):
            gone()
    assert list_cases(service, staff).cases == () and list_handed(service, ada, own.id) == []
    assert "desk_case" in count_rows(service), "hidden before it is swept"
    sweep_cases(service)
    assert not {"desk_case", "case_entry"} & count_rows(service).keys()
    assert hand_over(service, ada, own.id, staff.organisation.id), "it can be handed over anew"


def test_what_was_taken_back_is_gone_with_every_trace_at_the_desk(
    service: Service, ada: SignedIn, bob: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    opened = look(service, staff, case)
    note(service, staff, case, "Ask for the syllabus.")
    with pytest.raises(NotFound):
        take_back(service, bob, own.id, case)
    with pytest.raises(NotFound):
        take_back(service, ada, own.id, "A" * 22)
    take_back(service, ada, own.id, case)
    assert not {"desk_case", "case_entry", "reading"} & count_rows(service).keys()
    with pytest.raises(NotFound):
        look_again(service, staff, case, opened.cookie)
    with pytest.raises(NotFound):
        look(service, staff, case)
    assert [each.desk.name for each in list_openings(service, ada, own.id) if each.desk] == ["Harbour University"]
    assert codes(service, ada).count("history.taken_back") == 1
    assert open_own_share(service, ada, own.id).state is State.ACTIVE, "the link itself stays"


@pytest.mark.parametrize("undone", ["take_back", "pause", "stop", "remove", "role", "close"])
def test_a_look_that_runs_gives_nothing_once_it_may_not(
    service: Service, ada: SignedIn, bob: SignedIn, own: OwnShare, staff: Staff, case: str, undone: str
) -> None:
    reviewer = member(service, staff, bob, Role.REVIEWER)
    acts: dict[str, Callable[[], object]] = {
        "take_back": lambda: take_back(service, ada, own.id, case),
        "pause": lambda: pause_share(service, ada, own.id),
        "stop": lambda: stop_share(service, ada, own.id),
        "remove": lambda: remove(service, staff, reviewer.member_id),
        "role": lambda: change_role(service, staff, reviewer.member_id, Role.READER),
        "close": lambda: close_case(service, staff, case),
    }
    opened = look(service, reviewer, case)
    openings, opens = len(list_openings(service, ada, own.id)), open_own_share(service, ada, own.id).opens
    with pytest.raises(NotFound):
        look(during(service, acts[undone]), reviewer, case)
    assert len(list_openings(service, ada, own.id)) == openings, "nothing was shown"
    assert open_own_share(service, ada, own.id).opens == opens
    with suppress(NotFound):
        assert look_again(service, reviewer, case, opened.cookie) is None


@pytest.mark.parametrize("undone", ["take_back", "pause", "remove"])
def test_a_second_look_that_runs_gives_nothing_once_it_may_not(
    service: Service, ada: SignedIn, bob: SignedIn, own: OwnShare, staff: Staff, case: str, undone: str
) -> None:
    reader = member(service, staff, bob, Role.READER)
    opened = look(service, reader, case)
    acts: dict[str, Callable[[], object]] = {
        "take_back": lambda: take_back(service, ada, own.id, case),
        "pause": lambda: pause_share(service, ada, own.id),
        "remove": lambda: remove(service, staff, reader.member_id),
    }
    with suppress(NotFound):
        assert look_again(during(service, acts[undone]), reader, case, opened.cookie) is None


def test_a_session_opens_for_one_member_one_case_and_no_other_door(
    service: Service,
    ada: SignedIn,
    bob: SignedIn,
    grace: SignedIn,
    own: OwnShare,
    staff: Staff,
    case: str,
    clock: Clock,
) -> None:
    reader = member(service, staff, bob, Role.READER)
    other = open_as(service, grace, begin_organisation(service, grace, Profile("Other"), "Grace"))
    elsewhere = hand_over(service, ada, own.id, other.organisation.id)
    opened = look(service, staff, case)
    assert look_again(service, staff, case, opened.cookie) is not None
    assert look_again(service, reader, case, opened.cookie) is None
    assert look_again(service, other, elsewhere, opened.cookie) is None
    assert see_again(service, own.id, opened.cookie) is None, "a copied cookie opens no reader's door"
    own_door = open_share(service, own.id, own.owner.link_key, "Eve", PASSCODE)
    assert look_again(service, staff, case, own_door.cookie) is None
    for wrong in ("", "x", "x.00", opened.cookie[:-2]):
        assert look_again(service, staff, case, wrong) is None
    clock.at += timedelta(minutes=31)
    assert look_again(service, staff, case, opened.cookie) is None


def test_another_organisation_finds_and_opens_nothing(
    service: Service, ada: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    other = open_as(service, grace, begin_organisation(service, grace, Profile("Other"), "Grace"))
    for closed in (
        lambda: open_case(service, other, case),
        lambda: look(service, other, case),
        lambda: note(service, other, case, "Mine."),
        lambda: close_case(service, other, case),
    ):
        with pytest.raises(NotFound):
            closed()
    with service.database.writing() as session:
        row = session.get(DeskCase, case)
        assert row is not None
        row.organisation_id = other.organisation.id  # whoever writes to the database moves it
    moved = open_case(service, other, case)
    assert moved.is_damaged and moved.handed.from_name == ""
    with pytest.raises(NotFound):
        look(service, other, case)


@pytest.mark.parametrize("place", [0, 5, 60, -1])
def test_a_box_that_was_altered_is_damaged_and_not_hidden(
    service: Service, staff: Staff, case: str, place: int
) -> None:
    with service.database.writing() as session:
        row = session.get(DeskCase, case)
        assert row is not None
        box = bytearray(row.box)
        box[place] ^= 1
        row.box = bytes(box)
    (listed,) = list_cases(service, staff).cases
    assert listed.is_damaged
    with pytest.raises(NotFound):
        look(service, staff, case)


def test_an_entry_that_was_moved_to_another_case_is_damaged_and_not_hidden(
    service: Service, ada: SignedIn, issuers: Issuers, staff: Staff, case: str
) -> None:
    other = hand_over(service, ada, stack_link(service, ada, issuers).id, staff.organisation.id)
    note(service, staff, case, "Refuse this one.")
    with service.database.writing() as session:
        (row,) = session.exec(select(CaseEntry)).all()
        row.case_id = other
    assert [each.kind for each in open_case(service, staff, other).entries] == [Kind.DAMAGED]


def test_the_rows_say_nothing_without_the_organisations_key(
    service: Service, own: OwnShare, staff: Staff, case: str
) -> None:
    look(service, staff, case)
    note(service, staff, case, "Thirty hours of practice are wanting.")
    assign(service, staff, case, staff.member_id)
    stored = repr(all_rows(service))
    for word in ("Ada of the hill", "Harbour pilot", "Thirty hours", "Grace H.", own.owner.link_key, PASSCODE, "noted"):
        assert word not in stored
    assert staff.key.hex() not in stored and repr(staff.key)[2:-1] not in stored


def test_the_learner_reads_which_desk_it_was(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    open_share(service, own.id, own.owner.link_key, "Harbour University (Grace H.)", PASSCODE)
    look(service, staff, case)
    desk, claimed = sorted(list_openings(service, ada, own.id), key=lambda each: each.desk is None)
    assert claimed.desk is None and claimed.viewer == desk.viewer == "Harbour University (Grace H.)"
    assert desk.desk is not None
    assert (desk.desk.id, desk.desk.name, desk.desk.domain) == (staff.organisation.id, "Harbour University", "")
    assert len(find_openings(service, ada, AskedOpenings(name="grace"))) == 2
    saved = json.loads(write_json([desk, claimed], lambda _: ""))
    assert [each["organisation"] for each in saved] == [staff.organisation.id, ""]


def test_an_opening_of_an_older_version_names_no_desk(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    look(service, staff, case)
    with service.database.writing() as session:
        (row,) = session.exec(select(Opening)).all()
        place = ada.place("opening", row.id, "box")
        plain = json.loads(open_sealed(ada.box_private, row.box, place, service.secrets.public_keys))
        del plain["desk"]
        row.box = seal_to(ada.box_public, json.dumps(plain).encode(), place, service.secrets.signer)
    (seen,) = list_openings(service, ada, own.id)
    assert seen.desk is None and seen.viewer == "Harbour University (Grace H.)" and seen.verdict == "valid"


def test_looks_count_towards_the_limit_of_the_link(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    limit_opens(service, ada, own.id, 2)
    opened = look(service, staff, case)
    open_share(service, own.id, own.owner.link_key, "", PASSCODE)
    assert open_case(service, staff, case).link is State.USED_UP
    with pytest.raises(NotFound):
        look(service, staff, case)
    assert look_again(service, staff, case, opened.cookie) is not None, "who reads already may still"
    assert open_own_share(service, ada, own.id).opens == 2


def test_a_paused_link_is_listed_as_paused_and_a_stopped_one_not_at_all(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    pause_share(service, ada, own.id)
    assert [each.paused for each in list_cases(service, staff).cases] == [True]
    resume_share(service, ada, own.id)
    assert [each.paused for each in list_cases(service, staff).cases] == [False]
    look(service, staff, case)
    stop_share(service, ada, own.id)
    assert list_cases(service, staff).cases == ()
    sweep_cases(service)
    assert not {"desk_case", "case_entry"} & count_rows(service).keys()


def test_the_sweep_leaves_what_is_not_over(service: Service, own: OwnShare, staff: Staff, case: str) -> None:
    note(service, staff, case, "Later.")
    sweep_cases(service)
    assert len(open_case(service, staff, case).entries) == 1


def test_each_role_does_what_it_may_as_the_box_says_and_not_the_row(
    service: Service, ada: SignedIn, bob: SignedIn, staff: Staff, case: str
) -> None:
    reader = member(service, staff, bob, Role.READER)
    look(service, reader, case)
    for forbidden in (
        lambda: note(service, reader, case, "Words."),
        lambda: assign(service, reader, case, reader.member_id),
        lambda: close_case(service, reader, case),
    ):
        with pytest.raises(Problem, match=r"organisation\.role"):
            forbidden()
    change_role(service, staff, reader.member_id, Role.REVIEWER)
    with pytest.raises(NotFound):
        open_case(service, reader, case)  # what he still holds in his hands is what he was
    reviewer = open_as(service, bob, staff.organisation.id)
    note(service, reviewer, case, "Words.")
    assign(service, reviewer, case, staff.member_id)
    with pytest.raises(NotFound):
        assign(service, reviewer, case, "nobody")
    with pytest.raises(Problem, match=r"organisation\.role"):
        close_case(service, reviewer, case)
    assert open_case(service, staff, case).assigned_to == "Grace H."
    close_case(service, staff, case)
    assert "history.case_closed" in codes(service, ada)


def test_what_happened_stands_in_its_order_and_tells_how_far_it_is(service: Service, staff: Staff, case: str) -> None:
    def state() -> CaseState:
        return open_case(service, staff, case).state

    def answer(kind: Kind, credential: str) -> None:
        with service.database.writing() as session:
            add_entry(session, service, staff, case, kind, decision="full", credential=credential)

    seen = [state()]
    look(service, staff, case)
    seen.append(state())
    assign(service, staff, case, staff.member_id)
    seen.append(state())
    answer(Kind.ANSWERED, "urn:uuid:1")
    seen.append(state())
    answer(Kind.WITHDRAWN, "urn:uuid:1")
    seen.append(state())
    assign(service, staff, case, "")
    seen.append(state())
    assert [each.value for each in seen] == ["new", "opened", "assigned", "answered", "assigned", "opened"]
    kinds = [each.kind.value for each in open_case(service, staff, case).entries]
    assert kinds == ["opened", "assigned", "answered", "withdrawn", "assigned"]


def test_an_organisation_reads_by_its_own_rules_and_names(
    service: Service, grace: SignedIn, staff: Staff, case: str, issuers: Issuers
) -> None:
    change_rules(service, staff, Rules(only_trusted=True))
    strict = open_as(service, grace, staff.organisation.id)
    assert look(service, strict, case).items[0].report.verdict != "valid"
    known = read_trusted(f"{issuers.did(UNIVERSITY.name)} The school next door".encode(), "Harbour", service.now())
    change_rules(service, staff, Rules(known, only_trusted=True))
    trusting = open_as(service, grace, staff.organisation.id)
    assert look(service, trusting, case).items[0].report.verdict == "valid"


def test_it_is_measured_by_another_pathway_without_what_the_learner_accepted(
    service: Service, staff: Staff, case: str, issuers: Issuers
) -> None:
    opened = look(service, staff, case)
    other = pathway(issuers.did(UNIVERSITY.name)).replace(b"Sails", b"Rowing").replace(b"Harbour pilot", b"Ferry")
    measured = measure_by(service, opened, other)
    assert measured.towards is not None and measured.towards.shared.pathway.title == {"en": "Ferry"}
    assert measured.items == opened.items and measured.towards.shared.accepted == frozenset()
    with pytest.raises(NotFound):
        measure_by(service, opened, b"{}")
    with pytest.raises(NotFound):
        measure_by(service, replace(opened, view=replace(opened.view, stack=None)), other)


def test_a_case_and_a_desk_hold_only_so_much(
    service: Service,
    ada: SignedIn,
    own: OwnShare,
    staff: Staff,
    issuers: Issuers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = hand_over(service, ada, own.id, staff.organisation.id)
    monkeypatch.setattr("wallet.desk.service.MOST_ENTRIES", 1)
    monkeypatch.setattr("wallet.desk.handing.MOST_CASES", 1)
    for words, code in ((" ", "note_empty"), ("x" * 4001, "note_too_long")):
        with pytest.raises(Problem, match=code):
            note(service, staff, case, words)
    note(service, staff, case, "x" * 4000)
    with pytest.raises(Problem, match=r"case\.full"):
        note(service, staff, case, "One more.")
    opens = open_own_share(service, ada, own.id).opens
    with pytest.raises(Problem, match=r"case\.full"):
        look(service, staff, case)
    assert open_own_share(service, ada, own.id).opens == opens and list_openings(service, ada, own.id) == []
    with service.database.writing() as session:
        add_entry(session, service, staff, case, Kind.ANSWERED)
    another = stack_link(service, ada, issuers).id
    with pytest.raises(Problem, match=r"case\.desk_full"):
        hand_over(service, ada, another, staff.organisation.id)
    monkeypatch.setattr("wallet.desk.handing.MOST_OF_ONE", 1)
    with pytest.raises(Problem, match=r"case\.too_many"):
        hand_over(service, ada, another, staff.organisation.id)


def test_a_deleted_organisation_takes_its_cases_along(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    look(service, staff, case)
    delete_organisation(service, staff, HARBOUR.name)
    assert not {"desk_case", "case_entry"} & count_rows(service).keys()
    assert list_handed(service, ada, own.id) == []
    with pytest.raises(NotFound):
        look(service, staff, case)


def test_a_long_list_comes_in_pages_and_is_searched_quickly(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    with service.database.writing() as session:
        link = session.get(Share, own.id)
        assert link is not None
        columns = link.model_dump()
        for number in range(1000):
            share_id, case_id, at = new_id(), new_id(), service.now() - timedelta(minutes=number + 1)
            session.add(Share(**{**columns, "id": share_id, "sealed_view": b"x" * 1000}))
            handed = write_handed(Handed(f"Learner {number:04}", {"en": "Harbour pilot"}, "k" * 43))
            place = box_place(staff.organisation.id, case_id)
            box = seal_to(staff.organisation.box_public, handed, place, service.secrets.signer)
            row = DeskCase(
                id=case_id,
                organisation_id=staff.organisation.id,
                share_id=share_id,
                created_at=at,
                ends_at=service.now() + timedelta(days=1),
                box=box,
            )
            session.flush()
            session.add(row)
    first = list_cases(service, staff)
    assert first.more and len(first.cases) == 100 and first.cases[0].id == case
    last = list_cases(service, staff, page=10)
    assert not last.more and [each.handed.from_name for each in last.cases] == ["Learner 0999"]
    started = time.perf_counter()
    found = list_cases(service, staff, Asked(CaseState.NEW, "learner 0998"))
    took = time.perf_counter() - started
    assert [each.handed.from_name for each in found.cases] == ["Learner 0998"] and not found.more
    assert took < 3, f"{took:.2f} s for a thousand"
    half = list_cases(service, staff, Asked(text="learner 0"), page=9)
    assert len(half.cases) == 100 and not half.more


def test_everything_at_once_leaves_nobody_waiting_for_another(
    service: Service, ada: SignedIn, bob: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    reviewer = member(service, staff, bob, Role.REVIEWER)
    acts: list[Callable[[], object]] = [
        lambda: look(service, staff, case),
        lambda: look(service, reviewer, case),
        lambda: note(service, reviewer, case, "Words."),
        lambda: sweep_cases(service),
        lambda: remove(service, staff, reviewer.member_id),
        lambda: close_case(service, staff, case),
        lambda: take_back(service, ada, own.id, case),
        lambda: hand_over(service, ada, own.id, staff.organisation.id),
    ]
    found = at_once(len(acts), lambda number: acts[number]())
    assert [each for each in found if isinstance(each, Exception) and not isinstance(each, NotFound | Problem)] == []
    with pytest.raises(NotFound):
        open_case(service, staff, case)
    assert "reading" not in count_rows(service)
