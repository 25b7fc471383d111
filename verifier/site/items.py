"""What a page draws for one credential: what it says beside what was found about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from verifier.answers import is_part, may_hold_more
from verifier.codec.moments import read_moment
from verifier.errors import Malformed
from verifier.examine import Examined
from verifier.plain import PlainReport, plain_report
from verifier.plain_record import PlainRecord, plain_record
from verifier.record import Record
from verifier.report import Outcome
from verifier.site.mark import draw_mark

MAX_IMAGE = 2 * 1024 * 1024  # characters of a data: URL

_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)(?:;charset=[a-zA-Z0-9-]{1,20})?;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True)
class Item:
    """One credential on a page. `mark` is SVG that is safe as it is, `image` a `data:` URL that came inside or None.

    `says` is the record in the reader's language. `format` is how the file is put together, `name` the file or part
    that it came from, `note` a sentence about how it is shown here. `bound`: the holder has proved that it is theirs.
    `issued_on`, `starts_on` and `ends_on` are aware, and None where it does not say. `withheld` names what a share
    leaves out; `kind` is how much a share shows (`whole`, `part`, `summary`), empty where it is no share.
    `may_hold_more`: its issuer may have signed more than this; `is_part`: even an end.
    """

    record: Record
    says: PlainRecord
    plain: PlainReport
    mark: str
    image: str | None
    format: str
    note: str
    bound: bool
    name: str
    inside: list[Item]
    issued_on: datetime | None
    starts_on: datetime | None
    ends_on: datetime | None
    withheld: tuple[str, ...] = ()
    kind: str = ""
    may_hold_more: bool = False
    is_part: bool = False


def is_readable(examined: Examined) -> bool:
    """Whether there is a credential to draw; what is not can only be named in a sentence."""
    return examined.credential is not None or any(is_readable(each) for each in examined.inside)


def draw_items(examined: Examined, language: str, name: str = "", note: str = "") -> list[Item]:
    """An Item for each credential in one thing: a list of credentials is no credential of its own."""
    if examined.report.format == "list":
        return [item for each in examined.inside for item in draw_items(each, language, name, note)]
    return [draw_item(examined, language, name, note)] if is_readable(examined) else []


def unreadable(examined: Examined) -> Iterator[Examined]:
    """The parts of one thing that `draw_items` leaves out."""
    if examined.report.format == "list":
        for each in examined.inside:
            yield from unreadable(each)
    elif not is_readable(examined):
        yield examined


def draw_item(examined: Examined, language: str, name: str = "", note: str = "") -> Item:
    """The Item of one credential, in `language`; what it carries is inside."""
    record = examined.record or Record()
    period = examined.credential.period if examined.credential else None
    return Item(
        record=record,
        says=plain_record(record, language),
        plain=plain_report(examined, language),
        mark=draw_mark(examined.report.credential_digest),
        image=safe_image(record),
        format=examined.report.format or "",
        note=note,
        bound=examined.report.check("holder").outcome is Outcome.PASS,
        name=name,
        inside=[draw_item(each, language) for each in examined.inside if is_readable(each)],
        issued_on=_issued_on(record),
        starts_on=period.start if period else None,
        ends_on=period.end if period else None,
        may_hold_more=may_hold_more(examined.report),
        is_part=is_part(examined.report),
    )


def safe_image(record: Record) -> str | None:
    """The first picture that came inside the credential, where a page may show it. Never an address to fetch."""
    for value in record.image:
        if len(value.text) <= MAX_IMAGE and _IMAGE.fullmatch(value.text):
            return value.text
    return None


def _issued_on(record: Record) -> datetime | None:
    for value in record.issued:
        try:
            return read_moment(value.text)
        except Malformed:
            continue
    return None
