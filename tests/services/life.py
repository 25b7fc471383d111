"""What happens in a wallet, in one line each; and a look at the rows behind it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select

from tests.world import Clock, FakeWeb
from verifier.errors import Json, JsonObject
from wallet.accounts.service import SignedIn
from wallet.credentials.imports import Taken, keep, take_in
from wallet.demo.issuer import V2, Issuers
from wallet.demo.signers import PURPOSES, UNIVERSITY
from wallet.service import Service
from wallet.shares.making import Choice, Content
from wallet.shares.owner import OwnShare
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.tables import SQLModel

PUBLIC_URL = "https://wallet.test"
DID_DOCUMENT = f"{PUBLIC_URL}/issuer/{UNIVERSITY.name}/did.json"
REVOCATION = f"{PUBLIC_URL}/issuer/{UNIVERSITY.name}/status/revocation"

T = TypeVar("T")


def publish(web: FakeWeb, issuers: Issuers) -> None:
    """Put on the web what the university publishes as of now: its key and its two lists."""
    web.put(DID_DOCUMENT, dict(issuers.did_document(UNIVERSITY.name)))
    for purpose in PURPOSES:
        web.put(
            f"{PUBLIC_URL}/issuer/{UNIVERSITY.name}/status/{purpose}", issuers.status_list(UNIVERSITY.name, purpose)
        )


def revoke(web: FakeWeb, issuers: Issuers, raw: bytes, value: bool = True) -> None:
    """Flip the credential's bit on the university's list."""
    issuers.set_status(json.loads(raw)["id"], "revocation", value)
    publish(web, issuers)


def rotate_key(web: FakeWeb, tmp_path: Path, clock: Clock) -> None:
    """The university publishes another key from now on, and signs its lists with it."""
    publish(web, Issuers(tmp_path / "rotated.json", PUBLIC_URL, clock))


def course(issuers: Issuers, title: str = "Knots and Splices", **more: Json) -> bytes:
    """A credential by the university, really signed, with its status entries."""
    document: JsonObject = {
        "@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuers.did(UNIVERSITY.name), "type": ["Profile"], "name": "Harbour School"},
        "name": title,
        "validFrom": "2026-01-02T03:04:05Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:example:knots",
                "type": ["Achievement"],
                "name": title,
                "description": "Ropes.",
                "criteria": {"narrative": "Tie twelve knots."},
            },
        },
        **more,
    }
    return json.dumps(issuers.issue(UNIVERSITY, document)).encode()


def keep_one(service: Service, learner: SignedIn, raw: bytes) -> str:
    """Take in one credential and keep it; returns its id."""
    import_id = take_in(service, learner, [Taken("credential.json", raw)])
    (credential_id,) = keep(service, learner, import_id, [0])
    return credential_id


def content(*ids: str, from_name: str = "Ada L.", note: str = "My knots.") -> Content:
    """Whole credentials, with everything that a learner can say about them."""
    return Content(tuple(Choice(each) for each in ids), from_name, note)


def share(
    service: Service,
    learner: SignedIn,
    ids: Sequence[str],
    *,
    days: float = 7,
    passcode: str = "",
    max_opens: int | None = None,
) -> OwnShare:
    """A link to whole credentials."""
    ends_at = service.now() + timedelta(days=days)
    terms = Terms(ends_at, max_opens, passcode, recipient="Harbour Works", label="For the shipyard")
    return create_share(service, learner, content(*ids), terms)


def count_rows(service: Service) -> dict[str, int]:
    """How many rows each table has; tables without any are left out."""
    with service.database.reading() as session:
        tables = SQLModel.metadata.tables
        counts = {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.items()
        }
    return {name: count for name, count in counts.items() if count}


def all_rows(service: Service) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with service.database.reading() as session:
        return {
            name: [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
            for name, table in SQLModel.metadata.tables.items()
        }


def at_once(times: int, act: Callable[[int], T]) -> list[T | Exception]:
    """What `act` gives, or raises, in as many threads that all start at the same moment."""
    gate = threading.Barrier(times)

    def run(number: int) -> T | Exception:
        gate.wait(30)
        try:
            return act(number)
        except Exception as error:  # noqa: BLE001  (it is what the test looks at)
            return error

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
