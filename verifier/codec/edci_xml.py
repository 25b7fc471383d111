"""Europass credentials of before 2023 (EDCI XML, ELM 2) as the JSON that ELM 3 has for the same things.

References (`idref`) are followed and put in place, wrappers are left out, names that changed are those of ELM 3. The
work is bounded: beyond it a reference stays an id.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from verifier.codec.safe_xml import name_of, text_of
from verifier.errors import Json, JsonObject

ECTS = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
_MOST_NODES = 30_000
_MOST_TEXT = 8_000_000  # characters, pictures that several places refer to included
_DEEPEST = 24
_RENAMED = {
    "wasDerivedFrom": "provenBy",
    "wasInfluencedBy": "influencedBy",
    "wasAwardedBy": "awardedBy",
    "idVerificationMethod": "idVerification",
    "hasLocation": "location",
    "hasAddress": "address",
    "country": "countryCode",
    "givenNames": "givenName",
    "nationalId": "nationalID",
    "supplementaryDoc": "supplementaryDocument",
    "learningSettingType": "learningSetting",
    "hasISCED-FCode": "thematicArea",
    "hasAccreditation": "accreditation",
    "preferredName": "legalName",
    "prefLabel": "legalName",
    "alternativeName": "altLabel",
    "mailBox": "emailAddress",
    "startedAtTime": "startDate",
    "endedAtTime": "endDate",
    "achievements": "hasClaim",
    "performed": "hasClaim",
    "activities": "hasClaim",
    "assessments": "hasClaim",
    "entitlements": "hasClaim",
    "unitOf": "isPartOf",
    "learningOutcomes": "learningOutcome",
    "relatedEscoSkill": "relatedESCOSkill",
}
# Elements that only hold others, and what those are; references to them are put in place.
_WRAPPERS = frozenset({"achievements", "activities", "assessments", "entitlements", "hasPart", "learningOutcomes"})
_TYPES = {
    "learningAchievement": "LearningAchievement",
    "achieved": "LearningAchievement",
    "activity": "LearningActivity",
    "performed": "LearningActivity",
    "assessment": "LearningAssessment",
    "entitlement": "LearningEntitlement",
    "qualification": "Qualification",
    "learningSpecification": "LearningAchievementSpecification",
    "organization": "Organisation",
    "wasInfluencedBy": "LearningActivity",
    "wasDerivedFrom": "LearningAssessment",
    "learningOutcome": "LearningOutcome",
}
# What the first edition of the schema called the parts of a concept.
_CONCEPT = {"targetName": "prefLabel", "targetDescription": "definition", "codeId": "id", "name": "prefLabel"}


def read_document(root: etree._Element) -> JsonObject:
    """The credential in a document: the root itself, or the one that a presentation carries, with its `mandate`."""
    credential = root if name_of(root) == "europassCredential" else _child(root, "europassCredential")
    if credential is None:
        return {}
    reader = _Reader({each.get("id", ""): each for each in root.iter() if each.get("id")})
    document = reader.members(credential, 0)
    document["type"] = ["VerifiableCredential", "EuropeanDigitalCredential"]
    if credential is not root:
        issuer, kind = _child(root, "issuer"), _child(root, "type")
        document["mandate"] = {
            "issuer": reader.value(issuer, 1) if issuer is not None else None,
            "dcType": reader.value(kind, 1) if kind is not None else None,
        }
    return document


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in element if name_of(each) == name), None)


@dataclass
class _Reader:
    """The elements by id, and how much may still be read."""

    by_id: dict[str, etree._Element]
    nodes: int = _MOST_NODES
    text: int = _MOST_TEXT
    under_way: set[str] = field(default_factory=set)

    def value(self, element: etree._Element, depth: int) -> Json:
        """What one element says: a text, a language map, a concept or an object."""
        self.nodes -= 1
        children = [each for each in element if name_of(each)]
        reference = element.get("idref")
        if reference is not None:
            return self._referred(reference, depth)
        if self.nodes < 0 or depth > _DEEPEST:
            return None
        if not children:
            return self._leaf(element)
        if all(name_of(each) == "text" for each in children):
            return self._languages(children)
        if any(name_of(each) in ("targetName", "codeId") for each in children):
            return self._concept(element, children, depth)
        return self.members(element, depth)

    def members(self, element: etree._Element, depth: int) -> JsonObject:
        """The children of an element by the names that ELM 3 has for them; several of one name are a list."""
        out: JsonObject = {}
        identifier = next((value for name, value in element.attrib.items() if str(name).endswith("id")), None)
        uri = element.get("uri")
        if identifier is not None:
            out["id"] = str(identifier)
        if uri is not None:
            out["contentURL"] = uri
        if name_of(element) in _TYPES:
            out["type"] = _TYPES[name_of(element)]
        texts = [each for each in element if name_of(each) == "text"]
        if texts:
            out["noteLiteral"] = self._languages(texts)
        for each in element:
            name = name_of(each)
            if not name or name in ("text", "proof", "Signature") or name.endswith("References"):
                continue
            for member in self._unwrapped(each):
                self._add(out, each, self.value(member, depth + 1))
        return out

    def _add(self, out: JsonObject, element: etree._Element, value: Json) -> None:
        name = name_of(element)
        if value is None or value in ("", {}):
            return
        if name == "hasECTSCreditPoints":
            name, value = "creditPoint", {"framework": {"id": ECTS}, "point": value}
        elif name in ("hasCreditPoints", "creditPoints") and not isinstance(value, dict):
            name, value = "creditPoint", {"point": value}
        elif name == "type" and isinstance(value, dict):
            name = "dcType"
        elif name == "date":
            name = "awardingDate"
        elif name == "grade" and isinstance(value, str):
            value = {"noteLiteral": value}
        name = _RENAMED.get(name, name)
        known = out.get(name)
        if known is None:
            out[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            out[name] = [known, value]

    def _unwrapped(self, element: etree._Element) -> list[etree._Element]:
        inner = [each for each in element if name_of(each) in _TYPES]
        return inner if inner and name_of(element) in _WRAPPERS else [element]

    def _referred(self, reference: str, depth: int) -> Json:
        target = self.by_id.get(reference)
        if target is None or reference in self.under_way or self.nodes < 0 or self.text < 0:
            return {"id": reference}
        self.under_way.add(reference)
        found = self.value(target, depth + 1)
        self.under_way.discard(reference)
        return found

    def _leaf(self, element: etree._Element) -> Json:
        text = text_of(element)
        self.text -= len(text)
        scheme, spatial, uri = element.get("schemeID"), element.get("spatialID"), element.get("uri")
        if scheme or spatial:
            return {"notation": text, "schemeName": scheme, "spatial": {"notation": spatial} if spatial else None}
        if uri:
            return {"id": uri, "contentURL": uri}
        return text

    def _languages(self, texts: list[etree._Element]) -> Json:
        out: JsonObject = {}
        for each in texts:
            language = each.get("lang") or each.get("language") or "@none"
            out.setdefault(language, text_of(each))
            self.text -= len(text_of(each))
        return out

    def _concept(self, element: etree._Element, children: list[etree._Element], depth: int) -> Json:
        out: JsonObject = {"id": element.get("uri"), "type": "Concept"}
        notation = element.get("targetNotation")
        if notation:
            out["notation"] = notation
        for each in children:
            name = _CONCEPT.get(name_of(each))
            if name:
                out[name] = self.value(each, depth + 1)
        return out
