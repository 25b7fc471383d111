"""JSON-LD 1.1 to RDF, read strictly: what would not become a statement was not signed, so it is refused.

PyLD expands (`jsonld_expansion`), `jsonld_rdf` writes the statements; this room sets the limits and turns every error
into ours. In strict mode the only things that leave no statement behind are those that say nothing: `null` values,
empty sets and maps (JSON-LD API 1.1, section 5.1: both are "no value").
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import TypeVar, cast

from pyld.jsonld import JsonLdError

from verifier.codec import rdfc
from verifier.codec.jsonld_contexts import Loader
from verifier.codec.jsonld_expansion import NOWHERE, expand, name_nodes
from verifier.codec.jsonld_rdf import Writer
from verifier.codec.nquads import Quad
from verifier.errors import Json, JsonObject, Malformed, Unsupported, VerifierError

LoadContext = Callable[[str], JsonObject]

MAX_DEPTH = 64  # of arrays and objects in each other, in the document and in each context; credentials have up to 15
MAX_NODES = 10_000  # JSON values in the document; the longest transcripts that we know have 1,000
# In all documents of one input, with their proofs, lists and terms: about eighty long credentials (335 values each).
MAX_NODES_TOGETHER = 36_000
TERMS_AS_NODE = 2  # terms defined or copied that cost as much as a value
MAX_CONTEXT_NODES = 10_000  # JSON values in one context; the largest that we know has 2,200
MAX_CONTEXTS = 32  # contexts loaded by URL for one document
MAX_INTEGER = 10**21  # from here on JSON-LD writes doubles, and digits would be lost

_Scalar = str | int | float | bool | None
_Result = TypeVar("_Result")


class Allowance:
    """What the documents of one input may yet cost: JSON values read as JSON-LD, and work to tell blank nodes apart.

    `times` as much is for several inputs.
    """

    def __init__(self, times: int = 1) -> None:
        self.nodes = times * MAX_NODES_TOGETHER
        self.together = rdfc.Together(times * rdfc.WORK_TOGETHER)

    def spend(self, nodes: int) -> None:
        """Raises Unsupported `structure.too_large`: each document may be a good one, so that none is called false."""
        self.nodes -= nodes
        if self.nodes < 0:
            raise Unsupported("structure.too_large", {"what": "documents", "limit": MAX_NODES_TOGETHER})

    def charge(self, terms: int) -> None:
        """What contexts turned out to cost: the next document pays."""
        self.nodes -= terms // TERMS_AS_NODE


class Memory:
    """A `LoadContext` for one verification, beside which is kept what each document came to.

    The structure and every proof ask for the statements of the same document; each is worked out once, and all together
    may cost only so much. `load_context` has to answer the same at each call: what is kept is found by the document.
    """

    def __init__(self, load_context: LoadContext, allowance: Allowance | None = None) -> None:
        self.allowance = allowance or Allowance()
        self._load_context = load_context
        self._kept: dict[Hashable, object] = {}

    def __call__(self, url: str) -> JsonObject:
        return self._load_context(url)

    def once(self, key: Hashable, nodes: int | None, work: Callable[[], _Result]) -> _Result:
        """What `work` gives or raises; the second time without it. Raises what `Allowance.spend` raises.

        `nodes`: how many values it reads; None where all that it reads is counted already.
        """
        if key not in self._kept:
            if nodes is not None:
                self.allowance.spend(nodes)
            try:
                self._kept[key] = work()
            except VerifierError as error:
                self._kept[key] = error
        kept = self._kept[key]
        if isinstance(kept, VerifierError):
            raise kept
        return cast("_Result", kept)


def to_quads(
    document: Json,
    load_context: LoadContext,
    *,
    strict: bool = True,
    base: str | None = None,
    mode: str = "json-ld-1.1",
    directions: bool = True,
) -> list[Quad]:
    """The document's statements, each once, blank nodes named in the order in which they were met.

    `load_context` answers a URL with a context document (`{"@context": ...}`); what it raises comes through unchanged.
    `base` is what relative references are resolved against; credentials have none, so there they are refused. `mode` is
    the processing mode; credentials are JSON-LD 1.1. `directions`: whether those of texts are said, as proofs need it.

    Raises Malformed:
    - `structure.undefined_term` (strict only) with the term, value or identifier that JSON-LD would have dropped;
    - `structure.jsonld` with PyLD's or our own reason, for what is not JSON-LD (redefined protected terms, cycles);
    - `structure.too_deep`, `structure.too_large`.

    Without `strict`, what cannot become a statement is left out, as the standard says.
    """
    if not isinstance(document, dict | list):
        raise Malformed("structure.jsonld", {"reason": "not a document"})
    nodes = measure(document, MAX_NODES, "document")

    def work() -> tuple[Quad, ...]:
        loader = Loader(_measured(load_context), base or NOWHERE, MAX_CONTEXTS)
        try:
            expanded = _guarded(lambda: expand(document, loader, strict=strict, mode=mode))
        finally:
            if isinstance(load_context, Memory):
                load_context.allowance.charge(loader.work)
        writer = Writer(strict=strict, directions=directions)
        for node in expanded:
            writer.write_node(node)
        return tuple(writer.quads)

    return list(_once(load_context, document, (strict, base, mode, directions), nodes, work))


def canonical(document: JsonObject, load_context: LoadContext, *, hash_name: str = "sha256") -> str:
    """The document's statements as canonical N-Quads (RDFC-1.0). Raises what `to_quads` and `rdfc.canonicalize` do."""

    def work() -> str:
        quads = to_quads(document, load_context)
        return rdfc.canonicalize(quads, hash_name=hash_name, together=together(load_context))

    return _once(load_context, document, (hash_name,), None, work)


