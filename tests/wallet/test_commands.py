"""`wallet export` and `wallet recheck`, as an operator types them."""

import os
import zipfile
from pathlib import Path

import pytest

from tests.wallet.conftest import PASSPHRASE
from wallet.accounts.service import sign_up
from wallet.assembly import OwnApplication, make_service
from wallet.cli import main
from wallet.settings import read_settings
from wallet.upgrade import upgrade


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wallet with one learner, and a terminal that types the learner's passphrase."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'wallet.sqlite'}")
    monkeypatch.setenv("SECRETS_FILE", str(tmp_path / "secrets.json"))
    monkeypatch.setenv("PUBLIC_URL", "https://wallet.test")
    monkeypatch.chdir(tmp_path)
    service = make_service(
        read_settings(os.environ, host="127.0.0.1", port=8000, tls=False, production=True), OwnApplication()
    )
    upgrade(service.database)
    sign_up(service, "Ada", "", PASSPHRASE)
    service.database.close()
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSPHRASE)
    return tmp_path


def test_export_asks_for_the_passphrase_and_says_where_the_file_is(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--learner", "ada"]) == 0
    (file,) = installed.glob("cairn-*.zip")
    assert capsys.readouterr().out.strip() == file.name
    with zipfile.ZipFile(file) as archive:
        assert "index.json" in archive.namelist()
    assert main(["export", "--learner", "ada", "-o", str(file)]) == 64
    assert "exists" in capsys.readouterr().err


def test_export_refuses_a_wrong_passphrase_and_writes_nothing(
    installed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "not the one")
    assert main(["export", "--learner", "Ada", "-o", "mine.zip"]) == 1
    assert "do not belong together" in capsys.readouterr().err
    assert not (installed / "mine.zip").exists()


def test_no_passphrase_is_taken_as_an_argument(installed: Path) -> None:
    for option in ("--passphrase", "--password", "-p"):
        assert main(["export", "--learner", "Ada", option, PASSPHRASE]) == 64


def test_recheck_prints_counts(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recheck"]) == 0
    assert capsys.readouterr().out == "same=0 changed=0 failed=0 forgotten=0 unknown=0\n"


@pytest.mark.parametrize("command", [["recheck"], ["export", "--learner", "Ada"]])
def test_a_wrong_setting_makes_no_new_wallet(
    installed: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRETS_FILE", str(installed / "elsewhere.json"))
    assert main(command) == 64
    assert "SECRETS_FILE" in capsys.readouterr().err
    assert not (installed / "elsewhere.json").exists()


@pytest.mark.parametrize(
    ("setting", "content", "said"),
    [
        ("REGISTER_FILES", '[{"id": "did:web:uni.example"}]', "“name”. (register.entry)"),
        ("REGISTER_FILES", "no table", "“list” cannot be read. (register.malformed)"),
        ("TRUST_FILES", "[{}]", "(trust.malformed)"),
    ],
)
def test_a_list_that_cannot_be_used_refuses_the_start_and_says_why(
    installed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    content: str,
    said: str,
) -> None:
    (installed / "list").write_text(content, "utf-8")
    monkeypatch.setenv(setting, str(installed / "list"))
    assert main(["recheck"]) == 64
    error = capsys.readouterr().err
    assert error.startswith(f"wallet: {setting}: ") and said in error
    monkeypatch.setenv(setting, str(installed / "gone"))
    assert main(["recheck"]) == 64
    assert "gone" in capsys.readouterr().err
