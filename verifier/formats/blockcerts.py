"""Blockcerts 2 and 3: credentials that are anchored in a blockchain. Read, named and left undecided: no chain is asked.

What can be told false without a chain fails: dates, what is missing, an ordinary signature beside the anchor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from verifier.codec.data_integrity import proofs_of
from verifier.codec.moments import read_moment
from verifier.context import Context
from verifier.credential import Credential, Period
from verifier.embedded_proofs import read_proof
from verifier.errors import Fact, Json, JsonObject, Malformed
from verifier.report import Check, Outcome

NAME = "blockcerts"
_ANCHORED = frozenset({"MerkleProof2017", "MerkleProof2019", "merkle-proof-2019", "ChainedProof2021"})
_STARTS = ("validFrom", "issuanceDate", "issuedOn")
_ENDS = ("validUntil", "expirationDate", "expires")
_MOST = 10  # proofs, entries


def recognises(raw: bytes, document: Json) -> bool:  # noqa: ARG001  (as every format is asked)
    """A credential that calls itself so, or has a proof by a blockchain."""
    if not isinstance(document, dict) or "VerifiablePresentation" in _types(document):
        return False
    return "BlockcertsCredential" in _types(document) or any(_is_anchor(each) for each in _signatures(document))


def _signatures(document: JsonObject) -> list[Json]:
    signature = document.get("signature")
    return [*proofs_of(document)[:_MOST], *(signature if isinstance(signature, list) else [signature])[:_MOST]]


def _is_anchor(proof: Json) -> bool:
    if not isinstance(proof, dict):
        return False
    suite = proof.get("cryptosuite")
    return not _ANCHORED.isdisjoint([*_types(proof), suite if isinstance(suite, str) else ""])


def read_credential(raw: bytes, document: Json) -> Credential:
    """The parts. `proofs` are the ordinary signatures beside the anchor, where there are any."""
    if not isinstance(document, dict):
        raise Malformed("structure.not_a_credential")
    badge = document.get("badge")
    issuer = document.get("issuer", badge.get("issuer") if isinstance(badge, dict) else None)
    subject = document.get("credentialSubject")
    first = subject[0] if isinstance(subject, list) and subject else subject
    name = issuer.get("name") if isinstance(issuer, dict) else None
    return Credential(
        raw=raw,
        format=NAME,
        issuer=_text(issuer.get("id") if isinstance(issuer, dict) else issuer),
        issuer_name=_text(name),
        subject=_text(first.get("id")) if isinstance(first, dict) else None,
        period=_period(document),
        proofs=tuple(read_proof(each) for each in _objects(_signatures(document)) if not _is_anchor(each)),
        statuses=_objects(document.get("credentialStatus")),
        schemas=_objects(document.get("credentialSchema")),
        claims=document,
    )


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """What every version needs. Raises Malformed `structure.malformed`, `structure.date`."""
    document = credential.claims
    version = "2" if "signature" in document or "badge" in document else "3"
    holder = "badge" if version == "2" else "issuer"
    for name in ("@context", holder):
        if not document.get(name):
            raise Malformed("structure.malformed", {"reason": "a property is missing", "path": f"/{name}"})
    for name in (*_STARTS, *_ENDS):
        if name in document and version == "3":  # version 2 has plain days, too
            read_moment(document[name])
    return {"data_model": f"Blockcerts {version}"}


def judge_proofs(
    credential: Credential,
    usual: Callable[[], tuple[Check, Check]],
    context: Context,  # noqa: ARG001  (as every format is asked)
) -> tuple[Check, Check]:
    """Steps 2 and 3: an ordinary signature can only refuse; the anchor stays open."""
    anchors: list[Fact] = [
        str(each.get("cryptosuite", each.get("type")))[:120]
        for each in _signatures(credential.claims)
        if isinstance(each, dict) and _is_anchor(each)
    ]
    facts: dict[str, Fact] = {"kind": NAME, "suites": anchors}
    key = Check("key", Outcome.UNKNOWN, "key.unsupported", {"kind": NAME, "issuer": (credential.issuer or "")[:300]})
    if credential.proofs:
        found, proof = usual()
        if proof.outcome is Outcome.FAIL or (proof.outcome is Outcome.PASS and found.outcome is Outcome.FAIL):
            return found, proof
        key = found if found.outcome is Outcome.PASS else key
        facts["signature"] = proof.outcome.value
    elif not anchors:
        return Check("key", Outcome.ABSENT, "absent"), Check("proof", Outcome.FAIL, "proof.missing")
    return key, Check("proof", Outcome.UNKNOWN, "proof.unsupported", facts)


def _period(document: JsonObject) -> Period:
    def moments(names: tuple[str, ...]) -> list[datetime]:
        return [read_moment(document[name]) for name in names if name in document]

    try:
        return Period(max(moments(_STARTS), default=None), min(moments(_ENDS), default=None))
    except Malformed:
        return Period()  # check_structure refuses the date and says which


def _types(entry: JsonObject) -> list[str]:
    value = entry.get("type", entry.get("@type"))
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _objects(value: Json) -> tuple[JsonObject, ...]:
    entries = value if isinstance(value, list) else [value]
    return tuple(each for each in entries[: 2 * _MOST] if isinstance(each, dict))


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
