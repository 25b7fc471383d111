"""What of what could be learnt would count: as the engine counts, beside what counts already, and never more."""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from tests.wallet.recognition.held import (
    AT,
    PARTNER,
    UNI,
    agreement,
    any_credits,
    body,
    field,
    held,
    item,
    level,
    outcome,
    pathway,
    standing,
    under,
)
from tests.wallet.recognition.large import large
from tests.wallet.recognition.test_counting import generated
from verifier.errors import Json, JsonObject
from wallet.recognition.achievement import Achievement, Standing, Trouble
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.finding import State
from wallet.recognition.pathway import Pathway
from wallet.recognition.prospects import Prospect, lacks_of, prospects

BY_UNI: JsonObject = {"issuerIds": [UNI]}


def planned(name: str, ects: float | str | None = 5, **more: Any) -> Achievement:
    """What one would hold who took a course of the university's that ends next year."""
    made = held(name, ects, standing=Standing("planned"), awarded=date(2027, 6, 1), subject="", planned=True)
    return replace(made, id=f"planned:{name}", title=f"Course {name}", **more)


def found(
    made: Pathway, have: list[Achievement], could: list[Achievement], known: Circumstances | None = None
) -> tuple[Prospect, ...]:
    return prospects(made, evaluate(made, have, AT, known), have, could, known)


def would(several: tuple[Prospect, ...]) -> list[tuple[str, str, Fraction, bool]]:
    return [(each.rule, each.achievement.removeprefix("planned:"), each.adds, each.completes) for each in several]


def test_a_missing_item_is_completed_by_the_course_that_leads_to_it() -> None:
    made = pathway([item("knots", **BY_UNI), item("sails", **BY_UNI)])
    (one,) = found(made, [held("knots")], [planned("knots"), planned("sails"), planned("law")])
    assert (one.rule, one.achievement, one.completes) == ("/root/of/1", "planned:sails", True)
    assert (one.evidence, one.reason, one.listed, one.graded) == ("A", "same_achievement", False, False)


def test_credits_are_added_up_to_what_is_lacking_and_no_further() -> None:
    made = pathway([any_credits(10, BY_UNI)])
    several = found(made, [held("a", 4)], [planned("b", 2), planned("c", 30)])
    assert would(several) == [("/root/of/0", "b", Fraction(2), False), ("/root/of/0", "c", Fraction(6), True)]


@pytest.mark.parametrize(
    ("rule", "policy", "helps"),
    [
        (any_credits(10, BY_UNI, max=11), {}, False),
        (any_credits(10, BY_UNI, max=12), {}, True),
        (any_credits(10, {}, maxPerIssuer=10), {}, False),
        (any_credits(10, {}, maxPerIssuer=13), {}, True),
        (any_credits(10, {}), {"creditCapPerIssuer": 10}, False),
        (any_credits(10, {}), {"externalCreditMaxPct": 50}, False),
    ],
)
def test_where_a_cap_leaves_no_room_nothing_is_promised(rule: JsonObject, policy: JsonObject, helps: bool) -> None:
    made = pathway([rule], policy=policy, target={"ects": 20})
    assert bool(found(made, [held("a", 8)], [planned("b", 4)])) is helps


def test_what_counts_already_is_no_next_step() -> None:
    made = pathway([any_credits(20, BY_UNI)])
    have = [held("a", 5, title="Data Ethics"), held("b", 5, title="Tides", awarded=date(2027, 5, 20))]
    could = [
        planned("a"),
        planned("c", spec_ids=()),
        planned("d", spec_ids=(), issuer=body(PARTNER)),
    ]
    could[1] = replace(could[1], title="Data ethics")
    could[2] = replace(could[2], title="Tides")
    assert found(made, have, could) == ()


def test_what_ended_for_good_may_be_learnt_again() -> None:
    made = pathway([item("a", **BY_UNI)])
    have = [held("a", standing=standing("invalid", Trouble.REVOKED))]
    assert would(found(made, have, [planned("a")])) == [("/root/of/0", "a", Fraction(1), True)]


def test_who_offers_it_has_to_be_named_or_else_on_a_list() -> None:
    could = [planned("a", issuer=body(PARTNER))]
    assert found(pathway([any_credits(5, BY_UNI)]), [], could) == ()
    (one,) = found(pathway([any_credits(5)]), [], could)
    assert one.listed and one.reason == "trusted"
    (home,) = found(pathway([any_credits(5)], target={"awardingBody": {"ids": [PARTNER]}}), [], could)
    assert not home.listed and home.reason == "home"


