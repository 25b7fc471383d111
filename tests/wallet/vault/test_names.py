from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.vault import names
from wallet.vault.errors import Unusable
from wallet.vault.names import fingerprint, fold, hash_name, normalize_name

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("  Ada  \t Lovelace\n", "ada lovelace"),
        ("ADA@Example.ORG", "ada@example.org"),
        ("Ａｄａ", "ada"),
        ("A\u0308da", "äda"),
        ("Straße", "strasse"),
        ("ﬁona", "fiona"),
        ("Ada\u00a0\u3000Lovelace", "ada lovelace"),
        ("Ὀδυσσεύς", "ὀδυσσεύσ"),
        ("李 雷", "李 雷"),
        ("x" * 254, "x" * 254),
    ],
)
def test_a_name_has_one_form(typed: str, normal: str) -> None:
    assert normalize_name(typed) == normal


@pytest.mark.parametrize("typed", ["", " ", "\t\n \u3000"])
def test_no_name_is_none(typed: str) -> None:
    assert _code(typed) == "name.empty"


# The third is short as typed and grows to 18 characters for each of its own.
@pytest.mark.parametrize("typed", ["x" * 255, "é" * 255, "\ufdfa" * 20])
def test_a_name_is_bounded(typed: str) -> None:
    assert _code(typed) == "name.too_long"


def test_a_text_that_is_far_too_long_is_not_even_normalised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "fold", lambda _: pytest.fail("it was normalised"))
    assert _code("x" * 1025) == "name.too_long"


def test_the_order_in_which_marks_were_typed_does_not_matter() -> None:
    assert normalize_name("\u03b1\u0345\u0301") == normalize_name("\u03b1\u0301\u0345")


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\x7f", "\u200b", "\u202e", "\u00ad", "\ud800", "\ue000", "\U000e0fff"])
def test_invisible_and_unassigned_characters_are_refused(odd: str) -> None:
    assert _code(f"a{odd}b") == "name.control"


def test_a_refused_name_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"name\.empty"):
        normalize_name("")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12))
def test_normalising_twice_changes_nothing(text: str) -> None:
    try:
        once = normalize_name(text)
    except Unusable:
        return
    assert normalize_name(once) == once


def test_folding_twice_changes_no_character() -> None:
    changed = [c for c in map(chr, range(sys.maxunicode + 1)) if fold(fold(c)) != fold(c)]
    assert changed == []


def test_the_hash_of_a_name_does_not_drift() -> None:
    expected = "d3103bcf55af56d5a078e63fd1774f642426c7d74e2332e7baef664c347210b2"
    assert hash_name(KEY, "ada lovelace").hex() == expected


def test_a_name_is_found_however_it_is_typed() -> None:
    assert hash_name(KEY, " ADA  Lovelace ") == hash_name(KEY, "ada lovelace")
    assert hash_name(KEY, "ada lovelace") != hash_name(KEY, "adalovelace")


def test_a_hash_says_nothing_under_another_key() -> None:
    assert hash_name(KEY, "ada") != hash_name(OTHER, "ada")
    assert fingerprint(KEY, b"ada") != fingerprint(OTHER, b"ada")


def test_a_fingerprint_does_not_drift() -> None:
    expected = "e9457a1a56980558393631b9b55fe1a8e624a4a3c5dd39caa1a672fd851e7830"
    assert fingerprint(KEY, b"data").hex() == expected


def test_a_fingerprint_is_no_hash_of_a_name() -> None:
    assert fingerprint(KEY, b"ada") != hash_name(KEY, "ada")


def test_a_short_key_hashes_nothing() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        hash_name(b"", "ada")
    with pytest.raises(ValueError, match="32 bytes"):
        fingerprint(b"short", b"data")


def _code(typed: str) -> str:
    with pytest.raises(Unusable) as raised:
        normalize_name(typed)
    return raised.value.code
