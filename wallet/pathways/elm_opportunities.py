"""Learning opportunities of the European Learning Model: what a module description says, read and written."""

from __future__ import annotations

import hashlib
import re

from verifier.codec.jcs import canonicalize
from verifier.errors import Json, JsonObject
from wallet.pathways.elm_words import (
    CONTEXT,
    credit_json,
    eqf_of,
    field_json,
    fields_of,
    hours_of,
    level_json,
    note_json,
    note_of,
    organisation_json,
    outcome_json,
    party_of,
    points_of,
    titles_json,
    uri_of_outcome,
)
from wallet.pathways.foreign import each, id_of, nodes_of, objects, read_object, text_of, types_of, words
from wallet.pathways.opportunity import MOST_OUTCOMES, Opportunity, opportunity_at
from wallet.recognition.comparable import is_global
from wallet.recognition.document import Place, Unreadable, number_json
from wallet.recognition.exact import number_text

MOST_AT_ONCE = 50
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
# ISO 639-3 as the authority table writes it -> BCP 47; the official languages of the Union.
_EU = (
    "BUL:bg CES:cs DAN:da DEU:de ELL:el ENG:en EST:et FIN:fi FRA:fr GLE:ga HRV:hr HUN:hu "
    "ITA:it LAV:lv LIT:lt MLT:mt NLD:nl POL:pl POR:pt RON:ro SLK:sk SLV:sl SPA:es SWE:sv"
)
_TAGS = {pair[:3]: pair[4:] for pair in re.findall(r"[A-Z]{3}:[a-z]{2}", _EU)}
_DAY = len("2000-01-01")


def read_elm_opportunities(raw: bytes) -> tuple[Opportunity, ...]:
    """Every learning opportunity in the document, as far as it says what is learnt.

    Raises Unreadable `exchange.no_opportunity`, `document.too_many`, and what `opportunity_at` raises.
    """
    document = read_object(raw)
    nodes = {id_of(node): node for node in nodes_of(document) if id_of(node) and len(node) > 1}
    found = [node for node in nodes_of(document) if "LearningOpportunity" in types_of(node) and len(node) > 1]
    if not found:
        raise Unreadable("exchange.no_opportunity", "")
    if len(found) > MOST_AT_ONCE:
        raise Unreadable("document.too_many", "")
    return tuple(_read(node, nodes) for node in found)


def _read(node: JsonObject, nodes: dict[str, JsonObject]) -> Opportunity:
    def whole(value: Json) -> JsonObject:
        one = next(iter(objects(value)), {})
        return nodes.get(id_of(one), one)

    learnt = whole(node.get("learningAchievementSpecification"))
    taught = whole(node.get("learningActivitySpecification"))
    proved = whole(learnt.get("provenBy"))
    period = whole(node.get("temporal"))
    provider = whole(node.get("providedBy"))
    ids: list[Json] = [one for one in (id_of(learnt),) if is_global(one)]
    ects, hours = points_of(learnt), hours_of(learnt) or hours_of(node)
    document: JsonObject = {
        "type": "LearningOpportunity",
        "id": _name(node),
        "title": words(node.get("title")) or words(learnt.get("title")),
        "description": words(node.get("description")) or words(learnt.get("description")),
        "provider": party_of(provider),
        "achievementIds": ids,
        "outcomes": _outcomes(learnt, nodes),
        "ects": None if ects is None else number_json(ects),
        "hours": None if hours is None else number_json(hours),
        "eqf": eqf_of(learnt),
        "isced": [*fields_of(learnt)],
        "languages": _languages(learnt) or _languages(node),
        "assessment": _note(proved, "dcType", "title") or note_of(learnt.get("provenBy")),
        "admission": note_of(node.get("admissionProcedure")) or note_of(learnt.get("entryRequirement")),
        "fees": _fees(whole(node.get("priceDetail"))),
        "participation": note_of(node.get("mode")) or note_of(taught.get("mode")),
        "quality": note_of(whole(learnt.get("accreditation")).get("title")),
        "starts": _day(period.get("startDate")),
        "ends": _day(period.get("endDate")),
        "applyUntil": _day(node.get("applicationDeadline")),
        "homepage": _address(whole(node.get("homepage"))),
    }
    return opportunity_at(Place({name: value for name, value in document.items() if value not in (None, {}, [], "")}))


def _name(node: JsonObject) -> str:
    """Its id; one that means nothing elsewhere is replaced by a digest of what it says."""
    if is_global(id_of(node)):
        return id_of(node)
    return f"urn:sha256:{hashlib.sha256(canonicalize(node)).hexdigest()}"


