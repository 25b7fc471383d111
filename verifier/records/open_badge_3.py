"""Open Badges 3.0, an `AchievementCredential` (or `OpenBadgeCredential`), over VC 1.1 and 2.0.

Open Badges 3.0, appendix B (data models), and the extensions with which eduBadges says what the specification has no
field for. Every element is a generator over an untrusted document: wrong types are passed over, nothing raises, and no
more than `MOST_VALUES` are taken from each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from verifier.codec.json_text import read_json
from verifier.codec.multibase import decode_base64url
from verifier.codec.pointer import (
    Node,
    read_document,
    read_duration,
    read_language,
    read_language_tag,
    read_types,
    safe_text,
    safe_uri,
)
from verifier.credential import Credential
from verifier.errors import VerifierError
from verifier.record import Record, Value

NAME = "open_badge_3"

MOST_VALUES = 100  # values of one element
LONGEST_DETAIL = 1000  # characters of one detail
LONGEST_TOKEN = 100_000  # characters of an endorsement that is a JWT
LARGEST_IMAGE = 2_000_000  # characters of a data: URL

_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_EUROPEAN_STUDENT = "urn:schac:personaluniquecode:int:esi:"
_DIGEST = re.compile(r"(?:sha-?[0-9]+|md5)[$:].*|[0-9a-f]{32,128}", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(
    r"data:image/(?:png|jpeg|gif|webp|svg\+xml)(?:;charset=[a-z0-9-]{1,20})?"
    r"(?:;base64,[a-z0-9+/]+={0,2}|,[a-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+)",
    re.IGNORECASE,
)

_AMOUNT = re.compile(
    r"([0-9]{1,6}(?:\.[0-9]{1,4})?) ?(?:(ECTS)(?: credits| points)?|(hours?|h)|credits?)", re.IGNORECASE
)
# Extension, the plain field that means the same, and the unit that its definition fixes. `StudyLoad` has none:
# eduBadges counts hours in it, Open Educational Badges minutes.
_LOADS = (
    ("ECTS", "ECTS", "ECTS"),
    ("StudyLoad", "studyLoad", None),
    (None, "SBU", "hours"),
    ("TimeInvestment", "timeInvestment", "hours"),
)
_HOURS_OF_STUDY = re.compile(r"https://(?:[a-z0-9-]+\.)*edubadges\.nl/.*")

# Frameworks of levels: a level is no learning outcome. Only the European names mean the same wherever they stand.
_EUROPEAN = re.compile(
    r"\b(?:EQF|EQR)\b|european qualifications? framework|europäische[rn]? qualifikationsrahmen", re.IGNORECASE
)
_HIGHER_EDUCATION = re.compile(
    r"\b(?:QF|FQ)[- ]?EHEA\b|qualifications of the european higher education area", re.IGNORECASE
)
_NATIONAL = re.compile(
    r"\b(?:NLQF|NQF|DQR|NQR|NFQ|RQF|SCQF|CQFW|SeQF|CroQF|FINQF|NKR|VKS|SQF)\b"
    r"|(?<!european )qualifications? framework|(?<!europäische[rn] )qualifikationsrahmen|kwalificatieraamwerk",
    re.IGNORECASE,
)
_NAMED_LEVEL = re.compile(r"(EQF|NLQF|NQF|DQR|QF-EHEA)[ -]?(?:level |niveau |stufe )?[0-9]\+?", re.IGNORECASE)
_EUROPEAN_URL = re.compile(r"https?://data\.europa\.eu/snb/eqf/([0-9]{1,2})")
_LEVEL_NUMBER = re.compile(r"[^0-9]{0,40}([0-9]{1,2})")
_EUROPEAN_LEVELS = frozenset(range(1, 9))
# Alignments that say something else than what was learnt.
_QUALITY = re.compile(r"(?:ext:)?QualityAssurance", re.IGNORECASE)
_OTHER_CREDENTIAL = "ceterms:Credential"


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
    return Record(**{name: tuple(islice(read(badge), MOST_VALUES)) for name, read in _READERS.items()})


def _several(node: Node) -> str:
    return str(len(node.value)) if isinstance(node.value, list) and len(node.value) > 1 else ""


# ---- values


def _value(
    node: Node,
    *,
    text: str | None = None,
    language: str = "",
    unit: str | None = None,
    number: float | None = None,
    uri: str = "",
    **detail: str,
) -> Iterator[Value]:
    """The value at `node`, or none where it has no text. `text` is given for what is no language value."""
    said, languages = read_language(node, language) if text is None else (text, dict[str, str]())
    if said:
        yield Value(said, node.path, languages, unit, number, safe_uri(uri), _short(detail))


def _short(detail: Mapping[str, str]) -> dict[str, str]:
    return {name: safe_text(each, LONGEST_DETAIL) for name, each in detail.items() if each}


def _first(*nodes: Node) -> Node:
    """The first node that has a text, else the last."""
    return next((node for node in nodes if read_language(node)[0]), nodes[-1])


def _said(node: Node) -> str:
    return read_language(node)[0]


def _scalars(holder: Node, *names: str) -> Iterator[Value]:
    """Every member of `holder` with one of these names, each with its name as `kind`."""
    for name in names:
        for each in holder[name].each:
            if isinstance(each.value, dict):
                yield from _value(_first(each["name"], each["prefLabel"], each), kind=name)
            else:
                yield from _value(each, text=each.scalar, kind=name)


def _extension(badge: _Badge, name: str) -> Iterator[Node]:
    """The objects of an Open Badges extension, wherever an issuer puts it."""
    for holder in (badge.achievement, badge.subject, badge.document):
        for key in (f"extensions:{name}Extension", f"{name}Extension", f"extensions:{name}"):
            yield from (each for each in holder[key].each if isinstance(each.value, dict))


def _members(badge: _Badge, extension: str, plain: str) -> Iterator[Node]:
    """What stands in an extension's own member, or in a plain field of the achievement or the subject."""
    yield from (each[extension] for each in _extension(badge, extension))
    yield from (holder[plain] for holder in (badge.achievement, badge.subject))


