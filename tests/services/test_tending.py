"""What a service does of itself is over when the service is."""

from __future__ import annotations

import time
from threading import Event

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from wallet import tending
from wallet.app import create_app
from wallet.service import Service
from wallet.shares.tables import Generation


def test_a_sweep_that_was_begun_ends_before_the_service_does(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = Event(), Event()

    def slow(_: Service) -> None:
        with service.database.reading() as session:
            session.exec(select(Generation)).all()
            begun.set()
            time.sleep(0.3)
        ended.set()

    monkeypatch.setattr(tending, "sweep_sessions", slow)
    with TestClient(create_app(service), base_url=service.settings.public_url):
        assert begun.wait(10)
    assert ended.is_set(), "it would come to a closed database"
