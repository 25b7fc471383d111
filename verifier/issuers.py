"""Step 2: the key of a proof, and whether it is the issuer's.

- The issuer's own document was read, and names the key for this purpose: pass. It does not: fail `key.not_the_issuers`,
  unless the document that was kept at import did, or an earlier one in its own history, and the key was only retired
  since: unknown `key.retired`.
- The document ends the key: fail `key.revoked` or `key.expired` where the signature is dated later; where it is dated
  before, unknown, once that moment is past: the date is the word of whoever holds the key.
- Nothing readable ties key and issuer: unknown `key.unbound`. The document cannot be had: unknown `key.unreachable`.
- A chain of certificates counts under an anchor that the reader gave: pass; else unknown `key.unanchored`. A DID's
  keys are those of its document, whatever certificates come along.
- A reader may hand in an issuer's keys, or accept the unknown: `key.accepted`. That never overrules the issuer's own
  document.

A key that is not known to be the issuer's is still used in step 3: a broken signature fails whoever signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from verifier.codec.controllers import ControllerDocument, VerificationMethod, absolute, end_of, read_method
from verifier.codec.jose import ALGORITHMS
from verifier.codec.keys import PublicKey, read_jwk, read_multikey
from verifier.context import Context
from verifier.credential import Proof
from verifier.errors import Fact, Invalid, Malformed, Unreachable, Unsupported, VerifierError
from verifier.plugins import all_key_methods, chain_method
from verifier.report import Outcome

# What a reader's own word may lift (`--accept-key`). A certificate that has ended is not among it.
_LIFTED = frozenset({"key.unbound", "key.unreachable", "key.unsupported", "key.unanchored"})


@dataclass(frozen=True)
class FoundKey:
    """The key, where there is one, and what ties it to the issuer."""

    key: PublicKey | None
    outcome: Outcome
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def find_key(proof: Proof, issuer: str | None, purpose: str, context: Context) -> FoundKey:
    """The key of `proof` over something by `issuer`. Raises Malformed `key.malformed`."""
    facts: dict[str, Fact] = {"method": (proof.method or "")[:300], "issuer": (issuer or "")[:300]}
    if proof.chain and chain_method() is not None and not (issuer or "").startswith("did:"):
        return _by_chain(proof, issuer, facts, context)
    if issuer is None or (proof.method is None and not proof.by_name):
        raise Malformed("key.malformed", {"reason": "the proof names no key, or the credential no issuer"})
    try:
        document, proof = _read_document(proof, issuer, context)
    except VerifierError as error:
        return _without_document(proof, issuer, error, facts, context)
    return _by_document(document, proof, purpose, facts, context)


def _read_document(proof: Proof, issuer: str, context: Context) -> tuple[ControllerDocument, Proof]:
    """The issuer's document, and the proof as it names a key there.

    A proof may ask for a version of the document (`<issuer>?versionId=...#key`). Raises what `controller` raises.
    """
    url, _, fragment = (proof.method or "").partition("#")
    if not url.startswith(f"{issuer}?") or not issuer.startswith("did:"):
        return context.controller(issuer), proof
    return context.controller(url), replace(proof, method=f"{issuer}#{fragment}")


def _by_document(
    document: ControllerDocument, proof: Proof, purpose: str, facts: dict[str, Fact], context: Context
) -> FoundKey:
    proved = _proved_name(document.id)
    if proved:
        facts["proved_by"] = proved
    named = document.purposes.get(purpose, frozenset())
    method_id = _named_method(document, proof, named)
    if proof.by_name and not proof.method and method_id not in named and len(_candidates(document, proof, named)) > 1:
        raise Unsupported("key.ambiguous", facts)
    if method_id in named:
        method = document.methods.get(method_id)
        if method is None and method_id not in document.unusable:
            method = _other_method(method_id, context)
        if method is not None:
            facts["method"] = method_id[:300]
            return _unless_ended(FoundKey(method.key, Outcome.PASS, "ok", facts), method, proof, context)
        # Named, and not to be had: what was fetched is not as it should be, which is no finding about the credential.
        problem = document.unusable.get(method_id) or Malformed("key.malformed", {"reason": "the key is not there"})
        return FoundKey(None, Outcome.UNKNOWN, problem.code, {**facts, **problem.facts})
    former = document.former or ControllerDocument(document.id)
    method = document.methods.get(method_id) or former.methods.get(method_id) or _other_method(method_id, context)
    key = _key_of(method, method_id, proof)
    if _names(former, proof, purpose) or _was_the_issuers(document.id, proof, purpose, context):
        return FoundKey(key, Outcome.UNKNOWN, "key.retired", facts)
    return FoundKey(key, Outcome.FAIL, "key.not_the_issuers", facts)


def _named_method(document: ControllerDocument, proof: Proof, named: frozenset[str]) -> str:
    """The id of the method that the proof means: exactly as it says, or for loose formats as RFC 7515 leaves open."""
    method_id = absolute(proof.method or "", document.id)
    if "#" not in method_id and method_id not in document.methods and len(named) == 1 and proof.method == document.id:
        return next(iter(named))  # only the controller is named, and it has one key
    if not proof.by_name or method_id in document.methods:
        return method_id
    # Some write the thumbprint behind the controller, where another name stands in its document.
    name = (proof.method or "").removeprefix(f"{document.id}#")
    for each in sorted(named & {*document.methods, *document.unusable}):
        method = document.methods.get(each)
        thumbprint = method.key.thumbprint if method else None
        if name and name in (each.rpartition("#")[2], thumbprint):
            return each
    candidates = _candidates(document, proof, named)
    return candidates[0] if not proof.method and len(candidates) == 1 else method_id


def _candidates(document: ControllerDocument, proof: Proof, named: frozenset[str]) -> list[str]:
    """The named methods that a proof which names none can mean: those that its algorithm can be used with."""
    fitting = {name for name, method in document.methods.items() if _fits(method.key, proof)}
    return sorted(named & (fitting or document.unusable.keys()))


def _fits(key: PublicKey, proof: Proof) -> bool:
    """Whether a loosely named proof's algorithm is one for this kind of key; unknown ones are judged in step 3."""
    return not proof.by_name or ALGORITHMS.get(proof.suite, key.curve) == key.curve


