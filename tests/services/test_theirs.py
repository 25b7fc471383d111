"""Is it theirs, on the page of a share: for the reader who opened it, and without a second opening."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from tests.services.life import all_rows, keep_one, share
from tests.verifier.site.test_theirs import ADA, OTHER, SAME, hashed_badge
from tests.world import signed
from wallet.accounts.service import SignedIn
from wallet.app import create_app
from wallet.service import Service
from wallet.shares.service import open_own_share

OURS = {"Sec-Fetch-Site": "same-origin"}


def test_a_reader_types_and_learns_and_nothing_is_kept(service: Service, ada: SignedIn) -> None:
    own = share(service, ada, [keep_one(service, ada, signed(hashed_badge()))])
    with TestClient(create_app(service), base_url=service.settings.public_url, headers=OURS) as client:
        address = f"/s/{own.id}"
        assert client.post(address, data={"email": ADA}).status_code == 404  # before the press there is nothing
        opened = client.post(address, data={"key": own.owner.link_key, "viewer": "Eve"})
        assert "Is it theirs?" in opened.text
        before = json.dumps(all_rows(service), default=str)
        assert SAME in client.post(address, data={"email": ADA}).text
        wrong = client.post(address, data={"email": "eve@x.example"}).text
        assert OTHER in wrong
        assert "eve@x.example" not in wrong
        assert json.dumps(all_rows(service), default=str) == before
    assert open_own_share(service, ada, own.id).opens == 1
