"""Decisions as credentials: signed by the organisation, verified by anybody, stacked, and withdrawn for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.services.life import all_rows, at_once, course, keep_one
from tests.services.test_organisations import HARBOUR, OWN_DOMAIN, publish_organisation
from tests.services.test_stacks import pathway
from tests.world import Clock, FakeWeb
from verifier import Policy, examine
from verifier.cli import main as verifier_main
from verifier.errors import Json, JsonObject
from verifier.world import Answer as Fetched
from wallet.accounts.service import SignedIn, sign_up
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.desk.case import CaseState, Kind
from wallet.desk.decided import list_issued, open_issued, withdraw
from wallet.desk.deciding import answer_as, recognised_in
from wallet.desk.deciding_document import Decided, credential_of, name_in
from wallet.desk.handing import hand_over, take_back
from wallet.desk.service import close_case, look, open_case
from wallet.desk.tables import IssuedDecision
from wallet.organisations.issuing import issuer_of, prove_domain, sign_as
from wallet.organisations.members import change_role, invite, join, remove
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.service import begin_organisation, open_as
from wallet.organisations.signing import address_of_document, did_document
from wallet.organisations.tables import Organisation
from wallet.organisations.withdrawals import ENTRIES, bits_of, entry_of, status_url
from wallet.recognition.comparable import read_achievements
from wallet.recognition.finding import State
from wallet.reviews.answer import Answer, Decision, Received
from wallet.reviews.service import basis_of, list_received
from wallet.service import NotFound, Problem, Service
from wallet.shares.examining import Opened
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share
from wallet.shares.owner import OwnShare
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.stacks.service import evaluate_stack, start_stack

FULL = Answer(Decision.FULL, "", credits="5", appeal="To the board, within 30 days.")
PARTIAL = Answer(
    Decision.PARTIAL,
    "Half of the practice is there.",
    credits="2,5",
    difference="Thirty hours less of practice.",
    appeal="To the board, within 30 days.",
)
CONDITIONAL = replace(PARTIAL, decision=Decision.CONDITIONAL, conditions="A test of one hour.", difference="")
REFUSED = replace(PARTIAL, decision=Decision.REFUSED, credits="")


def target(issuer: str) -> bytes:
    """As `pathway`, towards something with a title in two languages and a level."""
    document = json.loads(pathway(issuer))
    document["target"] = {"title": {"en": "Harbour pilot", "de": "Hafenlotsin"}, "eqf": 5, "ects": 10}
    return json.dumps(document).encode()


def named(issuers: Issuers, name: str = "Ada Lovelace", title: str = "Knots and Splices") -> bytes:
    """The university's credential, which says whose it is."""
    raw = json.loads(course(issuers))["credentialSubject"]
    identity: JsonObject = {
        "type": ["IdentityObject"],
        "hashed": False,
        "identityHash": name,
        "identityType": "name",
    }
    mail = {**identity, "identityHash": "ada@example.org", "identityType": "emailAddress"}
    return course(issuers, title, credentialSubject={**raw, "identifier": [identity, mail]})


def link(service: Service, learner: SignedIn, issuers: Issuers, *raws: bytes) -> OwnShare:
    stack = start_stack(service, learner, target(issuers.did(UNIVERSITY.name)))
    choices = tuple(Choice(keep_one(service, learner, each)) for each in raws)
    return create_share(
        service, learner, Content(choices, "Ada of the hill", stack=stack.id), Terms(service.now() + timedelta(days=90))
    )


@pytest.fixture
def own(service: Service, ada: SignedIn, issuers: Issuers) -> OwnShare:
    return link(service, ada, issuers, named(issuers))


@pytest.fixture
def grace(service: Service) -> SignedIn:
    signed_in, _ = sign_up(service, "Grace", "", "a lamp upon the tower")
    return signed_in


@pytest.fixture
def staff(service: Service, grace: SignedIn, web: FakeWeb) -> Staff:
    staff = open_as(service, grace, begin_organisation(service, grace, HARBOUR, "Grace H."))
    publish_organisation(service, web, staff)
    return staff


