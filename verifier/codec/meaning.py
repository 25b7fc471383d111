"""Whether the names in a document are the names of what was signed (VC Data Integrity 1.0, section 2.4.1).

What a signature over RDF covers is statements, and the document's own `@context` says which name makes which statement.
That context is not signed: anybody can add one that calls `credentialStatus` something else, write its full address,
or move it into `@included`, and the statements stay the same. Whoever then looks for `credentialStatus` in the JSON
finds none. So, for what our readers look up by name, the document read with well-known contexts alone has to make the
same statements as with its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from verifier.codec import jsonld, rdfc
from verifier.codec.nquads import RDF, Quad, iri, is_iri, literal
from verifier.errors import Json, JsonObject, Malformed, Unsupported

LoadContext = Callable[[str], JsonObject]
IsKnown = Callable[[str], bool]

CREDENTIALS = "https://www.w3.org/2018/credentials#"
SECURITY = "https://w3id.org/security#"
# The vocabularies whose names the verifier itself looks up.
VOCABULARIES = (
    CREDENTIALS,
    SECURITY,
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/vc/status-list#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
)
_STARTS = tuple("<" + vocabulary for vocabulary in VOCABULARIES)
_TYPE = iri(RDF + "type")
_LAST_PART = re.compile("[#/:?=]")
_VALUE_KEYWORDS = frozenset({"@context", "@value", "@language", "@direction", "@type", "@id", "@list", "@set"})

# What a proof's options are called, and the statements that they make (vocabulary of Data Integrity 1.0).
_OPTIONS = {
    _TYPE: "type",
    iri("http://purl.org/dc/terms/created"): "created",
    iri(SECURITY + "expiration"): "expires",
    **{
        iri(SECURITY + name): name
        for name in ("proofPurpose", "verificationMethod", "cryptosuite", "domain", "challenge", "nonce")
    },
    iri(SECURITY + "previousProof"): "previousProof",
}
# A purpose that the vocabulary calls otherwise than every context does.
_IN_VOCABULARY = {"authentication": "authenticationMethod"}
OPTION_NAMES = frozenset({*_OPTIONS.values(), "id", "@context"})


def check_names(document: JsonObject, quads: Iterable[Quad], load_context: LoadContext, is_known: IsKnown) -> None:
    """Whether `document`, whose statements are `quads`, says what the verifier looks up under its usual names.

    `is_known` tells of a context's URL whether its text is one that nobody slips in. Raises Malformed
    `structure.malformed`; Unsupported `structure.unsupported` where a context that had to be fetched stands in the way,
    since that one may be the issuer's own, and where an own word is not what it is called; and what `jsonld.to_quads`
    and `rdfc.canonicalize` raise.
    """
    if _is_plain(document, is_known):
        return
    usual = jsonld.to_quads(_as_read(document, is_known), load_context, strict=False)
    together = jsonld.together(load_context)
    if rdfc.canonicalize(_looked_up(quads), together=together) == rdfc.canonicalize(
        _looked_up(usual), together=together
    ):
        _check_own_words(document, load_context, is_known)
        return
    if all(is_known(url) for url in _named_contexts(document)):
        raise Malformed("structure.malformed", {"reason": "a known thing has another name", "path": "/@context"})
    raise Unsupported("structure.unsupported", {"reason": "a known thing has another name"})


def check_proof_names(config: JsonObject, quads: Iterable[Quad]) -> None:
    """Whether a proof's options (`config`), whose statements are `quads`, stand under their own names.

    Raises Malformed `proof.malformed` where one does not, Unsupported `proof.unsupported` for an option of which we
    cannot know whether it limits the proof.
    """
    for quad in quads:
        name = _OPTIONS.get(quad.predicate)
        if name is None:
            raise Unsupported("proof.unsupported", {"option": quad.predicate.strip("<>")[:200]})
        values = config.get(name)
        if not any(_is_said(value, quad.object) for value in (values if isinstance(values, list) else [values])):
            raise Malformed("proof.malformed", {"reason": "an option has another name", "option": name})


def _check_own_words(document: JsonObject, load_context: LoadContext, is_known: IsKnown) -> None:
    """Outside the vocabularies that we know, a name has to be the last part of its address.

    So nobody exchanges two of an issuer's words (`passed` for `failed`), or hides one that readers look for behind
    another name or its full address, although the statements stay the same.
    """
    definitions = list(_definitions(document, load_context))
    usual = {name for name, _, url in definitions if url is not None and is_known(url)}
    for name, definition, url in definitions:
        if url is None or not is_known(url):
            _check_definition(name, definition, usual)
    for name, value in _members(document):
        hidden = name.startswith("@") and name not in _VALUE_KEYWORDS and value not in ([], {}, None)
        if hidden or (":" in name and _LAST_PART.split(name)[-1] in usual):
            raise Unsupported("structure.unsupported", {"reason": "a word is spelled out", "term": name[:200]})


def _definitions(document: JsonObject, load_context: LoadContext) -> Iterator[tuple[str, Json, str | None]]:
    """Every term of every context that the document uses: name, definition, the URL of its context (None: its own)."""
    stack: list[tuple[Json, str | None]] = [(each, None) for name, each in _members(document) if name == "@context"]
    loaded: set[str] = set()
    while stack:
        context, url = stack.pop()
        if isinstance(context, list):
            stack.extend((each, url) for each in context)
        elif isinstance(context, str) and context not in loaded:
            loaded.add(context)
            stack.append((load_context(context).get("@context"), context))
        elif isinstance(context, dict):
            for name, definition in context.items():
                if not name.startswith("@"):
                    yield name, definition, url
                    stack.append((definition.get("@context") if isinstance(definition, dict) else None, url))


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    """Every name with its value, at every depth; contexts are given, and not looked into."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield from item.items()
            stack.extend(each for name, each in item.items() if name != "@context")
        elif isinstance(item, list):
            stack.extend(item)


