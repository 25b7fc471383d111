import json
import re
from collections.abc import Callable
from html import unescape

from starlette.testclient import TestClient

from tests.services.test_holder_keys import bound_to
from tests.wallet.conftest import PASSPHRASE, sign_up
from tests.wallet.test_accounts_pages import mistake
from verifier.codec.keys import read_did_key, read_jwk
from wallet.accounts.holder_keys import list_holder_keys
from wallet.accounts.service import sign_in
from wallet.service import Service


def codes(page: str) -> list[str]:
    """What can be copied."""
    return [unescape(each) for each in re.findall(r'<code class="link"[^>]*>(.*?)</code>', page)]


def make(client: TestClient, label: str = "For the <bakers>", curve: str = "P-256"):
    return client.post("/settings/keys", data={"label": label, "curve": curve})


def delete_path(client: TestClient) -> str:
    found = re.search(r'href="(/settings/keys/[^"]+/delete)"', client.get("/settings/keys").text)
    assert found
    return found[1]


def test_a_key_is_handed_out_by_its_public_half_in_both_spellings(ada: TestClient) -> None:
    assert codes(ada.get("/settings/keys").text) == []
    for curve in ("P-256", "Ed25519"):
        assert make(ada, curve=curve).headers["location"] == "/settings/keys"
        page = ada.get("/settings/keys").text
        assert "For the &lt;bakers&gt;" in page
        did, jwk = codes(page)[:2]
        assert read_did_key(did) == read_jwk(json.loads(jwk))
        assert json.loads(jwk).get("crv") == curve
        assert "d" not in json.loads(jwk)
        ada.post(delete_path(ada))


def test_a_mistake_stands_beside_its_field_and_makes_nothing(ada: TestClient) -> None:
    page = make(ada, "x" * 121)
    assert (page.status_code, mistake(page.text, "label")) == (422, "This is too long.")
    assert "x" * 121 in page.text
    page = make(ada, curve="P-521")
    assert (page.status_code, mistake(page.text, "curve")) == (422, "Choose one of the kinds of key.")
    assert codes(ada.get("/settings/keys").text) == []


def test_deleting_asks_once_and_names_what_is_lost(ada: TestClient, service: Service) -> None:
    make(ada)
    path = delete_path(ada)
    assert "No certificate in your wallet is bound to it" in ada.get(path).text
    (held,) = list_holder_keys(service, sign_in(service, "Ada", PASSPHRASE))
    preview = ada.post("/credentials/add", data={"text": bound_to(held.key, "Rye & bread").decode()})
    ada.post(preview.headers["location"], data={"action": "keep", "keep": "0"})
    page = ada.get(path).text
    assert "1 certificate in your wallet is bound to it" in page
    assert "Rye &amp; bread" in page
    assert codes(ada.get("/settings/keys").text), "asking deletes nothing"
    assert ada.post(path).headers["location"] == "/settings/keys"
    assert codes(ada.get("/settings/keys").text) == []
    assert ada.post(path).status_code == 404
    assert "For the &lt;bakers&gt;" in ada.get("/history").text


def test_keys_are_their_learners_alone(ada: TestClient, browser: Callable[[], TestClient]) -> None:
    make(ada)
    path = delete_path(ada)
    stranger = browser()
    assert stranger.get("/settings/keys").status_code == 303
    assert make(stranger).headers["location"] == "/sign-in"
    sign_up(stranger, name="Bob")
    assert codes(stranger.get("/settings/keys").text) == []
    assert stranger.get(path).status_code == stranger.post(path).status_code == 404
    assert len(codes(ada.get("/settings/keys").text)) == 2
