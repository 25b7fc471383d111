"""What goes wrong elsewhere when micro-credentials are added up, and does not here."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.wallet.recognition.held import (
    AT,
    PARTNER,
    UNI,
    agreement,
    any_credits,
    body,
    counted,
    field,
    grade,
    held,
    item,
    level,
    outcome,
    pathway,
    reasons,
    result,
    standing,
    states,
    under,
)
from wallet.recognition.achievement import Achievement, Amount, Trouble, Unit
from wallet.recognition.engine import Circumstances
from wallet.recognition.matching import Evidence
from wallet.recognition.twins import Decisions

TARGET = {"qualificationId": "urn:diploma", "ects": 60, "awardingBody": {"ids": [UNI]}}


# ---- who counts


def test_a_self_made_key_that_awards_itself_sixty_ects_counts_nothing() -> None:
    key = "did:key:z6MkSelf"
    made = held("dream", 60, issuer=body(key, trusted=False), spec_ids=("https://uni.example/dream",))
    found = result([any_credits(30), item("dream")], [made])
    assert (found.totals.counted, counted(found)) == (0, [])
    assert states(found)["/root/of/0"] == "missing"
    assert {each.code for each in found.finding("/root/of/1").almost} == {"issuer.not_trusted"}


def test_who_only_says_to_be_the_university_is_not() -> None:
    claim = held("a", issuer=body(UNI, proved=False))
    found = result([any_credits(5, {"issuerIds": [UNI]})], [claim])
    assert (counted(found), reasons(found)) == ([], {"a": "issuer.claimed"})
    assert found.finding("/root/of/0").state == "blocked"
    assert [each.evidence for each in found.finding("/root/of/0").almost] == [Evidence.D]


def test_a_key_counts_where_a_rule_names_exactly_that_one() -> None:
    key = "did:key:z6MkTeacher"
    found = result([any_credits(5, {"issuerIds": [key]})], [held("a", issuer=body(key, trusted=False))])
    assert counted(found) == ["a"]


def test_the_awarding_body_counts_where_another_sealed() -> None:
    sealed = held("a", issuer=body("did:web:platform.example", trusted=False), awarding_body=body(UNI))
    assert counted(result([any_credits(5, {"issuerIds": [UNI]})], [sealed])) == ["a"]


def test_the_same_id_of_another_issuer_is_another_achievement() -> None:
    """ELM ids collide across issuers."""
    other = held("a", issuer=body(PARTNER))
    asked = {"achievementIds": ["https://uni.example/a"], "issuerIds": [UNI]}
    assert counted(result([{"kind": "item", "match": asked}], [other])) == []
    mine = result([{"kind": "item", "match": asked}], [other, held("b", spec_ids=other.spec_ids)])
    assert counted(mine) == ["b"]
    assert mine.finding("/root/of/0").by[0].evidence == "A"


def test_ids_that_differ_for_the_same_badge_are_found_by_the_issuers_own_title() -> None:
    """eduBadges writes a new id for each award."""
    badge = held("a", title="Data Literacy", spec_ids=("https://edubadges.example/1234",))
    by_name = {"kind": "item", "match": {"specNames": ["Data literacy"], "issuerIds": [UNI]}}
    found = result([by_name], [badge])
    assert found.finding("/root/of/0").by[0].evidence == "C"
    stranger = replace(badge, issuer=body(PARTNER))
    assert counted(result([by_name], [stranger])) == []


def test_a_title_alone_suggests_and_counts_only_when_a_person_accepts_it() -> None:
    asked = {"kind": "item", "match": {"specNames": ["Data Literacy"]}}
    badge = held("a", title="Data literacy")
    found = result([asked], [badge])
    assert (counted(found), found.finding("/root/of/0").almost[0].evidence) == ([], "D")
    accepted = result([asked], [badge], Circumstances(accepted=frozenset({("/root/of/0", "a#0")})))
    assert (counted(accepted), accepted.finding("/root/of/0").by[0].evidence) == (["a"], "D")
    assert "accepted" in {each.code for each in accepted.assumptions}
    claimed = replace(badge, issuer=body(UNI, proved=False))
    assert not counted(result([asked], [claimed], Circumstances(accepted=frozenset({("/root/of/0", "a#0")}))))


# ---- units, levels, grades


def test_credits_without_a_unit_are_not_ects() -> None:
    unknown = held("a", None, credits=(Amount(Fraction(5), Unit.OTHER),))
    found = result([any_credits(5)], [unknown])
    assert (counted(found), found.finding("/root/of/0").code) == ([], "near.unit_unknown")


def test_hours_are_not_turned_into_ects() -> None:
    hours = held("a", None, credits=(Amount(Fraction(150), Unit.HOURS),))
    assert counted(result([any_credits(5)], [hours])) == []
    assert counted(result([any_credits(100, unit="hours")], [hours])) == ["a"]


def test_other_credits_count_in_their_own_unit_and_by_an_agreement() -> None:
    points = held("a", None, credits=(Amount(Fraction(10), Unit.OTHER, "Studiepunten"),), issuer=body(PARTNER))
    own = any_credits(10, unit="other", unitName="studiepunten")
    assert counted(result([own], [points])) == ["a"]
    rule = {"kind": "factor", "number": "0.75", "unitName": "studiepunten"}
    deal = agreement({"qualification": "urn:diploma"}, creditRule=rule)
    found = result([any_credits(5)], [points], under(deal), target=TARGET)
    assert found.totals.counted == Fraction(15, 2)


def test_hours_for_a_credit_outside_what_is_usual_are_said_and_still_count() -> None:
    odd = held("a", credits=(Amount(Fraction(5), Unit.ECTS), Amount(Fraction(60), Unit.HOURS)))
    usual = held("b", credits=(Amount(Fraction(5), Unit.ECTS), Amount(Fraction(140), Unit.HOURS)))
    found = result([any_credits(5)], [odd, usual])
    said = {each.code: each.facts for each in found.assumptions}
    assert (counted(found), said["credits.unusual_hours"]) == (["a", "b"], {"achievements": ["a#0"]})


def test_of_credits_that_contradict_each_other_the_fewer_count() -> None:
    both = held("a", credits=(Amount(Fraction(5), Unit.ECTS), Amount(Fraction(6), Unit.ECTS)))
    found = result([any_credits(5)], [both])
    assert found.totals.counted == 5
    assert "credits.several" in {each.code for each in found.assumptions}


def test_a_level_that_is_not_stated_is_not_high_enough() -> None:
    rule = any_credits(5, minLevel=6)
    assert counted(result([rule], [held("a", levels=()), held("b", levels=level(5)), held("c")])) == ["c"]
    assert result([rule], [held("b", levels=level(5))]).finding("/root/of/0").almost[0].code == "near.level"


@pytest.mark.parametrize(
    ("grades", "state"),
    [
        (grade(7), "met"),
        (grade(6), "met"),
        (grade(5), "blocked"),
        (grade(9, scale=""), "blocked"),
        (grade(9, scale="de-1-5"), "blocked"),
        (grade(None), "blocked"),
        ((), "blocked"),
    ],
)
def test_a_grade_below_the_condition_or_on_an_unknown_scale_meets_nothing(grades: tuple, state: str) -> None:
    deal = agreement({"modules": ["urn:module"]}, conditions={"minGrade": {"scale": "nl-1-10", "number": 6}})
    rule = {"kind": "item", "match": {"achievementIds": ["urn:module"]}}
    found = result([rule], [held("a", grades=grades, issuer=body(PARTNER))], under(deal), target=TARGET)
    assert states(found)["/root/of/0"] == state
    if state == "blocked":
        assert found.finding("/root/of/0").code == "condition.grade"


def test_where_one_is_the_best_grade_a_smaller_number_is_better() -> None:
    rule = {"kind": "outcome", "uri": "urn:skill", "minGrade": {"scale": "de-1-5", "number": "2.3"}}
    german = {"scale": "de-1-5", "lower_is_better": True, "number": 2}
    assert (
        states(result([rule], [held("a", outcomes=outcome("urn:skill"), grades=grade(**german))]))["/root/of/0"]
        == "met"
    )
    german["number"] = 3
    found = result([rule], [held("a", outcomes=outcome("urn:skill"), grades=grade(**german))])
    assert (found.finding("/root/of/0").state, found.finding("/root/of/0").code) == ("blocked", "condition.grade")


def test_nothing_is_rounded_before_the_total() -> None:
    several = [held(name, "2.4", title=name) for name in "abc"]
    found = result([any_credits(7)], several, policy={"roundTo": "0.5"})
    assert (states(found)["/root"], found.totals.counted, found.totals.rounded) == ("met", Fraction(36, 5), 7)


# ---- standing


@pytest.mark.parametrize(
    ("trouble", "policy", "counts"),
    [
        (Trouble.REVOKED, {"allowSuspended": True, "unknownStatus": "flag"}, False),
        (Trouble.INVALID, {"allowSuspended": True, "unknownStatus": "flag"}, False),
        (Trouble.UNDECIDED, {"allowSuspended": True, "unknownStatus": "flag"}, False),
        (Trouble.SUSPENDED, {}, False),
        (Trouble.SUSPENDED, {"allowSuspended": True}, True),
        (Trouble.STATUS_UNKNOWN, {}, False),
        (Trouble.STATUS_UNKNOWN, {"unknownStatus": "flag"}, True),
        (Trouble.EXPIRED, {}, True),
        (Trouble.EXPIRED, {"allowExpiredTechnical": False}, False),
    ],
)
def test_only_what_the_policy_excuses_counts(trouble: Trouble, policy: dict, counts: bool) -> None:
    found = result([any_credits(5)], [held("a", standing=standing("invalid", trouble))], policy=policy)
    assert counted(found) == (["a"] if counts else [])
    if not counts:
        assert reasons(found) == {"a": f"standing.{trouble.value}"}
        assert states(found)["/root/of/0"] == "blocked"


def test_one_excused_trouble_does_not_excuse_another() -> None:
    both = held("a", standing=standing("invalid", Trouble.EXPIRED, Trouble.REVOKED))
    assert reasons(result([any_credits(5)], [both])) == {"a": "standing.revoked"}


def test_a_verdict_without_a_reason_is_never_excused() -> None:
    assert reasons(result([any_credits(5)], [held("a", standing=standing("undecided"))])) == {"a": "standing.undecided"}


def test_what_ended_since_it_was_verified_has_ended() -> None:
    ended = held("a", ends=AT - timedelta(days=1))
    assert counted(result([any_credits(5)], [ended], policy={"allowExpiredTechnical": False})) == []
    assert counted(result([any_credits(5)], [held("a", ends=AT + timedelta(days=1))])) == ["a"]


def test_age_is_counted_from_the_award() -> None:
    old, new, undated = (
        held("a", awarded=date(2020, 5, 31)),
        held("b", awarded=date(2021, 6, 1)),
        held("c", awarded=None),
    )
    found = result([any_credits(5)], [old, new, undated], policy={"maxAge": "P5Y"})
    assert (counted(found), reasons(found)) == (["b"], {"a": "age.too_old", "c": "age.unknown"})


# ---- the same thing twice


def whole_and_parts(*more: Achievement) -> list[Achievement]:
    return [held("whole", 10, parts=("p1#0", "p2#0")), held("p1"), held("p2"), *more]


def test_parts_do_not_count_beside_their_whole() -> None:
    found = result([any_credits(5)], whole_and_parts())
    assert found.totals.counted == 10
    found = result([item("whole"), any_credits(5)], whole_and_parts())
    assert (counted(found), set(reasons(found).values())) == (["whole"], {"part.of_counted"})
    assert found.totals.duplicate == 10


def test_parts_count_beside_each_other_where_the_whole_is_not_needed() -> None:
    found = result([item("p1"), item("p2")], whole_and_parts())
    assert (counted(found), reasons(found)) == (["p1", "p2"], {"whole": "whole.of_counted"})


def test_a_part_of_a_part_is_part_of_the_whole() -> None:
    three = [held("a", 9, parts=("b#0",)), held("b", 4, parts=("c#0",)), held("c", 2, wholes=("b#0",))]
    assert counted(result([any_credits(5)], three)) == ["a"]


def test_a_relation_written_both_ways_lets_one_of_the_two_count() -> None:
    """ELM's hasPart and isPartOf are often written symmetrically."""
    both = [held("a", 5, parts=("b#0",), wholes=("b#0",)), held("b", 3, parts=("a#0",), wholes=("a#0",))]
    assert counted(result([any_credits(5)], both)) == ["a"]


