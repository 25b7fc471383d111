"""Open Badges 2.0, an Assertion with its BadgeClass and Profile as far as they came with it (section 4).

The specification has fields for title, outcomes (criteria, alignment), evidence and dates; what the European approach
asks beside them stands in extensions, of which those of eduBadges and of 1EdTech are read. A recipient's hash is never
shown as a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

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
from verifier.record import Record, Value

NAME = "open_badge_2"

MOST_VALUES = 100  # values of one element
LONGEST_DETAIL = 1000  # characters of one detail
LARGEST_IMAGE = 2_000_000  # characters of a data: URL

_FORMATS = frozenset({"open_badge_2", "blockcerts"})
_EUROPEAN_STUDENT = "urn:schac:personaluniquecode:int:esi:"
_DIGEST = re.compile(r"(?:sha-?[0-9]+|md5)[$:].*|[0-9a-f]{32,128}", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)(?:;base64,[a-z0-9+/]+={0,2})", re.IGNORECASE)
_EUROPEAN = re.compile(r"\bEQF\b|european qualifications? framework", re.IGNORECASE)
_EUROPEAN_URL = re.compile(r"https?://data\.europa\.eu/snb/eqf/([0-9]{1,2})")
_NAMED_LEVEL = re.compile(r"(?:EQF)[ -]?(?:level |niveau |stufe )?([1-8])", re.IGNORECASE)


def handles(credential: Credential) -> bool:
    """Assertions, and the Blockcerts that are built on them."""
    return credential.format in _FORMATS and "Assertion" in read_types(read_document(credential.claims))


def read_record(credential: Credential) -> Record:
    """The elements of Annex I as assertion, badge and issuer state them."""
    document = read_document(credential.claims)
    return Record(**{name: tuple(islice(read(document), MOST_VALUES)) for name, read in _READERS.items()})


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
    return next((node for node in nodes if read_language(node)[0]), nodes[-1])


def _badge(document: Node) -> Node:
    return document["badge"].first


def _issuer(document: Node) -> Node:
    return _badge(document)["issuer"].first


def _language(document: Node) -> str:
    return read_language_tag(_badge(document)["@language"].text)


def _extension(document: Node, name: str) -> Iterator[Node]:
    for holder in (_badge(document), document):
        for key in (f"extensions:{name}Extension", f"extensions:{name}", f"{name}Extension"):
            yield from (each for each in holder[key].each if isinstance(each.value, dict))


def _titles(document: Node) -> Iterator[Value]:
    yield from _value(_badge(document)["name"], language=_language(document))


def _learner(document: Node) -> Iterator[Value]:
    for key in ("recipientProfile", "extensions:recipientProfile"):
        yield from _value(document[key].first["name"], kind="name")
    recipient = document["recipient"].first
    identity, kind = recipient["identity"], recipient["type"].first
    if recipient["hashed"].value is False and not _DIGEST.fullmatch(identity.text):
        if identity.text.lower().startswith(_EUROPEAN_STUDENT):
            yield from _value(identity, kind="esi", private="true")
        else:
            yield from _value(identity, kind=kind.text)
    elif kind.text:
        yield from _value(kind, hashed="true")


def _awarding_body(document: Node) -> Iterator[Value]:
    yield from _body(_issuer(document), "issuer")
    for each in _extension(document, "OriginalCreator"):
        yield from _body(each, "creator")


def _body(node: Node, role: str) -> Iterator[Value]:
    if isinstance(node.value, str):
        yield from _value(node, uri=node.value, role=role)
    else:
        yield from _value(_first(node["name"], node["id"]), uri=_first(node["url"], node["id"]).text, role=role)


def _country(document: Node) -> Iterator[Value]:
    address = _issuer(document)["address"].first
    yield from _value(address["addressCountry"], kind="name", role="issuer")


def _issued(document: Node) -> Iterator[Value]:
    yield from _value(document["issuedOn"], kind="issuedOn")


def _criteria(document: Node) -> Iterator[Value]:
    for each in _badge(document)["criteria"].each:
        narrative = _first(each["narrative"], each["id"], each)
        yield from _value(narrative, language=_language(document), uri=each["id"].text or each.text)


def _outcomes(document: Node) -> Iterator[Value]:
    for each in _badge(document)["criteria"].each:
        yield from _value(each["narrative"], language=_language(document), kind="criteria")
    for extension in _extension(document, "LearningOutcome"):
        for each in _first(extension["LearningOutcome"], extension["learningOutcome"]).each:
            yield from _value(each, language=_language(document))
    yield from _skills(document)


def _skills(document: Node) -> Iterator[Value]:
    for each in _badge(document)["alignment"].each:
        if not _is_level(each):
            yield from _aligned(each, read_language(each["targetFramework"])[0] or None, None)


def _is_level(alignment: Node) -> bool:
    framework = read_language(alignment["targetFramework"])[0]
    return _level_number(alignment) is not None or _EUROPEAN.search(framework) is not None


def _level_number(alignment: Node) -> float | None:
    found = _EUROPEAN_URL.fullmatch(alignment["targetUrl"].text) or _NAMED_LEVEL.fullmatch(
        read_language(alignment["targetName"])[0]
    )
    return float(found[1]) if found else None


def _levels(document: Node) -> Iterator[Value]:
    for each in _badge(document)["alignment"].each:
        if _is_level(each):
            yield from _aligned(each, "EQF", _level_number(each))
    for extension in _extension(document, "EQF"):
        level = extension["EQF"]
        yield from _value(level, text=level.scalar, unit="EQF", number=level.number)


def _aligned(alignment: Node, unit: str | None, number: float | None) -> Iterator[Value]:
    yield from _value(
        _first(alignment["targetName"], alignment["targetCode"], alignment["targetUrl"]),
        unit=unit,
        number=number,
        uri=alignment["targetUrl"].text,
        framework=read_language(alignment["targetFramework"])[0],
        code=alignment["targetCode"].scalar,
        description=read_language(alignment["targetDescription"])[0],
    )


def _workload(document: Node) -> Iterator[Value]:
    for extension in _extension(document, "ECTS"):
        yield from _amount(extension["ECTS"], "ECTS")
    for extension in _extension(document, "StudyLoad"):
        yield from _amount(extension["StudyLoad"], None)
    for extension in _extension(document, "TimeInvestment"):
        yield from _amount(extension["TimeInvestment"], "hours")


def _amount(node: Node, unit: str | None) -> Iterator[Value]:
    if isinstance(node.value, bool):
        return
    number, duration = node.number, read_duration(node.scalar)
    if duration is not None:
        number, unit = duration
    yield from _value(node, text=node.scalar, unit=unit, number=number if number is not None and number >= 0 else None)


def _assessment(document: Node) -> Iterator[Value]:
    for extension in _extension(document, "assessment"):
        yield from _value(_first(extension["type"], extension["name"], extension["description"]))


def _quality_assurance(document: Node) -> Iterator[Value]:
    for extension in _extension(document, "issuerAccreditation"):
        yield from _value(_first(extension["name"], extension["accreditationTypes"]), kind="accreditation")
    for holder, of in ((_issuer(document), "issuer"), (_badge(document), "achievement"), (document, "credential")):
        for each in holder["endorsement"].each:
            said = _first(each["issuer"]["name"], each["issuer"], each["id"], each)
            yield from _value(said, kind="endorsement", of=of, proof="not checked")


def _description(document: Node) -> Iterator[Value]:
    yield from _value(_badge(document)["description"], language=_language(document))
    yield from _value(document["narrative"])


def _evidence(document: Node) -> Iterator[Value]:
    for each in document["evidence"].each:
        yield from _value(
            _first(each["name"], each["narrative"], each["description"], each["id"], each),
            uri=each["id"].text or each.text,
            narrative=read_language(each["narrative"])[0],
            genre=read_language(each["genre"])[0],
            audience=read_language(each["audience"])[0],
            description=read_language(each["description"])[0],
        )


def _further_information(document: Node) -> Iterator[Value]:
    yield from _description(document)
    for each in _badge(document)["tags"].each:
        yield from _value(each, kind="tag")
    url = _issuer(document)["url"]
    yield from _value(url, uri=url.text, kind="homepage")
    for value in _evidence(document):
        yield replace(value, detail={"kind": "evidence"})


def _identifiers(document: Node) -> Iterator[Value]:
    badge = _badge(document)
    identifier = badge["id"] or badge
    yield from _value(identifier, text=identifier.text, uri=identifier.text, kind="id")


def _images(document: Node) -> Iterator[Value]:
    """Pictures that came inside. What only names an address is left out: nothing is fetched."""
    for holder, of in ((_badge(document), "achievement"), (document, "subject"), (_issuer(document), "issuer")):
        image = holder["image"].first
        node = image["id"] or image
        if isinstance(node.value, str) and len(node.value) <= LARGEST_IMAGE and _IMAGE.fullmatch(node.value):
            yield from _value(node, text=node.value, of=of, caption=read_language(image["caption"])[0])


_READERS: Mapping[str, Callable[[Node], Iterator[Value]]] = MappingProxyType(
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
        "quality_assurance": _quality_assurance,
        "further_information": _further_information,
        "description": _description,
        "criteria": _criteria,
        "evidence": _evidence,
        "skills": _skills,
        "identifiers": _identifiers,
        "image": _images,
    }
)
