"""What has ended is destroyed also when nobody asks for it: once a minute while the service runs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from wallet.accounts.sessions import sweep_sessions
from wallet.credentials.imports import sweep_imports
from wallet.desk.service import sweep_cases
from wallet.net import sweep_answers
from wallet.organisations.members import sweep_invitations
from wallet.organisations.service import sweep_organisations
from wallet.service import Service
from wallet.shares.life import sweep_shares
from wallet.shares.restored import pause_after_restore

EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


def tend(service: Service) -> None:
    """Destroy shares, sessions and imports whose time is over; one that fails keeps no other from being tended."""
    sweeps: tuple[Callable[[Service], object], ...] = (
        pause_after_restore,
        sweep_shares,
        sweep_cases,
        sweep_sessions,
        sweep_imports,
        sweep_invitations,
        sweep_organisations,
        _sweep_cache,
    )
    for sweep in sweeps:
        try:
            sweep(service)
        except (SQLAlchemyError, OSError) as error:
            log.error("%s failed: %s", sweep.__name__, type(error).__name__)  # noqa: TRY400  (no row in the log)


def _sweep_cache(service: Service) -> None:
    sweep_answers(service.database, service.now())
    service.database.forget()


def lifespan_of(service: Service) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    """The application's lifespan: tends from its start to its end, and is over when nothing of that runs any more."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(pause_after_restore, service)  # before anybody can open what was stopped
        end = asyncio.Event()
        tending = asyncio.create_task(_tend_until(end, service))
        try:
            yield
        finally:
            end.set()  # and wait: a task that is cancelled leaves its thread behind, in a database that is closed next
            await tending
            await run_in_threadpool(pause_after_restore, service)

    return lifespan


async def _tend_until(end: asyncio.Event, service: Service) -> None:
    while not end.is_set():
        await run_in_threadpool(tend, service)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), EVERY)
