"""Pathways as the associations of a Comprehensive Learner Record (CLR 2.0): read, and written.

A record lists achievements and says which is part of which and what precedes what. It knows no choice and no credits:
every part is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from verifier.errors import Json, JsonObject
from wallet.pathways.foreign import (
    DEEPEST,
    MOST_PARTS,
    all_of,
    each,
    id_of,
    item,
    objects,
    read_object,
    text_of,
    types_of,
    words,
)
from wallet.recognition.counting_policy import CountingPolicy
from wallet.recognition.document import Place, Unreadable
from wallet.recognition.match import Match
from wallet.recognition.pathway import Pathway, pathway_at
from wallet.recognition.rule import AllOf, AnyOf, Credits, HasOutcome, Item, Not, Order, Rule, Total, children_of

# Association -> whether its source is the part (CLR 2.0, AssociationType).
_PARTS = {"isParentOf": False, "isChildOf": True, "isPartOf": True}
_BEFORE = "precedes"


def read_clr(raw: bytes) -> Pathway:
    """What the associations of a record, or of its subject alone, come to. Raises Unreadable `exchange.no_pathway`,
    `exchange.nameless`, and what `pathway_at` raises."""
    document = read_object(raw)
    subject = next(iter(objects(document.get("credentialSubject"))), document)
    record = _Record()
    record.read(subject)
    wholes = [one for one in record.parts if one in record.achievements and one not in record.inside]
    if not wholes:
        raise Unreadable("exchange.no_pathway", "")
    whole = record.achievements[wholes[0]]
    rules = [rule for name in wholes for rule in record.rules(name, 0)] + record.orders()
    title = words(whole.get("name"))
    pathway: JsonObject = {
        "type": "Pathway",
        "id": wholes[0],
        "title": title or words(document.get("name")),
        "target": {"title": title, "qualificationId": wholes[0]},
        "root": all_of(rules),
    }
    version, description = text_of(whole.get("version")), words(whole.get("description"))
    return pathway_at(
        Place(
            pathway | ({"version": version} if version else {}) | ({"description": description} if description else {})
        )
    )


@dataclass
class _Record:
    """`parts`: a whole's id -> those of its parts; `inside`: everything that is part of something."""

    achievements: dict[str, JsonObject] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    inside: set[str] = field(default_factory=set)
    before: list[tuple[str, str]] = field(default_factory=list)

    def read(self, subject: JsonObject) -> None:
        carried = [one for each_one in objects(subject.get("verifiableCredential")) for one in _subjects(each_one)]
        for holder in [subject, *carried]:
            for one in objects(holder.get("achievement")):
                if id_of(one):
                    self.achievements.setdefault(id_of(one), one)
        for one in objects(subject.get("association")):
            kind, source, target = (text_of(one.get(key)) for key in ("associationType", "sourceId", "targetId"))
            if not source or not target or source == target:
                continue
            if kind in _PARTS:
                part, whole = (source, target) if _PARTS[kind] else (target, source)
                mine = self.parts.setdefault(whole, [])
                if part not in mine:
                    mine.append(part)
                self.inside.add(part)
            elif kind == _BEFORE:
                self.before.append((source, target))

    def rules(self, name: str, depth: int) -> list[JsonObject]:
        """What the whole of that name asks for: its parts, and the outcomes that it is aligned to."""
        if depth > DEEPEST:
            raise Unreadable("exchange.too_deep", "")
        found: list[JsonObject] = []
        for part in self.parts.get(name, [])[:MOST_PARTS]:
            achievement = self.achievements.get(part)
            if achievement is None:
                continue
            inner = self.rules(part, depth + 1) if part in self.parts else []
            title = words(achievement.get("name"))
            found.append(all_of(inner, title) if inner else item([part], title))
        for one in objects(self.achievements.get(name, {}).get("alignment"))[:MOST_PARTS]:
            uri = text_of(one.get("targetUrl"))
            if uri and text_of(one.get("targetType")) in ("CFItem", "ceasn:Competency", ""):
                framework = text_of(one.get("targetFramework"))
                named: JsonObject = {"framework": framework} if framework else {}
                found.append({"kind": "outcome", "uri": uri, "title": words(one.get("targetName")), **named})
        return found

    def orders(self) -> list[JsonObject]:
        rules: list[JsonObject] = []
        for one, other in self.before[:MOST_PARTS]:
            if {one, other} <= self.achievements.keys():
                before, after = (item([name], words(self.achievements[name].get("name"))) for name in (one, other))
                rules.append({"kind": "order", "before": before["match"], "after": after["match"]})
        return rules


