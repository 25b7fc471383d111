"""Comprehensive Learner Record 2.0, a `ClrCredential`: a transcript whose parts are achievements of their own.

CLR Standard 2.0, data model: `ClrSubject` has achievements, credentials that it carries, and associations between the
achievements. What a part says stands with the part's name (detail `part`); nothing is added up. What a carried
credential says is shown beside its own report; here it is named and counted among what the transcript claims.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from types import MappingProxyType

from verifier.codec.json_text import read_json
from verifier.codec.multibase import decode_base64url
from verifier.codec.pointer import Node, read_document, read_language, read_types, safe_text, safe_uri
from verifier.credential import Credential
from verifier.errors import VerifierError
from verifier.record import Record, Value

NAME = "clr_2"

MOST_VALUES = 100  # values of one element
LONGEST_DETAIL = 1000  # characters of one detail
LONGEST_TOKEN = 100_000  # characters of a carried JWT

_EUROPEAN_STUDENT = "urn:schac:personaluniquecode:int:esi:"
_DIGEST = re.compile(r"(?:sha-?[0-9]+|md5)[$:].*|[0-9a-f]{32,128}", re.IGNORECASE | re.DOTALL)
_EUROPEAN = re.compile(r"\bEQF\b|european qualifications? framework", re.IGNORECASE)
_EUROPEAN_URL = re.compile(r"https?://data\.europa\.eu/snb/eqf/([1-8])")
_LEVEL = re.compile(r"(?:EQF[ -]?)?(?:level |stufe |niveau )?([1-8])", re.IGNORECASE)
# Which end of an association is the whole: the source, or the target. The other kinds have none.
_WHOLE_FIRST = frozenset({"isParentOf"})
_WHOLE_LAST = frozenset({"isPartOf", "isChildOf"})


@dataclass(frozen=True)
class _Part:
    """One achievement: itself, what was achieved in it (an AchievementSubject, or nothing), who says so."""

    name: str
    achievement: Node
    subject: Node
    issuer: Node


@dataclass(frozen=True)
class _Transcript:
    document: Node
    issuer: Node
    subject: Node
    parts: tuple[_Part, ...]


def handles(credential: Credential) -> bool:
    """Whether the document calls itself a ClrCredential."""
    return "ClrCredential" in read_types(read_document(credential.claims))


def read_record(credential: Credential) -> Record:
    """The elements of Annex I as the transcript and its parts state them. Of several subjects the first is read."""
    document = read_document(credential.claims)
    subject = document["credentialSubject"].first
    transcript = _Transcript(document, document["issuer"].first, subject, tuple(_parts(subject)))
    return Record(**{name: tuple(islice(read(transcript), MOST_VALUES)) for name, read in _READERS.items()})


def _parts(subject: Node) -> Iterator[_Part]:
    """The achievements that are listed, then those of the credentials that are carried, each id once."""
    seen: set[tuple[str, str]] = set()
    listed = [(each, Node(None), Node(None)) for each in subject["achievement"].each]
    for each in subject["verifiableCredential"].each:
        carried = _read_token(each) if isinstance(each.value, str) else each
        whose = carried["credentialSubject"].first
        listed += [(one, whose, carried["issuer"].first) for one in whose["achievement"].each]
    for achievement, whose, issuer in listed:
        name = _said(achievement["name"]) or achievement["id"].text or achievement.text
        if name and (achievement["id"].text, name) not in seen:
            seen.add((achievement["id"].text, name))
            yield _Part(name, achievement, whose, issuer)


def _read_token(token: Node) -> Node:
    """The credential in a compact JWS; every value of it is found at the token. Its signature is not looked at."""
    parts = token.value.split(".") if isinstance(token.value, str) and len(token.value) <= LONGEST_TOKEN else []
    try:
        payload = read_json(decode_base64url(parts[1])) if parts[2:] else None
    except VerifierError:
        return Node(None)
    document = read_document(payload) if isinstance(payload, dict) else Node(None)
    return _InToken(document.value, token.path)


class _InToken(Node):
    """A node inside a token, whose members have no JSON pointer of their own."""

    def __getitem__(self, name: str) -> Node:
        return _InToken(super().__getitem__(name).value, self.path)

    @property
    def each(self) -> tuple[Node, ...]:
        return tuple(_InToken(each.value, self.path) for each in super().each)


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
    said, languages = read_language(node) if text is None else (text, dict[str, str]())
    if said:
        short = {name: safe_text(each, LONGEST_DETAIL) for name, each in detail.items() if each}
        yield Value(said, node.path, languages, unit, number, safe_uri(uri), short)


def _first(*nodes: Node) -> Node:
    return next((node for node in nodes if read_language(node)[0]), nodes[-1])


def _said(node: Node) -> str:
    return read_language(node)[0]


# ---- the transcript itself


def _titles(transcript: _Transcript) -> Iterator[Value]:
    yield from _value(transcript.document["name"])


def _learner(transcript: _Transcript) -> Iterator[Value]:
    for name in ("name", "givenName", "familyName", "email"):
        yield from _value(transcript.subject[name], kind=name)
    for each in transcript.subject["identifier"].each:
        kind, stated = each["identityType"], each["identityHash"]
        if each["hashed"].value is False and not _DIGEST.fullmatch(stated.text):
            yield from _person(stated, kind.text)
        elif kind.text:
            yield from _value(kind, hashed="true")
    yield from _person(transcript.subject["id"], "id")


def _person(node: Node, kind: str) -> Iterator[Value]:
    if node.text.lower().startswith(_EUROPEAN_STUDENT):
        yield from _value(node, kind="esi", private="true")
    else:
        yield from _value(node, kind=kind)


def _awarding_body(transcript: _Transcript) -> Iterator[Value]:
    yield from _body(transcript.issuer, "issuer")


def _body(node: Node, role: str, part: str = "") -> Iterator[Value]:
    if isinstance(node.value, str):
        yield from _value(node, uri=node.value, role=role, part=part)
    else:
        parent = _said(node["parentOrg"]["name"])
        name = _first(node["name"], node["id"])
        yield from _value(name, uri=node["id"].text, role=role, part_of=parent, part=part)


def _country(transcript: _Transcript) -> Iterator[Value]:
    address = transcript.issuer["address"].first
    region = _said(address["addressRegion"])
    yield from _value(address["addressCountryCode"], kind="code", role="issuer", region=region)
    yield from _value(address["addressCountry"], kind="name", role="issuer", region=region)


def _issued(transcript: _Transcript) -> Iterator[Value]:
    for name in ("awardedDate", "validFrom", "issuanceDate"):
        if transcript.document[name].text:
            yield from _value(transcript.document[name], kind=name)
            return


def _quality_assurance(transcript: _Transcript) -> Iterator[Value]:
    """Endorsed by whom; an endorsement's own proof is a matter of its own."""
    holders = [(transcript.document, ""), (transcript.issuer, "")]
    holders += [(part.achievement, part.name) for part in transcript.parts]
    for holder, part in holders:
        for each in holder["endorsement"].each:
            comment = _said(each["credentialSubject"].first["endorsementComment"])
            detail = {"kind": "endorsement", "proof": "not checked", "comment": comment, "part": part}
            for value in _body(each["issuer"].first, ""):
                kept = {name: safe_text(text, LONGEST_DETAIL) for name, text in detail.items() if text}
                yield replace(value, detail=kept)