def _outcomes(learnt: JsonObject, nodes: dict[str, JsonObject]) -> list[Json]:
    found: list[Json] = []
    for one in objects(learnt.get("learningOutcome"))[:MOST_OUTCOMES]:
        outcome = nodes.get(id_of(one), one)
        uri, framework = uri_of_outcome(outcome)
        title = words(outcome.get("title"))
        said: JsonObject = {"title": title, "uri": uri, "framework": framework}
        if title or uri:
            found.append({name: value for name, value in said.items() if value})
    return found


def _languages(node: JsonObject) -> list[Json]:
    tags: list[Json] = []
    for one in each(node.get("language")):
        code = id_of(one).removeprefix(_LANGUAGE).removeprefix(_LANGUAGE.replace("http:", "https:"))
        if code in _TAGS:
            tags.append(_TAGS[code])
    return tags


def _note(node: JsonObject, *names: str) -> JsonObject:
    return next((found for name in names if (found := note_of(node.get(name)))), {})


def _fees(price: JsonObject) -> JsonObject:
    """What it costs: the amount with its currency, or the words beside it."""
    for amount in objects(price.get("amount")):
        unit, value = text_of(next(iter(note_of(amount.get("unit")).values()), "")), amount.get("value")
        number = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
        code = next((id_of(one).rpartition("/")[2] for one in objects(amount.get("unit")) if id_of(one)), "")
        if number:
            return {"en": f"{number[:20]} {code or unit}".strip()}
    return note_of(price.get("additionalNote")) or words(price.get("description")) or words(price.get("prefLabel"))


def _day(value: Json) -> str | None:
    text = value if isinstance(value, str) else ""
    return text[:_DAY] if len(text) >= _DAY else None


def _address(page: JsonObject) -> str:
    found = text_of(page.get("contentURL")) or id_of(page)
    return found if found.startswith(("https://", "http://")) else ""


def write_elm_opportunity(opportunity: Opportunity) -> JsonObject:
    """The description as JSON-LD."""
    learnt: JsonObject = {
        "id": next(iter(opportunity.achievement_ids), "urn:epass:learningAchievementSpec:1"),
        "type": "LearningAchievementSpecification",
        "title": titles_json(dict(opportunity.title)),
        "learningOutcome": [outcome_json(each_one.uri, dict(each_one.title)) for each_one in opportunity.outcomes],
        "thematicArea": [field_json(code) for code in opportunity.isced],
        "language": _language_nodes(opportunity),
    }
    if opportunity.ects is not None:
        learnt["creditPoint"] = credit_json(opportunity.ects)
    if opportunity.hours is not None:
        learnt["volumeOfLearning"] = f"PT{number_text(opportunity.hours)}H"
    if opportunity.eqf is not None:
        learnt["eqfLevel"] = level_json(opportunity.eqf)
    said = {name: titles_json(dict(text)) for name, text in opportunity.terms.items()}
    if "assessment" in said:
        learnt["provenBy"] = {"type": "LearningAssessmentSpecification", "title": said["assessment"]}
    if "quality" in said:
        learnt["accreditation"] = {"type": "Accreditation", "title": said["quality"]}
    node: JsonObject = {
        "@context": CONTEXT,
        "id": opportunity.id,
        "type": "LearningOpportunity",
        "title": titles_json(dict(opportunity.title)),
        "learningAchievementSpecification": {name: value for name, value in learnt.items() if value != []},
    }
    if opportunity.description:
        node["description"] = titles_json(dict(opportunity.description))
    if opportunity.provider.name:
        node["providedBy"] = organisation_json(opportunity.provider)
    return node | _when_and_how(opportunity, said)


def _language_nodes(opportunity: Opportunity) -> list[Json]:
    codes = {tag: code for code, tag in _TAGS.items()}
    tags = [tag for tag in opportunity.languages if tag in codes]
    return [{"id": f"{_LANGUAGE}{codes[tag]}", "type": "Concept"} for tag in tags]


def _when_and_how(opportunity: Opportunity, said: dict[str, JsonObject]) -> JsonObject:
    node: JsonObject = {}
    days = {"startDate": opportunity.starts, "endDate": opportunity.ends}
    period: JsonObject = {name: f"{day.isoformat()}T00:00:00" for name, day in days.items() if day}
    if period:
        node["temporal"] = {"type": "PeriodOfTime", **period}
    if opportunity.apply_until:
        node["applicationDeadline"] = f"{opportunity.apply_until.isoformat()}T00:00:00"
    if "admission" in said:
        node["admissionProcedure"] = note_json(said["admission"])
    if "fees" in said:
        node["priceDetail"] = {"type": "PriceDetail", "additionalNote": note_json(said["fees"])}
    if "participation" in said:
        node["mode"] = {"type": "Concept", "prefLabel": said["participation"]}
    if opportunity.homepage:
        node["homepage"] = {"type": "WebResource", "contentURL": opportunity.homepage}
    return node
