"""bbs-2023 (Data Integrity BBS Cryptosuites 1.0, section 3): statements signed together, shown in part, unlinkably.

The baseline feature. Proofs that are bound to a holder's secret, or carry a pseudonym, are named and not checked.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from verifier.codec import bbs, data_integrity, proof_values
from verifier.codec.cbor import Cbor
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.codec.selection import take_pointers
from verifier.codec.selective import shuffled_labels
from verifier.codec.selective_proofs import (
    Covered,
    check_kind,
    check_number,
    covered_by_base,
    covered_by_derived,
)
from verifier.context import Context
from verifier.errors import Invalid, JsonObject, Malformed, Unsupported
from verifier.policy import Policy, Role

NAME = "bbs-2023"
BASE, DERIVED = b"\xd9\x5d\x02", b"\xd9\x5d\x03"
_HOLDERS, _PSEUDONYM = "it is bound to a secret of the holder", "it carries a pseudonym of the holder"
# Holder binding; pseudonym; both.
_OTHER_BASES = {b"\xd9\x5d\x04": _HOLDERS, b"\xd9\x5d\x06": _PSEUDONYM, b"\xd9\x5d\x08": _PSEUDONYM}
_OTHER_DERIVED = {b"\xd9\x5d\x05": _HOLDERS, b"\xd9\x5d\x07": _PSEUDONYM, b"\xd9\x5d\x09": _PSEUDONYM}
_SCHEMES: Mapping[str, data_integrity.Scheme] = {"BLS12-381-G2": data_integrity.Scheme("BBS", "sha256")}
_HEADER, _HMAC_KEY = 64, 32
_LONGEST_PRESENTATION_HEADER = 8192


def check_form(proof: JsonObject, policy: Policy) -> None:
    """Raises Invalid `proof.base_proof` for a base proof, of any feature, that somebody else than its holder looks at;
    Unsupported `proof.unsupported` for other features; Malformed `proof.encoding`, `proof.malformed`."""
    bases, derived = {BASE, *_OTHER_BASES}, {DERIVED, *_OTHER_DERIVED}
    header = check_kind(proof, bases, derived, for_holder=policy.role is Role.HOLDER)
    feature = _OTHER_BASES.get(header) or _OTHER_DERIVED.get(header)
    if feature is not None:
        raise Unsupported("proof.unsupported", {"reason": feature})


def can_derive_from(proof: JsonObject) -> bool:
    """Whether it is a base proof of the baseline feature."""
    return proof_values.read_header(proof) == BASE


def mandatory_pointers(proof: JsonObject) -> list[str]:
    """The JSON pointers of what every part of a base proof shows. Raises Malformed `proof.encoding`, `.malformed`."""
    return _read_base(proof)[4]


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature`, `proof.base_proof`; Malformed, Unsupported `proof.*`; `structure.*`."""
    check_form(proof, context.policy)
    data_integrity.scheme_for(key, _SCHEMES)
    if can_derive_from(proof):
        signature, header, public, hmac_key, pointers = _read_base(proof)
        covered, _ = covered_by_base(document, proof, pointers, shuffled_labels(hmac_key), context.load_context)
        if public != key.raw:
            raise Invalid("proof.signature")
        _verify_base(covered, signature, header, public)
        return
    shown, labels, places, disclosed, presentation_header = _read_derived(proof)
    covered = covered_by_derived(document, proof, labels, places, context.load_context)
    check_number(disclosed, covered.others)
    messages = dict(zip(disclosed, _messages(covered), strict=True))
    if not bbs.verify_proof(key.raw, shown, _header(covered), presentation_header, messages):
        raise Invalid("proof.signature")


def _header(covered: Covered) -> bytes:
    return covered.proof_hash + covered.mandatory_hash


def _messages(covered: Covered) -> list[bytes]:
    return [line.encode() for line in covered.others]


