"""Results with the scales that they are on (Open Badges 3.0, appendix B: Result and ResultDescription)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from verifier.codec.pointer import Node
from verifier.elements.values import read_value, said, shorten
from verifier.record import Value


@dataclass(frozen=True)
class _Scale:
    """A ResultDescription: what there is to know about it, by name, and its levels by id."""

    detail: Mapping[str, str]
    levels: Mapping[str, Node]


def read_results(subject: Node, achievement: Node, **detail: str) -> Iterator[Value]:
    """Each result of the subject, with the scale that the achievement describes for it."""
    described = achievement["resultDescription"].each
    scales = {name: _read_scale(node) for name, node in _by_id(described).items()}
    # A level that another scale describes is still that level.
    levels = _by_id([level for scale in described for level in scale["rubricCriterionLevel"].each])
    for each in subject["result"].each:
        scale = scales.get(each["resultDescription"].text, _Scale({}, {}))
        yield from _grade(each, scale, levels, detail)


def _read_scale(node: Node) -> _Scale:
    levels = _by_id(node["rubricCriterionLevel"].each)
    required = levels.get(node["requiredLevel"].text, Node(None))
    detail = {
        "label": said(node["name"]),
        "scale": node["resultType"].text,
        "allowed": ", ".join(each.scalar for each in node["allowedValue"].each),
        "minimum": node["valueMin"].scalar,
        "maximum": node["valueMax"].scalar,
        "required": node["requiredValue"].scalar or said(required["name"]),
    }
    return _Scale(detail, levels)


def _grade(result: Node, scale: _Scale, levels: Mapping[str, Node], more: dict[str, str]) -> Iterator[Value]:
    """One result: its value, else the level that was reached, else its status."""
    value, achieved, status = result["value"], result["achievedLevel"], result["status"]
    level = scale.levels.get(achieved.text) or levels.get(achieved.text, Node(None))
    stood = {"level": level["level"].scalar, "points": level["points"].scalar, "status": status.text}
    if value.scalar:
        found = read_value(value, text=value.scalar, number=value.number)
    elif achieved.text:
        found = read_value(achieved, text=said(level["name"]) or achieved.text)
    else:
        found = read_value(status)
    for each in found:
        yield replace(each, detail=shorten({**scale.detail, **stood, **more}))


def _by_id(nodes: Iterable[Node]) -> dict[str, Node]:
    """Nodes by their `id`. Where two share one, neither is meant for certain."""
    named = [(node["id"].text, node) for node in nodes]
    times = Counter(name for name, _ in named)
    return {name: node for name, node in named if name and times[name] == 1}