@pytest.fixture
def case(service: Service, ada: SignedIn, own: OwnShare, staff: Staff) -> str:
    return hand_over(service, ada, own.id, staff.organisation.id)


def decide(service: Service, staff: Staff, case: str, answer: Answer, form_id: str = "form") -> Received:
    return answer_as(service, staff, look(service, staff, case), answer, form_id, case)


def subject_of(received: Received) -> JsonObject:
    subject = json.loads(received.credential)["credentialSubject"]
    assert isinstance(subject, dict)
    return subject


def asking(did: str, **match: Json) -> bytes:
    """A pathway of five credits from who signs under this did."""
    asked: JsonObject = {"issuerIds": [did], **match}
    root: JsonObject = {"kind": "credits", "match": asked, "unit": "ects", "min": 2}
    document: JsonObject = {"type": "Pathway", "id": "urn:example:more", "version": "1", "title": {"en": "More"}}
    return json.dumps({**document, "root": root}).encode()


def test_a_decision_is_signed_and_says_what_was_decided_by_whom_on_what(
    service: Service, ada: SignedIn, staff: Staff, case: str, clock: Clock
) -> None:
    opened = look(service, staff, case)
    sent = answer_as(service, staff, opened, replace(PARTIAL, who="Eve", organisation="Another"), "form", case)
    (got,) = list_received(service, ada)
    assert got == sent and got.credential
    assert got.answer is not None and (got.answer.who, got.answer.organisation) == ("Grace H.", "Harbour University")
    found = examine(got.credential.encode(), service.world())
    assert (found.report.verdict.value, found.report.issuer) == ("valid", staff.organisation.did)
    whole, subject = json.loads(got.credential), subject_of(got)
    assert subject["decision"] == {
        "outcome": "partial",
        "reasons": "Half of the practice is there.",
        "substantialDifference": "Thirty hours less of practice.",
        "appeal": "To the board, within 30 days.",
        "creditsRecognised": "2,5",
        "decidedBy": "Grace H.",
        "evaluated": "partial",
        "asOf": "2026-11-21T12:00:00Z",
    }
    assert whole["validFrom"] == "2026-11-21T12:00:00Z" and whole["id"].startswith("urn:uuid:")
    basis = got.basis
    assert basis is not None
    digests = [basis.pathway_digest, basis.evaluation, basis.view, basis.items[0].digest]
    assert opened.towards is not None
    digests += recognised_in(opened.towards)
    assert [each["id"] for each in whole["evidence"]] == [f"urn:sha256:{each}" for each in digests]
    assert len(digests) > 4
    (entry,) = [each for each in open_case(service, staff, case).entries if each.kind is Kind.ANSWERED]
    assert (entry.who, entry.decision, entry.credential) == ("Grace H.", "partial", whole["id"])


def test_what_is_recognised_can_be_read_as_credits_a_title_and_a_level(
    service: Service, staff: Staff, case: str
) -> None:
    sent = decide(service, staff, case, FULL)
    (achievement,) = read_achievements("1", examine(sent.credential.encode(), service.world()))
    assert achievement.titles == {"en": "Harbour pilot", "de": "Hafenlotsin"}
    assert [str(each.number) for each in achievement.credits if each.unit.value == "ects"] == ["5"]
    assert achievement.eqf == 5 and staff.organisation.did in achievement.proved_ids
    assert achievement.kind == "ext:RecognisedLearning" and achievement.standing.verdict == "valid"
    assert subject_of(sent)["identifier"] == [
        {"type": ["IdentityObject"], "hashed": False, "identityHash": "Ada Lovelace", "identityType": "name"}
    ]
    assert not any(each in sent.credential for each in ("example.org", "did:example", "Ada of the hill", "Knots"))


