"""What the forms of an organisation ask for, read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from starlette.datastructures import FormData

from verifier.site.forms import text
from verifier.world import TrustedIssuer
from wallet.organisations.organisation import Profile, Role
from wallet.service import Problem

PROFILE = ("name", "website", "about", "keeps_days")
_LONGEST_NUMBER = 4


def read_profile(fields: FormData) -> Profile:
    """The profile as it was typed; a number of days that is none becomes 0, which no profile may have."""
    typed = text(fields, "keeps_days").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_NUMBER
    return Profile(text(fields, "name"), text(fields, "website"), text(fields, "about"), int(typed) if is_number else 0)


def values_of(profile: Profile) -> dict[str, str]:
    """The profile as its form shows it."""
    return {name: str(getattr(profile, name)) for name in PROFILE}


def read_role(fields: FormData) -> Role:
    """Raises Problem `organisation.no_role`."""
    try:
        return Role(text(fields, "role"))
    except ValueError as error:
        raise Problem("organisation.no_role", "role") from error


def read_end(typed: str, now: datetime) -> datetime | None:
    """The end (UTC) of a day to come; None where none is typed. Raises Problem `organisation.signature_end`."""
    if not typed.strip():
        return None
    try:
        day = datetime.fromisoformat(typed.strip()).date()
    except ValueError as error:
        raise Problem("organisation.signature_end", "ends") from error
    end = datetime.combine(day, time(23, 59, 59), UTC)
    if end <= now:
        raise Problem("organisation.signature_end", "ends")
    return end


def with_addresses(listed: tuple[TrustedIssuer, ...], before: tuple[TrustedIssuer, ...]) -> tuple[TrustedIssuer, ...]:
    """A list that was typed, with the websites that lines cannot say and the list before it knew."""
    known = {each.id: each.url for each in before}
    return tuple(each if each.url else replace(each, url=known.get(each.id)) for each in listed)
