"""`pip install .` gives working commands: everything that they need travels inside the wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the wheel's packages come first, and the checkout is not on the path."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    path = os.pathsep.join([str(folder), sysconfig.get_paths()["purelib"]])
    return {"PYTHONPATH": path, "PATH": os.environ["PATH"], "HOME": str(folder)}


@pytest.mark.parametrize(
    ("folder", "inside"),
    [
        ("templates", "verifier/site/templates"),
        ("static", "verifier/site/static"),
        ("verifier/locale", "verifier/locale"),
        ("wallet/locale", "wallet/locale"),
        ("verifier/contexts", "verifier/contexts"),
        ("wallet/migrations", "wallet/migrations"),
    ],
)
def test_the_wheel_holds_every_file_of(folder: str, inside: str, wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"{inside}/{path.relative_to(ROOT / folder)}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted
    assert wanted <= held


def test_the_wheel_holds_no_tests_and_no_settings(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"verifier", "wallet", next(each for each in tops if each.endswith(".dist-info"))}


def test_verifier_check_works_from_the_wheel(installed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"type": "VerifiableCredential"}')
    command = [sys.executable, "-m", "verifier.cli", "check", "--json", "--offline", str(tmp_path / "x.json")]
    done = subprocess.run(command, cwd=tmp_path, env=installed, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["code"] == "structure.malformed"
    assert done.returncode == 1


def test_the_wallets_pages_come_out_of_the_wheel(installed: dict[str, str], tmp_path: Path) -> None:
    program = (
        "from verifier.site.assets import static_folder, templates_folder\n"
        "import verifier.site, wallet.upgrade, wallet.database\n"
        "assert str(templates_folder()).startswith(verifier.site.__path__[0]), templates_folder()\n"
        "assert str(static_folder()).startswith(verifier.site.__path__[0])\n"
        "database = wallet.database.Database('sqlite:///x.sqlite')\n"
        "wallet.upgrade.upgrade(database)\n"
        "assert wallet.upgrade.is_current(database)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=installed, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
