"""What a reader takes away: where the learner allowed it, while they may look, and nothing of what was withheld."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pikepdf
import pytest
import zxingcpp
from PIL import Image
from starlette.testclient import TestClient

from tests.issuing import credential, sign
from tests.services.life import DID_DOCUMENT, PUBLIC_URL, REVOCATION, course, keep_one, revoke
from tests.services.test_views import NAME, SECRETS
from tests.verifier.suites.parts import BBS, SD, base
from tests.world import Clock, FakeWeb
from verifier import Examined, World, examine
from verifier.derive import holds_base_proof
from verifier.errors import JsonObject
from verifier.net import InProcess
from verifier.plain import Tone, plain_report
from verifier.world import no_network
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.app import create_app
from wallet.demo.issuer import Issuers
from wallet.service import Service
from wallet.shares import takeaway
from wallet.shares.life import change_share, stop_share
from wallet.shares.making import Choice, Content
from wallet.shares.owner import OwnShare
from wallet.shares.service import create_share, open_own_view, share_link
from wallet.shares.terms import Terms
from wallet.shares.view import Kind, Offer, write_view
from wallet.signing import service_did, signers
from wallet.typesetting import press
from wallet.typesetting.press import Order, make_pdf, make_picture

ALL = frozenset(Offer)
FILES = {"presentation": Offer.PRESENTATION, "receipt": Offer.RECEIPT, "certificate.pdf": Offer.PDF}
SELF = f"{PUBLIC_URL}/.well-known/did.json"


@pytest.fixture
def reader(service: Service) -> TestClient:
    headers = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(create_app(service), base_url=PUBLIC_URL, headers=headers)


def link(service: Service, learner: SignedIn, *choices: Choice, offers: frozenset[Offer] = ALL) -> OwnShare:
    terms = Terms(service.now() + timedelta(days=7))
    return create_share(service, learner, Content(choices, "Mara", "My knots.", offers), terms)


def opened(reader: TestClient, own: OwnShare) -> TestClient:
    assert reader.post(f"/s/{own.id}", data={"key": own.owner.link_key, "viewer": "Harbour Works"}).status_code == 200
    return reader


def look(reader: TestClient, web: FakeWeb, raw: bytes, clock: Clock, **later: float) -> Examined:
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


def attached(raw: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(raw)) as document:
        return [each.get_file().read_bytes() for each in document.attachments.values()]


def code_in(order: Order) -> list[str]:
    with Image.open(io.BytesIO(make_picture(order, 150, -1))) as page:
        return [each.text for each in zxingcpp.read_barcodes(page.convert("L"))]


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """Every document that is made, before it is typeset."""
    made: list[Order] = []

    def make(order: Order) -> bytes:
        made.append(order)
        return make_pdf(order)

    monkeypatch.setattr(takeaway, "make_pdf", make)
    return made


def test_the_pdf_shows_what_was_found_and_leads_back(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, orders: list[Order]
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers)), note="My best one."))
    answer = opened(reader, own).get(f"/s/{own.id}/certificate.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="cairn-certificate.pdf"'
    (order,) = orders
    assert code_in(order) == [share_link(service, own)]
    (item,) = cast(list[JsonObject], order.data["items"])
    assert "Harbour School" in str(item["by"])
    assert (item["title"], item["note"]) == ("Knots and Splices", "My best one.")
    assert len(cast(list[JsonObject], item["checks"])) == 8
    assert "21 November 2026, 12:00 UTC" in str(order.data["kicker"])
    assert str(order.data["title"]).startswith("Shared by Mara")


def test_what_is_attached_to_the_pdf_is_read_back(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))), offers=frozenset({Offer.PDF}))
    raw = opened(reader, own).get(f"/s/{own.id}/certificate.pdf").content
    examined = examine(raw, service.world())
    assert (examined.report.verdict, examined.report.format) == ("valid", "presentation")
    assert examined.report.check("holder").facts["audience"] == f"{PUBLIC_URL}/s/{own.id}"
    assert reader.get(f"/s/{own.id}/presentation").status_code == 404, "only inside the PDF"


def test_the_pdf_speaks_the_readers_language(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, orders: list[Order]
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    raw = opened(reader, own).get(f"/s/{own.id}/certificate.pdf", headers={"Accept-Language": "de"}).content
    with pikepdf.open(io.BytesIO(raw)) as document:
        assert str(document.Root.Lang) == "de"
    assert str(orders[0].data["heading"]) == "Gezeigt von Mara"


@pytest.mark.parametrize("suite", [SD, BBS])
def test_nothing_withheld_is_on_paper(
    service: Service, ada: SignedIn, web: FakeWeb, reader: TestClient, orders: list[Order], suite: str
) -> None:
    one = keep_one(service, ada, json.dumps(base(suite)).encode())
    own = link(service, ada, Choice(one, Kind.PART, (NAME,)))
    raw = opened(reader, own).get(f"/s/{own.id}/certificate.pdf").content
    (presented,) = attached(raw)
    assert not holds_base_proof(presented)
    assert not holds_base_proof(json.dumps(json.loads(presented)["verifiableCredential"][0]).encode())
    for text in (json.dumps(orders[0].data, ensure_ascii=False).encode(), presented):
        assert not any(secret.encode() in text for secret in SECRETS)
    (item,) = cast(list[JsonObject], orders[0].data["items"])
    hidden = cast(JsonObject, item["hidden"])
    assert "Description" in str(hidden["names"]) or "description" in str(hidden["names"])


def test_a_summary_says_so_on_paper_and_nothing_is_attached(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, orders: list[Order]
) -> None:
    one = keep_one(service, ada, course(issuers))
    own = link(service, ada, Choice(one, Kind.SUMMARY, ("/issuer",)), offers=frozenset({Offer.PDF}))
    raw = opened(reader, own).get(f"/s/{own.id}/certificate.pdf").content
    assert attached(raw) == []
    (item,) = cast(list[JsonObject], orders[0].data["items"])
    assert item["label"] == "This is a summary: checked by this service, not provable in part."
    assert cast(JsonObject, item["verdict"])["tone"] == "unsure"
    assert "Knots" not in json.dumps(item)


def test_hostile_words_are_printed_as_they_are(
    service: Service, ada: SignedIn, web: FakeWeb, reader: TestClient, orders: list[Order]
) -> None:
    said = '#panic("x") \u202e*b* $y$ #import "@preview/z" ' + "wide " * 2000
    raw = json.dumps(sign(credential(name=said))).encode()
    own = link(service, ada, Choice(keep_one(service, ada, raw), note=said[:500]))
    answer = opened(reader, own).get(f"/s/{own.id}/certificate.pdf")
    assert answer.status_code == 200
    (item,) = cast(list[JsonObject], orders[0].data["items"])
    assert str(item["note"]).startswith('#panic("x") *b* $y$ #import')
    assert "\u202e" not in json.dumps(orders[0].data, ensure_ascii=False)
    assert len(json.dumps(orders[0].data)) < 200_000


def test_a_document_that_cannot_be_made_says_so(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    opened(reader, own)
    monkeypatch.setattr(press, "SECONDS", 0.001)
    answer = reader.get(f"/s/{own.id}/certificate.pdf")
    assert answer.status_code == 422
    assert "could not be made just now" in answer.text


def test_nobody_waits_for_ever_for_a_document(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = link(service, ada, Choice(keep_one(service, ada, course(issuers))))
    opened(reader, own)
    monkeypatch.setattr(takeaway, "PATIENCE", 0.01)
    papers = [f"/s/{own.id}/{each}" for each in ("certificate.pdf", "receipt")]
    with service.printing, service.printing:
        assert [reader.get(each).status_code for each in papers] == [422, 422]
    assert [reader.get(each).status_code for each in papers] == [200, 200]


def test_a_living_link_leads_back_still(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, orders: list[Order]
) -> None:
    one = keep_one(service, ada, course(issuers))
    own = link(service, ada, Choice(one), offers=frozenset())
    assert "link_key" in json.dumps(json.loads(write_view(open_own_view(service, ada, own.id))))
    assert open_own_view(service, ada, own.id).link_key == ""
    change_share(service, ada, own.id, Content((Choice(one),), "Ada L.", "", frozenset({Offer.PDF})))
    assert opened(reader, own).get(f"/s/{own.id}/certificate.pdf").status_code == 200
    assert cast(JsonObject, orders[0].data["link"])["text"] == share_link(service, own)


def test_a_learner_prints_the_link_on_a_sheet(
    service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, reader: TestClient, orders: list[Order]
) -> None:
    one = keep_one(service, ada, json.dumps(base(SD)).encode())
    own = link(service, ada, Choice(one, Kind.PART, ()), offers=frozenset())
    assert reader.get(f"/shares/{own.id}/sheet.pdf", follow_redirects=False).status_code == 303, "not signed in"
    reader.get(f"/enter/{start_session(service, ada, once=True)}")
    answer = reader.get(f"/shares/{own.id}/sheet.pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="cairn-link.pdf"'
    assert code_in(orders[0]) == [share_link(service, own)]
    assert f"/shares/{own.id}/sheet.pdf" in reader.get(f"/shares/{own.id}").text
    assert orders[0].data["titles"] == [], "the title is withheld"
    stop_share(service, ada, own.id)
    assert reader.get(f"/shares/{own.id}/sheet.pdf").status_code == 404


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
