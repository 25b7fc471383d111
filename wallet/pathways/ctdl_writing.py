"""Our pathways as CTDL's, in JSON-LD.

What has no place there (credits with caps, what must not be, the policy) is named as left out.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from verifier.errors import Json, JsonObject
from wallet.pathways.foreign import each
from wallet.recognition.counting_policy import CountingPolicy
from wallet.recognition.match import Match
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import AllOf, AnyOf, Credits, HasOutcome, Item, Not, Order, Rule, Total, children_of, walk

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
_P = "ceterms:"


def write_ctdl(pathway: Pathway) -> tuple[JsonObject, tuple[str, ...]]:
    """The graph, and the codes of what has no place in it."""
    writer = _Writer(pathway)
    return writer.graph(), tuple(sorted(writer.left_out))


@dataclass
class _Writer:
    pathway: Pathway
    components: list[JsonObject] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    by_match: dict[str, JsonObject] = field(default_factory=dict)

    def graph(self) -> JsonObject:
        pathway, base = self.pathway, self._name("destination")
        destination = self._node("CredentialComponent", base, pathway.target.title or pathway.title)
        if pathway.target.qualification_id:
            destination[f"{_P}proxyFor"] = [pathway.target.qualification_id]
        destination[f"{_P}hasCondition"] = [self.condition(pathway.root)]
        for rule in walk(pathway.root):
            if isinstance(rule, Order):
                self._order(rule)
        if pathway.policy != CountingPolicy():
            self.left_out.add("policy")
        if pathway.agreements:
            self.left_out.add("agreements")
        members: list[Json] = [base, *(one["@id"] for one in self.components)]
        head: JsonObject = {
            "@id": pathway.id,
            "@type": f"{_P}Pathway",
            f"{_P}ctid": pathway.source.get("ctid") or _ctid_of(pathway.digest),
            f"{_P}name": dict(pathway.title),
            f"{_P}versionIdentifier": pathway.version,
            f"{_P}hasDestinationComponent": [base],
            f"{_P}hasPart": members,
        }
        if pathway.description:
            head[f"{_P}description"] = dict(pathway.description)
        nodes: list[Json] = [head, destination, *self.components]
        return {"@context": CONTEXT, "@graph": nodes}

    def condition(self, rule: Rule) -> JsonObject:
        """A rule with others in it; one that stands alone is the only one of its condition."""
        inside = children_of(rule) or (rule,)
        targets, nested = [], []
        for one in inside:
            if isinstance(one, Item | HasOutcome | Credits):
                targets.append(self._component(one))
            elif isinstance(one, AllOf | AnyOf | Total):
                nested.append(self.condition(one))
            elif isinstance(one, Not):
                self.left_out.add("not")
        if isinstance(rule, Total):
            self.left_out.add("credits")
        count = len(targets) + len(nested)
        number = min(rule.least, count) if isinstance(rule, AnyOf) else count
        node: JsonObject = {"@type": f"{_P}ComponentCondition", f"{_P}requiredNumber": number}
        if rule.title and children_of(rule):
            node[f"{_P}name"] = dict(rule.title)
        if targets:
            node[f"{_P}targetComponent"] = [*targets]
        if nested:
            node[f"{_P}hasCondition"] = [*nested]
        return node

    def _component(self, rule: Item | HasOutcome | Credits) -> str:
        name = self._name(str(len(self.components) + 1))
        if isinstance(rule, HasOutcome):
            node = self._node("CompetencyComponent", name, rule.title or {"en": rule.uri})
            node[f"{_P}proxyFor"] = [rule.uri]
            self.left_out |= {"grades"} if rule.grade else set()
            self.left_out |= {"clauses"} if rule.match else set()
        else:
            node = self._node("BasicComponent", name, rule.title or _called(rule.match))
            if isinstance(rule, Item):
                node["@type"] = f"{_P}CredentialComponent"
                self.by_match.setdefault(rule.match.digest, node)
            self.left_out |= {"credits"} if isinstance(rule, Credits) else set()
            self.left_out |= {"count"} if isinstance(rule, Item) and rule.count > 1 else set()
            known = Match(achievement_ids=rule.match.achievement_ids)
            if rule.match.achievement_ids:
                node[f"{_P}proxyFor"] = [*rule.match.achievement_ids]
            if rule.match != known:
                self.left_out.add("clauses")
        self.components.append(node)
        return name

    def _order(self, rule: Order) -> None:
        before, after = (self.by_match.get(match.digest) for match in (rule.before, rule.after))
        if before is None or after is None:
            self.left_out.add("order")
            return
        before[f"{_P}precedes"] = [*each(before.get(f"{_P}precedes")), after["@id"]]

    def _node(self, kind: str, name: str, title: Mapping[str, str]) -> JsonObject:
        return {
            "@id": name,
            "@type": f"{_P}{kind}",
            f"{_P}ctid": _ctid_of(f"{self.pathway.digest}{name}"),
            f"{_P}name": dict(title),
            f"{_P}isPartOf": [self.pathway.id],
        }

    def _name(self, last: str) -> str:
        return f"{self.pathway.id}#{last}"


def _called(match: Match) -> Mapping[str, str]:
    return {"en": next(iter((*match.spec_names, *match.achievement_ids)), "Component")}


def _ctid_of(text: str) -> str:
    """An identifier of the form that CTDL asks for, the same for the same text."""
    return f"ce-{uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])}"
