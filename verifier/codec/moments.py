"""Points in time as credentials write them: XML Schema's dateTime (VC Data Model 2.0, section 2.1, dateTimeStamp)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from verifier.errors import Json, Malformed

_MOMENT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[Tt](?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?:\.(?P<fraction>\d{1,30}))?(?P<zone>[Zz]|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_MIDNIGHT = 24


def read_moment(value: Json, *, zone_required: bool = False) -> datetime:
    """An aware datetime from a dateTime string; without a zone it is UTC, unless `zone_required`.

    `24:00:00` is the next day's midnight. Raises Malformed `structure.date`.
    """
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None or (zone_required and match["zone"] is None):
        raise Malformed("structure.date", {"value": str(value)[:60]})
    hour, days, fraction = int(match["hour"]), 0, match["fraction"] or "0"
    if hour == _MIDNIGHT and match["minute"] == match["second"] == "00" and not fraction.strip("0"):
        hour, days = 0, 1
    microsecond = int(fraction[:6].ljust(6, "0"))
    try:
        moment = datetime(
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            hour,
            int(match["minute"]),
            int(match["second"]),
            microsecond,
            tzinfo=_zone(match["zone"]),
        )
        return moment + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise Malformed("structure.date", {"value": str(value)[:60]}) from error


def write_moment(moment: datetime) -> str:
    """The moment in UTC to the second, as `2026-11-21T22:00:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)