def _stackability(transcript: _Transcript) -> Iterator[Value]:
    """Each association between two achievements: the whole before its part, where one of the two is the whole."""
    names = {part.achievement["id"].text: part.name for part in transcript.parts}
    for each in transcript.subject["association"].each:
        source, target, kind = each["sourceId"].text, each["targetId"].text, each["associationType"].text
        if source and target:
            ends = (names.get(source, source), names.get(target, target))
            whole = ends if kind in _WHOLE_FIRST else ends[::-1]
            said = " › ".join(whole) if kind in _WHOLE_FIRST | _WHOLE_LAST else " · ".join(ends)
            yield from _value(each["targetId"], text=safe_text(said), uri=target, kind=kind, source=source)


def _evidence(transcript: _Transcript) -> Iterator[Value]:
    for each in transcript.document["evidence"].each:
        shown = _first(each["name"], each["narrative"], each["description"], each["id"], each)
        narrative = _said(each["narrative"])
        yield from _value(shown, uri=each["id"].text or each.text, narrative=narrative, genre=_said(each["genre"]))


def _description(transcript: _Transcript) -> Iterator[Value]:
    yield from _value(transcript.document["description"])


def _further_information(transcript: _Transcript) -> Iterator[Value]:
    yield from _description(transcript)
    yield from _value(transcript.issuer["url"], uri=transcript.issuer["url"].text, kind="homepage")
    for value in _evidence(transcript):
        yield replace(value, detail={"kind": "evidence"})


