"""What a credential says, as a person would ask it: the elements of the European approach to micro-credentials.

Council Recommendation 2022/C 243/02, Annex I: eleven mandatory elements (M1 to M11) and five optional ones (O1 to O5).
Every value keeps the JSON pointer at which it was found, so that a claim can be traced, withheld or asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

from verifier.errors import Fact

# Field of `Record` -> the element's number in Annex I.
ELEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "learner": "M1",
        "title": "M2",
        "country": "M3",
        "awarding_body": "M4",
        "issued": "M5",
        "outcomes": "M6",
        "workload": "M7",
        "level": "M8",
        "assessment": "M9",
        "participation": "M10",
        "quality_assurance": "M11",
        "prerequisites": "O1",
        "supervision": "O2",
        "grade": "O3",
        "stackability": "O4",
        "further_information": "O5",
    }
)


@dataclass(frozen=True)
class Value:
    """One value of a record.

    `text` is what is shown when the reader's language is not in `languages` (language tag -> text). `unit` is the unit
    or framework that the credential itself states (`ECTS`, `EQF`, `hours`), never a guess. `number` is set where the
    value counts something. `uri` identifies it in a framework. `path` is the JSON pointer (RFC 6901) into the
    credential's document. `detail` holds what belongs to the value and has a name of its own (a grading scale, a
    framework's name, a code).
    """

    text: str
    path: str
    languages: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None
    number: float | None = None
    uri: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The text in `language` (a BCP 47 tag); else the same primary language; else `text`."""
        if language in self.languages:
            return self.languages[language]
        primary = language.split("-", maxsplit=1)[0].lower()
        for tag, text in self.languages.items():
            if tag.split("-")[0].lower() == primary:
                return text
        return self.text

    def as_json(self) -> dict[str, Fact]:
        """The value as promised in the JSON interfaces; empty parts are left out."""
        out: dict[str, Fact] = {"text": self.text, "path": self.path}
        if self.languages:
            out["languages"] = dict(self.languages)
        if self.unit is not None:
            out["unit"] = self.unit
        if self.number is not None:
            out["number"] = self.number
        if self.uri is not None:
            out["uri"] = self.uri
        if self.detail:
            out["detail"] = dict(self.detail)
        return out


@dataclass(frozen=True)
class Record:
    """What a credential says, element by element; an empty tuple says that the issuer left the element out.

    Beside the sixteen elements: `description`, `criteria`, `evidence` (links and narratives, never fetched), `image`
    (a `data:` URL that came inside the credential, or nothing), `sealed_by` (who signed where that is not the awarding
    body), `kind` (what the achievement calls itself, such as `MicroCredential`), `skills` (alignments to frameworks)
    and `identifiers` of the achievement.
    """

    title: tuple[Value, ...] = ()
    awarding_body: tuple[Value, ...] = ()
    learner: tuple[Value, ...] = ()
    country: tuple[Value, ...] = ()
    issued: tuple[Value, ...] = ()
    outcomes: tuple[Value, ...] = ()
    workload: tuple[Value, ...] = ()
    level: tuple[Value, ...] = ()
    assessment: tuple[Value, ...] = ()
    participation: tuple[Value, ...] = ()
    quality_assurance: tuple[Value, ...] = ()
    prerequisites: tuple[Value, ...] = ()
    supervision: tuple[Value, ...] = ()
    grade: tuple[Value, ...] = ()
    stackability: tuple[Value, ...] = ()
    further_information: tuple[Value, ...] = ()
    description: tuple[Value, ...] = ()
    criteria: tuple[Value, ...] = ()
    evidence: tuple[Value, ...] = ()
    skills: tuple[Value, ...] = ()
    identifiers: tuple[Value, ...] = ()
    kind: tuple[Value, ...] = ()
    sealed_by: tuple[Value, ...] = ()
    image: tuple[Value, ...] = ()

    def as_json(self) -> dict[str, Fact]:
        """Field name -> list of values; fields without a value are left out."""
        out: dict[str, Fact] = {}
        for each in fields(self):
            values: tuple[Value, ...] = getattr(self, each.name)
            if values:
                out[each.name] = [value.as_json() for value in values]
        return out

    @staticmethod
    def from_json(document: Mapping[str, Fact]) -> Record:
        """The inverse of `as_json`, for a record that was kept. Unknown fields are passed over."""
        known = {each.name for each in fields(Record)}
        return Record(
            **{
                name: tuple(_value(entry) for entry in entries if isinstance(entry, dict))
                for name, entries in document.items()
                if name in known and isinstance(entries, list)
            }
        )


def _texts(value: Fact) -> dict[str, str]:
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def _value(entry: dict[str, Fact]) -> Value:
    number, unit, uri = entry.get("number"), entry.get("unit"), entry.get("uri")
    return Value(
        text=str(entry.get("text", "")),
        path=str(entry.get("path", "")),
        languages=_texts(entry.get("languages")),
        unit=unit if isinstance(unit, str) else None,
        number=float(number) if isinstance(number, int | float) else None,
        uri=uri if isinstance(uri, str) else None,
        detail=_texts(entry.get("detail")),
    )
