"""Rules as JSON: read strictly, and written so that what was read comes back."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from verifier.errors import JsonObject
from wallet.recognition.achievement import Unit
from wallet.recognition.document import Place, filled, number_json
from wallet.recognition.match import HIGHEST_LEVEL, Match, read_grade, read_match
from wallet.recognition.rule import (
    AllOf,
    AnyOf,
    Credits,
    HasOutcome,
    Item,
    Kind,
    Not,
    Order,
    Rule,
    Total,
    children_of,
)

DEEPEST = 12
MOST_RULES = 300
MOST_ITEMS = 100


def read_rule(place: Place, depth: int = 0) -> Rule:
    """A rule and all inside.

    Raises Unreadable as `Place` does, and `rule.too_deep`, `rule.empty`, `rule.too_few` (an `any` that asks for more
    than there are), `rule.of_or_match`, `rule.range`, `rule.unit`.
    """
    if depth > DEEPEST:
        raise place.fail("rule.too_deep")
    if not isinstance(place.value, dict):
        raise place.fail("document.not_object")
    kind = place.at("kind").choice(Kind)
    title = place.at("title").words()
    match kind:
        case Kind.ALL:
            place.members("kind", "title", "of")
            return AllOf(place.path, title, _inside(place, depth))
        case Kind.ANY:
            return _any(place, title, depth)
        case Kind.CREDITS:
            return _total(place, title, depth) if place.at("of").given else _credits(place, title)
        case Kind.OUTCOME:
            return _outcome(place, title)
        case Kind.ITEM:
            place.members("kind", "title", "match", "count")
            count = place.at("count").whole(1, MOST_ITEMS)
            return Item(place.path, title, _match(place.at("match")), 1 if count is None else count)
        case Kind.NOT:
            place.members("kind", "title", "of")
            return Not(place.path, title, _match(place.at("of")))
        case Kind.ORDER:
            place.members("kind", "title", "before", "after")
            return Order(place.path, title, _match(place.at("before")), _match(place.at("after")))


def rule_json(rule: Rule) -> JsonObject:
    """The rule as `read_rule` reads it; what is left out is what it would be anyway."""
    head: JsonObject = filled({"title": dict(rule.title)})
    inside = [rule_json(each) for each in children_of(rule)]
    match rule:
        case AllOf():
            return {"kind": "all", **head, "of": [*inside]}
        case AnyOf():
            return {"kind": "any", **head, "min": rule.least, "of": [*inside]}
        case Credits():
            return {"kind": "credits", **head, "match": rule.match.as_json(), **_bounds(rule), **_units(rule)}
        case Total():
            return {"kind": "credits", **head, "of": [*inside], **_bounds(rule)}
        case HasOutcome():
            return {"kind": "outcome", **head, "uri": rule.uri, **_asked(rule)}
        case Item():
            return {"kind": "item", **head, "match": rule.match.as_json(), "count": rule.count}
        case Not():
            return {"kind": "not", **head, "of": rule.of.as_json()}
        case Order():
            return {"kind": "order", **head, "before": rule.before.as_json(), "after": rule.after.as_json()}


def _bounds(rule: Credits | Total) -> JsonObject:
    return filled(
        {"min": number_json(rule.least), "max": number_json(rule.most), "minLevel": rule.min_level},
    )


def _units(rule: Credits) -> JsonObject:
    cap = number_json(rule.most_per_issuer)
    return filled({"unit": rule.unit.value, "unitName": rule.unit_name, "maxPerIssuer": cap})


def _asked(rule: HasOutcome) -> JsonObject:
    document: JsonObject = filled({"framework": rule.framework})
    if rule.grade:
        document["minGrade"] = rule.grade.as_json()
    if rule.match:
        document["match"] = rule.match.as_json()
    return document


def _match(place: Place) -> Match:
    if not place.given:
        raise place.fail("document.missing")
    return read_match(place)


def _inside(place: Place, depth: int) -> tuple[Rule, ...]:
    rules = place.at("of").entries(lambda each: read_rule(each, depth + 1), MOST_RULES)
    if not rules:
        raise place.at("of").fail("rule.empty")
    return rules


def _any(place: Place, title: Mapping[str, str], depth: int) -> AnyOf:
    place.members("kind", "title", "of", "min")
    rules, least = _inside(place, depth), place.at("min").whole(0, MOST_RULES)
    if least is not None and least > len(rules):
        raise place.at("min").fail("rule.too_few")
    return AnyOf(place.path, title, rules, 1 if least is None else least)


def _range(place: Place) -> tuple[Fraction, Fraction | None]:
    least, most = place.at("min").number() or Fraction(0), place.at("max").number()
    if most is not None and most < least:
        raise place.at("max").fail("rule.range")
    return least, most


def _credits(place: Place, title: Mapping[str, str]) -> Credits:
    if not place.at("match").given:
        raise place.fail("rule.of_or_match")
    place.members("kind", "title", "match", "min", "max", "maxPerIssuer", "unit", "unitName", "minLevel")
    least, most = _range(place)
    unit, name = place.at("unit").choice(Unit, Unit.ECTS), place.at("unitName").text("").strip()
    if bool(name) is not (unit is Unit.OTHER):
        raise place.at("unit").fail("rule.unit")
    level, cap = place.at("minLevel").whole(1, HIGHEST_LEVEL), place.at("maxPerIssuer").number()
    return Credits(place.path, title, read_match(place.at("match")), least, most, cap, unit, name, level)


def _total(place: Place, title: Mapping[str, str], depth: int) -> Total:
    if place.at("match").given:
        raise place.fail("rule.of_or_match")
    place.members("kind", "title", "of", "min", "max", "minLevel", "unit")
    if place.at("unit").choice(Unit, Unit.ECTS) is not Unit.ECTS:
        raise place.at("unit").fail("rule.unit")
    least, most = _range(place)
    return Total(place.path, title, _inside(place, depth), least, most, place.at("minLevel").whole(1, HIGHEST_LEVEL))


def _outcome(place: Place, title: Mapping[str, str]) -> HasOutcome:
    place.members("kind", "title", "framework", "uri", "minGrade", "match")
    match = place.at("match")
    return HasOutcome(
        path=place.path,
        title=title,
        framework=place.at("framework").text("").strip(),
        uri=place.at("uri").filled(),
        grade=read_grade(place.at("minGrade")),
        match=read_match(match) if match.given else None,
    )
