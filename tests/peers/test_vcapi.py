"""Round trips with another maker's libraries: what they issue and derive we verify, what we do they verify."""

import copy
import json

import pytest

from tests.peers.conftest import Peer
from tests.world import NOW, badge
from verifier import Report, World, derive, examine, issue
from verifier.codec.keys import PrivateKey, generate
from verifier.errors import Json, JsonObject

pytestmark = pytest.mark.peers

V2 = "https://www.w3.org/ns/credentials/v2"
SUITES = {
    "eddsa-rdfc-2022": ("eddsa-rdfc-2022", "Ed25519"),
    "eddsa-jcs-2022": ("eddsa-jcs-2022", "Ed25519"),
    "ecdsa-rdfc-2019": ("ecdsa-rdfc-2019", "P-256"),
    "ecdsa-rdfc-2019-p384": ("ecdsa-rdfc-2019", "P-384"),
    "ecdsa-jcs-2019": ("ecdsa-jcs-2019", "P-256"),
}
SELECTIVE = {"ecdsa-sd-2023": ("ecdsa-sd-2023", "P-256"), "bbs-2023": ("bbs-2023", "BLS12-381-G2")}
MANDATORY: list[Json] = ["/issuer", "/validFrom", "/credentialSubject/id"]
WANTED: list[Json] = ["/name"]


def plain() -> JsonObject:
    return {
        "@context": [V2, "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:7f3f0b52-0000-4000-8000-000000000003",
        "type": ["VerifiableCredential"],
        "validFrom": "2026-01-02T03:04:05Z",
        "name": "Plain \u00e9\U0001f41d",
        "credentialSubject": {"id": "did:example:learner", "alumniOf": ["A", "B"], "score": 1.5},
    }


def directed() -> JsonObject:
    """Texts with a language and a direction, which become statements of their own."""
    name: JsonObject = {"@value": "\u062e\u0628\u0632", "@language": "ar-EG", "@direction": "rtl"}
    return {**plain(), "name": name, "description": {"@value": "x", "@direction": "ltr"}}


DOCUMENTS = {"vc-2.0": plain, "open-badge-3.0": badge, "directions": directed}
each_document = pytest.mark.parametrize("document", [make() for make in DOCUMENTS.values()], ids=DOCUMENTS.keys())
each_suite = pytest.mark.parametrize("name", SUITES)
each_selective = pytest.mark.parametrize("name", SELECTIVE)


def with_issuer(document: JsonObject, issuer: str) -> JsonObject:
    """A copy by that issuer."""
    copied = copy.deepcopy(document)
    named = copied.get("issuer")
    copied["issuer"] = {**named, "id": issuer} if isinstance(named, dict) else issuer
    return copied


def theirs(peer: Peer, name: str, document: JsonObject) -> JsonObject:
    """What they issue; the issuer's identifier is theirs."""
    options: JsonObject = {"mandatoryPointers": MANDATORY} if name in SELECTIVE else {}
    probe = with_issuer(document, "did:example:nobody")
    status, first = peer.post(f"/{name}/credentials/issue", {"credential": probe, "options": options})
    assert status == 201, first
    proof = first["proof"]
    assert isinstance(proof, dict)
    issuer = str(proof["verificationMethod"]).partition("#")[0]
    asked: JsonObject = {"credential": with_issuer(document, issuer), "options": options}
    status, issued = peer.post(f"/{name}/credentials/issue", asked)
    assert status == 201, issued
    return issued


def ours(name: str, document: JsonObject, key: PrivateKey) -> JsonObject:
    """What we issue, by a did:key."""
    suite = {**SUITES, **SELECTIVE}[name][0]
    did = f"did:key:{key.public.multikey}"
    pointers = [str(each) for each in MANDATORY]
    return issue(with_issuer(document, did), key, f"{did}#{key.public.multikey}", suite, World(NOW), pointers)


def we_say(document: JsonObject, peer: Peer) -> tuple[str, str]:
    from datetime import UTC, datetime

    report: Report = examine(json.dumps(document).encode(), World(datetime.now(UTC), peer.fetch)).report
    return report.verdict.value, report.code


def they_say(document: JsonObject, peer: Peer) -> tuple[int, JsonObject]:
    return peer.post("/credentials/verify", {"verifiableCredential": document})


def tampered(document: JsonObject) -> JsonObject:
    return {**document, "name": "Something else"}


@each_document
@each_suite
def test_what_they_issue_we_verify(peer: Peer, name: str, document: JsonObject) -> None:
    issued = theirs(peer, name, document)
    assert we_say(issued, peer) == ("valid", "ok")
    assert we_say(tampered(issued), peer) == ("invalid", "proof.signature")


@each_document
@each_suite
def test_what_we_issue_they_verify(peer: Peer, name: str, document: JsonObject) -> None:
    issued = ours(name, document, generate(SUITES[name][1]))
    status, answer = they_say(issued, peer)
    assert status == 200, answer
    assert they_say(tampered(issued), peer)[0] == 400


@each_document
@each_selective
def test_what_they_issue_and_derive_we_verify(peer: Peer, name: str, document: JsonObject) -> None:
    base = theirs(peer, name, document)
    assert we_say(base, peer) == ("invalid", "proof.base_proof")
    asked: JsonObject = {"verifiableCredential": base, "options": {"selectivePointers": WANTED}}
    status, derived = peer.post("/credentials/derive", asked)
    assert status == 201, derived
    assert we_say(derived, peer) == ("valid", "ok")
    assert we_say(tampered(derived), peer) == ("invalid", "proof.signature")


@each_document
@each_selective
def test_what_they_issue_and_we_derive_both_verify(peer: Peer, name: str, document: JsonObject) -> None:
    derived = derive(theirs(peer, name, document), [str(each) for each in WANTED], World(NOW))
    assert they_say(derived, peer)[0] == 200, they_say(derived, peer)[1]
    assert we_say(derived, peer) == ("valid", "ok")


@each_document
@each_selective
def test_what_we_issue_and_derive_they_verify(peer: Peer, name: str, document: JsonObject) -> None:
    base = ours(name, document, generate(SELECTIVE[name][1]))
    derived = derive(base, [str(each) for each in WANTED], World(NOW))
    assert they_say(derived, peer)[0] == 200, they_say(derived, peer)[1]
    assert they_say(tampered(derived), peer)[0] == 400


@each_document
@each_selective
def test_what_we_issue_and_they_derive_both_verify(peer: Peer, name: str, document: JsonObject) -> None:
    base = ours(name, document, generate(SELECTIVE[name][1]))
    asked: JsonObject = {"verifiableCredential": base, "options": {"selectivePointers": WANTED}}
    status, derived = peer.post("/credentials/derive", asked)
    assert status == 201, derived
    assert they_say(derived, peer)[0] == 200
    assert we_say(derived, peer) == ("valid", "ok")


def test_their_status_list_is_read_as_they_set_it(peer: Peer) -> None:
    issued = theirs(peer, "bitstring", plain())
    assert we_say(issued, peer) == ("valid", "ok")
    entry = issued["credentialStatus"]
    assert isinstance(entry, dict)
    peer.post("/status", {"index": entry["statusListIndex"], "status": True})
    assert we_say(issued, peer) == ("invalid", "status.revoked")
