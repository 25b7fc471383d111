"""Europass credentials: the European Learning Model, version 3, and what is read of version 2 in its names.

European-Learning-Model, application profile "EDC". The sealing, the issuing and the awarding body may be three: the
first is whom the seal's certificate names, the others stand in the document. Every element is a generator over an
untrusted document: wrong types are passed over, nothing raises, and no more than `MOST_VALUES` are taken from each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from verifier.codec.certificates import Subject
from verifier.codec.elm_nodes import Document, is_local, key, label, said
from verifier.codec.europass import is_body_of
from verifier.codec.pointer import Node, read_document, read_types, safe_text
from verifier.credential import Credential
from verifier.elements.achieved import Achieved
from verifier.elements.elm_bodies import read_awarding_body, read_country, read_quality_assurance
from verifier.elements.elm_learning import (
    read_assessment,
    read_grades,
    read_levels,
    read_outcomes,
    read_participation,
    read_prerequisites,
    read_skills,
    read_supervision,
    read_workload,
)
from verifier.elements.elm_people import read_identifier, read_learner
from verifier.elements.elm_values import read_concepts, read_durations, read_notes
from verifier.elements.pictures import read_encoded_picture
from verifier.elements.values import read_elements, read_value
from verifier.record import Record, Value

NAME = "elm"

MOST_IMAGES = 6

_FORMATS = frozenset({"europass_jades", "europass_xml"})
_TYPES = frozenset({"EuropeanDigitalCredential"})


@dataclass(frozen=True)
class _Elm:
    """The document and the certificate's subject, as the format read it."""

    document: Document
    credential: Credential

    @property
    def root(self) -> Node:
        return self.document.root


def handles(credential: Credential) -> bool:
    """Whether it is a European Digital Credential, or claims what only this model has."""
    root = read_document(credential.claims)
    return not _TYPES.isdisjoint(read_types(root)) or bool(root["credentialSubject"].first["hasClaim"])


def read_record(credential: Credential) -> Record:
    """The elements of Annex I as the credential states them. Of several subjects the first is read."""
    elm = _Elm(Document(read_document(credential.claims)), credential)
    return read_elements(_READERS, elm)


def read_achieved(credential: Credential) -> tuple[Achieved, ...]:
    """What is claimed, one by one, and the parts of that, each as if it were alone; none where it is one thing."""
    alone = list(Document(read_document(credential.claims)).one_by_one())
    found = [
        Achieved(key(node), read_elements(_READERS, _Elm(document, credential)), (key(whole),) if whole else ())
        for document, node, whole in alone
    ]
    return tuple(found) if len(found) > 1 else ()


# ---- who and when


def _titles(elm: _Elm) -> Iterator[Value]:
    seen: set[str] = set()
    candidates = [(elm.root["displayParameter"].first["title"], ""), (elm.root["title"], "")]
    candidates = candidates if elm.document.only is None else []
    for claim in elm.document.achievements():
        candidates += [(claim["title"], "claim"), (elm.document.first(claim, "specifiedBy")["title"], "specification")]
    for node, of in candidates:
        for value in read_value(node, of=of):
            if value.text not in seen:
                yield value
            seen.add(value.text)


def _sealed_by(elm: _Elm) -> Iterator[Value]:
    """Whom the seal's certificate names, where that is nobody who awards. The report says what this rests on."""
    credential = elm.credential
    if credential.format not in _FORMATS or not credential.issuer_name:
        return
    seal = Subject(organisation=credential.issuer_name, identifier=credential.issuer or "")
    bodies = elm.document.bodies() or [elm.document.first(elm.root, "issuer")]
    if not any(is_body_of(each, seal) for each in bodies):
        mandates = (each for each in elm.document.few(elm.root, "evidence") if each["evidenceStatement"].text)
        statement = next(mandates, Node(None))["evidenceStatement"].text
        name = safe_text(credential.issuer_name)
        yield from read_value(
            Node(None, elm.root.path), text=name, role="seal", identifier=credential.issuer or "", mandate=statement
        )


def _issued(elm: _Elm) -> Iterator[Value]:
    processes = (by for claim in elm.document.claims() for by in elm.document.few(claim, "awardedBy"))
    places = [(each["awardingDate"], "awardedDate") for each in processes]
    places += [(elm.root[name], name) for name in ("issued", "issuanceDate", "validFrom")]
    for node, kind in places:
        if node.text:
            yield from read_value(node, kind=kind)
            return


# ---- where it stands


