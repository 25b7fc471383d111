"""What on the demo's shelf can be shown in part, as its learner keeps it and as a reader of a link sees it."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from tests.services.life import publish
from tests.world import FakeWeb
from verifier import read_disclosable
from verifier.derive import holds_base_proof
from wallet.accounts.holder_keys import HeldKey, new_holder_key
from wallet.accounts.service import SignedIn
from wallet.credentials.imports import Taken, keep, preview, take_in
from wallet.credentials.service import open_credential, recheck
from wallet.demo.issuer import Issuers
from wallet.demo.selective import make_selective
from wallet.demo.shelf import ShelfItem
from wallet.demo.signers import UNIVERSITY
from wallet.service import Service, new_id
from wallet.shares.examining import examine_view
from wallet.shares.making import Choice, Content, make_view
from wallet.shares.view import Kind

NAME = "Mara Lindqvist"
METHODS = ["ecdsa-sd-2023", "bbs-2023", "sd-jwt"]


@pytest.fixture
def held(service: Service, ada: SignedIn) -> HeldKey:
    return new_holder_key(service, ada, "University")


@pytest.fixture
def shelf(service: Service, issuers: Issuers, web: FakeWeb, held: HeldKey) -> list[ShelfItem]:
    made = make_selective(issuers, service.now(), NAME, held.key.public)
    publish(web, issuers)
    return made


@pytest.fixture
def kept(service: Service, ada: SignedIn, shelf: list[ShelfItem]) -> list[str]:
    import_id = take_in(service, ada, [Taken(each.case, each.raw) for each in shelf])
    assert [each.examined.report.code for each in preview(service, ada, import_id)] == ["ok"] * 3
    return keep(service, ada, import_id, range(3))


def test_they_are_in_order_in_their_learners_hands_and_say_what_they_are_for(
    service: Service, ada: SignedIn, issuers: Issuers, kept: list[str]
) -> None:
    for each in kept:
        assert recheck(service, ada, each).code == "ok"
        found = open_credential(service, ada, each)
        record = found.record
        assert record is not None and found.report.issuer == issuers.did(UNIVERSITY.name)
        assert record.level[0].number in (6, 7) and record.level[0].unit == "EQF"
        assert {amount.number for amount in record.workload} in ({3.0}, {4.0}, {6.0})
        assert len(record.skills) == 2 and record.grade and record.outcomes


def test_each_is_another_way_to_show_a_part(shelf: list[ShelfItem], held: HeldKey) -> None:
    found = [read_disclosable(each.raw) for each in shelf]
    assert [each.method for each in found] == METHODS
    assert [holds_base_proof(each.raw) for each in shelf] == [True, True, False]
    assert found[2].holder == held.key.public
    assert [each.linkable for each in found] == [True, False, True]


@pytest.mark.parametrize("place", range(3), ids=METHODS)
def test_a_part_is_valid_for_a_reader_and_the_name_stays_at_home(
    service: Service, ada: SignedIn, kept: list[str], place: int
) -> None:
    choice = Choice(kept[place], Kind.PART)
    view = make_view(service, ada, new_id(), Content((choice,)))
    (examined,) = examine_view(view, service.world())
    assert (examined.report.verdict, examined.report.code) == ("valid", "ok")
    assert not any(part.encode() in view.items[0].credential for part in NAME.split())
    assert view.items[0].is_bound is (place == 2)


def test_nothing_in_the_one_without_a_trace_is_its_learners_alone(
    service: Service, issuers: Issuers, held: HeldKey
) -> None:
    """Everything that is always shown is the same for two learners who took the course."""
    always = [
        [
            (claim.pointer, claim.value)
            for claim in read_disclosable(make_selective(issuers, service.now(), name, held.key.public)[1].raw).claims
            if claim.always
        ]
        for name in (NAME, "Somebody Else")
    ]
    assert all(one == other for one, other in pairwise(always)) and always[0]


def test_the_university_names_every_key_that_it_signs_with(shelf: list[ShelfItem], issuers: Issuers) -> None:
    document = issuers.did_document(UNIVERSITY.name)
    assert document["assertionMethod"] == [each["id"] for each in document["verificationMethod"]]  # type: ignore[call-overload, index, union-attr]
    used = {json.loads(each.raw)["proof"]["verificationMethod"] for each in shelf[:2]}
    assert len(used) == 2 and used < set(document["assertionMethod"])  # type: ignore[arg-type]
