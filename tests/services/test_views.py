"""What a link really holds: parts with their proof, summaries, holders' signatures, and no byte that was withheld."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from tests.issuing import credential, sign
from tests.services.life import all_rows, course, keep_one
from tests.verifier.suites.parts import BBS, SD, base
from tests.verifier.test_showing import sd
from tests.world import FakeWeb
from verifier import examine, read
from verifier.codec.keys import generate
from verifier.codec.proof_values import read_value
from verifier.derive import holds_base_proof
from verifier.errors import JsonObject
from verifier.present import did_key_of
from verifier.report import Outcome
from wallet.accounts.holder_keys import keep_holder_key, list_holder_keys, new_holder_key
from wallet.accounts.service import SignedIn
from wallet.credentials.service import open_credential, recheck
from wallet.demo.issuer import Issuers
from wallet.service import Problem, Service, new_id
from wallet.shares.examining import examine_view
from wallet.shares.making import Choice, Content, holder_key_of, make_view
from wallet.shares.opening import open_share
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.shares.view import Kind, Offer, View, read_view, write_view

NAME = "/credentialSubject/achievement/name"
SECRETS = ("Flour, water, salt, time.", "Bake three loaves.", "Ada L.")


def view_of(service: Service, learner: SignedIn, choice: Choice, *offers: Offer, share_id: str = "") -> View:
    return make_view(service, learner, share_id or new_id(), Content((choice,), "Ada", "", frozenset(offers)))


@pytest.fixture(params=[SD, BBS])
def selective(request: pytest.FixtureRequest) -> bytes:
    return json.dumps(base(str(request.param))).encode()


def test_a_part_is_valid_and_nothing_withheld_is_in_the_view(service: Service, ada: SignedIn, selective: bytes) -> None:
    one = keep_one(service, ada, selective)
    view = view_of(service, ada, Choice(one, Kind.PART, (NAME,)), Offer.PRESENTATION)
    (examined,) = examine_view(view, service.world())
    assert examined.report.verdict == "valid"
    written = write_view(view)
    assert read_view(written) == view
    everything = b"".join((written, view.presentation, view.items[0].credential))
    for secret in SECRETS:
        assert secret.encode() not in everything and base64.b64encode(secret.encode()) not in everything
    assert not holds_base_proof(view.items[0].credential) and not holds_base_proof(view.presentation)
    assert NAME in view.items[0].shown and "/credentialSubject/achievement/description" in view.items[0].withheld


def test_the_whole_of_a_selective_credential_is_derived_with_everything(
    service: Service, ada: SignedIn, selective: bytes
) -> None:
    one = keep_one(service, ada, selective)
    view = view_of(service, ada, Choice(one))
    (item,) = view.items
    assert examine_view(view, service.world())[0].report.verdict == "valid"
    assert not holds_base_proof(item.credential)
    assert json.loads(item.credential)["credentialSubject"] == json.loads(selective)["credentialSubject"]
    assert item.shown == ("",) and item.withheld == ()


def test_a_base_proof_is_good_in_its_holders_own_wallet(service: Service, ada: SignedIn, selective: bytes) -> None:
    one = keep_one(service, ada, selective)
    assert open_credential(service, ada, one).report.code == "ok"
    assert recheck(service, ada, one).code == "ok"


def test_an_sd_jwt_is_bound_to_its_link_alone(service: Service, ada: SignedIn) -> None:
    held = new_holder_key(service, ada, "For the bakers")
    one = keep_one(service, ada, sd(["/given_name", "/address"], held.key))
    share_id = new_id()
    view = view_of(service, ada, Choice(one, Kind.PART, ("/address",)), share_id=share_id)
    (examined,) = examine_view(view, service.world())
    assert examined.report.verdict == "valid" and examined.report.check("holder").outcome is Outcome.PASS
    facts = examined.report.check("holder").facts
    assert facts["audience"] == f"https://wallet.test/s/{share_id}"
    assert b"Ada" not in view.items[0].credential
    for other in (replace(view, nonce="another"), replace(view, audience="https://wallet.test/s/other")):
        assert examine_view(other, service.world())[0].report.code == "holder.mismatch"


def test_a_bound_item_that_lost_its_signature_is_invalid(service: Service, ada: SignedIn) -> None:
    held = new_holder_key(service, ada, "")
    one = keep_one(service, ada, sd(["/given_name"], held.key))
    view = view_of(service, ada, Choice(one))
    stripped = view.items[0].credential.rpartition(b"~")[0] + b"~"
    other = replace(view, items=(replace(view.items[0], credential=stripped),))
    assert examine_view(other, service.world())[0].report.code == "holder.missing"


def test_two_links_have_no_holder_and_no_signature_in_common(service: Service, ada: SignedIn) -> None:
    one = keep_one(service, ada, json.dumps(base(BBS)).encode())
    ids = [new_id(), new_id()]
    views = [view_of(service, ada, Choice(one, Kind.PART, (NAME,)), Offer.PRESENTATION, share_id=i) for i in ids]
    first, second = (json.loads(each.presentation) for each in views)
    assert first["holder"] != second["holder"]
    assert first["holder"] == did_key_of(holder_key_of(ada, ids[0]))
    proofs = [read_value(cast(JsonObject, json.loads(each.items[0].credential)["proof"]), 5) for each in views]
    assert proofs[0][0] != proofs[1][0] and proofs[0][4] != proofs[1][4], "proof and presentation header"
    assert proofs[0][1:4] == proofs[1][1:4], "label map and indexes are what two of them share"
    documents = [json.loads(each.items[0].credential) for each in views]
    for document in documents:
        document["proof"].pop("proofValue")
    assert documents[0] == documents[1], "beside the disclosed, the mandatory and the proof's options"


def test_the_presentation_is_valid_for_its_link_and_any_verifier_reads_it(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    ids = [
        keep_one(service, ada, raw)
        for raw in (course(issuers), json.dumps(base(SD)).encode(), sd(["/given_name"], None))
    ]
    content = Content(tuple(Choice(each) for each in ids), "Ada", "", frozenset({Offer.PRESENTATION}))
    view = make_view(service, ada, new_id(), content)
    examined = examine(view.presentation, service.world())
    assert examined.report.verdict == "valid" and len(examined.inside) == 3
    assert view_of(service, ada, Choice(ids[0])).presentation == b"", "only where it is offered"


def test_the_key_that_a_credential_is_bound_to_signs_the_presentation(service: Service, ada: SignedIn) -> None:
    held = new_holder_key(service, ada, "", "Ed25519")
    one = keep_one(service, ada, sd(["/given_name"], held.key))
    view = view_of(service, ada, Choice(one), Offer.PRESENTATION)
    assert read(view.presentation).issuer == did_key_of(held.key)


def test_a_summary_has_the_chosen_values_and_is_undecided(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    one = keep_one(service, ada, course(issuers))
    view = view_of(service, ada, Choice(one, Kind.SUMMARY, (NAME,)), Offer.RECEIPT)
    written = write_view(view)
    assert b"Knots and Splices" in written and b"Ropes." not in written and b"Tie twelve knots." not in written
    (examined,) = examine_view(view, service.world())
    assert (examined.report.verdict, examined.report.code) == ("undecided", "proof.withheld")
    assert examined.report.check("status").outcome is Outcome.PASS, "asked now"
    assert view.items[0].shown == (NAME,) and view.items[0].withheld


def test_what_was_signed_as_a_whole_is_not_shown_in_part(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    one = keep_one(service, ada, course(issuers))
    with pytest.raises(Problem, match="not_in_part"):
        view_of(service, ada, Choice(one, Kind.PART, (NAME,)))


@pytest.mark.parametrize("pointer", ["/nowhere", "/issuer", "", f"{NAME}/x"])
def test_only_what_is_a_choice_can_be_chosen(service: Service, ada: SignedIn, pointer: str) -> None:
    one = keep_one(service, ada, json.dumps(base(SD)).encode())
    with pytest.raises(Problem, match="pointer"):
        view_of(service, ada, Choice(one, Kind.PART, (pointer,)))


def test_what_carries_a_base_proof_leaves_only_as_a_summary(service: Service, ada: SignedIn) -> None:
    proof = cast(JsonObject, base(SD)["proof"])["proofValue"]
    carrying = sign(credential(description=f"Somebody put {proof} here."))
    one = keep_one(service, ada, json.dumps(carrying).encode())
    with pytest.raises(Problem, match="keeps_secrets"):
        view_of(service, ada, Choice(one))
    assert view_of(service, ada, Choice(one, Kind.SUMMARY)).items[0].credential == b""


def test_nothing_withheld_is_stored_in_the_share_or_shown_to_its_reader(service: Service, ada: SignedIn) -> None:
    one = keep_one(service, ada, json.dumps(base(SD)).encode())
    content = Content((Choice(one, Kind.PART, (NAME,)),), "Ada", "", frozenset({Offer.PRESENTATION}))
    own = create_share(service, ada, content, Terms(service.now() + timedelta(days=1)))
    opened = open_share(service, own.id, own.owner.link_key, "Ben")
    shown = json.dumps([each.as_json() for each in opened.items]).encode() + write_view(opened.view)
    stored = repr([row for name, rows in all_rows(service).items() for row in rows]).encode()
    for secret in SECRETS:
        for form in (secret.encode(), base64.b64encode(secret.encode()), secret.encode().hex().encode()):
            assert form not in shown and form not in stored


def test_a_credential_that_is_broken_can_be_shared_and_its_checks_stand_beside_it(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    forged = json.loads(course(issuers))
    forged["name"] = "Changed"
    one = keep_one(service, ada, json.dumps(forged).encode())
    (examined,) = examine_view(view_of(service, ada, Choice(one)), service.world())
    assert examined.report.code == "proof.signature"


def test_holder_keys_are_one_learners_and_sealed(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    held = new_holder_key(service, ada, "For the bakers")
    kept = keep_holder_key(service, ada, "Brought along", generate("Ed25519"))
    assert {each.id for each in list_holder_keys(service, ada)} == {held.id, kept.id}
    assert list_holder_keys(service, bob) == []
    stored = repr(all_rows(service))
    for each in (held, kept):
        assert each.key.secret.hex() not in stored and repr(each.key.secret)[2:-1] not in stored
        assert each.key.secret.hex() not in repr(each)
    with pytest.raises(Problem, match=r"holder_key\.curve"):
        new_holder_key(service, ada, "", "P-521")
