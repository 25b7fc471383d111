from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.badges import ASSERTION, BADGE, assertion, badge_class, profile
from tests.services.life import at_once, count_rows, course, keep_one, revoke
from tests.verifier.wrappers.making import png, text_chunk
from tests.world import Clock, FakeWeb, badge, signed
from verifier.report import Verdict
from wallet.accounts.service import SignedIn
from wallet.credentials.imports import (
    PENDING_LIFE,
    Taken,
    discard,
    keep,
    preview,
    sweep_imports,
    take_in,
    take_in_link,
)
from wallet.credentials.sealing import title_of
from wallet.credentials.service import list_summaries, open_credential, recheck
from wallet.demo.issuer import Issuers
from wallet.demo.shelf import make_shelf
from wallet.history.service import list_events
from wallet.service import NotFound, Problem, Service

OF_A_LEARNER = ("credential", "report", "pending_import")


def kept_rows(service: Service) -> dict[str, int]:
    return {name: count for name, count in count_rows(service).items() if name in OF_A_LEARNER}


def test_a_preview_shows_what_the_credential_is_and_keeps_nothing(
    service: Service, ada: SignedIn, issuers: Issuers
) -> None:
    raw = course(issuers)
    import_id = take_in(service, ada, [Taken("knots.json", raw)])
    (item,) = preview(service, ada, import_id)
    assert (item.index, item.name, item.duplicate_of) == (0, "knots.json", None)
    assert item.examined.raw == raw
    assert item.examined.report.verdict.value == "valid", item.examined.report.code
    assert item.examined.record is not None
    assert item.examined.record.title[0].text == "Knots and Splices"
    assert kept_rows(service) == {"pending_import": 1}
    assert count_rows(service)["history_entry"] == 1, "signing up, and nothing else"


def test_what_is_kept_is_there_byte_for_byte_and_the_import_is_gone(
    service: Service, ada: SignedIn, issuers: Issuers, clock: Clock
) -> None:
    raw = course(issuers)
    import_id = take_in(service, ada, [Taken("", raw)])
    (credential_id,) = keep(service, ada, import_id, [0])
    kept = open_credential(service, ada, credential_id)
    assert (kept.raw, kept.added_at) == (raw, clock.at)
    assert kept.report.verdict.value == "valid"
    assert kept_rows(service) == {"credential": 1, "report": 1}
    with pytest.raises(NotFound):
        keep(service, ada, import_id, [0])
    newest = list_events(service, ada.learner_id, ada.box_private)
    assert ("history.kept", {"title": "Knots and Splices"}) in [(each.code, each.facts) for each in newest]


def test_a_preview_is_of_this_moment(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb) -> None:
    raw = course(issuers)
    import_id = take_in(service, ada, [Taken("", raw)])
    assert preview(service, ada, import_id)[0].examined.report.code == "ok"
    revoke(web, issuers, raw)
    assert preview(service, ada, import_id)[0].examined.report.code == "status.revoked"


