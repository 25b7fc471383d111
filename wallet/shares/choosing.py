"""What a learner can choose of one credential, as a person reads it: a switch for each thing that it says.

Nothing here decides what is shown; that is `making`. A switch only names the pointers that belong together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from verifier import Disclosable, Record, read_disclosable
from verifier.derive import holds_base_proof
from verifier.disclosable import Claim, is_within, parent, upwards
from verifier.errors import Json, VerifierError
from verifier.record import Value
from wallet.credentials.sealing import title_of
from wallet.credentials.service import Kept
from wallet.shares.making import Choice
from wallet.shares.view import Kind

OTHER = "other"  # what no element of a record tells
LONGEST = 160  # characters of a value beside its switch
# The elements of a record in the order of a certificate; what is not named follows.
_ORDER = ("title", "awarding_body", "learner", "issued", "level", "workload", "grade", "outcomes", "skills")
_EMPLOYER = frozenset({*_ORDER, "description", "criteria", "assessment", "kind"})
# Name -> the elements that it shows. Credit recognition asks for five (a rulebook's minimal set).
PRESETS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "employer": _EMPLOYER,
        "recognition": frozenset({"title", "awarding_body", "level", "outcomes", "workload"}),
        "exists": frozenset({"title", "awarding_body"}),
    }
)
# Beginnings of pointers -> what lets two links be recognised as one person's.
_TRACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("/id", "/jti"),
        "subject": ("/credentialSubject/id", "/sub", "/cnf"),
        "status": ("/credentialStatus", "/status"),
        "dates": ("/validFrom", "/validUntil", "/issuanceDate", "/expirationDate", "/iat", "/nbf", "/exp"),
    }
)


@dataclass(frozen=True)
class Switch:
    """One line of the builder. `key` is what a form sends for it; `text` what stands there, shortened.

    `element` is a field of `Record`, or `other`; then `key` says where it stands. `always`: there is no choice.
    """

    key: str
    element: str
    text: str
    pointers: tuple[str, ...]
    always: bool = False


@dataclass(frozen=True)
class Board:
    """All switches of one credential, the kinds in which it can be shown (the best one first), and what still links
    two links to it: `signature`, `id`, `subject`, `status`, `dates`."""

    credential: str
    title: str
    kinds: tuple[Kind, ...]
    switches: tuple[Switch, ...]
    traces: tuple[str, ...]
    method: str | None

    def choice(self, kind: Kind, keys: Iterable[str], note: str = "") -> Choice:
        """What these keys choose. Keys that are none are passed over: they show nothing."""
        wanted = frozenset(keys)
        chosen = {p for each in self.switches if each.key in wanted and not each.always for p in each.pointers}
        return Choice(self.credential, kind, () if kind is Kind.WHOLE else tuple(sorted(chosen)), note)

    def keys_of(self, choice: Choice) -> frozenset[str]:
        """The keys of the switches that a choice turns on, the other way round."""
        return frozenset(each.key for each in self.switches if set(each.pointers) <= set(choice.pointers))

    def closed(self, keys: frozenset[str]) -> frozenset[str]:
        """The keys with those that come along: a part shows what stands in one disclosure with what it shows of it."""
        if self.method != "sd-jwt":
            return keys
        chosen = {above for each in self.switches if each.key in keys for p in each.pointers for above in upwards(p)}
        return frozenset(each.key for each in self.switches if chosen.issuperset(each.pointers))

    def preset(self, name: str) -> frozenset[str]:
        """The keys that a preset turns on; none for a name that is none."""
        return frozenset(each.key for each in self.switches if each.element in PRESETS.get(name, ()))


def board_of(kept: Kept) -> Board:
    """The board of a credential."""
    try:
        found = read_disclosable(kept.raw)
    except VerifierError:
        found = Disclosable(keeps_secrets=holds_base_proof(kept.raw))
    owed = found.owed
    found = replace(found, claims=tuple(replace(e, always=e.always or e.switch in owed) for e in found.claims))
    record = kept.record or Record()
    switches = tuple(_values(record)) if found.method is None else _parts(found.claims, record)
    return Board(kept.id, title_of(kept.record), _kinds(found), switches, _traces(found), found.method)


def _kinds(found: Disclosable) -> tuple[Kind, ...]:
    if found.keeps_secrets:
        return (Kind.SUMMARY,)
    return (Kind.WHOLE, Kind.SUMMARY) if found.method is None else (Kind.PART, Kind.WHOLE)


def _elements(record: Record) -> list[tuple[str, Value]]:
    names = [*_ORDER, *(each.name for each in fields(record) if each.name not in _ORDER)]
    return [(name, value) for name in names for value in getattr(record, name)]


def _values(record: Record) -> Iterator[Switch]:
    """For a summary: each value of the record by itself."""
    seen: set[str] = set()
    for element, value in _elements(record):
        if value.path not in seen:
            seen.add(value.path)
            yield Switch(value.path, element, _short(value.text), (value.path,))


def _parts(claims: tuple[Claim, ...], record: Record) -> tuple[Switch, ...]:
    """For a part: values of the record with all claims that they are made of, then every other claim.

    Identifiers and types come along with what they belong to: there is nothing to choose.
    """
    left = {each.pointer: each for each in claims if each.switch is not None or each.always}
    switches: dict[str, Switch] = {}
    for element, value in _elements(record):
        own = [each for each in left.values() if _belongs(each.pointer, value.path)]
        # What stands in the same entry of a list belongs to it: the address of a skill, the kind of a result.
        entries = {above for each in own if (above := parent(each.pointer)).rpartition("/")[2].isdecimal()}
        own += [each for each in left.values() if parent(each.pointer) in entries and each not in own]
        _add(switches, element, value.text, [left.pop(each.pointer) for each in own])
    for each in left.values():
        _add(switches, OTHER, _text(each.value), [each])
    return tuple(switches.values())


def _belongs(pointer: str, path: str) -> bool:
    return is_within(pointer, path) or is_within(path, pointer)


def _add(switches: dict[str, Switch], element: str, text: str, claims: list[Claim]) -> None:
    """One more switch, or more of one that is there: what is shown together has one."""
    if not claims:
        return
    pointers = tuple(sorted({each.switch for each in claims if each.switch is not None and not each.always}))
    key = pointers[0] if pointers else claims[0].pointer
    there = switches.get(key)
    if there is None:
        switches[key] = Switch(key, element, _short(text), pointers, always=not pointers)
    else:
        together = tuple(sorted({*there.pointers, *pointers}))
        switches[key] = replace(there, text=_short(f"{there.text} · {text}"), pointers=together)


def _traces(found: Disclosable) -> tuple[str, ...]:
    """What a reader of any part sees that another reader sees, too."""
    shown = [each.pointer for each in found.claims if each.always]
    known = [
        name
        for name, starts in _TRACES.items()
        if any(is_within(pointer, start) for pointer in shown for start in starts)
    ]
    return (*(["signature"] if found.method and found.linkable else []), *known)


def _text(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    if isinstance(value, dict):
        return _text(value.get("@value"))
    return "" if value is None else str(value)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