# ---- its parts


def _outcomes(transcript: _Transcript) -> Iterator[Value]:
    """The achievements by name; then what they are aligned to."""
    for part in transcript.parts:
        kind, issuer = part.achievement["achievementType"].text, _said(part.issuer["name"])
        uri, description = part.achievement["id"].text, _said(part.achievement["description"])
        name = part.achievement["name"]
        yield from _value(
            name if _said(name) else part.achievement,
            text=None if _said(name) else part.name,
            uri=uri,
            kind="achievement",
            type=kind,
            description=description,
            issuer=issuer,
        )
    yield from _skills(transcript)


def _criteria(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        for each in part.achievement["criteria"].each:
            narrative = _first(each["narrative"], each["id"], each)
            yield from _value(narrative, uri=each["id"].text, part=part.name)


def _alignments(transcript: _Transcript) -> Iterator[tuple[_Part, Node, float | None]]:
    """Each alignment with its European level, where it is one."""
    for part in transcript.parts:
        for each in part.achievement["alignment"].each:
            framework, url = _said(each["targetFramework"]), _EUROPEAN_URL.fullmatch(each["targetUrl"].text)
            level = url
            if level is None and _EUROPEAN.search(framework):
                level = _LEVEL.fullmatch(each["targetCode"].scalar) or _LEVEL.fullmatch(_said(each["targetName"]))
            yield part, each, float(level[1]) if level else None


def _skills(transcript: _Transcript) -> Iterator[Value]:
    for part, each, level in _alignments(transcript):
        if level is None:
            yield from _aligned(part, each, _said(each["targetFramework"]) or None, None)


def _levels(transcript: _Transcript) -> Iterator[Value]:
    for part, each, level in _alignments(transcript):
        if level is not None:
            yield from _aligned(part, each, "EQF", level)


def _aligned(part: _Part, alignment: Node, unit: str | None, number: float | None) -> Iterator[Value]:
    yield from _value(
        _first(alignment["targetName"], alignment["targetCode"], alignment["targetUrl"]),
        unit=unit,
        number=number,
        uri=alignment["targetUrl"].text,
        framework=_said(alignment["targetFramework"]),
        code=alignment["targetCode"].scalar,
        part=part.name,
    )


def _workload(transcript: _Transcript) -> Iterator[Value]:
    """Credits, whose unit the standard leaves open; they are not added up."""
    for part in transcript.parts:
        for node, kind in (
            (part.subject["creditsEarned"], "earned"),
            (part.achievement["creditsAvailable"], "available"),
        ):
            counts = node.number is not None and node.number >= 0
            yield from _value(node, text=node.scalar, number=node.number if counts else None, kind=kind, part=part.name)


def _grades(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        scales = {each["id"].text: each for each in part.achievement["resultDescription"].each}
        for each in part.subject["result"].each:
            scale = scales.get(each["resultDescription"].text, Node(None))
            levels = {level["id"].text: level for level in scale["rubricCriterionLevel"].each}
            reached = levels.get(each["achievedLevel"].text, Node(None))
            value, status = each["value"], each["status"].text
            node = value if value.scalar else each["achievedLevel"] if each["achievedLevel"].text else each["status"]
            yield from _value(
                node,
                text=(_said(reached["name"]) if node.value != value.value else "") or node.scalar,
                number=value.number if value.scalar else None,
                label=_said(scale["name"]),
                scale=scale["resultType"].text,
                status=status,
                part=part.name,
            )


def _named(name: str, transcript: _Transcript) -> Iterator[Value]:
    """A member that the standard has no field for and issuers write all the same, of each achievement."""
    for part in transcript.parts:
        for each in part.achievement[name].each:
            yield from _value(each, text=each.scalar, kind=name, part=part.name)


def _identifiers(transcript: _Transcript) -> Iterator[Value]:
    for part in transcript.parts:
        identifier = part.achievement["id"]
        yield from _value(identifier, text=identifier.text, uri=identifier.text, kind="id", part=part.name)
        code = part.achievement["humanCode"]
        yield from _value(code, text=code.scalar, kind="humanCode", part=part.name)


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
        "assessment": partial(_named, "assessmentType"),
        "participation": partial(_named, "participationType"),
        "quality_assurance": _quality_assurance,
        "prerequisites": partial(_named, "entryRequirements"),
        "supervision": partial(_named, "supervisionType"),
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
