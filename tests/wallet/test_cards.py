"""What lists show of a credential, in either language, out of the little that is sealed for them."""

from __future__ import annotations

import json

import pytest

from tests.world import NOW, badge, signed
from verifier import World, examine
from verifier.record import Record, Value
from wallet.credentials.cards import draw_card, find_cards
from wallet.credentials.sealing import MOST_LISTED, Summary, _for_lists

TITLE = Value("Weaving", "/name", {"en": "Weaving", "de": "Weben"})
LEVEL = Value("EQF level 4", "/level", unit="EQF", number=4)
CREDITS = Value("5", "/load", number=5, detail={"kind": "earned"})


def summary(record: Record) -> Summary:
    """As it comes back out of its seal."""
    report = examine(signed(badge()), World(NOW)).report
    kept = Record.from_json(json.loads(json.dumps(_for_lists(record).as_json())))
    return Summary(
        id="1",
        record=kept,
        issuer=report.issuer or "",
        issuer_name="School",
        proved_by=None,
        issued=None,
        ends_on=None,
        digest="0" * 64,
        added_at=NOW,
        checked_at=NOW,
        report=report,
    )


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", ("Weaving", "EQF 4", "5 credits")), ("de", ("Weben", "EQR 4", "5 Leistungspunkte"))],
)
def test_a_card_is_drawn_in_the_readers_language(language: str, shown: tuple[str, str, str]) -> None:
    kept = summary(Record(title=(TITLE,), level=(LEVEL,), workload=(CREDITS,)))
    card = draw_card(kept, language)
    assert (card.title, card.level, card.workload) == shown
    assert kept.title == "Weaving"
    assert find_cards([card], shown[1], "newest") == [card]


def test_a_card_of_nothing_says_that_it_has_no_title() -> None:
    card = draw_card(summary(Record()), "en")
    assert (card.title, card.level, card.workload) == ("A certificate without a title", "", "")


def test_no_more_is_sealed_for_lists_than_they_show() -> None:
    kept = _for_lists(Record(title=(TITLE, TITLE), level=(LEVEL,) * 100, workload=(CREDITS,) * 100, skills=(TITLE,)))
    assert (len(kept.title), len(kept.level), len(kept.workload)) == (1, MOST_LISTED, MOST_LISTED)
    assert kept.skills == ()
