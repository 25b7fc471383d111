"""Controller documents: what an issuer publishes about its keys (Controlled Identifiers 1.0; DID Core 1.0)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from verifier.codec.keys import PublicKey, read_base58, read_jwk, read_multikey
from verifier.codec.moments import read_moment, write_moment
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported, VerifierError

PURPOSES = ("assertionMethod", "authentication")
_MOST_METHODS = 200
_BASE58 = {"Ed25519VerificationKey2018": "Ed25519", "Bls12381G2Key2020": "BLS12-381-G2"}
_SECRET = frozenset({"secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58"})


@dataclass(frozen=True)
class VerificationMethod:
    """One public key and whose it is. `id` is absolute; `controller` is the identifier of who controls the key.

    From `expires` or `revoked` on nothing that the key signed counts (section 2.2); None where it is not to end.
    """

    id: str
    controller: str
    key: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None


@dataclass(frozen=True)
class ControllerDocument:
    """The keys of one controller.

    `methods` maps a verification method's absolute id to its key. `purposes` maps a verification relationship
    (`assertionMethod`, `authentication`) to the ids that it names. Methods that it names and that we cannot use are in
    `unusable` (id -> why), so that "a kind of key that we do not know" is not mistaken for "not the issuer's key".
    `former` is what the controller published before, where its own history shows that.
    """

    id: str
    methods: Mapping[str, VerificationMethod] = field(default_factory=dict)
    purposes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unusable: Mapping[str, VerifierError] = field(default_factory=dict)
    former: ControllerDocument | None = None


@dataclass(frozen=True)
class ChainedKey:
    """The key of the first certificate of a chain. `problem` says why the chain proves nobody, None where it does.

    `name` is who the anchored certificate says that it is (a subject's organisation, or a domain), `facts` what a
    reader may unfold.
    """

    key: PublicKey
    problem: VerifierError | None = None
    name: str | None = None
    facts: Mapping[str, Json] = field(default_factory=dict)


def read_controller_document(document: Json, identifier: str) -> ControllerDocument:
    """The document of `identifier`, whose `id` has to be the same.

    Raises Malformed `key.malformed` where it is none; a single odd method only lands in `unusable`.
    """
    if not isinstance(document, dict) or document.get("id") != identifier:
        raise Malformed("key.malformed", {"reason": "the document is not the issuer's", "issuer": identifier})
    methods: dict[str, VerificationMethod] = {}
    unusable: dict[str, VerifierError] = {}
    entries = _entries(document.get("verificationMethod")) + _entries(document.get("publicKey"))
    purposes: dict[str, frozenset[str]] = {}
    for purpose in PURPOSES:
        named = _entries(document.get(purpose))
        entries += [entry for entry in named if isinstance(entry, dict)]
        ids = [entry.get("id") if isinstance(entry, dict) else entry for entry in named]
        purposes[purpose] = frozenset(absolute(each, identifier) for each in ids if isinstance(each, str))
    if len(entries) > _MOST_METHODS:
        raise Malformed("key.malformed", {"reason": "too many keys", "issuer": identifier})
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            continue
        method_id = absolute(str(entry["id"]), identifier)
        try:
            methods[method_id] = read_method(entry, method_id, identifier)
        except VerifierError as error:
            unusable[method_id] = error
    return ControllerDocument(identifier, methods, purposes, unusable)


def combine(documents: Sequence[ControllerDocument]) -> ControllerDocument:
    """What an issuer publishes in several places, together; at least one. A name's first key counts."""
    first, *others = documents
    for each in others:
        methods = {**each.methods, **first.methods}
        purposes = {
            name: first.purposes.get(name, frozenset()) | each.purposes.get(name, frozenset()) for name in PURPOSES
        }
        unusable = {name: error for name, error in {**each.unusable, **first.unusable}.items() if name not in methods}
        first = replace(first, methods=methods, purposes=purposes, unusable=unusable)
    return first


def read_method(entry: JsonObject, method_id: str, default_controller: str) -> VerificationMethod:
    """One verification method. Raises Unsupported `key.unsupported` or Malformed `key.malformed`."""
    if not _SECRET.isdisjoint(entry):
        raise Malformed("key.malformed", {"reason": "a private key was published"})
    controller = entry.get("controller")
    keys = _keys(entry)
    if not keys:
        raise Unsupported("key.unsupported", {"kind": str(entry.get("type"))[:80]})
    if any(key != keys[0] for key in keys):
        raise Malformed("key.malformed", {"reason": "two keys under one name"})
    controller = controller if isinstance(controller, str) else default_controller
    return VerificationMethod(method_id, controller, keys[-1], _moment(entry, "expires"), _moment(entry, "revoked"))


def end_of(method: VerificationMethod, created: Json, at: datetime) -> VerifierError | None:
    """Why a signature counts for nothing because its key has ended; None where the key has not (section 2.2).

    `created` is when the signature says that it was made. One that says so itself is Invalid `key.revoked` or
    `key.expired`; any other is Unreachable with that code once the key has ended at `at`, since its date is only the
    word of whoever holds the key.
    """
    ends = [(code, end) for code, end in (("key.revoked", method.revoked), ("key.expired", method.expires)) if end]
    for code, end in ends:
        if _is_dated_from(created, end):
            return Invalid(code, {"key_ended": write_moment(end)})
    for code, end in ends:
        if end <= at:
            return Unreachable(code, {"key_ended": write_moment(end)})
    return None


def _is_dated_from(created: Json, end: datetime) -> bool:
    try:
        return read_moment(created) >= end
    except Malformed:
        return False


def _moment(entry: JsonObject, name: str) -> datetime | None:
    if entry.get(name) is None:
        return None
    try:
        return read_moment(entry[name], zone_required=True)
    except Malformed as error:
        raise Malformed(
            "key.malformed", {"reason": "a key's end is no date", "value": str(entry[name])[:60]}
        ) from error


def _keys(entry: JsonObject) -> list[PublicKey]:
    """The key, once for each way in which the method writes it; a JWK, which can limit its use, comes last.

    `publicKeyMultibase` of Multikey and Ed25519VerificationKey2020, `publicKeyBase58` of Ed25519VerificationKey2018,
    `publicKeyJwk` of JsonWebKey and JsonWebKey2020.
    """
    multibase, jwk, base58 = (entry.get(f"publicKey{name}") for name in ("Multibase", "Jwk", "Base58"))
    keys = [read_multikey(multibase)] if isinstance(multibase, str) else []
    curve = _BASE58.get(str(entry.get("type")))
    if isinstance(base58, str) and curve is not None:
        keys.append(read_base58(curve, base58))
    return [*keys, read_jwk(jwk)] if isinstance(jwk, dict) else keys


def absolute(method: str, identifier: str) -> str:
    """A verification method's id; a bare fragment belongs to `identifier`."""
    return identifier + method if method.startswith("#") else method


def _entries(value: Json) -> list[Json]:
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]
