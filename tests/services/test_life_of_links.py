"""The whole life of a link as a table: what happened to it -> what a reader gets, and what its learner sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.services.life import all_rows, at_once, content, course, keep_one, share
from tests.world import Clock, FakeWeb
from wallet.accounts.service import SignedIn
from wallet.demo.issuer import Issuers
from wallet.service import NotFound, Problem, Service
from wallet.shares import passcodes
from wallet.shares.examining import Opened, examine_share
from wallet.shares.life import (
    change_share,
    give_new_tries,
    limit_opens,
    move_end,
    pause_every_share,
    pause_share,
    resume_share,
    stop_share,
    sweep_shares,
)
from wallet.shares.opening import exists, open_share, see_again
from wallet.shares.openings import list_openings
from wallet.shares.owner import OwnShare, State
from wallet.shares.passcodes import TRIES, PasscodeNeeded
from wallet.shares.service import list_shares, open_own_share
from wallet.shares.terms import LONGEST
from wallet.vault.links import derive_passcode_key, new_link_key, write_link_key

PASSCODE = "Möwe-Seil-Knoten 7"


@dataclass
class Life:
    """One link and everybody around it."""

    service: Service
    ada: SignedIn
    clock: Clock
    own: OwnShare
    others: str  # the id of a credential that the link does not show
    reader: Opened | None = None

    def press(self, passcode: str = PASSCODE, key: str = "") -> str:
        """What a new reader gets: `shown`, `gone`, `asked` or `wrong`."""
        try:
            self.reader = open_share(self.service, self.own.id, key or self.own.owner.link_key, "Eve", passcode)
        except NotFound:
            return "gone"
        except PasscodeNeeded as needed:
            return "wrong" if needed.given else "asked"
        return "shown"

    def reload(self) -> str:
        """What the reader who pressed last gets."""
        assert self.reader is not None
        return "shown" if see_again(self.service, self.own.id, self.reader.cookie) else "over"

    def seen(self) -> OwnShare:
        return open_own_share(self.service, self.ada, self.own.id)


@pytest.fixture
def knots(service: Service, ada: SignedIn, issuers: Issuers) -> str:
    return keep_one(service, ada, course(issuers))


@pytest.fixture
def sails(service: Service, ada: SignedIn, issuers: Issuers) -> str:
    return keep_one(service, ada, course(issuers, "Sails"))


def born(service: Service, ada: SignedIn, clock: Clock, knots: str, sails: str) -> Life:
    """A link with a passcode and three openings."""
    own = share(service, ada, [knots], passcode=PASSCODE, max_opens=3)
    return Life(service, ada, clock, own, sails)


@pytest.fixture
def life(service: Service, ada: SignedIn, clock: Clock, knots: str, sails: str) -> Life:
    return born(service, ada, clock, knots, sails)


EVENTS: dict[str, Callable[[Life], object]] = {
    "press": lambda life: life.press(),
    "wrong": lambda life: life.press("not the passcode"),
    "without": lambda life: life.press(""),
    "wrong key": lambda life: life.press(key=write_link_key(new_link_key())),
    "all tries": lambda life: [life.press("not the passcode") for _ in range(TRIES)],
    "new tries": lambda life: give_new_tries(life.service, life.ada, life.own.id),
    "pause": lambda life: pause_share(life.service, life.ada, life.own.id),
    "resume": lambda life: resume_share(life.service, life.ada, life.own.id),
    "restore": lambda life: pause_every_share(life.service),
    "stop": lambda life: stop_share(life.service, life.ada, life.own.id),
    "week": lambda life: life.clock.pass_by(days=7),
    "sweep": lambda life: sweep_shares(life.service),
    "extend": lambda life: move_end(life.service, life.ada, life.own.id, life.clock() + timedelta(days=30)),
    "shorten": lambda life: move_end(life.service, life.ada, life.own.id, life.clock() + timedelta(minutes=5)),
    "five minutes": lambda life: life.clock.pass_by(minutes=5),
    "one": lambda life: limit_opens(life.service, life.ada, life.own.id, 1),
    "five": lambda life: limit_opens(life.service, life.ada, life.own.id, 5),
    "any": lambda life: limit_opens(life.service, life.ada, life.own.id, None),
    "change": lambda life: change_share(life.service, life.ada, life.own.id, content(life.others)),
}

# what happened -> what a new reader with key and passcode gets, the state, openings counted, tries left
TABLE: list[tuple[str, str, State, int, int | None]] = [
    ("", "shown", State.ACTIVE, 0, TRIES),
    ("press", "shown", State.ACTIVE, 1, TRIES),
    ("press, press, press", "gone", State.USED_UP, 3, TRIES),
    ("press, press, press, press", "gone", State.USED_UP, 3, TRIES),
    ("press, press, press, wrong", "gone", State.USED_UP, 3, TRIES),
    ("press, press, press, five", "shown", State.ACTIVE, 3, TRIES),
    ("press, press, press, any", "shown", State.ACTIVE, 3, TRIES),
    ("press, one", "gone", State.USED_UP, 1, TRIES),
    ("wrong", "shown", State.ACTIVE, 0, TRIES - 1),
    ("wrong, press", "shown", State.ACTIVE, 1, TRIES - 1),
    ("wrong, press, wrong", "shown", State.ACTIVE, 1, TRIES - 2),
    ("without, without", "shown", State.ACTIVE, 0, TRIES),
    ("wrong key", "shown", State.ACTIVE, 0, TRIES),
    ("all tries", "gone", State.LOCKED, 0, 0),
    ("all tries, without", "gone", State.LOCKED, 0, 0),
    ("all tries, new tries", "shown", State.ACTIVE, 0, TRIES),
    ("wrong, new tries", "shown", State.ACTIVE, 0, TRIES),
    ("pause", "gone", State.PAUSED, 0, TRIES),
    ("pause, wrong", "gone", State.PAUSED, 0, TRIES),
    ("pause, resume", "shown", State.ACTIVE, 0, TRIES),
    ("press, pause, press, resume", "shown", State.ACTIVE, 1, TRIES),
    ("restore", "gone", State.PAUSED, 0, TRIES),
    ("restore, resume", "shown", State.ACTIVE, 0, TRIES),
    ("pause, week", "gone", State.ENDED, 0, TRIES),
    ("pause, extend", "gone", State.PAUSED, 0, TRIES),
    ("pause, change, resume", "shown", State.ACTIVE, 0, TRIES),
    ("extend, week", "shown", State.ACTIVE, 0, TRIES),
    ("shorten, five minutes", "gone", State.ENDED, 0, TRIES),
    ("week", "gone", State.ENDED, 0, TRIES),
    ("week, sweep", "gone", State.ENDED, 0, None),
    ("press, week, sweep", "gone", State.ENDED, 1, None),
    ("stop", "gone", State.STOPPED, 0, None),
    ("press, stop", "gone", State.STOPPED, 1, None),
    ("pause, stop", "gone", State.STOPPED, 0, None),
    ("all tries, stop", "gone", State.STOPPED, 0, None),
    ("stop, week, sweep", "gone", State.STOPPED, 0, None),
    ("stop, restore", "gone", State.STOPPED, 0, None),
    ("change", "shown", State.ACTIVE, 0, TRIES),
    ("press, change, change", "shown", State.ACTIVE, 1, TRIES),
]


def happen(life: Life, events: str) -> None:
    for each in events.split(", ") if events else []:
        EVENTS[each](life)


@pytest.mark.parametrize(("events", "gets", "state", "opens", "tries"), TABLE, ids=[row[0] or "new" for row in TABLE])
def test_what_happened_decides_what_a_reader_gets(
    life: Life, events: str, gets: str, state: State, opens: int, tries: int | None
) -> None:
    happen(life, events)
    own = life.seen()
    assert (own.state, own.opens, own.tries_left) == (state, opens, tries)
    assert (exists(life.service, life.own.id) is not None) is (gets == "shown"), "the closed door tells nothing else"
    before = all_rows(life.service)
    assert life.press() == gets
    if gets == "gone":
        assert all_rows(life.service) == before, "who finds nothing leaves nothing"
    assert life.seen().opens == opens + (gets == "shown")
    assert life.seen().tries_left == tries
    assert len(list_openings(life.service, life.ada, life.own.id)) == life.seen().opens


READERS_TABLE = [
    ("wrong", "shown"),
    ("pause", "over"),
    ("pause, resume", "shown"),
    ("restore", "over"),
    ("press, press", "shown"),
    ("all tries", "shown"),
    ("change", "shown"),
    ("one", "shown"),
    ("shorten, five minutes", "over"),
    ("week", "over"),
    ("stop", "over"),
]


@pytest.mark.parametrize(("events", "gets"), READERS_TABLE, ids=[row[0] for row in READERS_TABLE])
def test_what_happened_decides_what_gets_who_is_reading(life: Life, events: str, gets: str) -> None:
    life.press()
    reader = life.reader
    happen(life, events)
    life.reader = reader
    assert life.reload() == gets


OVER = {"week": State.ENDED, "week, sweep": State.ENDED, "stop": State.STOPPED}


@pytest.mark.parametrize("events", OVER)
@pytest.mark.parametrize("late", ["new tries", "pause", "resume", "extend", "shorten", "one", "any", "change"])
def test_nothing_brings_a_link_back_that_is_over(life: Life, events: str, late: str) -> None:
    happen(life, events)
    with pytest.raises(Problem) as problem:
        EVENTS[late](life)
    assert problem.value.code == "share.over"
    assert (life.seen().state, life.press()) == (OVER[events], "gone")


@pytest.mark.parametrize("events", ["press, week, sweep", "press, stop"])
def test_a_tombstone_is_all_that_stays(life: Life, events: str) -> None:
    happen(life, events)
    (row,) = (row for row in all_rows(life.service)["share"] if row["id"] == life.own.id)
    kept = {name for name, value in row.items() if value not in (None, b"")}
    assert kept - {"stopped_at"} == {
        "id", "learner_id", "created_at", "ends_at", "sealed_owner", "revision", "max_opens", "opens",
    }  # fmt: skip
    owner = life.seen().owner
    assert (owner.label, owner.recipient, owner.titles) == ("For the shipyard", "Harbour Works", ("Knots and Splices",))
    assert (owner.link_key, owner.data_key, owner.passcode, owner.content.choices) == ("", b"", "", ())
    assert all_rows(life.service)["reading"] == []


def test_the_end_has_its_limits(life: Life) -> None:
    for ends_at, code in (
        (life.clock() - timedelta(days=1), "share.end_past"),
        (life.clock() + LONGEST + timedelta(seconds=1), "share.end_too_far"),
    ):
        with pytest.raises(Problem) as problem:
            move_end(life.service, life.ada, life.own.id, ends_at)
        assert problem.value.code == code
    life.clock.pass_by(days=6)
    assert move_end(life.service, life.ada, life.own.id, life.clock() + LONGEST).state is State.ACTIVE


def test_a_changed_link_shows_the_new_view_under_the_same_key(life: Life) -> None:
    life.press()
    first = life.reader
    changed = change_share(life.service, life.ada, life.own.id, content(life.others))
    assert (changed.revision, changed.owner.titles, changed.owner.link_key) == (2, ("Sails",), life.own.owner.link_key)
    assert first is not None
    again = see_again(life.service, life.own.id, first.cookie)
    life.press()
    assert again is not None and life.reader is not None
    for opened in (again, life.reader):
        assert [each.record.title[0].text for each in opened.items if each.record] == ["Sails"]
        assert (opened.revision, opened.worst.report.code) == (2, "ok")
    seen = list_openings(life.service, life.ada, life.own.id)
    assert sorted((each.revision, each.digest) for each in seen) == [(1, first.digest), (2, life.reader.digest)]
    assert first.digest != life.reader.digest


def test_a_passcode_can_be_typed_in_many_ways(life: Life) -> None:
    for typed in ("möweseilknoten7", "MÖWE SEIL KNOTEN 7", "mo\u0308we–seil–knoten\u00a07"):
        assert life.press(typed) == "shown"
    assert life.seen().tries_left == TRIES


def test_nobody_can_have_such_a_passcode_and_it_costs_a_try_like_any_other(life: Life) -> None:
    for number, typed in enumerate(("x" * 2000, "\ud800" * 9, "---"), 1):
        assert life.press(typed) == "wrong"
        assert life.seen().tries_left == TRIES - number


@pytest.fixture
def stretched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The link of each Argon2id computation that a reader caused."""
    calls: list[str] = []

    def counting(wrap: bytes, share_id: str, *rest: object) -> bytes:
        calls.append(share_id)
        return derive_passcode_key(wrap, share_id, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(passcodes, "derive_passcode_key", counting)
    yield calls


def test_who_knows_only_the_address_burns_no_try_and_forces_no_work(
    life: Life, web: FakeWeb, stretched: list[str]
) -> None:
    before = all_rows(life.service)
    web.requests.clear()
    keys = ["", "x", "A" * 43, write_link_key(new_link_key()), "A" * 10_000]
    for key in keys:
        for passcode in ("", PASSCODE, "guess-a-passcode"):
            with pytest.raises(NotFound):
                open_share(life.service, life.own.id, key, "Eve", passcode)
    assert (stretched, web.requests) == ([], [])
    assert all_rows(life.service) == before
    assert life.press() == "shown"
    assert stretched == [life.own.id]


def test_no_argon2_is_run_where_nothing_is_left_to_open(life: Life, stretched: list[str]) -> None:
    for events in ("all tries", "new tries, one, press"):
        happen(life, events)
        stretched.clear()
        assert life.press() == "gone"
        assert stretched == []


def test_wrong_passcodes_at_once_are_no_more_guesses(life: Life, stretched: list[str]) -> None:
    results = at_once(40, lambda number: Life.press(life, f"a wrong guess {number}"))
    assert sorted(map(str, results)) == ["gone"] * (40 - TRIES) + ["wrong"] * TRIES
    assert len(stretched) == TRIES
    assert (life.seen().state, life.seen().opens) == (State.LOCKED, 0)


def test_the_right_passcode_at_once_costs_nobody_a_try(life: Life) -> None:
    limit_opens(life.service, life.ada, life.own.id, None)
    for _ in range(TRIES - 3):
        life.press("not the passcode")
    results = at_once(20, lambda _: Life.press(life))
    assert results == ["shown"] * 20
    assert (life.seen().tries_left, life.seen().opens) == (3, 20)


def test_of_a_hundred_with_the_passcode_one_gets_the_last_opening(life: Life) -> None:
    limit_opens(life.service, life.ada, life.own.id, 1)
    results = at_once(100, lambda _: Life.press(life))
    assert sorted(map(str, results)) == ["gone"] * 99 + ["shown"]
    assert (life.seen().opens, life.seen().tries_left, life.seen().state) == (1, TRIES, State.USED_UP)
    assert len(list_openings(life.service, life.ada, life.own.id)) == 1


def test_an_opening_that_showed_nothing_is_given_back(
    life: Life, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paused while the reader waits for the issuer, and a view that is damaged."""
    limit_opens(life.service, life.ada, life.own.id, 1)

    def pausing(*rest: object) -> None:
        pause_share(life.service, life.ada, life.own.id)
        raise NotFound

    with monkeypatch.context() as patch:
        patch.setattr("wallet.shares.opening.examine_share", pausing)
        assert life.press() == "gone"
    assert life.seen().opens == 0
    resume_share(life.service, life.ada, life.own.id)
    with monkeypatch.context() as patch:
        patch.setattr("wallet.shares.opening.examine_share", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            life.press()
    assert life.seen().opens == 0
    assert life.press() == "shown"
    assert life.press() == "gone"


@pytest.fixture
def meanwhile(life: Life, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`meanwhile(events)`: they happen once, when a reader's items were verified and nothing was shown yet."""
    waiting: list[str] = []

    def verifying(*rest: object) -> Opened:
        opened = examine_share(*rest)  # type: ignore[arg-type]
        if waiting:
            happen(life, waiting.pop())
        return opened

    monkeypatch.setattr("wallet.shares.opening.examine_share", verifying)
    return waiting.append


@pytest.mark.parametrize("events", ["pause", "restore", "stop", "week", "shorten, five minutes"])
def test_whatever_closes_a_link_while_a_reader_waits_is_before_them(
    life: Life, meanwhile: Callable[[str], None], events: str
) -> None:
    meanwhile(events)
    assert life.press() == "gone"
    assert (life.seen().opens, list_openings(life.service, life.ada, life.own.id)) == (0, [])
    assert all_rows(life.service)["reading"] == []


def test_who_waits_while_the_link_is_changed_sees_what_it_shows_then(
    life: Life, meanwhile: Callable[[str], None]
) -> None:
    meanwhile("change")
    assert life.press() == "shown"
    assert life.reader is not None
    assert (life.reader.revision, life.seen().opens) == (2, 1)
    assert len(list_openings(life.service, life.ada, life.own.id)) == 1
    meanwhile("change")
    again = see_again(life.service, life.own.id, life.reader.cookie)
    assert again is not None
    assert again.revision == 3


@pytest.mark.parametrize("events", ["pause", "stop", "week"])
def test_whatever_closes_a_link_while_a_reader_reloads_is_before_them(
    life: Life, meanwhile: Callable[[str], None], events: str
) -> None:
    life.press()
    meanwhile(events)
    assert life.reload() == "over"


@pytest.mark.parametrize("late", ["pause", "stop", "change", "one", "shorten"])
def test_whatever_a_learner_does_among_many_presses_is_done(life: Life, late: str) -> None:
    limit_opens(life.service, life.ada, life.own.id, None)

    def act(number: int) -> object:
        return EVENTS[late](life) if number == 3 else Life.press(life)

    results = at_once(10, act)
    assert isinstance(results[3], OwnShare), results
    assert {str(each) for number, each in enumerate(results) if number != 3} <= {"shown", "gone"}
    own = life.seen()
    shown = sum(each == "shown" for each in results)
    assert own.opens == shown == len(list_openings(life.service, life.ada, life.own.id))
    assert own.state is {"pause": State.PAUSED, "stop": State.STOPPED, "one": State.USED_UP}.get(late, State.ACTIVE)


def test_changing_and_stopping_at_once_leaves_nothing_open(life: Life) -> None:
    acts = ["change", "stop", "pause", "extend", "new tries", "resume"]

    def act(number: int) -> object:
        return EVENTS[acts[number]](life)

    results = at_once(len(acts), act)
    assert all(isinstance(each, OwnShare | Problem) for each in results), results
    assert life.seen().state is State.STOPPED
    (row,) = (row for row in all_rows(life.service)["share"] if row["id"] == life.own.id)
    assert (row["sealed_view"], row["wrapped_key"], row["sealed_inside"], row["tries_left"]) == (None,) * 4


def test_pausing_every_link_tells_each_learner_once(life: Life, bob: SignedIn, issuers: Issuers) -> None:
    from wallet.history.service import list_events

    his = share(life.service, bob, [keep_one(life.service, bob, course(issuers, "His"))])
    stopped = share(life.service, bob, list(his.owner.credentials))
    stop_share(life.service, bob, stopped.id)
    pause_every_share(life.service)
    pause_every_share(life.service)
    for who in (life.ada, bob):
        codes = [each.code for each in list_events(life.service, who.learner_id, who.box_private)]
        assert codes.count("history.all_paused") == 1
    states = {each.id: each.state for each in list_shares(life.service, bob)}
    assert states == {his.id: State.PAUSED, stopped.id: State.STOPPED}
