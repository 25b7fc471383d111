"""What changed since a reader last looked, out of a cookie that their own browser keeps. The server keeps nothing.

The cookie holds when they looked, the verdict, and two short digests for each item: which it is, and what it said;
and two for what stands around them: from whom, the words to the reader, where it is to lead.
Digests are made for one link, so that two links with the same credential have none in common.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from verifier import Examined, Record
from verifier.report import Verdict
from wallet.shares.examining import Opened

_WRITTEN = re.compile(r"([0-9]{1,11})\.([a-z]{1,12})\.((?:[A-Za-z0-9_-]{16}){0,100})")
_DIGEST = 8  # characters: 48 bits


@dataclass(frozen=True)
class Visit:
    """What was seen: for each item the digest of which it is -> the digest of what it said."""

    at: datetime
    verdict: Verdict
    items: dict[str, str]


@dataclass(frozen=True)
class Changes:
    """What is other than it was `since`: titles of what is new and of what says something else; what went has none.

    `around`: the name, the words to the reader, or the stack.
    """

    since: datetime
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: int
    verdict: Verdict | None
    around: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.verdict or self.around)


def write_visit(opened: Opened) -> str:
    """What the browser is to remember of it."""
    items = "".join((*_around(opened), *(which + said for which, said, _ in _digests(opened))))
    return f"{int(_moment(opened).timestamp())}.{opened.worst.report.verdict.value}.{items}"


def read_visit(text: str) -> Visit | None:
    """The inverse of `write_visit`; None for anything else that a browser may send."""
    match = _WRITTEN.fullmatch(text)
    if match is None or match[2] not in list(Verdict):
        return None
    pairs = [match[3][start : start + 2 * _DIGEST] for start in range(0, len(match[3]), 2 * _DIGEST)]
    items = {each[:_DIGEST]: each[_DIGEST:] for each in pairs}
    return Visit(datetime.fromtimestamp(int(match[1]), UTC), Verdict(match[2]), items)


def changes_since(visit: Visit, opened: Opened) -> Changes:
    """What a reader who was here at `visit` sees for the first time now."""
    now = list(_digests(opened))
    around, says = _around(opened)
    verdict = opened.worst.report.verdict
    return Changes(
        since=visit.at,
        added=tuple(title for which, _, title in now if which not in visit.items),
        changed=tuple(title for which, said, title in now if visit.items.get(which, said) != said),
        removed=len(visit.items.keys() - {around} - {which for which, _, _ in now}),
        verdict=verdict if verdict is not visit.verdict else None,
        around=visit.items.get(around, says) != says,
    )


def _around(opened: Opened) -> tuple[str, str]:
    """What stands around the items: that it is this, and what it says."""
    view = opened.view
    pathway = view.stack.document.decode() if view.stack else None
    return (
        _digest(opened.share_id, "around", []),
        _digest(opened.share_id, "says", [view.from_name, view.note, pathway]),
    )


def _digests(opened: Opened) -> Iterator[tuple[str, str, str]]:
    """(which it is, what it says, its title) of each item. Issuer and title say which it is, and which of several."""
    seen: Counter[str] = Counter()
    for shown, examined in zip(opened.view.items, opened.items, strict=True):
        title = _title(examined)
        name = json.dumps([examined.report.issuer, title])
        seen[name] += 1
        says: object = examined.record.as_json() if examined.record else sha256(shown.credential).hexdigest()
        yield (
            _digest(opened.share_id, "which", [name, seen[name]]),
            _digest(opened.share_id, "says", [says, shown.kind, sorted(shown.shown), shown.note]),
            title,
        )


def _title(examined: Examined) -> str:
    record = examined.record or Record()
    return record.title[0].text if record.title else ""


def _digest(share_id: str, what: str, content: object) -> str:
    plain = json.dumps(["cairn/visit/1", share_id, what, content], sort_keys=True).encode()
    return urlsafe_b64encode(sha256(plain).digest()).decode()[:_DIGEST]


def _moment(opened: Opened) -> datetime:
    return opened.worst.report.at
