"""What the operator may decide, and what production never starts with."""

import os
from pathlib import Path

import pytest

from wallet.settings import BadSettings, Settings, read_settings


def read(environment: dict[str, str], *, production: bool = False) -> Settings:
    return read_settings(environment, host="127.0.0.1", port=8000, tls=True, production=production)


def test_a_demo_may_take_issuers_that_nothing_proves_and_nobody_does_by_default() -> None:
    assert read({"ACCEPT_UNPROVEN_ISSUERS": "1"}).accept_unproven_issuers
    assert not read({"ACCEPT_UNPROVEN_ISSUERS": "0"}).accept_unproven_issuers
    assert not read({}).accept_unproven_issuers


@pytest.mark.parametrize("value", ["true", "yes", "2", " 1"])
def test_a_value_that_could_mean_anything_is_refused(value: str) -> None:
    with pytest.raises(BadSettings, match="ACCEPT_UNPROVEN_ISSUERS"):
        read({"ACCEPT_UNPROVEN_ISSUERS": value})


@pytest.mark.parametrize("setting", [{"ACCEPT_UNPROVEN_ISSUERS": "1"}, {"ALLOW_ORIGINS": "https://localhost:9001"}])
def test_production_does_not_start_with_what_opens_doors(setting: dict[str, str]) -> None:
    read({}, production=True)
    with pytest.raises(BadSettings, match="wallet serve does not start"):
        read(setting, production=True)


def test_lists_and_registers_are_files_with_a_separator_between_them() -> None:
    found = read({"TRUST_FILES": "a.json", "REGISTER_FILES": os.pathsep.join(["i.csv", "", "r.csv"])})
    assert found.trust_files == (Path("a.json"),)
    assert found.register_files == (Path("i.csv"), Path("r.csv"))
    assert read({}).register_files == ()
