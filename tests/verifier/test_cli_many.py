"""`verifier check` on very many credentials, in several processes, and what happens when one of those is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.issuing import credential, sign, signed_credential
from verifier import Policy, World, cli

MANY = 300


def lines(path: Path, count: int) -> Path:
    """A `.jsonl` whose every third credential is tampered with and every fifth no credential."""
    good = signed_credential()
    kinds = [{"nothing": 1} if n % 5 == 4 else {**good, "name": "x"} if n % 3 == 2 else good for n in range(count)]
    path.write_text("".join(json.dumps(each) + "\n" for each in kinds), "utf-8")
    return path


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "verifier.cli", "check", "--offline", "--at", "2026-11-21T12:00:00Z", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)


def test_hundreds_of_lines_in_two_processes_come_out_in_order_and_in_time(tmp_path: Path) -> None:
    path = lines(tmp_path / "many.jsonl", MANY)
    begun = time.monotonic()
    done = check("--json", "-j", "2", str(path))
    assert time.monotonic() - begun < 100  # about two seconds where nothing else runs
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["source"], each["line"]) for each in reports] == [(str(path), n + 1) for n in range(MANY)]
    expected = [
        "structure.not_a_credential" if n % 5 == 4 else "proof.signature" if n % 3 == 2 else "ok" for n in range(MANY)
    ]
    assert [each["code"] for each in reports] == expected
    assert (done.returncode, done.stderr) == (1, "")


def test_as_many_processes_as_one_likes_say_the_same(tmp_path: Path) -> None:
    path = str(lines(tmp_path / "few.jsonl", 7))
    assert check("--json", str(path)).stdout == check("--json", "-j", "3", path).stdout


def killed(job: cli.Job, world: World, policy: Policy, *, evidence: bool) -> cli.Done:
    """A process that the system stops half-way, for want of memory, say."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_a_killed_process_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(sign(credential())), "utf-8")
    monkeypatch.setattr(cli, "run_job", killed)
    assert cli.main(["check", "--offline", "-j", "2", str(path), str(path)]) == 2
    said = capsys.readouterr().err
    assert "not everything was checked" in said
    assert "Traceback" not in said


def test_output_that_nobody_reads_any_more_is_no_traceback(tmp_path: Path) -> None:
    path = lines(tmp_path / "many.jsonl", 60)
    command = [sys.executable, "-m", "verifier.cli", "check", "--offline", "--json", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=100) == 2
