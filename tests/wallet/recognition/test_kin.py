"""What a decision rests on is found again, also behind a part, and counts once."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.verifier.suites.parts import base, both
from tests.wallet.recognition.held import UNI, any_credits, counted, held, reasons, result, standing
from tests.world import NOW
from verifier import World, examine
from verifier.derive import derive_credential
from verifier.policy import HOLDER
from wallet.recognition.achievement import Achievement, Trouble
from wallet.recognition.comparable import read_achievements
from wallet.recognition.kin import kin_of, named_by
from wallet.recognition.twins import families_of

NAME = "/credentialSubject/achievement/name"


@both
def test_a_part_names_the_whole(suite: str) -> None:
    raw = json.dumps(base(suite)).encode()
    part = derive_credential(raw, ["/issuer", "/validFrom", NAME], World(NOW))
    (whole,) = read_achievements("whole", examine(raw, World(NOW), HOLDER))
    (shown,) = read_achievements("shown", examine(part, World(NOW)))
    assert whole.digest != shown.digest
    assert named_by(shown) and named_by(shown) <= kin_of(whole)


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"awarded": None},
        {"spec_ids": ()},
        {"spec_ids": (), "awarded": None, "title": " title of  KNOTS"},
    ],
)
def test_what_was_not_shown_hides_nobody(shown: dict[str, Any]) -> None:
    knots = held("knots")
    assert named_by(replace(knots, **shown)) <= kin_of(knots)


@pytest.mark.parametrize(
    "other",
    [
        held("splices"),
        replace(held("knots"), awarded=date(2024, 1, 1)),
        replace(held("knots"), issuer=replace(held("knots").issuer, ids=())),
    ],
)
def test_another_course_another_day_or_nobody_proved_is_not_named(other: Achievement) -> None:
    assert not named_by(held("knots")) & kin_of(other)


def test_what_was_recognised_excludes_what_it_rests_on() -> None:
    knots, rest = held("knots"), held("rest")
    decision = replace(held("decision"), rests_on=tuple(sorted(named_by(replace(knots, spec_ids=())))))
    assert families_of([knots, rest, decision]) == ((2, (0,)),)
    assert UNI in knots.proved_ids


def test_what_two_recognised_for_the_same_counts_once_whether_or_not_that_is_here() -> None:
    knots, sails = held("knots"), held("sails")
    one, other, third = (
        replace(held(name), rests_on=tuple(sorted(names)))
        for name, names in (
            ("one", named_by(knots)),
            ("other", named_by(knots) | named_by(sails)),
            ("third", named_by(sails)),
        )
    )
    assert families_of([one, other, third]) == ((0, (1,)), (1, (0, 2)), (2, (1,)))
    assert families_of([knots, one, other]) == ((1, (0, 2)), (2, (0, 1)))
    for shown in ([one, other], [knots, one, other]):
        assert len(counted(result(any_credits(10), shown))) == 1, shown
    assert len(counted(result(any_credits(10), [one, third]))) == 2


def test_what_falls_with_what_it_rests_on_stands_where_only_its_like_was_withdrawn() -> None:
    knots = held("knots")
    one, other = (replace(held(name), rests_on=tuple(named_by(knots))) for name in ("one", "other"))
    revoked = standing("invalid", Trouble.REVOKED)
    assert len(counted(result(any_credits(10), [one, replace(other, standing=revoked)]))) == 1
    fallen = result(any_credits(10), [one, other, replace(knots, standing=revoked)])
    assert counted(fallen) == [] and reasons(fallen)["one"] == "part.withdrawn"


def test_thousands_that_claim_to_rest_on_each_other_cost_no_more_than_a_moment() -> None:
    knots = held("knots")
    names = tuple(sorted(named_by(knots)))
    many = [replace(knots, id=f"{number}#0", digest=f"{number:064}", rests_on=names) for number in range(4000)]
    begin = time.process_time()
    families_of(many)
    assert time.process_time() - begin < 5
