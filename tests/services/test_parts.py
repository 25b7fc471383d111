"""What a part must not leave out, whatever was chosen: what tells whether it is in force, and what comes along."""

from __future__ import annotations

import json
from typing import cast

import pytest
from starlette.datastructures import FormData

from tests.services.life import keep_one, share
from tests.services.test_link_pages import browser
from tests.services.test_views import view_of
from tests.verifier.suites.parts import BBS, SD, base, rich
from tests.verifier.test_showing import CLAIMS, sd
from tests.world import NOW
from verifier import World, derive_credential, read, read_disclosable
from verifier.disclosable import leaves
from verifier.errors import JsonObject
from wallet.accounts.service import SignedIn
from wallet.credentials.service import open_credential
from wallet.service import Service
from wallet.shares.choosing import board_of
from wallet.shares.drafts import read_draft
from wallet.shares.making import Choice
from wallet.shares.view import Kind

TITLE = "/credentialSubject/achievement/name"
ENTRY: JsonObject = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://school.example/list",
}
TIMED: JsonObject = {
    "validUntil": "2030-01-02T03:04:05Z",
    "credentialStatus": [ENTRY, {**ENTRY, "statusPurpose": "suspension"}],
}


def unmandatory(suite: str) -> bytes:
    """A credential whose issuer left every choice to its holder."""
    return json.dumps(base(suite, {**rich(suite), **TIMED}, [])).encode()


@pytest.mark.parametrize("suite", [SD, BBS])
def test_a_part_always_says_who_issued_it_when_it_ends_and_where_it_is_withdrawn(
    service: Service, ada: SignedIn, suite: str
) -> None:
    raw = unmandatory(suite)
    one = keep_one(service, ada, raw)
    (item,) = view_of(service, ada, Choice(one, Kind.PART, (TITLE,))).items
    whole, part = json.loads(raw), json.loads(item.credential)
    for name in ("issuer", "validFrom", "validUntil", "credentialStatus"):
        assert part[name] == whole[name]
    assert not [each for each in item.withheld if each.split("/")[1] in ("issuer", "validUntil", "credentialStatus")]
    assert "/credentialSubject/achievement/description" in item.withheld


def test_so_does_a_part_of_a_credential_with_disclosures(service: Service, ada: SignedIn) -> None:
    whole: JsonObject = {**rich(SD), **TIMED}
    concealed = ["/validUntil", "/credentialStatus", "/credentialSubject/achievement/name", "/credentialSubject/id"]
    raw = sd(concealed, None, whole)
    one = keep_one(service, ada, raw)
    (item,) = view_of(service, ada, Choice(one, Kind.PART, (TITLE,))).items
    claims = read(item.credential).claims
    assert claims["validUntil"] == whole["validUntil"] and claims["credentialStatus"] == whole["credentialStatus"]
    assert item.withheld == ("/credentialSubject/id",)


@pytest.mark.parametrize("suite", [SD, BBS])
def test_the_builder_has_no_switch_for_what_a_part_always_says(service: Service, ada: SignedIn, suite: str) -> None:
    board = board_of(open_credential(service, ada, keep_one(service, ada, unmandatory(suite))))
    fixed = {each.key.split("/")[1] for each in board.switches if each.always}
    assert {"issuer", "validFrom", "validUntil", "credentialStatus"} <= fixed
    assert {"status", "dates"} <= set(board.traces)
    free = {pointer.split("/")[1] for each in board.switches for pointer in each.pointers}
    assert free <= {"credentialSubject", "evidence", "name"}


def test_what_stands_beside_a_shown_claim_in_one_disclosure_is_never_called_withheld(
    service: Service, ada: SignedIn
) -> None:
    raw = sd(["/address", "/address/street", "/given_name"], None)
    one = keep_one(service, ada, raw)
    (item,) = view_of(service, ada, Choice(one, Kind.PART, ("/address/street",))).items
    claims = read(item.credential).claims
    assert cast(JsonObject, claims["address"]) == CLAIMS["address"], "the town stands in the same disclosure"
    assert item.withheld == ("/given_name",) and "/address/town" in item.shown
    board = board_of(open_credential(service, ada, one))
    fields = FormData([("credential", one), (f"kind:{one}", "part"), (f"show:{one}", "/address/street")])
    assert read_draft(fields, {one: board}).shown[one].keys >= {"/address/street", "/address"}
    assert "/given_name" not in read_draft(fields, {one: board}).shown[one].keys


def test_what_is_said_to_be_shown_is_what_is_shown() -> None:
    whole: JsonObject = {"iss": "https://a.example", "vct": "v", "a": {"b": {"c": 1, "d": [1, 2]}, "e": 2}, "f/~": [3]}
    places = ["/a", "/a/b", "/a/b/c", "/a/b/d/1", "/f~1~0", "/f~1~0/0"]
    raw = sd(places, None, whole)
    found = read_disclosable(raw)
    for place in sorted(found.optional):
        claims = read(derive_credential(raw, [place], World(NOW))).claims
        paths = {pointer for pointer, value in leaves(claims, lambda _: True) if value not in ({}, [])}
        assert len(paths) == len([e for e in found.shown_by(frozenset({place})) if e != ""]), place


@pytest.mark.parametrize("suite", [SD, BBS])
def test_a_part_that_was_taken_in_is_not_called_the_whole_certificate(
    service: Service, ada: SignedIn, suite: str
) -> None:
    part = derive_credential(unmandatory(suite), ["/issuer", "/validFrom", TITLE], World(NOW))
    own = share(service, ada, [keep_one(service, ada, part)])
    with browser(service) as reader:
        page = reader.post(f"/s/{own.id}", data={"key": own.owner.link_key, "viewer": ""}).text
    assert "this is the whole certificate" not in page and "whether more was signed" in page
    assert "itself names no end" not in page and "What is shown of the certificate names no end" in page
    assert ", and in force on" not in page
