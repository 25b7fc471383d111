"""A link that shares a stack: evaluated anew by what is shown, and by nothing that is not proved."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.life import course, keep_one, revoke
from tests.services.test_link_pages import browser
from tests.services.test_stacks import pathway
from tests.world import Clock, FakeWeb
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.credentials.service import open_credential
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.recognition.finding import State
from wallet.recognition.twins import Decisions
from wallet.service import Problem, Service
from wallet.shares.choosing import board_of
from wallet.shares.door import as_json
from wallet.shares.examining import Opened
from wallet.shares.life import change_share
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share
from wallet.shares.service import create_share, open_own_share, open_own_view
from wallet.shares.stack_choice import counting_credentials, needed_keys
from wallet.shares.terms import Terms
from wallet.shares.view import Kind, read_view, write_view
from wallet.stacks.service import OwnStack, change_stack, delete_stack, open_stack, start_stack
from wallet.stacks.stack import Planned


@pytest.fixture
def stack(service: Service, ada: SignedIn, issuers: Issuers) -> OwnStack:
    return start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))


def opened(service: Service, ada: SignedIn, *choices: Choice, stack: str) -> Opened:
    own = create_share(service, ada, Content(choices, stack=stack), Terms(service.now() + timedelta(days=1)))
    return open_share(service, own.id, own.owner.link_key, "Registrar")


def state(found: Opened) -> State:
    assert found.towards is not None
    return found.towards.evaluation.state


def test_a_reader_sees_how_far_what_is_shown_leads(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one = keep_one(service, ada, course(issuers))
    found = opened(service, ada, Choice(one), stack=stack.id)
    assert state(found) is State.PARTIAL
    promised = json.loads(json.dumps(as_json(found)["stack"]))
    assert promised["type"] == "StackEvaluation" and promised["advice"] is True
    _, first, second = promised["findings"]
    assert (first["state"], second["state"]) == ("met", "missing")
    assert first["by"][0]["achievement"] == "1#0"
    assert one not in json.dumps(promised) and stack.id not in json.dumps(promised)


def test_what_was_withdrawn_since_counts_no_more(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack, web: FakeWeb, clock: Clock
) -> None:
    raw = course(issuers)
    one = keep_one(service, ada, raw)
    own = create_share(service, ada, Content((Choice(one),), stack=stack.id), Terms(service.now() + timedelta(days=9)))
    assert state(open_share(service, own.id, own.owner.link_key, "")) is State.PARTIAL
    revoke(web, issuers, raw)
    clock.at += timedelta(days=2)
    assert state(open_share(service, own.id, own.owner.link_key, "")) is State.BLOCKED


def test_a_summary_counts_for_nothing(service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack) -> None:
    one = keep_one(service, ada, course(issuers))
    found = opened(service, ada, Choice(one, Kind.SUMMARY, ("",)), stack=stack.id)
    assert found.towards is not None and not any(each.by for each in found.towards.evaluation.findings)
    assert state(found) in (State.MISSING, State.BLOCKED)


def test_what_is_not_shown_or_only_planned_counts_for_nothing(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one = keep_one(service, ada, course(issuers))
    other = keep_one(service, ada, course(issuers, "Rowing"))
    change_stack(service, ada, stack.id, lambda each: replace(each, planned=(Planned("Sails"),)))
    found = opened(service, ada, Choice(other), stack=stack.id)
    assert state(found) is State.MISSING and b"Knots" not in write_view(found.view).replace(
        b"Knots and Splices", b"", 1
    )
    assert one not in write_view(found.view).decode()


def test_decisions_are_handed_on_by_the_places_of_items(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one, other = keep_one(service, ada, course(issuers)), keep_one(service, ada, course(issuers, "Rowing"))
    decided = Decisions(distinct=frozenset({(f"{one}#0", f"{other}#0"), (f"{one}#0", "elsewhere#0")}))
    accepted = frozenset({("/root/of/1", f"{other}#0")})
    change_stack(service, ada, stack.id, lambda each: replace(each, decisions=decided, accepted=accepted))
    own = create_share(
        service, ada, Content((Choice(other), Choice(one)), stack=stack.id), Terms(service.now() + timedelta(days=1))
    )
    shared = open_own_view(service, ada, own.id).stack
    assert shared is not None and shared.decisions.distinct == {("2#0", "1#0")}
    assert shared.accepted == {("/root/of/1", "1#0")}


def test_the_builder_picks_what_counts_and_what_rules_look_at(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one = keep_one(service, ada, course(issuers))
    keep_one(service, ada, course(issuers, "Rowing"))
    assert counting_credentials(service, ada, open_stack(service, ada, stack.id)) == (one,)
    board = board_of(open_credential(service, ada, one))
    elements = {each.element for each in board.switches if each.key in needed_keys(board, stack.stack.pathway)}
    assert "title" in elements and "criteria" not in elements


def test_a_stack_comes_along_when_a_link_is_changed_and_goes_when_it_is_given_up(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one = keep_one(service, ada, course(issuers))
    content = Content((Choice(one),), stack=stack.id)
    own = create_share(service, ada, content, Terms(service.now() + timedelta(days=1)))
    assert open_own_share(service, ada, own.id).owner.content.stack == stack.id
    delete_stack(service, ada, stack.id)
    assert state(open_share(service, own.id, own.owner.link_key, "")) is State.PARTIAL
    with pytest.raises(Problem, match=r"share\.stack_gone"):
        change_share(service, ada, own.id, content)


def test_a_view_without_a_stack_and_an_old_one_read_as_before(
    service: Service, ada: SignedIn, issuers: Issuers
) -> None:
    one = keep_one(service, ada, course(issuers))
    found = opened(service, ada, Choice(one), stack="")
    assert found.towards is None and as_json(found)["stack"] is None
    plain = json.loads(write_view(found.view))
    del plain["stack"]
    assert read_view(json.dumps(plain).encode()) == found.view


def test_a_pathway_that_cannot_be_read_keeps_nobody_from_the_items(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one = keep_one(service, ada, course(issuers))
    view = opened(service, ada, Choice(one), stack=stack.id).view
    assert view.stack is not None
    broken = replace(view, stack=replace(view.stack, document=b'{"type": "Pathway", "version": "of tomorrow"}'))
    from wallet.shares.examining import evaluate_view, examine_view

    items = examine_view(broken, service.world())
    assert items[0].report.verdict == "valid" and evaluate_view(service, broken, items, service.now()) is None


def test_the_page_says_requirement_by_requirement_what_is_met_in_both_languages(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one = keep_one(service, ada, course(issuers))
    own = create_share(service, ada, Content((Choice(one),), stack=stack.id), Terms(service.now() + timedelta(days=1)))
    for language, words in (("en", "Towards"), ("de", "Auf dem Weg zu")):
        reader = browser(service)
        headers = {"Accept-Language": language}
        page = reader.post(f"/s/{own.id}", data={"key": own.owner.link_key}, headers=headers)
        assert page.status_code == 200 and words in page.text and "Harbour pilot" in page.text
        assert "Knots and Splices" in page.text and "Sails" in page.text


def test_the_builder_offers_the_stack_and_shows_what_readers_see(
    service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack
) -> None:
    one = keep_one(service, ada, course(issuers))
    learner = browser(service)
    learner.cookies.set("__Host-cairn", start_session(service, ada))
    page = learner.get(f"/shares/new?stack={stack.id}")
    assert page.status_code == 200 and f'value="{one}"' in page.text and "Towards" in page.text
    assert f'<option value="{stack.id}" selected>' in page.text
    typed = {"credential": one, f"kind:{one}": "whole", "stack": stack.id, "end": "7d", "action": "make"}
    made = learner.post("/shares/new", data=typed, follow_redirects=False)
    own = open_own_share(service, ada, made.headers["location"].rpartition("/")[2])
    assert own.owner.content.stack == stack.id
    assert f'<option value="{stack.id}" selected>' in learner.get(f"/shares/{own.id}/change").text
