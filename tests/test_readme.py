"""The README says what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from verifier.cli import build_parser
from verifier.report import STEPS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
SUPPORT = README.partition("<!-- support")[2].partition("<!-- /support")[0]


@pytest.mark.parametrize("kind", ["formats", "suites", "keys", "statuses", "schemas", "trust", "records", "wrappers"])
def test_the_support_table_names_every_plug_in_of(kind: str) -> None:
    row = re.search(rf"^\| {kind} \|(.*)\|$", SUPPORT, re.MULTILINE)
    assert row
    there = {path.stem for path in (ROOT / "verifier" / kind).glob("*.py")} - {"__init__"}
    assert set(re.findall(r"`(\w+)`", row[1])) == there


def test_the_steps_are_numbered_as_in_the_pipeline() -> None:
    assert re.findall(r"^\| (\d) (\w+) \|", README, re.MULTILINE) == [
        (str(number), name) for number, name in enumerate(STEPS, 1)
    ]


def test_every_script_that_is_named_exists_and_runs() -> None:
    named = set(re.findall(r"\./scripts/(\w+)", README))
    assert {"demo", "test", "check"} <= named
    for name in named:
        assert (ROOT / "scripts" / name).stat().st_mode & 0o111, name


def test_every_variable_that_is_named_is_read() -> None:
    settings = (ROOT / "wallet" / "settings.py").read_text("utf-8")
    for name in re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE):
        assert f'"{name}"' in settings, name


def test_the_commands_take_the_options_that_are_promised() -> None:
    text = build_parser().format_help()
    assert "check" in text
    assert "serve" in text
