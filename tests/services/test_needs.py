from __future__ import annotations

import pytest

from tests.needs import shared, skip_or_fail


def test_what_is_missing_is_skipped_visibly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAIRN_NOTHING_SKIPPED", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no such thing"):
        skip_or_fail("no such thing")
    with pytest.raises(pytest.skip.Exception, match="nowhere/at-all"):
        shared("nowhere", "at-all")


def test_what_is_missing_fails_where_nothing_may_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_NOTHING_SKIPPED", "1")
    with pytest.raises(pytest.fail.Exception, match="no such thing"):
        skip_or_fail("no such thing")
    with pytest.raises(pytest.fail.Exception, match="nowhere/at-all"):
        shared("nowhere", "at-all")
