"""JSON Schema, as a credential names one (VC JSON Schema 1.0; Open Badges 3.0 and CLR 2.0, `credentialSchema`).

Schema and credential are both a stranger's. References lead only to documents that are fetched through the context;
the work is counted, keyword by keyword, and patterns are matched in linear time. What cannot be had or used is unknown,
which decides nothing; a credential that is at odds with the schema it names itself fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from jsonschema import exceptions, validators
from jsonschema_specifications import REGISTRY
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from verifier.codec.digests import read_digest
from verifier.codec.json_text import read_json
from verifier.codec.linear_regex import search
from verifier.codec.pointer import join, read_document
from verifier.context import Context
from verifier.credential import Credential
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported, VerifierError
from verifier.report import Verdict

_CREDENTIAL = "JsonSchemaCredential"  # the schema is itself a signed credential
# What is meant by a schema that does not say it; `JsonSchema` has to (VC JSON Schema, section 4.2).
_DRAFTS: Mapping[str, str | None] = MappingProxyType(
    {
        "JsonSchema": None,
        _CREDENTIAL: None,
        "JsonSchemaValidator2018": "http://json-schema.org/draft-07/schema#",
        "1EdTechJsonSchemaValidator2019": "https://json-schema.org/draft/2019-09/schema",
    }
)
TYPES = frozenset(_DRAFTS)

_BROKEN = (RecursionError, ArithmeticError, ValueError, TypeError, AttributeError, LookupError)

MAX_BYTES = 1_000_000
MAX_NODES = 10_000  # of a schema
MAX_DOCUMENTS = 10
MAX_STEPS = 30_000  # keywords applied, each as often as what it compares is long
MAX_UNIQUE = 300  # items that are compared with one another
MOST_ERRORS = 5
_ACCEPT = "application/schema+json, application/json, application/vc"
_WITHHOLDING = frozenset({"ecdsa-sd-2023", "bbs-2023"})  # suites under which parts may be left out


def check_schema(entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
    """Step 6 for one entry.

    Raises Invalid `schema.mismatch` with the places; Unreachable `schema.unreachable` or `schema.unusable`, Unsupported
    `schema.unsupported` or `schema.withheld`; Malformed `schema.malformed` for an entry that names no schema.
    """
    url, kind = entry.get("id"), _kind(entry)
    if not isinstance(url, str):
        raise Malformed("schema.malformed", {"reason": "the entry names no schema"})
    if not url.startswith("https://"):
        raise Unsupported("schema.unsupported", {"part": "address"})
    documents = _Documents(context)
    schema, facts = _schema(documents.fetch(url, entry), kind, context)
    try:
        errors = _errors(schema, _DRAFTS[kind], read_document(credential.claims).value, documents)
    except (
        Unresolvable,
        exceptions.SchemaError,
        exceptions.UnknownType,
        RecursionError,
        ValueError,
        TypeError,
    ) as error:
        if documents.problem is not None:
            raise documents.problem from error
        raise Unreachable("schema.unusable", {"url": url[:300], "reason": type(error).__name__}) from error
    if errors and _withholds(credential):
        raise Unsupported("schema.withheld", {"url": url[:300]})
    if errors:
        raise Invalid("schema.mismatch", {"url": url[:300], "mismatches": errors})
    return {"url": url[:300], **facts}


def _kind(entry: JsonObject) -> str:
    stated = entry.get("type")
    return next(each for each in (stated if isinstance(stated, list) else [stated]) if each in TYPES)


def _withholds(credential: Credential) -> bool:
    return credential.format.startswith("sd_jwt") or any(each.suite in _WITHHOLDING for each in credential.proofs)


def _schema(raw: bytes, kind: str, context: Context) -> tuple[Json, dict[str, Fact]]:
    """The schema in what was fetched: itself, or the subject of a credential that must hold."""
    if kind != _CREDENTIAL:
        return _read(raw), {}
    try:
        signed, report = context.verify(raw, replace(context.policy, audience=None, nonce=None))
    except VerifierError as error:
        raise Unreachable("schema.unusable", {"reason": error.code}) from error
    if report.verdict is not Verdict.VALID:
        raise Unreachable("schema.unusable", {"reason": report.code})
    subject = read_document(signed.claims)["credentialSubject"].first
    return subject["jsonSchema"].value, {"schema_issuer": signed.issuer}


def _read(raw: bytes) -> Json:
    if len(raw) > MAX_BYTES:
        raise Unreachable("schema.unusable", {"reason": "too large"})
    try:
        return read_json(raw)
    except Malformed as error:
        raise Unreachable("schema.unusable", {"reason": error.code}) from error


class _Documents:
    """The schemas that one comparison fetches. `problem` is why one of them could not be had."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._left = MAX_DOCUMENTS
        self.problem: VerifierError | None = None

    def fetch(self, url: str, entry: JsonObject | None = None) -> bytes:
        """The bytes behind `url`, which have to be those whose digest `entry` states, if it states one."""
        self._left -= 1
        if self._left < 0:
            raise Unreachable("schema.unusable", {"reason": "too many documents"})
        try:
            holds = read_digest(entry or {})
        except Malformed as error:
            raise Malformed("schema.malformed", {"reason": "the digest is none"}) from error
        body = self._context.fetch(url, code="schema.unreachable", accept=_ACCEPT)
        if holds is not None and not holds(body):
            raise Unreachable("schema.unusable", {"url": url[:300], "reason": "another digest"})
        return body

    def retrieve(self, url: str) -> Resource[Json]:
        """For `$ref`. Raises what fetching raises, which the library hides: `problem` keeps it."""
        try:
            return self._retrieved(url)
        except VerifierError as error:
            self.problem = self.problem or error
            raise

    def _retrieved(self, url: str) -> Resource[Json]:
        if not url.startswith("https://"):
            raise Unreachable("schema.unusable", {"reason": "a reference to no address"})
        document = _read(self.fetch(url))
        _check_size(document)
        return Resource.from_contents(document, default_specification=DRAFT202012)