def _was_the_issuers(issuer: str, proof: Proof, purpose: str, context: Context) -> bool:
    if not context.world.kept:
        return False
    try:
        kept = context.kept_controller(issuer)
    except VerifierError:
        return False
    return _names(kept, proof, purpose)


def _names(document: ControllerDocument, proof: Proof, purpose: str) -> bool:
    named = document.purposes.get(purpose, frozenset())
    return _named_method(document, proof, named) in named


def _unless_ended(found: FoundKey, method: VerificationMethod, proof: Proof, context: Context) -> FoundKey:
    """What was found, unless the key is one that is not to be used any more."""
    problem = end_of(method, proof.claims.get("created"), context.at)
    if problem is None:
        return found
    outcome = Outcome.FAIL if isinstance(problem, Invalid) else Outcome.UNKNOWN
    return FoundKey(method.key, outcome, problem.code, {**found.facts, **problem.facts})


def _by_chain(proof: Proof, issuer: str | None, facts: dict[str, Fact], context: Context) -> FoundKey:
    method = chain_method()
    assert method is not None
    chained = method.resolve_chain(proof, issuer, context)
    facts = {**facts, **chained.facts}
    if chained.problem is None:
        return FoundKey(chained.key, Outcome.PASS, "ok", {**facts, "proved_by": chained.name})
    handed = (_read_handed_in(entry, issuer or "") for entry in context.world.keys.get(issuer or "", ()) if issuer)
    if chained.problem.code != "key.not_the_issuers" and chained.key in [method.key for method in handed if method]:
        return FoundKey(chained.key, Outcome.PASS, "key.accepted", {**facts, "from": "reader"})
    if context.policy.accept_key and chained.problem.code in _LIFTED:
        return FoundKey(chained.key, Outcome.PASS, "key.accepted", {**facts, "because": chained.problem.code})
    return _refused(chained.key, chained.problem, facts)


