"""The credentials that a learner record carries come out as the bytes that went in."""

from __future__ import annotations

import json

import pytest

from tests.needs import shared
from tests.verifier.formats.tokens import ISSUER, examined, token
from tests.world import NOW, badge, issuer_of, signed
from verifier.codec.carried import carries_unread, read_carried
from verifier.examine import examine
from verifier.reading import read
from verifier.report import Verdict
from verifier.world import World

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context.json"


def record(carried: str, contexts: str = f'["https://www.w3.org/ns/credentials/v2", "{CLR}"]') -> bytes:
    return f'{{ "@context": {contexts}, "credentialSubject" : {{"verifiableCredential":{carried} }} }}'.encode()


@pytest.mark.parametrize(
    ("carried", "found"),
    [
        ('[ {"b" : 1.0,"a":"\\u00e9" } , "eyJ.a.b" ]', [b'{"b" : 1.0,"a":"\\u00e9" }', b"eyJ.a.b"]),
        ('{"a": 1}', [b'{"a": 1}']),
        ('"eyJ.a.b"', [b"eyJ.a.b"]),
        ("[7]", [b"7"]),
        ("[]", []),
        ("null", []),
    ],
)
def test_each_comes_as_it_was_written(carried, found):
    raw = record(carried)
    assert read_carried(raw, json.loads(raw)) == tuple(found)


def test_several_subjects_are_all_looked_at():
    subjects = '[{"verifiableCredential": 1}, 5, {"verifiableCredential": 2}]'
    raw = f'{{"@context": "{CLR}", "credentialSubject": {subjects}}}'
    assert read_carried(raw.encode(), json.loads(raw)) == (b"1", b"2")


def test_under_other_contexts_nobody_knows_what_the_member_means():
    raw = record("[{}]", '["https://dc.example/draft/clr"]')
    assert read_carried(raw, json.loads(raw)) == ()
    assert carries_unread(json.loads(raw))
    assert not carries_unread(json.loads(record("[{}]")))


def transcript(*carried) -> dict:
    return {
        "@context": [badge()["@context"][0], CLR, badge()["@context"][1]],
        "id": "urn:uuid:7f3f0b52-0000-4000-8000-00000000000c",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": issuer_of(), "type": ["Profile"], "name": "Bakers' School"},
        "validFrom": "2026-01-02T03:04:05Z",
        "name": "Transcript",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["ClrSubject"],
            "verifiableCredential": [json.loads(each) for each in carried],
        },
    }


def test_every_credential_inside_is_verified_and_the_worst_decides():
    good = signed(badge())
    broken = signed(badge("Cake")).replace(b"Flour", b"Sugar")
    whole, worse = (examine(signed(transcript(*each)), World(NOW)) for each in ((good, good), (good, broken)))
    assert whole.report.verdict is Verdict.VALID
    assert [each.report.format for each in whole.inside] == ["vc_jsonld", "vc_jsonld"]
    assert worse.report.own_verdict is Verdict.VALID
    assert (worse.report.verdict, worse.report.code) == (Verdict.INVALID, "proof.signature")
    assert [each.verdict for each in worse.report.inside] == [Verdict.VALID, Verdict.INVALID]


@pytest.mark.corpus
def test_the_published_transcript_carries_six():
    raw = shared("corpus", "items", "1edtech-clr20", "complex.json").read_bytes()
    inside = read(raw).inside
    assert len(inside) == 6
    assert all(each in raw for each in inside)


def test_a_learner_record_in_a_token_carries_them_too():
    good, broken = signed(badge()), signed(badge("Cake")).replace(b"Flour", b"Sugar")
    found = examined(token({**transcript(good, broken), "issuer": ISSUER}))
    assert found.report.format == "vc_jwt"
    assert found.report.own_verdict is Verdict.VALID
    assert [each.verdict for each in found.report.inside] == [Verdict.VALID, Verdict.INVALID]
    assert found.report.verdict is Verdict.INVALID
    draft = {**transcript(good), "issuer": ISSUER, "@context": [badge()["@context"][0], "https://dc.example/draft"]}
    assert examined(token(draft)).report.code == "structure.unsupported"
