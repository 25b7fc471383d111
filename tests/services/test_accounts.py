from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.services.life import all_rows, at_once, count_rows, course, keep_one, share
from tests.world import Clock
from wallet.accounts.service import (
    SignedIn,
    change_passphrase,
    confirm_passphrase,
    delete_learner,
    recover,
    replace_kit,
    sign_in,
    sign_up,
)
from wallet.accounts.sessions import (
    LINK_LIFE,
    SESSION_LIFE,
    end_all_sessions,
    end_session,
    resume_session,
    start_session,
    sweep_sessions,
    use_link,
)
from wallet.accounts.tables import KeySlot
from wallet.credentials.imports import Taken, take_in
from wallet.demo.issuer import Issuers
from wallet.history.service import add_event, list_events
from wallet.service import NotFound, Problem, Service
from wallet.shares.opening import open_share
from wallet.vault.recovery_kit import Kit
from wallet.vault.slots import PASSPHRASE
from wallet.vault.stretching import Cost

PASSPHRASE_OF_ADA = "four stones on a hill"
NEW = "five stones on a hill"


def codes(service: Service, learner: SignedIn) -> list[str]:
    return [event.code for event in list_events(service, learner.learner_id, learner.box_private)]


def test_whoever_signed_up_signs_in_and_has_the_same_key(service: Service, ada: SignedIn) -> None:
    assert sign_in(service, "Ada", PASSPHRASE_OF_ADA) == ada
    assert (ada.name, ada.email) == ("Ada", "ada@example.org")
    assert codes(service, ada) == ["history.signed_up"]


@pytest.mark.parametrize("typed", ["ada", "  ADA ", "Ada", "ada@example.org", "Ada@Example.ORG"])
def test_a_name_or_an_address_signs_in_however_it_is_typed(service: Service, ada: SignedIn, typed: str) -> None:
    assert sign_in(service, typed, PASSPHRASE_OF_ADA) == ada


@pytest.mark.parametrize(
    ("name", "email"),
    [("Ada", ""), (" aDA", "other@example.org"), ("Somebody", "ADA@example.org")],
    ids=["name", "the name in another spelling", "address"],
)
def test_nobody_takes_a_name_or_an_address_twice(service: Service, ada: SignedIn, name: str, email: str) -> None:
    before = count_rows(service)
    with pytest.raises(Problem) as problem:
        sign_up(service, name, email, NEW)
    assert problem.value.code == "name.taken"
    assert count_rows(service) == before


def test_of_many_who_take_a_name_at_once_one_gets_it(service: Service) -> None:
    results = at_once(8, lambda number: sign_up(service, "Ada", "", f"{number} stones on a hill"))
    assert sum(isinstance(each, tuple) for each in results) == 1
    assert {str(each) for each in results if isinstance(each, Exception)} == {"name.taken"}
    assert count_rows(service)["learner"] == 1


