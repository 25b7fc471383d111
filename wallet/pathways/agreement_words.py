"""An agreement in words: who, from what to what, with how many credits, on which conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from verifier.errors import Fact
from verifier.site.i18n import lazy
from wallet.pathways.amount_words import day_words, number_words, period_words
from wallet.pathways.rule_words import Say, match_words
from wallet.recognition.agreement import Agreement, Decision, Direction, Purpose, Role
from wallet.recognition.agreement_terms import CRITERIA, CreditKind, CreditRule, Strength
from wallet.recognition.match import AssessmentAsked, Match

ROLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.HOME: lazy("Awards what is recognised"),
        Role.HOST: lazy("Recognises it for its own studies"),
        Role.RECOGNISER: lazy("Recognises it"),
    }
)
PURPOSES: Mapping[Purpose, str] = MappingProxyType(
    {
        Purpose.ADMISSION: lazy("For admission. It gives no credits."),
        Purpose.EMPLOYMENT: lazy("For employment. It gives no credits."),
        Purpose.EXEMPTION: lazy("For an exemption: what is asked for counts as met, without credits."),
        Purpose.CREDIT_TRANSFER: lazy("For the transfer of credits."),
    }
)
DECISIONS: Mapping[Decision, str] = MappingProxyType(
    {
        Decision.AUTOMATIC: lazy("It decides by itself: who meets its conditions is recognised."),
        Decision.ADVICE: lazy("It is advice; the receiving institution decides."),
        Decision.CASE_BY_CASE: lazy("Somebody decides in each case."),
    }
)
IN_FORCE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ok": ("good", lazy("In force: every party's signature holds today.")),
        "agreement.not_yet": ("none", lazy("Not in force yet.")),
        "agreement.ended": ("none", lazy("It has ended.")),
        "agreement.superseded": ("none", lazy("A later agreement of the same parties replaced it.")),
        "agreement.unsigned": ("amber", lazy("Not in force: not every party's signature holds.")),
    }
)
_CRITERIA: Mapping[str, str] = MappingProxyType(
    {
        "qualityAssurance": lazy("Quality assurance"),
        "verification": lazy("Verification of the certificate"),
        "level": lazy("Level"),
        "learningOutcomes": lazy("Learning outcomes"),
        "workload": lazy("Workload"),
        "testing": lazy("How it is tested"),
        "identification": lazy("Identification of the learner"),
    }
)
_STRENGTHS: Mapping[Strength, str] = MappingProxyType(
    {
        Strength.STRONG: lazy("strong"),
        Strength.SUBSTANTIAL: lazy("substantial"),
        Strength.WEAK: lazy("weak"),
        Strength.NONE: lazy("none"),
    }
)


def scope_words(agreement: Agreement, language: str, tell: Say) -> Iterator[str]:
    """What is recognised."""
    found = list(match_words(agreement.scope, language, tell))
    yield from found or [tell(lazy("Everything that the awarding party awards."), {})]
    if agreement.direction is Direction.MUTUAL:
        yield tell(lazy("It holds in both directions."), {})


def recognised_words(agreement: Agreement, language: str, tell: Say) -> Iterator[str]:
    """As what."""
    to = agreement.recognised
    if to.modules:
        yield tell(lazy("As the module: %(values)s."), {"values": ", ".join(to.modules)})
    if to.qualification:
        yield tell(lazy("Towards the qualification %(name)s."), {"name": to.qualification})
    if to.ects is not None:
        yield tell(lazy("With %(ects)s ECTS credits."), {"ects": number_words(to.ects, language)})
    if to.eqf is not None:
        yield tell(lazy("At EQF level %(level)s."), {"level": to.eqf})
    if to.ects is None:
        yield credit_words(agreement.credit_rule, language, tell)


def credit_words(rule: CreditRule, language: str, tell: Say) -> str:
    """How credits come over."""
    number = {"number": number_words(rule.number, language), "unit": rule.unit_name}
    match rule.kind:
        case CreditKind.AS_IS:
            if rule.unit_name:
                return tell(lazy("One credit of “%(unit)s” counts as one ECTS credit."), number)
            return tell(lazy("With the credits that were awarded."), {})
        case CreditKind.FACTOR:
            if rule.unit_name:
                return tell(lazy("One credit of “%(unit)s” counts as %(number)s ECTS credits."), number)
            return tell(lazy("Each credit that was awarded counts as %(number)s."), number)
        case CreditKind.CAP:
            return tell(lazy("With the credits that were awarded, %(number)s at most."), number)
        case CreditKind.TABLE:
            pairs = "; ".join(
                f"{number_words(one, language)} → {number_words(other, language)}" for one, other in rule.table
            )
            return tell(lazy("By a table: %(pairs)s."), {"pairs": pairs})
        case CreditKind.SPLIT:
            pieces = " + ".join(number_words(each, language) for each in rule.pieces)
            return tell(lazy("In pieces, each for another requirement: %(pieces)s."), {"pieces": pieces})


def condition_words(agreement: Agreement, language: str, tell: Say) -> Iterator[str]:
    """The conditions, and what has to be handed in."""
    asked = agreement.conditions
    assessment = AssessmentAsked(asked.assessment, asked.supervision, asked.identity_verified)
    as_match = Match(
        assessment=assessment if assessment != AssessmentAsked() else None,
        grade=asked.grade,
        not_older_than=asked.max_age,
    )
    yield from match_words(as_match, language, tell)
    for each in agreement.evidence_needed:
        yield tell(lazy("To hand in: %(what)s."), {"what": each})


def validity_sentences(agreement: Agreement, language: str, tell: Say) -> Iterator[str]:
    """From when until when, and how it is given notice of."""
    if agreement.valid_from:
        yield tell(lazy("From %(day)s."), {"day": day_words(agreement.valid_from, language)})
    if agreement.valid_until:
        yield tell(lazy("Until %(day)s."), {"day": day_words(agreement.valid_until, language)})
    if agreement.notice:
        yield tell(lazy("Notice: %(period)s."), {"period": period_words(agreement.notice, language)})


def quality_rows(agreement: Agreement, tell: Say) -> list[tuple[str, str, str]]:
    """The seven criteria: name, grade, on what it rests; a criterion that was not judged says so."""
    rows = []
    for name in CRITERIA:
        judged = agreement.quality.get(name)
        facts: dict[str, Fact] = {}
        grade = tell(_STRENGTHS[judged.strength], facts) if judged else tell(lazy("not judged"), facts)
        rows.append((tell(_CRITERIA[name], facts), grade, judged.evidence if judged else ""))
    return rows
