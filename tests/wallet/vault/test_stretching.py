from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from wallet.vault.errors import Damaged, Unusable
from wallet.vault.stretching import Cost, read_cost, stretch

SALT = bytes(range(16))
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)


def test_stretching_does_not_drift() -> None:
    expected = "3bfa796a86260b73457e1290b51695931a17e266f601d0fb45563e282fb6865b"
    assert stretch("correct horse", SALT, CHEAP).hex() == expected


def test_another_implementation_agrees_at_another_cost() -> None:
    other = Argon2id(salt=SALT, length=32, iterations=2, lanes=2, memory_cost=64)
    assert stretch("grün", SALT, Cost(memory_kib=64, passes=2, lanes=2)) == other.derive("grün".encode())


def test_two_keyboards_write_one_passphrase() -> None:
    assert stretch("gru\u0308n", SALT, CHEAP) == stretch("grün", SALT, CHEAP)
    assert stretch("Grün", SALT, CHEAP) != stretch("grün", SALT, CHEAP)


def test_the_default_is_at_least_what_is_advised_today() -> None:
    assert Cost() == Cost(memory_kib=65536, passes=3, lanes=1)


def test_a_stored_cost_is_read_again() -> None:
    assert read_cost(Cost(1024, 2, 4).as_dict()) == Cost(1024, 2, 4)


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 2**31},
        {"memory_kib": 256 * 1024 + 1},
        {"memory_kib": 7},
        {"memory_kib": -1},
        {"memory_kib": 31, "lanes": 4},
        {"passes": 0},
        {"passes": 11},
        {"lanes": 0},
        {"lanes": 5},
        {"lanes": True},
        {"passes": 3.0},
        {"passes": "3"},
        {"passes": None},
        {"more": 1},
    ],
)
def test_a_tampered_cost_is_refused_before_any_work(change: dict[str, int]) -> None:
    with pytest.raises(Damaged):
        read_cost({**Cost().as_dict(), **change})


def test_a_cost_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(Damaged):
        read_cost({"memory_kib": 64, "passes": 1})


@pytest.mark.parametrize("salt", [b"", SALT[:15], SALT + b"\x00"])
def test_only_salts_of_16_bytes_are_used(salt: bytes) -> None:
    with pytest.raises(Damaged):
        stretch("correct horse", salt, CHEAP)


@pytest.mark.parametrize(
    ("text", "code"),
    [("x" * 1025, "secret.too_long"), ("\ufdfa" * 100, "secret.too_long"), ("a\ud800b", "secret.characters")],
)
def test_text_that_nobody_typed_is_not_stretched(text: str, code: str) -> None:
    with pytest.raises(Unusable) as raised:
        stretch(text, SALT, CHEAP)
    assert raised.value.code == code
