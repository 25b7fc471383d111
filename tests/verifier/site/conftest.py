from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.world import Clock, FakeWeb
from verifier import World
from verifier.site.app import create_app


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(web: FakeWeb, clock: Clock) -> Iterator[TestClient]:
    app = create_app(lambda: World(clock(), web.fetch), web.fetch, secure=True, origin="https://check.test")
    with TestClient(app, base_url="https://check.test", follow_redirects=False) as client:
        yield client