# ---- who and when


def _titles(badge: _Badge) -> Iterator[Value]:
    several = {"subjects": badge.subjects, "achievements": badge.achievements}
    named = list(_value(badge.document["name"]))
    titles = [_translated(each, named) for each in _value(badge.achievement["name"], language=badge.language)]
    yield from (replace(each, detail={**each.detail, **_short(several)}) for each in [*titles, *named][:1])


def _translated(title: Value, named: list[Value]) -> Value:
    """The achievement's title in the languages of the credential's own name, where that says the same in one of them.

    An achievement has one name (Open Badges 3.0, appendix B); the credential's may be a language map (VC 2.0, 4.6).
    """
    for name in named:
        if title.text in name.languages.values() and name.languages.keys() - title.languages.keys():
            return replace(title, languages={**name.languages, **title.languages}, detail={"languages_at": name.path})
    return title


def _learner(badge: _Badge) -> Iterator[Value]:
    for name in ("name", "givenName", "familyName", "email"):
        yield from _value(badge.subject[name], kind=name)
    for each in badge.subject["identifier"].each:
        yield from _identity(each)
    yield from _person(badge.subject["id"], "id")


def _identity(node: Node) -> Iterator[Value]:
    """One IdentityObject. Only what says `hashed: false` and looks like no digest is shown."""
    if isinstance(node.value, str):
        yield from _person(node, "identifier")
        return
    kind, stated = node["identityType"], node["identityHash"]
    if node["hashed"].value is False and not _DIGEST.fullmatch(stated.text):
        yield from _person(stated, kind.text)
    elif kind.text:
        yield from _value(kind, hashed="true")
    elif stated:
        yield from _value(stated, text="identifier", hashed="true")


def _person(node: Node, kind: str) -> Iterator[Value]:
    if node.text.lower().startswith(_EUROPEAN_STUDENT):
        yield from _value(node, kind="esi", private="true")
    else:
        yield from _value(node, kind=kind)


def _awarding_body(badge: _Badge) -> Iterator[Value]:
    yield from _body(badge.issuer, "issuer")
    for each in badge.achievement["creator"].each:
        yield from _body(each, "creator")
    for each in badge.subject["source"].each:
        yield from _body(each, "assessor")


def _body(node: Node, role: str) -> Iterator[Value]:
    if isinstance(node.value, str):
        yield from _value(node, uri=node.value, role=role)
        return
    parent = _said(node["parentOrg"]["name"])
    yield from _value(_first(node["name"], node["id"]), uri=node["id"].text, role=role, part_of=parent)


def _sealed_by(badge: _Badge) -> Iterator[Value]:
    creator = badge.achievement["creator"].first
    if creator and _differ(badge.issuer, creator):
        yield from _body(badge.issuer, "issuer")


def _differ(one: Node, other: Node) -> bool:
    ids = (one["id"].text or one.text, other["id"].text or other.text)
    names = (_said(one["name"]), _said(other["name"]))
    return ids[0] != ids[1] if all(ids) else all(names) and names[0] != names[1]


