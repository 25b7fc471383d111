"""Proofs that sign a document as a whole, as the cryptosuites of Data Integrity define them: over RDF or over JSON.

Data Integrity EdDSA Cryptosuites 1.0 and Data Integrity ECDSA Cryptosuites 1.0, sections 3.2 (RDFC) and 3.3 (JCS): one
procedure, in which the suite decides the schemes. `options` name at least the proof's type, and `cryptosuite`.
"""

from __future__ import annotations

from collections.abc import Mapping

from verifier.codec import data_integrity
from verifier.codec.data_integrity import LoadContext, Scheme
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.errors import JsonObject

Schemes = Mapping[str, Scheme]


def verify_rdfc(
    document: JsonObject, proof: JsonObject, key: PublicKey, schemes: Schemes, load_context: LoadContext
) -> None:
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    scheme = data_integrity.scheme_for(key, schemes)
    message = _rdfc_message(document, proof, scheme, load_context)
    data_integrity.verify_value(key, message, proof, scheme)


def sign_rdfc(
    document: JsonObject, options: JsonObject, key: PrivateKey, schemes: Schemes, load_context: LoadContext
) -> JsonObject:
    """The document with one more proof, made of `options`. Raises as `verify_rdfc` does."""
    scheme = data_integrity.scheme_for(key, schemes)
    message = _rdfc_message(document, options, scheme, load_context)
    value = data_integrity.sign_value(key, message, scheme)
    return data_integrity.add_proof(document, {**options, "proofValue": value})


def verify_jcs(document: JsonObject, proof: JsonObject, key: PublicKey, schemes: Schemes) -> None:
    """Raises Invalid `proof.signature`, Unsupported `proof.unsupported` or Malformed `proof.*`, `structure.*`."""
    scheme = data_integrity.scheme_for(key, schemes)
    message = data_integrity.jcs_hash(data_integrity.covered(document, proof), proof, scheme.hash_name)
    data_integrity.verify_value(key, message, proof, scheme)


def sign_jcs(document: JsonObject, options: JsonObject, key: PrivateKey, schemes: Schemes) -> JsonObject:
    """The document with one more proof, made of `options` and the document's context. Raises as `verify_jcs` does."""
    scheme = data_integrity.scheme_for(key, schemes)
    if "@context" in document:
        options = {**options, "@context": document["@context"]}
    message = data_integrity.jcs_hash(data_integrity.covered(document, options), options, scheme.hash_name)
    value = data_integrity.sign_value(key, message, scheme)
    return data_integrity.add_proof(document, {**options, "proofValue": value})


def _rdfc_message(document: JsonObject, proof: JsonObject, scheme: Scheme, load_context: LoadContext) -> bytes:
    config = data_integrity.proof_config(document, proof)
    return data_integrity.rdfc_hash(data_integrity.covered(document, proof), config, load_context, scheme.hash_name)
