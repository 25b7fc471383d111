"""Comprehensive Learner Record 2.0, a `ClrCredential`: a transcript whose parts are achievements of their own.

CLR Standard 2.0, data model: `ClrSubject` has achievements, credentials that it carries, and associations between the
achievements. What a part says stands with the part's name (detail `part`); nothing is added up. What a carried
credential says is shown beside its own report; here it is named and counted among what the transcript claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from verifier.codec.pointer import Node, read_document, read_types, safe_text
from verifier.credential import Credential
from verifier.elements.achieved import Achieved
from verifier.elements.alignments import read_levels, read_skills
from verifier.elements.bodies import read_body, read_country, read_homepage
from verifier.elements.endorsements import read_endorsements
from verifier.elements.evidence import read_criteria, read_evidence, read_evidence_names, read_narratives
from verifier.elements.extensions import read_extension_levels, read_load, read_loads, read_plain
from verifier.elements.people import read_subject
from verifier.elements.results import read_results
from verifier.elements.transcripts import WHOLE_FIRST, WHOLE_LAST, Part, find_parts, find_wholes, read_carried
from verifier.elements.values import read_elements, read_first, read_id, read_scalars, read_value, said
from verifier.record import Record, Value

NAME = "clr_2"


@dataclass(frozen=True)
class _Transcript:
    document: Node
    issuer: Node
    subject: Node
    parts: tuple[Part, ...]


def handles(credential: Credential) -> bool:
    """Whether the document calls itself a ClrCredential."""
    return "ClrCredential" in read_types(read_document(credential.claims))


def read_record(credential: Credential) -> Record:
    """The elements of Annex I as the transcript and its parts state them. Of several subjects the first is read."""
    document = read_document(credential.claims)
    subject = document["credentialSubject"].first
    transcript = _Transcript(document, document["issuer"].first, subject, tuple(find_parts(subject)))
    return read_elements(_READERS, transcript)


def read_achieved(credential: Credential) -> tuple[Achieved, ...]:
    """The achievements that are listed, then the credentials that are carried, and what each of them is a part of."""
    document = read_document(credential.claims)
    subject = document["credentialSubject"].first
    wholes = find_wholes(subject)
    carried = {
        index: (read_carried(each) if isinstance(each.value, str) else each)["credentialSubject"].first["achievement"]
        for index, each in enumerate(subject["verifiableCredential"].each)
    }
    ids = {index: achievement.first["id"].text for index, achievement in carried.items()}
    found = []
    for part in find_parts(subject):
        name = part.achievement["id"].text or part.achievement.path
        if not part.subject and name not in ids.values():
            transcript = _Transcript(document, document["issuer"].first, subject, (part,))
            found.append(Achieved(name, read_elements(_PART_READERS, transcript), wholes.get(name, ())))
    found += [Achieved(name, wholes=wholes.get(name, ()), carried=index) for index, name in ids.items()]
    return tuple(found)


# ---- the transcript itself


def _titles(transcript: _Transcript) -> Iterator[Value]:
    yield from read_value(transcript.document["name"])


def _learner(transcript: _Transcript) -> Iterator[Value]:
    yield from read_subject(transcript.subject)


def _awarding_body(transcript: _Transcript) -> Iterator[Value]:
    yield from read_body(transcript.issuer, "issuer")


def _country(transcript: _Transcript) -> Iterator[Value]:
    yield from read_country(transcript.issuer, "issuer")


def _issued(transcript: _Transcript) -> Iterator[Value]:
    yield from read_first(transcript.document, "awardedDate", "validFrom", "issuanceDate")


def _quality_assurance(transcript: _Transcript) -> Iterator[Value]:
    """Endorsed by whom; an endorsement's own proof is a matter of its own."""
    yield from read_endorsements(transcript.document, "credential")
    yield from read_endorsements(transcript.issuer, "issuer")
    for part in transcript.parts:
        yield from read_endorsements(part.achievement, "achievement", part=part.name)


def _stackability(transcript: _Transcript) -> Iterator[Value]:
    """Each association between two achievements: the whole before its part, where one of the two is the whole."""
    names = {part.achievement["id"].text: part.name for part in transcript.parts}
    for each in transcript.subject["association"].each:
        source, target, kind = each["sourceId"].text, each["targetId"].text, each["associationType"].text
        if source and target:
            ends = (names.get(source, source), names.get(target, target))
            whole = ends if kind in WHOLE_FIRST else ends[::-1]
            text = " › ".join(whole) if kind in WHOLE_FIRST | WHOLE_LAST else " · ".join(ends)
            yield from read_value(each["targetId"], text=safe_text(text), uri=target, kind=kind, source=source)


