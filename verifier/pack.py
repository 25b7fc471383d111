"""A trust pack: the keys that issuers publish at this moment, for `check --offline --keys` where there is no network.

It holds nothing about any credential or learner, and no status list: whether something was withdrawn can only be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verifier.codec.controllers import ControllerDocument, VerificationMethod
from verifier.codec.keys import PublicKey, write_jwk
from verifier.codec.moments import write_moment
from verifier.errors import JsonObject, Unsupported, VerifierError
from verifier.pipeline import verify_in
from verifier.policy import DEFAULT
from verifier.visit import Visit
from verifier.world import World

_PURPOSE = "assertionMethod"
_NO_JWK = "BLS12-381-G2"  # a curve whose JWK is not read


@dataclass(frozen=True)
class Pack:
    """`keys` is what `World.keys` takes: issuer -> verification methods. `missing` says whose could not be had."""

    keys: Mapping[str, tuple[JsonObject, ...]]
    missing: Mapping[str, VerifierError]


def pack_keys(issuers: Iterable[str], world: World) -> Pack:
    """The keys with which each of `issuers` (DIDs, https identifiers) signs credentials, as found in `world` now."""
    keys: dict[str, tuple[JsonObject, ...]] = {}
    missing: dict[str, VerifierError] = {}
    for issuer in dict.fromkeys(issuers):
        try:
            entries = _entries(Visit(world, DEFAULT, verify_in).controller(issuer))
        except VerifierError as error:
            missing[issuer] = error
            continue
        if entries:
            keys[issuer] = entries
        else:
            missing[issuer] = Unsupported("key.unsupported", {"issuer": issuer[:300]})
    return Pack(keys, missing)


def _entries(document: ControllerDocument) -> tuple[JsonObject, ...]:
    named = document.purposes.get(_PURPOSE, frozenset())
    return tuple(_entry(method) for name, method in sorted(document.methods.items()) if name in named)


def _entry(method: VerificationMethod) -> JsonObject:
    """A verification method (Controlled Identifiers 1.0, section 2.2) that says no more than we read."""
    ends = {"expires": method.expires, "revoked": method.revoked}
    said: JsonObject = {name: write_moment(end) for name, end in ends.items() if end}
    return {"id": method.id, "controller": method.controller, **_key(method.key), **said}


def _key(key: PublicKey) -> JsonObject:
    if key.curve == _NO_JWK:
        return {"type": "Multikey", "publicKeyMultibase": key.multikey}
    algorithm = {"alg": key.algorithm} if key.algorithm else {}
    return {"type": "JsonWebKey", "publicKeyJwk": {**write_jwk(key), **algorithm}}
