"""What a register of quality assurance adds to the page of a credential, and whom it adds nothing to."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.services.life import publish
from tests.world import Clock, FakeWeb
from wallet.accounts.holder_keys import new_holder_key
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import start_session
from wallet.app import create_app
from wallet.credentials.imports import Taken, keep, take_in
from wallet.demo.issuer import Issuers
from wallet.demo.selective import make_selective
from wallet.demo.setup import LISTED_FOR, REGISTER, list_institutions
from wallet.demo.shelf import make_shelf
from wallet.recognition.register_files import read_registers
from wallet.service import Service

Look = Callable[[str, str], str]
LISTS = f"“{REGISTER}” lists Cairn Demo University (copy of 3 October 2026)."


@pytest.fixture
def demo(service: Service, issuers: Issuers, tmp_path: Path) -> Service:
    """The service with the demo's register, of which the file was written on a certain day."""
    _, register = list_institutions(tmp_path, issuers, service.settings.public_url, service.now())
    os.utime(register, (1791000000, 1791000000))
    return replace(service, register=read_registers([register]))


@pytest.fixture
def shelf(demo: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb) -> dict[str, str]:
    """Everything on the demo's shelf, kept: case -> id."""
    held = new_holder_key(demo, ada, "University").key.public
    items = [*make_shelf(issuers, demo.now(), "Ada"), *make_selective(issuers, demo.now(), "Ada", held)]
    publish(web, issuers)
    kept = keep(demo, ada, take_in(demo, ada, [Taken(each.case, each.raw) for each in items]), range(len(items)))
    return {each.case: identity for each, identity in zip(items, kept, strict=True)}


@pytest.fixture
def look(demo: Service, ada: SignedIn, shelf: dict[str, str]) -> Look:
    client = TestClient(create_app(demo), base_url=demo.settings.public_url)

    def page(case: str, language: str = "en") -> str:
        client.cookies.set("__Host-cairn", start_session(demo, ada))
        answer = client.get(f"/credentials/{shelf[case]}/recognition", headers={"Accept-Language": language})
        assert answer.status_code == 200
        return re.sub(r"<[^>]+>", "", answer.text)

    return page


def test_the_universitys_complete_credential_is_on_the_conventions_track_and_proved(look: Look) -> None:
    page = look("shown in part, bound to a key", "en")
    assert "(Lisbon Recognition Convention)" in page and "quality-assured system: proved." in page
    assert LISTS in page and "All mandatory elements are there." in page
    german = look("shown in part, bound to a key", "de")
    assert f"„{REGISTER}“ führt Cairn Demo University auf (Fassung vom 3. Oktober 2026)." in german


def test_a_credential_with_less_is_prior_learning_of_a_proved_system(look: Look) -> None:
    page = look("good", "en")
    assert "Recognition of prior learning" in page and "(Lisbon Recognition Convention)" not in page
    assert LISTS in page and "Mandatory elements are missing" in page


def test_who_only_calls_itself_so_is_in_no_register(look: Look) -> None:
    assert "quality-assured system: not shown." in look("self-made", "en")
    tampered = look("tampered with", "en")
    assert "quality-assured system: claimed." in tampered and "nothing proves that it awards this." in tampered


def test_a_listing_that_ended_counts_no_more(look: Look, clock: Clock) -> None:
    clock.at += LISTED_FOR
    assert "system: proved." in look("good", "en")
    clock.pass_by(days=1)
    assert "system: not shown." in look("good", "en")


def test_the_demos_lists_are_of_the_same_institutions(tmp_path: Path, issuers: Issuers, clock: Clock) -> None:
    trust, register = (json.loads(each.read_text()) for each in list_institutions(tmp_path, issuers, "u", clock()))
    assert [each["id"] for each in trust] == [each["id"] for each in register]
    assert {each["register"] for each in register} == {REGISTER}
