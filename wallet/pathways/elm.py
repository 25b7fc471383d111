"""Pathways as a qualification of the European Learning Model with its parts: read, and written.

The model says what a qualification consists of (`hasPart`), not what may be chosen; what has no place in it is named
as left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from verifier.errors import Json, JsonObject
from wallet.pathways.elm_words import (
    CONTEXT,
    credit_json,
    eqf_of,
    level_json,
    organisation_json,
    outcome_json,
    party_of,
    points_of,
    titles_json,
    uri_of_outcome,
)
from wallet.pathways.foreign import (
    DEEPEST,
    MOST_PARTS,
    all_of,
    id_of,
    item,
    nodes_of,
    objects,
    read_object,
    types_of,
    words,
)
from wallet.recognition.counting_policy import CountingPolicy
from wallet.recognition.document import Place, Unreadable, number_json
from wallet.recognition.match import Match
from wallet.recognition.pathway import Pathway, pathway_at
from wallet.recognition.rule import AllOf, AnyOf, Credits, HasOutcome, Item, Not, Order, Rule, Total, children_of

_SPECIFIED = frozenset({"LearningAchievementSpecification", "Qualification"})
_AWARDED = frozenset({"LearningAchievement"})


def read_elm(raw: bytes) -> Pathway:
    """The qualification in the document that has parts, as a pathway. Raises Unreadable `exchange.no_pathway`,
    `exchange.nameless`, `exchange.too_deep`, and what `pathway_at` raises."""
    document = read_object(raw)
    nodes = {id_of(node): node for node in nodes_of(document) if id_of(node) and len(node) > 1}
    whole = next((node for node in nodes_of(document) if _kind(node) and objects(node.get("hasPart"))), None)
    if whole is None:
        raise Unreadable("exchange.no_pathway", "")
    specification = _specified(whole, nodes)
    title = words(specification.get("title")) or words(whole.get("title"))
    rules = _rules(whole, nodes, 0)
    if not rules:
        raise Unreadable("exchange.no_pathway", "")
    target: JsonObject = {"title": title, "qualificationId": id_of(specification)} if id_of(specification) else {}
    ects, level = points_of(specification), eqf_of(specification)
    bodies = [*objects(specification.get("awardingBody")), *_awarding(whole)]
    found = {
        "ects": None if ects is None else number_json(ects),
        "eqf": level,
        "awardingBody": party_of(bodies[0]) if bodies else None,
    }
    target |= {name: value for name, value in found.items() if value is not None}
    pathway: JsonObject = {
        "type": "Pathway",
        "id": id_of(specification) or "urn:cairn:pathway:imported",
        "title": title,
        "target": target or {"title": title},
        "root": all_of(rules),
    }
    description = words(specification.get("description"))
    return pathway_at(Place(pathway | ({"description": description} if description else {})))


def _kind(node: JsonObject) -> bool:
    return bool(types_of(node) & (_SPECIFIED | _AWARDED))


def _specified(node: JsonObject, nodes: dict[str, JsonObject]) -> JsonObject:
    """What was awarded is described by its specification."""
    for one in objects(node.get("specifiedBy")):
        return nodes.get(id_of(one), one)
    return node


def _awarding(node: JsonObject) -> list[JsonObject]:
    return [body for one in objects(node.get("awardedBy")) for body in objects(one.get("awardingBody"))]


def _rules(whole: JsonObject, nodes: dict[str, JsonObject], depth: int) -> list[JsonObject]:
    if depth > DEEPEST:
        raise Unreadable("exchange.too_deep", "")
    found: list[JsonObject] = []
    for reference in objects(whole.get("hasPart"))[:MOST_PARTS]:
        part = nodes.get(id_of(reference), reference)
        specification = _specified(part, nodes)
        title = words(specification.get("title")) or words(part.get("title"))
        inner = _rules(part, nodes, depth + 1) if objects(part.get("hasPart")) else []
        found.append(all_of(inner, title) if inner else item([id_of(specification)], title))
    for one in objects(_specified(whole, nodes).get("learningOutcome"))[:MOST_PARTS] if depth == 0 else []:
        outcome = nodes.get(id_of(one), one)
        uri, name = uri_of_outcome(outcome)
        if uri:
            framework: JsonObject = {"framework": name} if name else {}
            found.append({"kind": "outcome", "uri": uri, "title": words(outcome.get("title")), **framework})
    return found


def write_elm(pathway: Pathway) -> tuple[JsonObject, tuple[str, ...]]:
    """The qualification as JSON-LD, and the codes of what has no place in it."""
    target = pathway.target
    writer = _Writer(pathway.id)
    document: JsonObject = {
        "@context": CONTEXT,
        "id": target.qualification_id or pathway.id,
        "type": "Qualification",
        "title": titles_json(target.title or pathway.title),
    }
    if pathway.description:
        document["description"] = titles_json(pathway.description)
    if target.eqf is not None:
        document["eqfLevel"] = level_json(target.eqf)
    if target.ects is not None:
        document["creditPoint"] = credit_json(target.ects)
    if target.awarding_body.name:
        document["awardingBody"] = organisation_json(target.awarding_body)
    parts = writer.parts(pathway.root)
    if writer.outcomes:
        document["learningOutcome"] = [*writer.outcomes]
    document["hasPart"] = [*parts]
    left_out = writer.left_out
    left_out |= {"policy"} if pathway.policy != CountingPolicy() else set()
    left_out |= {"agreements"} if pathway.agreements else set()
    return document, tuple(sorted(left_out))


@dataclass
class _Writer:
    base: str
    made: int = 0
    outcomes: list[JsonObject] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    def parts(self, rule: Rule) -> list[JsonObject]:
        match rule:
            case AllOf() | AnyOf() | Total():
                if isinstance(rule, AnyOf) and rule.least < len(rule.of):
                    self.left_out.add("choice")
                self.left_out |= {"credits"} if isinstance(rule, Total) else set()
                inside = [part for one in children_of(rule) for part in self.parts(one)]
                if not rule.title or "/of/" not in rule.path or not inside:
                    return inside
                return [self._part((), rule.title) | {"hasPart": [*inside]}]
            case Item() | Credits():
                return [self._matched(rule)]
            case HasOutcome():
                self.left_out |= {"grades"} if rule.grade else set()
                self.outcomes.append(outcome_json(rule.uri, rule.title))
            case Order():
                self.left_out.add("order")
            case Not():
                self.left_out.add("not")
        return []

    def _matched(self, rule: Item | Credits) -> JsonObject:
        match = rule.match
        self.left_out |= {"credits"} if isinstance(rule, Credits) else set()
        self.left_out |= {"count"} if isinstance(rule, Item) and rule.count > 1 else set()
        if match != Match(achievement_ids=match.achievement_ids[:1]):
            self.left_out.add("clauses")
        return self._part(match.achievement_ids, rule.title or {"en": next(iter(match.spec_names), "Module")})

    def _part(self, ids: tuple[str, ...], title: object) -> JsonObject:
        self.made += 1
        name: Json = next(iter(ids), f"urn:epass:learningAchievementSpec:{self.made}")
        return {"id": name, "type": "LearningAchievementSpecification", "title": titles_json(title)}
