"""What issuers publish for everybody is asked for again without anybody's vault."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.services.life import DID_DOCUMENT, REVOCATION, at_once, course, keep_one, publish, revoke
from tests.world import Clock, FakeWeb
from verifier.world import Answer
from wallet.accounts.service import SignedIn
from wallet.credentials.service import recheck
from wallet.demo.issuer import Issuers
from wallet.net import ANSWERS_LIFE, MAX_REMEMBERED, CachedAnswer, Outcome, RememberingFetch
from wallet.service import Service
from wallet.vault.blob import seal
from wallet.vault.keys import new_key


def refresh(service: Service) -> Counter[Outcome]:
    assert isinstance(service.fetch, RememberingFetch)
    return service.fetch.refresh()


def rows(service: Service) -> list[CachedAnswer]:
    with service.database.reading() as session:
        return list(session.exec(select(CachedAnswer)).all())


@pytest.fixture
def kept(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb) -> bytes:
    """A credential whose issuer's document and two lists are remembered."""
    raw = course(issuers)
    keep_one(service, ada, raw)
    web.requests.clear()
    return raw


def test_every_address_is_asked_once_as_it_was_asked_before(
    service: Service, kept: bytes, web: FakeWeb, clock: Clock
) -> None:
    clock.pass_by(days=2)
    assert refresh(service) == {Outcome.SAME: 3}
    assert len(web.requests) == len(set(web.requests)) == 3
    assert {DID_DOCUMENT, REVOCATION} < set(web.requests)
    assert {each.at for each in rows(service)} == {clock.at}


def test_what_changed_is_remembered_and_said(
    service: Service, ada: SignedIn, kept: bytes, issuers: Issuers, web: FakeWeb, clock: Clock
) -> None:
    clock.pass_by(days=2)
    revoke(web, issuers, kept)
    web.fail(DID_DOCUMENT, "fetch.timeout")
    assert refresh(service) == {Outcome.CHANGED: 2, Outcome.FAILED: 1}
    assert refresh(service) == {Outcome.SAME: 2, Outcome.FAILED: 1}
    web.put(REVOCATION, b"x" * (MAX_REMEMBERED + 1))
    assert refresh(service) == {Outcome.SAME: 1, Outcome.FAILED: 2}, "what is too large is not remembered"


def test_a_key_that_cannot_be_had_afterwards_was_there_at_the_last_refresh(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock
) -> None:
    credential_id = keep_one(service, ada, course(issuers))
    clock.pass_by(days=3)
    refresh(service)
    refreshed = clock.at
    clock.pass_by(hours=1)
    web.fail(DID_DOCUMENT)
    assert recheck(service, ada, credential_id).check("key").facts["last_answer"] == refreshed.isoformat()


def test_a_context_is_asked_for_by_a_refresh_and_answered_from_memory_afterwards(
    service: Service, web: FakeWeb, clock: Clock
) -> None:
    url = "https://context.example/v1"
    web.put(url, {"@context": {}})
    service.fetch(url, "application/ld+json")
    clock.pass_by(days=2)
    web.put(url, {"@context": {"a": "b:c"}})
    assert refresh(service) == {Outcome.CHANGED: 1}
    clock.pass_by(hours=23)
    web.fail(url)
    assert service.fetch(url, "application/ld+json") == Answer(url, b'{"@context": {"a": "b:c"}}')


def test_refreshing_keeps_nothing_alive_that_nobody_needs(
    service: Service, ada: SignedIn, kept: bytes, issuers: Issuers, web: FakeWeb, clock: Clock
) -> None:
    for _ in range(3):
        clock.pass_by(days=ANSWERS_LIFE.days / 3 - 1)
        publish(web, issuers)
        assert sum(refresh(service).values()) == 3
    clock.at += timedelta(days=3)
    web.requests.clear()
    assert refresh(service) == {Outcome.FORGOTTEN: 3}
    assert web.requests == [] and rows(service) == []


def test_rows_that_cannot_be_read_are_counted_and_keep_nothing_from_being_asked(
    service: Service, kept: bytes, web: FakeWeb, clock: Clock
) -> None:
    from wallet.net import _place

    row = CachedAnswer(id="of an earlier version", at=clock.at, sealed_body=b"")
    row.sealed_body = seal(new_key(), b"{}", _place(row.id))
    with service.database.writing() as session:
        session.add(row)
    assert refresh(service) == {Outcome.SAME: 3, Outcome.UNKNOWN: 1}


def test_two_at_once_do_no_harm(service: Service, kept: bytes, clock: Clock) -> None:
    clock.pass_by(days=2)
    assert at_once(2, lambda _: refresh(service)) == [{Outcome.SAME: 3}] * 2
    assert len(rows(service)) == 3


def test_addresses_are_not_stored_readably(service: Service, kept: bytes) -> None:
    stored = b"".join(each.sealed_body + each.id.encode() for each in rows(service))
    assert stored
    assert b"wallet.test" not in stored and b"university" not in stored
