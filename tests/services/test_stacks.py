"""A learner's stacks: begun, evaluated by what is held, remembered, given up, and unreadable to everybody else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.issuing import credential, sign
from tests.services.life import all_rows, course, keep_one
from tests.world import FakeWeb
from verifier.errors import JsonObject
from wallet.accounts.service import SignedIn
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.recognition.document import Unreadable
from wallet.recognition.finding import State
from wallet.recognition.pathway import read_pathway
from wallet.recognition.twins import Decisions
from wallet.service import NotFound, Service
from wallet.stacks.service import (
    change_stack,
    delete_stack,
    evaluate_stack,
    held_achievements,
    list_stacks,
    open_stack,
    remember_seen,
    start_stack,
)
from wallet.stacks.skills import skills_of
from wallet.stacks.stack import Planned, read_stack, write_stack


def pathway(issuer: str) -> bytes:
    """Two items that the university awards: knots, and sails."""

    def item(name: str) -> JsonObject:
        return {"kind": "item", "match": {"issuerIds": [issuer], "specNames": [name]}}

    return json.dumps(
        {
            "type": "Pathway",
            "id": "urn:example:harbour",
            "version": "1",
            "title": {"en": "Harbour pilot"},
            "root": {"kind": "all", "of": [item("Knots and Splices"), item("Sails")]},
        }
    ).encode()


def test_what_is_held_counts_and_the_next_look_knows_the_last(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    first = evaluate_stack(service, ada, own)
    assert first.evaluation.state is State.MISSING and first.before is None
    remember_seen(service, ada, first)
    keep_one(service, ada, course(issuers))
    again = evaluate_stack(service, ada, open_stack(service, ada, own.id))
    assert again.evaluation.state is State.PARTIAL
    assert again.before is not None and again.before.state == "missing"
    assert [each.kind for each in again.evaluation.next_steps] == ["item"]
    sails: JsonObject = {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:example:sails",
            "type": ["Achievement"],
            "name": "Sails",
            "description": "Canvas.",
            "criteria": {"narrative": "Set three sails."},
        },
    }
    keep_one(service, ada, course(issuers, "Sails", credentialSubject=sails))
    assert evaluate_stack(service, ada, own).evaluation.state is State.MET


def test_a_forged_or_self_made_credential_counts_nothing(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    forged = json.loads(course(issuers))
    forged["credentialSubject"]["achievement"]["description"] = "Changed."
    keep_one(service, ada, json.dumps(forged).encode())
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    assert evaluate_stack(service, ada, own).evaluation.state in (State.MISSING, State.BLOCKED)


def test_decisions_are_kept_and_come_back(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    planned = Planned("Sails", ects="2.5", outcomes=("https://example.org/sails",))
    changed = change_stack(
        service,
        ada,
        own.id,
        lambda stack: replace(
            stack,
            decisions=Decisions(distinct=frozenset({("a", "b")})),
            accepted=frozenset({("r", "a")}),
            planned=(planned,),
        ),
    )
    assert changed.stack.planned == (planned,) and changed.stack.decisions.distinct == {("a", "b")}
    assert read_stack(write_stack(changed.stack)) == changed.stack


def test_a_stack_is_one_learners_and_sealed(service: Service, ada: SignedIn, bob: SignedIn, issuers: Issuers) -> None:
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    assert [each.id for each in list_stacks(service, ada)] == [own.id] and list_stacks(service, bob) == []
    for act in (open_stack, delete_stack):
        with pytest.raises(NotFound):
            act(service, bob, own.id)
    assert "Harbour pilot" not in repr(all_rows(service))
    delete_stack(service, ada, own.id)
    assert list_stacks(service, ada) == []


def test_what_is_no_pathway_begins_no_stack(service: Service, ada: SignedIn) -> None:
    with pytest.raises(Unreadable):
        start_stack(service, ada, b'{"type": "Pathway"}')
    assert list_stacks(service, ada) == []


def test_the_pathway_of_these_tests_can_be_read(issuers: Issuers) -> None:
    assert read_pathway(pathway(issuers.did(UNIVERSITY.name))).title == {"en": "Harbour pilot"}


def test_a_self_made_name_proves_no_skill(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb) -> None:
    skill: JsonObject = {
        "type": ["Alignment"],
        "targetName": "splice a rope",
        "targetUrl": "http://data.europa.eu/esco/skill/splicing",
        "targetFramework": "ESCO",
    }
    self_made = credential(name="Self-made")
    self_made["credentialSubject"]["achievement"]["alignment"] = [skill]  # type: ignore[index,call-overload]
    keep_one(service, ada, json.dumps(sign(self_made)).encode())
    (found,) = (s for each in skills_of(held_achievements(service, ada)) for s in each.skills if s.uri)
    assert not found.proved and [by.proved for by in found.by] == [False]
