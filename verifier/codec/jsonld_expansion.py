"""JSON-LD expansion by PyLD, with its work bounded and, in strict mode, with nothing dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from pyld.jsonld import KEYWORDS, JsonLdProcessor

from verifier.codec.jsonld_contexts import ActiveContext, Loader
from verifier.codec.nquads import is_blank, is_iri
from verifier.errors import Json, JsonObject, Malformed

MAX_CONTEXT_DEPTH = 32  # of scoped contexts in each other, and of terms defined by other terms
MAX_CONTEXT_WORK = 20_000  # terms defined or copied for one document, about 10 microseconds each; a credential's: 1,400

# Where relative references lead when a document has no base: PyLD would put them under example.org.
NOWHERE = "x-relative://document/"

_LIKE_A_KEYWORD = re.compile(r"@[A-Za-z]+$")
# Keywords whose content becomes statements. The others say nothing that RDF keeps (`@index`), or belong to framing or
# to contexts.
_MEANT = frozenset(
    {
        *("@id", "@type", "@value", "@language", "@direction"),
        *("@list", "@set", "@graph", "@included", "@nest", "@reverse"),
    }
)


def expand(document: JsonObject | list[Json], loader: Loader, *, strict: bool, mode: str) -> list[JsonObject]:
    """The document in expanded form (JSON-LD API 1.1, section 5.1).

    Raises what `jsonld.to_quads` names, and PyLD's JsonLdError and stray errors.
    """
    expanded: list[JsonObject] = _Processor(loader, strict=strict).expand(document, _options(loader, mode))
    return expanded


def _options(loader: Loader, mode: str) -> dict[str, object]:
    return {
        "base": loader.base,
        "contextResolver": loader,
        "documentLoader": _no_loader,
        "processingMode": mode,
    }


def name_nodes(document: JsonObject, loader: Loader, name: Callable[[int], str], *, mode: str) -> JsonObject:
    """A copy of the document in which every object that is a node without an identifier has one: `name(0)`, ...

    Strict; raises what `expand` raises.
    """
    processor = _Recorder(loader, strict=True)
    processor.expand(document, _options(loader, mode))
    for number, element in enumerate(processor.unnamed()):
        element["@id"] = name(number)
    return processor.document


def refuse(term: object, reason: str) -> NoReturn:
    """Says which term, value or identifier would have left no statement behind, and why."""
    shown = str(term).removeprefix(NOWHERE)[:200]
    raise Malformed("structure.undefined_term", {"term": shown, "reason": reason})


def _no_loader(_url: str, _options: Mapping[str, object]) -> NoReturn:
    raise Malformed("structure.jsonld", {"reason": "loading document failed"})


class _Processor(JsonLdProcessor):  # type: ignore[misc] # PyLD has no types
    """Steps into the private methods of PyLD 3.3 that every part of a document and of a context passes through."""

    def __init__(self, loader: Loader, *, strict: bool) -> None:
        super().__init__()
        self.loader = loader
        self.base = loader.base
        self.strict = strict
        self.context_depth = 0
        # By identity; what the identities belong to is kept beside, so that they cannot pass to others.
        self.processed: dict[tuple[object, ...], tuple[ActiveContext, Json, ActiveContext]] = {}

    # The document

    def _expand(
        self, active: ActiveContext, active_property: str | None, element: Json, *rest: object, **named: object
    ) -> Json:
        expanded: Json = super()._expand(active, active_property, element, *rest, **named)
        if self.strict and expanded is None and element is not None:
            refuse(element if isinstance(element, str) else active_property or "", "free-floating")
        return expanded

    def _expand_object(
        self,
        active: ActiveContext,
        active_property: str | None,
        expanded_active_property: str | None,
        element: JsonObject,
        parent: JsonObject,
        options: Mapping[str, object],
        inside_list: bool = False,
        type_key: str | None = None,
        type_scoped_ctx: ActiveContext | None = None,
    ) -> None:
        if self.strict:
            for key, value in element.items():
                if key != "@context" and self._check_key(active, key) == "@type" and type_scoped_ctx is not None:
                    self._check_types(type_scoped_ctx, value)
        names = (active_property, expanded_active_property)
        super()._expand_object(
            active, *names, element, parent, options, inside_list, type_key=type_key, type_scoped_ctx=type_scoped_ctx
        )

    def _check_types(self, active: ActiveContext, types: Json) -> None:
        for name in types if isinstance(types, list) else [types]:
            if isinstance(name, str) and self._expand_iri(active, name, vocab=True) is None:
                refuse(name, "undefined")

    def _check_key(self, active: ActiveContext, key: str) -> str:
        """What the key stands for: an IRI, or a keyword whose content becomes statements."""
        iri: str | None = self._expand_iri(active, key, vocab=True)
        if iri in _MEANT:
            return iri
        if iri is None or iri.startswith(NOWHERE):
            refuse(key, "undefined")
        if iri in KEYWORDS:
            refuse(key, "no statement")
        if not is_iri(iri):
            refuse(key, "blank node" if is_blank(iri) else "undefined")
        return iri

    def _expand_index_map(
        self,
        active: ActiveContext,
        active_property: str,
        value: JsonObject,
        index_key: str,
        *rest: object,
    ) -> list[JsonObject]:
        # One entry at a time: PyLD lets the context of one type leak into the entries that follow.
        found: list[JsonObject] = []
        for key, entry in sorted(value.items()):
            items: list[JsonObject] = super()._expand_index_map(active, active_property, {key: entry}, index_key, *rest)
            if self.strict and self._expand_iri(active, key, vocab=True) != "@none":
                self._check_entry(active, key, items, index_key)
            found += items
        return found

    def _check_entry(self, active: ActiveContext, key: str, items: list[JsonObject], index_key: str) -> None:
        """The key of an index says nothing in RDF; that of an id map only where the entry does not say otherwise."""
        if index_key == "@index" and items:
            refuse(key, "no statement")
        if index_key == "@id":
            identifier = self._expand_iri(active, key, base=self.base)
            if any(item.get("@id") != identifier for item in items):
                refuse(key, "other identifier")

    # Its contexts

    def _process_context(
        self, active: ActiveContext, local: Json, options: Mapping[str, object], **named: object
    ) -> ActiveContext:
        if local == []:
            return active  # PyLD would forget the processing mode
        # PyLD works the context of a type out anew for each node of that type.
        key = (id(active), id(local), named.get("propagate", True), named.get("override_protected", False))
        if "cycles" not in named and key in self.processed:
            return self.processed[key][2]
        self._descend(1)
        try:
            processed: ActiveContext = super()._process_context(active, local, options, **named)
        finally:
            self.context_depth -= 1
        if "cycles" not in named:
            self.processed[key] = (active, local, processed)
        return processed

    def _create_term_definition(
        self, active: ActiveContext, local: JsonObject, term: str, *rest: object, **named: object
    ) -> None:
        if _is_ignored(term, local.get(term)):
            return
        self._descend(1)
        try:
            super()._create_term_definition(active, local, term, *rest, **named)
        finally:
            self.context_depth -= 1

    def _clone_active_context(self, active: ActiveContext) -> _Forgiving:
        self._spend(len(active["mappings"]) // 8)
        return _Forgiving(super()._clone_active_context(active))

    def _descend(self, work: int) -> None:
        self.context_depth += 1
        if self.context_depth > MAX_CONTEXT_DEPTH:
            raise Malformed("structure.too_deep", {"what": "context", "limit": MAX_CONTEXT_DEPTH})
        self._spend(work)

    def _spend(self, work: int) -> None:
        self.loader.work += work
        if self.loader.work > MAX_CONTEXT_WORK:
            raise Malformed("structure.too_large", {"what": "contexts", "limit": MAX_CONTEXT_WORK})


class _Recorder(_Processor):
    """Remembers what each object of the document came to. `document` is the copy that PyLD works on."""

    def __init__(self, loader: Loader, *, strict: bool) -> None:
        super().__init__(loader, strict=strict)
        self.document: JsonObject = {}
        self.objects: list[tuple[JsonObject, Json]] = []

    def _expand(
        self, active: ActiveContext, active_property: str | None, element: Json, *rest: object, **named: object
    ) -> Json:
        if not self.document and isinstance(element, dict):
            self.document = element
        expanded = super()._expand(active, active_property, element, *rest, **named)
        if isinstance(element, dict) and active_property != "@reverse":  # that one holds properties and is no node
            self.objects.append((element, expanded))
        return expanded

    def unnamed(self) -> list[JsonObject]:
        """The objects that are nodes without an identifier, now that those of id maps have theirs."""
        return [
            element
            for element, expanded in self.objects
            if isinstance(expanded, dict) and expanded.keys().isdisjoint({"@id", "@value", "@list", "@set"})
        ]


class _Forgiving(dict[str, object]):
    """An active context: PyLD deletes what a context sets to null, also where nothing was set."""

    def __delitem__(self, key: str) -> None:
        self.pop(key, None)


def _is_ignored(term: str, definition: Json) -> bool:
    """Whether the standard says to pass this definition over: terms and values that look like keywords of the future.

    PyLD does so too, with a warning on standard error that any document could cause.
    """
    if isinstance(definition, dict):
        definition = definition.get("@reverse", definition.get("@id"))
    return any(
        isinstance(text, str) and text not in KEYWORDS and _LIKE_A_KEYWORD.match(text) for text in (term, definition)
    )
