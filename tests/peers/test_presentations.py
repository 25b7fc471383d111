"""What a wallet really hands out, by its own functions: parts, bound parts and presentations that others verify."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.peers.conftest import Peer
from tests.peers.conversation import Other, Refused
from tests.peers.making import AUDIENCE, HOLDER_KEY, NONCE, VCT, did_of, public_jwk
from tests.peers.test_openvc import KEYS, token
from tests.peers.test_vcapi import SELECTIVE, each_document, ours, theirs
from tests.world import badge
from verifier import Binding, World, derive_credential, present
from verifier.codec.keys import PrivateKey, generate
from verifier.codec.sd_jwt import SdJwt
from verifier.codec.sd_jwt_making import conceal, write_compact
from verifier.errors import Json, JsonObject

pytestmark = pytest.mark.peers

HOLDERS = [generate("Ed25519"), generate("P-256")]
each_holder = pytest.mark.parametrize("holder", HOLDERS, ids=["Ed25519", "P-256"])


def world(peer: Peer | None = None) -> World:
    now = datetime.now(UTC)
    return World(now, peer.fetch) if peer else World(now)


def parts(peer: Peer, document: JsonObject) -> list[bytes]:
    """A whole credential of ours, and a part of each kind: of ours and of theirs."""
    whole = json.dumps(ours("eddsa-rdfc-2022", document, generate("Ed25519"))).encode()
    bases = [ours(name, document, generate(curve)) for name, (_, curve) in SELECTIVE.items()]
    bases += [theirs(peer, name, document) for name in SELECTIVE]
    binding = Binding(HOLDERS[0], AUDIENCE, NONCE)
    derived = [derive_credential(json.dumps(each).encode(), ["/name"], world(peer), binding) for each in bases]
    return [whole, *derived]


@each_holder
@each_document
def test_what_we_present_they_verify(peer: Peer, document: JsonObject, holder: PrivateKey) -> None:
    for raw in parts(peer, document):
        presented = json.loads(present([raw], Binding(holder, AUDIENCE, NONCE), world(peer)))
        options: JsonObject = {"challenge": NONCE, "domain": AUDIENCE}
        status, answer = peer.post("/presentations/verify", {"verifiablePresentation": presented, "options": options})
        assert status == 200, answer
        other: JsonObject = {"challenge": "another", "domain": AUDIENCE}
        status, _ = peer.post("/presentations/verify", {"verifiablePresentation": presented, "options": other})
        assert status == 400


@each_holder
def test_several_parts_in_one_presentation_they_verify(peer: Peer, holder: PrivateKey) -> None:
    several = [parts(peer, {**badge(), "id": f"urn:uuid:7f3f0b52-0000-4000-8000-00000000001{n}"})[n] for n in range(3)]
    presented: Json = json.loads(present(several, Binding(holder, AUDIENCE, NONCE), world(peer)))
    asked: JsonObject = {
        "verifiablePresentation": presented,
        "options": {"challenge": NONCE, "domain": AUDIENCE},
    }
    status, answer = peer.post("/presentations/verify", asked)
    assert status == 200, answer


@pytest.mark.parametrize("curve", KEYS)
def test_a_bound_part_of_an_sd_jwt_they_verify(openvc: Other, curve: str) -> None:
    key = KEYS[curve]
    claims: JsonObject = {
        "iss": did_of(key),
        "vct": VCT,
        "cnf": {"jwk": public_jwk(HOLDER_KEY)},
        "given_name": "Ada",
        "address": {"city": "Zürich", "country": "CH"},
    }
    made = conceal(claims, ["/given_name", "/address", "/address/city"], decoys=2)
    issued = write_compact(SdJwt((token(made.payload, key, "dc+sd-jwt"),), made.disclosures)).encode()
    part = derive_credential(issued, ["/address/city"], world(), Binding(HOLDER_KEY, AUDIENCE, NONCE)).decode()
    found = openvc.object("verify", credential=part, audience=AUDIENCE, nonce=NONCE, bound=True)
    seen = found["credential"]
    assert isinstance(seen, dict)
    assert seen["address"] == claims["address"] and "given_name" not in seen
    with pytest.raises(Refused):
        openvc.ask("verify", credential=part, audience=AUDIENCE, nonce="another", bound=True)
