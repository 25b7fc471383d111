"""How lists draw a credential: a card, out of its summary, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from verifier import Credential, Examined, Record, Report
from verifier.codec.moments import read_moment
from verifier.credential import Period
from verifier.errors import Malformed
from verifier.plain import plain_report
from verifier.plain_record import plain_title, summary_level, summary_workload
from verifier.record import Value
from verifier.site.mark import draw_mark
from wallet.credentials.sealing import Summary

SORTS = ("newest", "title", "issuer", "ended")
_LAST = "9999"


@dataclass(frozen=True)
class Card:
    """One credential in a list. `issuer` is how the issuer may be named, `mark` SVG that is safe as it is.

    `level` and `workload` are short and empty where it names none.
    """

    id: str
    title: str
    issuer: str
    issued: datetime | None
    ends_on: datetime | None
    tone: str
    sentence: str
    word: str
    mark: str
    checked_at: datetime
    added_at: datetime
    level: str
    workload: str


def draw_card(summary: Summary, language: str) -> Card:
    """The card of one summary."""
    ends_on = _moment(summary.ends_on)
    plain = plain_report(remembered(summary.report, summary.title, summary.issuer_name, ends_on), language)
    return Card(
        id=summary.id,
        title=plain_title(summary.record, language).text,
        issuer=plain.who,
        issued=_moment(summary.issued),
        ends_on=ends_on,
        tone=plain.tone,
        sentence=plain.sentence,
        word=plain.word,
        mark=draw_mark(summary.digest),
        checked_at=summary.checked_at,
        added_at=summary.added_at,
        level=summary_level(summary.record, language),
        workload=summary_workload(summary.record, language),
    )


def find_cards(cards: list[Card], query: str, sort: str) -> list[Card]:
    """Those in which every word of the query stands (title, issuer, level, verdict), in the chosen order."""
    words = query.casefold().split()
    found = [card for card in cards if all(word in _searched(card) for word in words)]
    if sort == "title":
        return sorted(found, key=lambda card: card.title.casefold())
    if sort == "issuer":
        return sorted(found, key=lambda card: (card.issuer.casefold(), card.title.casefold()))
    if sort == "ended":
        return sorted(found, key=lambda card: card.ends_on.isoformat() if card.ends_on else _LAST)
    return sorted(found, key=lambda card: (card.added_at, card.id), reverse=True)


def _searched(card: Card) -> str:
    parts = (card.title, card.issuer, card.level, card.workload, card.word, card.sentence)
    return " ".join(parts).casefold()


def remembered(report: Report, title: str, issuer_name: str | None, ends_on: datetime | None) -> Examined:
    """As much of what was examined as its sentence needs, where the credential itself is not at hand."""
    credential = Credential(
        raw=b"",
        format=report.format or "",
        issuer=report.issuer,
        issuer_name=issuer_name,
        subject=None,
        period=Period(None, ends_on),
        proofs=(),
        statuses=(),
        schemas=(),
        claims={},
    )
    return Examined(b"", report, credential, Record(title=(Value(title, ""),)))


def _moment(text: str | None) -> datetime | None:
    try:
        return read_moment(text) if text else None
    except Malformed:
        return None
