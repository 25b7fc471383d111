"""What a credential refers to by digest: fetched, compared, and what cannot be had decides nothing."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from tests.world import NOW, FakeWeb, badge, signed
from verifier.codec.multibase import encode_base64url
from verifier.contexts import bundled
from verifier.errors import Invalid, Malformed
from verifier.examine import examine
from verifier.reading import read
from verifier.related import check_evidence
from verifier.report import Outcome, Verdict
from verifier.world import World

URL = "https://school.example/syllabus.pdf"
BODY = b"what was taught"
V2 = "https://www.w3.org/ns/credentials/v2"
OLDER_V2 = bytes.fromhex("24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9")


def sri(body: bytes = BODY) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()


def report_on(related, answers=None):
    web = FakeWeb()
    for url, body in (answers or {}).items():
        web.put(url, body)
    # Not signed: what stands there is judged by the structure alone.
    raw = json.dumps(badge(relatedResource=related)).encode()
    return examine(raw, World(NOW, fetch=web.fetch)).report, web


def test_a_resource_that_is_what_it_was_is_said():
    report, _ = report_on({"id": URL, "digestSRI": sri()}, {URL: BODY})
    check = report.check("structure")
    assert check.outcome is Outcome.PASS
    assert check.facts["related"] == [{"url": URL, "outcome": "pass"}]
    assert [each.url for each in report.evidence] == [URL]


def test_one_that_is_another_fails():
    report, _ = report_on([{"id": URL, "digestSRI": sri()}], {URL: BODY + b"!"})
    assert report.verdict is Verdict.INVALID
    assert report.check("structure").code == "structure.related_resource"


@pytest.mark.parametrize("url", [URL, "http://school.example/x", "urn:uuid:1"])
def test_one_that_cannot_be_had_is_a_fact(url):
    report, web = report_on({"id": url, "digestSRI": sri()})
    check = report.check("structure")
    assert check.outcome is Outcome.PASS
    assert check.facts["related"][0]["outcome"] == "unknown"
    assert web.requests == ([url] if url == URL else [])


@pytest.mark.parametrize("digest", [hashlib.sha256(bundled(V2)).digest(), OLDER_V2])
def test_every_known_text_of_a_bundled_context_counts_without_a_fetch(digest):
    stated = "u" + encode_base64url(b"\x12\x20" + digest)
    report, web = report_on({"id": V2, "digestMultibase": stated})
    assert report.check("structure").facts["related"] == [{"url": V2, "outcome": "pass"}]
    assert web.requests == []
    other, _ = report_on({"id": V2, "digestMultibase": "u" + encode_base64url(b"\x12\x20" + bytes(32))})
    assert other.check("structure").code == "structure.related_resource"


@pytest.mark.parametrize(
    "related",
    [
        {"digestSRI": sri()},
        {"id": URL},
        {"id": URL, "digestSRI": "none"},
        [{"id": URL, "digestSRI": sri()}, {"id": URL, "digestSRI": sri()}],
        [{"id": f"{URL}?{n}", "digestSRI": sri()} for n in range(11)],
    ],
)
def test_an_entry_that_says_too_little_is_refused(related):
    report, web = report_on(related)
    assert report.check("structure").outcome is Outcome.FAIL
    assert web.requests == []


def test_evidence_is_fetched_for_who_asks_and_held_to_its_digest():
    evidence = [
        {"id": URL, "type": ["Evidence"], "digestSRI": sri()},
        {"id": f"{URL}?2", "type": ["Evidence"], "digestSRI": sri(b"other")},
        {"id": f"{URL}?3", "type": ["Evidence"]},
        {"id": f"{URL}?4", "type": ["Evidence"]},
        {"id": "http://school.example/", "type": ["Evidence"]},
    ]
    web = FakeWeb()
    for url in (URL, f"{URL}?2", f"{URL}?3"):
        web.put(url, BODY)
    world = World(NOW, fetch=web.fetch)
    raw = signed(badge(evidence=evidence))
    assert examine(raw, world).report.verdict is Verdict.VALID
    assert web.requests == []
    found = check_evidence(read(raw), world)
    assert [each.outcome for each in found] == [Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN]
    assert found[0].answer.body == BODY
    assert found[3].reason == "fetch.failed"


def test_nothing_is_signed_that_refers_to_another_text():
    with pytest.raises(Malformed):
        signed(badge(relatedResource={"id": URL}))
    with pytest.raises(Invalid):
        signed(badge(relatedResource={"id": V2, "digestSRI": sri()}))


def test_under_other_contexts_the_member_means_something_else():
    from tests.verifier.records.reading import credential
    from verifier.policy import DEFAULT
    from verifier.related import check_related
    from verifier.visit import Visit

    document = {"@context": ["https://www.w3.org/2018/credentials/v1"], "relatedResource": "a book"}
    web = FakeWeb()
    visit = Visit(World(NOW, fetch=web.fetch), DEFAULT, lambda *_: pytest.fail("nothing to verify"))
    assert check_related(credential(document), visit) == {}
    with pytest.raises(Malformed):
        check_related(credential({**document, "@context": [V2]}), visit)
