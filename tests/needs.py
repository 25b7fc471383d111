"""What a test needs from outside: skipped where it is missing, except where nothing may be skipped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the test and say why; with CAIRN_NOTHING_SKIPPED in the environment (as in `.ci/run`) fail it instead."""
    if os.environ.get("CAIRN_NOTHING_SKIPPED"):
        pytest.fail(f"needed, and not there: {reason}", pytrace=False)
    pytest.skip(reason)


def shared(*parts: str) -> Path:
    """A file or folder of the third-party data beside the checkout; the test is skipped, or fails, without it."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        skip_or_fail(f"no {'/'.join(parts)} in ../shared")
    return path
