"""Planned courses, what changed, skills, and what a learner may decide: pure rooms beside the engine."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.wallet.pathways.examples import DATA, opportunity, raw
from tests.wallet.recognition.held import AT, PARTNER, UNI, any_credits, body, held, item, outcome, pathway, standing
from wallet.pathways.opportunity import planned_achievement, read_opportunity
from wallet.recognition.achievement import Outcome, Trouble, Unit
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.finding import State
from wallet.recognition.rule import children_of
from wallet.service import Problem
from wallet.stacks.accepting import may_accept, suggestions
from wallet.stacks.changes import changes_between, changes_since
from wallet.stacks.skills import passport_json, skills_of
from wallet.stacks.stack import Planned, seen_of
from wallet.stacks.what_if import MOST_PLANNED, add_planned, planned_achievements, planned_from, read_planned

ESCO = "https://data.europa.eu/esco/skill/1"
ALL = Circumstances(complete=True)


def test_what_is_typed_becomes_a_planned_course() -> None:
    planned = read_planned("  Sailing  far ", "2,5", "6", UNI, f"{ESCO}\n{ESCO}")
    assert planned == Planned("Sailing far", "2.5", "6", UNI, (ESCO,))
    (made,) = planned_achievements([planned], date(2026, 6, 1))
    assert made.planned and made.eqf == 6 and made.proved_ids == {UNI}
    assert made.outcomes == (Outcome(ESCO, ESCO.replace("https", "http"), "esco"),)


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        (("", "", "", "", ""), "planned.title", "title"),
        (("a", "many", "", "", ""), "planned.ects", "ects"),
        (("a", "-1", "", "", ""), "planned.ects", "ects"),
        (("a", "301", "", "", ""), "planned.ects", "ects"),
        (("a", "", "9", "", ""), "planned.eqf", "eqf"),
        (("a" * 201, "", "", "", ""), "planned.too_long", "title"),
        (("a", "", "", "b" * 201, ""), "planned.too_long", "issuer"),
        (("a", "", "", "", " ".join(map(str, range(21)))), "planned.outcomes", "outcomes"),
    ],
)
def test_what_cannot_be_planned_says_which_field(typed: tuple[str, ...], code: str, field: str) -> None:
    with pytest.raises(Problem) as caught:
        read_planned(*typed)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_course_of_the_directory_is_planned_as_it_is_described() -> None:
    """There is one way from a description to what is planned; what is remembered of it says less, and no more."""
    document = opportunity(outcomes=[{"uri": ESCO}], provider={"name": "Harbour School", "ids": ["harbour.example"]})
    found = read_opportunity(raw(document))
    planned = planned_from(found, "en")
    assert planned.title == "Data from the ground up" and planned.opportunity == found.digest
    (made,) = planned_achievements([planned], AT.date(), {found.digest: found})
    assert made == planned_achievement(found, AT.date())
    assert made.planned and made.standing.verdict == "planned" and made.spec_ids == (DATA,)
    assert made.proved_ids == {"domain:harbour.example"} and made.awarded == found.ends
    assert made.outcomes[0].uri == ESCO.replace("https", "http") and made.outcomes[0].framework == "esco"
    (remembered,) = planned_achievements([planned], AT.date())
    assert (remembered.title, remembered.amount(Unit.ECTS), remembered.eqf) == (made.title, Fraction(5), 6)
    assert remembered.proved_ids == made.proved_ids and remembered.spec_ids == ()


def test_nothing_planned_was_awarded_before_today() -> None:
    began = read_opportunity(raw(opportunity(starts="2025-01-01", ends="2025-03-01", applyUntil=None)))
    assert planned_achievement(began, AT.date()).awarded == AT.date()


def test_courses_are_planned_once_and_not_without_end() -> None:
    several: tuple[Planned, ...] = ()
    for number in range(MOST_PLANNED):
        several = add_planned(several, Planned(str(number)))
    assert add_planned(several, Planned("0")) == several
    with pytest.raises(Problem, match=r"planned\.too_many"):
        add_planned(several, Planned("one more"))


def test_a_planned_course_counts_in_the_second_evaluation_alone() -> None:
    made = pathway([any_credits(5, {"issuerIds": [UNI]})])
    more = planned_achievements([Planned("A", "5", issuer=UNI)], AT.date())
    first, second = evaluate(made, [], AT, ALL), evaluate(made, more, AT, ALL)
    assert first.totals.counted == 0 and second.totals.counted == 5
    changes = changes_between(first, second)
    assert (changes.before, changes.now) == (Fraction(0), Fraction(5))
    assert {(each.before, each.now) for each in changes.requirements} == {(State.MISSING, State.MET)}


def test_what_changed_is_what_stands_otherwise_than_it_was_seen() -> None:
    made = pathway([item("a"), item("b")])
    before = evaluate(made, [held("a")], AT, ALL)
    assert not changes_since(seen_of(before), before)
    after = evaluate(made, [held("b")], AT, ALL)
    changes = changes_since(seen_of(before), after)
    assert [(each.rule, each.before, each.now) for each in changes.requirements] == [
        ("/root/of/0", State.MET, State.MISSING),
        ("/root/of/1", State.MISSING, State.MET),
    ]


def test_skills_are_gathered_by_framework_and_proved_ones_come_first() -> None:
    claimed = held("a", issuer=body(UNI, proved=False), outcomes=outcome("urn:skill:1"))
    proved = held("b", outcomes=(*outcome("urn:skill:1"), Outcome("tie knots"), Outcome("Tie  Knots")))
    withdrawn = held("c", standing=standing("invalid", Trouble.REVOKED), outcomes=outcome("urn:skill:2"))
    frameworks = skills_of([claimed, proved, withdrawn])
    assert [each.name for each in frameworks] == ["esco", ""]
    first, second = frameworks[0].skills
    assert [(each.achievement, each.proved) for each in first.by] == [("b#0", True), ("a#0", False)]
    assert first.proved and not second.proved
    assert [each.text for each in frameworks[1].skills] == ["tie knots"]
    shown = passport_json(frameworks, AT)
    assert shown["type"] == "CompetencePassport" and shown["as_of"] == "2026-06-01T12:00:00Z"


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ({}, True),
        ({"issuer": body(UNI, trusted=False)}, True),
        ({"issuer": body(UNI, proved=False)}, False),
        ({"issuer": body(PARTNER)}, False),
        ({"planned": True}, False),
    ],
)
def test_a_decision_stands_for_likeness_and_never_for_who_issued_it(more: dict[str, Any], may: bool) -> None:
    made = pathway([{"kind": "item", "match": {"issuerIds": [UNI], "specNames": ["Title of it all"]}}])
    assert may_accept(made, children_of(made.root)[0], held("all", **more)) is may


def test_a_list_is_enough_only_where_no_issuer_is_named() -> None:
    made = pathway([any_credits(5, {"specNames": ["Title of all"]})])
    rule = children_of(made.root)[0]
    assert may_accept(made, rule, held("all", issuer=body(PARTNER)))
    assert not may_accept(made, rule, held("all", issuer=body(PARTNER, trusted=False)))
    assert not may_accept(made, rule, held("all", None)), "it has no credits that could count"


def test_only_what_is_alike_is_offered() -> None:
    made = pathway([{"kind": "item", "match": {"issuerIds": [UNI], "specNames": ["Title of the whole"]}}])
    several = [held("the"), held("something", title="Rowing")]
    finding = evaluate(made, several, AT, ALL).findings[1]
    rule = children_of(made.root)[0]
    assert suggestions(made, finding, rule, {each.id: each for each in several}) == {"the#0"}
