"""Show a part of a credential: what a holder does with what an issuer gave for that, by the files that verify it.

A base proof and an undisclosed disclosure are the holder's alone: what comes out of here never has one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from verifier.codec.data_integrity import proofs_of
from verifier.codec.keys import PublicKey, read_did_key
from verifier.credential import Credential
from verifier.disclosable import Binding, Claim, Disclosable, is_above, is_within, leaves, parent
from verifier.errors import Json, JsonObject, Unsupported, VerifierError
from verifier.kinds import DerivingSuite, DisclosingFormat, can_derive, discloses_itself
from verifier.pipeline import verify_in
from verifier.plugins import all_formats, all_suites
from verifier.policy import HOLDER
from verifier.reading import read
from verifier.visit import Visit
from verifier.world import World

_COMES_ALONG = frozenset({"id", "@id", "type", "@type"})
_NOT_SAID = frozenset({"@context", "proof"})
_UNLINKABLE = "bbs-2023"
# How values of base proofs begin, of whatever feature: multibase base64url of 0xd9, 0x5d and an even number.
_BASE_VALUE = re.compile(rb"u2V0[ACEGI]")
MAX_INSIDE = 4  # credentials inside credentials that are looked through


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
    deriving, proof = _base_proof(document, suite)
    visit = Visit(world, HOLDER, verify_in)
    return deriving.derive_document(document, proof, pointers, visit, presentation_header=presentation_header)


def derive_credential(raw: bytes, pointers: Sequence[str], world: World, binding: Binding | None = None) -> bytes:
    """As `derive`, of any format that can be shown in part, as bytes; with `""` among the pointers all of it.

    Where the format has a place for it, what is shown is bound to `binding`: a key-binding JWT of a credential that is
    bound to that key (RFC 9901, section 4.3), the nonce as the presentation header of bbs-2023. Raises as `derive` and
    `read` do.
    """
    credential = read(raw)
    own = _disclosing(credential)
    if own is not None:
        return own.derive_part(credential, pointers, binding, world.at)
    header = binding.nonce.encode() if binding else b""
    return json.dumps(derive(credential.claims, pointers, world, presentation_header=header)).encode()


def read_disclosable(raw: bytes) -> Disclosable:
    """What of the credential can be shown apart. Raises as `read` does, and for disclosures that do not fit."""
    credential = read(raw)
    own = _disclosing(credential)
    if own is not None:
        return own.read_disclosable(credential)
    holder = _subject_key(credential)
    try:
        suite, proof = _base_proof(credential.claims)
    except Unsupported:
        return Disclosable(holder=holder, keeps_secrets=holds_base_proof(raw))
    mandatory = suite.mandatory_pointers(proof)
    said: JsonObject = {name: each for name, each in credential.claims.items() if name not in _NOT_SAID}
    claims = tuple(_claim(pointer, value, mandatory, said) for pointer, value in leaves(said, lambda _: False))
    shown = tuple(each for each in claims if _NOT_SAID.isdisjoint(each.pointer.split("/")))
    return Disclosable(suite.NAME, shown, linkable=suite.NAME != _UNLINKABLE, holder=holder)


def _claim(pointer: str, value: Json, mandatory: Sequence[str], said: JsonObject) -> Claim:
    """One claim under a suite that shows identifier and types of every object on the way (`codec.selection`)."""
    above = parent(pointer)
    if pointer.rpartition("/")[2] not in _COMES_ALONG:
        return Claim(pointer, value, pointer, always=any(is_within(pointer, each) for each in mandatory))
    always = not above or is_above(above, set(mandatory)) or any(is_within(pointer, each) for each in mandatory)
    return Claim(pointer, value, above if _has_nothing_else(above, said) else None, always=always)


def _has_nothing_else(pointer: str, said: JsonObject) -> bool:
    value: Json = said
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name] if isinstance(value, dict) else None
    return isinstance(value, dict) and _COMES_ALONG.issuperset(value)


def _disclosing(credential: Credential) -> DisclosingFormat | None:
    own = next(each for each in all_formats() if credential.format == each.NAME)
    return own if discloses_itself(own) and not credential.is_presentation else None


def _base_proof(document: JsonObject, wanted: str | None = None) -> tuple[DerivingSuite, JsonObject]:
    """The first base proof, or the first of a suite, with the suite that derives from it."""
    for proof in proofs_of(document):
        name = proof.get("cryptosuite") if isinstance(proof, dict) else None
        suite = all_suites().get(name) if isinstance(name, str) else None
        if not isinstance(proof, dict) or proof.get("type") != "DataIntegrityProof" or wanted not in (None, name):
            continue
        if suite is not None and can_derive(suite) and suite.can_derive_from(proof):
            return suite, proof
    raise Unsupported("proof.unsupported", {"reason": "it cannot be shown in part"})


def holds_base_proof(raw: bytes) -> bool:
    """Whether the value of a base proof stands anywhere in a credential, or in one that it carries.

    Where that cannot be told, because it is nested too deep, it does. What nobody can read is as it stands.
    """
    return _holds_base_proof(raw, MAX_INSIDE)


def _holds_base_proof(raw: bytes, depth: int) -> bool:
    if _BASE_VALUE.search(raw):
        return True
    try:
        credential = read(raw)
    except VerifierError:
        return False
    if _BASE_VALUE.search(json.dumps(credential.claims).encode()):
        return True
    return bool(credential.inside) if depth == 0 else any(_holds_base_proof(e, depth - 1) for e in credential.inside)


def _subject_key(credential: Credential) -> PublicKey | None:
    """The key that the subject's identifier is."""
    try:
        return read_did_key(credential.subject or "")
    except VerifierError:
        return None
