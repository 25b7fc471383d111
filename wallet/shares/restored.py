"""A backup that was put back has forgotten which links were stopped since, and which were used up: so all are paused.

The database counts up once a minute while the service runs, and a file beside the server's secrets, which no backup of
the database holds, remembers how far. A database that is behind the file is an older one. Where file and database went
back together (a snapshot of a whole machine) nobody can tell: there the operator says `wallet pause`.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlmodel import Session

from wallet.service import Service
from wallet.shares.life import pause_every_share
from wallet.shares.tables import Generation

_ROW = 1


def pause_after_restore(service: Service) -> bool:
    """Pause every link where the database is older than what was here before; then count on. Says whether it was.

    Raises OSError where the file cannot be read or written: then nobody knows, and nothing may be served.
    """
    remembered = _read_file(service)  # before the row: another process may count on between the two
    with service.database.reading() as session:
        row = session.get(Generation, _ROW)
    counted = row.count if row else 0
    older = counted > 0 if remembered is None else counted < remembered
    if older:
        pause_every_share(service)
    with service.database.writing() as session:
        count = _count_on(session, remembered or 0)
    _write_file(service, count)
    return older


def _count_on(session: Session, at_least: int) -> int:
    row = session.get(Generation, _ROW, with_for_update=True)
    if row is None:
        row = Generation(id=_ROW, count=at_least)
    row.count = max(row.count, at_least) + 1
    session.add(row)
    return row.count


def _read_file(service: Service) -> int | None:
    try:
        return int(_file(service).read_text("ascii"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OSError(f"{_file(service).name} is no number") from error


def _write_file(service: Service, count: int) -> None:
    file = _file(service)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(f"{count}\n", "ascii")
    draft.replace(file)


def _file(service: Service) -> Path:
    secrets = service.settings.secrets_file
    return secrets.with_name(f"{secrets.name}.generation")
