"""eddsa-rdfc-2022 (Data Integrity EdDSA Cryptosuites 1.0, section 3.2): RDFC-1.0, SHA-256, Ed25519."""

from __future__ import annotations

from verifier.codec import data_integrity
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "eddsa-rdfc-2022"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    config = data_integrity.proof_config(document, proof)
    message = data_integrity.rdfc_hash(data_integrity.covered(document, proof), config, context.load_context)
    data_integrity.verify_ed25519(key, message, proof)


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    config = data_integrity.proof_config(document, options)
    message = data_integrity.rdfc_hash(data_integrity.covered(document, options), config, context.load_context)
    return data_integrity.add_proof(document, {**options, "proofValue": data_integrity.sign_ed25519(key, message)})
