"""One byte of a good credential changed: never valid, unless signed content and proof are as they were."""

import pytest

from tests.mutations import SMALL, is_harmless, one_of_each_kind, some_changes
from tests.needs import SHARED

COUNT = 200  # for each kind; every byte of every small item is the business of scripts/fuzz

pytestmark = pytest.mark.corpus
ITEMS = one_of_each_kind() if (SHARED / "corpus").exists() else []


@pytest.mark.parametrize("item", [item for item in ITEMS if len(item.raw) < SMALL], ids=lambda item: item.id)
def test_a_changed_byte_is_never_valid(item) -> None:
    assert item.report(item.raw).verdict == "valid"
    accepted = [
        changed
        for changed in some_changes(item.raw, COUNT, item.id)
        if item.report(changed).verdict == "valid" and not is_harmless(item, changed)
    ]
    assert accepted == []
