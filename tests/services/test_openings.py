"""The reader's side of links: whoever has the key sees what is true at that moment, nobody else sees anything."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from tests.services.life import DID_DOCUMENT, all_rows, at_once, count_rows, course, keep_one, revoke, rotate_key, share
from tests.world import Clock, FakeWeb
from verifier.world import Answer
from wallet.accounts.service import SignedIn, delete_learner
from wallet.demo.issuer import Issuers
from wallet.history.service import add_event, list_events
from wallet.service import NotFound, Service
from wallet.shares.examining import Opened
from wallet.shares.life import stop_share, sweep_shares
from wallet.shares.opening import READING_LIFE, exists, open_share, see_again
from wallet.shares.openings import list_openings
from wallet.shares.owner import OwnShare, State
from wallet.shares.service import open_own_share
from wallet.shares.tables import Share
from wallet.vault.links import new_link_key, write_link_key


@pytest.fixture
def raw(issuers: Issuers) -> bytes:
    return course(issuers)


@pytest.fixture
def own(service: Service, ada: SignedIn, raw: bytes) -> OwnShare:
    """Ada's link to one credential of the university."""
    return share(service, ada, [keep_one(service, ada, raw)])


def press(service: Service, own: OwnShare, viewer: str = "Eve") -> Opened:
    return open_share(service, own.id, own.owner.link_key, viewer)


def test_a_reader_sees_what_was_shared_verified_now(service: Service, own: OwnShare, raw: bytes, clock: Clock) -> None:
    assert exists(service, own.id) == own.ends_at
    clock.pass_by(hours=2)
    opened = press(service, own)
    assert (opened.view.from_name, opened.view.note) == ("Ada L.", "My knots.")
    assert [each.credential for each in opened.view.items] == [raw]
    assert (opened.opened_at, opened.ends_at) == (clock.at, own.ends_at)
    assert opened.worst.report.verdict.value == "valid"
    assert opened.worst.report.at == clock.at


def test_the_learner_is_told(service: Service, ada: SignedIn, own: OwnShare) -> None:
    press(service, own)
    assert open_own_share(service, ada, own.id).opens == 1
    assert [each.viewer for each in list_openings(service, ada, own.id)] == ["Eve"]
    newest = [(each.code, each.facts) for each in list_events(service, ada.learner_id, ada.box_private)]
    assert ("history.opened", {"viewer": "Eve", "share": own.id}) in newest


def test_a_status_that_changes_between_two_openings_shows(
    service: Service, ada: SignedIn, own: OwnShare, raw: bytes, web: FakeWeb, issuers: Issuers, clock: Clock
) -> None:
    assert press(service, own).worst.report.code == "ok"
    clock.pass_by(minutes=1)
    revoke(web, issuers, raw)
    assert press(service, own).worst.report.code == "status.revoked"
    clock.pass_by(minutes=1)
    revoke(web, issuers, raw, value=False)
    assert press(service, own).worst.report.code == "ok"
    seen = [each.report.code for each in list_openings(service, ada, own.id) if each.report]
    assert seen == ["ok", "status.revoked", "ok"]


def test_a_verdict_is_that_of_the_worst_item(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb) -> None:
    good, bad = course(issuers, "Good"), course(issuers, "Bad")
    own = share(service, ada, [keep_one(service, ada, each) for each in (good, bad)])
    revoke(web, issuers, bad)
    opened = press(service, own)
    assert [each.report.code for each in opened.items] == ["ok", "status.revoked"]
    assert opened.worst is opened.items[1]


def test_a_key_that_the_issuer_gave_up_since_is_undecided_for_the_reader_too(
    service: Service, own: OwnShare, web: FakeWeb, clock: Clock, tmp_path: Path
) -> None:
    clock.pass_by(days=1)
    rotate_key(web, tmp_path, clock)
    report = press(service, own).worst.report
    assert (report.verdict.value, report.code) == ("undecided", "key.retired")


