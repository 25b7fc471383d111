"""What JSON pointers select: exactly what they name, what has to come along, and nothing where they lead nowhere."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.codec.selection import MAX_POINTERS, select, take_pointers
from verifier.errors import Json, JsonObject, Malformed

DOCUMENT: JsonObject = {
    "@context": ["https://example.org/context"],
    "id": "urn:x:1",
    "type": ["A", "B"],
    "name": "whole",
    "a/b": {"~": 1, "m~n": 2},
    "": {"": "empty names"},
    "0": "a number for a name",
    "subject": {
        "@context": {"inner": "https://example.org/inner"},
        "@id": "urn:x:2",
        "@type": "S",
        "sails": [{"size": 1, "id": "urn:x:3"}, {"size": 2, "year": 3}, {"size": 4}],
        "matrix": [[1, 2], [3, 4]],
        "nothing": None,
    },
}
TOP: JsonObject = {name: DOCUMENT[name] for name in ("@context", "id", "type")}
SUBJECT: JsonObject = {"@context": {"inner": "https://example.org/inner"}, "@id": "urn:x:2", "@type": "S"}


@pytest.mark.parametrize(
    ("pointers", "selected"),
    [
        (["/name"], {"name": "whole"}),
        (["/name", "/name"], {"name": "whole"}),
        (["/a~1b/~0"], {"a/b": {"~": 1}}),
        (["/a~1b/m~0n"], {"a/b": {"m~n": 2}}),
        (["//"], {"": {"": "empty names"}}),
        (["/0"], {"0": "a number for a name"}),
        (["/subject/sails/1"], {"subject": {**SUBJECT, "sails": [{"size": 2, "year": 3}]}}),
        (["/subject/sails/0/size"], {"subject": {**SUBJECT, "sails": [{"size": 1, "id": "urn:x:3"}]}}),
        (
            ["/subject/sails/2", "/subject/sails/0"],
            {"subject": {**SUBJECT, "sails": [{"size": 1, "id": "urn:x:3"}, {"size": 4}]}},
        ),
        (["/subject/sails/1/year", "/subject/sails/1"], {"subject": {**SUBJECT, "sails": [{"size": 2, "year": 3}]}}),
        (["/subject/sails/1", "/subject/sails/1/year"], {"subject": {**SUBJECT, "sails": [{"size": 2, "year": 3}]}}),
        (["/subject/matrix/1/0"], {"subject": {**SUBJECT, "matrix": [[3]]}}),
        (["/subject/nothing"], {"subject": {**SUBJECT, "nothing": None}}),
        (["/type/1", "/@context/0"], {}),
    ],
)
def test_what_is_named_is_selected_with_what_says_what_it_is(pointers: list[str], selected: JsonObject) -> None:
    assert select(DOCUMENT, pointers) == {**TOP, **selected}


def test_the_empty_pointer_names_everything() -> None:
    assert select(DOCUMENT, [""]) == DOCUMENT


def test_no_pointer_selects_nothing() -> None:
    assert select(DOCUMENT, []) is None


@pytest.mark.parametrize(
    "pointer",
    [
        "/nobody",
        "/name/0",
        "/name/x",
        "/subject/sails/3",
        "/subject/sails/-",
        "/subject/sails/-1",
        "/subject/sails/01",
        "/subject/sails/+1",
        "/subject/sails/1.0",
        "/subject/sails/٣",
        "/subject/sails/size",
        "/subject/sails/99999999999999999999",
        "/subject/nothing/x",
        "/subject/sails/",
        "/proof",
        "/" * 100,
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused(pointer: str) -> None:
    with pytest.raises(Malformed) as caught:
        select(DOCUMENT, ["/name", pointer])
    assert caught.value.code == "proof.pointer"
    assert caught.value.facts == {"pointer": pointer, "reason": "it leads nowhere"}


@pytest.mark.parametrize("pointer", ["name", "#/name", " /name", "/a~2b", "/a~"])
def test_what_is_no_pointer_is_refused(pointer: str) -> None:
    with pytest.raises(Malformed) as caught:
        select(DOCUMENT, [pointer])
    assert caught.value.facts["reason"] == "it is no pointer"


def test_too_many_pointers_are_refused() -> None:
    with pytest.raises(Malformed, match=r"proof\.pointer"):
        select(DOCUMENT, ["/name"] * (MAX_POINTERS + 1))


def test_a_selection_shares_nothing_with_the_document() -> None:
    before = copy.deepcopy(DOCUMENT)
    selection = select(DOCUMENT, ["/subject/sails/1", "/type"])
    assert selection is not None
    for value in (selection["type"], selection["@context"], selection["subject"]):
        assert isinstance(value, list | dict)
        value.clear()
    assert before == DOCUMENT


def test_mandatory_pointers_are_taken_out_of_the_options() -> None:
    assert take_pointers({"created": "x", "mandatoryPointers": ["/a"]}) == (["/a"], {"created": "x"})
    assert take_pointers({"created": "x"}) == ([], {"created": "x"})


@pytest.mark.parametrize("pointers", ["/a", None, [1], [["/a"]], {"/a": "/b"}])
def test_mandatory_pointers_that_are_none_are_refused(pointers: Json) -> None:
    with pytest.raises(Malformed, match=r"proof\.pointer"):
        take_pointers({"mandatoryPointers": pointers})


documents = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(st.dictionaries(st.text(max_size=3), documents, max_size=3), st.lists(st.text(alphabet="/~01ab", max_size=6)))
def test_anything_selects_or_is_refused(document: JsonObject, pointers: list[str]) -> None:
    try:
        selection = select(document, pointers)
    except Malformed as error:
        assert error.code == "proof.pointer"
    else:
        assert selection is None or len(json.dumps(selection)) <= len(json.dumps(document))
