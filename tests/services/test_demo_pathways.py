"""The demo's public shelf as a newcomer finds it: what is signed and in force, and what the learner meets of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.services.life import PUBLIC_URL, keep_one
from tests.world import FakeWeb
from wallet.accounts.holder_keys import new_holder_key
from wallet.accounts.service import SignedIn
from wallet.demo.issuer import Issuers
from wallet.demo.pathways import make_public
from wallet.demo.selective import make_selective
from wallet.demo.shelf import make_shelf
from wallet.demo.signers import INSTITUTIONS, PURPOSES
from wallet.pathways.agreements import agreements_for, standing
from wallet.pathways.discover import Fit, pathways_for
from wallet.pathways.documents import Kind
from wallet.pathways.service import list_public, pathway_of
from wallet.recognition.finding import State
from wallet.service import Service
from wallet.stacks.service import held_achievements


@pytest.fixture
def shown(service: Service, issuers: Issuers, web: FakeWeb) -> Callable[[], None]:
    """Puts on the web what the institutions publish as of now."""

    def put() -> None:
        for name in INSTITUTIONS:
            web.put(f"{PUBLIC_URL}/issuer/{name}/did.json", dict(issuers.did_document(name)))
            for purpose in PURPOSES:
                web.put(f"{PUBLIC_URL}/issuer/{name}/status/{purpose}", dict(issuers.status_list(name, purpose)))

    put()
    make_public(service, issuers)
    return put


@pytest.mark.usefixtures("shown")
def test_it_is_there_once_and_signed_by_whom_it_names(service: Service, issuers: Issuers) -> None:
    make_public(service, issuers)
    found = {each.document.value.title["en"]: each for each in list_public(service, Kind.PATHWAY, old_ones=True)}
    assert len(found) == 4
    for title, each in found.items():
        pathway = pathway_of(each)
        signed = bool(each.proved_ids & set(pathway.owner.ids))
        assert signed is (title != "Sustainability profile"), title
    assert {pathway_of(each).shape.value for each in found.values()} == {"open", "elective", "rigid"}
    assert 6 <= len(list_public(service, Kind.OPPORTUNITY)) <= 10


@pytest.mark.usefixtures("shown")
def test_one_agreement_is_in_force_and_one_has_ended(service: Service) -> None:
    codes = [standing(service, each).code for each in list_public(service, Kind.AGREEMENT)]
    assert sorted(codes) == ["agreement.ended", "ok"]


def test_the_learner_meets_a_part_of_them(
    service: Service, issuers: Issuers, ada: SignedIn, shown: Callable[[], None]
) -> None:
    key = new_holder_key(service, ada, "").key.public
    items = [*make_shelf(issuers, service.now(), "Ada"), *make_selective(issuers, service.now(), "Ada", key)]
    shown()
    for each in items:
        keep_one(service, ada, each.raw)
    pathways = [pathway_of(each) for each in list_public(service, Kind.PATHWAY)]
    held = held_achievements(service, ada)
    fits = pathways_for(held, pathways, service.now(), lambda each: agreements_for(service, each))
    by_title: dict[str, Fit] = {each.pathway.title["en"]: each for each in fits}
    literacy = by_title["Certificate in Data Literacy"]
    assert literacy.evaluation.state is State.PARTIAL
    assert (literacy.met, literacy.ects) == (3, 4)
    assert by_title["Master of Data Science: elective block"].ects == 4  # by the agreement
    assert "First aid instructor at work" not in by_title  # its certificate has ended
