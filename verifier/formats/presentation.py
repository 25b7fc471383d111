"""Presentations as JSON-LD (VC Data Model 1.1 and 2.0): credentials, and beside them the holder's proofs or none.

Each credential inside is judged for itself. A presentation need not be signed; a proof's purpose is `authentication`,
and its `domain` and `challenge` say for whom and what it was made (Data Integrity 1.0, section 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from verifier import w3c_payloads
from verifier.codec import jsonld, meaning
from verifier.codec.data_integrity import proofs_of, unsecured
from verifier.codec.key_binding import check_occasion
from verifier.context import Context
from verifier.contexts import bundled
from verifier.credential import Credential, Period
from verifier.embedded_proofs import read_proof
from verifier.errors import Fact, Json, JsonObject, Malformed
from verifier.w3c_payloads import V1, V2, types_of

NAME = "presentation"
_TYPE = "VerifiablePresentation"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_MOST_PROOFS = 10


def recognises(raw: bytes, document: Json) -> bool:  # noqa: ARG001  (as every format is asked)
    """A JSON object that calls itself a presentation."""
    return isinstance(document, dict) and _TYPE in types_of(document)


def read_credential(raw: bytes, document: Json) -> Credential:
    """The parts. Where no holder is named, it is whoever controls the first proof's key.

    Raises Malformed `structure.too_many`.
    """
    if not isinstance(document, dict):
        raise Malformed("structure.not_a_credential")
    proofs = tuple(read_proof(each) for each in proofs_of(document)[:_MOST_PROOFS])
    signer = next((each.method.partition("#")[0] for each in proofs if each.method), None)
    holder = document.get("holder")
    return Credential(
        raw=raw,
        format=NAME,
        issuer=(_text(holder.get("id")) if isinstance(holder, dict) else _text(holder)) if holder else signer,
        issuer_name=None,
        subject=None,
        period=Period(),
        proofs=proofs,
        statuses=(),
        schemas=(),
        claims=document,
        inside=w3c_payloads.carried(document, raw),
        is_presentation=True,
    )


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:
    """VC Data Model 2.0, section 4.13 (1.1 likewise); where somebody signed it, JSON-LD as strictly as a credential's.

    Raises Malformed `structure.malformed`, `structure.undefined_term`; Unreachable `structure.context_unreachable`.
    """
    document = credential.claims
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first not in (V1, V2):
        raise _malformed("the first context is not that of verifiable credentials", "/@context")
    if "VerifiableCredential" in types_of(document):
        raise _malformed("it is a credential and a presentation", "/type")
    if "id" in document:
        _check_id(document["id"], "/id")
    if "holder" in document:
        holder = document["holder"]
        _check_id(holder.get("id") if isinstance(holder, dict) else holder, "/holder")
    found = document.get("verifiableCredential", [])
    if not all(isinstance(each, dict | str) for each in (found if isinstance(found, list) else [found])):
        raise _malformed("what it carries is no credential", "/verifiableCredential")
    if len(proofs_of(document)) > _MOST_PROOFS:
        raise _malformed("too many proofs", "/proof")
    if credential.proofs:
        quads = jsonld.to_quads(unsecured(document), context.load_context)
        meaning.check_names(unsecured(document), quads, context.load_context, partial(_is_known, context))
    return {"data_model": "2.0" if first == V2 else "1.1"}


def _is_known(context: Context, url: str) -> bool:
    return bundled(url) is not None or url in context.world.contexts


def check_holder(credential: Credential, context: Context) -> Mapping[str, Fact] | None:
    """For whom and what each proof was made; None where nobody signed.

    Raises Invalid `holder.mismatch` where one of them was made for another reader or occasion than is expected.
    """
    facts: list[Mapping[str, Fact]] = []
    for proof in credential.proofs:
        said: JsonObject = {"aud": proof.claims.get("domain"), "nonce": proof.claims.get("challenge")}
        facts.append(check_occasion(said, context.at, context.policy.audience, context.policy.nonce))
    return facts[0] if facts else None


def _check_id(value: Json, path: str) -> None:
    if not isinstance(value, str) or not _ABSOLUTE.fullmatch(value):
        raise _malformed("an identifier is not a URL", path)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _malformed(reason: str, path: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, "path": path})
