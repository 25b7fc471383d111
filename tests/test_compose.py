"""docker-compose.yml holds what the README says of it, and no secret. No engine is needed to read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


def test_both_services_are_there_with_a_health_check(compose: dict) -> None:
    assert set(compose["services"]) == {"wallet", "database"}
    assert all(service["healthcheck"]["test"] for service in compose["services"].values())
    assert compose["services"]["wallet"]["depends_on"]["database"]["condition"] == "service_healthy"


def test_data_and_keys_live_on_volumes_of_their_own(compose: dict) -> None:
    mounts = {
        name: [each.split(":")[0] for each in service["volumes"]] for name, service in compose["services"].items()
    }
    assert mounts == {"wallet": ["keys"], "database": ["database"]}
    assert set(compose["volumes"]) == {"keys", "database"}


def test_secrets_are_files_and_nowhere_in_the_text(compose: dict) -> None:
    named = set(compose["secrets"])
    for service in compose["services"].values():
        assert set(service["secrets"]) <= named
        for name, value in service["environment"].items():
            if re.search("PASSWORD|SECRET|KEY|TOKEN", name):
                assert str(value).startswith(("/run/secrets/", "/keys/")), name
            assert not re.search(r"://[^/@]*:[^/@]*@", str(value)), name
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())


def test_the_wallet_is_not_open_to_the_world_without_a_proxy(compose: dict) -> None:
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["wallet"]["ports"])


def test_the_image_installs_from_the_hash_pinned_lock(compose: dict) -> None:
    text = compose["services"]["wallet"]["build"]["dockerfile_inline"]
    assert "--require-hashes -r requirements.lock" in text