def _country(badge: _Badge) -> Iterator[Value]:
    for body, role in ((badge.issuer, "issuer"), (badge.achievement["creator"].first, "creator")):
        address = body["address"].first
        region = _said(address["addressRegion"])
        found = [
            *_value(address["addressCountryCode"], kind="code", role=role, region=region),
            *_value(address["addressCountry"], kind="name", role=role, region=region),
        ]
        if found:
            yield from found
            return


def _issued(badge: _Badge) -> Iterator[Value]:
    for name in ("awardedDate", "validFrom", "issuanceDate"):
        if badge.document[name].text:
            yield from _value(badge.document[name], kind=name)
            return


# ---- what was learnt


def _level_framework(alignment: Node) -> str:
    """The framework of levels that an alignment names, as it names it; empty where it names none."""
    stated = (_said(alignment["targetFramework"]), alignment["targetType"].text.removeprefix("ext:"))
    named = None if any(stated) else _NAMED_LEVEL.fullmatch(_said(alignment["targetName"]))
    found = [_framework_of_levels(each) for each in (*stated, named[1].upper() if named else "")]
    european = "EQF" if _EUROPEAN_URL.fullmatch(alignment["targetUrl"].text) else ""
    return next((each for each in found if each), european)


def _framework_of_levels(stated: str) -> str:
    kinds = [bool(each.search(stated)) for each in (_EUROPEAN, _HIGHER_EDUCATION, _NATIONAL)]
    if kinds == [True, False, False]:
        return "EQF"
    if kinds == [False, True, False]:
        return "QF-EHEA"
    return stated if any(kinds) else ""


def _levels(badge: _Badge) -> Iterator[Value]:
    for each in badge.achievement["alignment"].each:
        unit = _level_framework(each)
        if unit:
            yield from _aligned(each, unit, _level_number(each, unit))
    for name in ("EQF", "NLQF"):
        for node in _members(badge, name, name):
            yield from _value(node, text=node.scalar, unit=name, number=node.number if _is_level(node) else None)


def _is_level(node: Node) -> bool:
    return node.number is not None and node.number in _EUROPEAN_LEVELS


def _level_number(alignment: Node, unit: str) -> float | None:
    """The level, where code, name and URL do not contradict each other; `4+` is no number."""
    code, name = alignment["targetCode"].scalar, _said(alignment["targetName"])
    url = _EUROPEAN_URL.fullmatch(alignment["targetUrl"].text)
    if code and not _LEVEL_NUMBER.fullmatch(code):
        return None
    matches = (_LEVEL_NUMBER.fullmatch(code), _LEVEL_NUMBER.fullmatch(name), url)
    numbers = {int(match[1]) for match in matches if match}
    if len(numbers) != 1 or (unit == "EQF" and not numbers <= _EUROPEAN_LEVELS):
        return None
    return float(numbers.pop())


def _aligned(alignment: Node, unit: str | None, number: float | None = None, kind: str = "") -> Iterator[Value]:
    name = _first(alignment["targetName"], alignment["targetCode"], alignment["targetUrl"])
    yield from _value(
        name,
        unit=unit,
        number=number,
        uri=alignment["targetUrl"].text,
        kind=kind,
        framework=_said(alignment["targetFramework"]),
        code=alignment["targetCode"].scalar,
        description=_said(alignment["targetDescription"]),
        type=alignment["targetType"].text,
    )


def _skills(badge: _Badge) -> Iterator[Value]:
    for each in badge.achievement["alignment"].each:
        kind = each["targetType"].text
        if not (_level_framework(each) or _QUALITY.fullmatch(kind) or kind == _OTHER_CREDENTIAL):
            yield from _aligned(each, _said(each["targetFramework"]) or None)


def _criteria(badge: _Badge) -> Iterator[Value]:
    for each in badge.achievement["criteria"].each:
        narrative = _first(each["narrative"], each["id"], each)
        yield from _value(narrative, language=badge.language, uri=each["id"].text)


def _outcomes(badge: _Badge) -> Iterator[Value]:
    for each in badge.achievement["criteria"].each:
        yield from _value(each["narrative"], language=badge.language, kind="criteria")
    for node in _members(badge, "LearningOutcome", "learningOutcome"):
        for each in node.each:
            yield from _value(each, language=badge.language)
    yield from _skills(badge)
    for each in badge.achievement["resultDescription"].each:
        yield from _value(each["name"], language=badge.language, kind="resultDescription")


# ---- how much


