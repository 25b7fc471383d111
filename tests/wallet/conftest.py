import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.world import Clock, FakeWeb
from wallet.app import create_app
from wallet.database import Database
from wallet.service import Service
from wallet.settings import Settings
from wallet.upgrade import upgrade
from wallet.vault.server_secrets import create_secrets
from wallet.vault.stretching import Cost

PUBLIC_URL = "https://wallet.test"
PASSPHRASE = "four words stacked up"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that went through every migration, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "wallet.sqlite"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def database_url(migrated: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'wallet.sqlite')}"


@pytest.fixture
def make_service(database_url: str, tmp_path: Path, clock: Clock, web: FakeWeb) -> Iterator[Callable[[str], Service]]:
    """`make_service(public_url)`: services over one database."""
    made: list[Service] = []
    secrets = create_secrets(tmp_path / "secrets.json")

    def make(public_url: str) -> Service:
        service = Service(
            settings=Settings(database_url, public_url, tmp_path / "secrets.json"),
            database=Database(database_url),
            secrets=secrets,
            now=clock,
            fetch=web.fetch,
            fetch_link=web.fetch,
            passphrase_cost=Cost(memory_kib=8, passes=1),
        )
        made.append(service)
        return service

    yield make
    for service in made:
        service.database.close()


@pytest.fixture
def service(make_service: Callable[[str], Service]) -> Service:
    return make_service(PUBLIC_URL)


@pytest.fixture
def app(service: Service) -> Starlette:
    return create_app(service)


@pytest.fixture
def browser(app: Starlette) -> Callable[[], TestClient]:
    """`browser()`: a new browser, which says that its posts come from our own pages."""

    def make() -> TestClient:
        headers = {"Sec-Fetch-Site": "same-origin"}
        return TestClient(app, base_url=PUBLIC_URL, headers=headers, follow_redirects=False)

    return make


@pytest.fixture
def client(browser: Callable[[], TestClient]) -> TestClient:
    return browser()


@pytest.fixture
def ada(client: TestClient) -> TestClient:
    """`client`, signed in as Ada, who has just started her wallet."""
    assert sign_up(client).status_code == 200
    return client


def sign_up(client: TestClient, name: str = "Ada", **more: str):
    fields = {"name": name, "email": "", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    return client.post("/sign-up", data={**fields, **more})


def sign_in(client: TestClient, name: str = "Ada", passphrase: str = PASSPHRASE, after: str = ""):
    return client.post("/sign-in", data={"name": name, "passphrase": passphrase, "next": after})


def is_signed_in(client: TestClient) -> bool:
    return client.get("/settings").status_code == 200
