"""What one item of a view says of itself, out of what it shows alone: nothing that was withheld goes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from verifier import Record, read, read_record
from verifier.catalogue import clean
from verifier.codec.moments import read_moment
from verifier.errors import Malformed, VerifierError
from verifier.summary import Summary
from wallet.shares.view import View, ViewItem

LONGEST = 200  # characters of a title or a name


@dataclass(frozen=True)
class Said:
    """Each is empty, or None, where it is not shown. The names are the credential's own words, on one line."""

    title: str = ""
    organisation: str = ""
    issued: date | None = None
    ends: date | None = None
    identifier: str = ""


def said_in(item: ViewItem) -> Said:
    """What is said in a credential, or in the summary of one. Bytes that cannot be read say nothing."""
    if item.summary is not None:
        summary = Summary.from_json(item.summary)
        end = summary.period.end
        return _said(summary.record, summary.issuer_name, end.date() if end else None, "")
    try:
        credential = read(item.credential)
    except VerifierError:
        return Said()
    end, identifier = credential.period.end, credential.claims.get("id") or credential.claims.get("jti")
    return _said(
        read_record(credential) or Record(),
        credential.issuer_name,
        end.date() if end else None,
        identifier if isinstance(identifier, str) else "",
    )


def titles_in(view: View) -> tuple[str, ...]:
    """The titles that are shown, in order; one that is withheld is empty."""
    return tuple(said_in(each).title for each in view.items)


def _said(record: Record, issuer_name: str | None, ends: date | None, identifier: str) -> Said:
    body = record.awarding_body[0].text if record.awarding_body else issuer_name or ""
    if body.startswith(("did:", "https://")):  # an address is no name
        body = ""
    title = record.title[0].text if record.title and record.title[0].detail.get("kind") != "type" else ""
    return Said(
        clean(title, longest=LONGEST),
        clean(body, longest=LONGEST),
        _issued(record),
        ends,
        clean(identifier, longest=LONGEST),
    )


def _issued(record: Record) -> date | None:
    text = record.issued[0].text if record.issued else ""
    try:
        return read_moment(text).date()
    except Malformed:
        pass
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
