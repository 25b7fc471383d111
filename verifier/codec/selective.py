"""Statements that can be shown one by one: the functions that the selective suites share.

Data Integrity ECDSA Cryptosuites 1.0, section 3.4 (selective disclosure functions), and Data Integrity BBS Cryptosuites
1.0, section 3.2. A document is signed as its statements, sorted, each blank node under a label that only issuer and
holder can compute. Some statements are mandatory and always shown. JSON pointers say which; so each blank node has to
be traced back to the object that it stands for. Here nodes get random identifiers for that, in a copy.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from verifier.codec import data_integrity, jsonld, rdfc
from verifier.codec.multibase import encode_base64url
from verifier.codec.nquads import Quad, is_blank
from verifier.codec.selection import select
from verifier.errors import JsonObject, Malformed, Unsupported

LoadContext = Callable[[str], JsonObject]
# Canonical names of blank nodes (c14n0, ...) -> the labels that are signed instead.
MakeLabels = Callable[[Iterable[str]], dict[str, str]]

MAX_STATEMENTS = 1000  # each is signed by itself; the longest credentials that we know have 300


@dataclass(frozen=True)
class Disclosure:
    """What a holder shows.

    `document` is the part that is revealed, without a proof. `mandatory` are the places of mandatory statements among
    those revealed, `disclosed` the places of the other revealed ones among all that are not mandatory. `labels` are the
    signed labels by the number that whoever canonicalizes `document` gives the blank node.
    """

    document: JsonObject
    mandatory: list[int]
    disclosed: list[int]
    labels: dict[int, str]


def hmac_labels(key: bytes) -> MakeLabels:
    """Labels that are the HMAC-SHA-256 of the canonical name, base64url (`createHmacIdLabelMapFunction`)."""

    def make(names: Iterable[str]) -> dict[str, str]:
        return {name: "u" + encode_base64url(hmac.digest(key, name.encode(), "sha256")) for name in names}

    return make


def shuffled_labels(key: bytes) -> MakeLabels:
    """Labels b0, b1, ... in the order of these HMACs (`createShuffledIdLabelMapFunction`): no two shows are alike."""

    def make(names: Iterable[str]) -> dict[str, str]:
        digests = hmac_labels(key)(names)
        return {name: f"b{place}" for place, name in enumerate(sorted(digests, key=lambda name: digests[name]))}

    return make


def hash_proof(document: JsonObject, proof: JsonObject, load_context: LoadContext) -> bytes:
    """SHA-256 of the canonical proof without its value. Raises Malformed, Unsupported `proof.*`."""
    if "previousProof" in proof:  # it would have to be shown along with every part
        raise Unsupported("proof.unsupported", {"option": "previousProof"})
    return data_integrity.hash_config(data_integrity.proof_config(document, proof), load_context)


def hash_lines(lines: Iterable[str]) -> bytes:
    """SHA-256 of statements one after another (`hashMandatoryNQuads`)."""
    return hashlib.sha256("".join(lines).encode()).digest()


class Statements:
    """The statements of a document without its proof, as the issuer signs them: N-Quads in `lines`, sorted."""

    def __init__(self, document: JsonObject, make_labels: MakeLabels, load_context: LoadContext) -> None:
        """Raises what `jsonld.to_quads` and `rdfc.issue` raise, Malformed `proof.too_large`, and Unsupported
        `proof.unsupported` for a document whose statements we cannot trace back to its parts."""
        self._document = document
        self._load_context = load_context
        self._prefix = f"urn:x-blank:{secrets.token_hex(16)}:"
        self._identified = jsonld.with_identifiers(document, load_context, lambda number: f"{self._prefix}{number}")
        quads = self._quads(self._identified)
        canonical = rdfc.issue(quads, together=jsonld.together(load_context))
        if "".join(rdfc.relabel(quads, canonical)) != jsonld.canonical(document, load_context):
            raise Unsupported("proof.unsupported", {"reason": "its parts cannot be shown one by one"})
        made = make_labels(name.removeprefix("_:") for name in canonical.values())
        self._labels = {node: "_:" + made[name.removeprefix("_:")] for node, name in canonical.items()}
        self.lines = rdfc.relabel(quads, self._labels)
        _check_number(self.lines)

    def choose(self, pointers: Sequence[str]) -> list[int]:
        """The places in `lines` of what is selected, ascending. Raises Malformed `proof.pointer`."""
        return self._places(self._chosen(pointers))

    def split(self, mandatory: Iterable[int]) -> tuple[list[str], list[str]]:
        """The lines at these places, and the others."""
        return _split(self.lines, set(mandatory))

    def disclose(self, mandatory: Sequence[str], selective: Sequence[str]) -> Disclosure:
        """What is revealed by these pointers (`createDisclosureData`). Raises Malformed `proof.pointer`."""
        pointers = [*mandatory, *selective]
        document, quads = select(self._document, pointers), self._chosen(pointers)
        if document is None:
            raise Malformed("proof.pointer", {"reason": "nothing is chosen"})
        always, shown = set(self.choose(mandatory)), self._places(quads)
        others = [place for place in range(len(self.lines)) if place not in always]
        labels = {_number(name): self._labels[node].removeprefix("_:") for node, name in rdfc.issue(quads).items()}
        if read_revealed(document, labels, self._load_context) != [self.lines[place] for place in shown]:
            raise Unsupported("proof.unsupported", {"reason": "its parts cannot be shown one by one"})
        return Disclosure(
            document,
            [at for at, place in enumerate(shown) if place in always],
            [at for at, place in enumerate(others) if place in set(shown)],
            labels,
        )

    def _chosen(self, pointers: Sequence[str]) -> list[Quad]:
        selection = select(self._identified, pointers)
        if selection is None:
            return []
        try:
            return self._quads(selection)
        except Malformed as error:  # the whole is well-formed
            raise _not_alone() from error

    def _places(self, quads: Iterable[Quad]) -> list[int]:
        places = {line: place for place, line in enumerate(self.lines)}
        lines = rdfc.relabel(quads, self._labels)
        if not places.keys() >= set(lines):  # half a list, or a text without its language
            raise _not_alone()
        return [places[line] for line in lines]

    def _quads(self, document: JsonObject) -> list[Quad]:
        """The statements of the document with identifiers, or a part of it, its blank nodes named by their places."""
        quads = jsonld.to_quads(document, self._load_context)
        names = _names_by_place(quads)
        start = "<" + self._prefix
        for term in {term for quad in quads for term in quad if term.startswith(start)}:
            names[term] = "_:n" + term[len(start) : -1]
        return [Quad(*(names.get(term, term) for term in quad)) for quad in quads]


def read_revealed(document: JsonObject, labels: Mapping[int, str], load_context: LoadContext) -> list[str]:
    """The statements of a revealed document under the labels that were signed, sorted.

    `labels` as in `Disclosure`. Raises Malformed `proof.malformed` where they do not give each blank node one of its
    own (two nodes under one label would be two things where one was signed), `proof.too_large`, and what
    `jsonld.to_quads` and `rdfc.issue` raise.
    """
    quads = jsonld.to_quads(document, load_context)
    _check_number(quads)
    canonical = rdfc.issue(quads, together=jsonld.together(load_context))
    if set(labels) != set(range(len(canonical))) or len(set(labels.values())) != len(labels):
        raise Malformed("proof.malformed", {"reason": "its names do not fit what is shown"})
    return rdfc.relabel(quads, {node: "_:" + labels[_number(name)] for node, name in canonical.items()})


def split_revealed(lines: Sequence[str], mandatory: Sequence[int]) -> tuple[list[str], list[str]]:
    """Mandatory statements and others. Raises Malformed `proof.malformed` for places that there are not."""
    if mandatory and mandatory[-1] >= len(lines):
        raise Malformed("proof.malformed", {"reason": "it counts more statements than are shown"})
    return _split(lines, set(mandatory))


def _split(lines: Sequence[str], places: set[int]) -> tuple[list[str], list[str]]:
    chosen = [line for place, line in enumerate(lines) if place in places]
    return chosen, [line for place, line in enumerate(lines) if place not in places]


def _names_by_place(quads: Iterable[Quad]) -> dict[str, str]:
    """Names for what no object of a document stands for: cells of lists, and graphs.

    Each is the value of exactly one statement; that one and its number among its like name it.
    """
    places: dict[str, tuple[str, str, int]] = {}
    count: Counter[tuple[str, str]] = Counter()
    for quad in quads:
        if is_blank(quad.object):
            places[quad.object] = (quad.subject, quad.predicate, count[quad.subject, quad.predicate])
            count[quad.subject, quad.predicate] += 1
    names: dict[str, str] = {}
    for node in places:
        way: list[str] = []
        above = node
        while is_blank(above) and above not in names and len(way) <= len(places):
            way.append(above)
            above = places[above][0] if above in places else ""
        for each in reversed(way):
            subject, predicate, number = places.get(each, ("", "", 0))
            place = f"{names.get(subject, subject)} {predicate} {number}"
            names[each] = "_:p" + hashlib.sha256(place.encode()).hexdigest()
    return names


def _number(canonical_name: str) -> int:
    return int(canonical_name.removeprefix("_:c14n"))


def _check_number(lines: Sequence[object]) -> None:
    if len(lines) > MAX_STATEMENTS:
        raise Malformed("proof.too_large", {"limit": MAX_STATEMENTS})


def _not_alone() -> Malformed:
    return Malformed("proof.pointer", {"reason": "a part means something else by itself"})