def _workload(badge: _Badge) -> Iterator[Value]:
    yield from _amount(badge.subject["creditsEarned"], None, "earned")
    for extension, plain, unit in _LOADS:
        yield from _amount(badge.achievement[plain], unit, plain)
        yield from _amount(badge.subject[plain], unit, plain)
        for each in _extension(badge, extension) if extension else ():
            hours = unit is None and _HOURS_OF_STUDY.fullmatch(each["@context"].text)
            yield from _amount(each[extension or ""], "hours" if hours else unit, plain)
    yield from _amount(badge.achievement["creditsAvailable"], None, "available")


def _amount(node: Node, unit: str | None, kind: str) -> Iterator[Value]:
    """A number of `unit`; a unit that the text itself states goes before. Less than nothing is no number."""
    if isinstance(node.value, bool):
        return
    number, text = node.number, node.scalar
    duration, worded = read_duration(text), _AMOUNT.fullmatch(text)
    if duration is not None:
        number, unit = duration
    elif worded:
        number = float(worded[1])
        unit = "ECTS" if worded[2] else "hours" if worded[3] else unit
    counts = number is not None and number >= 0
    yield from _value(node, text=text, unit=unit, number=number if counts else None, kind=kind)


# ---- how it was assessed


def _assessment(badge: _Badge) -> Iterator[Value]:
    yield from _scalars(badge.achievement, "assessmentType")
    for extension in _extension(badge, "Assessment"):
        for each in extension["assessment"].each:
            description = _said(each["assessmentDescription"]) or _said(extension["overallDescription"])
            yield from _value(each["assessmentType"], description=description)
    for each in badge.document["evidence"].each:
        yield from _value(each["genre"], kind="evidence")


def _participation(badge: _Badge) -> Iterator[Value]:
    yield from _scalars(badge.achievement, "participationType")


def _supervision(badge: _Badge) -> Iterator[Value]:
    yield from _scalars(badge.achievement, "supervisionType", "identityChecked")


def _prerequisites(badge: _Badge) -> Iterator[Value]:
    yield from _scalars(badge.achievement, "prerequisites", "entryRequirements", "entryRequirement")


def _stackability(badge: _Badge) -> Iterator[Value]:
    yield from _scalars(badge.achievement, "stackable", "partOfQualification")


def _quality_assurance(badge: _Badge) -> Iterator[Value]:
    yield from _scalars(badge.achievement, "qualityAssuranceName")
    for each in badge.achievement["alignment"].each:
        if _QUALITY.fullmatch(each["targetType"].text):
            yield from _aligned(each, _said(each["targetFramework"]) or None, kind="accreditation")
    for key in ("extensions:IssuerAccreditation", "extensions:issuerAccreditationExtension", "issuerAccreditation"):
        for each in badge.issuer[key].each:
            date = each["accreditationDate"].text
            yield from _value(each["name"], uri=each["url"].text, kind="accreditation", date=date)
    for holder, of in ((badge.issuer, "issuer"), (badge.achievement, "achievement"), (badge.document, "credential")):
        for each in holder["endorsement"].each:
            yield from _endorsement(each, of, each)
        for each in holder["endorsementJwt"].each:
            yield from _endorsement(_read_token(each), of, each)


def _endorsement(endorsement: Node, of: str, found_at: Node) -> Iterator[Value]:
    """Endorsed by whom. Anybody can write an endorsement into a badge: its proof is a matter of its own."""
    issuer = endorsement["issuer"].first
    for value in _body(issuer or endorsement["iss"], ""):
        comment = _said(endorsement["credentialSubject"].first["endorsementComment"])
        detail = _short({"kind": "endorsement", "of": of, "proof": "not checked", "comment": comment})
        yield replace(value, path=value.path if endorsement is found_at else found_at.path, detail=detail)


def _read_token(token: Node) -> Node:
    """The endorsement inside a compact JWS; its signature is not looked at."""
    parts = token.value.split(".") if isinstance(token.value, str) and len(token.value) <= LONGEST_TOKEN else []
    try:
        payload = read_json(decode_base64url(parts[1])) if parts[2:] else None
    except VerifierError:
        return Node(None)
    return read_document(payload) if isinstance(payload, dict) else Node(None)


@dataclass(frozen=True)
class _Scale:
    """A ResultDescription: what there is to know about it, by name, and its levels by id."""

    detail: Mapping[str, str]
    levels: Mapping[str, Node]


def _read_scale(node: Node) -> _Scale:
    levels = _by_id(node["rubricCriterionLevel"])
    required = levels.get(node["requiredLevel"].text, Node(None))
    detail = {
        "label": _said(node["name"]),
        "scale": node["resultType"].text,
        "allowed": ", ".join(each.scalar for each in node["allowedValue"].each),
        "minimum": node["valueMin"].scalar,
        "maximum": node["valueMax"].scalar,
        "required": node["requiredValue"].scalar or _said(required["name"]),
    }
    return _Scale(detail, levels)


