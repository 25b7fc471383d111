"""Agreements as JSON: read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from wallet.recognition.agreement import TYPE, Agreement, Decision, Direction, Partner, Purpose, Role
from wallet.recognition.agreement_terms import (
    CRITERIA,
    Conditions,
    CreditKind,
    CreditRule,
    Judged,
    Recognised,
    Strength,
)
from wallet.recognition.body import identity_of
from wallet.recognition.document import Place, read_document
from wallet.recognition.match import HIGHEST_LEVEL, Watch, read_grade, read_match
from wallet.recognition.period import read_period

MOST_PARTIES = 20
MOST_PIECES = 20
MOST_ROWS = 200
LARGEST_FACTOR = 100
FEWEST_PARTIES = 2


def read_agreement(raw: bytes) -> Agreement:
    """An agreement from its JSON. Raises Unreadable: the first thing that is wrong, and where."""
    return agreement_at(read_document(raw))


def agreement_at(place: Place) -> Agreement:
    """An agreement that stands at a place of a document. Raises Unreadable as `Place` does, and `agreement.parties`
    (fewer than two, or nobody who awards or recognises), `agreement.shared_id`, `agreement.validity`,
    `agreement.credit_rule`, `agreement.to`, `agreement.digest`."""
    place.members(
        *("type", "id", "version", "title", "parties", "scope", "creditRule", "conditions", "direction", "purpose"),
        *("decision", "evidenceNeeded", "validity", "quality", "contact", "appeal", "supersedes"),
    )
    if place.at("type").text(TYPE) != TYPE:
        raise place.at("type").fail("document.not_a_choice")
    scope, validity = place.at("scope"), place.at("validity")
    scope.members("from", "to")
    if validity.given:
        validity.members("from", "until", "notice")
    agreement = Agreement(
        id=place.at("id").filled(),
        version=place.at("version").text("1"),
        title=place.at("title").words(),
        parties=place.at("parties").entries(_party, MOST_PARTIES),
        scope=read_match(scope.at("from")),
        recognised=_recognised(scope.at("to")),
        credit_rule=_credit_rule(place.at("creditRule")),
        conditions=_conditions(place.at("conditions")),
        direction=place.at("direction").choice(Direction, Direction.ONE_WAY),
        purpose=place.at("purpose").choice(Purpose, Purpose.CREDIT_TRANSFER),
        decision=place.at("decision").choice(Decision, Decision.ADVICE),
        evidence_needed=place.at("evidenceNeeded").texts(),
        valid_from=validity.at("from").day(),
        valid_until=validity.at("until").day(),
        notice=read_period(validity.at("notice")),
        quality=_quality(place.at("quality")),
        contact=place.at("contact").text(""),
        appeal=place.at("appeal").text(""),
        supersedes=_digest(place.at("supersedes")),
    )
    _check_parties(agreement, place.at("parties"))
    if agreement.valid_from and agreement.valid_until and agreement.valid_until < agreement.valid_from:
        raise validity.at("until").fail("agreement.validity")
    return agreement


def _check_parties(agreement: Agreement, place: Place) -> None:
    """Two sides, and no id that would let one of them sign for another."""
    if len(agreement.parties) < FEWEST_PARTIES or not agreement.awards() or not agreement.recognises():
        raise place.fail("agreement.parties")
    ids = [each for party in agreement.parties for each in party.ids]
    if len(ids) != len(set(ids)):
        raise place.fail("agreement.shared_id")


def _party(place: Place) -> Partner:
    place.members("org", "ids", "role", "signatory", "legalBasis")
    ids = place.at("ids").texts(identity_of)
    if not ids:
        raise place.at("ids").fail("document.missing")
    return Partner(
        name=place.at("org").filled(),
        ids=ids,
        role=place.at("role").choice(Role),
        signatory=place.at("signatory").text(""),
        legal_basis=place.at("legalBasis").text(""),
    )


def _recognised(place: Place) -> Recognised:
    place.members("modules", "qualification", "ects", "eqf")
    found = Recognised(
        modules=place.at("modules").texts(),
        qualification=place.at("qualification").text("").strip(),
        ects=place.at("ects").number(),
        eqf=place.at("eqf").whole(1, HIGHEST_LEVEL),
    )
    if not found.modules and not found.qualification:
        raise place.fail("agreement.to")
    return found


def _credit_rule(place: Place) -> CreditRule:
    if not place.given:
        return CreditRule()
    place.members("kind", "number", "table", "pieces", "unitName")
    kind = place.at("kind").choice(CreditKind, CreditKind.AS_IS)
    number = place.at("number").number(0, LARGEST_FACTOR if kind is CreditKind.FACTOR else 100_000)
    rule = CreditRule(
        kind=kind,
        number=Fraction(1) if number is None else number,
        table=place.at("table").entries(_row, MOST_ROWS),
        pieces=place.at("pieces").entries(_amount, MOST_PIECES),
        unit_name=place.at("unitName").text("").strip(),
    )
    asked = {
        "number": kind in (CreditKind.FACTOR, CreditKind.CAP),
        "table": kind is CreditKind.TABLE,
        "pieces": kind is CreditKind.SPLIT,
    }
    for name, needed in asked.items():
        if place.at(name).given is not needed:
            raise place.at(name).fail("agreement.credit_rule")
    return rule


def _row(place: Place) -> tuple[Fraction, Fraction]:
    pair = place.entries(_amount, 2)
    if len(pair) != 2:  # noqa: PLR2004
        raise place.fail("agreement.credit_rule")
    return pair[0], pair[1]


def _amount(place: Place) -> Fraction:
    number = place.number()
    if number is None:
        raise place.fail("document.missing")
    return number


def _conditions(place: Place) -> Conditions:
    if not place.given:
        return Conditions()
    place.members("minGrade", "assessment", "supervision", "identityVerified", "maxAge")
    watch = place.at("supervision")
    return Conditions(
        grade=read_grade(place.at("minGrade")),
        assessment=place.at("assessment").texts(),
        supervision=watch.choice(Watch) if watch.given else None,
        identity_verified=place.at("identityVerified").flag(default=False),
        max_age=read_period(place.at("maxAge")),
    )


def _quality(place: Place) -> Mapping[str, Judged]:
    if not place.given:
        return {}
    members = place.members(*CRITERIA)
    return {name: _judged(place.at(name)) for name in sorted(members)}


def _judged(place: Place) -> Judged:
    place.members("grade", "evidence")
    return Judged(place.at("grade").choice(Strength), place.at("evidence").text(""))


def _digest(place: Place) -> str:
    text = place.text("")
    if text and (len(text) != len("0" * 64) or not all(each in "0123456789abcdef" for each in text)):
        raise place.fail("agreement.digest")
    return text
