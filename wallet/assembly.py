"""Put a service together: database, secrets, clock and the door to the network, out of settings."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import BoundedSemaphore

from starlette.types import ASGIApp, Receive, Scope, Send

from verifier.catalogue import sentence
from verifier.errors import VerifierError
from verifier.files import read_trust
from verifier.net import GuardedFetch, InProcess
from wallet.database import Database
from wallet.net import RememberingFetch
from wallet.recognition.register_files import read_registers
from wallet.service import Service
from wallet.settings import BadSettings, Settings
from wallet.vault.server_secrets import Secrets, create_secrets, load_secrets

OUTGOING = 8  # fetches at once, so that slow issuers cannot take every thread

log = logging.getLogger(__name__)


class OwnApplication:
    """Our own application, before it is there: the service's door needs it, and it needs the service."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.app is None:
            raise RuntimeError("the application is not there yet")
        await self.app(scope, receive, send)


def make_service(settings: Settings, own: OwnApplication) -> Service:
    """A service as the settings say. Secrets are made at the first start.

    Raises BadSettings for a file of a setting that cannot be used, and what loading secrets raises: `BadSecrets`.
    """
    with _refusing("TRUST_FILES"):
        lists = read_trust(settings.trust_files, read_clock())
    with _refusing("REGISTER_FILES"):
        register = read_registers(settings.register_files)
    database = Database(settings.database_url)
    keys = _secrets(settings)
    slots = BoundedSemaphore(OUTGOING)
    guarded = GuardedFetch(allow_origins=settings.allow_origins, ca_file=settings.ca_file, slots=slots)
    inside = InProcess(settings.public_url, own, guarded)
    over_http = GuardedFetch(
        allow_origins=settings.allow_origins,
        ca_file=settings.ca_file,
        schemes=frozenset({"https", "http"}),
        slots=slots,
    )
    return Service(
        settings=settings,
        database=database,
        secrets=keys,
        now=read_clock,
        fetch=RememberingFetch(inside, database, keys.cache_key, read_clock),
        fetch_link=inside,
        fetch_hosted=InProcess(settings.public_url, own, over_http),
        trusted=lists.issuers,
        anchors=lists.anchors,
        register=register,
    )


def read_clock() -> datetime:
    """The moment, with its time zone."""
    return datetime.now(UTC)


@contextmanager
def _refusing(setting: str) -> Iterator[None]:
    """Whatever is wrong with the files of a setting is a setting that cannot be used: with its sentence and code."""
    try:
        yield
    except VerifierError as error:
        said = sentence("en", error.code, error.facts)
        raise BadSettings(f"{setting}: {f'{said} ({error.code})' if said else error.code}") from error
    except (OSError, ValueError) as error:
        raise BadSettings(f"{setting}: {error}") from error


def _secrets(settings: Settings) -> Secrets:
    if settings.secrets_file.exists():
        return load_secrets(settings.secrets_file)
    settings.secrets_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    log.info("making the server's secrets: keep a copy apart from the database")
    return create_secrets(settings.secrets_file)