_registry: Callable[..., Registry[Json]] = Registry


def _errors(schema: Json, default: str | None, document: Json, documents: _Documents) -> list[Fact]:
    """Where the document is at odds with the schema: JSON pointer and the keyword, never a value."""
    if not isinstance(schema, dict):
        raise Unreachable("schema.unusable", {"reason": "not a schema"})
    _check_size(schema)
    named = schema.get("$schema", default)
    draft = validators.validator_for({"$schema": named}, default=None) if isinstance(named, str) else None
    if draft is None:
        raise Unsupported("schema.unsupported", {"part": str(named)[:120]})
    if next(validators.extend(draft, _bounded(draft.VALIDATORS))(draft.META_SCHEMA).iter_errors(schema), None):
        raise Unreachable("schema.unusable", {"reason": "not a schema"})
    bounded = validators.extend(draft, _bounded(draft.VALIDATORS))
    if "$schema" not in schema:
        schema = {"$schema": named, **schema}
    validator = bounded(schema, registry=REGISTRY.combine(_registry(retrieve=documents.retrieve)))
    return [
        {"path": join("", *error.absolute_path)[:300], "keyword": str(error.validator)[:40]}
        for error in islice(validator.iter_errors(document), MOST_ERRORS)
    ]


def _check_size(schema: Json) -> None:
    count, left = 0, [schema]
    while left:
        each = left.pop()
        count += 1
        left += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        if isinstance(each, dict) and isinstance(each.get("patternProperties"), dict):
            raise Unsupported("schema.unsupported", {"part": "patternProperties"})  # the library's own patterns
        if count > MAX_NODES:
            raise Unreachable("schema.unusable", {"reason": "too large"})


_Keyword = Callable[[object, Json, Json, Json], Iterator[exceptions.ValidationError] | None]


def _bounded(keywords: Mapping[str, _Keyword]) -> dict[str, _Keyword]:
    """The draft's keywords, each of which takes from one allowance."""
    left = [MAX_STEPS]

    def spend(steps: int) -> None:
        left[0] -= steps
        if left[0] < 0:
            raise Unreachable("schema.unusable", {"reason": "too much work"})

    def counted(keyword: _Keyword) -> _Keyword:
        def check(validator: object, value: Json, instance: Json, schema: Json) -> Iterator[exceptions.ValidationError]:
            spend(1 + (len(value) if isinstance(value, list | str | dict) else 0))
            yield from keyword(validator, value, instance, schema) or ()

        return check

    def pattern(_validator: object, value: Json, instance: Json, _schema: Json) -> Iterator[exceptions.ValidationError]:
        if isinstance(instance, str) and isinstance(value, str):
            spend(len(value) * len(instance) // 50)
            if not search(value, instance):
                yield exceptions.ValidationError("pattern")

    def unique(validator: object, value: Json, instance: Json, schema: Json) -> Iterator[exceptions.ValidationError]:
        if value and isinstance(instance, list) and len(instance) > MAX_UNIQUE:
            raise Unsupported("schema.unsupported", {"part": "uniqueItems"})
        yield from keywords["uniqueItems"](validator, value, instance, schema) or ()

    ours: dict[str, _Keyword] = {"pattern": pattern, "uniqueItems": unique}
    return {name: counted(ours.get(name, each)) for name, each in keywords.items()}
