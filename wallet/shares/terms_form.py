"""The terms of a link as a form: when it stops, how often it opens, with which passcode, for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from starlette.datastructures import FormData

from verifier.site.forms import text
from wallet.service import Problem
from wallet.shares.terms import Terms, counter_terms, new_passcode

ENDS = {"1d": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30), "1y": timedelta(days=365)}
COUNTER_END = "2h"
FIELDS = ("label", "recipients", "end", "end_date", "max_opens", "passcode_kind")


def read_values(fields: FormData) -> dict[str, str]:
    """What was typed, to be shown again; no passcode is."""
    return {name: text(fields, name).strip() for name in FIELDS}


def read_terms(fields: FormData, now: datetime) -> list[Terms]:
    """The terms of each link that is asked for: one, or one for each line of `recipients`, each with its own passcode.

    Raises Problem `share.end_missing`, `share.opens`, `passcode.too_short`.
    """
    typed = read_values(fields)
    recipients = [line.strip() for line in typed["recipients"].splitlines() if line.strip()] or [""]
    if typed["end"] == COUNTER_END:
        terms = counter_terms(now, typed["label"])
    else:
        terms = Terms(
            read_end(now, typed["end"], typed["end_date"]), read_limit(typed["max_opens"]), label=typed["label"]
        )
    return [replace(terms, recipient=each, passcode=_passcode(fields, typed["passcode_kind"])) for each in recipients]


def read_end(now: datetime, choice: str, own_date: str) -> datetime:
    """When the link stops: after a while, or at the end (UTC) of a day of one's own. Raises `share.end_missing`."""
    if choice in ENDS:
        return now + ENDS[choice]
    try:
        day = date.fromisoformat(own_date)
    except ValueError as error:
        raise Problem("share.end_missing", "end_date") from error
    return datetime.combine(day, time(23, 59, 59), UTC)


def read_limit(typed: str) -> int | None:
    """How often it may be opened; None where nothing was typed. Raises Problem `share.opens`."""
    if not typed.strip():
        return None
    if not (typed.strip().isascii() and typed.strip().isdigit() and len(typed.strip()) < 9):  # noqa: PLR2004  (an integer of the database)
        raise Problem("share.opens", "max_opens")
    return int(typed)


def _passcode(fields: FormData, kind: str) -> str:
    if kind == "new":
        return new_passcode()
    if kind == "own":
        passcode = text(fields, "passcode")
        if not passcode:
            raise Problem("passcode.too_short", "passcode")
        return passcode
    return ""
