"""A backup that is put back: links that were stopped since are open in it, so every link is paused."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.services.life import course, keep_one, share
from wallet.accounts.service import SignedIn
from wallet.app import create_app
from wallet.cli import main
from wallet.demo.issuer import Issuers
from wallet.service import Service
from wallet.shares.life import resume_share
from wallet.shares.owner import OwnShare, State
from wallet.shares.restored import pause_after_restore
from wallet.shares.service import open_own_share
from wallet.shares.tables import Generation


@pytest.fixture
def own(service: Service, ada: SignedIn, issuers: Issuers) -> OwnShare:
    return share(service, ada, [keep_one(service, ada, course(issuers))])


def go_back(service: Service, count: int | None) -> None:
    """The database as it was when it had counted so far; None: before it counted at all."""
    with service.database.writing() as session:
        row = session.get_one(Generation, 1)
        if count is None:
            session.delete(row)
        else:
            row.count = count
            session.add(row)


def counted(service: Service) -> int:
    with service.database.reading() as session:
        return session.get_one(Generation, 1).count


def test_nothing_is_paused_while_time_goes_on(service: Service, ada: SignedIn, own: OwnShare) -> None:
    assert [pause_after_restore(service) for _ in range(4)] == [False] * 4
    assert counted(service) == 4
    assert open_own_share(service, ada, own.id).state is State.ACTIVE


@pytest.mark.parametrize("count", [None, 1, 3])
def test_an_older_database_pauses_every_link_once(
    service: Service, ada: SignedIn, own: OwnShare, count: int | None
) -> None:
    for _ in range(4):
        pause_after_restore(service)
    go_back(service, count)
    assert pause_after_restore(service)
    assert open_own_share(service, ada, own.id).state is State.PAUSED
    assert counted(service) == 5
    resume_share(service, ada, own.id)
    assert not pause_after_restore(service)
    assert open_own_share(service, ada, own.id).state is State.ACTIVE


def test_nobody_opens_anything_before_the_service_has_looked(service: Service, ada: SignedIn, own: OwnShare) -> None:
    app = create_app(service)
    with TestClient(app, base_url=service.settings.public_url) as client:
        assert client.get(f"/s/{own.id}").status_code == 200
    assert counted(service) >= 2, "at its start and at its end"
    go_back(service, 1)
    with TestClient(app, base_url=service.settings.public_url) as client:
        assert client.get(f"/s/{own.id}").status_code == 404
    assert open_own_share(service, ada, own.id).state is State.PAUSED


def test_an_operator_pauses_every_link(
    service: Service, ada: SignedIn, own: OwnShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", service.settings.database_url)
    monkeypatch.setenv("SECRETS_FILE", str(service.settings.secrets_file))
    assert main(["pause"]) == 0
    assert open_own_share(service, ada, own.id).state is State.PAUSED


def test_a_database_without_its_file_was_put_somewhere_else(service: Service, ada: SignedIn, own: OwnShare) -> None:
    pause_after_restore(service)
    file = service.settings.secrets_file.with_name("secrets.json.generation")
    file.unlink()
    assert pause_after_restore(service)
    assert open_own_share(service, ada, own.id).state is State.PAUSED
    assert file.read_text() == "2\n"


def test_another_process_that_counted_on_is_no_backup(service: Service, own: OwnShare) -> None:
    for _ in range(3):
        pause_after_restore(service)
    file = service.settings.secrets_file.with_name("secrets.json.generation")
    file.write_text("1\n")  # the slower of two wrote last
    assert not pause_after_restore(service)


@pytest.mark.parametrize("text", ["", "x", "1.5"])
def test_a_file_that_says_nothing_keeps_the_service_from_starting(service: Service, own: OwnShare, text: str) -> None:
    service.settings.secrets_file.with_name("secrets.json.generation").write_text(text)
    with pytest.raises(OSError, match="is no number"):
        pause_after_restore(service)