def test_a_suspended_part_takes_its_whole_with_it_and_leaves_the_other_parts() -> None:
    suspended = [
        replace(each, standing=standing("invalid", Trouble.SUSPENDED)) if each.id == "p1#0" else each
        for each in whole_and_parts()
    ]
    found = result([any_credits(5)], suspended)
    assert (counted(found), reasons(found)) == (["p2"], {"p1": "standing.suspended", "whole": "part.withdrawn"})
    allowed = result([any_credits(5)], suspended, policy={"allowSuspended": True})
    assert allowed.totals.counted == 10


def test_the_same_bytes_count_once() -> None:
    two = [held("a", fingerprints=("sha256:1#0",)), held("b", fingerprints=("sha256:1#0",), title="Another")]
    found = result([any_credits(5)], two)
    assert (found.totals.counted, list(reasons(found).values())) == (5, ["twin.certain"])


def test_a_decision_does_not_make_two_of_the_same_bytes() -> None:
    two = [held("a", fingerprints=("x",)), held("b", fingerprints=("x",))]
    apart = Circumstances(decisions=Decisions(distinct=frozenset({("a#0", "b#0")})))
    assert result([any_credits(5)], two, apart).totals.counted == 5


def test_suspected_twins_count_once_until_a_person_decides() -> None:
    badge = held("a", title="Data Literacy", format="vc_jwt")
    europass = held("b", title="Data literacy", format="europass_jades", awarded=date(2025, 6, 20), spec_ids=())
    found = result([any_credits(5)], [badge, europass])
    assert (found.totals.counted, found.suspected) == (5, (("a#0", "b#0"),))
    assert list(reasons(found).values()) == ["twin.suspected"]
    apart = Circumstances(decisions=Decisions(distinct=frozenset({("b#0", "a#0")})))
    assert result([any_credits(5)], [badge, europass], apart).totals.counted == 10


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Data Literacy II"},
        {"awarded": date(2025, 9, 1)},
        {"subject": "somebody else"},
        {"outcomes": outcome("urn:other")},
        {"credits": (Amount(Fraction(3), Unit.ECTS),)},
        {"title": "Medieval History"},
    ],
)
def test_what_differs_is_no_twin(other: dict) -> None:
    one = held("a", title="Data Literacy I", format="vc_jwt", outcomes=outcome("urn:skill"))
    two = replace(held("b", title="Data Literacy I", format="elm", outcomes=outcome("urn:skill")), **other)
    assert result([any_credits(5)], [one, two]).suspected == ()
    assert result([any_credits(5)], [one, replace(two, **{name: getattr(one, name) for name in other})]).suspected


