"""Europass credentials: the European Learning Model, version 3, and what is read of version 2 in its names.

European-Learning-Model, application profile "EDC". The sealing, the issuing and the awarding body may be three: the
first is whom the seal's certificate names, the others stand in the document. Every element is a generator over an
untrusted document: wrong types are passed over, nothing raises, and no more than `MOST_VALUES` are taken from each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from verifier.codec.certificates import Subject
from verifier.codec.elm_nodes import ECTS, Document, eqf_number, framework, is_local, key, label, note, said
from verifier.codec.europass import is_body_of
from verifier.codec.pointer import Node, read_document, read_duration, read_language, read_types, safe_text, safe_uri
from verifier.credential import Credential
from verifier.record import Record, Value

NAME = "elm"

MOST_VALUES = 100  # values of one element
MOST_IMAGES = 6
LONGEST_DETAIL = 1000  # characters of one detail
LARGEST_IMAGE = 2_000_000  # characters of a picture's base64

_FORMATS = frozenset({"europass_jades", "europass_xml"})
_TYPES = frozenset({"EuropeanDigitalCredential"})
_EUROPEAN_STUDENT = "urn:schac:personaluniquecode:int:esi:"
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_PICTURES = {"iVBORw0KGgo": "png", "/9j/": "jpeg", "R0lGOD": "gif"}  # how their base64 begins


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
    return Record(**{name: tuple(islice(read(elm), MOST_VALUES)) for name, read in _READERS.items()})


# ---- values


def _value(
    node: Node,
    *,
    text: str | None = None,
    unit: str | None = None,
    number: float | None = None,
    uri: str = "",
    **detail: str,
) -> Iterator[Value]:
    """The value at `node`, or none where it has no text. `text` is given for what is no language value."""
    words, languages = read_language(node) if text is None else (text, dict[str, str]())
    if words:
        short = {name: safe_text(each, LONGEST_DETAIL) for name, each in detail.items() if each}
        yield Value(words, node.path, languages, unit, number, safe_uri(uri), short)


def _concept(node: Node, *, unit: str | None = None, number: float | None = None, **detail: str) -> Iterator[Value]:
    """A concept by what it is called; an id that means nothing elsewhere is no link."""
    identifier = node["id"].text or ("" if isinstance(node.value, dict) else node.text)
    uri = "" if is_local(identifier) else identifier
    where = label(node) if isinstance(node.value, dict) else node
    description = said(node["definition"])
    yield from _value(where, unit=unit, number=number, uri=uri, description=description, **detail)


def _concepts(elm: _Elm, holder: Node, *names: str, **detail: str) -> Iterator[Value]:
    for each in elm.document.few(holder, *names):
        yield from _concept(each, unit=framework(each) or None, number=None, **detail)


def _notes(elm: _Elm, holder: Node, *names: str, **detail: str) -> Iterator[Value]:
    for each in elm.document.few(holder, *names):
        yield from _value(note(each), text=None, unit=None, number=None, uri="", **detail)


# ---- who and when


def _titles(elm: _Elm) -> Iterator[Value]:
    seen: set[str] = set()
    candidates = [(elm.root["displayParameter"].first["title"], ""), (elm.root["title"], "")]
    for claim in elm.document.claims():
        candidates += [(claim["title"], "claim"), (elm.document.first(claim, "specifiedBy")["title"], "specification")]
    for node, of in candidates:
        for value in _value(node, of=of):
            if value.text not in seen:
                yield value
            seen.add(value.text)


_PERSON = {
    "fullName": "name",
    "givenName": "givenName",
    "familyName": "familyName",
    "birthName": "birthName",
    "dateOfBirth": "dateOfBirth",
    "studentNumber": "identifier",
}


def _learner(elm: _Elm) -> Iterator[Value]:
    person = elm.document.subject
    for name, kind in _PERSON.items():
        yield from _value(person[name], kind=kind)
    for contact in elm.document.few(person, "contactPoint"):
        for mailbox in elm.document.few(contact, "emailAddress"):
            address = mailbox["id"] or mailbox
            yield from _value(address, text=address.text.removeprefix("mailto:"), kind="email")
    for each in elm.document.few(person, "identifier"):
        yield from _identifier(each, each["schemeName"].text, "identifier")
    for each in elm.document.few(person, "nationalID"):
        country = said(label(each["spatial"].first))
        yield from _value(each["notation"] or each, kind="nationalIdentityNumber", private="true", country=country)
    identifier = person["id"]
    if identifier.text and not is_local(identifier.text):
        yield from _identifier(identifier, "", "id")


def _identifier(node: Node, scheme: str, kind: str) -> Iterator[Value]:
    where = node["notation"] or node["id"] or node
    if _EUROPEAN_STUDENT in f"{where.scalar} {scheme} {node['id'].text}".lower():
        yield from _value(where, text=where.scalar, kind="esi", private="true")
    else:
        yield from _value(where, text=where.scalar, kind=kind, type=scheme)


def _awarding_body(elm: _Elm) -> Iterator[Value]:
    """Those who award, then who issues where that is another."""
    bodies = elm.document.bodies()
    for each in bodies:
        yield from _body(elm, each, "awardingBody")
    issuer = elm.document.first(elm.root, "issuer")
    if issuer and not any(_is_same(issuer, each) for each in bodies):
        yield from _body(elm, issuer, "issuingBody" if bodies else "issuer")


def _is_same(one: Node, other: Node) -> bool:
    ids = (one["id"].text or one.text, other["id"].text or other.text)
    names = (said(label(one)), said(label(other)))
    return ids[0] == ids[1] if all(ids) else all(names) and names[0] == names[1]


def _body(elm: _Elm, node: Node, role: str) -> Iterator[Value]:
    identifier = node["id"].text or node.text
    local = is_local(identifier)
    yield from _value(
        label(node) if isinstance(node.value, dict) else node,
        uri="" if local else identifier,
        role=role,
        local="true" if local else "",
        identifier=_legal_identifier(elm, node),
        part_of=said(label(elm.document.first(node, "groupMemberOf"))),
    )


def _legal_identifier(elm: _Elm, node: Node) -> str:
    """A body's number in a register, its country before it where that is stated."""
    for each in elm.document.few(node, "registration", "eIDASIdentifier", "vatIdentifier", "taxIdentifier"):
        number, country = (each["notation"] or each).scalar, said(label(each["spatial"].first))
        if number:
            return f"{number} ({country})" if country else number
    return ""


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
        yield from _value(
            Node(None, elm.root.path), text=name, role="seal", identifier=credential.issuer or "", mandate=statement
        )


