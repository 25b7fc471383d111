"""Links as sources of `verifier check`."""

from __future__ import annotations

from tests.world import NOW, FakeWeb, badge, signed
from verifier.cli import Job, run_job
from verifier.policy import DEFAULT
from verifier.report import Verdict
from verifier.world import World

PAGE = "https://school.example/1"


def test_a_link_leads_to_its_credential() -> None:
    web = FakeWeb()
    web.put(PAGE, b'<!doctype html><link rel="alternate" type="application/json" href="/1.json">')
    web.put(PAGE + ".json", signed(badge()))
    assert run_job(Job(PAGE), World(NOW, web.fetch), DEFAULT).examined.report.verdict is Verdict.VALID


def test_a_link_that_nobody_answers_cannot_be_opened() -> None:
    for source in (PAGE, "http://school.example/1"):
        report = run_job(Job(source), World(NOW, FakeWeb().fetch), DEFAULT).examined.report
        assert (report.verdict, report.code) == (Verdict.UNDECIDED, "structure.unreadable")
        assert report.check("structure").facts["reason"] == "fetch.failed"
