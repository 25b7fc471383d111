from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.wallet.conftest import sign_up
from tests.wallet.pathways.examples import CODE, DATA, agreement, item, opportunity, pathway, raw
from tests.world import badge, issuer_of, signed
from verifier.codec.keys import generate
from verifier.errors import Json, JsonObject
from verifier.issue import issue
from wallet.pathways import service as public
from wallet.pathways.signing import credential_over
from wallet.recognition.pathway import read_pathway
from wallet.service import Service


def put(service: Service, document: JsonObject) -> str:
    return public.publish(service, None, public.take_in(service, raw(document)))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize("address", ["/pathways", "/agreements", "/opportunities"])
def test_the_directories_need_no_account_and_teach_when_empty(client: TestClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert "is here yet" in page.text


def test_a_pathway_is_found_by_words_level_and_field(client: TestClient, service: Service) -> None:
    rules: list[Json] = [{"kind": "credits", "match": {"isced": ["0612"]}, "min": 10}]
    put(service, pathway(target={"title": {"en": "Analyst"}, "eqf": 6}, root={"kind": "all", "of": rules}))
    for found in ("", "?q=analyst", "?level=6", "?field=06", "?q=data&level=6&field=06"):
        assert "Data analyst" in client.get(f"/pathways{found}").text, found
    for missed in ("?q=plumber", "?level=5", "?field=09"):
        assert "No pathway fits." in client.get(f"/pathways{missed}").text, missed


def test_a_pathways_page_says_each_rule_and_draws_it(client: TestClient, service: Service) -> None:
    rules: list[Json] = [
        {"kind": "any", "min": 1, "of": [item(DATA, "Data"), item(CODE, "Code")]},
        {"kind": "credits", "match": {"isced": ["06"]}, "min": 10, "max": 15, "maxPerIssuer": 6, "minLevel": 6},
        {"kind": "outcome", "uri": "https://x.example/skill"},
        {"kind": "order", "before": {"achievementIds": [DATA]}, "after": {"achievementIds": [CODE]}},
        {"kind": "not", "of": {"kinds": ["Badge"]}},
    ]
    document = pathway(root={"kind": "all", "of": rules}, policy={"maxAge": "P5Y", "allowSuspended": True})
    page = client.get(f"/pathways/{put(service, document)}").text
    said = words(page)
    for sentence in (
        "At least 1 of these 2",
        "10 ECTS credits",
        "No more than 15 count here.",
        "No more than 6 from one issuer count here.",
        "At EQF level 6 or above.",
        "One before the other",
        "Nothing of this kind",
        "What counts was awarded no longer than 5 years ago.",
        "A suspended certificate counts, and the result says so.",
        "By an unnamed learner. Nobody has signed it.",
    ):
        assert sentence in said, sentence
    assert page.count('class="path-stone') == 8
    assert f'href="/stacks/new?pathway={read_pathway(raw(document)).digest}"' in page


def test_hostile_words_stay_words(client: TestClient, service: Service) -> None:
    hostile = '"><script>alert(1)</script>'
    document = pathway(title={"en": hostile}, root={"kind": "all", "of": [item(DATA, hostile)]})
    page = client.get(f"/pathways/{put(service, document)}").text
    assert "<script>alert" not in page


def test_the_files_are_the_document_and_its_translations(client: TestClient, service: Service) -> None:
    digest = put(service, pathway())
    assert read_pathway(client.get(f"/pathways/{digest}/ours.json").content).digest == digest
    assert client.get(f"/pathways/{digest}/ctdl.json").json()["@graph"][0]["@type"] == "ceterms:Pathway"
    assert client.get(f"/pathways/{digest}/clr.json").json()["association"]
    assert client.get(f"/pathways/{digest}/elm.json").json()["type"] == "Qualification"
    for nothing in ("docx", "ours.json.json"):
        assert client.get(f"/pathways/{digest}/{nothing}.json").status_code == 404
    assert client.get(f"/agreements/{digest}").status_code == 404
    assert client.get(f"/documents/{digest}/signatures/0.json").status_code == 404


def test_writing_a_pathway_without_json(ada: TestClient, browser: Callable[[], TestClient]) -> None:
    fields = {
        "title": "My way",
        "ects": "15",
        "eqf": "6",
        "rows": "3",
        "kind-0": "credits",
        "credits-0": "10,5",
        "field-0": "06",
        "level-0": "6",
        "issuer_cap-0": "6",
        "kind-1": "item",
        "which-1": f"{DATA}\nData from the ground up",
        "group-1": "a",
        "kind-2": "item",
        "which-2": CODE,
        "group-2": "a",
        "choose_a": "1",
        "max_age": "5",
        "flag": "1",
    }
    kept = ada.post("/pathways/new", data=fields)
    assert kept.status_code == 303, words(kept.text)
    draft = kept.headers["location"]
    said = words(ada.get(draft).text)
    for sentence in ("My way", "10.5 ECTS credits", "At EQF level 6 or above.", "At least 1 of these 2", "5 years ago"):
        assert sentence in said, sentence
    assert browser().get(draft).status_code in (303, 404)
    assert "My way" not in browser().get("/pathways").text
    public_address = ada.post(f"{draft}/publish").headers["location"]
    assert "My way" in browser().get(public_address).text
    assert ada.get(draft).status_code == 404
    assert ada.post(f"{public_address}/withdraw").headers["location"] == "/pathways"
    assert browser().get(public_address).status_code == 404


def test_a_mistake_stands_in_its_row_and_nothing_typed_is_lost(ada: TestClient) -> None:
    fields = {"title": "My way", "rows": "3", "kind-1": "credits", "credits-1": "many", "field-1": "06"}
    page = ada.post("/pathways/new", data=fields)
    assert page.status_code == 422
    row = page.text.split('id="row-1"')[1].split("</fieldset>")[0]
    assert "Here should be a number." in row
    assert 'value="many"' in row
    more = ada.post("/pathways/new", data={**fields, "action": "more"})
    assert (more.status_code, more.text.count('id="row-')) == (200, 4)
    assert 'value="many"' in more.text
    empty = ada.post("/pathways/new", data={"title": "Nothing asked", "rows": "3"})
    assert "Nothing is asked for here." in words(empty.text)


def test_a_whole_pathway_as_json(ada: TestClient) -> None:
    wrong = ada.post("/pathways/new", data={"json": json.dumps(pathway(surprise=1))})
    assert wrong.status_code == 422
    assert "Nobody knows what this member means. (/surprise)" in words(wrong.text)
    kept = ada.post("/pathways/new", data={"json": json.dumps(pathway())})
    draft = kept.headers["location"].removeprefix("/pathways/drafts/")
    page = ada.get(f"/pathways/new?draft={draft}")
    assert "https://harbour.example/pathways/analyst" in page.text
    changed = ada.post("/pathways/new", data={"draft": draft, "json": json.dumps(pathway(version="2"))})
    assert changed.headers["location"].endswith(draft)


def test_taking_in_what_others_wrote(ada: TestClient, service: Service) -> None:
    graph = ada.get(f"/pathways/{put(service, pathway())}/ctdl.json").content
    draft = ada.post("/pathways/import", data={"source": "ctdl", "text": graph.decode()})
    assert draft.headers["location"].startswith("/pathways/drafts/")
    listed = ada.post("/pathways/import", data={"source": "ours", "text": json.dumps(opportunity())})
    assert "120 euros" in ada.get(listed.headers["location"]).text
    elm = ada.get(f"{listed.headers['location']}/elm.json").content
    again = ada.post("/pathways/import", data={"source": "elm", "text": elm.decode()})
    assert again.headers["location"] == listed.headers["location"]
    for text in ("", "{}", "nonsense", "[]"):
        page = ada.post("/pathways/import", data={"source": "ours", "text": text})
        assert page.status_code == 422


def test_an_agreement_signed_by_both_is_in_force_and_says_who_signed(client: TestClient, service: Service) -> None:
    keys = [generate("Ed25519") for _ in range(2)]
    dids = [f"did:key:{key.public.multikey}" for key in keys]
    document = agreement(*dids, quality={"level": {"grade": "strong", "evidence": "EQF 6, accredited"}})
    digest = put(service, document)
    page = words(client.get(f"/agreements/{digest}").text)
    assert "Not in force: not every party's signature holds." in page
    assert "Harbour and Hill" not in client.get("/agreements").text
    assert "Harbour and Hill" in client.get("/agreements?ended=1").text
    for key, did in zip(keys, dids, strict=True):
        taken = public.open_public(service, digest).document
        credential = credential_over(taken, did, service.now())
        by_party = issue(credential, key, f"{did}#{key.public.multikey}", "eddsa-rdfc-2022", service.world())
        public.publish(service, None, public.take_in(service, raw(by_party)))
    page = words(client.get(f"/agreements/{digest}").text)
    assert "In force: every party's signature holds today." in page
    assert "EQF 6, accredited" in page
    assert "Harbour and Hill" in client.get("/agreements").text
    signed_file = client.get(f"/documents/{digest}/signatures/0.json")
    assert signed_file.json()["credentialSubject"]["documentDigest"] == digest


def test_an_ended_agreement_says_so(client: TestClient, service: Service) -> None:
    digest = put(service, agreement("did:web:a.example", "did:web:b.example", validity={"until": "2020-01-01"}))
    assert "It has ended." in words(client.get(f"/agreements/{digest}").text)


def test_opportunities_that_began_already_are_shown_only_if_asked_for(client: TestClient, service: Service) -> None:
    put(service, opportunity())
    put(service, opportunity(id="urn:x:2", title={"en": "Long ago"}, applyUntil="2020-01-01"))
    page = client.get("/opportunities").text
    assert "Data from the ground up" in page
    assert "Long ago" not in page
    assert "Long ago" in client.get("/opportunities?over=1").text
    for found in ("?language=de", "?field=06", "?level=6", "?q=data"):
        assert "Data from the ground up" in client.get(f"/opportunities{found}").text
    for missed in ("?language=fr", "?field=01", "?level=2", "?q=cooking"):
        assert "No learning opportunity fits." in client.get(f"/opportunities{missed}").text


def test_what_one_put_in_the_open_another_cannot_take_back(ada: TestClient, browser: Callable[[], TestClient]) -> None:
    listed = ada.post("/pathways/import", data={"source": "ours", "text": json.dumps(opportunity())})
    digest = listed.headers["location"].rpartition("/")[2]
    bob = browser()
    sign_up(bob, "Bob")
    assert "Take it back" in ada.get(listed.headers["location"]).text
    assert "Take it back" not in bob.get(listed.headers["location"]).text
    assert bob.post(f"/pathways/{digest}/withdraw").status_code == 404


@pytest.mark.parametrize("address", ["/pathways/new", "/pathways/import"])
def test_writing_asks_for_a_sign_in(client: TestClient, address: str) -> None:
    assert client.get(address).headers["location"].startswith("/sign-in")
    assert client.post(address, data={}).status_code == 303


def test_what_one_holds_is_said_on_the_pathways_page(ada: TestClient, service: Service) -> None:
    kept = ada.post("/credentials/add", data={"text": signed(badge("Baking bread")).decode()})
    ada.post(kept.headers["location"], data={"action": "keep", "keep": "0"})
    match: JsonObject = {"specNames": ["Baking bread"], "issuerIds": [issuer_of()]}
    rules: list[Json] = [{"kind": "item", "match": match}, item(CODE, "Code")]
    digest = put(service, pathway(root={"kind": "all", "of": rules}))
    assert "You meet 1 of 2 requirements" in words(ada.get("/pathways?held=1").text)
    page = words(ada.get(f"/pathways/{digest}").text)
    assert "you meet 1 of 2 requirements; 0 ECTS credits count." in page
    assert "You have this" in page
