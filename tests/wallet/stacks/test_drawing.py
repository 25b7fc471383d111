"""The picture of a stack: safe whatever a credential calls itself, true to the numbers, and within its edges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tests.wallet.recognition.held import AT, any_credits, held, item, pathway
from verifier.errors import Fact, Json, JsonObject
from wallet.recognition.achievement import Achievement
from wallet.recognition.engine import Circumstances, evaluate
from wallet.stacks.drawing import NARROW, WIDE, Canvas, draw_stack
from wallet.stacks.picture_words import width_of, wrap
from wallet.stacks.plain_evaluation import say_evaluation
from wallet.stacks.plain_pieces import PlainEvaluation

EVIL = '</text><script>alert("x")</script> & <b>'


def english(sentence: str, facts: Mapping[str, Fact]) -> str:
    return sentence % facts if facts else sentence


def plain(root: Json, *several: Achievement, **more: Json) -> PlainEvaluation:
    made = pathway(root, **more)
    return say_evaluation(evaluate(made, several, AT, Circumstances(complete=True)), made, several, "en", english)


def drawn(said: PlainEvaluation, canvas: Canvas) -> ET.Element:
    return ET.fromstring(draw_stack(said, canvas, "A title"))


@pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=["wide", "narrow"])
def test_words_of_others_are_only_words(canvas: Canvas) -> None:
    named: JsonObject = {**item("a"), "title": {"en": EVIL}}
    said = plain([named], held("a", title=EVIL, titles={}), title={"en": EVIL})
    picture = drawn(said, canvas)
    assert {each.tag for each in picture.iter()} <= {
        "svg", "title", "desc", "text", "rect", "g", "path", "circle", "clipPath"
    }  # fmt: skip
    assert any("<script>" in (each.text or "") for each in picture.iter("text"))


@pytest.mark.parametrize("canvas", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_stone_is_as_full_as_its_requirement_is_met(canvas: Canvas) -> None:
    said = plain([any_credits(20, {"issuerIds": ["did:web:uni.example"]})], held("a", 5))
    picture = drawn(said, canvas)
    (cut,) = picture.findall("g/clipPath/rect")
    shape = picture.find("g/path")
    assert shape is not None
    downwards = [int(each) for each in re.findall(r"-?\d+", shape.get("d", ""))[1::2]]
    height = max(downwards) - min(downwards)
    assert int(cut.get("height", "0")) == round(height / 4)
    assert int(cut.get("y", "0")) + round(height / 4) == max(downwards), "from the ground up"


def test_nothing_is_full_where_nothing_counts() -> None:
    assert not drawn(plain([item("a")]), WIDE).findall("g/clipPath")


def test_the_larger_requirement_is_the_larger_stone() -> None:
    said = plain([any_credits(5), any_credits(50)])
    small, large = (each.find("path") for each in drawn(said, WIDE).findall("g"))
    assert small is not None and large is not None

    def width(shape: ET.Element) -> int:
        (
            first,
            *_,
        ) = re.findall(r"-?\d+", shape.get("d", ""))
        across = [int(each) for each in re.findall(r"-?\d+", shape.get("d", ""))[0::2]]
        return max(across) - int(first)

    assert width(large) > width(small)


def test_long_words_are_shortened_and_many_credentials_counted() -> None:
    many = [held(f"a{number}", 1, title=f"{number} is a very long title indeed " * 9) for number in range(6)]
    said = plain([any_credits(6, {"issuerIds": ["did:web:uni.example"]})], *many)
    words = ["".join(each.itertext()) for each in drawn(said, NARROW).iter("text")]
    assert "+ 3" in words and sum(each.endswith("…") for each in words) >= 3
    assert all(width_of(each, 8) <= NARROW.room(4) for each in words)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 100, [""]),
        ("one two", 100, ["one two"]),
        ("one two three", 100, ["one two", "three"]),
        ("one two three four five six", 100, ["one two", "three fo…"]),
        ("unbreakablelongword", 100, ["unbreaka…"]),
        ("unbreakablelongword ends", 100, ["unbreaka…", "ends"]),
        ("積み重ねる石の道", 100, ["積み重ね…"]),
        ("MMMMMMMMM", 100, ["MMMM…"]),
    ],
)
def test_a_name_takes_two_lines_and_leaves_no_picture(text: str, room: float, lines: list[str]) -> None:
    found = wrap(text, room, 10, 2)
    assert found == lines
    assert all(width_of(each, 10) <= room for each in found)


def test_two_pictures_share_no_id() -> None:
    said = plain([any_credits(6), item("b")], held("a", 5), held("b"))
    ids = [
        each.get("id") for canvas in (WIDE, NARROW) for each in drawn(said, canvas).iter() if each.get("id") is not None
    ]
    assert len(ids) == len(set(ids)) >= 6


def test_the_same_words_make_the_same_picture() -> None:
    said = plain([any_credits(6)], held("a", 5))
    assert draw_stack(said, WIDE, "t") == draw_stack(replace(said), WIDE, "t")