@pytest.mark.parametrize(
    ("name", "email", "passphrase", "code", "field"),
    [
        ("", "", NEW, "name.empty", "name"),
        ("a\u202eb", "", NEW, "name.control", "name"),
        ("\ud800", "", NEW, "name.control", "name"),
        ("a\x00b", "", NEW, "name.control", "name"),
        ("x" * 300, "", NEW, "name.too_long", "name"),
        ("Eve", "no address", NEW, "email.malformed", "email"),
        ("Eve", "@", NEW, "email.malformed", "email"),
        ("Eve", "a\x00@b.example", NEW, "email.control", "email"),
        ("Eve", "", "short", "passphrase.too_short", "passphrase"),
        ("Evelyn Marie", "", "evelyn  marie", "passphrase.is_name", "passphrase"),
        ("Eve", "eve@example.org", "eve@example.org", "passphrase.is_name", "passphrase"),
        ("Eve", "", "x" * 2000, "passphrase.too_long", "passphrase"),
        ("Eve", "", "x" * 20 + "\ud800", "passphrase.characters", "passphrase"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_kept(
    service: Service, name: str, email: str, passphrase: str, code: str, field: str
) -> None:
    with pytest.raises(Problem) as problem:
        sign_up(service, name, email, passphrase)
    assert (problem.value.code, problem.value.field) == (code, field)
    assert count_rows(service) == {}


@pytest.mark.parametrize(
    ("name", "passphrase"),
    [
        ("Ada", NEW),
        ("Nobody", PASSPHRASE_OF_ADA),
        ("", PASSPHRASE_OF_ADA),
        ("Ada", ""),
        ("Ada\x00", PASSPHRASE_OF_ADA),
        ("\ud800", PASSPHRASE_OF_ADA),
        ("Ada", "\ud800" * 12),
        ("x" * 100_000, PASSPHRASE_OF_ADA),
        ("Ada", "x" * 100_000),
    ],
)
def test_a_wrong_name_and_a_wrong_passphrase_are_told_alike(
    service: Service, ada: SignedIn, name: str, passphrase: str
) -> None:
    with pytest.raises(Problem) as problem:
        sign_in(service, name, passphrase)
    assert (problem.value.code, problem.value.field) == ("sign_in.wrong", "form")


def test_a_name_that_is_anothers_address_keeps_neither_out(service: Service) -> None:
    """The one who calls themselves by another's address must not stand in the way of it, nor speak for it."""
    squatter, _ = sign_up(service, "bob@example.org", "", PASSPHRASE_OF_ADA)
    owner, _ = sign_up(service, "Bob", "bob@example.org", NEW)
    assert sign_in(service, "bob@example.org", PASSPHRASE_OF_ADA) == squatter
    assert sign_in(service, "bob@example.org", NEW) == owner
    confirm_passphrase(service, squatter, PASSPHRASE_OF_ADA)
    with pytest.raises(Problem):
        confirm_passphrase(service, squatter, NEW)


def test_the_recovery_kit_gives_a_new_passphrase_and_ends_every_session(service: Service) -> None:
    ada, kit = sign_up(service, "Ada", "", PASSPHRASE_OF_ADA)
    cookie = start_session(service, ada)
    assert recover(service, "ada", kit.text.lower().replace("-", " "), NEW) == ada
    assert resume_session(service, cookie) is None
    assert sign_in(service, "Ada", NEW) == ada
    with pytest.raises(Problem):
        sign_in(service, "Ada", PASSPHRASE_OF_ADA)
    assert "history.recovered" in codes(service, ada)


def test_a_kit_still_works_after_it_was_used(service: Service) -> None:
    ada, kit = sign_up(service, "Ada", "", PASSPHRASE_OF_ADA)
    recover(service, "Ada", kit.text, NEW)
    assert recover(service, "Ada", kit.text, PASSPHRASE_OF_ADA) == ada


def test_a_mistyped_kit_is_told_from_a_wrong_one(service: Service, ada: SignedIn) -> None:
    _, kit = sign_up(service, "Bob", "", PASSPHRASE_OF_ADA)
    with pytest.raises(Problem, match=r"kit\.mistyped"):
        recover(service, "Ada", kit.text[:-1], NEW)
    with pytest.raises(Problem, match=r"recover\.wrong"):
        recover(service, "Ada", kit.text, NEW)
    with pytest.raises(Problem, match=r"recover\.wrong"):
        recover(service, "Nobody", kit.text, NEW)
    with pytest.raises(Problem, match=r"passphrase\.too_short"):
        recover(service, "Bob", kit.text, "short")
    assert sign_in(service, "Ada", PASSPHRASE_OF_ADA) == ada


def test_a_new_kit_kills_the_old_one_and_keeps_sessions(service: Service) -> None:
    ada, old = sign_up(service, "Ada", "", PASSPHRASE_OF_ADA)
    cookie = start_session(service, ada)
    with pytest.raises(Problem, match=r"passphrase\.wrong"):
        replace_kit(service, ada, NEW)
    new = replace_kit(service, ada, PASSPHRASE_OF_ADA)
    with pytest.raises(Problem, match=r"recover\.wrong"):
        recover(service, "Ada", old.text, NEW)
    assert resume_session(service, cookie) == ada
    assert recover(service, "Ada", new.text, NEW) == ada


def test_of_kits_made_at_once_one_works(service: Service, ada: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits, inside its transaction and for a moment, for the other to come as far."""
    both = threading.Barrier(2)

    def waiting(*rest: Any) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        add_event(*rest)

    monkeypatch.setattr("wallet.accounts.service.add_event", waiting)
    kits = at_once(2, lambda _: replace_kit(service, ada, PASSPHRASE_OF_ADA))
    working = 0
    for kit in kits:
        assert isinstance(kit, Kit)
        with contextlib.suppress(Problem):
            recover(service, "Ada", kit.text, NEW)
            working += 1
    assert working == 1


def test_a_changed_passphrase_ends_every_session_and_link(service: Service, ada: SignedIn) -> None:
    cookies = [start_session(service, ada) for _ in range(2)]
    link = start_session(service, ada, once=True)
    with pytest.raises(Problem, match=r"passphrase\.wrong"):
        change_passphrase(service, ada, NEW, NEW)
    with pytest.raises(Problem, match=r"passphrase\.too_short") as problem:
        change_passphrase(service, ada, PASSPHRASE_OF_ADA, "short")
    assert problem.value.field == "new_passphrase"
    assert [resume_session(service, each) for each in cookies] == [ada, ada]
    change_passphrase(service, ada, PASSPHRASE_OF_ADA, NEW)
    assert [resume_session(service, each) for each in cookies] == [None, None]
    with pytest.raises(NotFound):
        use_link(service, link)
    with pytest.raises(Problem):
        sign_in(service, "Ada", PASSPHRASE_OF_ADA)
    assert sign_in(service, "Ada", NEW) == ada


def test_a_session_opens_the_vault_until_its_end(service: Service, ada: SignedIn, clock: Clock) -> None:
    cookie = start_session(service, ada)
    clock.at += SESSION_LIFE - timedelta(seconds=1)
    assert resume_session(service, cookie) == ada
    clock.pass_by(seconds=1)
    assert resume_session(service, cookie) is None
    sweep_sessions(service)
    assert "sign_in" not in count_rows(service)


def test_sweeping_leaves_sessions_that_go_on(service: Service, ada: SignedIn) -> None:
    cookie = start_session(service, ada)
    sweep_sessions(service)
    assert resume_session(service, cookie) == ada


@pytest.mark.parametrize("cookie", ["", ".", "x", "x.", "x.zz", ".00", "\ud800.00", "x\x00.00", "x." + "0" * 100_000])
def test_what_is_no_cookie_opens_nothing(service: Service, ada: SignedIn, cookie: str) -> None:
    start_session(service, ada)
    assert resume_session(service, cookie) is None
    end_session(service, cookie)
    assert count_rows(service)["sign_in"] == 1


def test_a_cookies_public_half_alone_opens_nothing(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    public, _, secret = start_session(service, ada).partition(".")
    _, _, other = start_session(service, bob).partition(".")
    assert resume_session(service, f"{public}.{other}") is None
    assert resume_session(service, f"{public}.") is None
    assert resume_session(service, f"{public}.{secret}") == ada


def test_signing_out_ends_this_session_or_all(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    here, there, his = (start_session(service, each) for each in (ada, ada, bob))
    end_session(service, here)
    assert (resume_session(service, here), resume_session(service, there)) == (None, ada)
    end_all_sessions(service, ada)
    assert (resume_session(service, there), resume_session(service, his)) == (None, bob)


def test_a_link_works_once(service: Service, ada: SignedIn) -> None:
    link = start_session(service, ada, once=True)
    assert resume_session(service, link) is None, "a link is no session"
    assert use_link(service, link) == ada
    with pytest.raises(NotFound):
        use_link(service, link)


def test_a_session_is_no_link(service: Service, ada: SignedIn) -> None:
    cookie = start_session(service, ada)
    with pytest.raises(NotFound):
        use_link(service, cookie)
    assert resume_session(service, cookie) == ada


def test_a_link_ends(service: Service, ada: SignedIn, clock: Clock) -> None:
    link = start_session(service, ada, once=True)
    clock.at += LINK_LIFE
    with pytest.raises(NotFound):
        use_link(service, link)


def test_of_many_who_use_a_link_at_once_one_signs_in(service: Service, ada: SignedIn) -> None:
    link = start_session(service, ada, once=True)
    results = at_once(12, lambda _: use_link(service, link))
    assert results.count(ada) == 1
    assert sum(isinstance(each, NotFound) for each in results) == 11


def test_a_slot_that_is_weaker_than_today_is_made_anew_at_sign_in(service: Service, ada: SignedIn) -> None:
    stronger = replace(service, passphrase_cost=Cost(memory_kib=16, passes=1, lanes=1))
    (before,) = passphrase_slots(service)
    assert sign_in(service, "Ada", PASSPHRASE_OF_ADA) == ada
    assert passphrase_slots(service) == [before], "as strong as today: nothing to do"
    assert sign_in(stronger, "Ada", PASSPHRASE_OF_ADA) == ada
    (after,) = passphrase_slots(service)
    assert (before.parameters["memory_kib"], after.parameters["memory_kib"]) == (8, 16)
    assert sign_in(stronger, "Ada", PASSPHRASE_OF_ADA) == ada


def test_a_sign_in_under_way_does_not_bring_the_old_passphrase_back(
    service: Service, ada: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slot is made anew from the old passphrase while the passphrase is changed: the change wins."""
    stronger = replace(service, passphrase_cost=Cost(memory_kib=16, passes=1, lanes=1))

    def meanwhile(*_: object) -> bool:
        monkeypatch.undo()
        change_passphrase(service, ada, PASSPHRASE_OF_ADA, NEW)
        return True

    monkeypatch.setattr("wallet.accounts.service.is_weaker", meanwhile)
    sign_in(stronger, "Ada", PASSPHRASE_OF_ADA)
    with pytest.raises(Problem):
        sign_in(service, "Ada", PASSPHRASE_OF_ADA)
    assert sign_in(service, "Ada", NEW) == ada


def test_sign_ins_at_once_leave_one_slot(service: Service, ada: SignedIn) -> None:
    stronger = replace(service, passphrase_cost=Cost(memory_kib=16, passes=1, lanes=1))
    assert at_once(6, lambda _: sign_in(stronger, "Ada", PASSPHRASE_OF_ADA)) == [ada] * 6
    assert len(passphrase_slots(service)) == 1


def test_who_is_deleted_leaves_no_row_anywhere(
    service: Service, ada: SignedIn, bob: SignedIn, issuers: Issuers
) -> None:
    whole_life(service, bob, issuers)
    others = without_cache(service)
    whole_life(service, ada, issuers)
    with pytest.raises(Problem, match=r"passphrase\.wrong"):
        delete_learner(service, ada, NEW)
    delete_learner(service, ada, PASSPHRASE_OF_ADA)
    left = without_cache(service)
    assert {key: left[key] for key in others} == {
        **others,
        "learner": 1,
        "key_slot": 2,
        "history_entry": left["history_entry"],
    }
    for rows in all_rows(service).values():
        assert not any(ada.learner_id in (row.get("learner_id"), row.get("id")) for row in rows)
    with pytest.raises(Problem):
        sign_in(service, "Ada", PASSPHRASE_OF_ADA)
    sign_up(service, "Ada", "ada@example.org", NEW)


def whole_life(service: Service, learner: SignedIn, issuers: Issuers) -> None:
    """At least one row in every table."""
    own = share(service, learner, [keep_one(service, learner, course(issuers))])
    open_share(service, own.id, own.owner.link_key, "Eve")
    take_in(service, learner, [Taken("", b"{}")])
    start_session(service, learner)


def without_cache(service: Service) -> dict[str, int]:
    counts = count_rows(service)
    counts.pop("cached_answer")
    assert len(counts) == 10, "a table has no row: this life is not whole"
    return counts


def passphrase_slots(service: Service) -> list[KeySlot]:
    with service.database.reading() as session:
        return list(session.exec(select(KeySlot).where(KeySlot.kind == PASSPHRASE)).all())
