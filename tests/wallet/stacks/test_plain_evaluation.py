"""Whatever the engine can say has a sentence, in both languages, and numbers read as numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

import wallet.recognition
from tests.wallet.recognition.held import AT, PARTNER, agreement, any_credits, body, held, item, outcome, pathway, under
from verifier.errors import Fact
from wallet.recognition.achievement import Achievement, Trouble
from wallet.recognition.document import Place
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.finding import State
from wallet.recognition.match import Match, read_match
from wallet.recognition.pathway import Pathway
from wallet.recognition.shelf import Shelf
from wallet.stacks import evaluation_words as words
from wallet.stacks.plain_evaluation import say_evaluation
from wallet.stacks.plain_number import plain_number
from wallet.stacks.plain_pieces import PlainEvaluation

ENGINE = Path(wallet.recognition.__file__).parent
# Rooms of the engine that make codes.
ROOMS = (
    "agreement",
    "assumptions",
    "barring",
    "looking",
    "matching",
    "nearness",
    "reasons",
    "recognition",
    "uncounted",
)
FAMILIES = "near|condition|issuer|agreement|standing|age|part|whole|twin|counted|credits|pathway|not|order"
CODE = re.compile(rf"(?:{FAMILIES})\.[a-z_]+")
EVERY_CLAUSE = Place(
    {
        "achievementIds": ["urn:a"],
        "codes": ["a"],
        "issuerIds": ["did:web:a.example"],
        "specNames": ["a"],
        "versions": ["1"],
        "alignments": ["urn:a"],
        "isced": ["0613"],
        "eqf": {"min": 5},
        "ects": {"max": 5},
        "formats": ["a"],
        "kinds": ["a"],
        "assessment": {"types": ["a"], "supervision": "online", "identityVerified": True},
        "qa": "stated",
        "grade": {"scale": "nl", "number": 6},
        "awardedAfter": "2020-01-01",
        "notOlderThan": "P5Y",
        "languages": ["en"],
    }
)
WITHOUT_NEAR = frozenset({"achievement", "code", "name", "version"})  # nothing is near to being another one


def english(sentence: str, facts: Mapping[str, Fact]) -> str:
    return sentence % facts if facts else sentence


def plain(made: Pathway, held_ones: list[Achievement], known: Circumstances | None = None) -> PlainEvaluation:
    known = known or Circumstances(complete=True)
    found = evaluate(made, held_ones, AT, known)
    return say_evaluation(found, made, held_ones, "en", english, known.agreements)


def written_codes() -> Iterator[str]:
    """Every code that stands in the engine as text."""
    for room in ROOMS:
        for node in ast.walk(ast.parse((ENGINE / f"{room}.py").read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                yield node.value


def made_codes() -> Iterator[str]:
    """Every code that the engine puts together."""
    yield from (f"standing.{each.value}" for each in Trouble)
    shelf = Shelf([], AT.date())
    match: Match = read_match(EVERY_CLAUSE)
    yield from (f"near.{each}" for each in shelf.clauses(match) if each not in WITHOUT_NEAR)
    assert match.assessment
    yield from (f"condition.{each}" for each in ("grade", "age", *shelf.assessed(match.assessment)))


def test_every_code_that_stands_in_the_engine_has_a_sentence() -> None:
    known = {
        *words.FINDINGS, *words.REASONS, *words.OBSTACLES, *words.UNCOUNTED, *words.ASSUMPTIONS, *words.AGREEMENTS
    }  # fmt: skip
    codes = {*written_codes(), *made_codes()}
    assert len(codes) > 50
    assert codes - known == set()


def test_there_is_no_sentence_for_what_nobody_says() -> None:
    said = {each for each in (*words.OBSTACLES, *words.ASSUMPTIONS) if "." in each}
    assert said - {*written_codes(), *made_codes()} == set()


@pytest.mark.parametrize("codes", [words.STATES, words.WHOLE, words.LOOKS])
def test_every_state_has_its_words(codes: Mapping[State, object]) -> None:
    assert set(codes) == set(State)


def test_what_counts_says_by_what_and_how_well_it_is_shown() -> None:
    made = pathway([any_credits(6, {"specNames": ["Title of a"], "issuerIds": ["did:web:uni.example"]}), item("b")])
    found = plain(made, [held("a"), held("b", 5), held("c")])
    first, second = found.requirements[1:]
    assert (first.word, first.progress, first.by[0].amount) == ("Partly met", "5 of 6 ECTS", "5 ECTS")
    assert first.by[0].grade == "C" and "title" in first.by[0].sentence
    assert second.by[0].title == "Title of b" and second.by[0].credential == "b"
    assert [each.sentence for each in found.steps] == ["1 ECTS more for “6 ECTS credits”."]
    assert [(each.title, each.sentence) for each in found.uncounted] == [
        ("Title of c", "This pathway asks for nothing like it.")
    ]
    assert found.advice == "This is advice; the receiving institution decides."
    assert found.advice in found.assumptions


def test_an_agreement_is_called_by_its_title() -> None:
    deal = agreement({"modules": ["https://uni.example/x"], "ects": 4})
    found = plain(
        pathway([item("x")], agreements=[deal.digest]), [held("y", issuer=body(PARTNER, trusted=False))], under(deal)
    )
    by = found.requirements[1].by[0]
    assert (by.agreement_title, by.grade, by.amount) == ("An agreement", "B", "4 ECTS")


def test_what_is_only_claimed_is_almost_there_and_counts_nothing() -> None:
    claimed = held("a", issuer=body("did:web:uni.example", proved=False))
    made = pathway([any_credits(5, {"issuerIds": ["did:web:uni.example"]})], target={"ects": 5})
    found = plain(made, [claimed])
    assert found.progress == "0 of 5 ECTS" and found.share == 0
    assert found.requirements[1].almost[0].sentence == words.OBSTACLES["issuer.claimed"]
    assert found.requirements[1].sentence == f"“Title of a”: {words.OBSTACLES['issuer.claimed']}"


def test_a_planned_course_leads_to_no_credential() -> None:
    found = plain(pathway([item("a")]), [held("a", planned=True)])
    assert found.requirements[1].by[0].credential == ""
    assert any("Planned" in each for each in found.assumptions)


def test_a_rule_about_an_outcome_is_called_by_it() -> None:
    made = pathway([{"kind": "outcome", "framework": "esco", "uri": "urn:skill:1"}])
    assert plain(made, [held("a", outcomes=outcome("urn:skill:1"))]).requirements[1].title == "urn:skill:1"


@pytest.mark.parametrize(
    ("number", "language", "up", "text"),
    [
        (Fraction(60), "en", False, "60"),
        (Fraction(15, 2), "de", False, "7,5"),
        (Fraction(10, 3), "en", False, "3.33"),
        (Fraction(10, 3), "en", True, "3.34"),
        (Fraction(12000), "de", False, "12.000"),
    ],
)
def test_what_counts_is_rounded_down_and_what_is_missing_up(
    number: Fraction, language: str, up: bool, text: str
) -> None:
    assert plain_number(number, language, up=up) == text


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("did:web:uni.example%3A8443:bb", "uni.example:8443/bb"),
        ("did:web:uni.example%2Felsewhere.example", "did:web:uni.example%2Felsewhere.example"),
        ("did:web:uni.example:%E2%80%AE", "did:web:uni.example:%E2%80%AE"),
        ("did:key:z6Mk", "did:key:z6Mk"),
        ("url:https://uni.example", "url:https://uni.example"),
    ],
)
def test_an_issuer_is_asked_for_by_its_domain(identity: str, said: str) -> None:
    found = plain(pathway([any_credits(5, {"issuerIds": [identity], "languages": ["de", "xx"]})]), [])
    assert f"It comes from: {said}." in found.requirements[1].asked
    assert "Language: German, xx." in found.requirements[1].asked
