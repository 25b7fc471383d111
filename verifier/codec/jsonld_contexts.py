"""Which contexts a document means: PyLD's context resolver, rewritten so that two verifications never share a lie.

PyLD keeps contexts by URL; here a context counts by its **content**. A URL is asked anew in every verification, and
only what the content alone decides (the terms that it defines) is kept for the next one.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import urljoin, urlsplit

from verifier.errors import Json, JsonObject, Malformed

MAX_SHARED_CHARACTERS = 2_000_000  # of contexts kept for later verifications; all that are bundled have 700,000
MAX_SHARED = 512  # of them; all files that we know need 90
MAX_PROCESSED = 4  # results kept of one context, each on top of another active context
MAX_TERMS = 1000  # in a result that is kept; what we know defines 250 at most

# PyLD's active context: `mappings` (term -> definition), `@vocab`, `@language` ...
ActiveContext = Mapping[str, Any]


class ResolvedContext:
    """A context's definition and what it came to on top of other active contexts (PyLD's class of that name)."""

    def __init__(self, document: JsonObject | None) -> None:
        self.document: JsonObject | bool = False if document is None else document  # False: PyLD's sign for null
        self._processed: OrderedDict[int, tuple[ActiveContext, ActiveContext]] = OrderedDict()
        self._lock = Lock()

    def get_processed(self, active: ActiveContext) -> ActiveContext | None:
        with self._lock:
            kept = self._processed.get(id(active))
        # The active context is kept beside the result, so its id cannot have passed to another.
        return kept[1] if kept else None

    def set_processed(self, active: ActiveContext, processed: ActiveContext) -> None:
        if len(processed["mappings"]) > MAX_TERMS:
            return
        with self._lock:
            self._processed[id(active)] = (active, processed)
            while len(self._processed) > MAX_PROCESSED:
                self._processed.popitem(last=False)


class _Shared:
    """Self-contained contexts by the digest of their text, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._contexts: OrderedDict[bytes, tuple[ResolvedContext, int]] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, key: bytes) -> ResolvedContext | None:
        with self._lock:
            kept = self._contexts.get(key)
            if kept is None:
                return None
            self._contexts.move_to_end(key)
            return kept[0]

    def put(self, key: bytes, context: ResolvedContext, characters: int) -> ResolvedContext:
        with self._lock:
            if key not in self._contexts:
                self._contexts[key] = (context, characters)
                self._characters += characters
            while self._characters > MAX_SHARED_CHARACTERS or len(self._contexts) > MAX_SHARED:
                self._characters -= self._contexts.popitem(last=False)[1][1]
        return context


_shared = _Shared()  # a memo of pure results: emptying it changes nothing but time


class Loader:
    """The contexts of one document. Stands where PyLD expects its `ContextResolver`.

    `work` is what their terms cost so far, as the expansion counts it.
    """

    def __init__(self, load_context: Callable[[str], JsonObject], base: str, most: int) -> None:
        self.base = base
        self.work = 0
        self._load_context = load_context
        self._most = most
        self._documents: dict[str, Json] = {}
        self._resolved: dict[str, list[ResolvedContext]] = {}
        self._own: dict[bytes, ResolvedContext] = {}

    def resolve(self, _active: ActiveContext, context: Json, base: str) -> list[ResolvedContext]:
        """The contexts that an `@context` entry stands for, in order. `base` is what relative URLs start from."""
        return self._resolve(context, base, ())

    def _resolve(self, context: Json, base: str, within: tuple[str, ...]) -> list[ResolvedContext]:
        resolved: list[ResolvedContext] = []
        for local in context if isinstance(context, list) else [context]:
            if local is None or local is False:
                resolved.append(ResolvedContext(None))
            elif isinstance(local, str):
                resolved.extend(self._remote(_absolute_url(local, base), within))
            elif isinstance(local, dict):
                resolved.append(self._inline(local, base))
            else:
                raise _invalid("invalid local context")
        return resolved

    def _remote(self, url: str, within: tuple[str, ...]) -> list[ResolvedContext]:
        if url in within:
            raise _invalid("context overflow")
        if url not in self._resolved:
            self._resolved[url] = self._resolve(self._load(url), url, (*within, url))
        return self._resolved[url]

    def _load(self, url: str) -> Json:
        if url not in self._documents:
            if len(self._documents) >= self._most:
                raise Malformed("structure.too_large", {"what": "contexts", "limit": self._most})
            document = self._load_context(url)
            if not isinstance(document, dict):
                raise _invalid("invalid remote context")
            self._documents[url] = document.get("@context", {})
        return self._documents[url]

    def _inline(self, context: JsonObject, base: str) -> ResolvedContext:
        text = json.dumps(context, ensure_ascii=False)
        key = sha256(text.encode() + b"\0" + self.base.encode()).digest()  # a relative @vocab starts from the base
        found = _shared.get(key) or self._own.get(key)
        if found is not None:
            return found
        if "@context" in context:
            raise _invalid("keyword redefinition")  # PyLD would read this one and not see its neighbours
        absolute, refers = _with_absolute_urls(context, base)
        if not refers:
            return _shared.put(key, ResolvedContext(json.loads(text)), len(text))
        resolved = ResolvedContext(self._imported(absolute))
        if absolute == context:
            self._own[key] = resolved
        return resolved

    def _imported(self, context: JsonObject) -> JsonObject:
        """The context with its `@import` worked in (JSON-LD API 1.1, section 4.1.2, step 5.6)."""
        url = context.get("@import")
        if url is None:
            return context
        if not isinstance(url, str):
            raise _invalid("invalid @import value")
        imported = self._load(url)
        if not isinstance(imported, dict):
            raise _invalid("invalid remote context")
        if "@import" in imported or "@context" in imported:
            raise _invalid("invalid context entry")
        merged = {**_with_absolute_urls(imported, url)[0], **context}
        del merged["@import"]
        return merged


def _absolute_url(url: str, base: str) -> str:
    absolute = urljoin(base, url)
    if not urlsplit(absolute).scheme:
        raise _invalid("relative context URL")
    return absolute


def _with_absolute_urls(context: JsonObject, base: str) -> tuple[JsonObject, bool]:
    """The context with the URLs of other contexts made absolute, and whether there are any."""
    result: JsonObject = {}
    refers = "@import" in context
    for term, definition in context.items():
        result[term] = definition
        if term == "@import" and isinstance(definition, str):
            result[term] = _absolute_url(definition, base)
        elif isinstance(definition, dict) and "@context" in definition:
            scoped, scoped_refers = _scoped(definition["@context"], base)
            result[term] = {**definition, "@context": scoped}
            refers = refers or scoped_refers
    return result, refers


def _scoped(context: Json, base: str) -> tuple[Json, bool]:
    if isinstance(context, str):
        return _absolute_url(context, base), True
    if isinstance(context, dict):
        return _with_absolute_urls(context, base)
    if isinstance(context, list):
        parts = [_scoped(part, base) for part in context]
        return [part for part, _ in parts], any(refers for _, refers in parts)
    return context, False


def _invalid(reason: str) -> Malformed:
    return Malformed("structure.jsonld", {"reason": reason})