def _evidence(transcript: _Transcript) -> Iterator[Value]:
    yield from read_evidence(transcript.document)


def _description(transcript: _Transcript) -> Iterator[Value]:
    yield from read_value(transcript.document["description"])


def _further_information(transcript: _Transcript) -> Iterator[Value]:
    yield from _description(transcript)
    for part in transcript.parts:
        names = ("fieldOfStudy", "specialization", "inLanguage", "tag")
        yield from read_scalars(part.achievement, *names, part=part.name)
    yield from read_homepage(transcript.issuer)
    yield from read_evidence_names(transcript.document)


# ---- its parts


def _outcomes(transcript: _Transcript) -> Iterator[Value]:
    """The achievements by name; then what they are aligned to."""
    for part in transcript.parts:
        kind, issuer = part.achievement["achievementType"].text, said(part.issuer["name"])
        uri, description = part.achievement["id"].text, said(part.achievement["description"])
        name = part.achievement["name"]
        yield from read_value(
            name if said(name) else part.achievement,
            text=None if said(name) else part.name,
            uri=uri,
            kind="achievement",
            type=kind,
            description=description,
            issuer=issuer,
        )
    yield from _skills(transcript)


def _criteria(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        yield from read_criteria(part.achievement, part=part.name)


def _skills(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        yield from read_skills(part.achievement["alignment"].each, part=part.name)


def _levels(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        yield from read_levels(part.achievement["alignment"].each, part=part.name)
        for value in read_extension_levels((part.achievement, part.subject)):
            yield _of(part, value)


def _of(part: Part, value: Value) -> Value:
    return replace(value, detail={**value.detail, "part": part.name})


def _workload(transcript: _Transcript) -> Iterator[Value]:
    """Credits, whose unit the standard leaves open; they are not added up."""
    for part in transcript.parts:
        yield from read_load(part.subject["creditsEarned"], None, "earned", part=part.name)
        yield from (_of(part, value) for value in read_loads((part.achievement, part.subject)))
        yield from read_load(part.achievement["creditsAvailable"], None, "available", part=part.name)


def _grades(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        yield from read_results(part.subject, part.achievement, part=part.name)


def _named(element: str, transcript: _Transcript) -> Iterator[Value]:
    """What the standard has no field for and issuers write all the same, of each achievement."""
    for part in transcript.parts:
        yield from read_plain(element, part.achievement, part=part.name)


def _identifiers(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        yield from read_id(part.achievement["id"], part=part.name)
        code = part.achievement["humanCode"]
        yield from read_value(code, text=code.scalar, kind="humanCode", part=part.name)


_READERS: Mapping[str, Callable[[_Transcript], Iterator[Value]]] = MappingProxyType(
    {
        "title": _titles,
        "learner": _learner,
        "country": _country,
        "awarding_body": _awarding_body,
        "issued": _issued,
        "outcomes": _outcomes,
        "workload": _workload,
        "level": _levels,
        "assessment": partial(_named, "assessment"),
        "participation": partial(_named, "participation"),
        "quality_assurance": _quality_assurance,
        "prerequisites": partial(_named, "prerequisites"),
        "supervision": partial(_named, "supervision"),
        "grade": _grades,
        "stackability": _stackability,
        "further_information": _further_information,
        "description": _description,
        "criteria": _criteria,
        "evidence": _evidence,
        "skills": _skills,
        "identifiers": _identifiers,
    }
)


def _part_title(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        name = part.achievement["name"]
        yield from read_value(name if said(name) else part.achievement, text=None if said(name) else part.name)


def _part_outcomes(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        yield from read_narratives(part.achievement)
    yield from _skills(transcript)


def _part_kind(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        for each in part.achievement["achievementType"].each:
            yield from read_value(each)


# Of one achievement that the transcript itself lists: what all of it says is said of that one.
_PART_READERS: Mapping[str, Callable[[_Transcript], Iterator[Value]]] = MappingProxyType(
    {**_READERS, "title": _part_title, "outcomes": _part_outcomes, "kind": _part_kind}
)
