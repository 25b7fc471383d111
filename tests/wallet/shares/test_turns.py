"""Many who make links, or look at what these would show, take turns: the work is bounded, and nobody is sent away."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from threading import Lock

import pytest
from starlette.testclient import TestClient

from tests.services.life import at_once, keep_one
from tests.verifier.suites.parts import SD, base
from tests.wallet.conftest import PASSPHRASE
from verifier import Binding, World, derive_credential
from wallet.accounts.service import sign_in
from wallet.service import Service
from wallet.shares import making

MANY = 8


class Counted:
    """`derive_credential`, with how often it ran and how many ran at once at most."""

    def __init__(self) -> None:
        self.times, self.most, self._now, self._lock = 0, 0, 0, Lock()

    def derive(self, raw: bytes, pointers: Sequence[str], world: World, binding: Binding | None = None) -> bytes:
        with self._lock:
            self.times += 1
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.02)
        try:
            return derive_credential(raw, pointers, world, binding)
        finally:
            with self._lock:
                self._now -= 1


@pytest.mark.parametrize("action", ["preview", "make"])
def test_of_many_at_once_two_are_worked_on_and_each_comes_to_its_end(
    service: Service,
    ada: TestClient,
    browser: Callable[[], TestClient],
    monkeypatch: pytest.MonkeyPatch,
    action: str,
) -> None:
    raw = json.dumps(base(SD)).encode()
    one = keep_one(service, sign_in(service, "Ada", PASSPHRASE), raw)
    counted = Counted()
    monkeypatch.setattr(making, "derive_credential", counted.derive)

    def press(_: int) -> tuple[int, str]:
        client = browser()
        client.cookies = ada.cookies
        typed = {"credential": one, f"kind:{one}": "whole", "end": "7d", "action": action}
        answer = client.post("/shares/new", data=typed)
        return answer.status_code, answer.text

    found = at_once(MANY, press)
    assert counted.most <= 2 and counted.times == MANY
    for each in found:
        assert isinstance(each, tuple)
        status, text = each
        assert status == (200 if action == "preview" else 303)
        assert action == "make" or "Flour, water, salt, time." in text.partition('id="preview"')[2]
