from __future__ import annotations

import pytest

from wallet.vault.blob import Place, seal
from wallet.vault.errors import Damaged, WrongKey
from wallet.vault.keys import derive, hkdf, new_key, unwrap_key, wrap_key

KEY = bytes(range(32))
INNER = bytes(range(32, 64))
PLACE = Place("credential", "7", "original", "ada")
# Made outside of this code: HMAC and SHA-256 of the standard library, AES-256-GCM of libsodium.
KNOWN_WRAPPED = bytes.fromhex(
    "0125f2a9ca56f7dd4a6465666768696a6b6c6d6e6f683afc455dcc70b9164b75c3f64844d272f33439bf59c5459fe89673c79e9b770fd48d4e"
    "ca39b4e4c4bb1f1a966f40bf"
)


def test_new_keys_are_32_bytes_and_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key) for key in keys} == {32}


def test_a_derived_key_does_not_drift() -> None:
    assert derive(KEY, "summaries").hex() == "854505e1198bf887622044e2edceeaa5b9008b071b31b5e40007aadc436922bd"


def test_each_purpose_and_each_key_derives_its_own() -> None:
    derived = {derive(KEY, "a"), derive(KEY, "b"), derive(INNER, "a"), hkdf(KEY, "a"), KEY}
    assert len(derived) == 5


def test_context_is_not_just_run_together() -> None:
    assert len({hkdf(KEY, "a", b"bc"), hkdf(KEY, "ab", b"c"), hkdf(KEY, "a", b"b", b"c"), hkdf(KEY, "abc")}) == 4


def test_nothing_is_derived_without_a_purpose_or_from_a_short_key() -> None:
    with pytest.raises(ValueError, match="purpose"):
        derive(KEY, "")
    with pytest.raises(ValueError, match="32 bytes"):
        derive(KEY[:31], "summaries")


def test_a_wrapped_key_does_not_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.urandom", lambda length: bytes(range(100, 100 + length)))
    assert wrap_key(KEY, INNER, PLACE) == KNOWN_WRAPPED


def test_a_wrapped_key_is_unwrapped_with_its_wrapping_key_alone() -> None:
    assert unwrap_key(KEY, KNOWN_WRAPPED, PLACE) == INNER
    with pytest.raises(WrongKey):
        unwrap_key(INNER, KNOWN_WRAPPED, PLACE)


def test_a_wrapped_key_of_another_learner_is_damaged() -> None:
    with pytest.raises(Damaged):
        unwrap_key(KEY, KNOWN_WRAPPED, Place("credential", "7", "original", "bob"))


def test_only_keys_are_wrapped() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        wrap_key(KEY, b"not a key", PLACE)


def test_a_blob_that_holds_no_key_is_not_unwrapped() -> None:
    with pytest.raises(Damaged):
        unwrap_key(KEY, seal(KEY, b"not a key", PLACE), PLACE)
