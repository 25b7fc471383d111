"""A case: what a learner handed over to an organisation, what its members did with it, and how that is written down."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from wallet.recognition.languages import in_language
from wallet.shares.owner import State as LinkState

MAX_NOTE = 4000


class Kind(StrEnum):
    """What can happen to a case."""

    OPENED = "opened"
    NOTED = "noted"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"  # a signed decision was
    DAMAGED = "damaged"  # an entry that cannot be read; nobody writes one


class CaseState(StrEnum):
    """How far the organisation has come with it."""

    NEW = "new"
    OPENED = "opened"
    ASSIGNED = "assigned"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Handed:
    """What a learner sealed to the organisation: who they say they are, what it is to lead to (language -> text), and
    what opens the link. All of it is empty where the entry is damaged."""

    from_name: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    link_key: str = field(default="", repr=False)
    passcode: str = field(default="", repr=False)

    def title(self, language: str) -> str:
        """What it is to lead to, as that is called in the language."""
        return in_language(self.titles, language)


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `who`: the member, by the name that the others know. `text`: a note, or to whom the case
    was given (empty for nobody). `decision` and `credential` (its id) belong to what was answered or withdrawn."""

    id: str
    at: datetime
    kind: Kind
    who: str
    text: str = ""
    decision: str = ""
    credential: str = ""


@dataclass(frozen=True)
class Case:
    """One case, as the organisation's members see it. `link`: how the learner's link stands, and whether it can be
    opened. `entries`: the first to happen first."""

    id: str
    share_id: str
    created_at: datetime
    ends_at: datetime
    link: LinkState
    handed: Handed
    entries: tuple[Entry, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether the learner lets nobody look for now."""
        return self.link is LinkState.PAUSED

    @property
    def is_damaged(self) -> bool:
        """Whether what was handed over cannot be read."""
        return not self.handed.link_key

    @property
    def assigned_to(self) -> str:
        """Who is to deal with it; empty for nobody."""
        given = [each.text for each in self.entries if each.kind is Kind.ASSIGNED]
        return given[-1] if given else ""

    @property
    def answers(self) -> tuple[Entry, ...]:
        """What was answered and not withdrawn since."""
        withdrawn = {each.credential for each in self.entries if each.kind is Kind.WITHDRAWN}
        return tuple(
            each
            for each in self.entries
            if each.kind is Kind.ANSWERED and not (each.credential and each.credential in withdrawn)
        )

    @property
    def state(self) -> CaseState:
        """How far the organisation has come with it."""
        if self.answers:
            return CaseState.ANSWERED
        if self.assigned_to:
            return CaseState.ASSIGNED
        is_opened = any(each.kind is Kind.OPENED for each in self.entries)
        return CaseState.OPENED if is_opened else CaseState.NEW


@dataclass(frozen=True)
class Asked:
    """Which cases: in one state, with a part of a name or title."""

    state: CaseState | None = None
    text: str = ""

    def fits(self, case: Case) -> bool:
        """Whether it is one of them."""
        words = self.text.casefold().strip()
        named = any(words in each.casefold() for each in _names(case))
        return named and self.state in (None, case.state)


def write_handed(handed: Handed) -> bytes:
    """JSON in UTF-8."""
    return json.dumps({**asdict(handed), "titles": dict(handed.titles)}).encode()


def read_handed(raw: bytes) -> Handed:
    """The inverse of `write_handed`."""
    return Handed(**json.loads(raw))


def write_entry(entry: Entry, number: int) -> bytes:
    """JSON in UTF-8. `number`: its place among the case's entries, since several may happen in one moment."""
    said = {"kind": entry.kind, "who": entry.who, "text": entry.text}
    return json.dumps({**said, "decision": entry.decision, "credential": entry.credential, "number": number}).encode()


def read_entry(raw: bytes, entry_id: str, at: datetime) -> tuple[int, Entry]:
    """The inverse of `write_entry`."""
    plain = json.loads(raw)
    number = int(plain.pop("number"))
    return number, Entry(entry_id, at, Kind(plain.pop("kind")), **plain)


def _names(case: Case) -> Iterator[str]:
    yield case.handed.from_name
    yield case.assigned_to
    yield from case.handed.titles.values()
