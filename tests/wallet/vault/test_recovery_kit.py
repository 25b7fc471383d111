from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.vault.errors import MistypedKit
from wallet.vault.recovery_kit import Kit, new_kit, read_kit, write_kit

SECRET = bytes(range(20))
# Made outside of this code.
TEXT = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-4GY0"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_the_format_does_not_drift() -> None:
    assert write_kit(SECRET) == TEXT
    assert Kit(SECRET).text == TEXT
    assert read_kit(TEXT) == SECRET


def test_a_new_kit_has_160_random_bits_in_nine_groups() -> None:
    kits = {new_kit() for _ in range(50)}
    assert len(kits) == 50
    for kit in kits:
        assert len(kit.secret) == 20
        assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{8}}[{ALPHABET}]{{4}}", kit.text)


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=20, max_size=20))
def test_what_is_written_is_read(secret: bytes) -> None:
    assert read_kit(write_kit(secret)) == secret


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(),
        TEXT.replace("-", ""),
        TEXT.replace("-", " "),
        f"  {TEXT}\r\n",
        TEXT.replace("-", "\u2011"),
        TEXT.replace("-", " – "),
        TEXT.replace("-", "\u00a0"),
        TEXT.replace("-", "\u00ad\n"),
        TEXT.replace("0", "O"),
        TEXT.replace("0", "o").replace("1", "I"),
        TEXT.replace("1", "l"),
        TEXT.replace("1", "i"),
        TEXT.replace("1", "L"),
    ],
)
def test_a_kit_is_read_as_people_write(typed: str) -> None:
    assert read_kit(typed) == SECRET


def test_every_single_wrong_character_is_found() -> None:
    for position, right in enumerate(TEXT):
        if right != "-":
            for wrong in ALPHABET.replace(right, ""):
                assert _code(TEXT[:position] + wrong + TEXT[position + 1 :]) == "vault.kit_mistyped"


def test_swapped_neighbours_and_groups_are_found() -> None:
    text = TEXT.replace("-", "")
    for width in (1, 4):
        for start in range(0, len(text) - 2 * width + 1, width):
            one, other = text[start : start + width], text[start + width : start + 2 * width]
            if one != other:
                swapped = text[:start] + other + one + text[start + 2 * width :]
                assert _code(swapped) == "vault.kit_mistyped"


@pytest.mark.parametrize("typed", ["", TEXT[:-1], TEXT + "0", TEXT + TEXT, TEXT[:-5], "-" * 50, "0" * 10_000_000])
def test_too_few_and_too_many_characters_are_found(typed: str) -> None:
    assert _code(typed) == "vault.kit_length"


@pytest.mark.parametrize("wrong", ["U", "u", "!", "ß", "ı", "０", "\ud800", "Ⅰ"])
def test_a_character_that_no_kit_has_is_found(wrong: str) -> None:
    assert _code(wrong + TEXT[1:]) == "vault.kit_character"


@pytest.mark.parametrize("secret", [b"", bytes(19), bytes(21)])
def test_only_20_bytes_make_a_kit(secret: bytes) -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        write_kit(secret)


def test_a_kit_does_not_show_itself() -> None:
    assert repr(Kit(SECRET)) == str(Kit(SECRET)) == "Kit()"


def _code(typed: str) -> str:
    with pytest.raises(MistypedKit) as raised:
        read_kit(typed)
    return raised.value.code