@pytest.mark.parametrize(
    ("answer", "title", "credits_"),
    [(PARTIAL, "Harbour pilot (recognised in part)", 2.5), (CONDITIONAL, "Harbour pilot (recognised under", 2.5)],
)
def test_less_than_all_is_never_called_the_whole(
    service: Service, staff: Staff, case: str, answer: Answer, title: str, credits_: float
) -> None:
    sent = decide(service, staff, case, answer)
    (achievement,) = read_achievements("1", examine(sent.credential.encode(), service.world()))
    assert achievement.title.startswith(title) and achievement.titles["de"].startswith("Hafenlotsin (")
    assert subject_of(sent)["ECTS"] == credits_
    assert (achievement.eqf is None) == (answer is PARTIAL), "a part of it says nothing of the level of the whole"
    description = json.loads(sent.credential)["credentialSubject"]["achievement"]["description"]
    said = (answer.text, answer.credits, answer.conditions, answer.difference, answer.appeal)
    assert all(each in description for each in said)


@pytest.mark.parametrize("answer", [REFUSED, replace(PARTIAL, credits=""), replace(CONDITIONAL, credits="0")])
def test_what_recognises_nothing_never_counts(
    service: Service, ada: SignedIn, staff: Staff, case: str, answer: Answer
) -> None:
    sent = decide(service, staff, case, answer)
    found = examine(sent.credential.encode(), service.world())
    assert found.report.verdict.value == "valid" and "achievement" not in subject_of(sent)
    assert read_achievements("1", found) == ()
    keep_one(service, ada, sent.credential.encode())
    item = {"kind": "item", "match": {"issuerIds": [staff.organisation.did]}}
    anything = {**json.loads(asking(staff.organisation.did)), "root": item}
    own = start_stack(service, ada, json.dumps(anything).encode())
    assert evaluate_stack(service, ada, own).evaluation.state is State.MISSING


def test_the_learner_stacks_what_was_recognised_until_it_is_withdrawn(
    service: Service, ada: SignedIn, staff: Staff, case: str, web: FakeWeb
) -> None:
    sent = decide(service, staff, case, PARTIAL)
    kept = keep_one(service, ada, sent.credential.encode())
    stack = start_stack(service, ada, asking(staff.organisation.did))
    evaluation = evaluate_stack(service, ada, stack).evaluation
    assert evaluation.state is State.MET and evaluation.totals.as_json()["rounded"] == "2.5"
    content = Content((Choice(kept),), "Ada", stack=stack.id)
    share = create_share(service, ada, content, Terms(service.now() + timedelta(days=1)))
    opened = open_share(service, share.id, share.owner.link_key, "")
    assert opened.items[0].report.verdict.value == "valid"
    assert opened.towards is not None and opened.towards.evaluation.state is State.MET

    (issued,), more = list_issued(service, staff)
    assert not more and issued.withdrawn_at is None
    withdraw(service, staff, issued.id)
    publish_organisation(service, web, staff)
    opened = open_share(service, share.id, share.owner.link_key, "")
    assert (opened.items[0].report.verdict.value, opened.items[0].report.code) == ("invalid", "status.revoked")
    assert opened.towards is not None and opened.towards.evaluation.state is not State.MET


def test_what_was_recognised_is_not_counted_beside_what_it_rests_on(
    service: Service, ada: SignedIn, issuers: Issuers, staff: Staff
) -> None:
    document = json.loads(named(issuers))
    document = {name: value for name, value in document.items() if name not in ("proof", "credentialStatus", "id")}
    document["@context"].append({"ECTS": "urn:example:terms#ECTS"})
    document["credentialSubject"]["ECTS"] = 4
    raw = json.dumps(issuers.issue(UNIVERSITY, document)).encode()
    own = link(service, ada, issuers, raw)
    handed = hand_over(service, ada, own.id, staff.organisation.id)
    keep_one(service, ada, decide(service, staff, handed, FULL).credential.encode())
    asked = json.loads(asking(staff.organisation.did))
    asked["root"]["match"]["issuerIds"].append(issuers.did(UNIVERSITY.name))
    asked["root"]["min"] = 9
    evaluation = evaluate_stack(service, ada, start_stack(service, ada, json.dumps(asked).encode())).evaluation
    assert evaluation.state is State.PARTIAL and evaluation.totals.as_json()["rounded"] == "5"
    assert [each.code for each in evaluation.uncounted] == ["part.of_counted"]


