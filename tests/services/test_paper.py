"""What goes on paper: the one compact credential of a link as it was sealed, and what can be said of it offline."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.life import course, keep_one, share
from tests.verifier.test_showing import sd
from tests.world import Clock
from verifier import cli
from wallet.accounts.service import SignedIn
from wallet.demo.issuer import Issuers
from wallet.service import NotFound, Service
from wallet.shares.life import stop_share
from wallet.shares.making import Choice, Content
from wallet.shares.owner import OwnShare
from wallet.shares.paper import code_text
from wallet.shares.qr import draw_png
from wallet.shares.said import said_in, titles_in
from wallet.shares.service import create_share, open_own_view
from wallet.shares.terms import Terms
from wallet.shares.view import Kind


@pytest.fixture
def compact(service: Service, ada: SignedIn) -> str:
    """The id of a credential of which a part fits into a code."""
    return keep_one(service, ada, sd(["/given_name", "/address"], None))


def link_to(service: Service, learner: SignedIn, *choices: Choice) -> OwnShare:
    return create_share(service, learner, Content(choices), Terms(service.now() + timedelta(days=1)))


def text_of(service: Service, learner: SignedIn, *choices: Choice) -> str | None:
    return code_text(open_own_view(service, learner, link_to(service, learner, *choices).id))


def test_the_code_holds_what_the_link_shows_and_nothing_more(service: Service, ada: SignedIn, compact: str) -> None:
    own = link_to(service, ada, Choice(compact, Kind.PART, ("/address",)))
    view = open_own_view(service, ada, own.id)
    assert open_own_view(service, ada, own.id) == view  # sealed once, not signed anew for paper
    text = code_text(view)
    assert text == view.items[0].credential.decode()
    assert len(text.split("~")) == 3  # the one disclosure


def test_a_picture_of_the_code_is_checked_without_a_network(
    service: Service, ada: SignedIn, compact: str, tmp_path: Path, clock: Clock
) -> None:
    text = text_of(service, ada, Choice(compact, Kind.PART, ("/address",)))
    assert text is not None
    picture = tmp_path / "photo.png"
    picture.write_bytes(draw_png(text))
    assert cli.main(["check", "--offline", "--at", clock.at.isoformat(), str(picture)]) == 0
    picture.write_bytes(draw_png(text.replace("Wy", "Wx", 1)))
    assert cli.main(["check", "--offline", "--at", clock.at.isoformat(), str(picture)]) == 1


def test_no_code_for_several_for_a_summary_and_for_a_large_one(
    service: Service, ada: SignedIn, compact: str, issuers: Issuers
) -> None:
    large = keep_one(service, ada, course(issuers))
    part = Choice(compact, Kind.PART, ())
    assert text_of(service, ada, part) is not None
    assert text_of(service, ada, part, Choice(large)) is None
    assert text_of(service, ada, Choice(compact, Kind.SUMMARY, ("/title",))) is None
    assert text_of(service, ada, Choice(large)) is None


def test_the_view_goes_with_the_link_and_is_its_learners_alone(
    service: Service, ada: SignedIn, bob: SignedIn, compact: str, clock: Clock
) -> None:
    own, ended = link_to(service, ada, Choice(compact)), link_to(service, ada, Choice(compact))
    with pytest.raises(NotFound):
        open_own_view(service, bob, own.id)
    stop_share(service, ada, own.id)
    clock.at += timedelta(days=2)
    for each in (own, ended):
        with pytest.raises(NotFound):
            open_own_view(service, ada, each.id)


def test_what_is_said_of_an_item_is_what_it_shows(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    one = keep_one(service, ada, course(issuers, validUntil="2028-06-01T00:00:00Z"))
    view = open_own_view(service, ada, share(service, ada, [one]).id)
    said = said_in(view.items[0])
    assert titles_in(view) == ("Knots and Splices",)
    assert (said.organisation, str(said.issued), str(said.ends)) == ("Harbour School", "2026-01-02", "2028-06-01")
    assert said.identifier == json.loads(view.items[0].credential)["id"]

    hidden = sd(["/title"], None)
    part = link_to(service, ada, Choice(keep_one(service, ada, hidden), Kind.PART, ()))
    assert titles_in(open_own_view(service, ada, part.id)) == ("",)
    summary = link_to(service, ada, Choice(one, Kind.SUMMARY, ("/issuer/name",)))
    assert titles_in(open_own_view(service, ada, summary.id)) == ("",)
