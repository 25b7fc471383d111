"""The learner's side of links: make one, see who opened it, stop it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update

from tests.services.life import PUBLIC_URL, all_rows, at_once, content, count_rows, course, keep_one, share
from tests.world import Clock, badge, signed
from wallet.accounts.service import SignedIn
from wallet.credentials.service import delete_credential
from wallet.demo.issuer import Issuers
from wallet.history.service import list_events
from wallet.history.tables import HistoryEntry
from wallet.service import NotFound, Problem, Service
from wallet.shares.life import change_share, stop_share, stop_shares_of, sweep_shares
from wallet.shares.opening import open_share
from wallet.shares.openings import list_openings
from wallet.shares.owner import OwnShare, State
from wallet.shares.service import (
    MAX_CREDENTIALS,
    MAX_RECIPIENTS,
    create_share,
    create_shares,
    list_shares,
    open_own_share,
    share_link,
)
from wallet.shares.tables import Opening, Share
from wallet.shares.terms import LONGEST, SHORTEST, Terms, check_passcode, counter_terms, new_passcode
from wallet.vault.blob import Place, seal
from wallet.vault.keys import new_key
from wallet.vault.sealed_box import seal_to


@pytest.fixture
def knots(service: Service, ada: SignedIn, issuers: Issuers) -> str:
    """The id of a credential that Ada keeps."""
    return keep_one(service, ada, course(issuers))


def row_of(service: Service, own: OwnShare) -> Share:
    with service.database.reading() as session:
        return session.get_one(Share, own.id)


def is_destroyed(service: Service, own: OwnShare) -> bool:
    row = row_of(service, own)
    return row.wrapped_key is None and row.sealed_view is None


def test_a_share_is_as_its_learner_made_it(service: Service, ada: SignedIn, knots: str, clock: Clock) -> None:
    own = share(service, ada, [knots])
    assert open_own_share(service, ada, own.id) == own
    assert list_shares(service, ada) == [own]
    assert (own.owner.label, own.owner.recipient) == ("For the shipyard", "Harbour Works")
    assert (own.owner.content.from_name, own.owner.content.note) == ("Ada L.", "My knots.")
    assert (own.owner.credentials, own.owner.titles) == ((knots,), ("Knots and Splices",))
    assert (own.state, own.opens, own.created_at) == (State.ACTIVE, 0, clock.at)
    assert own.ends_at == clock.at + timedelta(days=7)
    assert share_link(service, own) == f"{PUBLIC_URL}/s/{own.id}#{own.owner.link_key}"
    assert len(own.owner.link_key) == 43


def test_no_two_links_have_a_key_in_common(service: Service, ada: SignedIn, knots: str) -> None:
    one, two = share(service, ada, [knots]), share(service, ada, [knots])
    assert one.owner.link_key != two.owner.link_key
    with pytest.raises(NotFound):
        open_share(service, two.id, one.owner.link_key, "")


def test_each_recipient_gets_a_link_of_their_own(service: Service, ada: SignedIn, knots: str) -> None:
    ends_at = service.now() + timedelta(days=1)
    several = [Terms(ends_at, recipient=f"School {number}", passcode=new_passcode()) for number in range(3)]
    made = create_shares(service, ada, content(knots), several)
    assert [each.owner.recipient for each in made] == ["School 0", "School 1", "School 2"]
    for name in ("link_key", "data_key", "passcode"):
        assert len({getattr(each.owner, name) for each in made}) == 3
    assert {each.id for each in made} == {each.id for each in list_shares(service, ada)}
    stop_share(service, ada, made[0].id)
    for each in made[1:]:
        opened = open_share(service, each.id, each.owner.link_key, "", each.owner.passcode)
        assert opened.worst.report.code == "ok"


def test_links_for_many_are_made_wholly_or_not_at_all(service: Service, ada: SignedIn, knots: str) -> None:
    good = Terms(service.now() + timedelta(days=1))
    for several, code in (
        ([good] * (MAX_RECIPIENTS + 1), "share.too_many_recipients"),
        ([], "share.too_many_recipients"),
        ([good, Terms(service.now())], "share.end_past"),
    ):
        with pytest.raises(Problem) as problem:
            create_shares(service, ada, content(knots), several)
        assert problem.value.code == code
    with pytest.raises(NotFound):
        create_shares(service, ada, content(knots, "A" * 22), [good, good])
    assert "share" not in count_rows(service)


def test_a_link_for_a_counter_opens_once_within_two_hours(
    service: Service, ada: SignedIn, knots: str, clock: Clock
) -> None:
    used, late = (create_share(service, ada, content(knots), counter_terms(service.now())) for _ in range(2))
    assert used.ends_at == clock.at + timedelta(hours=2)
    assert open_share(service, used.id, used.owner.link_key, "")
    clock.pass_by(hours=2)
    for each in (used, late):
        with pytest.raises(NotFound):
            open_share(service, each.id, each.owner.link_key, "")


def test_passcodes_that_are_made_can_be_told_and_are_never_the_same() -> None:
    made = [new_passcode() for _ in range(200)]
    assert len(set(made)) == 200
    for each in made:
        check_passcode(each)
        assert set(each) <= set("bcdfghjkmnpqrstvwxz23456789-")
        assert [len(group) for group in each.split("-")] == [4, 4, 4]


def test_a_link_of_the_first_version_lives_on(service: Service, ada: SignedIn, issuers: Issuers, knots: str) -> None:
    """What only the learner sees stood in one column, without the data key."""
    own = share(service, ada, [knots])
    old = {
        "label": "An old one",
        "from_name": "Ada L.",
        "note": "My knots.",
        "credentials": [knots],
        "titles": ["Knots and Splices"],
        "link_key": own.owner.link_key,
    }
    sealed = seal(ada.key, json.dumps(old).encode(), ada.place("share", own.id, "sealed_owner"))
    with service.database.writing() as session:
        session.exec(update(Share).where(col(Share.id) == own.id).values(sealed_owner=sealed, sealed_inside=None))
    was = open_own_share(service, ada, own.id)
    assert (was.owner.label, was.owner.link_key, was.owner.content) == (
        "An old one",
        own.owner.link_key,
        content(knots),
    )
    sails = keep_one(service, ada, course(issuers, "Sails"))
    changed = change_share(service, ada, own.id, content(sails))
    assert (changed.owner.titles, changed.owner.label, changed.revision) == (("Sails",), "An old one", 2)
    assert len(open_share(service, own.id, own.owner.link_key, "").items) == 1
    assert stop_share(service, ada, own.id).owner.link_key == ""


def test_one_credential_chosen_twice_is_shown_once(service: Service, ada: SignedIn, knots: str) -> None:
    own = share(service, ada, [knots, knots])
    assert own.owner.credentials == (knots,)
    assert len(open_share(service, own.id, own.owner.link_key, "").items) == 1


@pytest.mark.parametrize(
    ("end", "count", "texts", "code", "field"),
    [
        (timedelta(days=1), 0, {}, "share.nothing_chosen", "credential"),
        (timedelta(days=1), MAX_CREDENTIALS + 1, {}, "share.too_many", "credential"),
        (timedelta(0), 1, {}, "share.end_past", "end_date"),
        (SHORTEST - timedelta(seconds=1), 1, {}, "share.end_past", "end_date"),
        (LONGEST + timedelta(seconds=1), 1, {}, "share.end_too_far", "end_date"),
        (timedelta(days=1), 1, {"label": "x" * 121}, "share.too_long", "label"),
        (timedelta(days=1), 1, {"recipient": "x" * 121}, "share.too_long", "recipient"),
        (timedelta(days=1), 1, {"max_opens": 0}, "share.opens", "max_opens"),
        (timedelta(days=1), 1, {"max_opens": 10_001}, "share.opens", "max_opens"),
        (timedelta(days=1), 1, {"passcode": "seven77"}, "passcode.too_short", "passcode"),
        (timedelta(days=1), 1, {"passcode": "s - e - v - e - n"}, "passcode.too_short", "passcode"),
        (timedelta(days=1), 1, {"passcode": "x" * 1025}, "passcode.too_long", "passcode"),
        (timedelta(days=1), 1, {"passcode": "eight888\ud800"}, "passcode.characters", "passcode"),
        (timedelta(days=1), 1, {"from_name": "x" * 121}, "share.too_long", "from_name"),
        (timedelta(days=1), 1, {"note": "x" * 2001}, "share.too_long", "note"),
    ],
)
def test_what_no_share_can_have_is_named(
    service: Service,
    ada: SignedIn,
    knots: str,
    end: timedelta,
    count: int,
    texts: dict[str, Any],
    code: str,
    field: str,
) -> None:
    with pytest.raises(Problem) as problem:
        said = {name: text for name, text in texts.items() if name in ("from_name", "note")}
        terms = {name: value for name, value in texts.items() if name not in said}
        create_share(service, ada, content(*[knots] * count, **said), Terms(service.now() + end, **terms))
    assert (problem.value.code, problem.value.field) == (code, field)
    assert "share" not in count_rows(service)


@pytest.mark.parametrize("end", [SHORTEST, LONGEST], ids=str)
def test_the_shortest_and_the_longest_share_are_made(
    service: Service, ada: SignedIn, knots: str, end: timedelta
) -> None:
    assert create_share(service, ada, content(knots), Terms(service.now() + end)).ends_at == service.now() + end


OF_ONE_SHARE: dict[str, Callable[[Service, SignedIn, str], object]] = {
    "open_own_share": open_own_share,
    "list_openings": list_openings,
    "stop_share": stop_share,
}


@pytest.mark.parametrize("act", OF_ONE_SHARE.values(), ids=OF_ONE_SHARE.keys())
def test_a_share_that_is_anothers_or_nobodys_is_not_there(
    service: Service, ada: SignedIn, bob: SignedIn, knots: str, act: Callable[[Service, SignedIn, str], object]
) -> None:
    own = share(service, ada, [knots])
    for strange in (own.id[:-1], "", "a\x00b", "\ud800", "x" * 10_000):
        with pytest.raises(NotFound):
            act(service, ada, strange)
    with pytest.raises(NotFound):
        act(service, bob, own.id)
    assert list_shares(service, bob) == []
    assert open_own_share(service, ada, own.id) == own
    act(service, ada, own.id)


def test_stopping_destroys_key_view_and_readers_sessions(
    service: Service, ada: SignedIn, knots: str, clock: Clock
) -> None:
    own, other = share(service, ada, [knots]), share(service, ada, [knots])
    open_share(service, own.id, own.owner.link_key, "Eve")
    open_share(service, other.id, other.owner.link_key, "Eve")
    assert not is_destroyed(service, own)
    stopped = stop_share(service, ada, own.id)
    assert (stopped.state, stopped.stopped_at, stopped.opens) == (State.STOPPED, clock.at, 1)
    assert stopped.owner.link_key == "", "nobody has the link's key any more"
    assert stopped.owner.titles == ("Knots and Splices",)
    assert is_destroyed(service, own)
    assert not is_destroyed(service, other)
    assert [row["share_id"] for row in all_rows(service)["reading"]] == [other.id]
    assert len(list_openings(service, ada, own.id)) == 1, "who opened it stays known"
    with pytest.raises(NotFound):
        open_share(service, own.id, own.owner.link_key, "Eve")


def test_stopping_twice_is_stopping_once(service: Service, ada: SignedIn, knots: str, clock: Clock) -> None:
    own = share(service, ada, [knots])
    stopped = stop_share(service, ada, own.id)
    clock.pass_by(hours=1)
    assert stop_share(service, ada, own.id) == stopped
    codes = [each.code for each in list_events(service, ada.learner_id, ada.box_private)]
    assert codes.count("history.stopped") == 1


def test_a_share_ends_by_itself_and_the_sweep_destroys_it(
    service: Service, ada: SignedIn, knots: str, clock: Clock
) -> None:
    short, long = share(service, ada, [knots], days=1), share(service, ada, [knots], days=2)
    clock.at = short.ends_at - timedelta(seconds=1)
    sweep_shares(service)
    assert not is_destroyed(service, short)
    assert open_own_share(service, ada, short.id).state is State.ACTIVE
    clock.at = short.ends_at
    assert open_own_share(service, ada, short.id).state is State.ENDED
    sweep_shares(service)
    assert is_destroyed(service, short)
    assert not is_destroyed(service, long)
    assert [each.state for each in list_shares(service, ada) if each.id == short.id] == [State.ENDED]


def test_the_sweep_forgets_readers_sessions_that_are_over(
    service: Service, ada: SignedIn, knots: str, clock: Clock
) -> None:
    own = share(service, ada, [knots])
    open_share(service, own.id, own.owner.link_key, "")
    sweep_shares(service)
    assert count_rows(service)["reading"] == 1
    clock.pass_by(minutes=30)
    sweep_shares(service)
    assert "reading" not in count_rows(service)


def test_deleting_a_credential_stops_the_links_that_show_it(
    service: Service, ada: SignedIn, issuers: Issuers, knots: str, clock: Clock
) -> None:
    """A view holds a copy of the bytes and would still verify: so its key has to go."""
    sails = keep_one(service, ada, course(issuers, "Sails"))
    alone, both, other = share(service, ada, [knots]), share(service, ada, [sails, knots]), share(service, ada, [sails])
    assert open_share(service, alone.id, alone.owner.link_key, "").worst.report.code == "ok"
    delete_credential(service, ada, knots, [stop_shares_of])
    states = {each.id: each.state for each in list_shares(service, ada)}
    assert states == {alone.id: State.STOPPED, both.id: State.STOPPED, other.id: State.ACTIVE}
    for own in (alone, both):
        assert is_destroyed(service, own)
        with pytest.raises(NotFound):
            open_share(service, own.id, own.owner.link_key, "")
    assert {row["share_id"] for row in all_rows(service)["reading"]} == set()
    assert open_share(service, other.id, other.owner.link_key, "").worst.report.code == "ok"


def test_deleting_a_credential_destroys_what_ended_links_still_hold(
    service: Service, ada: SignedIn, knots: str, clock: Clock
) -> None:
    """Between its end and the next sweep a share still has its sealed view."""
    own = share(service, ada, [knots], days=1)
    clock.pass_by(days=2)
    delete_credential(service, ada, knots, [stop_shares_of])
    assert is_destroyed(service, own)
    assert open_own_share(service, ada, own.id).state is State.ENDED, "it was not stopped: it had ended"


def test_other_learners_links_go_on_when_one_deletes(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    raw = signed(badge())
    hers, his = keep_one(service, ada, raw), keep_one(service, bob, raw)
    own = share(service, bob, [his])
    delete_credential(service, ada, hers, [stop_shares_of])
    assert open_own_share(service, bob, own.id).state is State.ACTIVE


def test_no_link_is_made_to_what_is_deleted_at_the_same_moment(
    service: Service, ada: SignedIn, issuers: Issuers
) -> None:
    for number in range(4):
        credential_id = keep_one(service, ada, course(issuers, f"Course {number}"))

        def act(thread: int, each: str = credential_id) -> OwnShare | None:
            if thread:
                return share(service, ada, [each])
            delete_credential(service, ada, each, [stop_shares_of])
            return None

        results = at_once(4, act)
        assert all(each is None or isinstance(each, OwnShare | NotFound) for each in results), results
    assert {each.state for each in list_shares(service, ada)} <= {State.STOPPED}


def test_an_opening_is_only_for_its_learner(
    service: Service, ada: SignedIn, bob: SignedIn, knots: str, clock: Clock
) -> None:
    own = share(service, ada, [knots])
    open_share(service, own.id, own.owner.link_key, "  Eve \n of the   shipyard ")
    (seen,) = list_openings(service, ada, own.id)
    assert (seen.at, seen.viewer, seen.issuer_name) == (clock.at, "Eve of the shipyard", "Harbour School")
    assert seen.report is not None
    assert (seen.report.code, seen.report.evidence) == ("ok", ())
    with service.database.writing() as session:
        session.exec(update(Share).where(col(Share.id) == own.id).values(learner_id=bob.learner_id))
    with pytest.raises(NotFound):
        list_openings(service, ada, own.id)
    (seen,) = list_openings(service, bob, own.id)
    assert (seen.viewer, seen.report) == ("", None)


def test_openings_come_newest_first_and_without_a_name_where_none_was_given(
    service: Service, ada: SignedIn, knots: str, clock: Clock
) -> None:
    own = share(service, ada, [knots])
    for viewer in ("One", "", "x" * 500):
        open_share(service, own.id, own.owner.link_key, viewer)
        clock.pass_by(minutes=1)
    assert [each.viewer for each in list_openings(service, ada, own.id)] == ["x" * 120, "", "One"]


@pytest.mark.parametrize("damage", ["moved", "edited", "cut short", "emptied", "of another server"])
def test_an_opening_that_was_tampered_with_shows_as_damaged_and_is_not_left_out(
    service: Service, ada: SignedIn, knots: str, damage: str
) -> None:
    own = share(service, ada, [knots])
    for viewer in ("One", "Two"):
        open_share(service, own.id, own.owner.link_key, viewer)
    with service.database.writing() as session:
        first, second = session.exec(select(Opening)).all()
        box = {
            "moved": second.box,
            "edited": first.box[:-1] + bytes([first.box[-1] ^ 1]),
            "cut short": first.box[:50],
            "emptied": b"",
            "of another server": _box_by_another_server(ada, first.id),
        }[damage]
        first.box = box
        session.add(first)
    found = list_openings(service, ada, own.id)
    assert len(found) == 2
    assert min((each.viewer, each.report is None) for each in found) == ("", True)
    assert sum(each.report is None for each in found) == 1


def test_a_history_entry_that_was_moved_shows_as_damaged(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    with service.database.writing() as session:
        hers = session.exec(select(HistoryEntry).where(HistoryEntry.learner_id == ada.learner_id)).one()
        his = session.exec(select(HistoryEntry).where(HistoryEntry.learner_id == bob.learner_id)).one()
        hers.box = his.box
        session.add(hers)
    assert [each.code for each in list_events(service, ada.learner_id, ada.box_private)] == ["history.damaged"]
    assert [each.code for each in list_events(service, bob.learner_id, bob.box_private)] == ["history.signed_up"]


def _box_by_another_server(ada: SignedIn, opening_id: str) -> bytes:
    plain = b'{"viewer": "Forged", "report": "{}", "issuer_name": null, "ends_on": null}'
    return seal_to(ada.box_public, plain, Place("opening", opening_id, "box", ada.learner_id), new_key())
