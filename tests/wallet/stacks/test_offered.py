"""Which learning opportunities stand first beside a step."""

from __future__ import annotations

import json
from fractions import Fraction

from tests.wallet.pathways.examples import opportunity, raw
from tests.wallet.recognition.held import AT, any_credits, held, pathway
from verifier.errors import Json
from wallet.pathways.documents import read_public
from wallet.pathways.service import Published
from wallet.recognition.achievement import Achievement
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.pathway import Pathway
from wallet.stacks.offered import Offered, offered
from wallet.stacks.service import Evaluated, Holdings, OwnStack
from wallet.stacks.stack import Stack

SCHOOL = "https://harbour.example"


def course(name: str, ects: float, **more: Json) -> Published:
    document = opportunity(id=f"urn:example:{name}", title={"en": name}, achievementIds=[], ects=ects, **more)
    return Published(read_public(raw(document)), AT, "", ())


def beside(made: Pathway, have: tuple[Achievement, ...], *directory: Published) -> list[Offered]:
    """What would count for the one rule of that pathway."""
    own = OwnStack("stack", AT, Stack(json.dumps(made.as_json()).encode()))
    evaluated = Evaluated(own, evaluate(made, have, AT, Circumstances(complete=True)), have, None)
    return list(offered(evaluated, Holdings(AT, have, Circumstances()), directory).get("/root/of/0", ()))


def names(several: list[Offered]) -> list[str]:
    return [each.opportunity.title["en"] for each in several]


def test_what_completes_stands_before_what_adds_and_the_more_before_the_less() -> None:
    have = (held("a", 4),)
    of_a_field = pathway([any_credits(10, {"isced": ["0612"]})])
    of_the_school = pathway([any_credits(10, {"issuerIds": [SCHOOL]})])
    directory = [
        course("little", 1, starts="2026-07-01"),
        course("more", 3, starts="2027-01-11"),
        course("late and enough", 12, starts="2028-01-11", ends="2028-02-11"),
        course("enough", 10, starts="2027-01-11"),
        course("over", 10, applyUntil="2026-05-31"),
        course("another field", 10, isced=["0111"], provider={"name": "Elsewhere"}),
    ]
    expected = ["enough", "late and enough", "more", "little"]
    assert names(beside(of_a_field, have, *directory)) == expected
    assert names(beside(of_the_school, have, *directory)) == expected
    adds = [each.prospect.adds for each in beside(of_a_field, have, *directory)]
    assert adds == [Fraction(10), Fraction(10), Fraction(3), Fraction(1)]


def test_whoever_the_rule_names_stands_before_whoever_has_to_be_on_a_list() -> None:
    one, other = (
        course("listed", 10, provider={"name": "Elsewhere"}),
        course("home", 10, starts="2028-01-11", ends=None),
    )
    made = pathway([any_credits(10)], target={"awardingBody": {"ids": [SCHOOL]}})
    found = beside(made, (), one, other)
    assert [(each.opportunity.title["en"], each.prospect.listed) for each in found] == [
        ("home", False),
        ("listed", True),
    ]
