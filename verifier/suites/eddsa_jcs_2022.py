"""eddsa-jcs-2022 (Data Integrity EdDSA Cryptosuites 1.0, section 3.3): JCS, SHA-256, Ed25519."""

from __future__ import annotations

from verifier.codec import whole_proofs
from verifier.codec.data_integrity import EDDSA
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "eddsa-jcs-2022"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:  # noqa: ARG001  (as every suite is asked)
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    whole_proofs.verify_jcs(document, proof, key, EDDSA)


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:  # noqa: ARG001  (as every suite is asked)
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    return whole_proofs.sign_jcs(document, options, key, EDDSA)
