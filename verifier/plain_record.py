"""What a credential says, in plain words and in the order of a certificate: a template only lays it out.

The same for the learner, the reader of a share and the checking page. Every value is shown once, at the first place
that fits it. Nothing here decides anything, and what the credential claims is never said as a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from verifier import plain_lines as lines
from verifier.catalogue import Words, catalogue, sentence
from verifier.plain_learner import is_private, learner_lines
from verifier.plain_lines import Line, said_line
from verifier.plain_names import coded_name, split_words, write_amount, write_day
from verifier.record import Record, Value

__all__ = [
    "Body",
    "Group",
    "Line",
    "PlainRecord",
    "Row",
    "plain_record",
    "plain_title",
    "summary_level",
    "summary_workload",
]

MOST_KINDS = 3
MOST_BODIES = 8
_FEWEST_LETTERS = 3  # a text with fewer says something else at each place


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


@dataclass(frozen=True)
class Body:
    """A body that the credential names: its name, and the sentence that says for what."""

    name: str
    sentence: str


@dataclass(frozen=True)
class PlainRecord:
    """A record as a person reads it. Rows without lines say that the issuer left the element out.

    `bodies` are names as the credential gives them; who signed is a matter of the report.
    """

    title: Line
    kind: str
    bodies: tuple[Body, ...]
    learner: Row
    awarded: Row
    level: Row
    workload: Row
    grade: Row
    outcomes: Row
    groups: tuple[Group, ...]

    @property
    def facts(self) -> tuple[Row, ...]:
        """The rows at the head of the certificate that have lines, in order."""
        head = (self.learner, self.awarded, self.level, self.workload, self.grade)
        return tuple(row for row in head if row.lines)


_Draw = Callable[[Iterable[Value], str], list[Line]]
_One = Callable[[Value, str], Line]


def _each(draw: _One) -> _Draw:
    return lambda values, language: list(dict.fromkeys(draw(value, language) for value in values))


_SAID = _each(said_line)
# Group -> its rows, and how each is drawn. A value goes to the row of its kind, else to that of its field.
_GROUPS: Mapping[str, Mapping[str, _Draw]] = MappingProxyType(
    {
        "about": {
            "description": _SAID,
            "criteria": _SAID,
            "skills": _each(lines.skill_line),
            "language": _each(lines.language_line),
            "field": _SAID,
            "specialization": _SAID,
            "tags": lines.keyword_lines,
        },
        "learned": {
            "participation": _SAID,
            "assessment": _each(lines.further_line),
            "supervision": _SAID,
            "identity_checked": _SAID,
            "prerequisites": _SAID,
            "began": _each(lines.day_line),
            "finished": _each(lines.day_line),
            "role": _SAID,
            "term": _SAID,
        },
        "standing": {
            "country": lines.country_lines,
            "quality_assurance": _SAID,
            "accreditation": _each(lines.accreditation_line),
            "endorsement": _each(lines.endorsement_line),
            "stackable": _SAID,
            "stackability": _SAID,
            "refers_to": _each(lines.skill_line),
        },
        "more": {
            "evidence": _each(lines.evidence_line),
            "related": _each(lines.related_line),
            "homepage": _SAID,
            "licence": _SAID,
            "further_information": _each(lines.further_line),
            "identifiers": _each(lines.identifier_line),
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


def plain_record(record: Record, language: str) -> PlainRecord:
    """The record in `language` (a language tag; English words of ours where we have no catalogue for it)."""
    seen = _Seen(language)
    seen.add(record.title[:1])

    def head(name: str, values: tuple[Value, ...], draw: _Draw) -> Row:
        seen.add(values)
        return _row(name, draw(values, language), language)

    return PlainRecord(
        title=plain_title(record, language),
        kind=_kind(seen.new(record.kind), language),
        bodies=_bodies(record, seen, language),
        learner=head("learner", record.learner, learner_lines),
        awarded=_awarded(record, language),
        level=head("level", record.level, _each(lines.level_line)),
        workload=head("workload", record.workload, lines.amount_lines),
        grade=head("grade", record.grade, _each(lines.grade_line)),
        outcomes=_outcomes(record, seen, language),
        groups=tuple(_groups(record, seen, language)),
    )


def plain_title(record: Record, language: str) -> Line:
    """The title; below it, that only the first of several is shown."""
    if not record.title:
        return Line(catalogue(language)["record.untitled"])
    title = record.title[0]
    line = said_line(title, language)
    if title.detail.get("kind") == "type":  # no title: what the credential's type is called
        line = Line(split_words(title.text))
    several = [
        sentence(language, f"record.several.{name}", {"count": title.detail[name]}) or ""
        for name in ("subjects", "achievements")
        if name in title.detail
    ]
    return replace(line, note=" ".join(several), link="")


def summary_level(record: Record, language: str) -> str:
    """The level for a list, `EQF 6`: the European one where there is one. Empty for none."""
    european = [value for value in record.level if value.unit == "EQF" and value.number is not None]
    return next((lines.short_level(value, language) for value in (*european, *record.level)), "")


def summary_workload(record: Record, language: str) -> str:
    """The workload for a list, `5 ECTS` or `5 credits`: ECTS where it says so, else what comes first. Or empty."""
    counted = [value for value in record.workload if value.unit == "ECTS" and value.number is not None]
    return next((write_amount(value, language) for value in (*counted, *record.workload)), "")


class _Seen:
    """What the page shows so far."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._paths: set[str] = set()
        self._texts: set[str] = set()

    def add(self, values: Iterable[Value]) -> None:
        for value in values:
            self._paths.update(path for path in (value.path, value.detail.get("languages_at", "")) if path)
            self._texts.update(self._said(value))

    def new(self, values: Iterable[Value]) -> list[Value]:
        """Those that nothing shown so far says already, each once; they count as shown from here on."""
        found = []
        for value in values:
            if not self._is_shown(value):
                found.append(value)
            self.add((value,))
        return found

    def _is_shown(self, value: Value) -> bool:
        text = value.in_language(self._language)
        if not text or value.path in self._paths:
            return True
        tells = sum(letter.isalpha() for letter in text) >= _FEWEST_LETTERS and text not in ("true", "false")
        return tells and self._said(value) <= self._texts

    def _said(self, value: Value) -> set[str]:
        """All that a line of this value would say."""
        more = (value.detail.get(name, "") for name in ("description", "narrative", "comment"))
        link = value.uri or ""
        texts = (value.in_language(self._language), *more, link if lines.is_web_address(link) else "")
        return {" ".join(text.casefold().split()) for text in texts if text}