def _without_document(
    proof: Proof, issuer: str, error: VerifierError, facts: dict[str, Fact], context: Context
) -> FoundKey:
    method_id = absolute(proof.method or "", issuer)
    handed = _handed_in(method_id, context.world.keys.get(issuer, ()), proof)
    if handed is not None:
        accepted = FoundKey(handed.key, Outcome.PASS, "key.accepted", {**facts, "from": "reader"})
        return _unless_ended(accepted, handed, proof, context)
    method = _handed_in(method_id, context.world.keys.get("", ()), proof) or _other_method(method_id, context)
    key = _key_of(method, method_id, proof)
    if isinstance(error, Malformed):
        return _refused(key, error, facts)
    if key is not None and context.policy.accept_key:
        accepted = FoundKey(key, Outcome.PASS, "key.accepted", {**facts, "because": error.code})
        return _unless_ended(accepted, method, proof, context) if method else accepted
    # An address need not publish keys, and a DID has to: only there a document is missed.
    if key is not None and not (isinstance(error, Unreachable) and issuer.startswith("did:")):
        return FoundKey(key, Outcome.UNKNOWN, "key.unbound", facts)
    return _refused(key, error, facts)


def _refused(key: PublicKey | None, problem: VerifierError, facts: dict[str, Fact]) -> FoundKey:
    outcome = (
        Outcome.FAIL if isinstance(problem, Malformed) or problem.code == "key.not_the_issuers" else Outcome.UNKNOWN
    )
    return FoundKey(key, outcome, problem.code, {**facts, **problem.facts})


def _key_of(method: VerificationMethod | None, method_id: str, proof: Proof) -> PublicKey | None:
    """A method's key; else the one that its name spells (`...#z6Mk...`) or a JWT's own header carries.

    Anybody can write there, so that the last two bind nothing; a signature that does not even fit them is broken.
    """
    if method is not None:
        return method.key
    jwk = proof.claims.get("jwk") if proof.by_name else None
    try:
        return read_jwk(jwk) if isinstance(jwk, dict) else read_multikey(method_id.rpartition("#")[2])
    except VerifierError:
        return None


def _other_method(method_id: str, context: Context) -> VerificationMethod | None:
    """The key that a method's own controller publishes, whoever that is; its only one where no key is named."""
    try:
        methods = context.controller(method_id.partition("#")[0]).methods
    except VerifierError:
        return None
    return next(iter(methods.values())) if "#" not in method_id and len(methods) == 1 else methods.get(method_id)


def _handed_in(method_id: str, entries: tuple[dict[str, Fact], ...], proof: Proof) -> VerificationMethod | None:
    """The reader's key that the proof means: by its id, kid or thumbprint; else the only one that could be meant."""
    fragment = method_id.rpartition("#")[2]
    unnamed: list[VerificationMethod] = []
    for entry in entries:
        method = _read_handed_in(entry, method_id)
        if method is None:
            continue
        jwk = entry.get("publicKeyJwk")
        name = entry.get("id") or entry.get("kid") or (jwk.get("kid") if isinstance(jwk, dict) else None)
        if name in (method_id, fragment, f"#{fragment}", proof.method) or method.key.thumbprint == proof.method:
            return method
        if name is None or (proof.by_name and proof.method is None):
            unnamed.append(method)
    fitting = [method for method in unnamed if _fits(method.key, proof)]
    return fitting[0] if len(fitting) == 1 else None


def _read_handed_in(entry: dict[str, Fact], method_id: str) -> VerificationMethod | None:
    try:
        return read_method(_as_method(entry), method_id, method_id.partition("#")[0])
    except VerifierError:
        return None


def _as_method(entry: dict[str, Fact]) -> dict[str, Fact]:
    return {"publicKeyJwk": {k: v for k, v in entry.items() if k != "d"}} if "kty" in entry else entry


def _proved_name(issuer: str) -> str | None:
    for method in all_key_methods():
        if method.handles(issuer):
            return method.proved_name(issuer)
    return None