def _stackability(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.specifications():
        partial = each["isPartialQualification"]
        yield from read_value(partial, text=partial.scalar, kind="isPartialQualification")
        for name in ("isPartOf", "hasPart", "entitlesTo", "specialisationOf"):
            for other in elm.document.few(each, name):
                yield from read_value(label(other), kind=name)
    for claim in elm.document.claims():
        for name in ("isPartOf", "entitlesTo"):
            for other in elm.document.few(claim, name):
                yield from read_value(label(other), kind=name)
        if "LearningEntitlement" in read_types(claim):
            yield from read_value(label(claim), kind="entitlesTo")
    for part in elm.document.parts():
        yield from read_value(label(part), kind="hasPart")


def _description(elm: _Elm) -> Iterator[Value]:
    places = [claim["description"] for claim in elm.document.claims()]
    places += [each["description"] for each in elm.document.specifications()]
    places += [elm.root["displayParameter"].first["description"], elm.root["description"]]
    seen: set[str] = set()
    for node in places:
        for value in read_value(node):
            if value.text not in seen:
                yield value
            seen.add(value.text)


def _further_information(elm: _Elm) -> Iterator[Value]:
    yield from _description(elm)
    for holder in (*elm.document.claims(), *elm.document.specifications()):
        yield from read_notes(elm.document, holder, "additionalNote", kind="additionalNote")
        yield from read_concepts(elm.document, holder, "thematicArea", "iscedFCode", kind="fieldOfStudy")
        yield from read_concepts(elm.document, holder, "language", kind="inLanguage")
        yield from read_durations(holder, "maximumDuration", "duration")
        for name in ("supplementaryDocument", "homepage", "webResource"):
            for each in elm.document.few(holder, name):
                address = each["contentURL"] or each["contentUrl"]
                yield from read_value(each["title"] if said(each["title"]) else address, uri=address.text, kind=name)
    for activity in elm.document.reached_from("influencedBy", "LearningActivity"):
        title = said(activity["title"])
        yield from read_value(activity["title"], kind="activity", description=said(activity["description"]))
        for period in (activity, *elm.document.few(activity, "temporal")):
            yield from read_value(period["startDate"], kind="activityStartDate", activity=title)
            yield from read_value(period["endDate"], kind="activityEndDate", activity=title)
    for body in elm.document.bodies():
        for each in elm.document.few(body, "homepage"):
            yield from read_value(each["contentURL"], uri=each["contentURL"].text, kind="homepage")


def _evidence(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.few(elm.root, "evidence"):
        statement, kind = each["evidenceStatement"], elm.document.first(each, "dcType")
        shown = label(each) if said(each["prefLabel"]) or said(each["title"]) else statement
        identifier = each["id"].text
        yield from read_value(
            shown if said(shown) else label(kind),
            uri="" if is_local(identifier) else identifier,
            narrative=said(statement),
            genre=kind["id"].text,
        )


def _kinds(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.specifications():
        yield from read_concepts(elm.document, each, "dcType")
    yield from read_concepts(elm.document, elm.root, "credentialProfiles", "dcType", kind="profile")


def _identifiers(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.few(elm.root, "identifier"):
        yield from read_identifier(each, each["schemeName"].text, "identifier")
    for holder in (elm.root, *elm.document.claims(), *elm.document.specifications()):
        identifier = holder["id"]
        local = "true" if is_local(identifier.text) else ""
        yield from read_value(
            identifier, text=identifier.text, uri="" if local else identifier.text, kind="id", local=local
        )
    for holder in (*elm.document.claims(), *elm.document.specifications()):
        for each in elm.document.few(holder, "identifier", "qualificationCode"):
            yield from read_identifier(each, each["schemeName"].text, "identifier")


def _images(elm: _Elm) -> Iterator[Value]:
    """Pictures that came inside the credential: its first page as it is drawn, then the bodies' marks."""
    found: list[tuple[Node, str]] = []
    for display in elm.document.few(elm.root["displayParameter"].first, "individualDisplay"):
        page = elm.document.first(display, "displayDetail")
        found += [(each, "display") for each in elm.document.few(page, "image")]
    for body in (*elm.document.bodies(), elm.document.first(elm.root, "issuer")):
        found += [(each, "issuer") for each in elm.document.few(body, "logo")]
    seen: set[str] = set()
    for node, of in found:
        for value in read_encoded_picture(node["content"], of):
            if value.text not in seen and len(seen) < MOST_IMAGES:
                yield value
            seen.add(value.text)


def _of(read: Callable[[Document], Iterator[Value]]) -> Callable[[_Elm], Iterator[Value]]:
    """A reader of the document alone."""
    return lambda elm: read(elm.document)


_READERS: Mapping[str, Callable[[_Elm], Iterator[Value]]] = MappingProxyType(
    {
        "learner": _of(read_learner),
        "title": _titles,
        "country": _of(read_country),
        "awarding_body": _of(read_awarding_body),
        "issued": _issued,
        "outcomes": _of(read_outcomes),
        "workload": _of(read_workload),
        "level": _of(read_levels),
        "assessment": _of(read_assessment),
        "participation": _of(read_participation),
        "quality_assurance": _of(read_quality_assurance),
        "prerequisites": _of(read_prerequisites),
        "supervision": _of(read_supervision),
        "grade": _of(read_grades),
        "stackability": _stackability,
        "further_information": _further_information,
        "description": _description,
        "evidence": _evidence,
        "skills": _of(read_skills),
        "identifiers": _identifiers,
        "kind": _kinds,
        "sealed_by": _sealed_by,
        "image": _images,
    }
)