def _kind(values: list[Value], language: str) -> str:
    kinds = dict.fromkeys(coded_name("kind", value.text, language) for value in values[:MOST_KINDS])
    return ", ".join(kind for kind in kinds if kind) or catalogue(language)["record.kind"]


def _bodies(record: Record, seen: _Seen, language: str) -> tuple[Body, ...]:
    sealed = {value.path for value in record.sealed_by}
    seen.add((*record.awarding_body, *record.sealed_by))
    named = [(value.detail.get("role", ""), value) for value in record.awarding_body if value.path not in sealed]
    named += [("sealed", value) for value in record.sealed_by]
    return tuple(_body(role, value, language) for role, value in named[:MOST_BODIES])


def _body(role: str, value: Value, language: str) -> Body:
    name = value.in_language(language)
    whole = value.detail.get("part_of", "")
    parts = {"name": name, "whole": whole}
    called = Words(sentence(language, "record.body.part_of", parts)) if whole else name
    said = sentence(language, f"record.body.{role}", {"name": called})
    return Body(name, said or sentence(language, "record.body.issuer", {"name": called}) or name)


def _awarded(record: Record, language: str) -> Row:
    """The day; it was awarded only where the credential calls it that."""
    values = record.issued[:1]
    name = "awarded" if any(value.detail.get("kind") == "awardedDate" for value in values) else "issued"
    return _row(name, [Line(write_day(value.text, language)) for value in values], language)


def _outcomes(record: Record, seen: _Seen, language: str) -> Row:
    """What was learnt. What a result is called is no outcome: it stands beside its grade."""
    links = {value.path: value.uri for value in record.criteria}
    values = (
        value if value.uri else replace(value, uri=links.get(value.path))
        for value in (*record.outcomes, *record.skills)
        if value.detail.get("kind") != "resultDescription"
    )
    return _row("outcomes", _each(lines.skill_line)(seen.new(values), language), language)


def _groups(record: Record, seen: _Seen, language: str) -> Iterator[Group]:
    sorted_values = _sort(record)
    for name, rows in _GROUPS.items():
        drawn = [
            _row(row, draw(seen.new(sorted_values.get(row, ())), language), language) for row, draw in rows.items()
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
            if not is_private(value) and value.detail.get("name") not in _NOT_FOR_PEOPLE:
                found.setdefault(_ROWS_OF_KINDS.get(value.detail.get("kind", ""), field), []).append(value)
    return found


def _row(name: str, drawn: Iterable[Line], language: str) -> Row:
    return Row(name, catalogue(language)[f"record.row.{name}"], tuple(line for line in drawn if line.text))
