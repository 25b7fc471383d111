"""The demo's issuers as tests talk to them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.world import NOW, Clock
from verifier import Report, World, examine
from verifier.errors import Json, JsonObject, Unreachable
from verifier.world import Answer
from wallet.demo import pages
from wallet.demo.issuer import Issuers

URL = "https://issuer.test"
V2 = "https://www.w3.org/ns/credentials/v2"


@contextmanager
def issuing(folder: Path) -> Iterator[TestClient]:
    """Their addresses; what they keep is in `folder`."""
    issuers = Issuers(folder / "issuers.json", URL, Clock())
    with TestClient(Starlette(routes=pages.routes(issuers)), base_url=URL) as client:
        yield client


def document(**more: Json) -> JsonObject:
    """A conformant credential without an issuer; None leaves a member out."""
    plain: JsonObject = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {"id": "did:example:subject", "name": "Somebody"},
        **more,
    }
    return {name: value for name, value in plain.items() if value is not None}


def issue(client: TestClient, credential: object, name: str = "eddsa-rdfc-2022", options: object = None):
    body = {"credential": credential} if options is None else {"credential": credential, "options": options}
    response = client.post(f"/issuer/{name}/credentials/issue", json=body)
    assert response.headers["content-type"] == "application/json"
    return response


def report(client: TestClient, credential: JsonObject) -> Report:
    """What a verifier finds that reaches these issuers and nobody else."""

    def fetch(url: str, accept: str) -> Answer:
        response = client.get(url)
        if not url.startswith(URL) or response.status_code != 200:
            raise Unreachable("fetch.failed", {"url": url})
        return Answer(url, response.content)

    return examine(json.dumps(credential).encode(), World(NOW, fetch)).report
