from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.vault import stretching
from wallet.vault.blob import Place
from wallet.vault.errors import Damaged, Unusable, WrongSecret
from wallet.vault.recovery_kit import new_kit, read_kit
from wallet.vault.slots import (
    Slot,
    check_passphrase,
    is_weaker,
    open_slot,
    seal_passphrase_slot,
    seal_recovery_slot,
    seal_session_slot,
)
from wallet.vault.stretching import Cost

KEY = bytes(range(32, 64))
SALT = bytes(range(16))
PLACE = Place("slot", "1", "wrapped", "ada")
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
CHEAP_STORED = {"version": 1, "memory_kib": 8, "passes": 1, "lanes": 1}
KIT = bytes(range(20))
SESSION = bytes(range(32))
# Made outside of this code: HMAC of the standard library, Argon2id of OpenSSL, AES-256-GCM of libsodium.
KNOWN: list[tuple[Slot, str | bytes]] = [
    (
        Slot(
            "passphrase",
            SALT,
            CHEAP_STORED,
            bytes.fromhex(
                "015a9ac24905bf6b556465666768696a6b6c6d6e6fbdf1a5b245aded60775aeaf0ad42a03fd38d78617bd1cd9b06b8190019eb31601806"
                "289c0ffcd85e1e7f8c392d7028d2"
            ),
        ),
        "correct horse",
    ),
    (
        Slot(
            "recovery_kit",
            SALT,
            {"version": 1},
            bytes.fromhex(
                "01c3bb2ebb99475d236465666768696a6b6c6d6e6f0dcd16adfa1b022ebe983a12f7c4d3f024cf7b49061615902d377196ce27ccdb0028"
                "9d2433d0be430ccff2fe68d32992"
            ),
        ),
        KIT,
    ),
    (
        Slot(
            "session",
            SALT,
            {"version": 1},
            bytes.fromhex(
                "0174cfa01cfe4543996465666768696a6b6c6d6e6f772fddcf1738040fa082b97df5195e1cb3b95c7ee9c06155a59f31fb26c6d2ca568f"
                "6996a53d9089c8f8f953a6c6925a"
            ),
        ),
        SESSION,
    ),
]
PASSPHRASE_SLOT = KNOWN[0][0]


@pytest.mark.parametrize(("slot", "secret"), KNOWN, ids=lambda value: getattr(value, "kind", ""))
def test_a_slot_of_long_ago_opens(slot: Slot, secret: str | bytes) -> None:
    assert open_slot(slot, secret, PLACE) == KEY


def test_slots_of_today_are_like_those_of_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.urandom", lambda length: SALT if length == 16 else bytes(range(100, 112)))
    assert [
        seal_passphrase_slot(KEY, "correct horse", PLACE, CHEAP),
        seal_recovery_slot(KEY, KIT, PLACE),
        seal_session_slot(KEY, SESSION, PLACE),
    ] == [slot for slot, _ in KNOWN]


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=10, max_size=30))
def test_a_passphrase_opens_its_slot(passphrase: str) -> None:
    if check_passphrase(passphrase) is None:
        slot = seal_passphrase_slot(KEY, passphrase, PLACE, CHEAP)
        assert open_slot(slot, passphrase, PLACE) == KEY


def test_a_kit_opens_its_slot_and_no_other_kit_does() -> None:
    kit = new_kit()
    slot = seal_recovery_slot(KEY, kit.secret, PLACE)
    assert open_slot(slot, read_kit(kit.text), PLACE) == KEY
    with pytest.raises(WrongSecret):
        open_slot(slot, new_kit().secret, PLACE)


@pytest.mark.parametrize(
    "secret", ["Correct horse", "correct horse ", "", "x" * 10_000_000, "a\ud800 correct", b"correct horse"]
)
def test_a_wrong_passphrase_opens_nothing(secret: str | bytes) -> None:
    with pytest.raises(WrongSecret) as raised:
        open_slot(PASSPHRASE_SLOT, secret, PLACE)
    assert raised.value.code == "vault.wrong_secret"


@pytest.mark.parametrize("secret", [b"", bytes(20), bytes(32), "correct horse"])
@pytest.mark.parametrize("slot", [KNOWN[1][0], KNOWN[2][0]], ids=lambda slot: slot.kind)
def test_a_wrong_random_secret_opens_nothing(slot: Slot, secret: str | bytes) -> None:
    with pytest.raises(WrongSecret):
        open_slot(slot, secret, PLACE)


