"""JSON as untrusted bytes: strict, bounded, and in linear time."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import measured
from verifier.codec.json_text import MAX_DEPTH, MAX_DIGITS, MAX_VALUES, read_json, split_json
from verifier.errors import Malformed

ENCODING = "structure.encoding"
NOT_JSON = "structure.not_json"
TWICE = "structure.duplicate_key"
DEEP = "structure.too_deep"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"null", None),
        (b" true ", True),
        (b"\xef\xbb\xbf{}", {}),
        (b'{"a":[1,2.5,"x",{}]}', {"a": [1, 2.5, "x", {}]}),
        (b'"\\ud83c\\udf5e"', "\U0001f35e"),
        ('"\U0001f35e"'.encode(), "\U0001f35e"),
        (b'"\\u0000"', "\0"),
        (b'"[[[[{{{{"', "[[[[{{{{"),
        (b'"\\"[\\\\"', '"[\\'),
        (b"1" * MAX_DIGITS, int("1" * MAX_DIGITS)),
        (b"-0", 0),
        (b"1e308", 1e308),
        (b"1e-999", 0.0),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
        (b'{"a":{"a":1},"b":{"a":1}}', {"a": {"a": 1}, "b": {"a": 1}}),
    ],
)
def test_what_is_json(raw: bytes, value: object) -> None:
    assert read_json(raw) == value
    assert type(read_json(raw)) is type(value)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", NOT_JSON),
        (b"{", NOT_JSON),
        (b"{}{}", NOT_JSON),
        (b"[1,]", NOT_JSON),
        (b"{'a':1}", NOT_JSON),
        (b"{a:1}", NOT_JSON),
        (b"// x\n1", NOT_JSON),
        (b"NaN", NOT_JSON),
        (b"-Infinity", NOT_JSON),
        (b"01", NOT_JSON),
        (b"+1", NOT_JSON),
        (b"1e400", NOT_JSON),
        (b"-1e400", NOT_JSON),
        (b"1" * (MAX_DIGITS + 1), NOT_JSON),
        (b"1." + b"1" * MAX_DIGITS, NOT_JSON),
        (b'"\n"', NOT_JSON),
        (b'"\0"', NOT_JSON),
        (b"\xc2\xa01", NOT_JSON),
        (b'{"a":1,"a":1}', TWICE),
        (b'{"a":1,"\\u0061":1}', TWICE),
        (b'[{"b":{"a":1,"a":2}}]', TWICE),
        (b'"\xff"', ENCODING),
        (b'"\xc0\x80"', ENCODING),
        (b'"\xed\xa0\x80"', ENCODING),
        (b'"\xf4\x90\x80\x80"', ENCODING),
        (b"\xff\xfe1\0", ENCODING),
        (b"\xfe\xff\x001", ENCODING),
        (b'"\\ud800"', ENCODING),
        (b'"\\uDC00\\uD800"', ENCODING),
        (b'{"\\ud800":1}', ENCODING),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), DEEP),
        (b'{"a":' * (MAX_DEPTH + 1), DEEP),
        (b"[" * 1_000_000, DEEP),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_not(raw: bytes, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_json(raw)
    assert caught.value.code == code


def test_the_key_that_is_there_twice_is_named() -> None:
    with pytest.raises(Malformed) as caught:
        read_json(b'{"a":1,"b":2,"b":3,"c":4}')
    assert caught.value.facts == {"key": "b"}


@pytest.mark.parametrize(
    "make",
    [
        lambda n: b'{"' + b'\\"' * n,
        lambda n: b'["' + b"\\" * n,
        lambda n: b'["' + b"x" * n,
        lambda n: b'"' * n,
        lambda n: b"{" + b",".join(b'"%d":0' % i for i in range(n // 8)) + b',"x":0,"x":0}',
        lambda n: b"[" + b"1" * n,
        lambda n: b"[1." + b"1" * n,
        lambda n: b"[" + b" " * n,
        lambda n: b"[0" + b",0" * (n // 2),
    ],
)
def test_a_million_bytes_take_no_time(make) -> None:
    raw = make(1_000_000)
    with measured() as cost:
        for function in (read_json, lambda each: split_json(each, 100)):
            with pytest.raises(Malformed):
                function(raw)
    assert cost.seconds < 5


@pytest.mark.parametrize(
    "make",
    [
        lambda n: b"[" + b",".join([b"0"] * (n - 1)) + b"]",
        lambda n: b'{"a": [' + b" , ".join([b"[]"] * (n // 2 - 1)) + b"]}",
        lambda n: b"[" + b",".join([b'{"a":"b,[{"}'] * (n // 2 - 1)) + b",7]",
    ],
)
def test_values_are_counted_before_they_are_made(make: Callable[[int], bytes]) -> None:
    assert read_json(make(MAX_VALUES))
    for function in (read_json, lambda raw: split_json(raw, 100_000)):
        with pytest.raises(Malformed) as caught:
            function(make(MAX_VALUES + 2))
        assert (caught.value.code, caught.value.facts["limit"]) == ("structure.too_large", MAX_VALUES)


def test_commas_and_brackets_in_texts_are_no_values() -> None:
    text = ",[{" * MAX_VALUES
    assert read_json(json.dumps([text, text + '\\"' + text]).encode()) == [text, text + '\\"' + text]


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        (b"", []),
        (b" \n", []),
        (b"[]", []),
        (b"[ \n]", []),
        (b" 1 ", [b"1"]),
        (b'[1, "a,]" ,{"b": [2]}]', [b"1", b'"a,]"', b'{"b": [2]}']),
        (b'{"a": 1}\n{"b":2}{}', [b'{"a": 1}', b'{"b":2}', b"{}"]),
        (b"[[1],[2]]", [b"[1]", b"[2]"]),
        ('["é"]'.encode(), ['"é"'.encode()]),
        (b"[1.0]", [b"1.0"]),
    ],
)
def test_parts_are_the_bytes_between(raw: bytes, parts: list[bytes]) -> None:
    assert split_json(raw, 100) == parts


@pytest.mark.parametrize(
    "raw",
    [b"[1", b"[1,]", b"[,1]", b"[1 2]", b"[1,,2]", b"[1]]", b"[1] 2", b"1,", b"{},{}", b"{} x", b"]", b"}", b"[}"],
)
def test_what_cannot_be_taken_apart(raw: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        split_json(raw, 100)
    assert caught.value.code == NOT_JSON


def test_too_many_parts_stop_where_they_are_too_many() -> None:
    assert len(split_json(b"[1,2,3]", 3)) == 3
    for raw in (b"[1,2,3,4]", b"1 2 3 4", b"[1,2,3,4,,,"):
        with pytest.raises(Malformed) as caught:
            split_json(raw, 3)
        assert (caught.value.code, caught.value.facts) == ("structure.too_many", {"limit": 3})


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(VALUES, st.booleans())
def test_what_json_writes_is_read_as_the_same(value: object, escaped: bool) -> None:
    raw = json.dumps(value, ensure_ascii=escaped).encode()
    assert read_json(raw) == value
    assert split_json(b"[" + raw + b" , " + raw + b"]", 2) == [raw, raw]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:\\ux01 \n', max_size=40).map(str.encode))
def test_anything_else_is_malformed_and_nothing_worse(raw: bytes) -> None:
    try:
        value = read_json(raw)
    except Malformed:
        return
    assert value == json.loads(raw.decode("utf-8-sig"))
