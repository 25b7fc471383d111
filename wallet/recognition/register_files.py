"""Registers as an operator hands them in: files with anything in them, read once at the start."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from verifier.errors import Malformed
from wallet.recognition import register_deqar, register_list
from wallet.recognition.register import Listing, Register
from wallet.recognition.register_table import Table

LARGEST_LIST = 8 * 1024 * 1024  # bytes of a list in JSON
_START = 1024


def read_registers(paths: Iterable[Path]) -> Register:
    """What the files say together: lists of our own in JSON, and the two tables of DEQAR (CSV), known by their columns.

    A register is as of the day on which its file was last changed. Raises OSError and Malformed: `register.malformed`,
    `register.entry`, `register.columns`, `register.row`, `register.too_large`, `register.half` (not one table of each
    kind).
    """
    found: list[Listing] = []
    tables: list[tuple[Table, date]] = []
    with ExitStack() as files:
        for path in paths:
            file = files.enter_context(path.open("rb"))
            copied = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
            start = file.read(_START)
            file.seek(0)
            if register_list.recognises(start):
                raw = file.read(LARGEST_LIST + 1)
                if len(raw) > LARGEST_LIST:
                    raise Malformed("register.too_large", {"source": path.name})
                name = path.stem.replace("-", " ").replace("_", " ")
                found += register_list.read_listings(raw, name, copied)
            else:
                tables.append((Table(file, path.name), copied))
        return Register((*found, *_deqar(tables)))


def _deqar(tables: list[tuple[Table, date]]) -> tuple[Listing, ...]:
    """Who is listed by both tables together; nobody where none was given."""
    reports = [table for table, _ in tables if "hei_deqar_id" in table.columns]
    institutions = [table for table, _ in tables if "deqar_id" in table.columns]
    for table, _ in tables:
        if (table in reports) is (table in institutions):
            raise Malformed("register.malformed", {"source": table.source})
    if not tables:
        return ()
    if len(reports) != 1 or len(institutions) != 1:
        raise Malformed("register.half", {"source": register_deqar.NAME})
    return register_deqar.read_listings(
        institutions[0].rows(register_deqar.INSTITUTION_COLUMNS),
        reports[0].rows(register_deqar.REPORT_COLUMNS),
        min(copied for _, copied in tables),
    )
