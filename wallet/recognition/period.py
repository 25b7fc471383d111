"""Lengths of time as pathways write them: years, months, weeks, days (ISO 8601: `P5Y`, `P18M`)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from wallet.recognition.document import Place

_PERIOD = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
_MONTHS = 12


@dataclass(frozen=True)
class Period:
    """So many calendar months and days. `text` as it was written."""

    months: int
    days: int
    text: str

    def before(self, day: date) -> date:
        """The day that lies this long before `day`; the last of its month where that month is shorter."""
        count = day.year * _MONTHS + day.month - 1 - self.months
        year, month = divmod(count, _MONTHS)
        if year < date.min.year:
            return date.min
        shorter = min(day.day, calendar.monthrange(year, month + 1)[1])
        moved = date(year, month + 1, shorter)
        return moved - timedelta(days=min(self.days, (moved - date.min).days))


def read_period(place: Place) -> Period | None:
    """The period, None where there is none. Raises Unreadable `document.not_period`."""
    if not place.given:
        return None
    text = place.text()
    found = _PERIOD.fullmatch(text)
    if found is None or not any(found.groups()):
        raise place.fail("document.not_period")
    years, months, weeks, days = (int(each or 0) for each in found.groups())
    return Period(years * _MONTHS + months, weeks * 7 + days, text)
