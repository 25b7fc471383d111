"""A proof that stands in the document that it signs (Verifiable Credential Data Integrity 1.0, section 2.1)."""

from __future__ import annotations

from verifier.credential import Proof
from verifier.errors import Json


def read_proof(entry: Json) -> Proof:
    """Its suite, method and purpose as far as they are stated; a proof without a suite for what is no object."""
    if not isinstance(entry, dict):
        return Proof("", None, None)
    kind, method = _text(entry.get("type")) or "", entry.get("verificationMethod")
    return Proof(
        suite=(_text(entry.get("cryptosuite")) or "") if kind == "DataIntegrityProof" else kind,
        method=_text(method.get("id") if isinstance(method, dict) else method),
        purpose=_text(entry.get("proofPurpose")),
        claims=entry,
    )


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