def _subjects(credential: JsonObject) -> list[JsonObject]:
    return objects(credential.get("credentialSubject"))


def write_clr(pathway: Pathway) -> tuple[JsonObject, tuple[str, ...]]:
    """The subject of a record with the achievements and their associations, and the codes of what has no place in it.

    Nobody is the learner in it and nobody has signed it: it says how achievements hang together, not that anyone has
    them.
    """
    whole = pathway.target.qualification_id or pathway.id
    writer = _Writer()
    top = _achievement(whole, pathway.target.title or pathway.title, pathway.description)
    writer.achievements[whole] = top
    writer.write(pathway.root, whole)
    if pathway.policy != CountingPolicy():
        writer.left_out.add("policy")
    if pathway.agreements:
        writer.left_out.add("agreements")
    achievements: list[Json] = [*writer.achievements.values()]
    associations: list[Json] = [
        {"type": "Association", "associationType": kind, "sourceId": source, "targetId": target}
        for kind, source, target in writer.associations
    ]
    document: JsonObject = {"type": ["ClrSubject"], "achievement": achievements, "association": associations}
    return document, tuple(sorted(writer.left_out))


@dataclass
class _Writer:
    achievements: dict[str, JsonObject] = field(default_factory=dict)
    associations: list[tuple[str, str, str]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    def write(self, rule: Rule, whole: str) -> None:
        match rule:
            case AllOf() | AnyOf() | Total():
                if isinstance(rule, AnyOf) and rule.least < len(rule.of):
                    self.left_out.add("choice")
                if isinstance(rule, Total):
                    self.left_out.add("credits")
                inside = whole
                if rule.path.count("/of/") and rule.title:
                    inside = f"{whole}#{len(self.achievements)}"
                    self._part(inside, rule.title, whole)
                for one in children_of(rule):
                    self.write(one, inside)
            case Item():
                self.left_out |= {"count"} if rule.count > 1 else set()
                self._matched(rule.match, rule, whole)
            case Credits():
                self.left_out.add("credits")
                self._matched(rule.match, rule, whole)
            case HasOutcome():
                self._aligned(rule, whole)
            case Order():
                self._order(rule)
            case Not():
                self.left_out.add("not")

    def _matched(self, match: Match, rule: Rule, whole: str) -> None:
        if match != Match(achievement_ids=match.achievement_ids):
            self.left_out.add("clauses")
        title = rule.title or {"en": next(iter((*match.spec_names, *match.achievement_ids)), "Achievement")}
        for name in match.achievement_ids or (f"{whole}#{len(self.achievements)}",):
            self._part(name, title, whole)

    def _part(self, name: str, title: object, whole: str) -> None:
        self.achievements.setdefault(name, _achievement(name, title, {}))
        self.associations.append(("isPartOf", name, whole))

    def _aligned(self, rule: HasOutcome, whole: str) -> None:
        self.left_out |= {"grades"} if rule.grade else set()
        self.left_out |= {"clauses"} if rule.match else set()
        alignment: JsonObject = {
            "type": ["Alignment"],
            "targetUrl": rule.uri,
            "targetName": next(iter(rule.title.values()), rule.uri),
            "targetType": "CFItem",
            **({"targetFramework": rule.framework} if rule.framework else {}),
        }
        holder = self.achievements[whole]
        holder["alignment"] = [*each(holder.get("alignment")), alignment]

    def _order(self, rule: Order) -> None:
        one, other = rule.before.achievement_ids, rule.after.achievement_ids
        if len(one) == 1 and len(other) == 1 and {one[0], other[0]} <= self.achievements.keys():
            self.associations.append((_BEFORE, one[0], other[0]))
        else:
            self.left_out.add("order")


def _achievement(name: str, title: object, description: object) -> JsonObject:
    called, told = (
        next((text for text in value.values() if isinstance(text, str)), "") if isinstance(value, dict) else ""
        for value in (title, description)
    )
    return {
        "id": name,
        "type": ["Achievement"],
        "name": called,
        "description": told or called,
        "criteria": {"narrative": told or called},
    }


def is_clr(document: JsonObject) -> bool:
    """Whether it is a record, or the subject of one."""
    return bool(types_of(document) & {"ClrCredential", "ClrSubject"})
