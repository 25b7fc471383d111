"""What the suites of Verifiable Credential Data Integrity 1.0 have in common (sections 4.2 to 4.6): pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from verifier.codec import jcs, jsonld, meaning, rdfc
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.codec.moments import read_moment
from verifier.codec.multibase import decode_base58, encode
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unsupported

LoadContext = Callable[[str], JsonObject]
MAX_PREVIOUS = 10  # proofs that one proof may follow


@dataclass(frozen=True)
class Scheme:
    """How keys of one curve sign in a suite: the JOSE name of the signature, and the hash before it."""

    algorithm: str
    hash_name: str


EDDSA: Mapping[str, Scheme] = {"Ed25519": Scheme("EdDSA", "sha256")}
ECDSA: Mapping[str, Scheme] = {"P-256": Scheme("ES256", "sha256"), "P-384": Scheme("ES384", "sha384")}


def scheme_for(key: PublicKey | PrivateKey, schemes: Mapping[str, Scheme]) -> Scheme:
    """How this key signs in a suite of these schemes. Raises Invalid `proof.signature` where it cannot have."""
    scheme = schemes.get(key.curve)
    if scheme is None:
        raise Invalid("proof.signature", {"reason": f"the key is {key.curve}, the suite needs {' or '.join(schemes)}"})
    return scheme


def unsecured(document: JsonObject) -> JsonObject:
    """The document without its proofs."""
    return {key: value for key, value in document.items() if key != "proof"}


def covered(document: JsonObject, proof: JsonObject) -> JsonObject:
    """What `proof` signs: the document without proofs, or with those that its `previousProof` names (section 4.3).

    Raises Malformed `proof.previous` where one of them is not there, or where they are more than MAX_PREVIOUS.
    """
    names = _as_list(proof["previousProof"]) if "previousProof" in proof else []
    if not names:
        return unsecured(document)
    if len(names) > MAX_PREVIOUS:
        raise Malformed("proof.previous")
    previous: list[Json] = [each for each in proofs_of(document) if isinstance(each, dict) and each.get("id") in names]
    if len(previous) != len(names):
        raise Malformed("proof.previous")
    return {**unsecured(document), "proof": previous}


def proofs_of(document: JsonObject) -> list[Json]:
    """The proofs of a document: none, one, or a set."""
    proof = document.get("proof")
    if isinstance(proof, list):
        return list(proof)
    return [] if proof is None else [proof]


def proof_config(document: JsonObject, proof: JsonObject) -> JsonObject:
    """The proof without its value, in the document's context (vc-di-eddsa, section 3.2.5).

    A proof may name a context of its own only where the document's begins with it (Data Integrity, section 4.4): else
    Malformed `proof.context`. Malformed `proof.malformed` for a `created` that is no date.
    """
    _check_context(document, proof)
    return {**_without(proof, "proofValue"), "@context": document.get("@context")}


def legacy_proof_config(document: JsonObject, proof: JsonObject) -> JsonObject:
    """As `proof_config`, for suites before Data Integrity: the proof's own context is used where it has one."""
    return {"@context": document.get("@context"), **_without(proof, "proofValue")}


def nested_proof_config(document: JsonObject, proof: JsonObject, value: str) -> JsonObject:
    """As `legacy_proof_config` for the suites whose signature is in `value`: a context of the proof's own adds to the
    document's, as it stands within it."""
    contexts = [*_as_list(document.get("@context")), *_as_list(proof.get("@context", []))]
    return {**_without(proof, value), "@context": contexts}


def _check_context(document: JsonObject, proof: JsonObject) -> None:
    if "created" in proof:
        try:
            read_moment(proof["created"])
        except Malformed as error:
            raise Malformed("proof.malformed", {"reason": "created is no date"}) from error
    own, outer = proof.get("@context"), document.get("@context")
    if own is not None and _as_list(outer)[: len(_as_list(own))] != _as_list(own):
        raise Malformed("proof.context")


def jcs_hash(document: JsonObject, proof: JsonObject, hash_name: str) -> bytes:
    """Hash of the canonical proof without its value, then hash of the canonical document (vc-di-eddsa, section 3.3).

    `document` is what the proof covers (`covered`). Where the proof names a context, the document's has to begin with
    it, and is that one alone for the hash. Raises what `proof_config` raises, Unsupported `proof.unsupported` for an
    option of which we cannot know whether it limits the proof, and what `jcs.canonicalize` raises.
    """
    _check_context(document, proof)
    for name in proof:
        if name not in meaning.OPTION_NAMES and name != "proofValue":
            raise Unsupported("proof.unsupported", {"option": name[:200]})
    if "@context" in proof:
        document = {**document, "@context": proof["@context"]}
    parts = (_without(proof, "proofValue"), document)
    return b"".join(hashlib.new(hash_name, jcs.canonicalize(part)).digest() for part in parts)


def rdfc_hash(document: JsonObject, config: JsonObject, load_context: LoadContext, hash_name: str = "sha256") -> bytes:
    """Hash of the canonical proof configuration, then hash of the canonical document (section 4.3 of vc-di-eddsa).

    `document` is what the proof covers (`covered`).

    Both are read strictly: what JSON-LD would drop was not signed, so it is refused (`structure.undefined_term` in the
    document, `proof.undefined_term` in the proof); so is an option under another name (`proof.malformed`).
    """
    config_hash = hash_config(config, load_context, hash_name)
    canonical = jsonld.canonical(document, load_context, hash_name=hash_name)
    return config_hash + hashlib.new(hash_name, canonical.encode()).digest()


def hash_config(config: JsonObject, load_context: LoadContext, hash_name: str = "sha256") -> bytes:
    """Hash of the canonical proof configuration. Raises as `rdfc_hash` does for the proof."""
    try:
        quads = jsonld.to_quads(config, load_context)
        meaning.check_proof_names(config, quads)
        canonical = rdfc.canonicalize(quads, hash_name=hash_name)
    except Malformed as error:
        raise Malformed(error.code.replace("structure.", "proof."), error.facts) from error
    return hashlib.new(hash_name, canonical.encode()).digest()


def verify_value(key: PublicKey, message: bytes, proof: JsonObject, scheme: Scheme) -> None:
    """Raises Invalid `proof.signature`, or Malformed `proof.encoding` where the value is no base58btc."""
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        raise Malformed("proof.encoding", {"reason": "the proof's value is not base58btc"})
    if not key.verify(message, decode_base58(value[1:]), scheme.algorithm):
        raise Invalid("proof.signature")


def sign_value(key: PrivateKey, message: bytes, scheme: Scheme) -> str:
    """The proof's value: multibase base58btc of the signature."""
    return encode(key.sign(message, scheme.algorithm))


def add_proof(document: JsonObject, proof: JsonObject) -> JsonObject:
    """The document with `proof` as its only one, or as one more of a set."""
    proofs = [*proofs_of(document), proof]
    return {**unsecured(document), "proof": proofs[0] if len(proofs) == 1 else proofs}


def _without(proof: JsonObject, value: str) -> JsonObject:
    return {name: each for name, each in proof.items() if name != value}


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
