from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wallet.cli import main
from wallet.vault.blob import Place
from wallet.vault.errors import BadSecrets
from wallet.vault.sealed_box import new_pair, open_sealed, seal_to
from wallet.vault.server_secrets import Secrets, create_secrets, load_secrets, rotate_secrets

KNOWN = {
    "version": 1,
    "name_key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "signing_seeds": [
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "_" * 42 + "8",
    ],
    "cache_key": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
    "token_key": "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
}


def test_created_secrets_are_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    created = create_secrets(path)
    assert load_secrets(path) == created
    keys = {created.name_key, *created.signing_seeds, created.cache_key, created.token_key}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}


def test_only_the_owner_may_read_the_file_and_no_draft_is_left(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        create_secrets(tmp_path / "secrets.json")
    finally:
        os.umask(before)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    create_secrets(path)
    before = path.read_bytes()
    assert _code_of_create(path) == "secrets.exists"
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.symlink_to(tmp_path / "elsewhere")
    assert _code_of_create(path) == "secrets.exists"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert _code_of_create(tmp_path / "none" / "secrets.json") == "secrets.unwritable"


def test_an_interrupted_writing_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert _code_of_create(tmp_path / "secrets.json") == "secrets.unwritable"
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_long_ago_is_read(tmp_path: Path) -> None:
    secrets = load_secrets(_file(tmp_path, KNOWN))
    assert secrets == Secrets(bytes(32), (bytes(range(32)), b"\xff" * 32), b"\x01" * 32, b"\x02" * 32)
    assert secrets.signer == bytes(range(32))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610, 0o666])
def test_a_file_that_others_have_a_right_to_is_refused(tmp_path: Path, mode: int) -> None:
    path = _file(tmp_path, KNOWN)
    path.chmod(mode)
    assert _code_of_load(path) == "secrets.readable_by_others"


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_the_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    path = _file(tmp_path, KNOWN)
    path.chmod(mode)
    assert load_secrets(path).name_key == bytes(32)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"version": "1"},
        {"more": 1},
        {"name_key": ""},
        {"name_key": None},
        {"name_key": "A" * 43 + "="},
        {"name_key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"},
        {"name_key": "A" * 42},
        {"name_key": "é" * 43},
        {"cache_key": [1]},
        {"token_key": "!" * 43},
        {"signing_seeds": []},
        {"signing_seeds": KNOWN["name_key"]},
        {"signing_seeds": [KNOWN["name_key"], "short"]},
        {"signing_seeds": [KNOWN["name_key"]] * 17},
    ],
)
def test_a_file_that_is_not_as_written_is_malformed(tmp_path: Path, change: dict[str, object]) -> None:
    assert _code_of_load(_file(tmp_path, {**KNOWN, **change})) == "secrets.malformed"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff\xfe{", b"[" * 16_000, b"{}", json.dumps(KNOWN).encode() + b" " * 16_384]
)
def test_a_file_that_is_something_else_is_malformed(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(data)
    path.chmod(0o600)
    assert _code_of_load(path) == "secrets.malformed"


def test_a_missing_file_a_folder_and_a_pipe_are_said(tmp_path: Path) -> None:
    assert _code_of_load(tmp_path / "none") == "secrets.missing"
    assert _code_of_load(tmp_path) == "secrets.malformed"
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert _code_of_load(tmp_path / "pipe") == "secrets.malformed"


def test_secrets_show_nothing(tmp_path: Path) -> None:
    secrets = create_secrets(tmp_path / "secrets.json")
    assert repr(secrets) == str(secrets) == f"{secrets}" == "Secrets()"


def test_an_error_quotes_nothing_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(BadSecrets) as raised:
        load_secrets(_file(tmp_path, {**KNOWN, "name_key": "a secret that was pasted wrong"}))
    assert raised.value.args == ("secrets.malformed",)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_what_the_server_signs_verifies_after_its_key_was_changed(tmp_path: Path) -> None:
    old = create_secrets(tmp_path / "old.json")
    new = create_secrets(tmp_path / "new.json")
    changed = Secrets(old.name_key, (new.signer, old.signer), old.cache_key, old.token_key)
    pair, place = new_pair(), Place("opening", "3", "what", "ada")
    box = seal_to(pair.public, b"opened at noon", place, old.signer)
    assert open_sealed(pair.private, box, place, changed.public_keys) == b"opened at noon"


def _file(folder: Path, content: dict[str, object]) -> Path:
    path = folder / "secrets.json"
    path.write_text(json.dumps(content))
    path.chmod(0o600)
    return path


def _code_of_create(path: Path) -> str:
    with pytest.raises(BadSecrets) as raised:
        create_secrets(path)
    return raised.value.code


def _code_of_load(path: Path) -> str:
    with pytest.raises(BadSecrets) as raised:
        load_secrets(path)
    return raised.value.code


def test_a_new_key_signs_and_the_old_one_still_counts(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    before = create_secrets(path)
    after = rotate_secrets(path)
    assert load_secrets(path) == after
    assert after.signing_seeds[1:] == before.signing_seeds
    assert after.signer != before.signer
    assert (after.name_key, after.cache_key, after.token_key) == (before.name_key, before.cache_key, before.token_key)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.json"]
    pair, place = new_pair(), Place("opening", "1", "box", "ada")
    box = seal_to(pair.public, b"seen", place, before.signer)
    assert open_sealed(pair.private, box, place, after.public_keys) == b"seen"


def test_keys_are_never_dropped_to_make_room(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    create_secrets(path)
    for _ in range(15):
        rotate_secrets(path)
    full = path.read_bytes()
    with pytest.raises(BadSecrets) as caught:
        rotate_secrets(path)
    assert str(caught.value) == "secrets.full"
    assert path.read_bytes() == full


def test_the_command_rotates_and_says_what_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "secrets.json"
    monkeypatch.setenv("SECRETS_FILE", str(path))
    assert main(["rotate-keys"]) == 64
    assert "secrets.missing" in capsys.readouterr().err
    before = create_secrets(path)
    assert main(["rotate-keys"]) == 0
    assert load_secrets(path).signing_seeds[1:] == before.signing_seeds
