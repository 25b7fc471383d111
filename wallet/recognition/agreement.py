"""An agreement to recognise credits as data: who recognises whose what as what, on which conditions, until when.

It is a document with a digest. Each party issues one credential over that digest; the agreement is in force when every
party's verifies and has not ended. Here is only what follows from that: verifying is the verifier's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from verifier.errors import JsonObject
from wallet.recognition.agreement_terms import Conditions, CreditRule, Judged, Recognised
from wallet.recognition.document import digest_of, filled, texts_json
from wallet.recognition.match import Match
from wallet.recognition.period import Period

TYPE = "RecognitionAgreement"


class Role(StrEnum):
    """`home` awards what is recognised, `host` and `recogniser` recognise it."""

    HOME = "home"
    HOST = "host"
    RECOGNISER = "recogniser"


class Direction(StrEnum):
    """Whether the home's awards count with the others only, or everybody's with everybody."""

    ONE_WAY = "one-way"
    MUTUAL = "mutual"


class Purpose(StrEnum):
    """What the recognition is for. Only the last two let something count in a stack."""

    ADMISSION = "admission"
    EMPLOYMENT = "employment"
    EXEMPTION = "exemption"
    CREDIT_TRANSFER = "creditTransfer"


class Decision(StrEnum):
    """Who decides: the agreement itself, the agreement as advice, or a person in each case."""

    AUTOMATIC = "automatic"
    ADVICE = "advice"
    CASE_BY_CASE = "caseByCase"


@dataclass(frozen=True)
class Partner:
    """One party. `ids`: those by which its credential's issuer has to be proved."""

    name: str
    ids: tuple[str, ...]
    role: Role
    signatory: str = ""
    legal_basis: str = ""

    def as_json(self) -> JsonObject:
        return filled(
            {
                "org": self.name,
                "ids": texts_json(self.ids),
                "role": self.role.value,
                "signatory": self.signatory,
                "legalBasis": self.legal_basis,
            }
        )


@dataclass(frozen=True)
class Agreement:
    """`scope`: what is recognised. `supersedes`: the digest of the agreement that it replaces."""

    id: str
    version: str
    title: Mapping[str, str]
    parties: tuple[Partner, ...]
    scope: Match
    recognised: Recognised
    credit_rule: CreditRule = field(default_factory=CreditRule)
    conditions: Conditions = field(default_factory=Conditions)
    direction: Direction = Direction.ONE_WAY
    purpose: Purpose = Purpose.CREDIT_TRANSFER
    decision: Decision = Decision.ADVICE
    evidence_needed: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    notice: Period | None = None
    quality: Mapping[str, Judged] = field(default_factory=dict)
    contact: str = ""
    appeal: str = ""
    supersedes: str = ""

    def as_json(self) -> JsonObject:
        """The document, as `read_agreement` reads it."""
        validity = {
            "from": self.valid_from.isoformat() if self.valid_from else None,
            "until": self.valid_until.isoformat() if self.valid_until else None,
            "notice": self.notice.text if self.notice else None,
        }
        rest: JsonObject = {
            "conditions": self.conditions.as_json(),
            "evidenceNeeded": texts_json(self.evidence_needed),
            "validity": filled({**validity}),
            "quality": {name: self.quality[name].as_json() for name in sorted(self.quality)},
            "contact": self.contact,
            "appeal": self.appeal,
            "supersedes": self.supersedes,
        }
        return {
            "type": TYPE,
            "id": self.id,
            "version": self.version,
            "title": dict(self.title),
            "parties": [each.as_json() for each in self.parties],
            "scope": {"from": self.scope.as_json(), "to": self.recognised.as_json()},
            "creditRule": self.credit_rule.as_json(),
            "direction": self.direction.value,
            "purpose": self.purpose.value,
            "decision": self.decision.value,
            **filled(rest),
        }

    @cached_property
    def digest(self) -> str:
        """Its address: sha-256 (hex) of the canonical text (RFC 8785)."""
        return digest_of(self.as_json())

    def awards(self) -> tuple[Partner, ...]:
        """The parties whose awards are recognised."""
        return tuple(each for each in self.parties if self.direction is Direction.MUTUAL or each.role is Role.HOME)

    def recognises(self) -> tuple[Partner, ...]:
        """The parties who recognise."""
        return tuple(each for each in self.parties if self.direction is Direction.MUTUAL or each.role is not Role.HOME)


@dataclass(frozen=True)
class Signature:
    """One party's credential over an agreement, as its last verification found it: the digest that it speaks of, the
    ids under which its issuer is proved, whether it is valid, and its technical end."""

    digest: str
    proved_ids: frozenset[str]
    valid: bool
    ends: datetime | None = None


@dataclass(frozen=True)
class InForce:
    """Whether an agreement is in force: `ok`, or `agreement.not_yet`, `agreement.ended`, `agreement.superseded`,
    `agreement.unsigned` with the parties whose credential is missing."""

    code: str = "ok"
    unsigned: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.code == "ok"


def in_force(
    agreement: Agreement, signatures: Iterable[Signature], at: datetime, *, superseded: bool = False
) -> InForce:
    """Whether every party's credential over this very digest is valid and has not ended at `at` (aware)."""
    if agreement.valid_from and at.date() < agreement.valid_from:
        return InForce("agreement.not_yet")
    if agreement.valid_until and at.date() > agreement.valid_until:
        return InForce("agreement.ended")
    if superseded:
        return InForce("agreement.superseded")
    digest = agreement.digest
    good = [each for each in signatures if each.digest == digest and each.valid and (not each.ends or at <= each.ends)]
    unsigned = tuple(
        party.name for party in agreement.parties if not any(each.proved_ids & set(party.ids) for each in good)
    )
    return InForce("agreement.unsigned", unsigned) if unsigned else InForce()
