"""An SD-JWT VC: claims directly in the token, under the names of the learning credentials that Europe pilots.

EUDI reference issuer's learning credential (`urn:eu.europa.ec.eudi:learning:credential:1`) and the WE BUILD rulebook
for micro-credentials. Names of both are read wherever they stand, since issuers mix them; of other types the same
reader says whose, from whom and when, and lists everything else, so that nothing that was signed stays unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from verifier.codec.amounts import read_amount, read_unit
from verifier.codec.elm_nodes import FRAMEWORKS
from verifier.codec.pointer import Node, read_language
from verifier.credential import Credential
from verifier.elements.leftovers import members_of, read_leftovers
from verifier.elements.people import is_european_student
from verifier.elements.values import first_said, read_elements, read_unix_time, read_value
from verifier.record import Record, Value

NAME = "sd_jwt_vc"

_EUROPEAN_LEVEL = re.compile(
    r"(?:EQF|EQR)(?:[- :]?(?:level|niveau|stufe))?[- :]*([1-8])"
    r"|(?:level|niveau|stufe)?[- ]?([1-8]) ?\(?(?:EQF|EQR)\)?"
    r"|https?://data\.europa\.eu/snb/eqf/([1-8])",
    re.IGNORECASE,
)
# Where an object says what it is called, where it comes from, and how much it is.
_NAMES = ("title", "name", "prefLabel", "label", "description", "text", "value")
_LINKS = ("id", "uri", "url", "escoReference", "escoUri")

# Claim -> what it says about a person.
_PERSON = {
    "given_name": "givenName",
    "givenName": "givenName",
    "family_name": "familyName",
    "familyName": "familyName",
    "name": "name",
    "email": "email",
    "mail": "email",
    "birthdate": "birthdate",
    "birth_date": "birthdate",
    "dateOfBirth": "birthdate",
    "learner_identification": "identifier",
    "nationalID": "nationalIdentityNumber",
    "personal_administrative_number": "nationalIdentityNumber",
}
_PRIVATE = frozenset({"nationalIdentityNumber"})
_BODIES = ("awardingBody", "issuing_authority")
_DATES = ("issuanceDate", "date_of_issuance", "issuance_date")
# The mechanism's own: said by the report, or nothing that a person reads.
_REGISTERED = frozenset(
    {"iss", "sub", "iat", "nbf", "exp", "cnf", "status", "vct", "vct#integrity", "jti", "aud", "nonce", "trust_anchor"}
)


def handles(credential: Credential) -> bool:
    """Whether the claims name a type of SD-JWT VC and carry no W3C credential."""
    claims = credential.claims
    return isinstance(claims.get("vct"), str) and claims.keys().isdisjoint({"credentialSubject", "vc"})


def read_record(credential: Credential) -> Record:
    """The elements as the claims state them; values that nobody disclosed are not there."""
    claims = Node(credential.claims)
    return read_elements(_READERS, claims)


def _value(node: Node, *, text: str | None = None, uri: str = "", **detail: str) -> Iterator[Value]:
    """The value at `node`, or none where it has no text; numbers and truth values are text, and an object says what it
    is called."""
    if text is not None or read_language(node)[0]:
        yield from read_value(node, text=text, uri=uri, more=detail)
    elif isinstance(node.value, dict):
        link = next((node[name].text for name in _LINKS if node[name].text), "")
        named = first_said(*(node[name] for name in _NAMES), *(node[name] for name in _LINKS))
        yield from read_value(named, uri=uri or link, more=detail)
    else:
        yield from read_value(node, text=node.scalar, uri=uri, more=detail)


def _plain(*names: str, **kinds: str) -> Callable[[Node], Iterator[Value]]:
    """A reader of claims that hold a text, a number or a list of these; `kinds` says what some of them are."""

    def read(claims: Node) -> Iterator[Value]:
        for name in names:
            for each in claims[name].each:
                yield from _value(each, kind=kinds.get(name, ""))

    return read


def _title(claims: Node) -> Iterator[Value]:
    found = [value for name in ("title", "achievement_title") for value in _value(claims[name])]
    yield from found[:1] or _value(claims["vct"], kind="type")


def _bodies(claims: Node) -> list[Value]:
    homepage = claims["awardingBodyHomepage"].text
    known = {"identifier": claims["awardingBodyIdentifier"].scalar, "address": claims["awardingBodyAddress"].text}
    named, issuing = (claims[name] for name in _BODIES)
    return [*_value(named, uri=homepage, role="issuer", **known), *_value(issuing, role="issuer")]


def _awarding_body(claims: Node) -> Iterator[Value]:
    yield from _bodies(claims) or _issuer(claims)


def _sealed_by(claims: Node) -> Iterator[Value]:
    """Who signed, where a body is named that says it awards."""
    if _bodies(claims):
        yield from _issuer(claims)


def _issuer(claims: Node) -> Iterator[Value]:
    yield from _value(claims["iss"], text=claims["iss"].text, uri=claims["iss"].text, role="issuer")


def _learner(claims: Node) -> Iterator[Value]:
    for name, kind in _PERSON.items():
        for each in claims[name].each:
            yield from _value(each, **_privacy(each, kind))
    yield from _value(claims["sub"], text=claims["sub"].text, **_privacy(claims["sub"], "id"))


def _privacy(node: Node, kind: str) -> dict[str, str]:
    """A European Student Identifier or a national number is never shown unasked."""
    if is_european_student(node):
        return {"kind": "esi", "private": "true"}
    return {"kind": kind, "private": "true"} if kind in _PRIVATE else {"kind": kind}


def _issued(claims: Node) -> Iterator[Value]:
    for name in _DATES:
        if claims[name].text:
            yield from _value(claims[name], kind=name)
            return
    yield from read_unix_time(claims["iat"], "iat")


def _workload(claims: Node) -> Iterator[Value]:
    for name in ("notionalWorkload", "expected_study_time"):
        for node in claims[name].each:
            counted = next((node[each] for each in ("value", "amount") if node[each].scalar), Node(None))
            stated = next((node[each].text for each in ("unit", "framework", "unitCode") if node[each].text), "")
            if counted or stated:
                number, unit = read_amount(counted, read_unit(stated))
                yield from read_value(node, text=f"{counted.scalar} {stated}".strip(), unit=unit, number=number)
            else:
                number, unit = read_amount(node, None)
                yield from (replace(each, unit=unit, number=number) for each in _value(node))


_LEVELS = {
    "level": "",
    "level_of_learning_experience": "",
    "nationalQualificationsFrameworkLevel": "national",
    "educationLevelDescriptor": "descriptor",
}


def _level(claims: Node) -> Iterator[Value]:
    for name, kind in _LEVELS.items():
        for node in claims[name].each:
            yield from _stated_level(node, kind)


def _stated_level(node: Node, kind: str) -> Iterator[Value]:
    """A level in words, as a link or as an object that names its framework."""
    framework = first_said(node["framework"], node["qualificationFramework"]).text
    shown = next((node[name] for name in ("level", "value", "name", "title", "id") if node[name].scalar), node)
    texts = (shown.scalar, node["id"].text, node["uri"].text, f"{framework} {shown.scalar}")
    european = next((found for found in map(_EUROPEAN_LEVEL.fullmatch, texts) if found), None)
    for each in read_value(shown, text=shown.scalar, uri=shown.text, kind=kind, framework=framework):
        if european:
            yield replace(each, unit="EQF", number=float(next(filter(None, european.groups()))))
        else:
            yield replace(each, unit=framework or None, number=shown.number)


def _quality_assurance(claims: Node) -> Iterator[Value]:
    yield from _plain("qualityAssurance", "types_of_quality_assurance")(claims)
    for node in claims["accreditation"].each:
        named = next((node[name] for name in ("title", "type") if node[name].text), node)
        said = [node[part].text for part in ("accreditingAgent", "decision")]
        about = " · ".join(text for text in said if text)
        yield from _value(named, kind="accreditation", description=about, date=node["decisionDate"].text)


def _grade(claims: Node) -> Iterator[Value]:
    for name in ("grade", "assessment_grade"):
        for node in claims[name].each:
            scale = first_said(claims["gradingScheme"]["title"], claims["gradingScheme"]).text
            yield from (replace(each, number=node.number) for each in _value(node, scale=scale))


def _stackability(claims: Node) -> Iterator[Value]:
    yield from _value(claims["stackable"], kind="stackable")
    yield from _value(claims["partOfQualification"], kind="partOf")
    yield from _plain("integration_stackability_options")(claims)


def _skills(claims: Node) -> Iterator[Value]:
    for node in claims["escoReference"].each:
        yield from (replace(each, unit="ESCO") for each in _value(node, uri=node.text, framework="ESCO"))
    for name in ("learningOutcomes", "learning_outcomes"):
        for node in claims[name].each:
            for each in _value(node) if isinstance(node.value, dict) else ():
                framework = next((name for start, name in FRAMEWORKS.items() if (each.uri or "").startswith(start)), "")
                if framework:
                    yield replace(each, unit=framework, detail={"framework": framework})
    for node in claims["fieldOfEducation"].each:
        yield from _value(node, uri=node.text, framework="ISCED-F")


def _kind(claims: Node) -> Iterator[Value]:
    yield from _value(claims["vct"], text=claims["vct"].text, uri=claims["vct"].text)


def _further_information(claims: Node) -> Iterator[Value]:
    yield from read_leftovers(members_of(claims, _REGISTERED | _READ))


# What the elements take, so that nothing is listed twice.
_READ = frozenset(
    {
        *_PERSON, *_BODIES, *_DATES,
        "title", "achievement_title", "awardingBodyHomepage", "awardingBodyIdentifier", "awardingBodyAddress",
        "issuerCountry", "issuing_country", "learningOutcomes", "learning_outcomes", "learningOutcomeSummary",
        "notionalWorkload", "expected_study_time", "level", "level_of_learning_experience",
        "nationalQualificationsFrameworkLevel", "educationLevelDescriptor", "typeOfAssessment", "formOfParticipation",
        "learningActivityType", "qualityAssurance", "types_of_quality_assurance", "accreditation", "entryRequirements",
        "prerequisites_to_enroll", "idVerificationMethod", "grade", "assessment_grade", "gradingScheme", "stackable",
        "partOfQualification", "integration_stackability_options", "achievement_description", "description",
        "escoReference", "fieldOfEducation", "identifier",
    }
)  # fmt: skip

_READERS: Mapping[str, Callable[[Node], Iterator[Value]]] = MappingProxyType(
    {
        "title": _title,
        "awarding_body": _awarding_body,
        "sealed_by": _sealed_by,
        "learner": _learner,
        "country": _plain("issuerCountry", "issuing_country"),
        "issued": _issued,
        "outcomes": _plain("learningOutcomes", "learning_outcomes", "learningOutcomeSummary"),
        "workload": _workload,
        "level": _level,
        "assessment": _plain("typeOfAssessment"),
        "participation": _plain("formOfParticipation", "learningActivityType", learningActivityType="activity"),
        "quality_assurance": _quality_assurance,
        "prerequisites": _plain("entryRequirements", "prerequisites_to_enroll"),
        "supervision": _plain("idVerificationMethod"),
        "grade": _grade,
        "stackability": _stackability,
        "description": _plain("achievement_description", "description"),
        "skills": _skills,
        "identifiers": _plain("identifier"),
        "kind": _kind,
        "further_information": _further_information,
    }
)