def together(load_context: LoadContext) -> rdfc.Together | None:
    """What all datasets of one input may cost, where that is counted."""
    return load_context.allowance.together if isinstance(load_context, Memory) else None


def _once(
    load_context: LoadContext, document: Json, more: Hashable, nodes: int | None, work: Callable[[], _Result]
) -> _Result:
    if not isinstance(load_context, Memory):
        return work()
    text = json.dumps(document, ensure_ascii=False, check_circular=False)
    return load_context.once((sha256(text.encode("utf-8", "surrogatepass")).digest(), more), nodes, work)


def with_identifiers(document: JsonObject, load_context: LoadContext, name: Callable[[int], str]) -> JsonObject:
    """A copy in which every node without an identifier has one: `name(0)`, `name(1)`, ... (absolute IRIs).

    So each statement of the copy tells which object of the document it comes from. Raises what `to_quads` raises.
    """
    measure(document, MAX_NODES, "document")
    document = json.loads(json.dumps(document))  # whatever stands in two places has two identifiers
    loader = Loader(_measured(load_context), NOWHERE, MAX_CONTEXTS)
    return _guarded(lambda: name_nodes(document, loader, name, mode="json-ld-1.1"))


def _guarded(expansion: Callable[[], _Result]) -> _Result:
    try:
        return expansion()
    except JsonLdError as error:
        raise _ours(error) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Odd contexts (`"@language": null` where there is none) trip PyLD instead of being refused by it.
        raise Malformed("structure.jsonld", {"reason": "invalid syntax"}) from error


def measure(value: Json, most: int, what: str) -> int:
    """How many values `value` has in it. Walks it without recursion.

    Raises Malformed `structure.too_deep`; `structure.too_large` beyond `most` values; `structure.jsonld` for what JSON
    in UTF-8 cannot say (lone surrogates, NaN) and for integers that JSON-LD would round.
    """
    count = 0
    stack: list[tuple[Json, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        count += 1
        if count + len(stack) > most:
            raise Malformed("structure.too_large", {"what": what, "limit": most})
        if isinstance(item, dict | list):
            if depth >= MAX_DEPTH:
                raise Malformed("structure.too_deep", {"what": what, "limit": MAX_DEPTH})
            if isinstance(item, dict):
                for key in item:
                    _check_scalar(key)
                stack.extend((child, depth + 1) for child in item.values())
            else:
                stack.extend((child, depth + 1) for child in item)
        else:
            _check_scalar(item)
    return count


def _check_scalar(value: _Scalar) -> None:
    if isinstance(value, str):
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise Malformed("structure.jsonld", {"reason": "lone surrogate"}) from error
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Malformed("structure.jsonld", {"reason": "not a finite number"})
    elif isinstance(value, int):
        if abs(value) >= MAX_INTEGER:
            raise Malformed("structure.jsonld", {"reason": "too many digits"})
    elif value is not None:
        raise Malformed("structure.jsonld", {"reason": "not JSON"})


def _measured(load_context: LoadContext) -> LoadContext:
    def load(url: str) -> JsonObject:
        document = load_context(url)
        if not _is_kept(document):
            measure(document, MAX_CONTEXT_NODES, "context")
            _keep(document)
        return document

    return load


_KEPT = 32
_kept: OrderedDict[int, JsonObject] = OrderedDict()  # contexts that were measured; by identity, so they are held
_kept_lock = Lock()


def _is_kept(document: JsonObject) -> bool:
    with _kept_lock:
        return id(document) in _kept


def _keep(document: JsonObject) -> None:
    with _kept_lock:
        _kept[id(document)] = document
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)


def _ours(error: JsonLdError) -> VerifierError:
    """Our own error, where PyLD wrapped one (of a scoped context, say); else PyLD's code."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, VerifierError):
            return cause
        cause = cause.__cause__
    return Malformed("structure.jsonld", {"reason": str(error.code or error.type)})
