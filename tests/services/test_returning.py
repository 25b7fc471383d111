"""A reader who comes back is told what changed, out of what their own browser remembers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.life import all_rows, content, course, keep_one, revoke, share
from tests.world import Clock, FakeWeb
from verifier.report import Verdict
from wallet.accounts.service import SignedIn
from wallet.demo.issuer import Issuers
from wallet.service import Service
from wallet.shares.examining import Opened
from wallet.shares.life import change_share
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share
from wallet.shares.owner import OwnShare
from wallet.shares.returning import changes_since, read_visit, write_visit


@pytest.fixture
def kept(service: Service, ada: SignedIn, issuers: Issuers) -> dict[str, str]:
    """Title -> id."""
    return {title: keep_one(service, ada, course(issuers, title)) for title in ("Knots", "Sails", "Tides")}


@pytest.fixture
def own(service: Service, ada: SignedIn, kept: dict[str, str]) -> OwnShare:
    return share(service, ada, [kept["Knots"], kept["Sails"]])


def press(service: Service, own: OwnShare) -> Opened:
    return open_share(service, own.id, own.owner.link_key, "Eve")


def test_nothing_changed(service: Service, own: OwnShare, clock: Clock) -> None:
    visit = read_visit(write_visit(press(service, own)))
    assert visit is not None
    assert (visit.at, visit.verdict, len(visit.items)) == (clock.at.replace(microsecond=0), Verdict.VALID, 3)
    clock.pass_by(days=1)
    assert not changes_since(visit, press(service, own))


def test_what_came_went_and_says_something_else(
    service: Service, ada: SignedIn, own: OwnShare, kept: dict[str, str]
) -> None:
    visit = read_visit(write_visit(press(service, own)))
    other = Content((Choice(kept["Sails"], note="Look at the second page."), Choice(kept["Tides"])), "Ada L.")
    change_share(service, ada, own.id, other)
    assert visit is not None
    changes = changes_since(visit, press(service, own))
    assert changes
    assert (changes.added, changes.changed, changes.removed) == (("Tides",), ("Sails",), 1)
    assert (changes.verdict, changes.since) == (None, visit.at)


def test_another_order_is_no_change(service: Service, ada: SignedIn, own: OwnShare, kept: dict[str, str]) -> None:
    visit = read_visit(write_visit(press(service, own)))
    change_share(service, ada, own.id, content(kept["Sails"], kept["Knots"]))
    assert visit is not None
    assert not changes_since(visit, press(service, own))


@pytest.mark.parametrize("other", [{"from_name": "The Harbour"}, {"note": "Call me at another number."}])
def test_another_name_or_other_words_are_a_change(
    service: Service, ada: SignedIn, own: OwnShare, kept: dict[str, str], other: dict[str, str]
) -> None:
    visit = read_visit(write_visit(press(service, own)))
    change_share(service, ada, own.id, content(kept["Knots"], kept["Sails"], **other))
    assert visit is not None
    changes = changes_since(visit, press(service, own))
    assert changes and changes.around and not (changes.added or changes.changed or changes.removed)


def test_a_visit_of_before_names_were_compared_tells_of_nothing_that_is_not_so(service: Service, own: OwnShare) -> None:
    written = write_visit(press(service, own))
    at, verdict, items = written.split(".")
    visit = read_visit(f"{at}.{verdict}.{items[16:]}")
    assert visit is not None and not changes_since(visit, press(service, own))


def test_another_verdict(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock) -> None:
    raw = course(issuers)
    own = share(service, ada, [keep_one(service, ada, raw)])
    visit = read_visit(write_visit(press(service, own)))
    clock.pass_by(minutes=1)
    revoke(web, issuers, raw)
    assert visit is not None
    changes = changes_since(visit, press(service, own))
    assert (changes.verdict, changes.added, changes.changed, changes.removed) == (Verdict.INVALID, (), (), 0)


def test_two_links_with_the_same_have_no_digest_in_common(
    service: Service, ada: SignedIn, kept: dict[str, str]
) -> None:
    texts = [write_visit(press(service, share(service, ada, [kept["Knots"]]))).split(".")[2] for _ in range(2)]
    assert texts[0][:8] != texts[1][:8]
    assert texts[0][8:] != texts[1][8:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.valid",
        "x.valid.",
        "1.perfect.",
        "1.valid.abc",
        "1.valid.\x00",
        "9" * 12 + ".valid.",
        "1.valid." + "a" * 1616,
    ],
)
def test_what_is_no_visit_is_none(text: str) -> None:
    assert read_visit(text) is None


def test_a_visit_far_in_the_future_does_no_harm() -> None:
    visit = read_visit("99999999999.valid.")
    assert visit is None or visit.at.year > 5000


def test_the_server_keeps_nothing_of_it(service: Service, own: OwnShare) -> None:
    text = write_visit(press(service, own))
    assert text.split(".")[2][:16] not in repr(all_rows(service))
    assert timedelta(0) <= press(service, own).ends_at - own.ends_at