def _grades(badge: _Badge) -> Iterator[Value]:
    scales = {name: _read_scale(node) for name, node in _by_id(badge.achievement["resultDescription"]).items()}
    for each in badge.subject["result"].each:
        yield from _grade(each, scales.get(each["resultDescription"].text, _Scale({}, {})))


def _grade(result: Node, scale: _Scale) -> Iterator[Value]:
    """One result: its value, else the level that was reached, else its status."""
    value, achieved, status = result["value"], result["achievedLevel"], result["status"]
    level = scale.levels.get(achieved.text, Node(None))
    more = {"level": level["level"].scalar, "points": level["points"].scalar, "status": status.text}
    if value.scalar:
        said = _value(value, text=value.scalar, number=value.number)
    elif achieved.text:
        said = _value(achieved, text=_said(level["name"]) or achieved.text)
    else:
        said = _value(status)
    for each in said:
        yield replace(each, detail=_short({**scale.detail, **more}))


def _by_id(nodes: Node) -> dict[str, Node]:
    """Nodes by their `id`. Where two share one, neither is meant for certain."""
    named = [(node["id"].text, node) for node in nodes.each]
    times = Counter(name for name, _ in named)
    return {name: node for name, node in named if name and times[name] == 1}


# ---- the rest


def _description(badge: _Badge) -> Iterator[Value]:
    said = list(_value(badge.achievement["description"], language=badge.language))
    yield from said
    for value in _value(badge.document["description"]):
        if value.text not in {each.text for each in said}:
            yield value


def _evidence(badge: _Badge) -> Iterator[Value]:
    for each in badge.document["evidence"].each:
        uri = each["id"].text or each.text
        shown = _first(each["name"], each["narrative"], each["description"], each["id"], each)
        yield from _value(
            shown,
            uri=uri,
            id=each["id"].text,
            narrative=_said(each["narrative"]),
            genre=_said(each["genre"]),
            audience=_said(each["audience"]),
            description=_said(each["description"]),
        )


def _further_information(badge: _Badge) -> Iterator[Value]:
    yield from _description(badge)
    yield from _scalars(badge.achievement, "tag", "fieldOfStudy", "specialization", "inLanguage")
    yield from _scalars(badge.subject, "activityStartDate", "activityEndDate", "role", "term", "licenseNumber")
    yield from _value(badge.issuer["url"], uri=badge.issuer["url"].text, kind="homepage")
    for each in badge.achievement["alignment"].each:
        if each["targetType"].text == _OTHER_CREDENTIAL and not _level_framework(each):
            yield from _aligned(each, _said(each["targetFramework"]) or None, kind="alignment")
    for each in badge.achievement["related"].each:  # the same achievement in another language or version
        language, version = each["inLanguage"].text, each["version"].scalar
        yield from _value(each["id"], uri=each["id"].text, kind="related", inLanguage=language, version=version)
    for value in _evidence(badge):
        yield replace(value, detail={"kind": "evidence"})


def _kinds(badge: _Badge) -> Iterator[Value]:
    for each in badge.achievement["achievementType"].each:
        yield from _value(each)


def _identifiers(badge: _Badge) -> Iterator[Value]:
    identifier = badge.achievement["id"] or badge.achievement  # an achievement may be no more than its id
    yield from _value(identifier, text=identifier.text, uri=identifier.text, kind="id")
    for each in badge.achievement["otherIdentifier"].each:
        node = each["identifier"] or each
        yield from _value(
            node, text=node.scalar, uri=node.text, kind="otherIdentifier", type=each["identifierType"].text
        )
    yield from _scalars(badge.achievement, "humanCode", "version", "educationProgramIdentifier")


def _images(badge: _Badge) -> Iterator[Value]:
    """Pictures that came inside the credential. What only names an address is left out: nothing is fetched."""
    holders = ((badge.achievement, "achievement"), (badge.subject, "subject"), (badge.issuer, "issuer"))
    for holder, of in holders:
        image = holder["image"].first
        node = image["id"] or image
        if isinstance(node.value, str) and len(node.value) <= LARGEST_IMAGE and _IMAGE.fullmatch(node.value):
            yield from _value(node, text=node.value, of=of, caption=_said(image["caption"]))


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
        "participation": _participation,
        "quality_assurance": _quality_assurance,
        "prerequisites": _prerequisites,
        "supervision": _supervision,
        "grade": _grades,
        "stackability": _stackability,
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
