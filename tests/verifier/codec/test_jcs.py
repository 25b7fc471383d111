"""RFC 8785."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.codec import jcs
from verifier.codec.json_text import read_json
from verifier.errors import Json, Malformed


def test_the_example_of_the_rfc() -> None:
    text = r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"""
    assert jcs.canonicalize(read_json(text.encode())) == (
        rb'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        + r'"string":"€$\u000f\nA'.encode()
        + rb"'"
        + rb'B\"\\\\\"/"}'
    )


def test_names_are_sorted_as_utf_16() -> None:
    value: Json = {"\U0001f600": 1, "\ufb33": 2, "ö": 3, "1": 4, "\r": 5}
    assert list(json.loads(jcs.canonicalize(value))) == ["\r", "1", "ö", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), 10**30, float("nan"), float("inf"), "\ud800", {"\ud800": 1}, [{"a": ["\udfff"]}]]
)
def test_what_readers_understand_differently_is_refused(value: Json) -> None:
    with pytest.raises(Malformed, match=r"structure\.not_canonical"):
        jcs.canonicalize(value)


def test_depth_without_end_is_refused() -> None:
    value: Json = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Malformed, match=r"structure\.too_deep"):
        jcs.canonicalize(value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-(2**53) + 1, 2**53 - 1)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(VALUES)
def test_the_text_means_the_value_and_is_its_own_canonical_form(value: Json) -> None:
    text = jcs.canonicalize(value)
    assert read_json(text) == value
    assert jcs.canonicalize(read_json(text)) == text
