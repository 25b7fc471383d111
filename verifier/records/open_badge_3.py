"""Open Badges 3.0, an `AchievementCredential` (or `OpenBadgeCredential`), over VC 1.1 and 2.0.

Open Badges 3.0, appendix B (data models), and the extensions with which eduBadges says what the specification has no
field for. Every element is a generator over an untrusted document: wrong types are passed over, nothing raises, and no
more than `MOST_VALUES` are taken from each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from verifier.codec.alignments import is_other_credential, is_quality_assurance, level_framework
from verifier.codec.pointer import Node, read_document, read_language_tag, read_types
from verifier.credential import Credential
from verifier.elements.alignments import read_alignment, read_levels, read_skills
from verifier.elements.bodies import read_body, read_country, read_homepage
from verifier.elements.endorsements import read_endorsements
from verifier.elements.evidence import read_criteria, read_evidence, read_evidence_names, read_narratives
from verifier.elements.extensions import (
    read_extension_accreditations,
    read_extension_assessments,
    read_extension_levels,
    read_extension_outcomes,
    read_load,
    read_loads,
    read_plain,
)
from verifier.elements.people import read_subject
from verifier.elements.pictures import read_pictures
from verifier.elements.results import read_results
from verifier.elements.values import read_elements, read_first, read_id, read_scalars, read_value, said, shorten
from verifier.record import Record, Value

NAME = "open_badge_3"

_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


@dataclass(frozen=True)
class _Badge:
    """The places that the elements start from."""

    document: Node
    issuer: Node
    subject: Node
    achievement: Node
    language: str
    subjects: str  # how many there were, if more than one
    achievements: str

    @property
    def extended(self) -> tuple[Node, ...]:
        """Where issuers put extensions."""
        return self.achievement, self.subject, self.document


def handles(credential: Credential) -> bool:
    """Whether the document calls itself an achievement credential; an endorsement is none."""
    return not _TYPES.isdisjoint(read_types(read_document(credential.claims)))


def read_record(credential: Credential) -> Record:
    """The elements of Annex I as the badge states them. Of several subjects or achievements the first is read."""
    document = read_document(credential.claims)
    subjects = document["credentialSubject"]
    achievements = subjects.first["achievement"]
    achievement = achievements.first
    badge = _Badge(
        document=document,
        issuer=document["issuer"].first,
        subject=subjects.first,
        achievement=achievement,
        language=read_language_tag(achievement["inLanguage"].text),
        subjects=_several(subjects),
        achievements=_several(achievements),
    )
    return read_elements(_READERS, badge)


def _several(node: Node) -> str:
    return str(len(node.value)) if isinstance(node.value, list) and len(node.value) > 1 else ""


# ---- who and when


def _titles(badge: _Badge) -> Iterator[Value]:
    several = {"subjects": badge.subjects, "achievements": badge.achievements}
    named = list(read_value(badge.document["name"]))
    titles = [_translated(each, named) for each in read_value(badge.achievement["name"], language=badge.language)]
    yield from (replace(each, detail={**each.detail, **shorten(several)}) for each in [*titles, *named][:1])


def _translated(title: Value, named: list[Value]) -> Value:
    """The achievement's title in the languages of the credential's own name, where that says the same in one of them.

    An achievement has one name (Open Badges 3.0, appendix B); the credential's may be a language map (VC 2.0, 4.6).
    """
    for name in named:
        if title.text in name.languages.values() and name.languages.keys() - title.languages.keys():
            return replace(title, languages={**name.languages, **title.languages}, detail={"languages_at": name.path})
    return title


def _learner(badge: _Badge) -> Iterator[Value]:
    yield from read_subject(badge.subject)


def _awarding_body(badge: _Badge) -> Iterator[Value]:
    yield from read_body(badge.issuer, "issuer")
    for each in badge.achievement["creator"].each:
        yield from read_body(each, "creator")
    for each in badge.subject["source"].each:
        yield from read_body(each, "assessor")


def _sealed_by(badge: _Badge) -> Iterator[Value]:
    creator = badge.achievement["creator"].first
    if creator and _differ(badge.issuer, creator):
        yield from read_body(badge.issuer, "issuer")


def _differ(one: Node, other: Node) -> bool:
    ids = (one["id"].text or one.text, other["id"].text or other.text)
    names = (said(one["name"]), said(other["name"]))
    return ids[0] != ids[1] if all(ids) else all(names) and names[0] != names[1]


def _country(badge: _Badge) -> Iterator[Value]:
    for body, role in ((badge.issuer, "issuer"), (badge.achievement["creator"].first, "creator")):
        found = list(read_country(body, role))
        if found:
            yield from found
            return


def _issued(badge: _Badge) -> Iterator[Value]:
    yield from read_first(badge.document, "awardedDate", "validFrom", "issuanceDate")


# ---- what was learnt


def _levels(badge: _Badge) -> Iterator[Value]:
    yield from read_levels(badge.achievement["alignment"].each)
    yield from read_extension_levels(badge.extended)


def _skills(badge: _Badge) -> Iterator[Value]:
    yield from read_skills(badge.achievement["alignment"].each)


def _criteria(badge: _Badge) -> Iterator[Value]:
    yield from read_criteria(badge.achievement, badge.language)


def _outcomes(badge: _Badge) -> Iterator[Value]:
    yield from read_narratives(badge.achievement, badge.language)
    yield from read_extension_outcomes(badge.extended, badge.language)
    yield from _skills(badge)
    for each in badge.achievement["resultDescription"].each:
        yield from read_value(each["name"], language=badge.language, kind="resultDescription")


# ---- how much


def _workload(badge: _Badge) -> Iterator[Value]:
    yield from read_load(badge.subject["creditsEarned"], None, "earned")
    yield from read_loads(badge.extended)
    yield from read_load(badge.achievement["creditsAvailable"], None, "available")


# ---- how it was assessed


def _assessment(badge: _Badge) -> Iterator[Value]:
    yield from read_plain("assessment", badge.achievement)
    yield from read_extension_assessments(badge.extended)
    for each in badge.document["evidence"].each:
        yield from read_value(each["genre"], kind="evidence")


def _plain(element: str) -> Callable[[_Badge], Iterator[Value]]:
    """A reader of what the specification has no field for at all."""
    return lambda badge: read_plain(element, badge.achievement)


def _quality_assurance(badge: _Badge) -> Iterator[Value]:
    yield from read_plain("quality_assurance", badge.achievement)
    for each in badge.achievement["alignment"].each:
        if is_quality_assurance(each):
            yield from read_alignment(each, said(each["targetFramework"]) or None, kind="accreditation")
    yield from read_extension_accreditations(badge.issuer)
    for holder, of in ((badge.issuer, "issuer"), (badge.achievement, "achievement"), (badge.document, "credential")):
        yield from read_endorsements(holder, of)


def _grades(badge: _Badge) -> Iterator[Value]:
    yield from read_results(badge.subject, badge.achievement)


# ---- the rest


def _description(badge: _Badge) -> Iterator[Value]:
    found = list(read_value(badge.achievement["description"], language=badge.language))
    yield from found
    for value in read_value(badge.document["description"]):
        if value.text not in {each.text for each in found}:
            yield value


def _further_information(badge: _Badge) -> Iterator[Value]:
    yield from _description(badge)
    yield from read_scalars(badge.achievement, "tag", "fieldOfStudy", "specialization", "inLanguage")
    yield from read_scalars(badge.subject, "activityStartDate", "activityEndDate", "role", "term", "licenseNumber")
    yield from read_homepage(badge.issuer)
    for each in badge.achievement["alignment"].each:
        if is_other_credential(each) and not level_framework(each):
            yield from read_alignment(each, said(each["targetFramework"]) or None, kind="alignment")
    for each in badge.achievement["related"].each:  # the same achievement in another language or version
        language, version = each["inLanguage"].text, each["version"].scalar
        yield from read_value(each["id"], uri=each["id"].text, kind="related", inLanguage=language, version=version)
    yield from read_evidence_names(badge.document)


def _kinds(badge: _Badge) -> Iterator[Value]:
    for each in badge.achievement["achievementType"].each:
        yield from read_value(each)


def _identifiers(badge: _Badge) -> Iterator[Value]:
    yield from read_id(badge.achievement["id"] or badge.achievement)  # an achievement may be no more than its id
    for each in badge.achievement["otherIdentifier"].each:
        node = each["identifier"] or each
        yield from read_value(
            node, text=node.scalar, uri=node.text, kind="otherIdentifier", type=each["identifierType"].text
        )
    yield from read_scalars(badge.achievement, "humanCode", "version", "educationProgramIdentifier")


def _evidence(badge: _Badge) -> Iterator[Value]:
    yield from read_evidence(badge.document)


def _images(badge: _Badge) -> Iterator[Value]:
    holders = ((badge.achievement, "achievement"), (badge.subject, "subject"), (badge.issuer, "issuer"))
    for holder, of in holders:
        yield from read_pictures(holder, of)


_READERS: Mapping[str, Callable[[_Badge], Iterator[Value]]] = MappingProxyType(
    {
        "learner": _learner,
        "title": _titles,
        "country": _country,
        "awarding_body": _awarding_body,
        "issued": _issued,
        "outcomes": _outcomes,
        "workload": _workload,
        "level": _levels,
        "assessment": _assessment,
        "participation": _plain("participation"),
        "quality_assurance": _quality_assurance,
        "prerequisites": _plain("prerequisites"),
        "supervision": _plain("supervision"),
        "grade": _grades,
        "stackability": _plain("stackability"),
        "further_information": _further_information,
        "description": _description,
        "criteria": _criteria,
        "evidence": _evidence,
        "skills": _skills,
        "identifiers": _identifiers,
        "kind": _kinds,
        "sealed_by": _sealed_by,
        "image": _images,
    }
)