def _country(elm: _Elm) -> Iterator[Value]:
    seen: set[tuple[str, str]] = set()
    bodies = [(each, "awardingBody") for each in elm.document.bodies()]
    for body, role in [(elm.document.first(elm.root, "issuer"), "issuer"), *bodies]:
        for place in elm.document.few(body, "location"):
            region = said(label(elm.document.first(place, "spatialCode")))
            for address in elm.document.few(place, "address"):
                for country in elm.document.few(address, "countryCode"):
                    for value in _concept(country, role=role, region=region):
                        if (value.text, role) not in seen:
                            yield value
                        seen.add((value.text, role))


def _issued(elm: _Elm) -> Iterator[Value]:
    processes = (by for claim in elm.document.claims() for by in elm.document.few(claim, "awardedBy"))
    places = [(each["awardingDate"], "awardedDate") for each in processes]
    places += [(elm.root[name], name) for name in ("issued", "issuanceDate", "validFrom")]
    for node, kind in places:
        if node.text:
            yield from _value(node, kind=kind)
            return


# ---- what was learnt


def _outcomes(elm: _Elm) -> Iterator[Value]:
    for specification in elm.document.specifications():
        for each in elm.document.few(specification, "learningOutcome"):
            skills = [said(label(skill)) for skill in elm.document.few(each, "relatedESCOSkill", "relatedSkill")]
            links = [skill["id"].text for skill in elm.document.few(each, "relatedESCOSkill")]
            yield from _value(
                each["title"] or label(each),
                uri=links[0] if len(links) == 1 else "",
                skills=", ".join(skill for skill in skills if skill),
                description=said(note(elm.document.first(each, "additionalNote"))),
                reusability=said(label(elm.document.first(each, "reusabilityLevel"))),
            )
        yield from _notes(elm, specification, "learningOutcomeSummary", kind="summary")


def _skills(elm: _Elm) -> Iterator[Value]:
    for specification in elm.document.specifications():
        for each in elm.document.few(specification, "learningOutcome"):
            yield from _concepts(elm, each, "relatedESCOSkill", "relatedSkill", outcome=said(each["title"]))


def _levels(elm: _Elm) -> Iterator[Value]:
    for specification in elm.document.specifications():
        for each in elm.document.few(specification, "eqfLevel"):
            yield from _concept(each, unit="EQF", number=eqf_number(each))
        for each in elm.document.few(specification, "nqfLevel"):
            yield from _concept(each, unit="NQF", framework=said(label(each["inScheme"])))
        for each in elm.document.few(specification, "educationLevel"):
            yield from _concept(each, kind="educationLevel")


