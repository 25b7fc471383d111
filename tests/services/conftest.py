from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.postgres import Postgres, running_postgres
from tests.services.life import PUBLIC_URL, publish
from tests.world import Clock, FakeWeb
from wallet.accounts.service import SignedIn, sign_up
from wallet.accounts.tables import Learner
from wallet.database import Database
from wallet.demo.issuer import Issuers
from wallet.net import CachedAnswer, RememberingFetch
from wallet.organisations.tables import Organisation
from wallet.pathways.tables import PublicDocument
from wallet.service import Service
from wallet.settings import Settings
from wallet.shares.tables import Generation
from wallet.upgrade import upgrade
from wallet.vault.server_secrets import create_secrets
from wallet.vault.stretching import Cost


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The URL of a database with every migration: making one takes longer than a test."""
    url = postgres.url(postgres.create_database())
    _migrate(url)
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "wallet.sqlite"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_database(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """No table is there yet."""
    if backend == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'wallet' / 'wallet.sqlite'}")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create_database()
    yield from _opened(server.url(name))
    server.drop_database(name)


@pytest.fixture
def database(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Every table is there, and empty."""
    if backend == "sqlite":
        file = tmp_path / "wallet" / "wallet.sqlite"
        file.parent.mkdir()
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield from _opened(f"sqlite:///{file}")
        return
    for database in _opened(request.getfixturevalue("migrated_postgres")):
        with database.writing() as session:
            session.execute(delete(Learner))  # everything else that is anybody's goes along
            session.execute(delete(CachedAnswer))
            session.execute(delete(PublicDocument))  # with who signed them
            session.execute(delete(Generation))
            session.execute(delete(Organisation))
        yield database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def issuers(tmp_path: Path, clock: Clock, web: FakeWeb) -> Issuers:
    """The demo's issuers; what they publish is on the web."""
    issuers = Issuers(tmp_path / "public" / "issuers.json", PUBLIC_URL, clock)
    publish(web, issuers)
    return issuers


@pytest.fixture
def service(database: Database, tmp_path: Path, clock: Clock, web: FakeWeb) -> Service:
    file = tmp_path / "secrets.json"
    secrets = create_secrets(file)
    url = database.engine.url.render_as_string(hide_password=False)
    return Service(
        settings=Settings(database_url=url, public_url=PUBLIC_URL, secrets_file=file),
        database=database,
        secrets=secrets,
        now=clock,
        fetch=RememberingFetch(web.fetch, database, secrets.cache_key, clock),
        fetch_link=web.fetch,
        passphrase_cost=Cost(memory_kib=8, passes=1, lanes=1),
    )


@pytest.fixture
def ada(service: Service) -> SignedIn:
    signed_in, _ = sign_up(service, "Ada", "ada@example.org", "four stones on a hill")
    return signed_in


@pytest.fixture
def bob(service: Service) -> SignedIn:
    signed_in, _ = sign_up(service, "Bob", "", "a boat without oars")
    return signed_in


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()