def _check_definition(name: str, definition: Json, usual: set[str]) -> None:
    meant = definition.get("@id", definition.get("@reverse", name)) if isinstance(definition, dict) else definition
    if not isinstance(meant, str):
        return
    is_prefix = isinstance(definition, str) and meant.endswith(("#", "/", ":", "?"))
    last = _LAST_PART.split(meant)[-1]
    if is_prefix or last == name or meant == f"@{name}":
        return
    # `expirationDate` for `...expiration` is the same word, as long as no reader looks for the shorter one.
    if last and last not in usual and (name.startswith(last) or last.startswith(name)):
        return
    raise Unsupported("structure.unsupported", {"reason": "a word is not what it is called", "term": name[:200]})


def _is_said(value: Json, term: str) -> bool:
    if isinstance(value, dict):
        value = value.get("id")
    if not isinstance(value, str):
        return False
    text = literal(value)
    named = {iri(each) for each in (value, SECURITY + _IN_VOCABULARY.get(value, value)) if is_iri(each)}
    return term in named or term == text or term.startswith(text + "^^")


def _looked_up(quads: Iterable[Quad]) -> list[Quad]:
    return [
        quad
        for quad in quads
        if quad.predicate.startswith(_STARTS) or (quad.predicate == _TYPE and quad.object.startswith(_STARTS))
    ]


def _is_plain(document: JsonObject, is_known: IsKnown) -> bool:
    """Whether there are known contexts at the top, none further in, and no name that could do without them."""
    contexts = document.get("@context")
    if not all(
        isinstance(each, str) and is_known(each) for each in (contexts if isinstance(contexts, list) else [contexts])
    ):
        return False
    names = (name for key, value in document.items() if key != "@context" for name in (key, *_names(value)))
    return not any(_needs_no_context(name) for name in names)


def _names(value: Json) -> Iterator[str]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield from item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _as_read(value: JsonObject, is_known: IsKnown) -> JsonObject:
    """The part of an object that is found by looking for usual names, under known contexts."""
    if "@value" in value:
        return value
    result: JsonObject = {}
    for key, item in value.items():
        if key == "@context":
            contexts = item if isinstance(item, list) else [item]
            result[key] = [each for each in contexts if isinstance(each, str) and is_known(each)]
        elif not _needs_no_context(key):
            result[key] = _below(item, is_known)
    return result


def _needs_no_context(name: str) -> bool:
    return ":" in name or name.startswith("@")


def _below(value: Json, is_known: IsKnown) -> Json:
    if isinstance(value, dict):
        return _as_read(value, is_known)
    if isinstance(value, list):
        return [_below(each, is_known) for each in value]
    return value


def _named_contexts(value: Json) -> Iterator[str]:
    """The URLs of all contexts that a document names, wherever it does."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            contexts = item.get("@context")
            yield from (
                each for each in (contexts if isinstance(contexts, list) else [contexts]) if isinstance(each, str)
            )
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
