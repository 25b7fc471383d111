"""Ed25519Signature2018 (Ed25519 Signature 2018, section 3): RDF canonicalisation, SHA-256, and a detached JWS."""

from __future__ import annotations

from verifier.codec import data_integrity, detached_jws
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "Ed25519Signature2018"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    config = data_integrity.nested_proof_config(document, proof, "jws")
    message = data_integrity.rdfc_hash(data_integrity.covered(document, proof), config, context.load_context)
    detached_jws.verify(key, message, proof, frozenset({scheme.algorithm}))


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
    options = {"type": NAME, **options}
    config = data_integrity.nested_proof_config(document, options, "jws")
    message = data_integrity.rdfc_hash(data_integrity.covered(document, options), config, context.load_context)
    value = detached_jws.sign(key, message, scheme.algorithm)
    return data_integrity.add_proof(document, {**options, "jws": value})
