from __future__ import annotations

import json

import pytest

from tests.services.life import all_rows
from tests.services.life import publish as put_on_web
from tests.wallet.pathways.examples import agreement, opportunity, pathway, raw
from tests.world import Clock, FakeWeb
from verifier.codec.keys import generate
from verifier.errors import JsonObject
from verifier.issue import issue
from wallet.accounts.service import SignedIn
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.pathways import agreements, drafts
from wallet.pathways import service as public
from wallet.pathways.documents import Kind, document_of, read_public
from wallet.pathways.signing import credential_over
from wallet.recognition.pathway import read_pathway
from wallet.service import NotFound, Problem, Service


def put(service: Service, learner: SignedIn | None, document: JsonObject) -> str:
    return public.publish(service, learner, public.take_in(service, raw(document)))


def university(issuers: Issuers) -> str:
    return issuers.did(UNIVERSITY.name)


def signed_by_university(issuers: Issuers, clock: Clock, document: JsonObject, **more: object) -> bytes:
    credential = credential_over(read_public(raw(document)), university(issuers), clock(), **more)  # type: ignore[arg-type]
    return json.dumps(issuers.issue(UNIVERSITY, credential)).encode()


def signed_by_stranger(service: Service, document: JsonObject) -> tuple[str, bytes]:
    """A did:key and its credential over the document."""
    key = generate("Ed25519")
    did = f"did:key:{key.public.multikey}"
    credential = credential_over(read_public(raw(document)), did, service.now(), whole=False)
    signed = issue(credential, key, f"{did}#{key.public.multikey}", "eddsa-rdfc-2022", service.world())
    return did, json.dumps(signed).encode()


def test_a_published_pathway_is_found_by_its_digest_and_taken_back_by_who_published_it(
    service: Service, ada: SignedIn, bob: SignedIn
) -> None:
    digest = put(service, ada, pathway())
    assert digest == read_pathway(raw(pathway())).digest
    assert public.open_public(service, digest, ada).mine
    assert not public.open_public(service, digest, bob).mine
    assert [each.document.digest for each in public.list_public(service, Kind.PATHWAY)] == [digest]
    assert public.list_public(service, Kind.AGREEMENT) == []
    with pytest.raises(NotFound):
        public.withdraw(service, bob, digest)
    public.withdraw(service, ada, digest)
    for strange in (digest, "", "x" * 64, "\x00" * 64, digest.upper()):
        with pytest.raises(NotFound):
            public.open_public(service, strange)


def test_rows_do_not_tell_who_published(service: Service, ada: SignedIn) -> None:
    put(service, ada, pathway())
    rows = repr(all_rows(service)["public_document"])
    assert ada.learner_id not in rows
    assert ada.name not in rows


def test_a_later_version_replaces_the_earlier_of_the_same_learner_only(
    service: Service, ada: SignedIn, bob: SignedIn
) -> None:
    first, second = put(service, ada, pathway()), put(service, ada, pathway(version="2"))
    others = put(service, bob, pathway(version="3"))
    assert public.open_public(service, first).superseded_by == second
    assert {each.document.digest for each in public.list_public(service, Kind.PATHWAY)} == {second, others}
    assert len(public.list_public(service, Kind.PATHWAY, old_ones=True)) == 3


def test_one_learner_publishes_only_so_many(service: Service, ada: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "MOST_OF_ONE", 1)
    put(service, ada, pathway())
    with pytest.raises(Problem, match=r"pathway\.too_many"):
        put(service, ada, opportunity())


@pytest.mark.parametrize(
    "hostile",
    [b"", b"{}", b"[]", b"\xff", b'{"type":"Pathway"}', b'{"type":"Pathway","id":"x","title":{"en":"\\ud800"}}'],
)
def test_what_is_no_document_is_refused_with_a_code(service: Service, hostile: bytes) -> None:
    with pytest.raises(public.Unfit):
        public.take_in(service, hostile)


