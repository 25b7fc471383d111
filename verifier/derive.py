"""Show a part of a credential: what a holder does with a base proof, by the same suites that verify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.codec.data_integrity import proofs_of
from verifier.errors import JsonObject, Unsupported
from verifier.pipeline import verify_in
from verifier.plugins import DerivingSuite, all_suites, can_derive
from verifier.policy import DEFAULT, Role
from verifier.visit import Visit
from verifier.world import World


def derive(
    document: JsonObject,
    pointers: Sequence[str],
    world: World,
    *,
    suite: str | None = None,
    presentation_header: bytes = b"",
) -> JsonObject:
    """The part of a credential that its issuer made mandatory or that `pointers` name, with a proof of that part alone.

    `pointers` are JSON pointers (RFC 6901) into the document; an empty one names all of it. The first base proof is
    used, or the first of `suite`. A bbs-2023 proof is bound to `presentation_header` (8192 bytes at most); others have
    no place for one.

    Raises Unsupported `proof.unsupported` where there is no base proof to derive from; Malformed `proof.pointer` for a
    pointer that leads nowhere, or to what means something else by itself; Invalid `proof.signature` where the base
    proof does not fit the document; `structure.*`, `proof.*` for what else is wrong with either.
    """
    visit = Visit(world, replace(DEFAULT, role=Role.HOLDER), verify_in)
    for proof in proofs_of(document):
        deriving = _deriving(proof, suite) if isinstance(proof, dict) else None
        if isinstance(proof, dict) and deriving is not None:
            return deriving.derive_document(document, proof, pointers, visit, presentation_header=presentation_header)
    raise Unsupported("proof.unsupported", {"reason": "it cannot be shown in part"})


def _deriving(proof: JsonObject, wanted: str | None) -> DerivingSuite | None:
    """The suite of this proof, where it is a base proof of the suite that is wanted."""
    name = proof.get("cryptosuite")
    suite = all_suites().get(name) if isinstance(name, str) and proof.get("type") == "DataIntegrityProof" else None
    if suite is None or not can_derive(suite) or wanted not in (None, suite.NAME):
        return None
    return suite if suite.can_derive_from(proof) else None
