"""DEQAR, the database of external quality assurance results that EQAR keeps: its two open tables, read together.

`deqar-institutions.csv` says who an institution is, `deqar-reports.csv` what was decided of it and for how long. Being
in the database is no quality assurance; an institution is listed while a report holds that is

- on the institution (`institutional`, `institutional/programme`): a programme's report speaks of that programme,
- part of the system that its country obliges it to: a voluntary review does not make it belong to one,
- positive, with or without conditions, and not followed by a negative one.

A report without an end holds six years, as EQAR has it; nothing holds beyond the day on which an institution closed.
An id that several open institutions share (a website of a whole group, one tax number) identifies none of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from wallet.recognition.body import identity_of
from wallet.recognition.register import Listed, Listing, website_ids

NAME = "DEQAR"
INSTITUTION_COLUMNS = ("deqar_id", "name_primary", "website_link", "closure_date", "identifiers_all")
REPORT_COLUMNS = (
    "hei_deqar_id",
    "report_type",
    "report_status",
    "report_decision",
    "report_valid_from",
    "report_valid_to",
)
_ON_INSTITUTIONS = frozenset({"institutional", "institutional/programme"})
_OF_THE_SYSTEM = "part of obligatory eqa system"
_POSITIVE = frozenset({"positive", "positive with conditions or restrictions"})
_NEGATIVE = "negative"
_YEARS = 6  # that a report holds whose end is not stated
_FIRST_YEAR = 1000
_NOTHING = frozenset({"", "n/a"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_VAT = re.compile(r"([A-Z]{2})([A-Z0-9]{2,12})", re.ASCII)

Row = Mapping[str, str]


@dataclass
class _Institution:
    """What the rows of one institution say; there is one for each of its places."""

    name: str
    ids: set[str] = field(default_factory=set)
    closed: date = date.max


@dataclass
class _Decided:
    """What was decided of one institution: begin and end of positive reports, begin of negative ones, or None."""

    positive: list[tuple[date, date]] = field(default_factory=list)
    negative: list[date | None] = field(default_factory=list)

    def periods(self, closed: date) -> Iterator[tuple[date, date]]:
        """When it is listed: until the report ends, the institution closes or the day before a negative report."""
        if None in self.negative:
            return
        for since, until in self.positive:
            refused = [each - timedelta(days=1) for each in self.negative if each and each >= since]
            yield since, min([until, closed, *refused])


def read_listings(institutions: Iterable[Row], reports: Iterable[Row], copied: date) -> tuple[Listing, ...]:
    """Who is listed when. Rows have the columns above; `copied` is the day of the older file.

    A date that cannot be read ends what it would begin or prolong, so that a damaged row lists nobody.
    """
    known = _institutions(institutions)
    decided = _reports(reports)
    uses = Counter(each for one in known.values() if one.closed >= copied for each in one.ids)
    found = []
    for number, institution in known.items():
        ids = frozenset(each for each in institution.ids if uses[each] <= 1)
        listed = Listed(institution.name, NAME, copied)
        periods = decided[number].periods(institution.closed) if number in decided else ()
        found += [Listing(listed, ids, since, until) for since, until in periods if ids and since <= until]
    return tuple(found)


def _institutions(rows: Iterable[Row]) -> dict[str, _Institution]:
    found: dict[str, _Institution] = {}
    for row in rows:
        number, name = row["deqar_id"].strip(), row["name_primary"].strip()
        if not number or not name:
            continue
        institution = found.setdefault(number, _Institution(name))
        institution.ids |= {identity_of(f"deqar:{number}"), *website_ids(row["website_link"])}
        institution.ids |= {*_identifiers(row["identifiers_all"])}
        if row["closure_date"].strip().lower() not in _NOTHING:
            institution.closed = min(institution.closed, _day(row["closure_date"]) or date.min)
    return found


def _identifiers(text: str) -> Iterator[str]:
    """`SCHAC: uni.example, EU-VAT: SI61038750` as ids; a tax number as certificates write it (EN 319 412-1)."""
    for each in text.split(","):
        kind, _, value = (part.strip() for part in each.partition(":"))
        vat = _VAT.fullmatch(value) if kind == "EU-VAT" else None
        if vat:
            yield f"eid:VAT{vat[1]}-{vat[2]}"
        elif value and kind == "ROR":
            yield identity_of(f"ror:{value.rpartition('/')[2]}")
        elif value and kind == "SCHAC":
            yield identity_of(f"schac:{value}")
        elif value.startswith("did:") and kind.startswith("DID"):
            yield identity_of(value)


def _reports(rows: Iterable[Row]) -> dict[str, _Decided]:
    found: dict[str, _Decided] = defaultdict(_Decided)
    for row in rows:
        kind, status, decision = (
            row[name].strip().lower() for name in ("report_type", "report_status", "report_decision")
        )
        begin, end = _day(row["report_valid_from"]), row["report_valid_to"].strip()
        number = row["hei_deqar_id"].strip()
        if kind not in _ON_INSTITUTIONS:
            continue
        if decision.startswith(_NEGATIVE):
            found[number].negative.append(begin)
        elif decision in _POSITIVE and status == _OF_THE_SYSTEM and begin is not None:
            until = _after_years(begin) if end.lower() in _NOTHING else _day(end)
            if until is not None:
                found[number].positive.append((begin, until))
    return found


def _day(text: str) -> date | None:
    """The day, None where it is none, or none of our time."""
    try:
        day = date.fromisoformat(text.strip()) if _DAY.fullmatch(text.strip()) else date.min
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


def _after_years(day: date) -> date:
    year = min(day.year + _YEARS, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