def test_a_badge_issued_twice_is_suspected_and_a_course_done_again_is_not() -> None:
    first, again = held("a", title="Data Literacy"), held("b", title="Data  literacy")
    assert result([any_credits(5)], [first, again]).suspected == (("a#0", "b#0"),)
    later = replace(again, awarded=date(2025, 6, 20))
    assert result([any_credits(5)], [first, later]).totals.counted == 10


def test_the_better_twin_is_the_one_that_counts() -> None:
    weak = held("a", fingerprints=("x",), levels=())
    strong = held("b", fingerprints=("x",))
    assert counted(result([any_credits(5, minLevel=6)], [weak, strong])) == ["b"]


def test_an_outcome_and_a_total_may_look_at_the_same_credential() -> None:
    one = held("a", 10, outcomes=outcome("urn:skill"))
    root = [{"kind": "credits", "min": 10, "of": [item("a")]}, {"kind": "outcome", "uri": "urn:skill"}]
    found = result(root, [one])
    assert set(states(found).values()) == {"met"}
    assert found.totals.counted == 10


def test_siblings_do_not_share_a_credential() -> None:
    found = result([item("a"), any_credits(5)], [held("a")])
    assert (states(found)["/root/of/0"], states(found)["/root/of/1"]) == ("met", "missing")
    assert found.finding("/root/of/1").code == "used_up"


