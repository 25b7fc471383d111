"""Below the head of a certificate: rows of labels and lines, sorted into four groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from verifier import plain_lines as lines
from verifier.catalogue import catalogue
from verifier.plain_lines import Line, said_line
from verifier.plain_seen import Seen
from verifier.record import Record, Value


@dataclass(frozen=True)
class Row:
    """What a certificate says about one thing. `name` is the same in every language."""

    name: str
    label: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Group:
    """Rows below one heading."""

    name: str
    label: str
    rows: tuple[Row, ...]


Draw = Callable[[Iterable[Value], str], list[Line]]
_One = Callable[[Value, str], Line]


def each(draw: _One) -> Draw:
    """Draws value by value, equal lines once."""
    return lambda values, language: list(dict.fromkeys(draw(value, language) for value in values))


_SAID = each(said_line)
# Group -> its rows, and how each is drawn. A value goes to the row of its kind, else to that of its field.
GROUPS: Mapping[str, Mapping[str, Draw]] = MappingProxyType(
    {
        "about": {
            "description": _SAID,
            "criteria": _SAID,
            "skills": each(lines.skill_line),
            "language": each(lines.language_line),
            "field": _SAID,
            "specialization": _SAID,
            "tags": lines.keyword_lines,
        },
        "learned": {
            "participation": _SAID,
            "assessment": each(lines.further_line),
            "supervision": _SAID,
            "identity_checked": _SAID,
            "prerequisites": _SAID,
            "began": each(lines.day_line),
            "finished": each(lines.day_line),
            "role": _SAID,
            "term": _SAID,
        },
        "standing": {
            "country": lines.country_lines,
            "quality_assurance": _SAID,
            "accreditation": each(lines.accreditation_line),
            "endorsement": each(lines.endorsement_line),
            "stackable": _SAID,
            "stackability": _SAID,
            "refers_to": each(lines.skill_line),
        },
        "more": {
            "evidence": each(lines.evidence_line),
            "related": each(lines.related_line),
            "homepage": _SAID,
            "licence": _SAID,
            "further_information": each(lines.further_line),
            "identifiers": each(lines.identifier_line),
        },
    }
)
_ROWS_OF_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "inLanguage": "language",
        "fieldOfStudy": "field",
        "specialization": "specialization",
        "tag": "tags",
        "identityChecked": "identity_checked",
        "activityStartDate": "began",
        "activityEndDate": "finished",
        "role": "role",
        "term": "term",
        "accreditation": "accreditation",
        "endorsement": "endorsement",
        "stackable": "stackable",
        "alignment": "refers_to",
        "related": "related",
        "homepage": "homepage",
        "licenseNumber": "licence",
    }
)
_FIELDS = (
    "description",
    "criteria",
    "skills",
    "participation",
    "assessment",
    "supervision",
    "prerequisites",
    "quality_assurance",
    "country",
    "stackability",
    "evidence",
    "further_information",
    "identifiers",
)
_NOT_FOR_PEOPLE = frozenset({"hashed"})  # members that the record lists though they say nothing to a reader


def draw_groups(record: Record, seen: Seen, language: str) -> Iterator[Group]:
    """The groups that have something to say which `seen` has not; it counts as shown from here on."""
    sorted_values = _sort(record)
    for name, rows in GROUPS.items():
        drawn = [
            make_row(row, draw(seen.new(sorted_values.get(row, ())), language), language) for row, draw in rows.items()
        ]
        filled = tuple(row for row in drawn if row.lines)
        if filled:
            yield Group(name, catalogue(language)[f"record.group.{name}"], filled)


def _sort(record: Record) -> dict[str, list[Value]]:
    """Row -> its values."""
    found: dict[str, list[Value]] = {}
    for field in _FIELDS:
        values: tuple[Value, ...] = getattr(record, field)
        for value in values:
            if value.detail.get("name") not in _NOT_FOR_PEOPLE:
                found.setdefault(_ROWS_OF_KINDS.get(value.detail.get("kind", ""), field), []).append(value)
    return found


def make_row(name: str, drawn: Iterable[Line], language: str) -> Row:
    """The row of this name with those lines that say something."""
    return Row(name, catalogue(language)[f"record.row.{name}"], tuple(line for line in drawn if line.text))
