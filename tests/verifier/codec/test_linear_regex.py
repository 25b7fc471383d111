"""Patterns of strangers: the same answers as Python's engine where both know them, and never its time."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs import measured
from verifier.codec.linear_regex import MAX_PATTERN, search
from verifier.errors import Unsupported

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\.", "^", "$"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})")
        | st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,2}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        )
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text(alphabet="ab1.", max_size=8))
def test_it_finds_what_the_other_engine_finds(pattern, text):
    try:
        expected = re.search(pattern.replace("$", r"\Z"), text) is not None
    except re.error:
        return
    assert search(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (
            r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
            "urn:uuid:" + "0" * 8 + "-0000" * 3 + "-" + "a" * 12,
            "x",
        ),
        (r"^[a-z]{2,4}(-[A-Z][a-z]{3})?$", "de-Latn", "deutsch"),
        (r"^[\w.+-]+@[\w-]+\.[\w.-]+$", "ada@school.example", "ada"),
        ("é|ß", "Straße", "Strasse"),
        ("[\\u00c0-\\u00ff]", "é", "e"),
        ("", "", None),
    ],
)
def test_patterns_of_real_schemas(pattern, good, bad):
    assert search(pattern, good)
    assert bad is None or not search(pattern, bad)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(.*a){12}$", "a*a*a*a*a*$", "(?:a?){30}a{30}$"])
def test_no_pattern_takes_long(pattern):
    with measured() as cost:
        search(pattern, "a" * 400 + "b")
    assert cost.seconds < 2


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a)\1",
        "(?=a)",
        "(?<=a)b",
        "(?P<n>a)",
        r"\bword",
        r"\p{L}",
        "(",
        ")",
        "a)",
        "[",
        "*",
        "a**",
        "a{3,2}",
        "a{",
        "x" * (MAX_PATTERN + 1),
    ],
)
def test_what_it_does_not_know_is_said(pattern):
    with pytest.raises(Unsupported) as caught:
        search(pattern, "aa")
    assert caught.value.code == "schema.unsupported"


@pytest.mark.parametrize(
    "pattern", ["(" * 200 + ")" * 200, "((((a{99}){99}){99}){99})", "a{9999}", "x" * (MAX_PATTERN + 1)]
)
def test_the_number_of_states_is_limited(pattern):
    with pytest.raises(Unsupported):
        search(pattern, "a")


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_else_is_ever_raised(pattern, text):
    with contextlib.suppress(Unsupported):
        search(pattern, text)