def test_nothing_is_missing_where_an_assignment_exists() -> None:
    """The greedy way would use `both` for the first rule and miss the second."""
    found = result([item("both", "one"), item("both")], [held("both"), held("one")])
    assert set(states(found).values()) == {"met"}


# ---- agreements


def test_an_agreement_lets_another_institutions_module_count_as_ones_own() -> None:
    deal = agreement({"modules": ["urn:module"], "ects": 6, "eqf": 7})
    rules = [{"kind": "credits", "match": {"achievementIds": ["urn:module"]}, "min": 6, "minLevel": 7}]
    theirs = held("a", 5, issuer=body(PARTNER, trusted=False))
    found = result(rules, [theirs], under(deal), target=TARGET)
    by = found.finding("/root/of/0").by[0]
    assert (found.totals.counted, by.evidence, by.agreement) == (6, "B", deal.digest)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"validity": {"until": "2026-05-31"}}, "agreement.ended"),
        ({"validity": {"from": "2026-06-02"}}, "agreement.not_yet"),
        ({"decision": "caseByCase"}, "agreement.case_by_case"),
        ({"purpose": "admission"}, "agreement.purpose"),
    ],
)
def test_an_agreement_that_does_not_hold_counts_nothing_and_says_so(change: dict, code: str) -> None:
    deal = agreement({"modules": ["urn:module"]}, **change)
    rule = {"kind": "item", "match": {"achievementIds": ["urn:module"]}}
    found = result([rule], [held("a", issuer=body(PARTNER))], under(deal), target=TARGET)
    assert (states(found)["/root/of/0"], found.finding("/root/of/0").code) == ("blocked", code)
    assert found.agreements[0].code == code