def test_the_whole_shelf_is_judged_as_it_is_meant(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    shelf = make_shelf(issuers, service.now(), "urn:example:ada")
    revoke(web, issuers, shelf[-1].raw, value=False)  # publishes the lists as the shelf left them
    import_id = take_in(service, ada, [Taken(f"{each.case}.json", each.raw) for each in shelf])
    found = {each.name.removesuffix(".json"): each.examined.report.code for each in preview(service, ada, import_id)}
    assert found == {
        "self-made": "ok",
        "unknown issuer": "ok",
        "tampered with": "proof.signature",
        "suspended": "status.suspended",
        "revoked": "status.revoked",
        "expired": "validity.expired",
        "good": "ok",
    }
    assert len(keep(service, ada, import_id, range(len(shelf)))) == len(shelf) == len(list_summaries(service, ada))


def test_only_what_was_chosen_is_kept(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    one, two, three = (course(issuers, title) for title in ("One", "Two", "Three"))
    list_of_two = b"[" + two + b",\n" + three + b"]"
    import_id = take_in(service, ada, [Taken("one", one), Taken("list", list_of_two)])
    assert [(each.index, each.name) for each in preview(service, ada, import_id)] == [
        (0, "one"),
        (1, "list"),
        (2, "list"),
    ]
    ids = keep(service, ada, import_id, [0, 2, 99, -1])
    assert [open_credential(service, ada, each).raw for each in ids] == [one, three]
    assert kept_rows(service) == {"credential": 2, "report": 2}


@pytest.mark.parametrize("chosen", [[], [1], [99], [-1]], ids=str)
def test_choosing_nothing_that_can_be_kept_is_a_problem(
    service: Service, ada: SignedIn, issuers: Issuers, chosen: list[int]
) -> None:
    import_id = take_in(service, ada, [Taken("", course(issuers)), Taken("", b"no credential")])
    with pytest.raises(Problem, match=r"import\.nothing_chosen"):
        keep(service, ada, import_id, chosen)
    assert kept_rows(service) == {"pending_import": 1}


def test_all_that_was_chosen_is_kept_or_none(
    service: Service, ada: SignedIn, issuers: Issuers, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = take_in(service, ada, [Taken("", course(issuers, title)) for title in ("One", "Two")])
    before = count_rows(service)
    monkeypatch.setattr("wallet.credentials.imports.add_event", _power_cut)
    with pytest.raises(_PowerCutError):
        keep(service, ada, import_id, [0, 1])
    assert count_rows(service) | {"cached_answer": 0} == before | {"cached_answer": 0}


class _PowerCutError(Exception):
    pass


def _power_cut(*_: object) -> None:
    raise _PowerCutError


def test_twins_in_one_import_are_kept_once(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    raw = course(issuers)
    same = [raw, raw + b"\n", b"\xef\xbb\xbf  " + raw, b"[" + raw + b", " + raw + b"]"]
    import_id = take_in(service, ada, [Taken("", each) for each in same])
    assert len(preview(service, ada, import_id)) == 5
    ids = keep(service, ada, import_id, range(5))
    assert len(ids) == 1
    assert kept_rows(service) == {"credential": 1, "report": 1}


def test_what_is_kept_already_is_recognised_and_not_kept_twice(
    service: Service, ada: SignedIn, issuers: Issuers
) -> None:
    raw, other = course(issuers), course(issuers, "Another")
    first = keep_one(service, ada, raw)
    import_id = take_in(service, ada, [Taken("", raw + b"\n\n"), Taken("", other)])
    assert [each.duplicate_of for each in preview(service, ada, import_id)] == [first, None]
    ids = keep(service, ada, import_id, [0, 1])
    assert first in ids
    assert len(set(ids)) == 2
    assert kept_rows(service) == {"credential": 2, "report": 2}


def test_keeping_only_what_is_kept_already_leads_to_it(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    raw = course(issuers)
    first = keep_one(service, ada, raw)
    before = len(list_events(service, ada.learner_id, ada.box_private))
    assert keep_one(service, ada, raw) == first
    assert len(list_events(service, ada.learner_id, ada.box_private)) == before
    assert kept_rows(service) == {"credential": 1, "report": 1}


def test_keeping_one_import_many_times_at_once_keeps_it_once(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    import_id = take_in(service, ada, [Taken("", course(issuers))])
    results = at_once(6, lambda _: keep(service, ada, import_id, [0]))
    assert sum(isinstance(each, list) for each in results) >= 1
    assert all(isinstance(each, list | Problem | NotFound) for each in results), results
    assert kept_rows(service) == {"credential": 1, "report": 1}


def test_two_learners_with_one_credential_know_nothing_of_each_other(
    service: Service, ada: SignedIn, bob: SignedIn, issuers: Issuers
) -> None:
    raw = course(issuers)
    his = keep_one(service, bob, raw)
    import_id = take_in(service, ada, [Taken("", raw)])
    assert preview(service, ada, import_id)[0].duplicate_of is None
    (hers,) = keep(service, ada, import_id, [0])
    assert [each.id for each in list_summaries(service, ada)] == [hers]
    assert [each.id for each in list_summaries(service, bob)] == [his]
    assert kept_rows(service) == {"credential": 2, "report": 2}


def test_another_learners_import_is_not_there(service: Service, ada: SignedIn, bob: SignedIn, issuers: Issuers) -> None:
    import_id = take_in(service, ada, [Taken("", course(issuers))])
    with pytest.raises(NotFound):
        preview(service, bob, import_id)
    with pytest.raises(NotFound):
        keep(service, bob, import_id, [0])
    discard(service, bob, import_id)
    assert len(preview(service, ada, import_id)) == 1


def test_an_import_can_be_forgotten(service: Service, ada: SignedIn, issuers: Issuers) -> None:
    import_id = take_in(service, ada, [Taken("", course(issuers))])
    discard(service, ada, import_id)
    discard(service, ada, import_id)
    assert kept_rows(service) == {}
    with pytest.raises(NotFound):
        preview(service, ada, import_id)


def test_an_import_is_forgotten_after_a_while(service: Service, ada: SignedIn, issuers: Issuers, clock: Clock) -> None:
    import_id = take_in(service, ada, [Taken("", course(issuers))])
    clock.at += PENDING_LIFE - timedelta(seconds=1)
    sweep_imports(service)
    assert len(preview(service, ada, import_id)) == 1
    clock.pass_by(seconds=1)
    with pytest.raises(NotFound):
        preview(service, ada, import_id)
    sweep_imports(service)
    assert kept_rows(service) == {}


def test_a_link_is_taken_in_and_leaves_nothing_in_the_cache(service: Service, ada: SignedIn, web: FakeWeb) -> None:
    url = "https://school.example/badge/1"
    web.put(url, signed(badge()))
    (item,) = preview(service, ada, take_in_link(service, ada, f"  {url}\n"))
    assert (item.name, item.examined.report.code) == (url, "ok")
    assert "cached_answer" not in count_rows(service)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "link.malformed"),
        ("file:///etc/passwd", "link.malformed"),
        ("javascript:alert(1)", "link.malformed"),
        ("https://school.example/missing", "link.failed"),
        ("https://school.example/slow", "link.timeout"),
        ("https://10.0.0.1/", "link.refused"),
    ],
)
def test_a_link_that_gives_nothing_says_why(service: Service, ada: SignedIn, web: FakeWeb, url: str, code: str) -> None:
    web.fail("https://school.example/slow", "fetch.timeout")
    web.fail("https://10.0.0.1/", "fetch.refused")
    with pytest.raises(Problem) as problem:
        take_in_link(service, ada, url)
    assert (problem.value.code, problem.value.field) == (code, "link")
    assert kept_rows(service) == {}


def test_a_credential_without_a_record_is_kept_too(service: Service, ada: SignedIn) -> None:
    """What it says may be unreadable to us; it is still the learner's."""
    raw = json.dumps({"type": ["VerifiableCredential"], "credentialSubject": 7, "issuer": []}).encode()
    kept = open_credential(service, ada, keep_one(service, ada, raw))
    assert kept.raw == raw
    assert kept.report.verdict.value == "invalid"


def test_a_badges_public_page_gives_the_credential_that_it_names_and_is_asked_once(
    service: Service, ada: SignedIn, web: FakeWeb
) -> None:
    page, file = "https://school.example/badges/1", "https://school.example/badges/1.json"
    web.put(page, b'<!doctype html><link rel="alternate" type="application/ld+json" href="1.json">', "text/html")
    web.put(file, signed(badge()))
    import_id = take_in_link(service, ada, page)
    (item,) = preview(service, ada, import_id)
    assert item.examined.report.verdict is Verdict.VALID
    assert web.requests == [page, file]


def test_of_a_badge_picture_the_credential_inside_is_kept(service: Service, ada: SignedIn) -> None:
    inside = signed(badge())
    (kept,) = keep(service, ada, take_in(service, ada, [Taken("badge.png", png(text_chunk(inside)))]), [0])
    assert open_credential(service, ada, kept).raw == inside
    (again,) = preview(service, ada, take_in(service, ada, [Taken("badge.json", inside)]))
    assert again.duplicate_of == kept


def test_a_hosted_badge_is_checked_again_at_its_address_and_shown_as_it_is_there_now(
    service: Service, ada: SignedIn, web: FakeWeb
) -> None:
    for document in (profile(), badge_class(), assertion()):
        web.put(str(document["id"]), document)
    raw = json.dumps(assertion()).encode()
    (kept,) = keep(service, ada, take_in(service, ada, [Taken("badge.json", raw)]), [0])
    assert title_of(open_credential(service, ada, kept).record) == "Baking bread"
    web.put(BADGE, badge_class(name="Baking cake"))
    assert recheck(service, ada, kept).verdict is Verdict.VALID
    assert title_of(open_credential(service, ada, kept).record) == "Baking cake"
    web.put(ASSERTION, {"id": ASSERTION, "revoked": True})
    assert recheck(service, ada, kept).code == "status.revoked"
    assert "cached_answer" not in count_rows(service)
