import io
import json
import zipfile
from collections.abc import Callable

from starlette.testclient import TestClient

from tests.services.life import keep_one
from tests.verifier.suites.parts import SD, base
from tests.wallet.conftest import PASSPHRASE
from tests.wallet.test_accounts_pages import mistake
from tests.world import badge, signed
from verifier.derive import holds_base_proof
from wallet.accounts.service import sign_in
from wallet.service import Service

LABEL = "Whoever has this file can show any part of it"


def save(client: TestClient, passphrase: str = PASSPHRASE):
    return client.post("/settings/export", data={"passphrase": passphrase})


def test_everything_comes_as_one_file_for_the_passphrase(ada: TestClient, service: Service) -> None:
    keep_one(service, sign_in(service, "Ada", PASSPHRASE), signed(badge("Rye bread")))
    assert 'href="/settings/export"' in ada.get("/settings").text
    assert ada.get("/settings/export").status_code == 200
    answer = save(ada)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="cairn-2026-11-21.zip"'
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "credentials/001-rye-bread.json" in archive.namelist()
    preview = ada.post("/credentials/add", files={"file": ("cairn.zip", answer.content)})
    assert "Rye bread" in ada.get(preview.headers["location"]).text
    assert "saved as one file" in ada.get("/history").text


def test_a_wrong_passphrase_gives_nothing_and_cannot_be_guessed(ada: TestClient) -> None:
    page = save(ada, "not the one")
    assert (page.status_code, mistake(page.text, "passphrase")) == (422, "This is not your passphrase.")
    assert not page.content.startswith(b"PK")
    answers = {save(ada, "not the one").status_code for _ in range(30)}
    assert answers == {422, 429}
    assert save(ada).status_code == 429, "the right one is not told from others by then"


def test_nobody_else_gets_anything(ada: TestClient, browser: Callable[[], TestClient]) -> None:
    stranger = browser()
    assert stranger.get("/settings/export").status_code == 303
    assert save(stranger).headers["location"] == "/sign-in"


def test_the_original_of_what_can_be_derived_from_is_labelled(ada: TestClient, service: Service) -> None:
    learner = sign_in(service, "Ada", PASSPHRASE)
    selective = keep_one(service, learner, json.dumps(base(SD)).encode())
    plain = keep_one(service, learner, signed(badge("Rye bread")))
    assert LABEL in ada.get(f"/credentials/{selective}").text
    assert LABEL not in ada.get(f"/credentials/{plain}").text
    original = ada.get(f"/credentials/{selective}/original")
    assert holds_base_proof(original.content)
    assert original.headers["content-disposition"].endswith('.json"')