def test_an_unsigned_agreement_counts_nothing() -> None:
    deal = agreement({"modules": ["urn:module"]})
    rule = {"kind": "item", "match": {"achievementIds": ["urn:module"]}}
    alone = Circumstances(agreements=(deal,), signatures=under(deal).signatures[:1])
    found = result([rule], [held("a", issuer=body(PARTNER))], alone, target=TARGET)
    assert (counted(found), found.agreements[0].unsigned) == ([], ("University",))


def test_an_agreement_of_others_is_none_of_ours() -> None:
    deal = agreement({"modules": ["urn:module"]})
    rule = {"kind": "item", "match": {"achievementIds": ["urn:module"]}}
    assert not result([rule], [held("a", issuer=body(PARTNER))], under(deal)).agreements
    listed = result([rule], [held("a", issuer=body(PARTNER))], under(deal), agreements=[deal.digest])
    assert counted(listed) == ["a"]


def test_a_newer_agreement_of_the_same_parties_replaces_the_old_one() -> None:
    old = agreement({"modules": ["urn:module"], "ects": 6})
    new = agreement({"modules": ["urn:module"], "ects": 3}, version="2", supersedes=old.digest)
    rules = [{"kind": "credits", "match": {"achievementIds": ["urn:module"]}, "min": 3}]
    theirs = [held("a", issuer=body(PARTNER))]
    assert result(rules, theirs, under(old, new), target=TARGET).totals.counted == 3
    foreign = replace(new, parties=(new.parties[0], replace(new.parties[1], ids=("did:web:other.example",))))
    assert result(rules, theirs, under(old, foreign), target=TARGET).totals.counted == 6


def test_credits_are_split_only_by_an_agreement() -> None:
    rules = [any_credits(5, most) | {"max": 5} for most in ({"isced": ["06"]}, {"isced": ["07"]})]
    both = held("a", 10, fields=(*field("061"), *field("071")), issuer=body(PARTNER))
    assert counted(result(rules, [both])) == []
    split = agreement({"qualification": "urn:diploma"}, creditRule={"kind": "split", "pieces": [5, 5]})
    found = result(rules, [both], under(split), target=TARGET)
    assert (found.state, found.totals.counted, counted(found)) == ("met", 10, ["a", "a"])


def test_an_exemption_meets_an_item_and_brings_no_credits() -> None:
    deal = agreement({"modules": ["urn:module"]}, purpose="exemption")
    root = [{"kind": "credits", "min": 5, "of": [{"kind": "item", "match": {"achievementIds": ["urn:module"]}}]}]
    found = result(root, [held("a", 10, issuer=body(PARTNER))], under(deal), target=TARGET)
    assert (states(found)["/root/of/0/of/0"], states(found)["/root/of/0"], found.totals.counted) == (
        "met",
        "partial",
        0,
    )


# ---- shares, absences, order


def test_what_somebody_chose_to_show_proves_no_absence() -> None:
    root = [item("a"), {"kind": "not", "of": {"achievementIds": ["https://uni.example/b"]}}]
    assert states(result(root, [held("a")])) == {"/root": "not_shown", "/root/of/0": "met", "/root/of/1": "not_shown"}
    everything = Circumstances(complete=True)
    assert result(root, [held("a")], everything).state == "met"
    assert result(root, [held("a"), held("b")], everything).finding("/root/of/1").state == "blocked"
    assert result(root, [held("a"), held("b")]).finding("/root/of/1").code == "not.present"


def test_an_order_needs_two_days_that_differ() -> None:
    rule = {"kind": "order", "before": item("a")["match"], "after": item("b")["match"]}
    early, late = held("a", awarded=date(2024, 1, 1)), held("b", awarded=date(2025, 1, 1))
    assert result([rule], [early, late]).state == "met"
    wrong = result([rule], [replace(early, awarded=late.awarded), late])
    assert wrong.finding("/root/of/0").code == "order.wrong"
    undated = result([rule], [early, replace(late, awarded=None)])
    assert undated.finding("/root/of/0").code == "order.no_date"
    assert result([rule], [early]).finding("/root/of/0").state == "missing"


