"""ecdsa-rdfc-2019 (Data Integrity ECDSA Cryptosuites 1.0, section 3.2): RDFC-1.0 and ECDSA.

P-256 goes with SHA-256, P-384 with SHA-384: inside the canonicalisation, for the hashes and for the signature.
"""

from __future__ import annotations

from verifier.codec import whole_proofs
from verifier.codec.data_integrity import ECDSA
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.errors import JsonObject

NAME = "ecdsa-rdfc-2019"


def verify_proof(document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
    """Raises Invalid `proof.signature` or Malformed `proof.*`, `structure.*`."""
    whole_proofs.verify_rdfc(document, proof, key, ECDSA, context.load_context)


def sign_document(document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
    """The document with one more proof. `options` name at least verificationMethod and proofPurpose."""
    options = {"type": "DataIntegrityProof", "cryptosuite": NAME, **options}
    return whole_proofs.sign_rdfc(document, options, key, ECDSA, context.load_context)
