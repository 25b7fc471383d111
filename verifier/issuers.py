"""Step 2: the key of a proof, and whether it is the issuer's.

- The issuer's own document was read, and names the key for this purpose: pass. It does not: fail `key.not_the_issuers`,
  unless the document that was kept at import did, and the key was only retired since: unknown `key.retired`.
- Nothing readable ties key and issuer: unknown `key.unbound`. The document cannot be had: unknown `key.unreachable`.
- A reader may hand in an issuer's keys, or accept the unknown: `key.accepted`. That never overrules the issuer's own
  document.

A key that is not known to be the issuer's is still used in step 3: a broken signature fails whoever signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from verifier.codec.controllers import ControllerDocument, VerificationMethod, absolute, read_method
from verifier.codec.keys import PublicKey, read_multikey
from verifier.context import Context
from verifier.errors import Fact, Malformed, Unreachable, VerifierError
from verifier.plugins import all_key_methods
from verifier.report import Outcome


@dataclass(frozen=True)
class FoundKey:
    """The key, where there is one, and what ties it to the issuer."""

    key: PublicKey | None
    outcome: Outcome
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def find_key(method_id: str | None, issuer: str | None, purpose: str, context: Context) -> FoundKey:
    """The key of the verification method `method_id` of a credential by `issuer`. Raises Malformed `key.malformed`."""
    if method_id is None or issuer is None:
        raise Malformed("key.malformed", {"reason": "the proof names no key, or the credential no issuer"})
    method_id = _one_of(absolute(method_id, issuer), purpose, context)
    facts: dict[str, Fact] = {"method": method_id[:300], "issuer": issuer[:300]}
    try:
        document = context.controller(issuer)
    except VerifierError as error:
        return _without_document(method_id, issuer, error, facts, context)
    return _by_document(document, method_id, purpose, facts, context)


def _by_document(
    document: ControllerDocument, method_id: str, purpose: str, facts: dict[str, Fact], context: Context
) -> FoundKey:
    proved = _proved_name(document.id)
    if proved:
        facts["proved_by"] = proved
    if method_id in document.purposes.get(purpose, frozenset()):
        if method_id in document.methods:
            return FoundKey(document.methods[method_id].key, Outcome.PASS, "ok", facts)
        method = _other_method(method_id, context)
        if method is not None and method_id not in document.unusable:
            return FoundKey(method.key, Outcome.PASS, "ok", facts)
        # Named, and not to be had: what was fetched is not as it should be, which is no finding about the credential.
        problem = document.unusable.get(method_id) or Malformed("key.malformed", {"reason": "the key is not there"})
        return FoundKey(None, Outcome.UNKNOWN, problem.code, {**facts, **problem.facts})
    key = _key_of(document.methods.get(method_id) or _other_method(method_id, context), method_id)
    if _was_the_issuers(document.id, method_id, purpose, context):
        return FoundKey(key, Outcome.UNKNOWN, "key.retired", facts)
    return FoundKey(key, Outcome.FAIL, "key.not_the_issuers", facts)


def _was_the_issuers(issuer: str, method_id: str, purpose: str, context: Context) -> bool:
    if not context.world.kept:
        return False
    try:
        return method_id in context.kept_controller(issuer).purposes.get(purpose, frozenset())
    except VerifierError:
        return False


def _without_document(
    method_id: str, issuer: str, error: VerifierError, facts: dict[str, Fact], context: Context
) -> FoundKey:
    handed = _handed_in(method_id, context.world.keys.get(issuer, ()))
    if handed is not None:
        return FoundKey(handed.key, Outcome.PASS, "key.accepted", {**facts, "from": "reader"})
    method = _handed_in(method_id, context.world.keys.get("", ())) or _other_method(method_id, context)
    key = _key_of(method, method_id)
    if isinstance(error, Malformed):
        return FoundKey(key, Outcome.FAIL, error.code, {**facts, **error.facts})
    if key is not None and context.policy.accept_key:
        return FoundKey(key, Outcome.PASS, "key.accepted", {**facts, "because": error.code})
    if key is not None and not isinstance(error, Unreachable):
        return FoundKey(key, Outcome.UNKNOWN, "key.unbound", facts)
    return FoundKey(key, Outcome.UNKNOWN, error.code, {**facts, **error.facts})


def _one_of(method_id: str, purpose: str, context: Context) -> str:
    """The method that is meant where a proof names only a controller: the one that it has, if it has one."""
    if "#" in method_id:
        return method_id
    try:
        named = context.controller(method_id).purposes.get(purpose, frozenset())
    except VerifierError:
        return method_id
    return next(iter(named)) if len(named) == 1 else method_id


def _key_of(method: VerificationMethod | None, method_id: str) -> PublicKey | None:
    """A method's key; else the key that its name spells (`...#z6Mk...`), which anybody can write there."""
    if method is not None:
        return method.key
    try:
        return read_multikey(method_id.rpartition("#")[2])
    except VerifierError:
        return None


def _other_method(method_id: str, context: Context) -> VerificationMethod | None:
    """The key that a method's own controller publishes, whoever that is."""
    try:
        return context.controller(method_id.split("#", maxsplit=1)[0]).methods.get(method_id)
    except VerifierError:
        return None


def _handed_in(method_id: str, entries: tuple[dict[str, Fact], ...]) -> VerificationMethod | None:
    """The reader's key with that id; where no entry has an id, the only one."""
    fragment = method_id.rpartition("#")[2]
    for entry in entries:
        name = entry.get("id") or entry.get("kid")
        if name in (method_id, fragment, f"#{fragment}") or (name is None and len(entries) == 1):
            try:
                return read_method(_as_method(entry), method_id, method_id.split("#", maxsplit=1)[0])
            except VerifierError:
                return None
    return None


def _as_method(entry: dict[str, Fact]) -> dict[str, Fact]:
    return {"publicKeyJwk": {k: v for k, v in entry.items() if k != "d"}} if "kty" in entry else entry


def _proved_name(issuer: str) -> str | None:
    for method in all_key_methods():
        if method.handles(issuer):
            return method.proved_name(issuer)
    return None