def _workload(elm: _Elm) -> Iterator[Value]:
    for claim in elm.document.claims():
        yield from _credits(elm, claim, "creditReceived", "earned")
        yield from _durations(claim, "workload")
        for each in elm.document.few(claim, "specifiedBy"):
            yield from _credits(elm, each, "creditPoint", "available")
            yield from _durations(each, "volumeOfLearning", "workload")
    claimed = {key(claim) for claim in elm.document.claims()}
    for activity in elm.document.reached_from("influencedBy", "LearningActivity"):
        of = said(activity["title"])
        for each in (activity, *elm.document.few(activity, "specifiedBy")) if key(activity) not in claimed else ():
            yield from _durations(each, "workload", "volumeOfLearning", of="activity", activity=of)


def _credits(elm: _Elm, holder: Node, name: str, kind: str) -> Iterator[Value]:
    """Credit points: ECTS only where the framework is that concept."""
    for each in elm.document.few(holder, name):
        point, system = each["point"], elm.document.first(each, "framework")
        ects = (system["id"].text or system.text) == ECTS
        number = point.number if point.number is not None and point.number >= 0 else None
        named = said(label(system)) if isinstance(system.value, dict) else ""
        yield from _value(
            point, text=point.scalar, unit="ECTS" if ects else None, number=number, kind=kind, framework=named
        )


def _durations(holder: Node, *names: str, **detail: str) -> Iterator[Value]:
    """Times of study, in the unit that they state: `P60M` is sixty months."""
    for name in names:
        for each in holder[name].each:
            found = read_duration(each.text)
            number, unit = found or (None, None)
            yield from _value(each, text=each.scalar, unit=unit, number=number, kind=name, **detail)


# ---- how it was assessed


def _assessments(elm: _Elm) -> Iterator[Node]:
    return elm.document.reached_from("provenBy", "LearningAssessment")


def _assessment(elm: _Elm) -> Iterator[Value]:
    for each in _assessments(elm):
        specification = elm.document.first(each, "specifiedBy")
        title, mode = said(each["title"]), said(label(elm.document.first(specification, "mode")))
        by = said(label(elm.document.first(each, "assessedBy")))
        kinds = [*_concepts(elm, specification, "dcType", assessment=title, mode=mode, by=by)]
        kinds += _concepts(elm, each, "dcType", assessment=title, mode=mode, by=by)
        yield from kinds or _value(each["title"], mode=mode, by=by)