def _verify_base(covered: Covered, signature: bytes, header: bytes, public: bytes) -> None:
    if header != _header(covered) or not bbs.verify(public, signature, header, _messages(covered)):
        raise Invalid("proof.signature")


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more, base, proof. `options` name at least verificationMethod and proofPurpose, and may
    have `mandatoryPointers`: the JSON pointers of what is shown always. Raises Malformed `proof.pointer`."""
    return sign_with(document, options, key, context, secrets.token_bytes(_HMAC_KEY))


def sign_with(
    document: JsonObject, options: JsonObject, key: PrivateKey, context: Context, hmac_key: bytes
) -> JsonObject:
    """As `sign_document`, with the HMAC key that it makes up."""
    data_integrity.scheme_for(key, _SCHEMES)
    pointers, options = take_pointers(options)
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    covered, _ = covered_by_base(document, options, pointers, shuffled_labels(hmac_key), context.load_context)
    header = _header(covered)
    signature = bbs.sign(key.secret, header, _messages(covered))
    value = proof_values.write_value(BASE, [signature, header, key.public.raw, hmac_key, [*pointers]])
    return data_integrity.add_proof(document, {**options, "proofValue": value})


def derive_document(
    document: JsonObject,
    proof: JsonObject,
    pointers: Sequence[str],
    context: Context,
    *,
    presentation_header: bytes = b"",
) -> JsonObject:
    """The part of the document that is mandatory or that `pointers` name, with a derived proof out of the base `proof`.

    Nothing of two such proofs is alike but what is shown, where it stood, and the proof's options. Raises Malformed
    `proof.pointer`, `proof.malformed`; Unsupported `proof.unsupported` for other features; Invalid `proof.signature`
    where the base proof is none of this document.
    """
    return derive_with(document, proof, pointers, context, presentation_header, bbs.random_scalars)


def derive_with(
    document: JsonObject,
    proof: JsonObject,
    pointers: Sequence[str],
    context: Context,
    presentation_header: bytes,
    randomness: bbs.Randomness,
) -> JsonObject:
    """As `derive_document`, with the randomness that it makes up."""
    signature, header, public, hmac_key, mandatory = _read_base(proof)
    if len(presentation_header) > _LONGEST_PRESENTATION_HEADER:
        raise Malformed("proof.too_large", {"limit": _LONGEST_PRESENTATION_HEADER})
    labels_of = shuffled_labels(hmac_key)
    covered, statements = covered_by_base(document, proof, mandatory, labels_of, context.load_context)
    _verify_base(covered, signature, header, public)
    shown, messages = statements.disclose(mandatory, pointers), _messages(covered)
    proved = bbs.prove(public, signature, header, presentation_header, messages, shown.disclosed, randomness)
    labels: dict[int | str, Cbor] = {number: int(label[1:]) for number, label in shown.labels.items()}
    parts: list[Cbor] = [proved, labels, [*shown.mandatory], [*shown.disclosed], presentation_header]
    return {**shown.document, "proof": {**proof, "proofValue": proof_values.write_value(DERIVED, parts)}}


def _read_base(proof: JsonObject) -> tuple[bytes, bytes, bytes, bytes, list[str]]:
    """Signature, header, public key, HMAC key and mandatory pointers of a base proof (section 3.3.2)."""
    signature, header, public, hmac_key, pointers = proof_values.read_value(proof, 5)
    return (
        proof_values.octets(signature, bbs.SIGNATURE_LENGTH),
        proof_values.octets(header, _HEADER),
        proof_values.octets(public, bbs.PUBLIC_LENGTH),
        proof_values.octets(hmac_key, _HMAC_KEY),
        proof_values.texts(pointers),
    )


def _read_derived(proof: JsonObject) -> tuple[bytes, dict[int, str], list[int], list[int], bytes]:
    """Proof, labels, mandatory places, disclosed places and presentation header of a derived proof (section 3.3.7)."""
    shown, labels, places, disclosed, presentation_header = proof_values.read_value(proof, 5)
    return (
        proof_values.octets(shown),
        {number: f"b{proof_values.number(label)}" for number, label in proof_values.by_number(labels).items()},
        proof_values.places(places),
        proof_values.places(disclosed),
        proof_values.octets(presentation_header),
    )
