from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from tests.services.life import (
    DID_DOCUMENT,
    at_once,
    count_rows,
    course,
    keep_one,
    publish,
    revoke,
    rotate_key,
    share,
)
from tests.world import Clock, FakeWeb, badge, signed
from verifier.report import Report
from wallet.accounts.service import SignedIn
from wallet.credentials.imports import Taken, preview, take_in
from wallet.credentials.service import (
    delete_credential,
    first_evidence,
    list_reports,
    list_summaries,
    open_credential,
    recheck,
    world_of,
)
from wallet.credentials.stored_report import read_report, write_report
from wallet.credentials.tables import StoredCredential
from wallet.demo.issuer import Issuers
from wallet.history.service import list_events
from wallet.net import CachedAnswer
from wallet.service import NotFound, Service
from wallet.shares.making import Choice, Content
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.vault.errors import VaultError

OF_ONE_CREDENTIAL: dict[str, Callable[[Service, SignedIn, str], object]] = {
    "open_credential": open_credential,
    "list_reports": list_reports,
    "recheck": recheck,
    "world_of": world_of,
    "first_evidence": first_evidence,
    "delete_credential": delete_credential,
    "create_share": lambda service, learner, each: create_share(
        service, learner, Content((Choice(each),)), Terms(service.now() + timedelta(days=1))
    ),
}


