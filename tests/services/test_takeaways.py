"""What a reader takes away: where the learner allowed it, while they may look, and nothing of what was withheld."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.issuing import credential, sign
from tests.services.life import DID_DOCUMENT, PUBLIC_URL, REVOCATION, course, keep_one, revoke
from tests.services.test_views import NAME, SECRETS
from tests.verifier.suites.test_selective import BBS, SD, base
from tests.world import Clock, FakeWeb
from verifier import World, examine
from verifier.derive import holds_base_proof
from verifier.net import InProcess
from verifier.plain import Tone, plain_report
from verifier.world import no_network
from wallet.accounts.service import SignedIn
from wallet.app import create_app
from wallet.demo.issuer import Issuers
from wallet.service import Service
from wallet.shares.life import stop_share
from wallet.shares.making import Choice, Content
from wallet.shares.owner import OwnShare
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.shares.view import Kind, Offer
from wallet.signing import service_did, signers

ALL = frozenset(Offer)
FILES = {"presentation": Offer.PRESENTATION, "receipt": Offer.RECEIPT, "certificate.pdf": Offer.PDF}
SELF = f"{PUBLIC_URL}/.well-known/did.json"


@pytest.fixture
def reader(service: Service) -> TestClient:
    headers = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(create_app(service), base_url=PUBLIC_URL, headers=headers)


def link(service: Service, learner: SignedIn, *choices: Choice, offers: frozenset[Offer] = ALL) -> OwnShare:
    terms = Terms(service.now() + timedelta(days=7))
    return create_share(service, learner, Content(choices, "Ada L.", "My knots.", offers), terms)


def opened(reader: TestClient, own: OwnShare) -> TestClient:
    assert reader.post(f"/s/{own.id}", data={"key": own.owner.link_key, "viewer": "Harbour Works"}).status_code == 200
    return reader


def look(reader: TestClient, web: FakeWeb, raw: bytes, clock: Clock, **later: float):
    """A receipt, checked by somebody who reaches the service."""
    web.put(SELF, reader.get("/.well-known/did.json").content)
    return examine(raw, World(clock.at + timedelta(**later), web.fetch))


def held(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_receipt_holds_when_the_link_and_the_issuer_are_gone(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, clock: Clock
) -> None:
    raw = course(issuers)
    own = link(service, ada, Choice(keep_one(service, ada, raw)))
    answer = opened(reader, own).get(f"/s/{own.id}/receipt")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="cairn-receipt.zip"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    stop_share(service, ada, own.id)
    revoke(web, issuers, raw)
    web.answers.clear()
    examined = look(reader, web, answer.content, clock, days=2000)
    assert examined.report.verdict == "valid"
    assert examined.report.issuer == "did:web:wallet.test"
    assert examined.inside[0].report.at == clock.at
    assert plain_report(examined, "en").tone is Tone.AMBER
    assert own.owner.link_key.encode() not in held(answer.content)


def test_every_address_that_was_asked_is_in_it(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    with zipfile.ZipFile(io.BytesIO(opened(reader, own).get(f"/s/{own.id}/receipt").content)) as archive:
        said = json.loads(archive.read("receipt.json"))
        answers = {each["url"]: archive.read(f"files/{each['sha256']}") for each in said["checked"][0]["answers"]}
    assert {DID_DOCUMENT, REVOCATION} <= answers.keys()
    assert {url: web.fetch(url, "").body for url in answers} == answers


@pytest.mark.parametrize("path", FILES)
def test_only_what_the_learner_allowed_while_the_reader_may_look(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, clock: Clock, path: str
) -> None:
    one = keep_one(service, ada, course(issuers))
    allowed = link(service, ada, Choice(one), offers=frozenset({FILES[path]}))
    closed = link(service, ada, Choice(one), offers=ALL - {FILES[path]})
    stranger = reader.get(f"/s/{allowed.id}/{path}")
    assert opened(reader, allowed).get(f"/s/{allowed.id}/{path}").status_code == 200
    assert f"/s/{allowed.id}/{path}" in reader.get(f"/s/{allowed.id}").text
    refused = opened(reader, closed).get(f"/s/{closed.id}/{path}")
    assert f"/s/{closed.id}/{path}" not in reader.get(f"/s/{closed.id}").text
    clock.pass_by(minutes=31)
    late = reader.get(f"/s/{allowed.id}/{path}")
    never = reader.get(f"/s/nothing/{path}")
    assert {each.status_code for each in (stranger, refused, late, never)} == {404}
    assert (
        len(
            {
                each.text.replace(closed.id, "").replace(allowed.id, "").replace("nothing", "")
                for each in (stranger, refused, late, never)
            }
        )
        == 1
    )


def test_a_stopped_link_gives_nothing_away(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    opened(reader, own)
    stop_share(service, ada, own.id)
    assert [reader.get(f"/s/{own.id}/{path}").status_code for path in FILES] == [404, 404, 404]


def test_the_presentation_is_what_any_verifier_reads(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    answer = opened(reader, own).get(f"/s/{own.id}/presentation")
    assert answer.headers["content-disposition"] == 'attachment; filename="cairn.json"'
    examined = examine(answer.content, service.world())
    assert examined.report.verdict == "valid"
    assert examined.report.check("holder").facts["audience"] == f"{PUBLIC_URL}/s/{own.id}"


@pytest.mark.parametrize("suite", [SD, BBS])
def test_no_base_proof_and_nothing_withheld_leaves(
    service: Service, ada: SignedIn, web: FakeWeb, reader: TestClient, clock: Clock, suite: str
) -> None:
    one = keep_one(service, ada, json.dumps(base(suite)).encode())
    own = link(service, ada, Choice(one, Kind.PART, (NAME,)))
    opened(reader, own)
    receipt = reader.get(f"/s/{own.id}/receipt").content
    assert look(reader, web, receipt, clock).report.verdict == "valid"
    for raw in (receipt, held(receipt), reader.get(f"/s/{own.id}/presentation").content):
        assert not any(secret.encode() in raw for secret in SECRETS)
    with zipfile.ZipFile(io.BytesIO(receipt)) as archive:
        files = [archive.read(each) for each in archive.namelist() if each.startswith("files/")]
    assert files
    assert not any(holds_base_proof(each) for each in files)


def test_a_receipt_of_a_summary_is_the_summary(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, clock: Clock
) -> None:
    raw = course(issuers, title="Knots for captains")
    own = link(
        service, ada, Choice(keep_one(service, ada, raw), Kind.SUMMARY, ("/issuer",)), offers=frozenset({Offer.RECEIPT})
    )
    receipt = opened(reader, own).get(f"/s/{own.id}/receipt").content
    examined = look(reader, web, receipt, clock)
    assert (examined.report.verdict, examined.report.code) == ("undecided", "proof.withheld")
    everything = held(receipt)
    assert b"captains" not in everything
    assert json.loads(raw)["proof"]["proofValue"].encode() not in everything


def test_a_forgery_has_a_receipt_that_says_so(
    service: Service, ada: SignedIn, web: FakeWeb, reader: TestClient, clock: Clock
) -> None:
    forged = {**sign(credential()), "name": "Something grander"}
    own = link(
        service, ada, Choice(keep_one(service, ada, json.dumps(forged).encode())), offers=frozenset({Offer.RECEIPT})
    )
    receipt = opened(reader, own).get(f"/s/{own.id}/receipt").content
    examined = look(reader, web, receipt, clock)
    assert examined.report.check("structure").code == "ok"
    assert (examined.report.verdict, examined.report.code) == ("invalid", "proof.signature")


def test_old_keys_stay_published_and_what_they_signed_holds(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, clock: Clock
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    receipt = opened(reader, own).get(f"/s/{own.id}/receipt").content
    secrets = replace(service.secrets, signing_seeds=(bytes(range(32)), *service.secrets.signing_seeds))
    rotated = TestClient(create_app(replace(service, secrets=secrets)), base_url=PUBLIC_URL)
    assert look(rotated, web, receipt, clock).report.verdict == "valid"
    document = rotated.get("/.well-known/did.json").json()
    assert len(document["assertionMethod"]) == 2
    assert document["assertionMethod"][1] == signers(service)[0].method
    gone = replace(service, secrets=replace(secrets, signing_seeds=secrets.signing_seeds[:1]))
    given_up = TestClient(create_app(gone), base_url=PUBLIC_URL)
    assert look(given_up, web, receipt, clock).report.code == "key.not_the_issuers"


def test_the_service_publishes_public_keys_alone(service: Service, reader: TestClient) -> None:
    document, keys = reader.get("/.well-known/did.json"), reader.get("/.well-known/jwks.json")
    assert (document.headers["content-type"], keys.headers["content-type"]) == (
        "application/did+json",
        "application/jwk-set+json",
    )
    assert document.json()["id"] == "did:web:wallet.test"
    (jwk,) = keys.json()["keys"]
    assert jwk == document.json()["verificationMethod"][0]["publicKeyJwk"]
    assert set(jwk) == {"kty", "crv", "x", "kid", "alg", "use"}
    assert service.secrets.public_keys[0] != signers(service)[0].key.public.raw, "openings are signed with another key"


@pytest.mark.parametrize(
    ("public_url", "did"),
    [
        ("https://wallet.example", "did:web:wallet.example"),
        ("https://Wallet.example:8443", "did:web:wallet.example%3A8443"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_the_services_name_is_its_host(public_url: str, did: str) -> None:
    assert service_did(public_url) == did


def test_the_service_finds_its_own_key_without_a_network(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    receipt = opened(reader, own).get(f"/s/{own.id}/receipt").content
    inside = InProcess(PUBLIC_URL, reader.app, no_network)
    assert examine(receipt, World(service.now(), inside)).report.verdict == "valid"