def test_an_issuer_who_is_away_leaves_the_reader_undecided(service: Service, own: OwnShare, web: FakeWeb) -> None:
    web.fail(DID_DOCUMENT)
    assert press(service, own).worst.report.code == "key.unreachable"


# Who may not


def never_there(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> tuple[str, str]:
    return "A" * 22, own.owner.link_key


def wrong_key(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> tuple[str, str]:
    return own.id, write_link_key(new_link_key())


def ended(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> tuple[str, str]:
    clock.at = own.ends_at
    return own.id, own.owner.link_key


def ended_and_swept(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> tuple[str, str]:
    clock.at = own.ends_at
    sweep_shares(service)
    return own.id, own.owner.link_key


def stopped(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> tuple[str, str]:
    stop_share(service, ada, own.id)
    return own.id, own.owner.link_key


def stopped_with_a_wrong_key(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> tuple[str, str]:
    stop_share(service, ada, own.id)
    return wrong_key(service, ada, own, clock)


def used_up(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> tuple[str, str]:
    limit_opens(service, own, 0)
    return own.id, own.owner.link_key


@pytest.mark.parametrize(
    "case", [never_there, wrong_key, ended, ended_and_swept, stopped, stopped_with_a_wrong_key, used_up]
)
def test_every_closed_door_is_the_same_and_leaves_no_trace(
    service: Service,
    ada: SignedIn,
    own: OwnShare,
    web: FakeWeb,
    clock: Clock,
    case: Callable[[Service, SignedIn, OwnShare, Clock], tuple[str, str]],
) -> None:
    share_id, key = case(service, ada, own, clock)
    before = all_rows(service)
    web.requests.clear()
    with pytest.raises(NotFound) as refused:
        open_share(service, share_id, key, "Eve")
    assert str(refused.value) == ""
    assert all_rows(service) == before, "opens, openings, history and cache are as they were"
    assert web.requests == []


def test_nothing_that_a_stranger_types_opens_anything(service: Service, own: OwnShare) -> None:
    keys = ["", "x", "\x00", "\ud800", "A" * 42, "A" * 43, "A" * 42 + "B", "é" * 43, "A" * 100_000, own.owner.link_key]
    ids = ["", "x\x00y", "\ud800", "A" * 22, "é" * 22, "x" * 100_000, own.id]
    for share_id in ids:
        for key in keys:
            if (share_id, key) != (own.id, own.owner.link_key):
                with pytest.raises(NotFound):
                    open_share(service, share_id, key, "Eve")
    assert press(service, own)


def test_another_spelling_of_the_key_is_another_key(service: Service, own: OwnShare) -> None:
    """The last character of base64 has bits to spare: one key has one spelling."""
    last = own.owner.link_key[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = alphabet[alphabet.index(last) ^ 1]
    with pytest.raises(NotFound):
        open_share(service, own.id, own.owner.link_key[:-1] + other, "")


def test_doors_that_are_closed_do_not_exist(service: Service, ada: SignedIn, own: OwnShare, clock: Clock) -> None:
    assert exists(service, "A" * 22) is None
    assert exists(service, "\x00") is None
    clock.at = own.ends_at
    assert exists(service, own.id) is None
    clock.pass_by(seconds=-1)
    assert exists(service, own.id) == own.ends_at
    stop_share(service, ada, own.id)
    assert exists(service, own.id) is None


def test_a_link_works_until_its_last_second(service: Service, own: OwnShare, clock: Clock) -> None:
    clock.at = own.ends_at - timedelta(seconds=1)
    opened = press(service, own)
    clock.at = own.ends_at
    assert see_again(service, own.id, opened.cookie) is None
    with pytest.raises(NotFound):
        press(service, own)


def test_a_row_that_was_moved_to_another_link_opens_with_neither_key(
    service: Service, ada: SignedIn, own: OwnShare, issuers: Issuers
) -> None:
    other = share(service, ada, [keep_one(service, ada, course(issuers, "Other"))])
    rows = {row["id"]: row for row in all_rows(service)["share"]}
    moved = {name: rows[other.id][name] for name in ("tag", "wrapped_key", "sealed_view")}
    with service.database.writing() as session:
        session.exec(update(Share).where(col(Share.id) == own.id).values(**moved))
    for key in (own.owner.link_key, other.owner.link_key):
        with pytest.raises(NotFound):
            open_share(service, own.id, key, "")


# The reader's session


def test_a_reload_is_no_second_opening_and_verifies_anew(
    service: Service, ada: SignedIn, own: OwnShare, raw: bytes, web: FakeWeb, issuers: Issuers, clock: Clock
) -> None:
    opened = press(service, own)
    before = {name: rows for name, rows in all_rows(service).items() if name != "cached_answer"}
    clock.pass_by(minutes=5)
    revoke(web, issuers, raw)
    again = see_again(service, own.id, opened.cookie)
    assert again is not None
    assert again.worst.report.code == "status.revoked"
    assert (again.opened_at, again.worst.report.at) == (opened.opened_at, clock.at)
    assert again.view == opened.view
    assert {name: rows for name, rows in all_rows(service).items() if name != "cached_answer"} == before
    assert open_own_share(service, ada, own.id).opens == 1


def test_a_readers_session_ends_after_a_while(service: Service, own: OwnShare, clock: Clock) -> None:
    opened = press(service, own)
    clock.at += READING_LIFE - timedelta(seconds=1)
    assert see_again(service, own.id, opened.cookie) is not None
    clock.pass_by(seconds=1)
    assert see_again(service, own.id, opened.cookie) is None


def test_a_readers_session_is_for_one_link(service: Service, ada: SignedIn, own: OwnShare, issuers: Issuers) -> None:
    other = share(service, ada, [keep_one(service, ada, course(issuers, "Other"))])
    here, there = press(service, own), press(service, other)
    assert see_again(service, other.id, here.cookie) is None
    public, _, _ = here.cookie.partition(".")
    _, _, secret = there.cookie.partition(".")
    assert see_again(service, own.id, f"{public}.{secret}") is None
    assert see_again(service, own.id, here.cookie) is not None


@pytest.mark.parametrize(
    "cookie", ["", ".", "x", "x.zz", "\ud800.00", "a\x00.00", "x." + "0" * 64, "x." + "0" * 100_000]
)
def test_what_is_no_readers_cookie_shows_nothing(service: Service, own: OwnShare, cookie: str) -> None:
    press(service, own)
    assert see_again(service, own.id, cookie) is None


def test_a_stop_ends_a_readers_session_at_once(service: Service, ada: SignedIn, own: OwnShare, web: FakeWeb) -> None:
    opened = press(service, own)
    stop_share(service, ada, own.id)
    web.requests.clear()
    assert see_again(service, own.id, opened.cookie) is None
    assert web.requests == []


def test_a_stop_while_a_reader_waits_for_the_issuer_wins(
    service: Service, ada: SignedIn, own: OwnShare, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press came first, but the stop was done before anything was shown: so nothing is, and no key stays behind."""
    _stop_during_fetch(service, ada, own, web, monkeypatch)
    with pytest.raises(NotFound):
        press(service, own)
    assert open_own_share(service, ada, own.id).state is State.STOPPED
    assert all_rows(service)["reading"] == []


def test_a_stop_while_a_reader_reloads_wins(
    service: Service, ada: SignedIn, own: OwnShare, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = press(service, own)
    _stop_during_fetch(service, ada, own, web, monkeypatch)
    assert see_again(service, own.id, opened.cookie) is None


def _stop_during_fetch(
    service: Service, ada: SignedIn, own: OwnShare, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From now on the issuer's answer comes only after the learner has stopped the link."""
    answer = web.answers[DID_DOCUMENT]

    class Slow(dict[str, Answer | str]):
        def get(self, url: str, default: object = None) -> Answer | str:
            if url == DID_DOCUMENT and open_own_share(service, ada, own.id).state is State.ACTIVE:
                stop_share(service, ada, own.id)
            return super().get(url, answer)

    monkeypatch.setattr(web, "answers", Slow(web.answers))


# Many at once


def limit_opens(service: Service, own: OwnShare, most: int) -> None:
    with service.database.writing() as session:
        session.exec(update(Share).where(col(Share.id) == own.id).values(max_opens=most))


def test_of_a_hundred_who_press_at_once_as_many_see_it_as_may(service: Service, ada: SignedIn, own: OwnShare) -> None:
    limit_opens(service, own, 5)
    results = at_once(100, lambda number: press(service, own, f"Reader {number}"))
    shown = [each for each in results if isinstance(each, Opened)]
    assert len(shown) == 5
    assert sum(isinstance(each, NotFound) for each in results) == 95
    assert {each.worst.report.code for each in shown} == {"ok"}
    assert open_own_share(service, ada, own.id).opens == 5
    assert len(list_openings(service, ada, own.id)) == 5
    assert len({each.cookie for each in shown}) == 5


def test_presses_at_once_are_all_counted_on_a_memory_that_is_empty(
    service: Service, ada: SignedIn, own: OwnShare
) -> None:
    """Eight readers fetch the same key and lists at the same moment, and none of them is in the cache yet."""
    with service.database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM cached_answer")
    results = at_once(8, lambda number: press(service, own, f"Reader {number}"))
    assert {each.worst.report.code for each in results if isinstance(each, Opened)} == {"ok"}
    assert sum(isinstance(each, Opened) for each in results) == 8, results
    assert open_own_share(service, ada, own.id).opens == 8


def test_a_stop_among_many_presses_leaves_nothing_open(service: Service, ada: SignedIn, own: OwnShare) -> None:
    def act(number: int) -> object:
        return stop_share(service, ada, own.id) if number == 3 else press(service, own)

    results = at_once(8, act)
    assert all(isinstance(each, Opened | OwnShare | NotFound) for each in results), results
    assert isinstance(results[3], OwnShare)
    assert all_rows(service)["reading"] == []
    for each in results:
        if isinstance(each, Opened):
            assert see_again(service, own.id, each.cookie) is None


def test_a_stop_while_an_opening_is_written_down_leaves_no_key_behind(
    service: Service, ada: SignedIn, own: OwnShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = _slow_to_write_down(monkeypatch)

    def act(number: int) -> object:
        if number:
            return press(service, own)
        writing.wait(10)
        return stop_share(service, ada, own.id)

    stopped, opened = at_once(2, act)
    assert isinstance(stopped, OwnShare)
    assert isinstance(opened, Opened | NotFound)
    assert all_rows(service)["reading"] == []


def _slow_to_write_down(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """From now on a transaction that writes down an opening takes a while; set as soon as one is under way."""
    writing = threading.Event()

    def slowly(*rest: Any, **more: Any) -> None:
        writing.set()
        time.sleep(0.3)
        add_event(*rest, **more)

    monkeypatch.setattr("wallet.shares.opening.add_event", slowly)
    return writing


def test_a_learner_who_goes_while_readers_press_takes_everything_along(
    service: Service, ada: SignedIn, own: OwnShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They go while an opening is being written down: neither waits for the other for ever."""
    writing = _slow_to_write_down(monkeypatch)

    def act(number: int) -> Opened | None:
        if number != 3:
            return press(service, own)
        writing.wait(10)
        delete_learner(service, ada, "four stones on a hill")
        return None

    results = at_once(4, act)
    assert all(each is None or isinstance(each, Opened | NotFound) for each in results), results
    assert results[3] is None
    assert set(count_rows(service)) == {"cached_answer"}
