"""A public document as a verifiable credential: who signs it says that it is theirs (VC Data Model 2.0).

The subject is the document: its address (the digest), and the document itself as JSON, so that nothing of it is
re-ordered on the way through JSON-LD. A party that signs an agreement may name its digest alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from verifier import Credential, Examined, Record
from verifier.codec.moments import write_moment
from verifier.errors import Json, JsonObject, VerifierError
from wallet.pathways.documents import Document, Kind, is_public, public_at
from wallet.recognition.agreement import Signature
from wallet.recognition.document import Place, Unreadable
from wallet.recognition.proving import read_issuer

_V2 = "https://www.w3.org/ns/credentials/v2"
_TERMS = "urn:cairn:terms#"
_CONTEXT: Mapping[str, Json] = MappingProxyType(
    {
        **{kind.value: f"{_TERMS}{kind.value}" for kind in Kind},
        "document": {"@id": f"{_TERMS}document", "@type": "@json"},
        "documentDigest": f"{_TERMS}documentDigest",
    }
)
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Stated:
    """What a credential says about a public document: which one, and the document where it is inside."""

    kind: Kind
    digest: str
    document: Document | None = None


def credential_over(
    document: Document, issuer: Json, at: datetime, ends: datetime | None = None, *, whole: bool = True
) -> JsonObject:
    """The credential, not yet signed, by `issuer` (an id, or an object with one). Not `whole`: its digest alone."""
    subject: JsonObject = {
        "id": f"urn:sha256:{document.digest}",
        "type": document.kind.value,
        "documentDigest": document.digest,
    }
    if whole:
        subject["document"] = document.value.as_json()
    credential: JsonObject = {
        "@context": [_V2, dict(_CONTEXT)],
        "id": f"urn:cairn:signature:{document.digest}:{int(at.timestamp())}",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "validFrom": write_moment(at),
        "credentialSubject": subject,
    }
    if ends is not None:
        credential["validUntil"] = write_moment(ends)
    return credential


def read_stated(credential: Credential) -> Stated | None:
    """What a credential says of a public document; None where it is about something else.

    Untrusted: only its report says whether it holds. Raises Unreadable as the document's reader does, and
    `document.digest` where the digest is not that of the document beside it.
    """
    subject = credential.claims.get("credentialSubject")
    place = Place(subject, "/credentialSubject")
    if not isinstance(subject, dict) or not is_public(subject) or "documentDigest" not in subject:
        return None
    kind, digest = place.at("type").choice(Kind), place.at("documentDigest").text()
    if len(digest) != len("0" * 64) or not _HEX.issuperset(digest):
        raise place.at("documentDigest").fail("document.digest")
    if not place.at("document").given:
        return Stated(kind, digest)
    document = public_at(place.at("document"))
    if document.digest != digest or document.kind is not kind:
        raise place.at("documentDigest").fail("document.digest")
    return Stated(kind, digest, document)


def signature_of(digest: str, examined: Examined) -> Signature:
    """What a verified credential comes to for the agreement's or the pathway's `digest`; not valid where it speaks of
    another one."""
    credential, report = examined.credential, examined.report
    if credential is None:
        return Signature(digest, frozenset(), valid=False)
    try:
        stated = read_stated(credential)
    except (Unreadable, VerifierError):
        stated = None
    body = read_issuer(credential, examined.record or Record(), report)
    speaks = stated is not None and stated.digest == digest
    return Signature(digest, body.proved_ids, speaks and report.verdict.value == "valid", credential.period.end)
