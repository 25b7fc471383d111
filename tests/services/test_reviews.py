"""What readers of a shared stack answer: sealed to the learner, bound to what was shown, erased for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from tests.services.life import all_rows, count_rows, course, keep_one
from tests.services.test_link_pages import browser
from tests.services.test_stacks import pathway
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.history.service import list_events
from wallet.reviews.answer import Answer, Decision, read_received, write_received
from wallet.reviews.service import MOST_OF_ONE, erase_received, list_received, open_received, send_answer
from wallet.service import NotFound, Problem, Service
from wallet.shares.life import change_share, pause_share, stop_share
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share
from wallet.shares.owner import OwnShare
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.stacks.service import OwnStack, start_stack

REFUSAL = Answer(
    Decision.REFUSED,
    "The workload is half of ours.",
    "Grace H.",
    "Harbour University",
    difference="Thirty hours less of practice.",
    appeal="To the board, within 30 days.",
)


@pytest.fixture
def stack(service: Service, ada: SignedIn, issuers: Issuers) -> OwnStack:
    return start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))


@pytest.fixture
def own(service: Service, ada: SignedIn, issuers: Issuers, stack: OwnStack) -> OwnShare:
    content = Content((Choice(keep_one(service, ada, course(issuers))),), "Ada", stack=stack.id)
    return create_share(service, ada, content, Terms(service.now() + timedelta(days=1)))


def test_a_decision_comes_back_sealed_with_what_it_rests_on(
    service: Service, ada: SignedIn, bob: SignedIn, own: OwnShare, stack: OwnStack
) -> None:
    opened = open_share(service, own.id, own.owner.link_key, "Grace")
    sent = send_answer(service, opened, REFUSAL, "form")
    (got,) = list_received(service, ada, stack.id)
    assert got == sent == open_received(service, ada, sent.id)
    assert got.answer == REFUSAL and got.basis is not None
    assert (got.basis.title("de"), got.basis.state, got.basis.view) == ("Harbour pilot", "partial", opened.digest)
    assert [each.title for each in got.basis.items] == ["Knots and Splices"]
    assert got.basis.items[0].digest == sha256(opened.items[0].raw).hexdigest()
    assert list_received(service, ada, "another") == [] and list_received(service, bob) == []
    with pytest.raises(NotFound):
        open_received(service, bob, sent.id)
    stored = repr(all_rows(service))
    assert not any(word in stored for word in ("Thirty hours", "Harbour University", "Grace"))
    events = {each.code: each for each in list_events(service, ada.learner_id, ada.box_private)}
    assert events["history.decided"].facts == {"viewer": "Harbour University", "title": "Harbour pilot"}


def test_what_is_erased_is_gone_from_the_history_too(service: Service, ada: SignedIn, own: OwnShare) -> None:
    opened = open_share(service, own.id, own.owner.link_key, "")
    sent = send_answer(service, opened, Answer(Decision.COMMENT, "Well done."), "form")
    erase_received(service, ada, sent.id)
    assert list_received(service, ada) == [] and "review" not in count_rows(service)
    assert "history.commented" not in [each.code for each in list_events(service, ada.learner_id, ada.box_private)]
    with pytest.raises(NotFound):
        erase_received(service, ada, sent.id)


def test_the_same_words_of_one_form_are_sent_once_and_other_words_again(
    service: Service, ada: SignedIn, own: OwnShare
) -> None:
    opened = open_share(service, own.id, own.owner.link_key, "")
    for words in ("Well done.", "Well done.", "Well done!"):
        send_answer(service, opened, Answer(Decision.COMMENT, words), "form")
    assert len(list_received(service, ada)) == 2


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"text": " "}, "review.empty", "text"),
        ({"who": ""}, "review.who", "who"),
        ({"organisation": ""}, "review.who", "organisation"),
        ({"difference": ""}, "review.difference", "difference"),
        ({"appeal": ""}, "review.appeal", "appeal"),
        ({"decision": Decision.CONDITIONAL}, "review.conditions", "conditions"),
        ({"credits": "many"}, "review.credits", "credits"),
        ({"text": "x" * 4001}, "review.too_long", "text"),
    ],
)
def test_a_decision_says_what_a_decision_has_to_say(
    service: Service, ada: SignedIn, own: OwnShare, change: dict[str, str], code: str, field: str
) -> None:
    opened = open_share(service, own.id, own.owner.link_key, "")
    with pytest.raises(Problem) as raised:
        send_answer(service, opened, replace(REFUSAL, **change), "form")  # type: ignore[arg-type]
    assert (raised.value.code, raised.value.field) == (code, field)
    assert list_received(service, ada) == []


def test_nothing_is_sent_to_a_link_that_is_over_paused_or_shows_something_else(
    service: Service, ada: SignedIn, own: OwnShare
) -> None:
    opened = open_share(service, own.id, own.owner.link_key, "")
    words = Answer(Decision.COMMENT, "Well done.")
    change_share(service, ada, own.id, replace(own.owner.content, note="Another note"))
    with pytest.raises(NotFound):
        send_answer(service, opened, words, "form")
    opened = open_share(service, own.id, own.owner.link_key, "")
    pause_share(service, ada, own.id)
    with pytest.raises(NotFound):
        send_answer(service, opened, words, "form")
    stop_share(service, ada, own.id)
    with pytest.raises(NotFound):
        send_answer(service, opened, words, "form")


def test_a_link_takes_only_so_many_answers(
    service: Service, own: OwnShare, ada: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallet.reviews.service.MOST_OF_ONE", 1)
    assert MOST_OF_ONE > 1
    opened = open_share(service, own.id, own.owner.link_key, "")
    send_answer(service, opened, Answer(Decision.COMMENT, "One."), "form")
    with pytest.raises(Problem, match=r"review\.too_many"):
        send_answer(service, opened, Answer(Decision.COMMENT, "Two."), "form")


def test_a_box_that_was_moved_to_another_answer_is_damaged_and_not_hidden(
    service: Service, ada: SignedIn, own: OwnShare
) -> None:
    from wallet.reviews.tables import Review

    opened = open_share(service, own.id, own.owner.link_key, "")
    one, other = (send_answer(service, opened, Answer(Decision.COMMENT, each), "form") for each in ("One.", "Two."))
    with service.database.writing() as session:
        first, second = session.get(Review, one.id), session.get(Review, other.id)
        assert first is not None and second is not None
        first.box = second.box
        session.add(first)
    assert open_received(service, ada, one.id).answer is None
    assert len(list_received(service, ada)) == 2


def test_answers_of_the_first_version_are_read_still(service: Service, ada: SignedIn, own: OwnShare) -> None:
    opened = open_share(service, own.id, own.owner.link_key, "")
    sent = send_answer(service, opened, REFUSAL, "form")
    assert sent.answer is not None and sent.basis is not None
    plain = json.loads(write_received(sent.answer, sent.basis))
    assert plain.pop("credential") == ""
    assert read_received(json.dumps(plain).encode()) == (sent.answer, sent.basis, "")


def _typed(page: str) -> dict[str, str]:
    """The hidden fields of the form."""
    parts = {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("form_id", "view")}
    assert all(parts.values())
    return parts


def test_a_reader_answers_on_pages_and_the_learner_reads_prints_and_erases(
    service: Service, ada: SignedIn, own: OwnShare, stack: OwnStack
) -> None:
    reader: TestClient = browser(service)
    assert reader.get(f"/s/{own.id}/answer").status_code == 404, "not opened yet"
    page = reader.post(f"/s/{own.id}", data={"key": own.owner.link_key}).text
    assert f"/s/{own.id}/answer" in page
    hidden = _typed(reader.get(f"/s/{own.id}/answer").text)
    refused = reader.post(f"/s/{own.id}/answer", data={**hidden, "decision": "refused", "text": "<b>No</b>"})
    assert (
        refused.status_code == 422
        and "&lt;b&gt;No" in refused.text
        and "your name and your organisation" in refused.text
    )
    words = {name: str(value) for name, value in vars(REFUSAL).items()} | {"decision": "refused", "text": "<b>No</b>"}
    stale = reader.post(f"/s/{own.id}/answer", data={**hidden, **words, "view": "0" * 64})
    assert stale.status_code == 422 and "has changed" in stale.text
    sent = reader.post(f"/s/{own.id}/answer", data={**hidden, **words})
    assert sent.status_code == 200 and "Draft of a recognition statement" in sent.text
    learner = browser(service)
    learner.cookies.set("__Host-cairn", start_session(service, ada))
    (got,) = list_received(service, ada)
    assert "Harbour University" in learner.get("/reviews").text
    statement = learner.get(f"/reviews/{got.id}").text
    assert "&lt;b&gt;No" in statement and "Thirty hours less" in statement and "nobody has proved it" in statement
    assert got.basis is not None and got.basis.evaluation in statement
    assert learner.get(f"/reviews/{got.id}", headers={"Accept-Language": "de"}).status_code == 200
    assert "Erase this answer?" in learner.get(f"/reviews/{got.id}/erase").text
    learner.post(f"/reviews/{got.id}/erase")
    assert learner.get(f"/reviews/{got.id}").status_code == 404
    assert browser(service).get("/reviews", follow_redirects=False).status_code == 303


def test_a_link_without_a_stack_takes_no_answer(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    content = Content((Choice(keep_one(service, ada, course(issuers))),), "Ada")
    plain = create_share(service, ada, content, Terms(service.now() + timedelta(days=1)))
    reader = browser(service)
    assert "/answer" not in reader.post(f"/s/{plain.id}", data={"key": plain.owner.link_key}).text
    assert reader.get(f"/s/{plain.id}/answer").status_code == 404