def test_an_agreement_makes_it_count_with_the_credits_that_it_recognises() -> None:
    deal = agreement({"modules": ["https://uni.example/law"]}, creditRule={"kind": "factor", "number": "0.5"})
    made = pathway(
        [any_credits(5, {"achievementIds": ["https://uni.example/law"], **BY_UNI})], agreements=[deal.digest]
    )
    (one,) = found(made, [], [planned("other", 6, issuer=body(PARTNER))], under(deal))
    assert (one.adds, one.completes, one.agreement, one.listed) == (Fraction(3), False, deal.digest, False)


def test_an_outcome_is_shown_by_what_states_it() -> None:
    made = pathway([{"kind": "outcome", "uri": "urn:skill", "match": BY_UNI}])
    could = [planned("a", outcomes=outcome("urn:skill")), planned("b", outcomes=outcome("urn:other"))]
    assert would(found(made, [], could)) == [("/root/of/0", "a", Fraction(1), True)]


def test_a_grade_is_taken_as_reached_and_said() -> None:
    graded: Json = {"scale": "nl-1-10", "number": 7}
    made = pathway([item("a", grade=graded, **BY_UNI), {"kind": "outcome", "uri": "urn:skill", "minGrade": graded}])
    several = found(made, [], [planned("a", outcomes=outcome("urn:skill"))])
    assert [(each.rule, each.graded) for each in several] == [("/root/of/1", True), ("/root/of/0", True)]


def test_a_total_and_a_share_of_a_level_lack_credits_of_their_own() -> None:
    root: JsonObject = {"kind": "credits", "min": 20, "minLevel": 7, "of": [any_credits(1, BY_UNI)]}
    made = pathway(root, policy={"minLevelPct": {"level": 7, "pct": 50}}, target={"ects": 20})
    have = [held("a", 5, levels=level(7))]
    several = found(made, have, [planned("b", 5, levels=level(7)), planned("c", 5)])
    assert would(several) == [("/root", "b", Fraction(5), False), ("/policy/minLevelPct", "b", Fraction(5), True)]


def test_what_must_not_be_there_is_no_next_step() -> None:
    made = pathway([any_credits(5, BY_UNI), {"kind": "not", "of": {"isced": ["0311"], **BY_UNI}}])
    assert found(made, [], [planned("a", fields=field("0311"))]) == ()
    assert found(made, [], [planned("a", fields=field("0312"))])


def test_where_nothing_is_lacking_nothing_is_asked() -> None:
    made = pathway([{"kind": "any", "min": 1, "of": [item("a", **BY_UNI), item("b", **BY_UNI)]}])
    assert lacks_of(evaluate(made, [held("a")], AT)) == {}
    assert found(made, [held("a")], [planned("b")]) == ()


def test_what_is_said_would_count_does_count() -> None:
    """Against the engine itself: with each of them alone there, more is met, or more counts."""
    seen = 0
    for seed in range(400):
        made, have, known, _ = generated(seed)
        rng = random.Random(seed)
        could = [
            planned(
                f"p{number}",
                rng.choice(["1", "2", "5", "7.5"]),
                issuer=body(rng.choice([UNI, PARTNER])),
                fields=field(rng.choice(["0611", "0612", "0311"])),
                levels=level(rng.choice([5, 6, 7])),
                outcomes=outcome("urn:skill") if rng.random() < 0.3 else (),
            )
            for number in range(3)
        ]
        before = evaluate(made, have, AT, known)
        by_id = {each.id: each for each in could}
        for each in prospects(made, before, have, could, known):
            after = evaluate(made, [*have, by_id[each.achievement]], AT, known)
            first, then = ((one.proof.steps, -one.totals.counted) for one in (before, after))
            if each.reason == "outcome":
                assert after.finding(each.rule).state is State.MET, seed
            else:
                assert then < first, (seed, each)
            seen += 1
    assert seen > 500


def test_a_directory_of_two_hundred_is_matched_in_a_tenth_of_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    made, have, known = large(0)
    rng = random.Random(0)
    for some, offered in ((40, 200), (40, 500), (500, 500)):
        could = [
            planned(
                f"{'m' if rng.random() < 0.2 else 'p'}{number}",
                rng.choice([2, 3, 5, 6]),
                issuer=body(rng.choice([UNI, "did:web:partner1.example"])),
                fields=field(rng.choice(["0611", "0612", "0311", "0721"])),
                levels=level(rng.choice([5, 6, 7])),
                outcomes=outcome(f"urn:skill:{rng.randrange(60)}"),
                awarded=date(2027, 1, 1) + timedelta(days=rng.randrange(300)),
            )
            for number in range(offered)
        ]
        before = evaluate(made, have[:some], AT, known)
        start = time.process_time()
        several = prospects(made, before, have[:some], could, known)
        took = time.process_time() - start
        with capsys.disabled():
            sys.stdout.write(
                f"\n{offered} that could be learnt, {some} held, {len(lacks_of(before))} things lacking:"
                f" {took * 1000:.0f} ms, {len(several)} would help\n"
            )
        assert offered > 200 or took < 0.15
