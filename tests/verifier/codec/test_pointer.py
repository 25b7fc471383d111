"""The places of a hostile document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from tests.costs import measured
from tests.verifier.records.reading import ANYTHING, resolve
from verifier.codec.pointer import (
    LONGEST_TEXT,
    MOST_ITEMS,
    MOST_LANGUAGES,
    Node,
    join,
    read_document,
    read_duration,
    read_language,
    read_types,
    safe_text,
    safe_uri,
)
from verifier.errors import JsonObject


def test_a_place_knows_its_pointer_and_escapes_it() -> None:
    document: JsonObject = {"a/b": [{"m~n": "here"}]}
    node = Node(document)["a/b"].each[0]["m~n"]
    assert node.path == "/a~1b/0/m~0n"
    assert resolve(document, node.path) == "here"
    assert join("", "a", 0, "~1") == "/a/0/~01"


def test_the_index_of_a_member_counts_what_is_passed_over() -> None:
    assert [node.path for node in Node([None, "x", None, "y"]).each] == ["/1", "/3"]


def test_the_first_of_several_is_the_first_object() -> None:
    assert Node(["x", {"id": 1}, {"id": 2}]).first.path == "/1"
    assert Node(["x"]).first.value == "x"
    assert not Node([]).first


def test_a_long_array_is_looked_at_in_part() -> None:
    assert len(Node(list[Any](range(MOST_ITEMS + 5))).each) == MOST_ITEMS


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("\u2066a\u2069", "a"),
        ("a\x00b\x1bc\x85", "abc"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("half \ud800 pair", "half \ufffd pair"),
        (" \ufeff ", ""),
        ("👩‍🔬 naïve", "👩‍🔬 naïve"),
        ("x" * (LONGEST_TEXT + 1), "x" * (LONGEST_TEXT - 1) + "…"),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
    ],
)
def test_text_is_shown_without_what_disguises_it(said: str, shown: str) -> None:
    assert safe_text(said) == shown


@pytest.mark.parametrize(
    "text", ["https://example.org/a?b=c#d", "urn:uuid:1", "did:key:z6Mk", "HTTP://EXAMPLE.ORG", "mailto:a@b.example"]
)
def test_what_identifies_is_a_uri(text: str) -> None:
    assert safe_uri(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://example.org/a b",
        'https://example.org/"onclick=',
        "https://exаmple.org/",
        "https://example.org/\u202e",
        "https://example.org/\n",
        "//example.org",
        "https://example.org/" + "a" * 3000,
        "",
    ],
)
def test_what_runs_or_disguises_is_no_uri(text: str) -> None:
    assert safe_uri(text) is None


@pytest.mark.parametrize(
    ("value", "number", "scalar"),
    [
        (3, 3.0, "3"),
        (3.0, 3.0, "3"),
        (2.5, 2.5, "2.5"),
        ("2.5", 2.5, "2.5"),
        ("2,5", None, "2,5"),
        ("1e9", None, "1e9"),
        (True, None, "true"),
        (10**400, None, ""),
        (float("nan"), None, ""),
        (float("inf"), None, ""),
        (10**20, 1e20, "1e+20"),
        ([3], None, ""),
        (None, None, ""),
    ],
)
def test_a_number_is_finite_and_a_truth_value_is_none(value: Any, number: float | None, scalar: str) -> None:
    assert Node(value).number == number
    assert Node(value).scalar == scalar


@pytest.mark.parametrize(
    ("value", "language", "text", "languages"),
    [
        ("Weaving", "", "Weaving", {}),
        ("Weven", "nl_NL", "Weven", {"nl-NL": "Weven"}),
        ("Weven", "no language!", "Weven", {}),
        ({"@value": "Weaving", "@language": "en"}, "nl", "Weaving", {"en": "Weaving"}),
        ({"@value": "Weven"}, "nl", "Weven", {"nl": "Weven"}),
        ([{"@value": 3}, {"@value": "A", "@language": "en"}, "B"], "", "A", {"en": "A"}),
        ({"en": "A", "de": ["B", "C"], "@none": "D"}, "", "A", {"en": "A", "de": "B; C"}),
        ({"id": "did:example:1"}, "", "", {}),
        ({"en": "A", "name": "B"}, "", "", {}),
        ({"url": "A"}, "", "", {}),
        (7, "", "", {}),
        ([["A"]], "", "", {}),
    ],
)
def test_a_text_is_read_in_every_form_of_language(
    value: Any, language: str, text: str, languages: dict[str, str]
) -> None:
    assert read_language(Node(value), language) == (text, languages)


def test_no_more_languages_than_there_may_be() -> None:
    values: list[Any] = [{"@value": "x", "@language": f"en-x{index}"} for index in range(MOST_ITEMS)]
    assert len(read_language(Node(values))[1]) == MOST_LANGUAGES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT60H", (60.0, "hours")),
        ("PT90M", (1.5, "hours")),
        ("PT1H30M", (1.5, "hours")),
        ("PT0.5H", (0.5, "hours")),
        ("PT0,5H", (0.5, "hours")),
        ("P60M", (60.0, "months")),
        ("P2W", (2.0, "weeks")),
        ("P3D", (3.0, "days")),
        ("P1Y", (1.0, "years")),
        ("P1DT2H", (None, None)),
        ("P1Y6M", (None, None)),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("60", None),
        ("-PT1H", None),
        ("PT99999999H", None),
    ],
)
def test_a_duration_keeps_the_unit_that_it_states(text: str, expected: Any) -> None:
    assert read_duration(text) == expected


def test_a_vc_claim_is_the_document_unless_the_payload_is() -> None:
    inner: JsonObject = {"credentialSubject": {}}
    assert read_document({"vc": inner}).path == "/vc"
    assert read_document({"vc": inner, "credentialSubject": {}}).path == ""
    assert read_document({"vc": "x"}).path == ""


def test_types_are_strings_under_either_name() -> None:
    assert read_types(Node({"type": ["A", 3, None], "@type": "B"})) == ("A", "B")
    assert read_types(Node("A")) == ()


@given(ANYTHING)
def test_nothing_raises(value: Any) -> None:
    node = Node(value)
    for each in (node, node.first, node["name"], *node.each):
        read_language(each, each.text)
        read_types(each)
        read_duration(each.scalar)
        json.dumps([each.text, each.scalar, *read_language(each)[1]], ensure_ascii=False).encode()
        if each:
            assert resolve(value, each.path) is each.value


@pytest.mark.parametrize(
    "text", ["P" + "1" * 100_000, "P1Y" * 50_000, "https:" + "a" * 100_000 + " ", "\x00" * 100_000]
)
def test_hostile_text_costs_little(text: str) -> None:
    with measured() as cost:
        read_duration(text)
        safe_uri(text)
        safe_text(text)
    assert cost.seconds < 0.5
