"""eddsa-rdfc-2022 (Data Integrity EdDSA Cryptosuites 1.0, section 3.2): RDFC-1.0, SHA-256, Ed25519."""

from __future__ import annotations

from verifier.codec import data_integrity
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "eddsa-rdfc-2022"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    config = data_integrity.proof_config(document, proof)
    covered = data_integrity.covered(document, proof)
    message = data_integrity.rdfc_hash(covered, config, context.load_context, scheme.hash_name)
    data_integrity.verify_value(key, message, proof, scheme)


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    config = data_integrity.proof_config(document, options)
    covered = data_integrity.covered(document, options)
    message = data_integrity.rdfc_hash(covered, config, context.load_context, scheme.hash_name)
    value = data_integrity.sign_value(key, message, scheme)
    return data_integrity.add_proof(document, {**options, "proofValue": value})