def test_what_was_issued_is_a_list_without_names(
    service: Service, ada: SignedIn, staff: Staff, case: str, clock: Clock
) -> None:
    sent = decide(service, staff, case, PARTIAL)
    clock.pass_by(hours=1)
    decide(service, staff, case, REFUSED)
    (refused, partial), _ = list_issued(service, staff)
    assert (refused.decision, partial.decision, partial.by) == ("refused", "partial", "Grace H.")
    assert partial.number == json.loads(sent.credential)["id"][9:17]
    with service.database.reading() as session:
        rows = session.exec(select(IssuedDecision)).all()
    stored = repr([each.model_dump() for each in rows])
    assert not any(each in stored for each in ("partial", "Grace", "Ada", "urn:uuid"))
    assert "Thirty hours" not in repr(all_rows(service))


def test_a_withdrawal_stands_in_the_case_and_is_the_admins(
    service: Service, ada: SignedIn, bob: SignedIn, staff: Staff, case: str, clock: Clock
) -> None:
    join(service, bob, invite(service, staff, "Bob", Role.REVIEWER), "Bob")
    reviewer = open_as(service, bob, staff.organisation.id)
    sent = decide(service, reviewer, case, PARTIAL)
    (issued,), _ = list_issued(service, reviewer)
    with pytest.raises(Problem, match=r"organisation\.role"):
        withdraw(service, reviewer, issued.id)
    clock.pass_by(days=1)
    for _ in range(2):  # a second time nothing happens
        withdraw(service, staff, issued.id)
    withdrawn = open_issued(service, staff, issued.id)
    assert withdrawn.withdrawn_at == clock.at
    opened = open_case(service, staff, case)
    assert [each.kind for each in opened.entries] == [Kind.OPENED, Kind.ANSWERED, Kind.WITHDRAWN]
    assert opened.entries[-1].credential == json.loads(sent.credential)["id"]
    assert opened.state is not CaseState.ANSWERED


def test_a_case_that_is_gone_keeps_nobody_from_withdrawing(
    service: Service, ada: SignedIn, own: OwnShare, staff: Staff, case: str
) -> None:
    sent = decide(service, staff, case, FULL)
    take_back(service, ada, own.id, case)
    (issued,), _ = list_issued(service, staff)
    withdraw(service, staff, issued.id)
    assert open_issued(service, staff, issued.id).withdrawn_at is not None
    (got,) = list_received(service, ada)
    assert got.credential == sent.credential


