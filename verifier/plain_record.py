"""What a credential says, in plain words and in the order of a certificate: a template only lays it out.

The same for the learner, the reader of a share and the checking page. Every value is shown once, at the first place
that fits it. Nothing here decides anything, and what the credential claims is never said as a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from verifier import plain_lines as lines
from verifier.catalogue import Words, catalogue, sentence
from verifier.plain_groups import Draw, Group, Row, draw_groups, each, make_row
from verifier.plain_learner import learner_lines
from verifier.plain_lines import Line, said_line
from verifier.plain_names import coded_name, split_words, write_amount, write_day
from verifier.plain_seen import Seen
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


def plain_record(record: Record, language: str) -> PlainRecord:
    """The record in `language` (a language tag; English words of ours where we have no catalogue for it)."""
    seen = Seen(language)
    seen.add(record.title[:1])

    def head(name: str, values: tuple[Value, ...], draw: Draw) -> Row:
        seen.add(values)
        return make_row(name, draw(values, language), language)

    return PlainRecord(
        title=plain_title(record, language),
        kind=_kind(seen.new(record.kind), language),
        bodies=_bodies(record, seen, language),
        learner=head("learner", record.learner, learner_lines),
        awarded=_awarded(record, language),
        level=head("level", record.level, each(lines.level_line)),
        workload=head("workload", record.workload, lines.amount_lines),
        grade=head("grade", record.grade, each(lines.grade_line)),
        outcomes=_outcomes(record, seen, language),
        groups=tuple(draw_groups(record, seen, language)),
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
    levels = _of_the_whole(record.level)
    european = [value for value in levels if value.unit == "EQF" and value.number is not None]
    return next((lines.short_level(value, language) for value in (*european, *levels)), "")


def summary_workload(record: Record, language: str) -> str:
    """The workload for a list, `5 ECTS` or `5 credits`: ECTS where it says so, else what comes first. Or empty."""
    workload = _of_the_whole(record.workload)
    counted = [value for value in workload if value.unit == "ECTS" and value.number is not None]
    return next((write_amount(value, language) for value in (*counted, *workload)), "")


def _of_the_whole(values: tuple[Value, ...]) -> list[Value]:
    """What is not said of one of its parts alone."""
    return [value for value in values if "part" not in value.detail]


def _kind(values: list[Value], language: str) -> str:
    kinds = dict.fromkeys(coded_name("kind", value.text, language) for value in values[:MOST_KINDS])
    return ", ".join(kind for kind in kinds if kind) or catalogue(language)["record.kind"]


def _bodies(record: Record, seen: Seen, language: str) -> tuple[Body, ...]:
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
    return make_row(name, [Line(write_day(value.text, language)) for value in values], language)


def _outcomes(record: Record, seen: Seen, language: str) -> Row:
    """What was learnt. What a result is called is no outcome: it stands beside its grade."""
    links = {value.path: value.uri for value in record.criteria}
    values = (
        value if value.uri else replace(value, uri=links.get(value.path))
        for value in (*record.outcomes, *record.skills)
        if value.detail.get("kind") != "resultDescription"
    )
    return make_row("outcomes", each(lines.skill_line)(seen.new(values), language), language)
