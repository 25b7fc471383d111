"""Verifiable credentials as JSON-LD with embedded proofs: VC Data Model 1.1 and 2.0, Open Badges 3.0, status lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from verifier.codec import jsonld, meaning
from verifier.codec.carried import carries_unread, read_carried
from verifier.codec.data_integrity import proofs_of, unsecured
from verifier.codec.moments import read_moment
from verifier.context import Context
from verifier.contexts import bundled
from verifier.credential import Credential, Period
from verifier.embedded_proofs import read_proof
from verifier.errors import Fact, Json, JsonObject, Malformed, Unsupported

NAME = "vc_jsonld"
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_MOST_PROOFS = 10  # each is canonicalised anew; a set with its chain has three
_MOST_ENTRIES = 20  # status entries, schemas ...; each status entry may need a list of its own


def recognises(raw: bytes, document: Json) -> bool:  # noqa: ARG001  (as every format is asked)
    """A JSON object that calls itself a credential, or has a context and a subject."""
    if not isinstance(document, dict):
        return False
    return "VerifiableCredential" in _types(document) or ("credentialSubject" in document and "issuer" in document)


def read_credential(raw: bytes, document: Json) -> Credential:
    """The parts, as far as they can be told; what is wrong with them is said by `check_structure`."""
    if not isinstance(document, dict):
        raise Malformed("structure.not_a_credential")
    issuer = document.get("issuer")
    subject = document.get("credentialSubject")
    first = subject[0] if isinstance(subject, list) and subject else subject
    return Credential(
        raw=raw,
        format=NAME,
        issuer=_text(issuer.get("id") if isinstance(issuer, dict) else issuer),
        issuer_name=_name(issuer.get("name")) if isinstance(issuer, dict) else None,
        subject=_text(first.get("id")) if isinstance(first, dict) else None,
        period=_period(document),
        proofs=tuple(read_proof(each) for each in proofs_of(document)[:_MOST_PROOFS]),
        statuses=_objects(document.get("credentialStatus"))[:_MOST_ENTRIES],
        schemas=_objects(document.get("credentialSchema"))[:_MOST_ENTRIES],
        claims=document,
        inside=read_carried(raw, document),
    )


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:
    """VC Data Model 2.0, section 4 (1.1 likewise), then strict JSON-LD: undefined and renamed terms are refused.

    Raises Malformed `structure.malformed` with the reason, `structure.undefined_term`, `structure.date`; Unreachable
    `structure.context_unreachable`; Unsupported `structure.unsupported` where only its own contexts could explain it.
    """
    document = credential.claims
    version = _check_contexts(document.get("@context"))
    if "VerifiableCredential" not in _types(document):
        raise _malformed("the type VerifiableCredential is missing", "/type")
    _check_id(document, "")
    _check_issuer(document.get("issuer"))
    _check_subject(document.get("credentialSubject"))
    _check_dates(document, version)
    for name in ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService"):
        _check_typed(document, name)
    if len(proofs_of(document)) > _MOST_PROOFS:
        raise _malformed("too many proofs", "/proof")
    quads = jsonld.to_quads(unsecured(document), context.load_context)
    meaning.check_names(unsecured(document), quads, context.load_context, partial(_is_known, context))
    if carries_unread(document):
        raise Unsupported("structure.unsupported", {"kind": "clr"})
    return {"data_model": version}


def _is_known(context: Context, url: str) -> bool:
    return bundled(url) is not None or url in context.world.contexts


def _check_contexts(contexts: Json) -> str:
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first not in (V1, V2):
        raise _malformed("the first context is not that of verifiable credentials", "/@context")
    return "2.0" if first == V2 else "1.1"


def _check_issuer(issuer: Json) -> None:
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(identifier, str) or not _ABSOLUTE.fullmatch(identifier):
        raise _malformed("the issuer has no usable identifier", "/issuer")


def _check_subject(subject: Json) -> None:
    subjects = subject if isinstance(subject, list) else [subject]
    if not subjects or not all(isinstance(each, dict) and each for each in subjects):
        raise _malformed("it says nothing about anybody", "/credentialSubject")
    for each in subjects:
        if isinstance(each, dict):
            _check_id(each, "/credentialSubject")


def _check_dates(document: JsonObject, version: str) -> None:
    if version == "1.1" and "issuanceDate" not in document:
        raise _malformed("the date of issuing is missing", "/issuanceDate")
    moments = {
        name: read_moment(document[name])
        for name in ("validFrom", "validUntil", "issuanceDate", "expirationDate")
        if name in document
    }
    for first, last in (("validFrom", "validUntil"), ("issuanceDate", "expirationDate")):
        if first in moments and last in moments and moments[last] < moments[first]:
            raise _malformed("it ends before it begins", f"/{last}")


def _check_typed(document: JsonObject, name: str) -> None:
    value = document.get(name)
    entries = value if isinstance(value, list) else [] if value is None else [value]
    if len(entries) > _MOST_ENTRIES:
        raise _malformed("too many entries", f"/{name}")
    for entry in entries:
        if not isinstance(entry, dict) or not _types(entry):
            raise _malformed("an entry has no type", f"/{name}")
        _check_id(entry, f"/{name}")


def _check_id(entry: JsonObject, path: str) -> None:
    if "id" in entry and not (isinstance(entry["id"], str) and _ABSOLUTE.fullmatch(entry["id"])):
        raise _malformed("an identifier is not a URL", f"{path}/id")


def _malformed(reason: str, path: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, "path": path})


def _period(document: JsonObject) -> Period:
    """The time in which every date of the credential lets it hold, whichever version's names they have."""

    def moments(*names: str) -> list[datetime]:
        return [read_moment(document[name]) for name in names if name in document]

    try:
        starts, ends = moments("validFrom", "issuanceDate"), moments("validUntil", "expirationDate")
    except Malformed:
        return Period()  # check_structure refuses the date and says which
    return Period(max(starts, default=None), min(ends, default=None))


def _types(entry: JsonObject) -> list[str]:
    value = entry.get("type", entry.get("@type"))
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _objects(value: Json) -> tuple[JsonObject, ...]:
    entries = value if isinstance(value, list) else [value]
    return tuple(each for each in entries if isinstance(each, dict))


def _name(value: Json) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return _text(value.get("@value") if isinstance(value, dict) else value)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
