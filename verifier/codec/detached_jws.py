"""The `jws` of the proofs before Data Integrity: detached, its payload signed as it is (RFC 7797)."""

from __future__ import annotations

from verifier.codec import jose
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.errors import JsonObject, Malformed

_UNENCODED = frozenset({"b64"})


def verify(key: PublicKey, message: bytes, proof: JsonObject, allowed: frozenset[str]) -> None:
    """Whether the proof's `jws` signs `message`, by an algorithm out of `allowed`.

    Raises Invalid `proof.signature`, Malformed `proof.malformed`, `proof.encoding` or `proof.algorithm`, Unsupported
    `proof.unsupported`.
    """
    text = proof.get("jws")
    if not isinstance(text, str):
        raise Malformed("proof.malformed", {"reason": "no jws"})
    jws = jose.read_compact(text, detached=message, critical=_UNENCODED)
    if jws.protected.get("b64", True):
        raise Malformed("proof.malformed", {"reason": "the jws is not over the bytes as they are"})
    jose.verify(jws, key, allowed)


def sign(key: PrivateKey, message: bytes, algorithm: str) -> str:
    """The value of `jws`. Raises Unsupported `key.unsupported` where the algorithm is none of the key's."""
    return jose.sign_compact({"b64": False, "crit": ["b64"]}, message, key, algorithm, detached=True)
