"""Every code has its sentence in both languages, and hostile facts stay within their place in it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from verifier.catalogue import (
    LANGUAGES,
    LONGEST_VALUE,
    Words,
    catalogue,
    clean,
    format_date,
    format_moment,
    read_language,
    sentence,
)
from verifier.report import STEPS

PACKAGE = Path(__file__).parents[2] / "verifier"
CODE = re.compile(r"(?:structure|key|proof|validity|status|schema|holder|trust|fetch)\.[a-z_]+|internal")
PLACE = re.compile(r"%\(([A-Za-z_]+)\)s")
JARGON = re.compile(r"\b(DIDs?|VCs?|JWTs?|JSON-LD|cryptosuites?|expires?|expired|proofs?)\b")
FACTS = ("fact.", "reason.")


def read_codes(*paths: Path) -> set[str]:
    trees = (ast.parse(path.read_text("utf-8")) for path in paths)
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str) and CODE.fullmatch(value)}


def read_file(language: str) -> Catalog:
    with (PACKAGE / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def test_the_source_has_codes_to_look_for() -> None:
    codes = read_codes(*PACKAGE.rglob("*.py"))
    assert {"key.unbound", "proof.signature", "fetch.timeout", "internal"} <= codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_in_the_source_has_a_sentence(language: str) -> None:
    assert read_codes(*PACKAGE.rglob("*.py")) - catalogue(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_the_terms_of_a_proof_has_a_sentence(language: str) -> None:
    raised = read_codes(*(PACKAGE / "codec").glob("jsonld*.py"))
    of_proofs = {code.replace("structure.", "proof.") for code in raised if code.startswith("structure.")}
    assert of_proofs
    assert of_proofs - catalogue(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_its_question_and_its_quiet_answers(language: str) -> None:
    needed = {f"{kind}.{step}" for kind in ("question", "ok", "absent") for step in STEPS}
    needed |= {f"other.{outcome}" for outcome in ("pass", "fail", "unknown", "absent")}
    assert needed - catalogue(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_that_reading_names_has_a_name(language: str) -> None:
    from verifier import reading

    kinds = {kind for _, kind, _ in reading._BEGINNINGS}
    assert {f"kind.{kind}" for kind in kinds} - catalogue(language).keys() == set()


def test_both_catalogues_have_the_same_keys_and_the_same_places() -> None:
    english, german = catalogue("en"), catalogue("de")
    assert english.keys() == german.keys()
    assert {key: set(PLACE.findall(text)) for key, text in english.items()} == {
        key: set(PLACE.findall(text)) for key, text in german.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty_fuzzy_doubled_or_misspelt(language: str) -> None:
    file = read_file(language)
    assert not [message.id for message in file if message.id and (message.fuzzy or not message.string)]
    assert not list(file.obsolete)
    keys = re.findall(r'^msgid "(.+)"$', (PACKAGE / "locale" / f"{language}.po").read_text("utf-8"), re.MULTILINE)
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert [key for key, text in catalogue(language).items() if "%" in PLACE.sub("", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_use_no_jargon(language: str) -> None:
    spoken = {key: text for key, text in catalogue(language).items() if not key.startswith(FACTS)}
    assert {key: text for key, text in spoken.items() if JARGON.search(PLACE.sub("", text))} == {}


def test_german_speaks_of_a_nachweis_and_is_polite() -> None:
    spoken = [text for key, text in catalogue("de").items() if not key.startswith(FACTS)]
    assert [text for text in spoken if re.search(r"\b(Credential|Aussteller|Badges|du|dein|deine)\b", text)] == []


def test_a_language_without_a_catalogue_is_answered_in_english() -> None:
    assert read_language("de-AT") == "de"
    assert read_language("de_CH") == "de"
    assert read_language("fr") == "en"
    assert read_language("../../etc/passwd") == "en"
    assert catalogue("fr")["word.genuine"] == "Genuine"


def test_an_unknown_key_has_no_sentence() -> None:
    assert sentence("en", "key.never_heard_of") is None


def test_a_missing_fact_leaves_an_ellipsis() -> None:
    assert sentence("en", "validity.expired") == "No. It ended on …."


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("100 % (name)s %(kind)s %s %", "100 % (name)s %(kind)s %s %"),
        ("two\nlines\r\n\tand\u2028more", "two lines and more"),
        ("gnp.\u202eegami", "gnp.egami"),
        ("a\u200fb\u061cc\u2066d\u2069e\x00\x1b[31mf", "abcde[31mf"),
        ("X”. Proved by harvard.edu “", "X'. Proved by harvard.edu '"),
        ("\ud800half", "half"),
        ("\U000e0041tag", "tag"),
        (["a", "list"], "…"),
        (True, "yes"),
        (3, "3"),
        (10**400, "…"),
        (None, "…"),
        ("", "…"),
    ],
)
def test_a_hostile_fact_stays_within_its_place(hostile: object, shown: str) -> None:
    said = sentence("en", "who.claimed", {"claimed": hostile})  # type: ignore[dict-item]
    assert said == f"calls itself “{shown}”"


def test_a_long_fact_is_cut() -> None:
    assert len(clean("a" * 10_000)) == LONGEST_VALUE
    assert len(clean("\u202e" * 10_000_000 + "a")) == 0


def test_letters_of_other_scripts_are_kept() -> None:
    for name in ("دانشگاه می\u200cخواهم", "東京大学", "Universität Zürich", "विश्वविद्यालय"):
        assert clean(name) == name


def test_words_of_ours_are_put_in_as_they_are() -> None:
    finding = Words("It says “%(kind)s”. " + "x" * 300)
    assert sentence("en", "headline.faulty", {"finding": finding}) == f"Faulty. {finding}"


def test_days_and_moments_are_in_utc_and_in_the_readers_language() -> None:
    late = datetime(2028, 6, 1, 1, 5, tzinfo=timezone(timedelta(hours=2)))
    assert format_date(late, "en") == "31 May 2028"
    assert format_date(late, "de") == "31. Mai 2028"
    assert format_moment(late, "en") == "31 May 2028, 23:05 UTC"
    assert format_moment(late, "de-CH") == "31. Mai 2028, 23:05 Uhr (UTC)"
    assert format_date(datetime(2028, 6, 1), "en") == "1 June 2028"  # noqa: DTZ001


def test_the_first_and_the_last_day_are_days_too() -> None:
    behind, ahead = timezone(timedelta(hours=-5)), timezone(timedelta(hours=5))
    assert format_date(datetime(9999, 12, 31, 23, tzinfo=behind), "en") == "31 December 9999"
    assert format_date(datetime(1, 1, 1, tzinfo=ahead), "en") == "1 January 1"
    assert format_moment(datetime(1, 1, 1, tzinfo=UTC), "de") == "1. Januar 1, 00:00 Uhr (UTC)"