@pytest.mark.parametrize("act", OF_ONE_CREDENTIAL.values(), ids=OF_ONE_CREDENTIAL.keys())
def test_what_is_anothers_or_nobodys_is_not_there(
    service: Service,
    ada: SignedIn,
    bob: SignedIn,
    issuers: Issuers,
    act: Callable[[Service, SignedIn, str], object],
) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    before = count_rows(service)
    for strange in (credential_id[:-1], "", "x" * 10_000, "a\x00b", "\ud800", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            act(service, ada, strange)
    with pytest.raises(NotFound):
        act(service, bob, credential_id)
    assert count_rows(service) == before
    act(service, ada, credential_id)


def test_a_summary_says_what_lists_show(service: Service, ada: SignedIn, issuers: Issuers, clock: Clock) -> None:
    raw = course(issuers, validUntil="2027-01-02T03:04:05Z")
    credential_id = keep_one(service, ada, raw)
    (summary,) = list_summaries(service, ada)
    assert (summary.id, summary.title, summary.issuer_name) == (credential_id, "Knots and Splices", "Harbour School")
    assert summary.issuer == issuers.did("university")
    assert summary.proved_by == "wallet.test/issuer/university"
    assert summary.ends_on == "2027-01-02T03:04:05+00:00"
    assert summary.digest == hashlib.sha256(raw).hexdigest()
    assert (summary.added_at, summary.checked_at) == (clock.at, clock.at)
    assert summary.report == replace(list_reports(service, ada, credential_id)[0].report, evidence=())


def test_summaries_come_newest_first(service: Service, ada: SignedIn, issuers: Issuers, clock: Clock) -> None:
    for title in ("One", "Two", "Three"):
        keep_one(service, ada, course(issuers, title))
        clock.pass_by(minutes=1)
    assert [each.title for each in list_summaries(service, ada)] == ["Three", "Two", "One"]


def test_checking_again_keeps_the_old_reports(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock
) -> None:
    raw = course(issuers)
    credential_id = keep_one(service, ada, raw)
    (first,) = list_reports(service, ada, credential_id)
    clock.pass_by(days=1)
    revoke(web, issuers, raw)
    assert recheck(service, ada, credential_id).code == "status.revoked"
    clock.pass_by(days=1)
    revoke(web, issuers, raw, value=False)
    assert recheck(service, ada, credential_id).code == "ok"
    reports = list_reports(service, ada, credential_id)
    assert [each.report.code for each in reports] == ["ok", "status.revoked", "ok"]
    assert [each.report.at for each in reports] == [
        clock.at,
        clock.at - timedelta(days=1),
        clock.at - timedelta(days=2),
    ]
    assert reports[-1] == first
    (summary,) = list_summaries(service, ada)
    assert (summary.report.code, summary.checked_at) == ("ok", clock.at)
    checked = [
        each.facts for each in list_events(service, ada.learner_id, ada.box_private) if each.code == "history.checked"
    ]
    assert [each["code"] for each in checked] == ["ok", "status.revoked"]


def test_a_report_holds_the_very_bytes_that_were_fetched(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    (past,) = list_reports(service, ada, credential_id)
    assert len(past.report.evidence) == 3, "the key's document and two lists"
    for each in past.report.evidence:
        answer = web.answers[each.url]
        assert not isinstance(answer, str)
        assert each.body == answer.body
    assert first_evidence(service, ada, credential_id)[DID_DOCUMENT] == past.report.evidence[0].body


def test_a_report_comes_back_from_its_row_byte_for_byte(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock
) -> None:
    raw = course(issuers)
    credential_id = keep_one(service, ada, raw)
    web.put(DID_DOCUMENT, b"\x00\xff not even text \xfe")
    clock.pass_by(minutes=1)
    said = recheck(service, ada, credential_id)
    read_back = list_reports(service, ada, credential_id)[0].report
    assert read_back == said
    assert write_report(read_back) == write_report(said)
    assert read_report(write_report(said)) == said
    assert b"\x00\xff not even text \xfe" in [each.body for each in read_back.evidence]


def test_first_evidence_is_that_of_the_day_it_was_taken_in(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock, tmp_path: Path
) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    first = first_evidence(service, ada, credential_id)
    rotate_key(web, tmp_path, clock)
    for _ in range(3):
        clock.pass_by(minutes=1)
        recheck(service, ada, credential_id)
    assert first_evidence(service, ada, credential_id) == first
    assert world_of(service, ada, credential_id).kept == first


def test_a_key_that_the_issuer_gave_up_since_leaves_it_undecided(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock, tmp_path: Path
) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    clock.pass_by(days=1)
    rotate_key(web, tmp_path, clock)
    report = recheck(service, ada, credential_id)
    assert (report.verdict.value, report.code) == ("undecided", "key.retired")
    assert report.check("key").code == "key.retired"
    clock.pass_by(days=1)
    assert recheck(service, ada, credential_id).code == "key.retired", "the evidence is still that of the first day"


def test_a_key_that_never_was_the_issuers_is_refused_whatever_was_kept(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock, tmp_path: Path
) -> None:
    """The control for the test above: taken in after the rotation, there is no evidence that would excuse it."""
    raw = course(issuers)
    rotate_key(web, tmp_path, clock)
    credential_id = keep_one(service, ada, raw)
    clock.pass_by(days=1)
    assert recheck(service, ada, credential_id).check("key").code == "key.not_the_issuers"


def test_an_issuer_who_is_away_leaves_it_undecided_and_the_last_answer_is_named(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock
) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    taken_in = clock.at
    clock.pass_by(days=3)
    web.fail(DID_DOCUMENT, "fetch.timeout")
    report = recheck(service, ada, credential_id)
    assert (report.verdict.value, report.code) == ("undecided", "key.unreachable")
    assert report.check("key").facts["last_answer"] == taken_in.isoformat()
    publish(web, issuers)
    clock.pass_by(minutes=1)
    assert recheck(service, ada, credential_id).code == "ok"


def test_deleting_takes_credential_reports_and_key(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    gone, stays = keep_one(service, ada, course(issuers)), keep_one(service, ada, course(issuers, "Stays"))
    told: list[str] = []
    delete_credential(service, ada, gone, [lambda _session, _service, _learner, each: told.append(each)])
    assert told == [gone]
    assert [each.id for each in list_summaries(service, ada)] == [stays]
    assert (count_rows(service)["credential"], count_rows(service)["report"]) == (1, 1)
    newest = [(each.code, each.facts) for each in list_events(service, ada.learner_id, ada.box_private)]
    assert ("history.deleted", {"title": "Knots and Splices"}) in newest
    with pytest.raises(NotFound):
        delete_credential(service, ada, gone)


def test_a_deletion_that_somebody_objects_to_deletes_nothing(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    before = count_rows(service)

    def object_to(*_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        delete_credential(service, ada, credential_id, [object_to])
    assert count_rows(service) == before


def test_what_was_deleted_can_be_taken_in_again(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    raw = course(issuers)
    delete_credential(service, ada, keep_one(service, ada, raw))
    assert open_credential(service, ada, keep_one(service, ada, raw)).raw == raw


def test_many_who_delete_at_once_delete_once(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    results = at_once(6, lambda _: delete_credential(service, ada, credential_id))
    assert all(each is None or isinstance(each, NotFound) for each in results), results
    codes = [each.code for each in list_events(service, ada.learner_id, ada.box_private)]
    assert codes.count("history.deleted") == 1


def test_checks_at_once_each_leave_their_report(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    """Also the memory behind the network takes answers that come at once, on its first day too."""
    credential_id = keep_one(service, ada, course(issuers))
    with service.database.writing() as session:
        for row in session.exec(select(CachedAnswer)).all():
            session.delete(row)
    results = at_once(6, lambda _: recheck(service, ada, credential_id))
    assert all(isinstance(each, Report) and each.code == "ok" for each in results), results
    assert len(list_reports(service, ada, credential_id)) == 7


@pytest.mark.parametrize("column", ["sealed_original", "sealed_record", "sealed_summary", "wrapped_key"])
def test_a_part_that_was_moved_from_another_row_does_not_open(
    service: Service, ada: SignedIn, issuers: Issuers, column: str
) -> None:
    one, two = keep_one(service, ada, course(issuers, "One")), keep_one(service, ada, course(issuers, "Two"))
    with service.database.writing() as session:
        other = getattr(session.get_one(StoredCredential, two), column)
        session.exec(update(StoredCredential).where(col(StoredCredential.id) == one).values({column: other}))
    with pytest.raises(VaultError):
        open_credential(service, ada, one)
    assert open_credential(service, ada, two).record is not None


def test_a_learner_who_was_handed_anothers_row_cannot_open_it(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    """Whoever writes to the database can move rows, and gains nothing by it."""
    credential_id = keep_one(service, ada, signed(badge()))
    with service.database.writing() as session:
        session.get_one(StoredCredential, credential_id).learner_id = bob.learner_id
    with pytest.raises(VaultError):
        open_credential(service, bob, credential_id)


def test_sharing_needs_the_credential_to_be_ones_own(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    hers, his = keep_one(service, ada, signed(badge())), keep_one(service, bob, signed(badge()))
    with pytest.raises(NotFound):
        share(service, ada, [hers, his])
    assert "share" not in count_rows(service)


def test_the_same_credential_in_another_layout_is_the_same(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    raw = course(issuers)
    kept = keep_one(service, ada, raw)
    import_id = take_in(service, ada, [Taken("", json.dumps(json.loads(raw), indent=7, sort_keys=True).encode())])
    assert [each.duplicate_of for each in preview(service, ada, import_id)] == [kept]


def test_the_original_keeps_every_byte(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    raw = b"\xef\xbb\xbf\r\n " + course(issuers) + b"\n\n"
    assert open_credential(service, ada, keep_one(service, ada, raw)).raw == raw
