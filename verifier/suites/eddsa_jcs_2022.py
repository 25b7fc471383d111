"""eddsa-jcs-2022 (Data Integrity EdDSA Cryptosuites 1.0, section 3.3): JCS, SHA-256, Ed25519."""

from __future__ import annotations

from verifier.codec import data_integrity
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "eddsa-jcs-2022"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:  # noqa: ARG001
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    message = data_integrity.jcs_hash(data_integrity.covered(document, proof), proof, scheme.hash_name)
    data_integrity.verify_value(key, message, proof, scheme)


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:  # noqa: ARG001
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    if "@context" in document:
        options = {**options, "@context": document["@context"]}
    message = data_integrity.jcs_hash(data_integrity.covered(document, options), options, scheme.hash_name)
    value = data_integrity.sign_value(key, message, scheme)
    return data_integrity.add_proof(document, {**options, "proofValue": value})
