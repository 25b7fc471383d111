"""Decisions over HTTP: answered at a desk or from a link, read verified, kept, listed, withdrawn; each door by role."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.services.life import course
from tests.services.test_cases import member
from tests.services.test_deciding import FULL, REFUSED, case, decide, grace, own, staff
from tests.services.test_desk_pages import hidden, signed_in
from tests.services.test_link_pages import browser
from tests.services.test_organisations import publish_organisation
from tests.world import FakeWeb
from wallet.accounts.service import SignedIn
from wallet.demo.issuer import Issuers
from wallet.desk.decided import list_issued, withdraw
from wallet.desk.service import open_case
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.rules import Rules
from wallet.organisations.service import change_rules
from wallet.reviews.answer import Answer, Decision
from wallet.reviews.service import list_received, send_answer
from wallet.service import Service
from wallet.shares.opening import open_share
from wallet.shares.owner import OwnShare

__all__ = ["case", "grace", "own", "staff"]  # fixtures

WORDS = {"decision": "partial", "text": "<b>Half</b>", "credits": "2.5", "difference": "Thirty hours less."}


@pytest.fixture
def desk(service: Service, grace: SignedIn) -> TestClient:
    return signed_in(service, grace)


def form_of(page: str) -> dict[str, str]:
    return {name: hidden(page, name) for name in ("form_id", "view", "by")}


def test_a_member_answers_at_the_desk_and_the_learner_reads_it_verified_and_keeps_it(
    service: Service, ada: SignedIn, staff: Staff, case: str, desk: TestClient, web: FakeWeb, issuers: Issuers
) -> None:
    change_rules(service, staff, Rules(appeal="To the board, within 30 days."))
    address = f"/desk/{staff.organisation.id}/cases/{case}"
    assert desk.get(f"{address}/answer", follow_redirects=False).headers["location"] == address, "not opened yet"
    desk.post(address)
    page = desk.get(f"{address}/answer").text
    for words in ("To the board, within 30 days.", "Ada Lovelace", "EQF 5", "Harbour pilot", "Grace H."):
        assert words in page
    refused = desk.post(f"{address}/answer", data={**form_of(page), **WORDS, "difference": ""})
    assert (
        refused.status_code == 422 and "substantial difference is" in refused.text and "&lt;b&gt;Half" in refused.text
    )
    stale = desk.post(f"{address}/answer", data={**form_of(page), **WORDS, "appeal": "x", "view": "0" * 64})
    assert stale.status_code == 422 and "has changed" in stale.text
    typed = {**form_of(page), **WORDS, "appeal": "To the board.", "who": "Eve", "organisation": "Another"}
    sent = desk.post(f"{address}/answer", data=typed)
    assert sent.status_code == 200 and "Recognition statement" in sent.text and "Eve" not in sent.text
    again = desk.post(f"{address}/answer", data=typed)
    assert "signed already" in again.text and len(open_case(service, staff, case).answers) == 1

    (got,) = list_received(service, ada)
    text = unescape(hidden(sent.text, "credential"))
    assert text == got.credential
    saved = desk.post(f"/desk/{staff.organisation.id}/decision.json", data={"credential": text})
    assert saved.content.decode() == text and "attachment" in saved.headers["content-disposition"]
    for foreign in (text.replace("partial", "full"), course(issuers).decode(), "", "x"):
        refused = desk.post(f"/desk/{staff.organisation.id}/decision.json", data={"credential": foreign})
        assert refused.status_code == 404

    learner = signed_in(service, ada)
    page = learner.get(f"/reviews/{got.id}").text
    assert "Recognition statement" in page and "wallet.test/organisations/" in page and "&lt;b&gt;Half" in page
    assert "nobody has proved it" not in page and "draft" not in page.lower()
    assert learner.get(f"/reviews/{got.id}/credential.json").text == got.credential
    kept = learner.post(f"/reviews/{got.id}/keep", follow_redirects=False).headers["location"]
    assert "recognised in part" in learner.get(kept).text
    (issued,), _ = list_issued(service, staff)
    withdraw(service, staff, issued.id)
    publish_organisation(service, web, staff)
    page = learner.get(f"/reviews/{got.id}").text
    assert page.index("tone-bad") < page.index("Recognition statement") and "does not hold now" in page
    assert "withdrawn" in page[: page.index("Recognition statement")].lower()


def test_the_longest_decision_comes_back_as_a_file(service: Service, staff: Staff, case: str, desk: TestClient) -> None:
    long = "\u00e4" * 4000
    words = replace(REFUSED, text=long, conditions=long, difference=long, appeal=long)
    got = decide(service, staff, case, words)
    saved = desk.post(f"/desk/{staff.organisation.id}/decision.json", data={"credential": got.credential})
    assert saved.content.decode() == got.credential


def test_a_key_that_is_gone_is_said_first(
    service: Service, ada: SignedIn, staff: Staff, case: str, web: FakeWeb
) -> None:
    got = decide(service, staff, case, FULL)
    web.fail(f"https://wallet.test/organisations/{staff.organisation.id}/did.json", "fetch.status")
    page = signed_in(service, ada).get(f"/reviews/{got.id}").text
    assert page.index('class="verdict tone-unsure') < page.index("Recognition statement")
    assert "does not hold now" in page


def test_an_answer_that_nobody_signed_stays_a_draft(service: Service, ada: SignedIn, own: OwnShare) -> None:
    opened = open_share(service, own.id, own.owner.link_key, "")
    words = Answer(Decision.FULL, "", "Grace", "Harbour University", appeal="")
    got = send_answer(service, opened, words, "form")
    learner = signed_in(service, ada)
    page = learner.get(f"/reviews/{got.id}").text
    assert "Draft of a recognition statement" in page and "nobody has proved it" in page
    assert "/keep" not in page and learner.get(f"/reviews/{got.id}/credential.json").status_code == 404
    assert learner.post(f"/reviews/{got.id}/keep").status_code == 404


def test_a_member_who_opens_a_link_may_answer_for_the_organisation(
    service: Service, ada: SignedIn, bob: SignedIn, grace: SignedIn, own: OwnShare, staff: Staff, desk: TestClient
) -> None:
    address = f"/s/{own.id}/answer/as/{staff.organisation.id}"
    assert desk.get(address).status_code == 404, "not opened yet"
    desk.post(f"/s/{own.id}", data={"key": own.owner.link_key})
    assert address in desk.get(f"/s/{own.id}/answer").text
    sent = desk.post(address, data={**form_of(desk.get(address).text), "decision": "full", "text": ""})
    assert sent.status_code == 200 and "Recognition statement" in sent.text
    (got,) = list_received(service, ada)
    assert json.loads(got.credential)["issuer"]["id"] == staff.organisation.did
    anybody, reader = browser(service), signed_in(service, bob)
    member(service, staff, bob, Role.READER)
    for client in (anybody, reader):
        client.post(f"/s/{own.id}", data={"key": own.owner.link_key})
        assert "/answer/as/" not in client.get(f"/s/{own.id}/answer").text
    assert anybody.get(address, follow_redirects=False).status_code == 303
    assert reader.get(address).status_code == 422
    assert reader.post(address, data={"decision": "full"}).status_code == 422
    assert len(list_received(service, ada)) == 1


def test_decisions_are_listed_for_members_and_withdrawn_by_admins(
    service: Service, ada: SignedIn, bob: SignedIn, staff: Staff, case: str, desk: TestClient, web: FakeWeb
) -> None:
    home = f"/desk/{staff.organisation.id}/decisions"
    assert "Nothing was signed yet" in desk.get(home).text
    got = decide(service, staff, case, FULL)
    decide(service, staff, case, REFUSED)
    member(service, staff, bob, Role.REVIEWER)
    page, theirs = desk.get(home).text, signed_in(service, bob).get(home).text
    assert json.loads(got.credential)["id"][9:17] in page and "Grace H." in page and "/withdraw" in page
    assert "/withdraw" not in theirs and "In force" in theirs
    issued = next(each for each in list_issued(service, staff)[0] if each.decision == "full")
    address = f"{home}/{issued.id}/withdraw"
    assert "Withdraw this decision?" in desk.get(address).text
    assert signed_in(service, bob).post(address).status_code == 422
    assert signed_in(service, ada).get(home).status_code == 404
    assert desk.post(address, follow_redirects=False).headers["location"] == home
    assert "Withdrawn" in desk.get(home).text
    assert desk.get(f"{home}/{'A' * 22}/withdraw").status_code == 404
    for odd in ("0", "-1", "x", "9" * 30):
        assert desk.get(f"{home}?page={odd}").status_code == 200
