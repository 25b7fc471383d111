"""JsonWebSignature2020 (JSON Web Signature 2020, sections 3 and 4): RDF canonicalisation, SHA-256, a detached JWS."""

from __future__ import annotations

from verifier.codec import data_integrity, detached_jws
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "JsonWebSignature2020"
# Curve (or RSA) -> the algorithm that goes with it (section 4.1, without secp256k1).
_ALGORITHMS = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "RSA": "PS256"}


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    config = data_integrity.nested_proof_config(document, proof, "jws")
    message = data_integrity.rdfc_hash(data_integrity.covered(document, proof), config, context.load_context)
    detached_jws.verify(key, message, proof, frozenset(_ALGORITHMS.values()))


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    options = {"type": NAME, **options}
    config = data_integrity.nested_proof_config(document, options, "jws")
    message = data_integrity.rdfc_hash(data_integrity.covered(document, options), config, context.load_context)
    value = detached_jws.sign(key, message, _ALGORITHMS.get(key.curve, ""))
    return data_integrity.add_proof(document, {**options, "jws": value})
