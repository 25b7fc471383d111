"""Ed25519Signature2020 (Ed25519 Signature 2020, section 3): as eddsa-rdfc-2022, under a proof type of its own."""

from __future__ import annotations

from verifier.codec import data_integrity
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "Ed25519Signature2020"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    config = data_integrity.legacy_proof_config(document, proof)
    message = data_integrity.rdfc_hash(data_integrity.covered(document, proof), config, context.load_context)
    data_integrity.verify_value(key, message, proof, scheme)


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    options = {"type": NAME, **options}
    config = data_integrity.legacy_proof_config(document, options)
    message = data_integrity.rdfc_hash(data_integrity.covered(document, options), config, context.load_context)
    value = data_integrity.sign_value(key, message, scheme)
    return data_integrity.add_proof(document, {**options, "proofValue": value})
