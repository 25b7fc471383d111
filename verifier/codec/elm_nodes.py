"""The European Learning Model (ELM 3) as places of a document: claims in all their shapes, concepts, references.

A property is an object or an array of objects, a text or a map of languages; an object that stands at several places
may be spelt out at one of them and only named by its id at the others. Nothing here raises; work is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from verifier.codec.pointer import Node, read_language, read_types

FEW = 20  # members of one property that are looked at, where each leads to more
_MOST_NODES = 5000
_DEEPEST_PART = 4
_LOCAL = ("urn:epass:", "_:", "urn:uuid:")
_EQF = re.compile(r"https?://(?:data\.europa\.eu|publications\.europa\.eu/resource/authority)/snb/eqf/([1-8])")
ECTS = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
_ECTS = re.compile(r"https?://data\.europa\.eu/snb/education-credit/6fcec5c5af")
FRAMEWORKS = {
    "http://data.europa.eu/esco/": "ESCO",
    "http://data.europa.eu/snb/dcf/": "DigComp",
    "http://data.europa.eu/snb/isced-f/": "ISCED-F",
}


def is_local(identifier: str) -> bool:
    """Whether an identifier means something inside its own document alone."""
    return identifier.startswith(_LOCAL)


def said(node: Node) -> str:
    """A text, or a map of languages as one text; empty where there is none."""
    return read_language(node)[0]


def label(node: Node) -> Node:
    """Where a concept or an organisation says what it is called; its id where it says nothing else."""
    names = ("prefLabel", "legalName", "title", "altLabel", "noteLiteral", "notation", "id")
    return next((node[name] for name in names if said(node[name])), node)


def note(node: Node) -> Node:
    """Where a note says what it says: in `noteLiteral`, or right there."""
    return node["noteLiteral"] or node


def framework(node: Node) -> str:
    """The framework of a concept, where its id belongs to one that we know by name."""
    identifier = node["id"].text
    return next((name for start, name in FRAMEWORKS.items() if identifier.startswith(start)), "")


def framework_of(alignment: Node) -> str:
    """The framework that the URL of an Open Badges alignment belongs to, where we know it by name."""
    address = alignment["targetUrl"].text.replace("https:", "http:", 1)
    return next((name for start, name in FRAMEWORKS.items() if address.startswith(start)), "")


def is_ects(system: Node) -> bool:
    """Whether a framework of credits is the European one."""
    return _ECTS.fullmatch(system["id"].text or system.text) is not None


def key(node: Node) -> str:
    """What tells an object from others: its id, which is the same wherever it is spelt out, else its place."""
    return node["id"].text or node.path


def eqf_number(node: Node) -> float | None:
    """The level of a concept of the European Qualifications Framework; None for what is none of its eight."""
    found = _EQF.fullmatch(node["id"].text or node.text)
    return float(found[1]) if found else None


@dataclass
class Document:
    """A credential and what stands where in it; with `only`, as if that were all that is claimed."""

    root: Node
    only: Node | None = None
    _by_id: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        waiting, left = [self.root], _MOST_NODES
        while waiting and left:
            node, left = waiting.pop(), left - 1
            if isinstance(node.value, dict):
                identifier = node.value.get("id")
                if isinstance(identifier, str) and not _is_reference(node):
                    self._by_id.setdefault(identifier, node)
                waiting += [node[name] for name, each in node.value.items() if isinstance(each, dict | list)]
            elif isinstance(node.value, list):
                waiting += [each for each in node.each if isinstance(each.value, dict | list)]

    def few(self, holder: Node, *names: str) -> Iterator[Node]:
        """The members of properties of `holder`, each where it is spelt out."""
        for name in names:
            for each in holder[name].each[:FEW]:
                yield self._spelt_out(each)

    def first(self, holder: Node, name: str) -> Node:
        """The first of them; nothing where there is none."""
        return next(self.few(holder, name), Node(None, holder[name].path))

    def _spelt_out(self, node: Node) -> Node:
        name = node.text or (node["id"].text if _is_reference(node) else "")
        return self._by_id.get(name, node) if name else node

    @property
    def subject(self) -> Node:
        return self.root["credentialSubject"].first

    def claims(self) -> list[Node]:
        """What is claimed about the learner, achievements first: they are what the credential is for."""
        found = list(self.few(self.subject, "hasClaim")) if self.only is None else [self.only]
        return sorted(found, key=lambda node: "LearningAchievement" not in read_types(node))

    def bodies(self) -> list[Node]:
        """Those who award, each once, in the order of the claims."""
        found: dict[str, Node] = {}
        for claim in self.claims():
            for process in self.few(claim, "awardedBy"):
                for body in self.few(process, "awardingBody"):
                    found.setdefault(body["id"].text or said(label(body)) or body.path, body)
        return list(found.values())

    def specifications(self) -> Iterator[Node]:
        """What the claims are specified by."""
        for claim in self.achievements():
            yield from self.few(claim, "specifiedBy")

    def achieved(self) -> list[tuple[Node, str]]:
        """What was achieved, and then its parts, each of these with its name."""
        whole = [(claim, "") for claim in self.achievements()]
        return whole if self.only else [*whole, *((part, said(label(part))) for part in self.parts())]

    def one_by_one(self) -> Iterator[tuple[Document, Node, Node | None]]:
        """Each achievement alone, its place and that of the whole; activities only where nothing else is claimed."""
        achieved = self.achievements()
        waiting: list[tuple[Node, Node | None, int]] = [
            (claim, None, 0) for claim in achieved if "LearningAchievement" in read_types(claim)
        ] or [(claim, None, 0) for claim in achieved]
        seen: set[str] = set()
        for node, whole, depth in waiting:
            if key(node) in seen:
                continue
            seen.add(key(node))
            yield replace(self, only=node), node, whole
            if depth < _DEEPEST_PART and len(waiting) < FEW * FEW:
                waiting += [(part, node, depth + 1) for part in self.few(node, "hasPart")]

    def specified(self) -> Iterator[tuple[Node, str]]:
        """What that is specified by, with the name of the part that it specifies."""
        for achieved, part in self.achieved():
            yield from ((each, part) for each in self.few(achieved, "specifiedBy"))

    def reached_from(self, name: str, own: str) -> Iterator[Node]:
        """The activities (`influencedBy`) or assessments (`provenBy`) of the claims with their parts: of
        the claim, as some issuers write it of its specification, or claimed themselves (type `own`)."""
        found: dict[str, Node] = {}
        for claim in self.claims():
            holders = [claim, *self.few(claim, "specifiedBy")]
            reached = [each for holder in holders for each in self.few(holder, name)]
            for each in [claim, *reached] if own in read_types(claim) else reached:
                for node in (each, *self.few(each, "hasPart")):
                    found.setdefault(key(node), node)
        yield from found.values()

    def achievements(self) -> list[Node]:
        """What is claimed, without what it only entitles to."""
        return [claim for claim in self.claims() if "LearningEntitlement" not in read_types(claim)]

    def parts(self) -> Iterator[Node]:
        """What the claims consist of, and the parts of those."""
        waiting = [(part, 1) for claim in self.achievements() for part in self.few(claim, "hasPart")]
        for part, depth in waiting:
            yield part
            if depth < _DEEPEST_PART and len(waiting) < FEW * FEW:
                waiting += [(each, depth + 1) for each in self.few(part, "hasPart")]


def _is_reference(node: Node) -> bool:
    return isinstance(node.value, dict) and set(node.value) <= {"id", "type"}
