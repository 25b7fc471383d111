"""Expanded JSON-LD to quads (JSON-LD API 1.1, sections 7.2 and 8).

A text's direction is said by its datatype (`rdfDirection` is `i18n-datatype`), as issuers' libraries sign it.
"""

from __future__ import annotations

import json
import math
import re

from c14n.Canonicalize import canonicalize as canonicalize_json

from verifier.codec.jsonld_expansion import NOWHERE, refuse
from verifier.codec.nquads import RDF, XSD, Quad, iri, is_blank, is_iri, is_language, literal
from verifier.errors import Json, JsonObject

_TYPE, _FIRST, _REST, _NIL = (iri(RDF + name) for name in ("type", "first", "rest", "nil"))
_LARGE = 10**21  # from here on numbers are written as doubles
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_VALUE_KEYS = frozenset({"@value", "@type", "@language", "@direction"})
_I18N = "https://www.w3.org/ns/i18n#"
_NODE_KEYWORDS = frozenset({"@id", "@type", "@graph", "@included", "@reverse"})


class Writer:
    """Collects the statements of expanded nodes in `quads` (an ordered set).

    A term that is None stands for what RDF cannot say: in strict mode it is refused (`structure.undefined_term`), else
    the statements that would need it are left out and those further in are written all the same. A graph that is None
    is one that is left out. Without `directions` those of texts are left out (`rdfDirection` is null).
    """

    def __init__(self, *, strict: bool, directions: bool) -> None:
        self.quads: dict[Quad, None] = {}
        self._strict = strict
        self._directions = directions
        self._labels: dict[str, str] = {}
        self._issued = 0

    def write_node(self, node: JsonObject, graph: str | None = "") -> str | None:
        """Writes a node object with all that is in it. Returns its term."""
        subject = self._resource(node["@id"]) if "@id" in node else self._blank()
        for key, values in node.items():
            if key == "@type":
                for value in _listed(values):
                    self._write(subject, _TYPE, self._resource(value), graph)
            elif key == "@graph":
                for value in self._objects(values):
                    self.write_node(value, subject if graph is not None else None)
            elif key == "@included":
                for value in self._objects(values):
                    self.write_node(value, graph)
            elif key == "@reverse":
                self._write_reverse(values, subject, graph)
            elif not key.startswith("@"):
                predicate = self._predicate(key)
                for value in self._objects(values):
                    self._write(subject, predicate, self._object(value, graph), graph)
            elif key not in _NODE_KEYWORDS:
                self._drop(key, "no statement")
        return subject

    def _write_reverse(self, properties: Json, node: str | None, graph: str | None) -> None:
        if isinstance(properties, dict):
            for key, values in properties.items():
                predicate = self._predicate(key)
                for value in self._objects(values):
                    self._write(self.write_node(value, graph), predicate, node, graph)

    def _write(self, subject: str | None, predicate: str | None, value: str | None, graph: str | None) -> None:
        if subject is not None and predicate is not None and value is not None and graph is not None:
            self.quads[Quad(subject, predicate, value, graph)] = None

    def _object(self, value: JsonObject, graph: str | None) -> str | None:
        if "@value" in value:
            return self._literal(value)
        if "@list" in value:
            self._check_keys(value, frozenset({"@list"}))
            return self._list(self._objects(value["@list"]), graph)
        return self.write_node(value, graph)

    def _list(self, values: list[JsonObject], graph: str | None) -> str:
        cells = [self._blank() for _ in values]
        for cell, rest, value in zip(cells, [*cells, _NIL][1:], values, strict=True):
            self._write(cell, _FIRST, self._object(value, graph), graph)
            self._write(cell, _REST, rest, graph)
        return cells[0] if cells else _NIL

    def _blank(self) -> str:
        self._issued += 1
        return f"_:b{self._issued - 1}"

    def _resource(self, identifier: Json) -> str | None:
        if not isinstance(identifier, str):
            return self._drop("null", "undefined")
        if is_blank(identifier):
            if self._strict:
                # The name itself is in no statement: anybody could give a node another one, for readers of the JSON.
                refuse(identifier, "blank node")
            if identifier not in self._labels:
                self._labels[identifier] = self._blank()
            return self._labels[identifier]
        if identifier.startswith(NOWHERE) or not is_iri(identifier):
            return self._drop(identifier, "not an absolute IRI")
        return iri(identifier)

    def _predicate(self, identifier: str) -> str | None:
        if is_blank(identifier):
            return self._drop(identifier, "blank node")
        return self._resource(identifier)

    def _literal(self, item: JsonObject) -> str | None:
        self._check_keys(item, _VALUE_KEYS)
        value, datatype, language = item["@value"], item.get("@type"), item.get("@language")
        direction = item.get("@direction") if self._directions else None
        if direction is not None and not (isinstance(value, str) and isinstance(direction, str)):
            return self._drop("@direction", "not of a text")
        if datatype == "@json":
            return self._json(value)
        if datatype is not None and not (isinstance(datatype, str) and self._is_datatype(datatype)):
            return self._drop(datatype, "not an absolute IRI")
        if isinstance(value, bool):
            return literal("true" if value else "false", datatype or XSD + "boolean")
        if isinstance(value, int | float):
            return self._number(value, datatype)
        if not isinstance(value, str):
            return self._drop(value, "not a value")
        if datatype == XSD + "double":
            return literal(_as_double(value), datatype)
        if language is not None and not (isinstance(language, str) and is_language(language)):
            return self._drop(language, "not a language tag")
        if direction is not None:  # section 8.2.2, step 13
            return literal(value, f"{_I18N}{(language or '').lower()}_{direction}")
        return literal(value, datatype or XSD + "string", language)

    def _json(self, value: Json) -> str:
        text: str = canonicalize_json(value, utf8=False)
        if json.loads(text) != value:
            self._drop(text, "too many digits")  # RFC 8785 counts with doubles; other digits would look the same
        return literal(text, RDF + "JSON")

    def _number(self, value: float, datatype: str | None) -> str:
        if datatype == XSD + "double" or not float(value).is_integer() or abs(value) >= _LARGE:
            return literal(_double(value), datatype or XSD + "double")
        return literal(str(int(value)), datatype or XSD + "integer")

    def _is_datatype(self, datatype: str) -> bool:
        return is_iri(datatype) and not datatype.startswith(NOWHERE)

    def _check_keys(self, item: JsonObject, known: frozenset[str]) -> None:
        for key in item:
            if key not in known:
                self._drop(key, "no statement")

    def _objects(self, values: Json) -> list[JsonObject]:
        objects: list[JsonObject] = []
        for value in _listed(values):
            if isinstance(value, dict):
                objects.append(value)
            else:
                self._drop(value, "not a value")
        return objects

    def _drop(self, term: Json, reason: str) -> str | None:
        if self._strict:
            refuse(term, reason)
        return None


def _double(value: float) -> str:
    """The canonical form of an xsd:double: 1.5E0, 16 digits at most (JSON-LD API 1.1, section 8.2.2)."""
    mantissa, exponent = f"{value:.15E}".split("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"


def _as_double(text: str) -> str:
    """A decimal that the document says is a double. Signers write its canonical form; other texts stay as they are."""
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return _double(float(text))
    return text


def _listed(values: Json) -> list[Json]:
    return values if isinstance(values, list) else [values]