@pytest.mark.parametrize(("slot", "secret"), KNOWN, ids=lambda value: getattr(value, "kind", ""))
def test_a_slot_of_another_learner_does_not_open(slot: Slot, secret: str | bytes) -> None:
    with pytest.raises(Damaged):
        open_slot(slot, secret, replace(PLACE, learner="bob"))


def test_another_salt_or_cost_is_another_secret() -> None:
    for altered in (
        replace(PASSPHRASE_SLOT, salt=bytes(16)),
        replace(PASSPHRASE_SLOT, parameters={**CHEAP_STORED, "passes": 2}),
    ):
        with pytest.raises(WrongSecret):
            open_slot(altered, "correct horse", PLACE)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "passkey"},
        {"kind": "session"},  # with a cost, as no session has
        {"salt": b""},
        {"salt": bytes(17)},
        {"parameters": {}},
        {"parameters": {"version": 1}},
        {"parameters": {**CHEAP_STORED, "version": 2}},
        {"parameters": {**CHEAP_STORED, "memory_kib": 2**30}},
        {"parameters": {**CHEAP_STORED, "passes": 1_000_000}},
        {"parameters": {**CHEAP_STORED, "more": 1}},
        {"wrapped": b""},
        {"wrapped": PASSPHRASE_SLOT.wrapped[:-1]},
        {"wrapped": PASSPHRASE_SLOT.wrapped + b"\x00"},
    ],
)
def test_a_slot_that_is_not_as_it_was_stored_is_damaged(change: dict[str, object]) -> None:
    with pytest.raises(Damaged):
        open_slot(replace(PASSPHRASE_SLOT, **change), "correct horse", PLACE)  # type: ignore[arg-type]


def test_an_absurd_cost_is_refused_before_argon2_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretching, "hash_secret_raw", lambda *_, **__: pytest.fail("Argon2 ran"))
    with pytest.raises(Damaged):
        open_slot(replace(PASSPHRASE_SLOT, parameters={**CHEAP_STORED, "lanes": 64}), "correct horse", PLACE)


def test_the_default_cost_is_stored_with_the_slot() -> None:
    slot = seal_passphrase_slot(KEY, "correct horse", PLACE)
    assert slot.parameters == {"version": 1, **Cost().as_dict()}
    assert open_slot(slot, "correct horse", PLACE) == KEY


def test_a_slot_that_costs_less_than_today_is_found() -> None:
    assert is_weaker(PASSPHRASE_SLOT, Cost(16, 1, 1))
    assert is_weaker(PASSPHRASE_SLOT, Cost(8, 2, 1))
    assert not is_weaker(PASSPHRASE_SLOT, CHEAP)
    assert not is_weaker(KNOWN[1][0], Cost())


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("correct horse", None),
        ("0123456789", None),
        ("x" * 1024, None),
        ("012345678", "passphrase.too_short"),
        ("  01234567  ", "passphrase.too_short"),
        (" " * 20, "passphrase.too_short"),
        ("\ufdfa", "passphrase.too_short"),  # eighteen characters once normalised
        ("e\u0301" * 9, "passphrase.too_short"),  # nine once normalised
        ("x" * 1025, "passphrase.too_long"),
        ("correct\ud800horse", "passphrase.characters"),
        ("ada  LOVELACE", "passphrase.is_name"),
        ("Ada@Example.org", "passphrase.is_name"),
    ],
)
def test_what_a_passphrase_may_be(passphrase: str, code: str | None) -> None:
    assert check_passphrase(passphrase, "Ada Lovelace", "ada@example.org") == code


def test_no_slot_is_sealed_with_a_passphrase_that_nobody_may_have() -> None:
    with pytest.raises(Unusable) as raised:
        seal_passphrase_slot(KEY, "short", PLACE, CHEAP)
    assert raised.value.code == "passphrase.too_short"


@pytest.mark.parametrize("secret", [b"", bytes(19), bytes(33), "x" * 32])
def test_no_slot_is_sealed_with_a_secret_of_another_length(secret: bytes) -> None:
    with pytest.raises(ValueError, match="length"):
        seal_recovery_slot(KEY, secret, PLACE)
    with pytest.raises(ValueError, match="length"):
        seal_session_slot(KEY, secret, PLACE)


def test_the_same_passphrase_wraps_differently_each_time() -> None:
    one, other = (seal_passphrase_slot(KEY, "correct horse", PLACE, CHEAP) for _ in range(2))
    assert one.salt != other.salt
    assert one.wrapped[1:9] != other.wrapped[1:9]