def test_what_counts_in_another_stack_counts_here_unless_the_policy_says_no() -> None:
    elsewhere = Circumstances(elsewhere=frozenset({"a#0"}))
    assert counted(result([any_credits(5)], [held("a")], elsewhere)) == ["a"]
    assert reasons(result([any_credits(5)], [held("a")], elsewhere, policy={"doubleCount": "none"})) == {
        "a": "elsewhere"
    }


# ---- caps and shares


def test_indivisible_credits_fill_a_cap_as_far_as_they_can() -> None:
    several = [held(name, ects, title=name) for name, ects in (("a", 6), ("b", 6), ("c", 5), ("d", 3), ("e", 2))]
    found = result([any_credits(0, max=10)], several)
    assert (found.totals.counted, found.proof.proven) == (10, True)
    assert found.totals.capped == 12


def test_no_more_counts_of_one_issuer_than_the_policy_lets() -> None:
    same = replace(body(UNI), ids=(*body(UNI).ids, *body("domain:uni.example").ids))
    several = [held("a", 6, issuer=body(UNI)), held("b", 6, issuer=same, title="B"), held("c", 6, issuer=body(PARTNER))]
    several.append(held("d", 6, issuer=body("domain:uni.example"), title="D"))
    found = result([any_credits(6)], several, policy={"creditCapPerIssuer": 10})
    assert found.totals.counted == 12
    assert result([any_credits(6, maxPerIssuer=12)], several).totals.counted == 18


def test_no_more_counts_from_elsewhere_than_the_policy_lets() -> None:
    several = [held(name, 10, issuer=body(PARTNER), title=name) for name in "abcd"] + [held("own", 10)]
    found = result([any_credits(30)], several, policy={"externalCreditMaxPct": 50}, target={**TARGET, "ects": 50})
    assert found.totals.counted == 30
    assert {"own"} < set(counted(found))


def test_a_share_of_a_higher_level_is_looked_for() -> None:
    """Either of the two would do for the item; only one leaves enough of level 7."""
    two = [held("a", 10, levels=level(6)), held("b", 10, levels=level(7))]
    root = [item("a", "b")]
    found = result(root, two, policy={"minLevelPct": {"level": 7, "pct": 50}}, target={**TARGET, "ects": 20})
    assert (counted(found), found.proof.steps) == (["b"], 0)


def test_a_share_is_reached_exactly_or_not_at_all() -> None:
    two = [held("a", 7, levels=level(7)), held("b", 8, levels=level(7), title="B")]
    policy = {"minLevelPct": {"level": 7, "pct": 50}}
    asked = {"policy": policy, "target": {**TARGET, "ects": "14.5"}}  # half of it is 7.25
    found = result([item("a", "b")], two, **asked)
    assert (counted(found), found.state, found.proof.steps) == (["b"], "met", 0)
    lonely = result([item("a")], two, **asked)
    assert (lonely.state, lonely.proof.steps, lonely.proof.proven) == ("partial", 1, True)
    assert [(each.rule, each.amount) for each in lonely.next_steps] == [("/policy/minLevelPct", Fraction(1, 4))]


# ---- a pathway as a whole


def test_the_fewest_next_steps_are_said() -> None:
    root = [
        {"kind": "any", "of": [{"kind": "all", "of": [item("x"), item("y")]}, item("z")]},
        {**item("a", "b"), "count": 2},
        any_credits(12, {"isced": ["06"]}),
    ]
    found = result(root, [held("a"), held("c", 5, fields=field("061"))])
    assert [(each.rule, each.kind, each.amount) for each in found.next_steps] == [
        ("/root/of/0/of/1", "item", 1),
        ("/root/of/1", "item", 1),
        ("/root/of/2", "credits", 7),
    ]


def test_an_alternative_that_is_not_needed_is_not_asked_for() -> None:
    found = result([{"kind": "any", "of": [item("a"), item("b")]}], [held("a")])
    assert [each.needed for each in found.findings] == [True, True, True, False]
    assert found.next_steps == ()


def test_what_is_planned_counts_and_is_called_planned() -> None:
    plan = replace(held("a"), planned=True, standing=standing("undecided"))
    found = result([any_credits(5)], [plan])
    assert found.state == "met"
    assert "counted.planned" in {each.code for each in found.assumptions}


def test_a_pathway_that_ended_says_so() -> None:
    found = result(pathway([item("a")], validUntil="2026-05-01"), [held("a")])
    assert [each.code for each in found.assumptions] == ["advice", "pathway.ended"]
