"""What the registered claims of a JWT say about a credential: dates, status lists, the name of the key (RFC 7519)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from verifier.codec.moments import read_moment
from verifier.errors import Json, JsonObject, Malformed

STATUS_LIST = "status_list"
_STARTS, _ENDS = ("validFrom", "issuanceDate"), ("validUntil", "expirationDate")


def read_seconds(value: Json) -> datetime:
    """A NumericDate (section 2): seconds since 1970, also with a fraction. Raises Malformed `structure.date`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed("structure.date", {"value": str(value)[:60]})
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Malformed("structure.date", {"value": str(value)[:60]}) from error


def read_dates(claims: JsonObject, document: JsonObject) -> tuple[list[datetime], list[datetime]]:
    """The moments from and until which every date lets it hold: `nbf` and `exp` of the claims, and the dates of the
    credential's own data model in `document`. Raises Malformed `structure.date`."""
    starts = [read_moment(document[name]) for name in _STARTS if name in document]
    ends = [read_moment(document[name]) for name in _ENDS if name in document]
    if "nbf" in claims:
        starts.append(read_seconds(claims["nbf"]))
    if "exp" in claims:
        ends.append(read_seconds(claims["exp"]))
    return starts, ends


def read_statuses(claims: JsonObject) -> tuple[JsonObject, ...]:
    """An entry for each mechanism that the `status` claim names (Token Status List, section 6.1): `type` is its name.

    What is no such claim becomes an entry of a type that nobody knows, so that it stays undecided.
    """
    if "status" not in claims:
        return ()
    status = claims["status"]
    if not isinstance(status, dict) or not status:
        return ({"type": "status"},)
    members = ((name, value if isinstance(value, dict) else {}) for name, value in status.items())
    return tuple({**value, "type": name[:80]} for name, value in members)


def read_key_name(header: JsonObject) -> str | None:
    """The header's `kid`. Some issuers quote an identifier twice; quotation marks are part of no identifier."""
    name = header.get("kid")
    return name.replace('"', "") if isinstance(name, str) else None


def read_type(header: JsonObject) -> str | None:
    """The header's `typ` as a media type without `application/`, lower case (RFC 7515, section 4.1.9)."""
    kind = header.get("typ")
    return kind.lower().removeprefix("application/") if isinstance(kind, str) else None


def same(values: Iterable[Json]) -> bool:
    """Whether all of the values that there are say the same."""
    known = [value for value in values if value is not None]
    return all(value == known[0] for value in known)
