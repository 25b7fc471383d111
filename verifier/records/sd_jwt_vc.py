"""An SD-JWT VC: claims directly in the token, under the names of the learning credentials that Europe pilots.

EUDI reference issuer's learning credential (`urn:eu.europa.ec.eudi:learning:credential:1`) and the WE BUILD rulebook
for micro-credentials. Names of both are read wherever they stand, since issuers mix them; of other types the same
reader says whose, from whom and when, and lists everything else, so that nothing that was signed stays unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from types import MappingProxyType

from verifier.codec.pointer import Node, read_duration, read_language, safe_text, safe_uri
from verifier.credential import Credential
from verifier.record import Record, Value

NAME = "sd_jwt_vc"

MOST_VALUES = 100  # values of one element
MOST_PLACES = 2000  # places among the other claims that are looked at
DEEPEST = 8
LONGEST_NAME = 100
LONGEST_DETAIL = 1000

_EUROPEAN_STUDENT = "urn:schac:personaluniquecode:int:esi:"
_LAST_SECOND = 253402300799  # of the year 9999, in Unix time
_EUROPEAN_LEVEL = re.compile(r"EQF(?:[- ]?level)?[- ]?([1-8])", re.IGNORECASE)
_AMOUNT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?) ?(?:(ECTS)(?: credits| points)?|(hours?|h))", re.IGNORECASE)
_UNITS = MappingProxyType({"ects": "ECTS", "hours": "hours", "hour": "hours", "h": "hours"})

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
    return Record(**{name: tuple(islice(read(claims), MOST_VALUES)) for name, read in _READERS.items()})


def _value(node: Node, *, text: str | None = None, uri: str = "", **detail: str) -> Iterator[Value]:
    """The value at `node`, or none where it has no text; numbers and truth values are text."""
    said, languages = read_language(node) if text is None else (text, dict[str, str]())
    said = said or (node.scalar if text is None else "")
    if said:
        known = {name: safe_text(each, LONGEST_DETAIL) for name, each in detail.items() if each}
        yield Value(said, node.path, languages, uri=safe_uri(uri), detail=known)


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
    if node.text.lower().startswith(_EUROPEAN_STUDENT):
        return {"kind": "esi", "private": "true"}
    return {"kind": kind, "private": "true"} if kind in _PRIVATE else {"kind": kind}


def _issued(claims: Node) -> Iterator[Value]:
    for name in _DATES:
        if claims[name].text:
            yield from _value(claims[name], kind=name)
            return
    seconds = claims["iat"].number
    if seconds is not None and 0 <= seconds <= _LAST_SECOND:
        moment = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield from _value(claims["iat"], text=moment, kind="iat")


def _workload(claims: Node) -> Iterator[Value]:
    for name in ("notionalWorkload", "expected_study_time"):
        for node in claims[name].each:
            if isinstance(node.value, dict):
                yield from _amount(node, node["value"].number, node["unit"].text)
            else:
                yield from _worded_amount(node)


def _amount(node: Node, number: float | None, unit: str) -> Iterator[Value]:
    text = f"{node['value'].scalar} {unit}".strip()
    for each in _value(node, text=text):
        known = _UNITS.get(unit.lower(), unit or None)
        yield Value(each.text, each.path, unit=known, number=number if number is None or number >= 0 else None)


def _worded_amount(node: Node) -> Iterator[Value]:
    """A number with the unit that the text itself states; a bare number has none."""
    text = node.scalar
    duration, worded = read_duration(text), _AMOUNT.fullmatch(text)
    number, unit = duration or (node.number, None)
    if worded:
        number, unit = float(worded[1]), "ECTS" if worded[2] else "hours"
    for each in _value(node):
        yield Value(each.text, each.path, each.languages, unit, number if number is None or number >= 0 else None)


def _level(claims: Node) -> Iterator[Value]:
    frameworks = {
        "level": "",
        "level_of_learning_experience": "",
        "nationalQualificationsFrameworkLevel": "national",
        "educationLevelDescriptor": "descriptor",
    }
    for name, kind in frameworks.items():
        for node in claims[name].each:
            european = _EUROPEAN_LEVEL.fullmatch(node.text)
            for each in _value(node, kind=kind):
                unit, number = ("EQF", float(european[1])) if european else (None, node.number)
                yield Value(each.text, each.path, each.languages, unit, number, detail=each.detail)


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
            for each in _value(node, scale=claims["gradingScheme"].text):
                yield Value(each.text, each.path, each.languages, number=node.number, detail=each.detail)


def _stackability(claims: Node) -> Iterator[Value]:
    yield from _value(claims["stackable"], kind="stackable")
    yield from _value(claims["partOfQualification"], kind="partOf")
    yield from _plain("integration_stackability_options")(claims)


def _skills(claims: Node) -> Iterator[Value]:
    for node in claims["escoReference"].each:
        for each in _value(node, uri=node.text, framework="ESCO"):
            yield Value(each.text, each.path, each.languages, "ESCO", uri=each.uri, detail=each.detail)
    for node in claims["fieldOfEducation"].each:
        yield from _value(node, framework="ISCED-F")


def _kind(claims: Node) -> Iterator[Value]:
    yield from _value(claims["vct"], text=claims["vct"].text, uri=claims["vct"].text)


def _further_information(claims: Node) -> Iterator[Value]:
    waiting = list(reversed(_members(claims, _REGISTERED | _READ)))
    for _place in range(MOST_PLACES):
        if not waiting:
            return
        node, name = waiting.pop()
        if isinstance(node.value, dict) and not read_language(node)[0]:
            waiting += reversed(_members(node, frozenset()))
        elif isinstance(node.value, list):
            waiting += reversed([(each, name) for each in node.each])
        elif not node.text.startswith("data:"):
            private = _privacy(node, "") if node.text.lower().startswith(_EUROPEAN_STUDENT) else {}
            yield from _value(node, name=name, **private)


def _members(node: Node, without: frozenset[str]) -> list[tuple[Node, str]]:
    """An object's members, as far as their names can be shown and the place is not too deep."""
    if not isinstance(node.value, dict) or node.path.count("/") >= DEEPEST:
        return []
    names = [name for name in islice(node.value, MOST_PLACES) if name not in without]
    return [(node[name], name) for name in names if name and safe_text(name, LONGEST_NAME) == name]


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
