"""What a decision rests on is found again, also behind a part, and counts once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.verifier.suites.parts import base, both
from tests.wallet.recognition.held import UNI, held
from tests.world import NOW
from verifier import World, examine
from verifier.derive import derive_credential
from verifier.policy import HOLDER
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
def test_what_was_not_shown_hides_nobody(shown: dict[str, object]) -> None:
    knots = held("knots")
    assert named_by(replace(knots, **shown)) <= kin_of(knots)  # type: ignore[arg-type]  # fields of many types


@pytest.mark.parametrize(
    "other",
    [
        held("splices"),
        replace(held("knots"), awarded=date(2024, 1, 1)),
        replace(held("knots"), issuer=replace(held("knots").issuer, ids=())),
    ],
)
def test_another_course_another_day_or_nobody_proved_is_not_named(other: object) -> None:
    assert not named_by(held("knots")) & kin_of(other)  # type: ignore[arg-type]  # an achievement


def test_what_was_recognised_excludes_what_it_rests_on() -> None:
    knots, rest = held("knots"), held("rest")
    decision = replace(held("decision"), rests_on=tuple(sorted(named_by(replace(knots, spec_ids=())))))
    assert families_of([knots, rest, decision]) == ((2, (0,)),)
    assert UNI in knots.proved_ids
