"""RDF Dataset Canonicalization (RDFC-1.0): one text for the same statements, whatever their blank nodes are called.

Step numbers are those of section 4.4.3. A dataset can be made so that its blank nodes are told apart only by trying all
orders ("poison", section 7.1); so work is counted, and a dataset that needs too much is refused.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from verifier.codec.nquads import Quad, is_blank
from verifier.errors import Malformed, Unsupported

# Quads hashed and blank nodes visited while blank nodes that look alike are told apart; one to three microseconds each.
# The hardest dataset of the test suite that has an answer takes 4,000, a presentation of ten badges as much.
WORK_LIMIT = 150_000
WORK_TOGETHER = 2 * WORK_LIMIT
MAX_DEPTH = 100  # look-alikes that are told apart only by each other, one after the other


class Together:
    """How much work may yet be spent on several datasets, `WORK_LIMIT` on each."""

    def __init__(self, left: int = WORK_TOGETHER) -> None:
        self.left = left


def canonicalize(
    quads: Iterable[Quad], *, hash_name: str = "sha256", work_limit: int = WORK_LIMIT, together: Together | None = None
) -> str:
    """The dataset as canonical N-Quads: sorted lines, each once, each with its line feed.

    `hash_name` is `sha256` or `sha384`. Raises what `issue` raises.
    """
    dataset = list(dict.fromkeys(quads))
    labels = issue(dataset, hash_name=hash_name, work_limit=work_limit, together=together)
    return "".join(relabel(dataset, labels))


def relabel(quads: Iterable[Quad], labels: Mapping[str, str]) -> list[str]:
    """The quads as sorted N-Quads lines (ending in line feeds), each once, blank nodes renamed by `labels`."""
    return sorted({str(_renamed(quad, labels)) for quad in quads})


def issue(
    quads: Iterable[Quad], *, hash_name: str = "sha256", work_limit: int = WORK_LIMIT, together: Together | None = None
) -> dict[str, str]:
    """The issued identifiers map: each blank node (`_:b0`) and its canonical name (`_:c14n0`), in order of issue.

    Raises Malformed `structure.too_complex` when more than `work_limit` would be needed; Unsupported, with the same
    code, where others have used up what there is for all `together`.
    """
    return _Canonicalizer(dict.fromkeys(quads), hash_name, work_limit, together or Together()).issue()


def _renamed(quad: Quad, labels: Mapping[str, str]) -> Quad:
    return Quad(
        labels.get(quad.subject, quad.subject),
        quad.predicate,
        labels.get(quad.object, quad.object),
        labels.get(quad.graph, quad.graph),
    )


class _Issuer:
    """Issue Identifier algorithm (section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = issued or {}

    @property
    def next(self) -> str:
        return f"_:{self.prefix}{len(self.issued)}"

    def issue(self, node: str) -> str:
        return self.issued.setdefault(node, self.next)

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


class _Path(NamedTuple):
    """How a node's neighbours can be walked: its text, and the labels that were issued on the way."""

    text: str
    issuer: _Issuer


_Twins = frozenset[Quad]


class _Walk(NamedTuple):
    """A path as far as it is named: the nodes that are still to be named, how often each, and those that were new."""

    text: str
    issuer: _Issuer
    nodes: dict[str, int]
    fresh: tuple[str, ...]


class _Canonicalizer:
    def __init__(self, quads: Iterable[Quad], hash_name: str, work_limit: int, together: Together) -> None:
        self.hash_name = hash_name
        self.work_left = work_limit
        self.together = together
        self.canonical = _Issuer("c14n")
        self.quads_of: dict[str, list[Quad]] = {}
        self.first_degree: dict[str, str] = {}
        self.twins: dict[str, _Twins] = {}
        for quad in quads:  # step 2
            for node in {quad.subject, quad.object, quad.graph}:
                if is_blank(node):
                    self.quads_of.setdefault(node, []).append(quad)

    def issue(self) -> dict[str, str]:
        alike: dict[str, list[str]] = {}
        for node in self.quads_of:  # step 3
            self.first_degree[node] = self.hash_first_degree(node)
            alike.setdefault(self.first_degree[node], []).append(node)
        for _, nodes in sorted(alike.items()):  # step 4: most datasets end here
            if len(nodes) == 1:
                self.canonical.issue(nodes[0])
        for _, nodes in sorted(alike.items()):  # step 5
            if len(nodes) > 1:
                self.issue_alike(nodes)
        return self.canonical.issued

    def issue_alike(self, nodes: list[str]) -> None:
        results: dict[_Twins, tuple[str, _Issuer]] = {}
        ordered = []
        for node in nodes:
            if node not in self.canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(node)
                twins = self.twins_of(node)
                if twins in results:  # the same hash; whom the first one's walk did not reach has no neighbours
                    ordered.append((results[twins][0], issuer))
                else:
                    results[twins] = self.hash_n_degree(node, issuer, MAX_DEPTH)
                    ordered.append(results[twins])
        for _, issuer in sorted(ordered, key=lambda result: result[0]):
            for node in issuer.issued:
                self.canonical.issue(node)

    def twins_of(self, node: str) -> _Twins:
        """What a node shares with every other that can change places with it and leave the dataset as it was."""
        if node not in self.twins:
            self.spend(len(self.quads_of[node]), 0)
            self.twins[node] = frozenset(_renamed(quad, {node: "_:"}) for quad in self.quads_of[node])
        return self.twins[node]

    def hash(self, text: str) -> str:
        return hashlib.new(self.hash_name, text.encode()).hexdigest()

    def hash_first_degree(self, node: str) -> str:
        """Section 4.6: a node by the quads it is in, all other blank nodes alike."""

        def shown(term: str) -> str:
            if not is_blank(term):
                return term
            return "_:a" if term == node else "_:z"

        lines = [str(Quad(shown(s), p, shown(o), shown(g))) for s, p, o, g in self.quads_of[node]]
        return self.hash("".join(sorted(lines)))

    def hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Section 4.7: a neighbour, by where in the quad it stands."""
        name = self.canonical.issued.get(related) or issuer.issued.get(related) or self.first_degree[related]
        return self.hash(position + ("" if position == "g" else quad.predicate) + name)

    def hash_n_degree(self, node: str, issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Section 4.8: a node by its neighbours, in the order of walking them that gives the least text."""
        self.spend(len(self.quads_of[node]), depth)
        neighbours: dict[str, list[str]] = {}
        for quad in self.quads_of[node]:
            for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if is_blank(term) and term != node:
                    neighbours.setdefault(self.hash_related(term, quad, issuer, position), []).append(term)
        data = ""
        for related_hash, nodes in sorted(neighbours.items()):
            text, issuer = self.least_path(nodes, issuer, depth)
            data += related_hash + text
        return self.hash(data), issuer

    def least_path(self, nodes: list[str], issuer: _Issuer, depth: int) -> _Path:
        """Section 4.8.3, steps 5.1 to 5.5: the least path along any order of `nodes`.

        A node is there once for each quad that leads to it. Orders are tried name by name, the same node's names
        first, so that one that cannot be the least ends at its first wrong name. Of twins that have no name yet only
        the first is tried: their orders all give the same text.
        """
        best: _Path | None = None
        left = [iter([_Walk("", issuer, dict(Counter(nodes)), ())])]
        while left:
            walk = next(left[-1], None)
            if walk is None:
                left.pop()
                continue
            self.spend((len(walk.text) + len(walk.nodes) + len(walk.issuer.issued)) // 16, depth)
            if best is not None and walk.text > best.text[: len(walk.text)]:
                continue
            if walk.nodes:
                left.append(self.next_names(walk))
                continue
            path = self.into_fresh(walk, best, depth)
            if path is not None and (best is None or path.text < best.text):
                best = path
        assert best is not None  # the first order always gives a path
        return best

    def next_names(self, walk: _Walk) -> Iterator[_Walk]:
        """Section 4.8.3, step 5.4.4: the walk with one name more, for each node that can be next; the least first."""
        seen: set[_Twins] = set()
        known = {node: self.canonical.issued.get(node) or walk.issuer.issued.get(node) for node in walk.nodes}
        new = walk.issuer.next
        for node in sorted(known, key=lambda node: known[node] or new):
            name, issuer, fresh = known[node], walk.issuer, walk.fresh
            if name is None:
                twins = self.twins_of(node) if len(known) > 1 else frozenset()
                if twins in seen:
                    continue
                seen.add(twins)
                issuer, fresh = issuer.copy(), (*fresh, node)
                name = issuer.issue(node)
            nodes = {**walk.nodes, node: walk.nodes[node] - 1}
            if not nodes[node]:
                del nodes[node]
            yield _Walk(walk.text + name, issuer, nodes, fresh)

    def into_fresh(self, walk: _Walk, best: _Path | None, depth: int) -> _Path | None:
        """Section 4.8.3, step 5.4.5: the path on through the new nodes, or None as soon as it cannot be the least."""
        text, issuer = walk.text, walk.issuer.copy()
        for node in walk.fresh:
            result, walked = self.hash_n_degree(node, issuer, depth - 1)
            text += issuer.issue(node) + f"<{result}>"
            issuer = walked
            if best is not None and text > best.text[: len(text)]:
                return None
        return _Path(text, issuer)

    def spend(self, work: int, depth: int) -> None:
        self.work_left -= work + 1
        self.together.left -= work + 1
        if self.work_left < 0 or depth < 0:
            raise Malformed("structure.too_complex", {"blank_nodes": len(self.quads_of)})
        if self.together.left < 0:
            raise Unsupported("structure.too_complex", {"blank_nodes": len(self.quads_of)})
