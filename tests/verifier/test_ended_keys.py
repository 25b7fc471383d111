"""Keys that their controller ended: `expires` and `revoked` of a verification method."""

from datetime import timedelta

import pytest

from tests.issuing import (
    WEB_DID,
    WEB_METHOD,
    changed,
    credential,
    did_document,
    found,
    multikey_method,
    report_on,
    sign,
    web_with,
)
from tests.webvh import WebvhLog
from tests.world import NOW, FakeWeb
from verifier.catalogue import sentence
from verifier.codec.moments import read_moment, write_moment
from verifier.errors import Json, JsonObject
from verifier.plain_facts import sentence_facts
from verifier.policy import Policy
from verifier.report import Verdict
from verifier.world import World

YEAR = timedelta(days=365)
CODES = {"expires": "key.expired", "revoked": "key.revoked"}
ACCEPT = Policy(accept_key=True)
BEFORE, NOW_TEXT, AFTER = (write_moment(each) for each in (NOW - YEAR, NOW, NOW + YEAR))


def web_where(**ends: Json) -> FakeWeb:
    return web_with(did_document(verificationMethod=[{**multikey_method(), **ends}]))


def signed_at(moment: str) -> JsonObject:
    """A credential of the did:web issuer whose signature says that it was made at `moment`."""
    return sign(credential(WEB_DID, validFrom="2020-01-01T00:00:00Z"), method=WEB_METHOD, at=read_moment(moment))


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize(
    ("end", "created", "outcome"),
    [
        (AFTER, BEFORE, "pass"),
        (AFTER, NOW_TEXT, "pass"),
        # Its end is past: when the signature was made is only the word of whoever holds the key.
        (NOW_TEXT, BEFORE, "unknown"),
        (NOW_TEXT, NOW_TEXT, "fail"),
        (BEFORE, NOW_TEXT, "fail"),
        (BEFORE, BEFORE, "fail"),
    ],
)
def test_a_key_counts_until_its_controller_ends_it(name: str, end: str, created: str, outcome: str) -> None:
    report = report_on(signed_at(created), web_where(**{name: end}))
    assert found(report, "key") == (outcome, "ok" if outcome == "pass" else CODES[name])
    assert found(report, "proof") == ("pass", "ok")
    verdicts = {"pass": Verdict.VALID, "fail": Verdict.INVALID, "unknown": Verdict.UNDECIDED}
    assert report.verdict is verdicts[outcome]
    assert report.check("key").facts.get("key_ended") == (None if outcome == "pass" else end)
    assert report_on(signed_at(created), web_where(**{name: end}), ACCEPT).verdict is verdicts[outcome]


def test_the_worse_of_two_ends_decides() -> None:
    later = write_moment(NOW - YEAR / 2)
    created = write_moment(NOW - YEAR / 4)
    report = report_on(signed_at(write_moment(NOW - YEAR * 2)), web_where(expires=BEFORE, revoked=later))
    assert found(report, "key") == ("unknown", "key.revoked")
    report = report_on(signed_at(created), web_where(expires=BEFORE, revoked=AFTER))
    assert found(report, "key") == ("fail", "key.expired")
    report = report_on(signed_at(created), web_where(expires=BEFORE, revoked=NOW_TEXT))
    assert found(report, "key") == ("fail", "key.expired")


def test_a_signature_without_a_date_does_not_outlive_its_key() -> None:
    document = signed_at(BEFORE)
    proof = document["proof"]
    assert isinstance(proof, dict)
    undated: JsonObject = {name: value for name, value in proof.items() if name != "created"}
    for each in (undated, {**proof, "created": "2020"}):
        report = report_on({**document, "proof": each}, web_where(revoked=NOW_TEXT))
        assert found(report, "key") == ("unknown", "key.revoked")


def test_a_broken_signature_fails_all_the_same() -> None:
    forged = changed(signed_at(BEFORE), lambda each: each.update(name="Baking cake"))
    assert report_on(forged, web_where(revoked=NOW_TEXT)).code == "proof.signature"


@pytest.mark.parametrize("name", CODES)
def test_the_day_on_which_the_key_ended_is_said_in_the_readers_words(name: str) -> None:
    facts = report_on(signed_at(BEFORE), web_where(**{name: NOW_TEXT})).check("key").facts
    for language, day in (("en", "21 November 2026"), ("de", "21. November 2026")):
        assert day in (sentence(language, CODES[name], sentence_facts(facts, language)) or "")


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("end", ["", "soon", "2099-01-01", "2099-01-01T00:00:00", 7, True, False, [], [AFTER], {}])
def test_an_end_that_is_no_date_makes_the_key_unusable(name: str, end: Json) -> None:
    report = report_on(signed_at(BEFORE), web_where(**{name: end}))
    assert found(report, "key") == ("unknown", "key.malformed")


def test_no_end_is_no_end() -> None:
    assert report_on(signed_at(BEFORE), web_where(revoked=None, expires=None)).verdict is Verdict.VALID


def test_a_key_that_the_document_names_and_another_publishes_ends_too() -> None:
    web = web_with(did_document(verificationMethod=None, assertionMethod=["did:web:else.example#key-1"]))
    other = did_document("did:web:else.example")
    method = {**multikey_method("did:web:else.example#key-1"), "revoked": NOW_TEXT}
    web.put("https://else.example/.well-known/did.json", {**other, "verificationMethod": [method]})
    document = sign(credential(WEB_DID), method="did:web:else.example#key-1", at=NOW - timedelta(days=1))
    assert found(report_on(document, web), "key") == ("unknown", "key.revoked")


def test_a_key_in_the_log_of_a_did_webvh_ends_too() -> None:
    log = WebvhLog()
    state = log.document(log.did)
    name = log.method()
    log.add(state={**state, "verificationMethod": [{**multikey_method(name, controller=log.did), "revoked": NOW_TEXT}],
                   "assertionMethod": [name]})  # fmt: skip
    document = sign(credential(log.did), method=name, at=NOW - timedelta(days=1))
    assert found(report_on(document, log.publish(FakeWeb())), "key") == ("unknown", "key.revoked")


def test_a_key_that_a_reader_hands_in_ends_too() -> None:
    for policy, issuer in ((Policy(), WEB_DID), (ACCEPT, "")):
        entry: JsonObject = {**multikey_method(), "expires": NOW_TEXT}
        world = World(NOW, keys={issuer: (entry,)})
        assert found(report_on(signed_at(BEFORE), FakeWeb(), policy, world), "key") == ("unknown", "key.expired")
        world = World(NOW, keys={issuer: ({**entry, "expires": AFTER},)})
        assert found(report_on(signed_at(BEFORE), FakeWeb(), policy, world), "key") == ("pass", "key.accepted")
