"""Verification receipts: whose they are and of when. What they are about stands below them, as credentials."""

from __future__ import annotations

from verifier.codec.receipts import KIND
from verifier.credential import Credential
from verifier.elements.achieved import Achieved
from verifier.record import Record, Value

NAME = "receipt"


def handles(credential: Credential) -> bool:
    return credential.format == KIND


def read_record(credential: Credential) -> Record:
    """What it is called, and its day."""
    title = Value("Verification receipt", "/type", {"en": "Verification receipt", "de": "Prüfbeleg"})
    return Record(title=(title,), issued=(Value(str(credential.claims.get("at")), "/at"),))


def read_achieved(credential: Credential) -> tuple[Achieved, ...]:
    """What it is about; a receipt itself is no achievement."""
    return tuple(Achieved("", carried=index) for index in range(len(credential.inside)))