def _participation(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.reached_from("influencedBy", "LearningActivity"):
        title = said(each["title"])
        yield from _concepts(elm, each, "mode", activity=title)
        for specification in elm.document.few(each, "specifiedBy"):
            kind = said(label(elm.document.first(specification, "dcType")))
            yield from _concepts(elm, specification, "mode", activity=title, type=kind)
    for specification in elm.document.specifications():
        if "LearningActivitySpecification" not in read_types(specification):
            yield from _concepts(elm, specification, "mode")
        yield from _concepts(elm, specification, "learningSetting", kind="learningSetting")


def _supervision(elm: _Elm) -> Iterator[Value]:
    for each in _assessments(elm):
        yield from _concepts(elm, each, "idVerification", assessment=said(each["title"]))


def _grades(elm: _Elm) -> Iterator[Value]:
    for each in _assessments(elm):
        scheme = elm.document.first(elm.document.first(each, "specifiedBy"), "gradingScheme")
        for grade in elm.document.few(each, "grade"):
            where = note(grade)
            yield from _value(
                where,
                number=where.number,
                label=said(each["title"]),
                scale=said(scheme["title"]),
                description=said(scheme["description"]),
            )


def _prerequisites(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.specifications():
        yield from _notes(elm, each, "entryRequirement")


# ---- where it stands


def _quality_assurance(elm: _Elm) -> Iterator[Value]:
    """Accreditations as the document states them: anybody can write one, and none is looked up."""
    holders = [(each, "achievement") for each in elm.document.specifications()]
    holders += [(each, "awardingBody") for each in elm.document.bodies()]
    for holder, of in (*holders, (elm.document.first(elm.root, "issuer"), "issuer")):
        for each in elm.document.few(holder, "accreditation"):
            kind = elm.document.first(each, "dcType")
            yield from _value(
                each["title"] if said(each["title"]) else label(kind) if kind else label(each),
                uri=each["id"].text if not is_local(each["id"].text) else "",
                kind="accreditation",
                of=of,
                type=said(label(kind)),
                by=said(label(elm.document.first(each, "accreditingAgent"))),
                decision=said(label(elm.document.first(each, "decision"))),
                date=each["dateIssued"].text,
                until=each["expiryDate"].text,
                proof="not checked",
            )


def _stackability(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.specifications():
        partial = each["isPartialQualification"]
        yield from _value(partial, text=partial.scalar, kind="isPartialQualification")
        for name in ("isPartOf", "hasPart", "entitlesTo", "specialisationOf"):
            for other in elm.document.few(each, name):
                yield from _value(label(other), kind=name)
    for claim in elm.document.claims():
        for name in ("isPartOf", "entitlesTo"):
            for other in elm.document.few(claim, name):
                yield from _value(label(other), kind=name)
    for part in elm.document.parts():
        yield from _value(label(part), kind="hasPart")


def _description(elm: _Elm) -> Iterator[Value]:
    places = [claim["description"] for claim in elm.document.claims()]
    places += [each["description"] for each in elm.document.specifications()]
    places += [elm.root["displayParameter"].first["description"], elm.root["description"]]
    seen: set[str] = set()
    for node in places:
        for value in _value(node):
            if value.text not in seen:
                yield value
            seen.add(value.text)


def _further_information(elm: _Elm) -> Iterator[Value]:
    yield from _description(elm)
    for holder in (*elm.document.claims(), *elm.document.specifications()):
        yield from _notes(elm, holder, "additionalNote", kind="additionalNote")
        yield from _concepts(elm, holder, "thematicArea", "iscedFCode", kind="fieldOfStudy")
        yield from _concepts(elm, holder, "language", kind="inLanguage")
        yield from _durations(holder, "maximumDuration", "duration")
        for name in ("supplementaryDocument", "homepage", "webResource"):
            for each in elm.document.few(holder, name):
                address = each["contentURL"] or each["contentUrl"]
                yield from _value(each["title"] if said(each["title"]) else address, uri=address.text, kind=name)
    for activity in elm.document.reached_from("influencedBy", "LearningActivity"):
        title = said(activity["title"])
        yield from _value(activity["title"], kind="activity", description=said(activity["description"]))
        for period in elm.document.few(activity, "temporal"):
            yield from _value(period["startDate"], kind="activityStartDate", activity=title)
            yield from _value(period["endDate"], kind="activityEndDate", activity=title)
    for body in elm.document.bodies():
        for each in elm.document.few(body, "homepage"):
            yield from _value(each["contentURL"], uri=each["contentURL"].text, kind="homepage")


def _evidence(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.few(elm.root, "evidence"):
        statement, kind = each["evidenceStatement"], elm.document.first(each, "dcType")
        shown = label(each) if said(each["prefLabel"]) or said(each["title"]) else statement
        identifier = each["id"].text
        yield from _value(
            shown if said(shown) else label(kind),
            uri="" if is_local(identifier) else identifier,
            narrative=said(statement),
            genre=kind["id"].text,
        )


def _kinds(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.specifications():
        yield from _concepts(elm, each, "dcType")
    yield from _concepts(elm, elm.root, "credentialProfiles", kind="profile")


def _identifiers(elm: _Elm) -> Iterator[Value]:
    for each in elm.document.few(elm.root, "identifier"):
        yield from _identifier(each, each["schemeName"].text, "identifier")
    for holder in (elm.root, *elm.document.claims(), *elm.document.specifications()):
        identifier = holder["id"]
        local = "true" if is_local(identifier.text) else ""
        yield from _value(
            identifier, text=identifier.text, uri="" if local else identifier.text, kind="id", local=local
        )
    for holder in (*elm.document.claims(), *elm.document.specifications()):
        for each in elm.document.few(holder, "identifier", "qualificationCode"):
            yield from _identifier(each, each["schemeName"].text, "identifier")


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
        for value in _picture(node["content"], of):
            if value.text not in seen and len(seen) < MOST_IMAGES:
                yield value
            seen.add(value.text)


def _picture(node: Node, of: str) -> Iterator[Value]:
    """What it is is told by how it begins: the type that stands beside it is often another."""
    content = node.value
    if not isinstance(content, str) or len(content) > LARGEST_IMAGE or not _BASE64.fullmatch(content):
        return
    kind = next((name for start, name in _PICTURES.items() if content.startswith(start)), "")
    if kind:
        yield from _value(node, text=f"data:image/{kind};base64,{content}", of=of)


_READERS: Mapping[str, Callable[[_Elm], Iterator[Value]]] = MappingProxyType(
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
        "participation": _participation,
        "quality_assurance": _quality_assurance,
        "prerequisites": _prerequisites,
        "supervision": _supervision,
        "grade": _grades,
        "stackability": _stackability,
        "further_information": _further_information,
        "description": _description,
        "evidence": _evidence,
        "skills": _skills,
        "identifiers": _identifiers,
        "kind": _kinds,
        "sealed_by": _sealed_by,
        "image": _images,
    }
)