def test_decisions_withdrawn_at_once_are_all_withdrawn(service: Service, staff: Staff, case: str) -> None:
    for number in range(3):
        decide(service, staff, case, replace(PARTIAL, text=f"Reason {number}"), "form")
    issued, _ = list_issued(service, staff)
    assert at_once(3, lambda number: withdraw(service, staff, issued[number].id)) == [None, None, None]
    with service.database.reading() as session:
        row = session.get(Organisation, staff.organisation.id)
        positions = {each.position for each in session.exec(select(IssuedDecision)).all()}
    assert row is not None
    bits = bits_of(row.status_lists)
    assert {each for each in range(ENTRIES) if bits[each // 8] & (0x80 >> each % 8)} == positions and len(
        positions
    ) == 3


def test_the_same_words_of_one_form_are_signed_and_kept_once(service: Service, staff: Staff, case: str) -> None:
    opened = look(service, staff, case)
    first, second = (answer_as(service, staff, opened, FULL, "form", case) for _ in range(2))
    assert first.credential and not second.credential, "what was not sent is nobody's"
    issued, _ = list_issued(service, staff)
    assert len(issued) == 1 and len(open_case(service, staff, case).answers) == 1


def test_nothing_is_signed_for_who_may_not_or_no_longer(
    service: Service, ada: SignedIn, bob: SignedIn, staff: Staff, case: str
) -> None:
    join(service, bob, invite(service, staff, "Bob", Role.READER), "Bob")
    reader = open_as(service, bob, staff.organisation.id)
    opened = look(service, reader, case)
    with pytest.raises(Problem, match=r"organisation\.role"):
        answer_as(service, reader, opened, FULL, "form", case)
    change_role(service, staff, reader.member_id, Role.REVIEWER)
    reviewer = open_as(service, bob, staff.organisation.id)
    change_role(service, staff, reader.member_id, Role.READER)
    with pytest.raises(NotFound):  # what he still held in his hands signs nothing
        answer_as(service, reviewer, opened, FULL, "form", case)
    remove(service, staff, reader.member_id)
    with pytest.raises(NotFound):
        answer_as(service, reviewer, opened, FULL, "form", case)
    assert list_received(service, ada) == [] and list_issued(service, staff) == ([], False)


def test_whoever_lost_their_role_signs_nothing_from_a_link_either(
    service: Service, ada: SignedIn, bob: SignedIn, own: OwnShare, staff: Staff
) -> None:
    join(service, bob, invite(service, staff, "Bob", Role.REVIEWER), "Bob")
    reviewer = open_as(service, bob, staff.organisation.id)
    change_role(service, staff, reviewer.member_id, Role.READER)
    with pytest.raises(NotFound):
        answer_as(service, reviewer, opened_link(service, own), FULL, "form")
    assert list_received(service, ada) == [] and list_issued(service, staff) == ([], False)


def test_a_case_that_ends_while_it_is_answered_sends_nothing(
    service: Service, ada: SignedIn, staff: Staff, case: str
) -> None:
    opened = look(service, staff, case)
    close_case(service, staff, case)
    with pytest.raises(NotFound):
        answer_as(service, staff, opened, FULL, "form", case)
    assert list_received(service, ada) == [] and list_issued(service, staff) == ([], False)


def test_what_would_not_hold_is_not_sent(
    service: Service, ada: SignedIn, grace: SignedIn, staff: Staff, case: str, web: FakeWeb
) -> None:
    opened = look(service, staff, case)
    organisation = staff.organisation
    web.fail(status_url(service.settings.public_url, organisation.id, organisation.did))
    with pytest.raises(Problem, match=r"organisation\.not_signed"):
        answer_as(service, staff, opened, FULL, "form", case)
    assert list_received(service, ada) == [] and list_issued(service, staff) == ([], False)


def test_a_comment_and_a_wish_for_more_are_no_credentials(
    service: Service, ada: SignedIn, staff: Staff, case: str
) -> None:
    for decision in (Decision.COMMENT, Decision.MORE):
        sent = decide(service, staff, case, Answer(decision, "Show the third week, too."))
        assert not sent.credential and sent.answer is not None and sent.answer.organisation == "Harbour University"
    assert list_issued(service, staff) == ([], False) and len(open_case(service, staff, case).answers) == 2


def test_a_place_that_somebody_took_meanwhile_is_not_given_twice(
    service: Service, staff: Staff, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = iter([7, 7, 7, 8])
    monkeypatch.setattr("wallet.desk.deciding._place", lambda *_: next(places))
    decide(service, staff, case, FULL)
    decide(service, staff, case, PARTIAL)
    with service.database.reading() as session:
        assert sorted(each.position for each in session.exec(select(IssuedDecision)).all()) == [7, 8]


def test_a_full_list_takes_no_more(service: Service, staff: Staff, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wallet.desk.deciding.MOST_ISSUED", 1)
    decide(service, staff, case, FULL)
    with pytest.raises(Problem, match=r"decision\.too_many"):
        decide(service, staff, case, PARTIAL)


def test_a_decision_before_the_domain_is_looked_up_in_its_own_list(
    service: Service, grace: SignedIn, staff: Staff, case: str, web: FakeWeb
) -> None:
    sent = decide(service, staff, case, FULL).credential.encode()
    web.put(address_of_document(OWN_DOMAIN), did_document(OWN_DOMAIN, staff.organisation))
    prove_domain(service, staff, "harbour.example")
    staff = open_as(service, grace, staff.organisation.id)
    publish_organisation(service, web, staff)
    strict = Policy(issuers_lists_only=True)
    assert examine(sent, service.world(), strict).report.verdict.value == "valid"
    (issued,), _ = list_issued(service, staff)
    withdraw(service, staff, issued.id)
    publish_organisation(service, web, staff)
    assert examine(sent, service.world(), strict).report.code == "status.revoked"


def test_under_a_domain_of_its_own_the_domain_proves_it(
    service: Service, grace: SignedIn, staff: Staff, case: str, web: FakeWeb
) -> None:
    web.put(address_of_document(OWN_DOMAIN), did_document(OWN_DOMAIN, staff.organisation))
    prove_domain(service, staff, "harbour.example")
    staff = open_as(service, grace, staff.organisation.id)
    publish_organisation(service, web, staff)
    sent = decide(service, staff, case, FULL)
    assert examine(sent.credential.encode(), service.world()).report.issuer == OWN_DOMAIN
    (issued,), _ = list_issued(service, staff)
    withdraw(service, staff, issued.id)
    publish_organisation(service, web, staff)
    found = examine(sent.credential.encode(), service.world()).report
    assert found.code == "status.revoked" and "other_issuer" not in found.check("status").facts


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Ada Lovelace", "LOVELACE, ada"], ""),
        (["Ada Lovelace", "lovelace  Ada"], "Ada Lovelace"),
        (["Ada", "Bob"], ""),
    ],
)
def test_a_name_is_said_where_all_that_is_in_order_agree(
    service: Service, ada: SignedIn, issuers: Issuers, names: list[str], told: str
) -> None:
    raws = [named(issuers, name, f"Knots {number}") for number, name in enumerate(names)]
    own = link(service, ada, issuers, *raws, course(issuers, "Nobody's"))
    opened = open_share(service, own.id, own.owner.link_key, "")
    assert name_in(opened.items) == told


def test_a_forged_name_is_not_listened_to(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    forged = json.loads(named(issuers, "Ada Lovelace", "Knots 2"))
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "Bob"
    own = link(service, ada, issuers, named(issuers), json.dumps(forged).encode())
    opened = open_share(service, own.id, own.owner.link_key, "")
    assert name_in(opened.items) == "Ada Lovelace" and name_in(opened.items[1:]) == ""


def opened_link(service: Service, own: OwnShare) -> Opened:
    return open_share(service, own.id, own.owner.link_key, "")


def test_every_language_of_a_title_comes_along(service: Service, own: OwnShare, staff: Staff) -> None:
    from uuid import UUID

    basis = replace(basis_of(opened_link(service, own)), target={"fr": "Pilote", "de-AT": "Lotsin"})
    status = entry_of(service.settings.public_url, staff.organisation.id, staff.organisation.did, 3)
    decided = Decided(UUID(int=5), service.now(), issuer_of(staff), PARTIAL, basis, status)
    document = credential_of(decided)
    assert document["name"] == [
        {"@language": "fr", "@value": "Pilote (recognised in part)"},
        {"@language": "de-AT", "@value": "Lotsin (teilweise anerkannt)"},
    ]
    assert sign_as(service, staff, document).report.verdict.value == "valid"
    subject = document["credentialSubject"]
    assert isinstance(subject, dict) and "identifier" not in subject


def test_the_command_line_calls_it_valid(
    service: Service, staff: Staff, case: str, web: FakeWeb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "decision.json").write_text(decide(service, staff, case, FULL).credential)
    index = {}
    for number, (url, answer) in enumerate(web.answers.items()):
        if isinstance(answer, Fetched):
            index[url] = {"file": f"{tmp_path.name}/{number}.json"}
            (tmp_path / f"{number}.json").write_bytes(answer.body)
    (tmp_path / "index.json").write_text(json.dumps(index))
    at = service.now().isoformat()
    assert verifier_main(["check", str(tmp_path / "decision.json"), "--web", str(tmp_path), "--at", at]) == 0
    assert "Genuine: issued by " in capsys.readouterr().out
