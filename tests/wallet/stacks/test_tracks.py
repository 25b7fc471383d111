"""Tracks of recognition and the seven criteria: what is proved, what is claimed, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.wallet.recognition.test_completeness import record
from tests.wallet.recognition.values import value
from verifier.record import Record
from wallet.recognition.achievement import (
    Achievement,
    Amount,
    Assured,
    Concept,
    Framework,
    Grade,
    Level,
    Outcome,
    Quality,
    Standing,
    Supervised,
    Supervision,
    Trouble,
    Unit,
)
from wallet.recognition.body import Body, Identity
from wallet.recognition.completeness import measure
from wallet.recognition.criteria import Strength, grade_criteria
from wallet.recognition.register import NOBODY_LISTED, Listed
from wallet.recognition.tracks import Basis, Track, TrackChoice, choose_track
from wallet.stacks.recognition_words import CRITERIA, REASONS

DOMAIN = "domain:uni.example"
LISTED = {DOMAIN: Listed("University of the Register", "A register", date(2026, 11, 1))}
UNIVERSITY = Body("University", ids=(Identity(DOMAIN, "domain"),))
CLAIMED = Body("University", ids=(Identity(DOMAIN),))
ACCREDITED = (Quality("Institutional", Assured.ACCREDITED),)
COMPLETE = measure(record(), "elm")


def achievement(**more: Any) -> Achievement:
    return Achievement(
        **{"id": "a", "digest": "", "title": "T", "standing": Standing("valid"), "issuer": UNIVERSITY, **more}
    )


def codes(choice: TrackChoice) -> list[str]:
    return [each.code for each in choice.reasons]


# ---- tracks


def test_complete_and_listed_is_the_conventions_track_and_proved() -> None:
    choice = choose_track(achievement(), COMPLETE, LISTED)
    assert (choice.track, choice.basis) == (Track.CONVENTION, Basis.PROVED)
    assert codes(choice) == ["track.quality_listed", "track.elements_there"]


def test_the_register_says_the_name_and_when_and_not_the_credential() -> None:
    reason = choose_track(achievement(), COMPLETE, LISTED).reasons[0]
    assert reason.facts == {
        "name": "University of the Register",
        "register": "A register",
        "at": "2026-11-01",
        "id": DOMAIN,
    }


def test_whoever_signed_may_name_itself_as_awarding_body_and_nobody_else() -> None:
    itself, other = Body("Calls itself", ids=(Identity(DOMAIN),)), Body("Other", ids=(Identity("domain:b.example"),))
    assert choose_track(achievement(awarding_body=itself), COMPLETE, LISTED).basis is Basis.PROVED
    listed = {"domain:b.example": LISTED[DOMAIN]}
    choice = choose_track(achievement(awarding_body=other), COMPLETE, listed)
    assert (choice.basis, codes(choice)[0]) == (Basis.CLAIMED, "track.quality_listed_claimed")
    unsigned = achievement(issuer=CLAIMED, awarding_body=itself)
    assert choose_track(unsigned, COMPLETE, LISTED).basis is Basis.CLAIMED


def test_a_named_accreditation_is_a_claim() -> None:
    choice = choose_track(achievement(quality=ACCREDITED), COMPLETE)
    assert (choice.track, choice.basis) == (Track.CONVENTION, Basis.CLAIMED)


def test_an_id_that_is_only_claimed_proves_no_system() -> None:
    choice = choose_track(achievement(issuer=CLAIMED), COMPLETE, LISTED)
    assert choice.basis is Basis.CLAIMED
    assert codes(choice) == ["track.quality_listed_claimed", "track.elements_there", "track.issuer_claimed"]


def test_the_awarding_body_decides_and_not_who_sealed_for_it() -> None:
    academy = Body("Academy", ids=(Identity("url:https://academy.example"),))
    choice = choose_track(achievement(awarding_body=academy), COMPLETE, LISTED)
    assert (choice.track, choice.basis) == (Track.PRIOR_LEARNING, Basis.NONE)


def test_without_quality_assurance_it_is_prior_learning() -> None:
    choice = choose_track(achievement(), COMPLETE)
    assert (choice.track, choice.basis) == (Track.PRIOR_LEARNING, Basis.NONE)


def test_a_missing_element_makes_it_prior_learning_and_a_level_that_may_not_apply_does_not() -> None:
    missing = choose_track(achievement(), measure(record(workload=()), "elm"), LISTED)
    assert missing.track is Track.PRIOR_LEARNING
    assert (missing.reasons[0].code, missing.reasons[0].facts) == ("track.elements_missing", {"elements": ["workload"]})
    level = choose_track(achievement(), measure(record(level=()), "elm"), LISTED)
    assert level.track is Track.CONVENTION


def test_what_is_not_valid_is_said() -> None:
    standing = Standing("invalid", "status.revoked", frozenset({Trouble.REVOKED}))
    assert "track.not_valid" in codes(choose_track(achievement(standing=standing), COMPLETE))


# ---- the seven criteria


def strength(name: str, said: Record | None = None, assured: Mapping[str, Listed] = NOBODY_LISTED, **more: Any) -> str:
    found = {each.name: each for each in grade_criteria(achievement(**more), said or Record(), assured)}
    assert list(found) == list(CRITERIA)
    return found[name].strength.value


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"assured": LISTED}, "strong"),
        ({"quality": ACCREDITED}, "substantial"),
        ({"quality": ACCREDITED, "issuer": CLAIMED}, "weak"),
        ({"quality": (Quality("ISO"),)}, "weak"),
        ({"said": record(quality_assurance=(value("Union", kind="endorsement"),))}, "weak"),
        ({}, "none"),
    ],
)
def test_quality_assurance(more: Any, expected: str) -> None:
    assert strength("quality_assurance", **more) == expected


def test_a_name_that_the_credential_gives_is_not_said_to_be_proved() -> None:
    """Its domain, or a list that names it otherwise, proved who issued it: not what it calls itself."""
    found = {each.name: each for each in grade_criteria(achievement(), Record())}
    assert found["verification"].reason.code == "criterion.verified"
    assert found["verification"].reason.facts == {}


KEY_ONLY = Body("B", ids=(Identity("did:key:z6Mk", "key"),))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "strong"),
        ({"issuer": KEY_ONLY}, "substantial"),
        ({"issuer": Body("B", ids=KEY_ONLY.ids, trusted="Guild")}, "strong"),
        ({"standing": Standing("invalid", "validity.expired", frozenset({Trouble.EXPIRED}))}, "substantial"),
        ({"standing": Standing("undecided", "key.unbound", frozenset({Trouble.UNDECIDED}))}, "weak"),
        ({"standing": Standing("invalid", "status.suspended", frozenset({Trouble.SUSPENDED}))}, "none"),
        ({"standing": Standing("invalid", "proof.signature", frozenset({Trouble.INVALID}))}, "none"),
    ],
)
def test_verification(more: Any, expected: str) -> None:
    assert strength("verification", **more) == expected


EQF, DERIVED = Level(6, Framework.EQF), Level(6, Framework.EQF, via="NFQ 2009")
NQF = Level(8, Framework.NQF, "IE")


@pytest.mark.parametrize(
    ("levels", "said", "expected"),
    [
        ((EQF, NQF), None, "strong"),
        ((EQF,), None, "substantial"),
        ((NQF, DERIVED), None, "substantial"),
        ((), record(level=(value("Bachelor"),)), "weak"),
        ((), None, "none"),
    ],
)
def test_level(levels: Any, said: Record | None, expected: str) -> None:
    assert strength("level", said, levels=levels) == expected


@pytest.mark.parametrize(
    ("outcomes", "said", "expected"),
    [
        ((Outcome("bake", "http://data.europa.eu/esco/skill/1", "esco"),), None, "strong"),
        ((Outcome("bake"),), Record(outcomes=(value("bake"),)), "substantial"),
        ((Outcome("bake"),), Record(outcomes=(value("bake", kind="criteria"),)), "weak"),
        ((), Record(description=(value("about bread"),)), "weak"),
        ((), None, "none"),
    ],
)
def test_learning_outcomes(outcomes: Any, said: Record | None, expected: str) -> None:
    assert strength("learning_outcomes", said, outcomes=outcomes) == expected


def ects(points: int) -> Amount:
    return Amount(points, Unit.ECTS, "ects")  # type: ignore[arg-type]


def hours(count: int) -> Amount:
    return Amount(count, Unit.HOURS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amounts", "said", "expected"),
    [
        ((ects(2), hours(60)), None, "strong"),
        ((ects(2), hours(10)), None, "substantial"),
        ((ects(2),), None, "substantial"),
        ((hours(60),), None, "substantial"),
        ((), Record(workload=(value("3", None, 3),)), "weak"),
        ((), None, "none"),
    ],
)
def test_workload(amounts: Any, said: Record | None, expected: str) -> None:
    from fractions import Fraction

    exact = tuple(Amount(Fraction(each.number), each.unit, each.framework) for each in amounts)
    assert strength("workload", said, credits=exact) == expected


EXAM = (Concept("exam"),)
WATCHED = (Supervision("s", Supervised.ONLINE),)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"assessments": EXAM, "supervision": WATCHED, "grades": (Grade("B"),)}, "strong"),
        ({"assessments": EXAM, "grades": (Grade("B"),)}, "substantial"),
        ({"grades": (Grade("B"),)}, "weak"),
        ({}, "none"),
    ],
)
def test_testing(more: Any, expected: str) -> None:
    assert strength("testing", **more) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"supervision": (Supervision("s", Supervised.ONSITE, verified=True),)}, "strong"),
        ({"supervision": (Supervision("s", None, verified=True),)}, "substantial"),
        ({"supervision": (Supervision("s", Supervised.NO, verified=True),)}, "substantial"),
        (
            {
                "supervision": (
                    Supervision("s", Supervised.ONSITE, verified=True),
                    Supervision("t", None, verified=False),
                )
            },
            "none",
        ),
        ({"said": Record(learner=(value("Ana", kind="name"),))}, "weak"),
        ({"said": Record(learner=(value("did:example:1", kind="id"),))}, "none"),
    ],
)
def test_identification(more: Any, expected: str) -> None:
    assert strength("identification", **more) == expected


def test_every_reason_has_its_sentence_and_every_sentence_its_reason() -> None:
    from wallet.recognition import criteria, tracks

    sources = "".join(each.__loader__.get_source(each.__name__) for each in (criteria, tracks))  # type: ignore[union-attr]
    assert all(f'"{code}"' in sources for code in REASONS)
    said = {part.split('"')[0] for part in sources.split('Reason("')[1:]}
    assert said == set(REASONS)
    assert len(Strength) == 4
