"""ecdsa-jcs-2019 (Data Integrity ECDSA Cryptosuites 1.0, section 3.3): JCS and ECDSA.

P-256 goes with SHA-256, P-384 with SHA-384.
"""

from __future__ import annotations

from verifier.codec import data_integrity
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "ecdsa-jcs-2019"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:  # noqa: ARG001
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    scheme = data_integrity.scheme_for(key, data_integrity.ECDSA)
    message = data_integrity.jcs_hash(data_integrity.covered(document, proof), proof, scheme.hash_name)
    data_integrity.verify_value(key, message, proof, scheme)


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:  # noqa: ARG001
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    scheme = data_integrity.scheme_for(key, data_integrity.ECDSA)
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    if "@context" in document:
        options = {**options, "@context": document["@context"]}
    message = data_integrity.jcs_hash(data_integrity.covered(document, options), options, scheme.hash_name)
    value = data_integrity.sign_value(key, message, scheme)
    return data_integrity.add_proof(document, {**options, "proofValue": value})
