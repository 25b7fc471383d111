"""Words of the European Learning Model that pathways and learning opportunities share: titles, levels, credits."""

from __future__ import annotations

import re
from fractions import Fraction

from verifier.errors import Json, JsonObject
from wallet.pathways.foreign import each, id_of, objects, text_of, types_of, words
from wallet.recognition.comparable import is_global
from wallet.recognition.exact import number_text, read_number
from wallet.recognition.pathway import Party

CONTEXT = "http://data.europa.eu/snb/model/context/edc-ap"
ECTS = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
EQF = "http://data.europa.eu/snb/eqf/"
ISCED = "http://data.europa.eu/snb/isced-f/"
_LEVEL = re.compile(r"https?://data\.europa\.eu/snb/eqf/([1-8])", re.ASCII)
_FIELD = re.compile(r"https?://data\.europa\.eu/(?:snb|esco)/isced-f/([0-9]{2,4})", re.ASCII)
_HOURS = re.compile(r"PT([0-9]{1,5})H", re.ASCII)


def titles_json(title: object) -> JsonObject:
    """Language -> text."""
    return {tag: text for tag, text in title.items() if isinstance(text, str)} if isinstance(title, dict) else {}


def level_json(level: int) -> JsonObject:
    return {"id": f"{EQF}{level}", "type": "Concept", "prefLabel": {"en": f"EQF level {level}"}}


def eqf_of(node: JsonObject) -> int | None:
    """The European level; None where none is named by its concept."""
    found = (_LEVEL.fullmatch(id_of(one)) for one in each(node.get("eqfLevel")))
    return next((int(one[1]) for one in found if one), None)


def credit_json(ects: Fraction) -> JsonObject:
    return {
        "type": "CreditPoint",
        "framework": {"id": ECTS, "type": "Concept", "prefLabel": {"en": "European Credit Transfer System"}},
        "point": number_text(ects),
    }


def points_of(node: JsonObject) -> Fraction | None:
    """The ECTS credits; None where no credits are in that framework."""
    for one in objects(node.get("creditPoint")):
        number = read_number(one.get("point"))
        if (
            number is not None
            and number >= 0
            and any(id_of(each_one) == ECTS for each_one in each(one.get("framework")))
        ):
            return number
    return None


def hours_of(node: JsonObject) -> Fraction | None:
    """The hours of study, where they are written as such."""
    for name in ("volumeOfLearning", "workload"):
        for one in each(node.get(name)):
            found = _HOURS.fullmatch(one) if isinstance(one, str) else None
            if found:
                return Fraction(int(found[1]))
    return None


def fields_of(node: JsonObject) -> list[str]:
    """ISCED-F codes of the fields of education."""
    found = (_FIELD.fullmatch(id_of(one)) for one in each(node.get("thematicArea")))
    return [one[1] for one in found if one]


def field_json(code: str) -> JsonObject:
    return {"id": f"{ISCED}{code}", "type": "Concept"}


def outcome_json(uri: str, title: object) -> JsonObject:
    node: JsonObject = {"type": "LearningOutcome", "title": titles_json(title) or {"en": uri}}
    if uri.startswith("http://data.europa.eu/esco/"):
        node["relatedESCOSkill"] = [{"id": uri, "type": "Concept"}]
    elif uri:
        node["relatedSkill"] = [{"id": uri, "type": "Concept"}]
    return node


def uri_of_outcome(node: JsonObject) -> tuple[str, str]:
    """The URI of the skill that an outcome is related to, and the vocabulary where we know it."""
    for name, framework in (("relatedESCOSkill", "esco"), ("relatedSkill", "")):
        uri = next((id_of(one) for one in each(node.get(name)) if is_global(id_of(one))), "")
        if uri:
            return uri, framework
    return "", ""


def party_of(node: JsonObject) -> JsonObject:
    """An organisation as our documents name it; ids that mean something outside alone."""
    name = text_of(node.get("legalName")) or text_of(node.get("prefLabel")) or text_of(node.get("altLabel"))
    links = [id_of(node), *(id_of(one) or text_of(one.get("contentURL")) for one in objects(node.get("homepage")))]
    ids: list[Json] = [*dict.fromkeys(one for one in links if is_global(one))]
    return ({"name": name} if name else {}) | ({"ids": ids} if ids else {})


def organisation_json(party: Party) -> JsonObject:
    links = [one.removeprefix("url:") for one in party.ids]
    identifier = next((one for one in links if is_global(one)), "urn:epass:org:1")
    return {"id": identifier, "type": "Organisation", "legalName": {"en": party.name}}


def note_of(value: Json) -> dict[str, Json]:
    """The words of a note, of a concept or of a plain text, by language."""
    for one in each(value):
        if isinstance(one, dict) and types_of(one):
            found = words(one.get("noteLiteral")) or words(one.get("prefLabel")) or words(one.get("title"))
            if found:
                return found
    plain: list[Json] = [
        one for one in each(value) if isinstance(one, str) or (isinstance(one, dict) and not types_of(one))
    ]
    return words(plain)


def note_json(said: object) -> JsonObject:
    return {"type": "Note", "noteLiteral": titles_json(said)}
