"""A desk's decision as another maker's verifier reads it: an Open Badge with words of ours, and one without a badge."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from tests.peers.conftest import Peer
from tests.peers.test_vcapi import ours, tampered, theirs, they_say, we_say
from tests.world import NOW
from verifier.codec.keys import generate
from verifier.errors import JsonObject
from wallet.desk.deciding_document import Decided, credential_of
from wallet.reviews.answer import Answer, Basis, Decision, Shown

pytestmark = pytest.mark.peers

PARTIAL = Answer(Decision.PARTIAL, "Half of it.", "Grace", "Harbour", "2.5", "", "Thirty hours less.", "To the board.")
REFUSED = replace(PARTIAL, decision=Decision.REFUSED, credits="")


def decision(answer: Answer) -> JsonObject:
    """The credential, not yet signed; its list is nowhere to be asked for, so it names none."""
    titles = {"en": "Harbour pilot", "de": "Hafenlotsin \U0001f41d"}
    shown = (Shown("Knots", "4" * 64, "valid", "ok"),)
    basis = Basis(
        NOW, "s", 1, "1" * 64, "k", "Ada", titles, titles, "1", "2" * 64, "3" * 64, "partial", "5", "10", shown
    )
    issuer: JsonObject = {"id": "did:example:harbour", "name": "Harbour University"}
    document = credential_of(Decided(UUID(int=7), NOW, issuer, answer, basis, {}, "Ada Lovelace", 5))
    del document["credentialStatus"]
    return document


@pytest.mark.parametrize("answer", [PARTIAL, REFUSED], ids=["badge", "plain"])
def test_what_a_desk_signs_they_verify(peer: Peer, answer: Answer) -> None:
    signed = ours("eddsa-rdfc-2022", decision(answer), generate("Ed25519"))
    status, told = they_say(signed, peer)
    assert status == 200, told
    assert they_say(tampered(signed), peer)[0] == 400


def test_the_same_signed_by_them_we_verify(peer: Peer) -> None:
    assert we_say(theirs(peer, "eddsa-rdfc-2022", decision(PARTIAL)), peer) == ("valid", "ok")
