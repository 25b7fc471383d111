"""ecdsa-sd-2023 (Data Integrity ECDSA Cryptosuites 1.0, sections 3.5 and 3.6): each statement signed by itself, P-256.

The issuer signs a base proof for the holder alone: each statement by a key of this proof's own, that key and the
mandatory statements by the issuer's. The holder derives proofs of a part, which a verifier sees.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from verifier.codec import data_integrity, proof_values
from verifier.codec.cbor import Cbor
from verifier.codec.keys import PrivateKey, PublicKey, generate, read_raw
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.codec.selection import take_pointers
from verifier.codec.selective import Statements, hmac_labels
from verifier.codec.selective_proofs import (
    Covered,
    check_kind,
    check_number,
    covered_by_base,
    covered_by_derived,
)
from verifier.context import Context
from verifier.errors import Invalid, JsonObject, VerifierError
from verifier.policy import Policy, Role

NAME = "ecdsa-sd-2023"
BASE, DERIVED = b"\xd9\x5d\x00", b"\xd9\x5d\x01"
_SCHEMES: Mapping[str, data_integrity.Scheme] = {"P-256": data_integrity.ECDSA["P-256"]}
_ES256, _SIGNATURE, _HMAC_KEY, _DIGEST = "ES256", 64, 32, 32
_MULTICODEC, _PUBLIC_KEY = b"\x80\x24", 35  # P-256 and a compressed point


def check_form(proof: JsonObject, policy: Policy) -> None:
    """Raises Invalid `proof.base_proof` for a base proof that somebody else than its holder looks at; Malformed
    `proof.encoding`, `proof.malformed` for what is no proof of this suite."""
    check_kind(proof, {BASE}, {DERIVED}, for_holder=policy.role is Role.HOLDER)


def can_derive_from(proof: JsonObject) -> bool:
    """Whether it is a base proof."""
    return proof_values.read_header(proof) == BASE


def mandatory_pointers(proof: JsonObject) -> list[str]:
    """The JSON pointers of what every part of a base proof shows. Raises Malformed `proof.encoding`, `.malformed`."""
    return _read_base(proof)[4]


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature`, `proof.base_proof`; Malformed, Unsupported `proof.*`; `structure.*`."""
    check_form(proof, context.policy)
    data_integrity.scheme_for(key, _SCHEMES)
    if can_derive_from(proof):
        base, own, hmac_key, signatures, pointers = _read_base(proof)
        covered, _ = covered_by_base(document, proof, pointers, hmac_labels(hmac_key), context.load_context)
    else:
        base, own, signatures, labels, places = _read_derived(proof)
        covered = covered_by_derived(document, proof, labels, places, context.load_context)
    if not key.verify(_message(covered, own), base, _ES256):
        raise Invalid("proof.signature")
    _verify_each(own, covered.others, signatures)


def _message(covered: Covered, own: bytes) -> bytes:
    """What the issuer signs: the proof's own key stands for the statements that it signs."""
    return covered.proof_hash + own + covered.mandatory_hash


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more, base, proof. `options` name at least verificationMethod and proofPurpose, and may
    have `mandatoryPointers`: the JSON pointers of what is shown always. Raises Malformed `proof.pointer`."""
    return sign_with(document, options, key, context, secrets.token_bytes(_HMAC_KEY), generate("P-256"))


def sign_with(
    document: JsonObject, options: JsonObject, key: PrivateKey, context: Context, hmac_key: bytes, own: PrivateKey
) -> JsonObject:
    """As `sign_document`, with the secrets that it makes up: the HMAC key and the proof's own P-256 key."""
    data_integrity.scheme_for(key, _SCHEMES)
    pointers, options = take_pointers(options)
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    covered, _ = covered_by_base(document, options, pointers, hmac_labels(hmac_key), context.load_context)
    public = _MULTICODEC + own.public.raw
    base = key.sign(_message(covered, public), _ES256)
    signatures = [own.sign(line.encode(), _ES256) for line in covered.others]
    value = proof_values.write_value(BASE, [base, public, hmac_key, [*signatures], [*pointers]])
    return data_integrity.add_proof(document, {**options, "proofValue": value})


def derive_document(
    document: JsonObject,
    proof: JsonObject,
    pointers: Sequence[str],
    context: Context,
    *,
    presentation_header: bytes = b"",  # noqa: ARG001  (as every suite is asked)
) -> JsonObject:
    """The part of the document that is mandatory or that `pointers` name, with a derived proof out of the base `proof`.

    A proof of this suite carries no presentation header. Raises Malformed `proof.pointer`, `proof.malformed`; Invalid
    `proof.signature` where the base proof is none of this document.
    """
    base, own, hmac_key, signatures, mandatory = _read_base(proof)
    statements = Statements(data_integrity.unsecured(document), hmac_labels(hmac_key), context.load_context)
    _verify_each(own, statements.split(statements.choose(mandatory))[1], signatures)
    shown = statements.disclose(mandatory, pointers)
    labels: dict[int | str, Cbor] = {number: decode_base64url(label[1:]) for number, label in shown.labels.items()}
    parts: list[Cbor] = [base, own, [signatures[place] for place in shown.disclosed], labels, [*shown.mandatory]]
    return {**shown.document, "proof": {**proof, "proofValue": proof_values.write_value(DERIVED, parts)}}


def _verify_each(own: bytes, lines: Sequence[str], signatures: Sequence[bytes]) -> None:
    """Whether the key of the proof's own (as a Multikey) signed each line, in order."""
    check_number(signatures, lines)
    if not own.startswith(_MULTICODEC):
        raise proof_values.malformed()
    try:
        key = read_raw("P-256", own[len(_MULTICODEC) :])
    except VerifierError as error:
        raise proof_values.malformed() from error
    if not all(key.verify(line.encode(), each, _ES256) for line, each in zip(lines, signatures, strict=True)):
        raise Invalid("proof.signature")


def _read_base(proof: JsonObject) -> tuple[bytes, bytes, bytes, list[bytes], list[str]]:
    """Signature, own key, HMAC key, signatures and mandatory pointers of a base proof (section 3.5.3)."""
    base, own, hmac_key, signatures, pointers = proof_values.read_value(proof, 5)
    return (
        proof_values.octets(base, _SIGNATURE),
        proof_values.octets(own, _PUBLIC_KEY),
        proof_values.octets(hmac_key, _HMAC_KEY),
        proof_values.octet_strings(signatures, _SIGNATURE),
        proof_values.texts(pointers),
    )


def _read_derived(proof: JsonObject) -> tuple[bytes, bytes, list[bytes], dict[int, str], list[int]]:
    """Signature, own key, signatures, labels and mandatory places of a derived proof (section 3.5.8)."""
    base, own, signatures, labels, places = proof_values.read_value(proof, 5)
    return (
        proof_values.octets(base, _SIGNATURE),
        proof_values.octets(own, _PUBLIC_KEY),
        proof_values.octet_strings(signatures, _SIGNATURE),
        {
            number: "u" + encode_base64url(proof_values.octets(label, _DIGEST))
            for number, label in proof_values.by_number(labels).items()
        },
        proof_values.places(places),
    )
