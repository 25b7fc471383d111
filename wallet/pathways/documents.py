"""The three kinds of public documents, whichever it is: their kind, their canonical text and their address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from verifier.codec.jcs import canonicalize
from wallet.pathways import opportunity as opportunities
from wallet.pathways.opportunity import Opportunity, opportunity_at
from wallet.recognition import agreement as agreements
from wallet.recognition import pathway as pathways
from wallet.recognition.agreement import Agreement
from wallet.recognition.agreement_document import agreement_at
from wallet.recognition.document import Place, Unreadable, read_document
from wallet.recognition.pathway import Pathway, pathway_at

Value: TypeAlias = Pathway | Agreement | Opportunity


class Kind(StrEnum):
    """What a public document is, as its `type` says."""

    PATHWAY = pathways.TYPE
    AGREEMENT = agreements.TYPE
    OPPORTUNITY = opportunities.TYPE


@dataclass(frozen=True)
class Document:
    """A public document that was read: `raw` is its canonical JSON (RFC 8785)."""

    kind: Kind
    value: Value
    digest: str
    raw: bytes = field(repr=False)

    @property
    def identity(self) -> str:
        """Equal for the versions of one document: sha-256 (hex) of its kind and its own id."""
        return hashlib.sha256(f"{self.kind.value}\n{self.value.id}".encode()).hexdigest()


def document_of(value: Value) -> Document:
    """The document of something that was read or made."""
    kind = Kind.PATHWAY if isinstance(value, Pathway) else None
    kind = kind or (Kind.AGREEMENT if isinstance(value, Agreement) else Kind.OPPORTUNITY)
    raw = canonicalize(value.as_json())
    return Document(kind, value, hashlib.sha256(raw).hexdigest(), raw)


def read_public(raw: bytes) -> Document:
    """A public document from its JSON, of whichever kind its `type` names.

    Raises Unreadable: what the reader of that kind raises, and `document.not_a_choice` for another type.
    """
    return public_at(read_document(raw))


def public_at(place: Place) -> Document:
    """As `read_public`, at a place of a document."""
    match _kind(place):
        case Kind.PATHWAY:
            return document_of(pathway_at(place))
        case Kind.AGREEMENT:
            return document_of(agreement_at(place))
        case Kind.OPPORTUNITY:
            return document_of(opportunity_at(place))


def is_public(value: object) -> bool:
    """Whether a JSON value says that it is one of the three."""
    return isinstance(value, dict) and value.get("type") in [kind.value for kind in Kind]


def _kind(place: Place) -> Kind:
    if not isinstance(place.value, dict):
        raise Unreadable("document.not_object", place.path)
    return place.at("type").choice(Kind)
