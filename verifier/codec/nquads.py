"""RDF quads and their one canonical line each (RDF 1.1 N-Quads; the canonical form is RDFC-1.0's appendix A).

A term **is** its canonical N-Quads text: `<https://...>`, `_:b0`, `"text"@en`. Terms are made by `iri`, `literal` and
`read_nquads` only, which refuse what could break out of a line; so two terms are equal when their texts are, and a quad
is written by joining its parts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from verifier.errors import Malformed

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_IN_IRI = r'[^\x00-\x20<>"{}|^`\\#\ud800-\udfff]*'
_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_IN_IRI}(?:#{_IN_IRI})?")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_SURROGATE = re.compile(r"[\ud800-\udfff]")

_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
# Beside these, everything that XML 1.1 does not count as a character, and U+007F, is written as \uXXXX.
_TO_ESCAPE = re.compile('[\\x00-\\x1f"\\\\\\x7f\\ufffe\\uffff]')

_LABEL = r"_:[\w:](?:[\w:.\-·]*[\w:\-·])?"
_LINE = re.compile(
    rf"""[ \t]*(?P<subject><[^<>]*>|{_LABEL})
         [ \t]*(?P<predicate><[^<>]*>)
         [ \t]*(?:(?P<object><[^<>]*>|{_LABEL})
               |"(?P<text>(?:[^"\\\n\r]|\\.)*)"(?:\^\^(?P<datatype><[^<>]*>)|@(?P<language>[A-Za-z0-9\-]+))?)
         [ \t]*(?P<graph><[^<>]*>|{_LABEL})?
         [ \t]*\.[ \t]*(?:\#.*)?""",
    re.VERBOSE,
)
_NOTHING = re.compile(r"[ \t]*(?:#.*)?")
_UNESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


class Quad(NamedTuple):
    """One statement. Each part is a term (see above); `graph` is empty in the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = ""

    def __str__(self) -> str:
        graph = self.graph and " " + self.graph
        return f"{self.subject} {self.predicate} {self.object}{graph} .\n"


def is_iri(text: str) -> bool:
    """Whether `text` is an absolute IRI that N-Quads can carry (production IRIREF, with a scheme, at most one `#`)."""
    return _IRI.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Whether `text` is a well-formed language tag."""
    return _LANGUAGE.fullmatch(text) is not None


def is_blank(term: str) -> bool:
    """Whether the term is a blank node."""
    return term.startswith("_:")


def iri(text: str) -> str:
    """The term of an absolute IRI. Raises Malformed `structure.rdf` for anything else."""
    if not is_iri(text):
        raise Malformed("structure.rdf", {"reason": "not an absolute IRI", "value": text[:200]})
    return f"<{text}>"


def literal(text: str, datatype: str = XSD + "string", language: str | None = None) -> str:
    """The term of a literal. `datatype` is an IRI; it is not looked at when there is a language.

    Raises Malformed `structure.rdf` for a datatype that is no IRI, a language that is none, and lone surrogates.
    """
    if not text.isascii() and _SURROGATE.search(text):
        raise Malformed("structure.rdf", {"reason": "lone surrogate"})
    quoted = f'"{_TO_ESCAPE.sub(_escape, text)}"'
    if language is not None:
        if not is_language(language):
            raise Malformed("structure.rdf", {"reason": "not a language tag", "value": language[:200]})
        return f"{quoted}@{language}"
    return quoted if datatype == XSD + "string" else f"{quoted}^^{iri(datatype)}"


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def read_nquads(text: str) -> list[Quad]:
    """The quads of an N-Quads document, in its order. Raises Malformed `structure.nquads` with the line's number."""
    quads = []
    for number, line in enumerate(re.split(r"[\r\n]+", text), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            if _NOTHING.fullmatch(line):
                continue
            raise Malformed("structure.nquads", {"line": number})
        quads.append(_quad(match))
    return quads


def _quad(match: re.Match[str]) -> Quad:
    subject, predicate, graph = _resource(match["subject"]), _resource(match["predicate"]), match["graph"]
    if match["object"] is not None:
        value = _resource(match["object"])
    else:
        datatype = _unescape(match["datatype"][1:-1]) if match["datatype"] else XSD + "string"
        value = literal(_unescape(match["text"]), datatype, match["language"])
    return Quad(subject, predicate, value, _resource(graph) if graph else "")


def _resource(text: str) -> str:
    return text if is_blank(text) else iri(_unescape(text[1:-1]))


def _unescape(text: str) -> str:
    return _UNESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        character = _UNESCAPED.get(match[3])
    else:
        point = int(code, 16)
        character = chr(point) if point <= 0x10FFFF else None  # noqa: PLR2004  (the last code point)
    if character is None:
        raise Malformed("structure.nquads", {"reason": "unknown escape"})
    return character