def test_a_draft_is_its_learners_alone_until_it_is_published(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    mine = read_pathway(raw(pathway(title={"en": "My own way up"})))
    draft = drafts.save_draft(service, ada, mine)
    assert b"My own way up" not in repr(all_rows(service)).encode()
    assert drafts.open_pathway(service, mine.digest, ada) == mine
    for somebody in (bob, None):
        with pytest.raises(NotFound):
            drafts.open_pathway(service, mine.digest, somebody)
    with pytest.raises(NotFound):
        drafts.open_draft(service, bob, draft)
    digest = drafts.publish_draft(service, ada, draft)
    assert drafts.list_drafts(service, ada) == []
    assert drafts.open_pathway(service, digest) == mine


def test_a_signed_pathway_names_who_signed_by_proof_alone(
    service: Service, issuers: Issuers, clock: Clock, ada: SignedIn
) -> None:
    taken = public.take_in(service, signed_by_university(issuers, clock, pathway()))
    found = public.open_public(service, public.publish(service, ada, taken))
    (signer,) = found.signers
    assert university(issuers) in signer.signature.proved_ids
    assert "domain:wallet.test/issuer/university" in found.proved_ids


def test_a_credential_that_was_changed_is_refused(service: Service, issuers: Issuers, clock: Clock) -> None:
    document = json.loads(signed_by_university(issuers, clock, pathway()))
    document["credentialSubject"]["document"]["title"]["en"] = "Something else"
    with pytest.raises(public.Unfit, match=r"document\.digest"):
        public.take_in(service, raw(document))
    document = json.loads(signed_by_university(issuers, clock, pathway()))
    document["validFrom"] = "2020-01-01T00:00:00Z"
    with pytest.raises(public.Unfit, match=r"document\.not_signed_well"):
        public.take_in(service, raw(document))


def test_an_agreement_is_in_force_when_both_signed_and_stops_with_a_withdrawn_signature(
    service: Service, issuers: Issuers, clock: Clock, web: FakeWeb, ada: SignedIn
) -> None:
    key = generate("Ed25519")
    did = f"did:key:{key.public.multikey}"
    document = agreement(did, university(issuers))
    ours = signed_by_university(issuers, clock, document)
    digest = public.publish(service, ada, public.take_in(service, ours))
    held = agreements.standing(service, public.open_public(service, digest))
    assert (held.code, held.unsigned) == ("agreement.unsigned", ("Harbour School",))
    credential = credential_over(read_public(raw(document)), did, service.now(), whole=False)
    theirs = issue(credential, key, f"{did}#{key.public.multikey}", "eddsa-rdfc-2022", service.world())
    public.publish(service, ada, public.take_in(service, raw(theirs)))
    assert agreements.standing(service, public.open_public(service, digest))
    issuers.set_status(json.loads(ours)["id"], "revocation", True)
    clock.pass_by(hours=2)
    put_on_web(web, issuers)
    held = agreements.standing(service, public.open_public(service, digest))
    assert (held.code, held.unsigned) == ("agreement.unsigned", ("Hill University",))


def test_a_pathway_gets_the_agreements_of_its_institution_with_their_signatures(
    service: Service, issuers: Issuers, clock: Clock, ada: SignedIn
) -> None:
    document = agreement("did:web:elsewhere.example", university(issuers))
    public.publish(service, ada, public.take_in(service, signed_by_university(issuers, clock, document)))
    theirs = {"title": {"en": "x"}, "awardingBody": {"name": "Hill", "ids": [university(issuers)]}}
    concerned = agreements.agreements_for(service, read_pathway(raw(pathway(target=theirs))))
    assert [each.id for each in concerned.agreements] == ["urn:example:agreement:1"]
    assert [each.valid for each in concerned.signatures] == [True]
    assert agreements.agreements_for(service, read_pathway(raw(pathway()))).agreements == ()


def test_an_unsigned_document_has_no_signer(service: Service) -> None:
    digest = put(service, None, opportunity())
    found = public.open_public(service, digest)
    assert (found.signers, found.proved_ids, found.mine) == ((), frozenset(), False)
    assert document_of(found.document.value).digest == digest
