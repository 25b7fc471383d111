"""Evidence that is fetched because somebody asks: on the command line, in every credential of an input."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from tests.issuing import credential, sign
from tests.world import NOW, FakeWeb
from verifier import cli
from verifier.catalogue import LANGUAGES
from verifier.errors import Json, JsonObject
from verifier.evidence import evidence_sentence, fetch_evidence, names_evidence
from verifier.examine import examine
from verifier.related import MOST_EVIDENCE
from verifier.report import Outcome
from verifier.world import World

URL = "https://school.example/work.pdf"
BODY = b"%PDF-1.7 what was made"
SRI = "sha256-" + base64.b64encode(hashlib.sha256(BODY).digest()).decode()


def with_evidence(*urls: str, **more: Json) -> JsonObject:
    return sign(credential(evidence=[{"id": url, "type": ["Evidence"], **more} for url in urls]))


def outcomes(document: Json, web: FakeWeb) -> list[Outcome]:
    world = World(NOW, web.fetch)
    return [found.outcome for _, found in fetch_evidence(examine(json.dumps(document).encode(), world), world)]


def test_nothing_is_fetched_unless_somebody_asks() -> None:
    web = FakeWeb()
    web.put(URL, BODY)
    examined = examine(json.dumps(with_evidence(URL)).encode(), World(NOW, web.fetch))
    assert names_evidence(examined)
    assert web.requests == []
    assert not names_evidence(examine(json.dumps(sign(credential())).encode(), World(NOW)))


def test_every_credential_of_a_list_is_asked_for_its_own() -> None:
    web = FakeWeb()
    web.put(URL, BODY)
    both: Json = [with_evidence(URL, digestSRI=SRI), with_evidence(URL), sign(credential()), with_evidence(f"{URL}?2")]
    assert outcomes(both, web) == [Outcome.PASS, Outcome.ABSENT, Outcome.UNKNOWN]
    web.put(URL, b"something else")
    assert outcomes(both, web)[0] is Outcome.FAIL


def test_an_input_of_many_credentials_asks_for_a_limited_number() -> None:
    web = FakeWeb()
    many: Json = [with_evidence(*(f"{URL}?{one}.{other}" for other in range(15))) for one in range(10)]
    assert MOST_EVIDENCE <= len(outcomes(many, web)) < 2 * MOST_EVIDENCE
    assert len(web.requests) < 2 * MOST_EVIDENCE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_its_sentence(language: str) -> None:
    web = FakeWeb()
    web.put(URL, BODY)
    world = World(NOW, web.fetch)
    said = set()
    for document in (
        with_evidence(URL, digestSRI=SRI),
        with_evidence(URL, digestSRI="sha256-AAAA"),
        with_evidence(URL),
        with_evidence(f"{URL}?2"),
        with_evidence(URL, digestSRI="none"),
    ):
        ((_, found),) = fetch_evidence(examine(json.dumps(document).encode(), world), world)
        said.add(evidence_sentence(found, language))
    assert len(said) == 5
    assert all(len(each) > 10 for each in said)


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], document: JsonObject, *options: str) -> tuple[int, str]:
    (tmp_path / "a.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "work.pdf").write_bytes(BODY)
    (tmp_path / "index.json").write_text(json.dumps({URL: {"file": f"{tmp_path.name}/work.pdf"}}), "utf-8")
    at = ("--at", NOW.isoformat(), "--web", str(tmp_path), "--language", "en")
    code = cli.main(["check", *at, *options, str(tmp_path / "a.json")])
    return code, capsys.readouterr().out


def test_the_command_line_tells_of_evidence_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = with_evidence(URL, f"{URL}?\u202e2", digestSRI=SRI)
    assert "named_evidence" not in json.loads(run(tmp_path, capsys, document, "--json")[1])
    code, out = run(tmp_path, capsys, document, "--json", "--evidence")
    first, second = json.loads(out)["named_evidence"]
    assert code == 0  # what is gone takes nothing from the credential
    assert first == {"url": URL, "outcome": "pass", "reason": None, "sha256": hashlib.sha256(BODY).hexdigest()}
    assert (second["outcome"], second["sha256"]) == ("unknown", None)
    assert second["reason"].startswith("fetch.")
    _, out = run(tmp_path, capsys, document, "--evidence")
    assert f"    pass  {URL} It is what the certificate means" in out
    assert "\u202e" not in out


def test_several_processes_fetch_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = run(tmp_path, capsys, with_evidence(URL, digestSRI=SRI), "--json", "--evidence", "-j", "2")
    assert json.loads(out)["named_evidence"][0]["outcome"] == "pass"
