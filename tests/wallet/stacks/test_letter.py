"""The letter to an issuer: it asks for what is missing, for nothing else, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import wallet
from tests.wallet.recognition.test_completeness import record
from tests.wallet.recognition.values import value
from verifier.errors import Fact
from verifier.record import ELEMENTS
from verifier.site.app import CATALOGUE
from verifier.site.rendering import build_pages
from wallet.recognition import completeness
from wallet.recognition.completeness import measure
from wallet.stacks.letter import ELEMENTS as NAMED
from wallet.stacks.letter import LACKING, About, write_letter

ABOUT = About("Baking bread", "Ana Andromeda", "2 January 2026")


def english(sentence: str, facts: Mapping[str, Fact]) -> str:
    return sentence % facts if facts else sentence


def test_a_complete_credential_needs_no_letter() -> None:
    assert write_letter(measure(record(), "elm"), ABOUT, english) is None


def test_a_level_alone_that_may_not_apply_needs_none() -> None:
    assert write_letter(measure(record(level=()), "elm"), ABOUT, english) is None


def test_the_letter_asks_for_what_is_missing_and_half_there() -> None:
    said = record(quality_assurance=(), level=(), workload=(value("3", None, 3),), prerequisites=())
    letter = write_letter(measure(said, "elm"), ABOUT, english)
    assert letter is not None
    assert letter.subject == "What “Baking bread” does not say yet"
    assert "You issued “Baking bread” to me on 2 January 2026." in letter.text
    lines = [line for line in letter.text.splitlines() if line.startswith("- ")]
    assert lines == [
        "- Level: the level in a qualifications framework, if one applies",
        "- Quality assurance: what assures its quality, and by whom",
        "- Workload: whether the credits are ECTS credits, or how many hours they stand for",
    ]
    assert letter.text.rstrip().endswith("Ana Andromeda")
    assert "no field of its own" not in letter.text


def test_the_letter_says_where_the_format_has_no_field() -> None:
    letter = write_letter(measure(record(assessment=()), "open_badge_3"), About(""), english)
    assert letter is not None
    assert "no field of its own" in letter.text
    assert letter.subject == "What a micro-credential of yours does not say yet"
    assert "You issued a micro-credential to me." in letter.text


def test_a_title_cannot_add_lines_to_the_subject() -> None:
    letter = write_letter(measure(record(country=()), "elm"), About("A\r\nBcc: x@example.org"), english)
    assert letter is not None
    assert "\n" not in letter.subject


def test_every_element_and_every_lack_can_be_asked_for() -> None:
    assert NAMED.keys() == ELEMENTS.keys()
    source = completeness.__loader__.get_source(completeness.__name__)  # type: ignore[union-attr]
    assert all(f'"{code}"' in source for code in LACKING)


@pytest.mark.parametrize(("language", "words"), [("en", "I could not find in it:"), ("de", "Sehr geehrte")])
def test_the_letter_is_written_in_the_readers_language(language: str, words: str) -> None:
    pages = build_pages([CATALOGUE, Path(wallet.__file__).parent / "locale" / "de.po"])
    letter = write_letter(
        measure(record(country=()), "elm"), ABOUT, lambda sentence, facts: pages.sentence(language, sentence, facts)
    )
    assert letter is not None
    assert words in letter.text
    assert "Baking bread" in letter.subject
