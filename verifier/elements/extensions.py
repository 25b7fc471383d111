"""What Open Badges has no field for and issuers say in extensions, or in plain fields of the same meaning.

eduBadges, Open Educational Badges and 1EdTech's published extensions, wherever an issuer puts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from verifier.codec.alignments import EUROPEAN_LEVELS
from verifier.codec.amounts import read_amount
from verifier.codec.pointer import Node
from verifier.elements.values import read_scalars, read_value, said
from verifier.record import Value

# Extension, the plain field that means the same, and the unit that its definition fixes. `StudyLoad` has none:
# eduBadges counts hours in it, Open Educational Badges minutes.
_LOADS = (
    ("ECTS", "ECTS", "ECTS"),
    ("StudyLoad", "studyLoad", None),
    (None, "SBU", "hours"),
    ("TimeInvestment", "timeInvestment", "hours"),
)
# Element -> the plain fields that say it, as eduBadges names them and others have taken over.
_PLAIN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "assessment": ("assessmentType",),
        "participation": ("participationType",),
        "supervision": ("supervisionType", "identityChecked"),
        "prerequisites": ("prerequisites", "entryRequirements", "entryRequirement"),
        "stackability": ("stackable", "partOfQualification"),
        "quality_assurance": ("qualityAssuranceName",),
    }
)
_HOURS_OF_STUDY = re.compile(r"https://(?:[a-z0-9-]+\.)*edubadges\.nl/.*")


def read_plain(element: str, holder: Node, **detail: str) -> Iterator[Value]:
    """What the plain fields of `holder` say of one element."""
    yield from read_scalars(holder, *_PLAIN[element], **detail)


def find_extensions(holders: Sequence[Node], name: str) -> Iterator[Node]:
    """The objects of an extension of this name."""
    for holder in holders:
        for key in (f"extensions:{name}Extension", f"{name}Extension", f"extensions:{name}"):
            yield from (each for each in holder[key].each if isinstance(each.value, dict))


def read_extension_levels(holders: Sequence[Node]) -> Iterator[Value]:
    """Levels, each under the name of its framework."""
    for name in ("EQF", "NLQF"):
        for node in _members(holders, name, name):
            number = node.number if node.number in EUROPEAN_LEVELS else None
            yield from read_value(node, text=node.scalar, unit=name, number=number)


def read_extension_outcomes(holders: Sequence[Node], language: str) -> Iterator[Value]:
    """Learning outcomes that are said as such, and not as criteria."""
    for name in ("learningOutcome", "LearningOutcome"):
        for node in _members(holders, "LearningOutcome", name, member=name):
            for each in node.each:
                yield from read_value(each, language=language)


def read_extension_assessments(holders: Sequence[Node]) -> Iterator[Value]:
    """How it was assessed, as eduBadges says it."""
    for extension in find_extensions(holders, "Assessment"):
        for each in extension["assessment"].each:
            description = said(each["assessmentDescription"]) or said(extension["overallDescription"])
            yield from read_value(each["assessmentType"], description=description)


def read_extension_accreditations(issuer: Node) -> Iterator[Value]:
    """By whom an issuer says that it is accredited."""
    for key in ("extensions:IssuerAccreditation", "extensions:issuerAccreditationExtension", "issuerAccreditation"):
        for each in issuer[key].each:
            date = each["accreditationDate"].text
            yield from read_value(each["name"], uri=each["url"].text, kind="accreditation", date=date)


def _members(holders: Sequence[Node], extension: str, plain: str, member: str = "") -> Iterator[Node]:
    yield from (each[member or extension] for each in find_extensions(holders, extension))
    yield from (holder[plain] for holder in holders)


def read_loads(holders: Sequence[Node]) -> Iterator[Value]:
    """How much was studied."""
    for extension, plain, unit in _LOADS:
        for holder in holders:
            if not isinstance(holder[plain].value, dict):
                yield from read_load(holder[plain], unit, plain)
        for each in find_extensions(holders, extension) if extension else ():
            hours = unit is None and _HOURS_OF_STUDY.fullmatch(each["@context"].text)
            yield from read_load(each[extension or ""], "hours" if hours else unit, plain)


def read_load(node: Node, stated: str | None, kind: str, **detail: str) -> Iterator[Value]:
    """An amount in the unit that its text states, else in `stated`."""
    if not isinstance(node.value, bool):
        number, unit = read_amount(node, stated)
        yield from read_value(node, text=node.scalar, unit=unit, number=number, more={"kind": kind, **detail})
