"""Verification receipts: what a service says it checked, with every byte that this rests on (see `codec.receipts`).

Who signed and whether a byte is missing is judged here like any credential's. That what it says follows from what it
holds is judged where all eight steps can be run again (`verifier.replay`); until then step 1 stays open.
"""

from __future__ import annotations

from collections.abc import Mapping

from verifier.codec import jose, receipts
from verifier.codec.keys import PublicKey
from verifier.codec.moments import read_moment
from verifier.context import Context
from verifier.credential import Credential, Period, Proof
from verifier.errors import Fact, Json, Malformed, Unsupported

NAME = "receipt"
_ALGORITHMS = frozenset({"EdDSA", "Ed25519"})


def recognises(raw: bytes, document: Json) -> bool:  # noqa: ARG001  (as every format is asked)
    return receipts.is_receipt(raw)


def read_credential(raw: bytes, document: Json) -> Credential:  # noqa: ARG001  (as every format is asked)
    """The parts; it holds from the moment on of which it speaks. Raises what `receipts.read_receipt` raises."""
    receipt = receipts.read_receipt(raw)
    issuer, method = receipt.statement.get("issuer"), receipt.signature.header.get("kid")
    return Credential(
        raw=raw,
        format=NAME,
        issuer=issuer if isinstance(issuer, str) else None,
        issuer_name=None,
        subject=None,
        period=Period(start=read_moment(receipt.statement.get("at"), zone_required=True)),
        proofs=(Proof(receipt.signature.algorithm, method if isinstance(method, str) else None, "assertionMethod"),),
        statuses=(),
        schemas=(),
        claims=receipt.statement,
    )


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """Raises Malformed `structure.malformed`, else Unsupported `structure.unreplayed`."""
    checked = credential.claims.get("checked")
    if not credential.issuer or not isinstance(checked, list) or not checked:
        raise Malformed("structure.malformed", {"reason": "it names nobody, or nothing that was checked"})
    raise Unsupported("structure.unreplayed")


def verify_proof(credential: Credential, proof: Proof, key: PublicKey, context: Context) -> None:  # noqa: ARG001  (as every format is asked)
    """Raises Invalid `proof.signature`, Malformed `proof.algorithm`, Unsupported `proof.unsupported`; Malformed
    `proof.malformed` where the key signed something else than a receipt."""
    signature = receipts.read_receipt(credential.raw).signature
    if signature.protected.get("typ") != receipts.MEDIA_TYPE:
        raise Malformed("proof.malformed", {"reason": "it was signed as something else"})
    jose.verify(signature, key, _ALGORITHMS)
