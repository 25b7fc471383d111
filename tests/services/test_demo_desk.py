"""The demo's desk as its registrar finds it: who is there, what they know, one case; and nothing is made twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from wallet.accounts.service import SignedIn, sign_in
from wallet.demo.desk import APPEAL, COLLEAGUE, OFFICE, PATHWAY, REGISTRAR
from wallet.demo.pathways import PARTNERS
from wallet.demo.setup import LEARNER, PASSPHRASE, Demo, prepare
from wallet.desk.case import CaseState
from wallet.desk.handing import list_handed, take_back
from wallet.desk.service import list_cases, look
from wallet.organisations.members import list_members
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.pathways import pathways_of
from wallet.organisations.service import list_memberships, open_as
from wallet.pathways.service import pathway_of
from wallet.recognition.finding import State
from wallet.service import Service
from wallet.settings import read_settings
from wallet.shares.service import list_shares, share_link
from wallet.stacks.service import list_stacks

Begin = Callable[[], Demo]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Makes the demo in one folder, or finds it there."""
    settings = read_settings({}, host="127.0.0.1", port=8999, tls=False, production=False)
    return lambda: prepare(tmp_path, settings)


def house_of(demo: Demo) -> Service:
    service = demo.app.state.service
    assert isinstance(service, Service)
    return service


def somebody(demo: Demo, name: str) -> SignedIn:
    return sign_in(house_of(demo), name, PASSPHRASE)


def acting(demo: Demo, name: str) -> Staff:
    signed_in = somebody(demo, name)
    (mine,) = list_memberships(house_of(demo), signed_in)
    return open_as(house_of(demo), signed_in, mine.organisation.id)


def test_two_people_know_the_institutions_and_stand_for_a_pathway(begin: Begin) -> None:
    demo = begin()
    service, registrar, colleague = house_of(demo), acting(demo, REGISTRAR), acting(demo, COLLEAGUE)
    assert registrar.organisation == colleague.organisation and registrar.organisation.profile == OFFICE
    assert (registrar.role, colleague.role) == (Role.ADMIN, Role.REVIEWER)
    assert len(list_members(service, registrar)) == 2
    assert {name for _, name in PARTNERS} < {each.name for each in registrar.rules.trusted}
    assert registrar.rules.appeal == APPEAL
    assert [pathway_of(each).id for each in pathways_of(service, registrar.organisation)] == [PATHWAY]


def test_the_learners_case_waits_and_is_verified_when_it_is_opened(begin: Begin) -> None:
    demo = begin()
    service, registrar = house_of(demo), acting(demo, REGISTRAR)
    (case,) = list_cases(service, registrar).cases
    assert (case.state, case.handed.from_name) == (CaseState.NEW, LEARNER)
    opened = look(service, registrar, case.id)
    assert opened.towards is not None and opened.towards.evaluation.state is State.PARTIAL
    assert opened.items and all(each.report.verdict == "valid" for each in opened.items)
    assert any(each.state is State.MET for each in opened.towards.evaluation.findings)


def test_its_link_signs_the_registrar_in_at_the_desk_once(begin: Begin) -> None:
    demo = begin()
    with TestClient(demo.app, "http://127.0.0.1:8999", follow_redirects=False) as browser:
        answer = browser.get(demo.desk_link)
        desk = f"/desk/{acting(demo, REGISTRAR).organisation.id}"
        assert (answer.status_code, answer.headers["location"]) == (303, desk)
        page = browser.get(desk)
        assert page.status_code == 200 and OFFICE.name in page.text and LEARNER in page.text
        assert browser.get(demo.desk_link).status_code == 404


def test_the_share_that_is_printed_leads_to_no_stack(begin: Begin) -> None:
    demo = begin()
    shares = list_shares(house_of(demo), somebody(demo, LEARNER))
    assert sorted(bool(each.owner.content.stack) for each in shares) == [False, True]
    (printed,) = [each for each in shares if share_link(house_of(demo), each) == demo.share_link]
    assert not printed.owner.content.stack


def test_a_second_start_finds_everything_and_makes_nothing(begin: Begin) -> None:
    def found(demo: Demo) -> list[list[str]]:
        service, learner, registrar = house_of(demo), somebody(demo, LEARNER), acting(demo, REGISTRAR)
        ours = pathways_of(service, registrar.organisation)
        signatures = [str(len(each.signed)) for each in ours]
        return [
            [each.id for each in list_shares(service, learner)],
            [each.id for each in list_stacks(service, learner)],
            [each.id for each in list_cases(service, registrar).cases],
            [each.id for each in list_members(service, registrar)],
            [registrar.organisation.id, *signatures],
        ]

    first = begin()
    before = found(first)
    again = begin()
    assert found(again) == before
    assert again.share_link == first.share_link
    service, learner = house_of(again), somebody(again, LEARNER)
    (shared,) = [each for each in list_shares(service, learner) if each.owner.content.stack]
    (handed,) = list_handed(service, learner, shared.id)
    take_back(service, learner, shared.id, handed.id)
    assert list_cases(house_of(begin()), acting(again, REGISTRAR)).cases == ()
