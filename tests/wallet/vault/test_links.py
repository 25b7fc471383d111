from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.vault import stretching
from wallet.vault.blob import Place, seal, unseal
from wallet.vault.errors import BadLink, Damaged, Unusable, WrongKey
from wallet.vault.links import (
    derive_content_key,
    derive_passcode_key,
    derive_tag,
    derive_wrap_key,
    is_tag,
    new_link_key,
    read_link_key,
    write_link_key,
)
from wallet.vault.stretching import Cost

KEY = bytes(range(32))
TEXT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
SALT = bytes(range(16))
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
WRAP = derive_wrap_key(KEY, "share-1")


# Made outside of this code: HMAC of the standard library, Argon2id of OpenSSL.
def test_derivations_do_not_drift() -> None:
    assert derive_tag(KEY, "share-1").hex() == "878f4713d82c753669f1f547d750278f7b0421eb56adfaed045f23272e67b141"
    assert WRAP.hex() == "3bf6f042fc8d42f6f7c3d32a0513c1017a12f14463094279a2ee702f813a5419"
    content = derive_content_key(WRAP, "share-1")
    assert content.hex() == "699e72c125eaa41980945b84f9909114ef94db554bccb9f6997dfadf8663663f"
    passcode = derive_passcode_key(WRAP, "share-1", "fourteen stones", SALT, CHEAP)
    assert passcode.hex() == "77df5de47016378a0f16e6ada902ac9197f99c22a12674429ebe9b6e880677c0"


def test_each_derivation_and_each_share_has_its_own_key() -> None:
    keys = [KEY]
    for share in ("share-1", "share-2"):
        wrap = derive_wrap_key(KEY, share)
        keys += [derive_tag(KEY, share), wrap, derive_content_key(wrap, share)]
        keys += [derive_content_key(WRAP, share), derive_passcode_key(WRAP, share, "fourteen stones", SALT, CHEAP)]
    assert len(set(keys)) == len(keys) - 1  # the first share's content key was derived twice


@pytest.mark.parametrize(
    ("passcode", "salt", "cost"),
    [
        ("fifteen stones", SALT, CHEAP),
        ("fourteen stones", bytes(16), CHEAP),
        ("fourteen stones", SALT, Cost(memory_kib=8, passes=2, lanes=1)),
    ],
)
def test_a_wrong_passcode_does_not_open_the_share(passcode: str, salt: bytes, cost: Cost) -> None:
    place = Place("share", "share-1", "view", "ada")
    blob = seal(derive_passcode_key(WRAP, "share-1", "fourteen stones", SALT, CHEAP), b"shown", place)
    assert unseal(derive_passcode_key(WRAP, "share-1", "fourteen stones", SALT, CHEAP), blob, place) == b"shown"
    with pytest.raises(WrongKey):
        unseal(derive_passcode_key(WRAP, "share-1", passcode, salt, cost), blob, place)


def test_a_passcode_alone_opens_nothing() -> None:
    other = derive_wrap_key(new_link_key(), "share-1")
    one, another = (derive_passcode_key(wrap, "share-1", "fourteen stones", SALT, CHEAP) for wrap in (WRAP, other))
    assert one != another


@pytest.mark.parametrize(
    ("passcode", "code"), [("", "secret.empty"), ("x" * 1025, "secret.too_long"), ("\ud800", "secret.characters")]
)
def test_a_passcode_that_nobody_set_costs_nothing(monkeypatch: pytest.MonkeyPatch, passcode: str, code: str) -> None:
    monkeypatch.setattr(stretching, "hash_secret_raw", lambda *_, **__: pytest.fail("Argon2 ran"))
    with pytest.raises(Unusable) as raised:
        derive_passcode_key(WRAP, "share-1", passcode, SALT, CHEAP)
    assert raised.value.code == code


def test_a_passcode_needs_its_salt() -> None:
    with pytest.raises(Damaged):
        derive_passcode_key(WRAP, "share-1", "fourteen stones", b"", CHEAP)


def test_tags_are_compared_whole() -> None:
    tag = derive_tag(KEY, "share-1")
    assert is_tag(tag, derive_tag(KEY, "share-1"))
    assert not is_tag(tag, derive_tag(KEY, "share-2"))
    assert not is_tag(tag, tag[:31])
    assert not is_tag(tag, b"")


def test_a_link_key_is_written_in_43_characters() -> None:
    assert write_link_key(KEY) == TEXT
    assert read_link_key(TEXT) == KEY


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read(link_key: bytes) -> None:
    text = write_link_key(link_key)
    assert len(text) == 43
    assert read_link_key(text) == link_key


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT[:-1],
        TEXT + "=",
        TEXT + "A",
        TEXT + "\n",
        " " + TEXT[1:],
        "+" + TEXT[1:],
        "/" + TEXT[1:],
        "Ａ" + TEXT[1:],
        "\ud800" + TEXT[1:],
        TEXT[:-1] + "9",  # the same 32 bytes in another spelling
        TEXT * 1_000_000,
    ],
)
def test_one_key_has_one_spelling(text: str) -> None:
    with pytest.raises(BadLink) as raised:
        read_link_key(text)
    assert raised.value.code == "vault.bad_link"


def test_new_link_keys_are_never_the_same() -> None:
    assert len({new_link_key() for _ in range(50)}) == 50


def test_keys_of_another_length_and_shares_without_id_are_refused() -> None:
    for act in (derive_tag, derive_wrap_key, derive_content_key):
        with pytest.raises(ValueError, match="32 bytes"):
            act(KEY[:31], "share-1")
        with pytest.raises(ValueError, match="id"):
            act(KEY, "")
    with pytest.raises(ValueError, match="32 bytes"):
        derive_passcode_key(b"", "share-1", "fourteen stones", SALT, CHEAP)
    with pytest.raises(ValueError, match="id"):
        derive_passcode_key(WRAP, "", "fourteen stones", SALT, CHEAP)
    with pytest.raises(ValueError, match="32 bytes"):
        write_link_key(b"")
