"""Pathways of the Credential Transparency Description Language (CTDL) as JSON-LD, read.

A `ceterms:Pathway` has components; one is the destination, and conditions say of which others so many are needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from verifier.errors import Json, JsonObject
from wallet.pathways.foreign import (
    DEEPEST,
    MOST_PARTS,
    all_of,
    each,
    id_of,
    item,
    nodes_of,
    read_object,
    types_of,
    words,
)
from wallet.recognition.document import Place, Unreadable
from wallet.recognition.pathway import Pathway, pathway_at

_P = "ceterms:"


def read_ctdl(raw: bytes) -> Pathway:
    """The first pathway of a graph. Raises Unreadable: `exchange.no_pathway`, `exchange.nameless`, `exchange.too_deep`,
    `exchange.too_large`, and what `pathway_at` raises."""
    graph = _Graph.of(read_object(raw))
    pathway = next((node for node in graph.nodes.values() if "Pathway" in types_of(node)), None)
    if pathway is None:
        raise Unreadable("exchange.no_pathway", "")
    destination = graph.first(pathway, "hasDestinationComponent")
    members = [*graph.refs(pathway, "hasPart"), *graph.refs(pathway, "hasChild")]
    apart = (id_of(pathway), id_of(destination or {}))
    parts = [one for one in dict.fromkeys(members) if one in graph.nodes and one not in apart]
    rules = graph.asked(destination, 0) if destination else []
    rules = rules or [graph.component(graph.nodes[one], 0) for one in parts[:MOST_PARTS]]
    if not rules:
        raise Unreadable("exchange.no_pathway", "")
    root = rules[0] if len(rules) == 1 and rules[0]["kind"] in ("all", "any") else all_of(rules)
    orders = graph.orders()
    if orders:
        asked: Json = root["of"] if root["kind"] == "all" else [root]
        root = {**all_of([]), **(root if root["kind"] == "all" else {}), "of": [*each(asked), *orders]}
    title = words(pathway.get(f"{_P}name"))
    target = words(destination.get(f"{_P}name")) if destination else {}
    proxies = graph.proxies(destination) if destination else []
    document: JsonObject = {
        "type": "Pathway",
        "id": id_of(pathway) or _ctid(pathway) or "urn:cairn:pathway:imported",
        "version": str(pathway.get(f"{_P}versionIdentifier") or "1")[:40],
        "title": title or target,
        "target": {"title": target or title, **({"qualificationId": proxies[0]} if proxies else {})},
        "root": root,
        "source": {
            **({"ctid": _ctid(pathway)} if _ctid(pathway) else {}),
            **({"url": id_of(pathway)} if id_of(pathway).startswith("http") else {}),
        },
    }
    description = words(pathway.get(f"{_P}description"))
    if description:
        document["description"] = description
    return pathway_at(Place(document))


@dataclass
class _Graph:
    """Nodes by their id; `rules`: what came of each component, by its id."""

    nodes: Mapping[str, JsonObject]
    leaves: dict[str, JsonObject] = field(default_factory=dict)
    made: int = 0

    @classmethod
    def of(cls, document: JsonObject) -> _Graph:
        nodes: dict[str, JsonObject] = {}
        for node in nodes_of(document):
            name = id_of(node)
            if name and types_of(node) and name not in nodes:
                nodes[name] = node
                nodes.setdefault(_ctid(node) or name, node)
        return cls(nodes)

    def refs(self, node: JsonObject, name: str) -> list[str]:
        return [id_of(one) for one in each(node.get(f"{_P}{name}")) if id_of(one)]

    def first(self, node: JsonObject, name: str) -> JsonObject | None:
        return next((self.nodes[one] for one in self.refs(node, name) if one in self.nodes), None)

    def proxies(self, node: JsonObject) -> list[str]:
        """What a component stands for: credentials, courses, competencies elsewhere."""
        return [*self.refs(node, "proxyFor"), *self.refs(node, "sourceData")]

    def asked(self, node: JsonObject, depth: int) -> list[JsonObject]:
        """What a component asks for before it is reached."""
        rules = [self.condition(one, depth) for one in self._conditions(node)]
        named = {target for one in self._all_conditions(node) for target in self.refs(one, "targetComponent")}
        children = [one for one in self.refs(node, "hasChild") if one in self.nodes and one not in named]
        return rules + [self.component(self.nodes[one], depth + 1) for one in children[:MOST_PARTS]]

    def component(self, node: JsonObject, depth: int) -> JsonObject:
        if depth > DEEPEST:
            raise Unreadable("exchange.too_deep", "")
        self.made += 1
        if self.made > MOST_PARTS:
            raise Unreadable("exchange.too_large", "")
        title = words(node.get(f"{_P}name"))
        if "CompetencyComponent" in types_of(node):
            uris = [*self.refs(node, "targetCompetency"), *self.proxies(node), id_of(node)]
            leaf: JsonObject = {"kind": "outcome", "title": title, "uri": uris[0]}
        else:
            leaf = item(self.proxies(node), title)  # a component's own id names no credential
            self.leaves[id_of(node)] = leaf
        asked = self.asked(node, depth)
        return all_of([leaf, *asked], title) if asked else leaf

    def condition(self, node: JsonObject, depth: int) -> JsonObject:
        if depth > DEEPEST:
            raise Unreadable("exchange.too_deep", "")
        title = words(node.get(f"{_P}name"))
        targets = [self.nodes[one] for one in self.refs(node, "targetComponent") if one in self.nodes]
        rules = [self.component(one, depth + 1) for one in targets[:MOST_PARTS]]
        rules += [self.condition(one, depth + 1) for one in self._conditions(node)]
        if not rules:
            raise Unreadable("exchange.nameless", "")
        number = node.get(f"{_P}requiredNumber")
        if isinstance(number, bool) or not isinstance(number, int):
            either = id_of(node.get(f"{_P}logicalOperator")).lower().endswith("or")
            number = 1 if either else len(rules)
        if not 0 <= number <= len(rules):
            raise Unreadable("rule.too_few", "")
        if number == len(rules):
            return all_of(rules, title)
        inside: list[Json] = [*rules]
        return {"kind": "any", "min": number, **({"title": title} if title else {}), "of": inside}

    def orders(self) -> list[JsonObject]:
        """What has to come before what, among the components that became items."""
        pairs = []
        for name in self.leaves:
            node = self.nodes[name]
            pairs += [(name, later) for later in self.refs(node, "precedes")]
            pairs += [(earlier, name) for earlier in self.refs(node, "precededBy")]
        known = [(one, other) for one, other in dict.fromkeys(pairs) if {one, other} <= self.leaves.keys()]
        return [
            {"kind": "order", "before": self.leaves[one]["match"], "after": self.leaves[other]["match"]}
            for one, other in known[:MOST_PARTS]
        ]

    def _conditions(self, node: JsonObject) -> list[JsonObject]:
        inline = [one for one in each(node.get(f"{_P}hasCondition")) if isinstance(one, dict) and types_of(one)]
        named = [self.nodes[one] for one in self.refs(node, "hasCondition") if one in self.nodes]
        return [*inline, *(one for one in named if one not in inline)][:MOST_PARTS]

    def _all_conditions(self, node: JsonObject, depth: int = 0) -> list[JsonObject]:
        own = self._conditions(node) if depth <= DEEPEST else []
        return [*own, *(inner for one in own for inner in self._all_conditions(one, depth + 1))]


def _ctid(node: JsonObject) -> str:
    value = node.get(f"{_P}ctid")
    return value[:200] if isinstance(value, str) else ""
