"""Base and derived proofs, as far as it does not matter how a selective suite signs.

Data Integrity ECDSA Cryptosuites 1.0, sections 3.4 to 3.6, and Data Integrity BBS Cryptosuites 1.0, section 3.4: what a
proof signs are the hash of its options, the hash of the mandatory statements, and the other statements one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from verifier.codec import data_integrity, proof_values
from verifier.codec.selective import (
    LoadContext,
    MakeLabels,
    Statements,
    hash_lines,
    hash_proof,
    read_revealed,
    split_revealed,
)
from verifier.errors import Invalid, JsonObject, Malformed


@dataclass(frozen=True)
class Covered:
    """What a proof signs: two SHA-256 hashes, and statements as N-Quads, sorted."""

    proof_hash: bytes
    mandatory_hash: bytes
    others: list[str]


def check_kind(proof: JsonObject, bases: Set[bytes], derived: Set[bytes], *, for_holder: bool) -> bytes:
    """The header of the proof's value, which is one of these.

    Raises Invalid `proof.base_proof` for a base proof that is not `for_holder`: it shows more than a part. Malformed
    `proof.encoding`, and `proof.malformed` for any other header.
    """
    header = proof_values.read_header(proof)
    if header in bases and not for_holder:
        raise Invalid("proof.base_proof")
    if header not in bases | derived:
        raise Malformed("proof.malformed", {"reason": "it is of no kind that there is"})
    return header


def covered_by_base(
    document: JsonObject,
    proof: JsonObject,
    pointers: Sequence[str],
    make_labels: MakeLabels,
    load_context: LoadContext,
) -> tuple[Covered, Statements]:
    """What a base proof with these mandatory pointers signs, and the statements to choose from.

    `document` may still have its proofs, `proof` needs no value yet. Raises Malformed `proof.pointer`, and what
    `hash_proof` and `Statements` raise.
    """
    proof_hash = hash_proof(document, proof, load_context)
    statements = Statements(data_integrity.unsecured(document), make_labels, load_context)
    mandatory, others = statements.split(statements.choose(pointers))
    return Covered(proof_hash, hash_lines(mandatory), others), statements


def covered_by_derived(
    document: JsonObject, proof: JsonObject, labels: Mapping[int, str], places: Sequence[int], load_context: LoadContext
) -> Covered:
    """What a derived proof with these labels and mandatory places signs of the part that `document` is.

    Raises what `hash_proof`, `read_revealed` and `split_revealed` raise.
    """
    proof_hash = hash_proof(document, proof, load_context)
    lines = read_revealed(data_integrity.unsecured(document), labels, load_context)
    mandatory, others = split_revealed(lines, places)
    return Covered(proof_hash, hash_lines(mandatory), others)


def check_number(signed: Sequence[object], statements: Sequence[str]) -> None:
    """Raises Invalid `proof.signature` unless each statement has its own."""
    if len(signed) != len(statements):
        raise Invalid("proof.signature", {"reason": "not as many signatures as statements"})
