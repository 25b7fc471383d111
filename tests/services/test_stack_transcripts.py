"""A transcript that is kept: a stack sees the credentials inside it, each as it stands, as a reader would."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.services.life import course, keep_one, revoke
from tests.services.test_link_pages import browser as learner
from tests.services.test_stacks import pathway
from tests.world import Clock, FakeWeb
from verifier.errors import Json, JsonObject
from verifier.report import Verdict
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.credentials.service import list_reports, list_summaries, open_credential, recheck
from wallet.demo.issuer import V2, Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.recognition.finding import State
from wallet.service import Service
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.stacks.service import achievements_of, evaluate_stack, start_stack

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context.json"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def transcript(issuers: Issuers, *inside: bytes) -> bytes:
    """A record of the university over credentials, each signed for itself."""
    carried: list[Json] = [json.loads(each) for each in inside]
    document: JsonObject = {
        "@context": [V2, CLR, OB],
        "id": "urn:uuid:7b0c1f3e-3d5d-4b67-a3ab-5f6f51d9a001",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": issuers.did(UNIVERSITY.name), "type": ["Profile"], "name": "Harbour School"},
        "name": "Transcript of records",
        "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": carried},
    }
    return json.dumps(issuers.issue(UNIVERSITY, document)).encode()


@pytest.fixture
def kept(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb) -> str:
    """A transcript over knots and sails, of which the sails were withdrawn."""
    sails = course(issuers, "Sails")
    revoke(web, issuers, sails)
    return keep_one(service, ada, transcript(issuers, course(issuers), sails))


def test_a_stack_counts_what_stands_inside_a_transcript_and_not_what_was_withdrawn(
    service: Service, ada: SignedIn, issuers: Issuers, kept: str
) -> None:
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    evaluation = evaluate_stack(service, ada, own).evaluation
    _, knots, sails = evaluation.findings
    assert (knots.state, sails.state, sails.code) == (State.MET, State.BLOCKED, "standing.revoked")
    assert [each.achievement for each in knots.by] == [f"{kept}#0"]


def test_a_kept_transcript_is_no_better_than_what_it_carries(service: Service, ada: SignedIn, kept: str) -> None:
    report = open_credential(service, ada, kept).report
    assert (report.own_verdict, report.verdict, report.code) == (Verdict.VALID, Verdict.INVALID, "status.revoked")
    assert [each.verdict for each in report.inside] == [Verdict.VALID, Verdict.INVALID]
    said = recheck(service, ada, kept)
    assert list_reports(service, ada, kept)[0].report == said and said.inside[1].evidence
    (summary,) = list_summaries(service, ada)
    assert summary.report.verdict is Verdict.INVALID
    browser = learner(service)
    browser.cookies.set("__Host-cairn", start_session(service, ada))
    page = browser.get(f"/credentials/{kept}").text
    assert "It carries 2 certificates" in page and "withdrawn" in page
    assert "Genuine" not in browser.get("/credentials").text


def test_what_is_kept_and_what_is_shared_of_a_transcript_are_the_same(
    service: Service, ada: SignedIn, issuers: Issuers, kept: str
) -> None:
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    content = Content((Choice(kept),), stack=own.id)
    shared = create_share(service, ada, content, Terms(service.now() + timedelta(days=1)))
    towards = open_share(service, shared.id, shared.owner.link_key, "Registrar").towards
    assert towards is not None
    at_home = achievements_of(open_credential(service, ada, kept))
    assert [each.title for each in at_home] == ["Knots and Splices", "Sails"]
    assert [each.title for each in towards.achievements] == [each.title for each in at_home]
    assert [each.fingerprints for each in towards.achievements] == [each.fingerprints for each in at_home]
    assert [each.standing.troubles for each in towards.achievements] == [each.standing.troubles for each in at_home]
    mine = evaluate_stack(service, ada, own).evaluation
    assert [each.state for each in towards.evaluation.findings] == [each.state for each in mine.findings]


def test_what_is_withdrawn_later_counts_no_more_after_the_next_look(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock
) -> None:
    knots = course(issuers)
    kept = keep_one(service, ada, transcript(issuers, knots))
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    assert evaluate_stack(service, ada, own).evaluation.findings[1].state is State.MET
    revoke(web, issuers, knots)
    clock.at += timedelta(days=2)
    recheck(service, ada, kept)
    assert evaluate_stack(service, ada, own).evaluation.findings[1].state is State.BLOCKED


def test_a_transcript_that_nobody_proved_takes_the_genuine_inside_no_further(
    service: Service, ada: SignedIn, issuers: Issuers
) -> None:
    forged = json.loads(transcript(issuers, course(issuers)))
    forged["name"] = "Another transcript"
    keep_one(service, ada, json.dumps(forged).encode())
    own = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    assert evaluate_stack(service, ada, own).evaluation.findings[1].code == "standing.invalid"
