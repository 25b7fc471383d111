"""Somebody steals the disk of a service at which an organisation worked: nothing that was handed over to it is on it,
nothing that its members wrote, who they are, whom they know, nor a key that opens any of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.life import all_rows, course, keep_one
from tests.services.searching import find
from tests.services.test_organisations import publish_organisation
from tests.services.test_theft import AT_A_DESK, Keys, a_pathway, cells_of, database, disk_of, keys, log_file
from tests.world import FakeWeb
from wallet.accounts.service import sign_up
from wallet.database import Database
from wallet.demo.issuer import Issuers
from wallet.desk.decided import list_issued, withdraw
from wallet.desk.deciding import answer_as
from wallet.desk.handing import hand_over
from wallet.desk.service import assign, list_cases, look, look_again, note
from wallet.organisations.members import invite, join
from wallet.organisations.organisation import Profile, Role
from wallet.organisations.rules import Rules, read_trusted
from wallet.organisations.service import begin_organisation, change_rules, open_as
from wallet.organisations.signing import signing_key
from wallet.reviews.answer import Answer, Decision
from wallet.service import Service
from wallet.shares.making import Choice, Content
from wallet.shares.openings import list_openings
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.stacks.service import start_stack

__all__ = ["database", "keys", "log_file"]  # fixtures

SAID: dict[str, str] = {
    "learner's name": "Ada from the quiet hill",
    "member's name": "Grace of the lighthouse",
    "another's name": "Bob behind the counter",
    "who was invited": "Eve who never came",
    "where it leads": "Pilot of the quiet harbour",
    "title": "Knots and Splices",
    "whom they know": "did:web:school-next-door.example",
    "what they call them": "The school next door",
    "how to appeal": "To the board behind the dunes",
    "note": "Ask her for the syllabus of the second term",
    "reasons": "The workload is two thirds of ours",
    "difference": "Thirty hours of practice are wanting",
    "what happened": "noted",
    "event": "history.desk_opened",
}


def live(service: Service, web: FakeWeb, issuers: Issuers) -> dict[str, str | bytes]:
    """Everything that an organisation does. Returns the secrets that only its members and the learner ever held."""
    ada, grace, bob = (sign_up(service, name, "", "four stones on a hill")[0] for name in ("ada", "grace", "bob"))
    organisation = begin_organisation(service, grace, Profile("Harbour University"), SAID["member's name"])
    staff = open_as(service, grace, organisation)
    known = read_trusted(f"{SAID['whom they know']} {SAID['what they call them']}".encode(), "Harbour", service.now())
    change_rules(service, staff, Rules(known, appeal=SAID["how to appeal"]))
    publish_organisation(service, web, staff)
    token = invite(service, staff, SAID["another's name"], Role.READER)
    join(service, bob, token, SAID["another's name"])
    waiting = invite(service, staff, SAID["who was invited"], Role.ADMIN)
    stack = start_stack(service, ada, a_pathway(SAID["where it leads"]))
    shown = Content((Choice(keep_one(service, ada, course(issuers))),), SAID["learner's name"], stack=stack.id)
    passcode = "seil und knoten"
    own = create_share(service, ada, shown, Terms(service.now() + timedelta(days=7), passcode=passcode))
    case = hand_over(service, ada, own.id, organisation)
    opened = look(service, staff, case)
    assert look_again(service, staff, case, opened.cookie) and list_openings(service, ada, own.id)
    note(service, staff, case, SAID["note"])
    assign(service, staff, case, staff.member_id)
    words = {"text": SAID["reasons"], "difference": SAID["difference"], "appeal": SAID["how to appeal"]}
    sent = answer_as(service, staff, opened, Answer(Decision.PARTIAL, credits="2.5", **words), "form", case)
    (issued,), _ = list_issued(service, staff)
    withdraw(service, staff, issued.id)
    assert len(list_cases(service, staff).cases[0].entries) == 5
    return {
        "organisation's key": staff.key,
        "organisation's private box key": staff.box_private,
        "organisation's signing key": signing_key(staff.key).secret,
        "invitation that was used": bytes.fromhex(token.partition(".")[2]),
        "invitation that waits": bytes.fromhex(waiting.partition(".")[2]),
        "invitation's public half": waiting.partition(".")[0],
        "member's cookie": opened.cookie,
        "member's secret": bytes.fromhex(opened.cookie.partition(".")[2]),
        "learner's link": own.owner.link_key,
        "learner's data key": own.owner.data_key,
        "learner's passcode": passcode,
        "number of the decision": issued.credential.removeprefix("urn:uuid:"),
        "the decision": sent.credential,
    }


def test_a_stolen_disk_says_nothing_about_what_was_handed_over(
    keys: Keys,
    log_file: Path,  # before the database, whose engine asks once whether it may log
    database: Database,
    service: Service,
    web: FakeWeb,
    issuers: Issuers,
    request: pytest.FixtureRequest,
) -> None:
    disk = disk_of(database, request)
    unchanged = {hashlib.sha256(content).digest() for _, content in disk()}
    held = live(service, web, issuers)
    rows = all_rows(service)
    assert {name for name, found in rows.items() if found} >= AT_A_DESK, "this life is not whole"
    stolen = [(where, content) for where, content in disk() if hashlib.sha256(content).digest() not in unchanged]
    stolen += [("log", log_file.read_bytes()), ("rows", repr(rows).encode()), ("cells", cells_of(rows))]
    database.close()
    stolen += [(f"{where} at rest", content) for where, content in disk() if not where.startswith("pg")]
    assert find({"what is in the open": "Harbour University"}, stolen), "the search is blind"
    assert {held["organisation's key"], held["member's secret"]} <= set(keys.found.values())
    assert find(SAID, stolen) == []
    assert find(held, stolen) == []
    assert find(keys.found, stolen) == []
