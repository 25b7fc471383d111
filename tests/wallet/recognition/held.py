"""Achievements, pathways and agreements for the tests of counting, written as short as they can be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from verifier.errors import Json, JsonObject
from wallet.recognition.achievement import (
    Achievement,
    Amount,
    Concept,
    Framework,
    Grade,
    Level,
    Outcome,
    Standing,
    Trouble,
    Unit,
)
from wallet.recognition.agreement import Agreement, Signature
from wallet.recognition.agreement_document import read_agreement
from wallet.recognition.body import Body, Identity
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.pathway import Pathway, read_pathway

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
VALID = Standing("valid", at=AT)
UNI, PARTNER = "did:web:uni.example", "did:web:partner.example"


def body(name: str, *, proved: bool = True, trusted: bool = True) -> Body:
    """An organisation under its DID."""
    known = "the reader's list" if trusted and proved else ""
    return Body(name, ids=(Identity(name, "key" if proved else ""),), trusted=known)


def held(name: str, ects: float | str | None = 5, **more: Any) -> Achievement:
    """A valid achievement of so many ECTS at level 6, by the university, which is proved and trusted."""
    amounts = () if ects is None else (Amount(Fraction(str(ects)), Unit.ECTS, "ects"),)
    made = Achievement(
        id=f"{name}#0",
        digest=f"{name:0<64}",
        title=f"Title of {name}",
        standing=VALID,
        issuer=body(UNI),
        spec_ids=(f"https://uni.example/{name}",),
        credits=amounts,
        levels=(Level(6, Framework.EQF),),
        awarded=date(2025, 6, 1),
        subject="the learner",
    )
    return replace(made, **more)


def level(number: int) -> tuple[Level, ...]:
    return (Level(number, Framework.EQF),)


def outcome(uri: str) -> tuple[Outcome, ...]:
    return (Outcome("an outcome", uri, "esco"),)


def field(code: str) -> tuple[Concept, ...]:
    return (Concept("a field", code=code),)


def grade(number: int | None, scale: str = "nl-1-10", **more: Any) -> tuple[Grade, ...]:
    return (Grade(str(number), scale, None if number is None else Fraction(number), **more),)


def standing(verdict: str, *troubles: Trouble) -> Standing:
    return Standing(verdict, f"status.{verdict}", frozenset(troubles), AT)


def item(*names: str, **more: Json) -> JsonObject:
    return {"kind": "item", "match": {"achievementIds": [f"https://uni.example/{each}" for each in names], **more}}


def any_credits(least: Json, match: JsonObject | None = None, **more: Json) -> JsonObject:
    return {"kind": "credits", "match": match or {}, "min": least, **more}


def pathway(root: Json, **more: Json) -> Pathway:
    """A learner's pathway with that root; a list is all of its entries."""
    whole: Json = {"kind": "all", "of": root} if isinstance(root, list) else root
    document = {"id": "https://uni.example/pathway", "title": {"en": "A pathway"}, "root": whole, **more}
    return read_pathway(json.dumps(document).encode())


def agreement(to: JsonObject, **more: Json) -> Agreement:
    """The university recognises what the partner awards, automatically."""
    document = {
        "id": "urn:example:agreement",
        "title": {"en": "An agreement"},
        "parties": [
            {"org": "Partner", "ids": [PARTNER], "role": "home"},
            {"org": "University", "ids": [UNI], "role": "recogniser"},
        ],
        "scope": {"from": {}, "to": to},
        "decision": "automatic",
        **more,
    }
    return read_agreement(json.dumps(document).encode())


def signatures(*agreements: Agreement) -> tuple[Signature, ...]:
    """Every party's for each."""
    return tuple(
        Signature(each.digest, frozenset(party.ids), valid=True) for each in agreements for party in each.parties
    )


def under(*agreements: Agreement, **more: Any) -> Circumstances:
    """Agreements that every party signed."""
    return Circumstances(agreements=agreements, signatures=signatures(*agreements), **more)


def result(
    root: Json | Pathway, achievements: Iterable[Achievement], known: Circumstances | None = None, **more: Json
) -> Evaluation:
    """The evaluation of a root, or of a pathway."""
    return evaluate(root if isinstance(root, Pathway) else pathway(root, **more), achievements, AT, known)


def states(evaluation: Evaluation) -> dict[str, str]:
    """Path -> state."""
    return {each.rule: each.state.value for each in evaluation.findings}


def reasons(evaluation: Evaluation) -> dict[str, str]:
    """Achievement -> why it does not count."""
    return {each.achievement.removesuffix("#0"): each.code for each in evaluation.uncounted}


def counted(evaluation: Evaluation) -> list[str]:
    """What counts in rules that use it up, sorted."""
    used = [by.achievement for each in evaluation.findings if each.kind in ("item", "credits") for by in each.by]
    return sorted(each.removesuffix("#0") for each in used)
