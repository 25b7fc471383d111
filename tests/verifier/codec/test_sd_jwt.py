"""Selective disclosure: what RFC 9901 lets through, and every way in which disclosures are refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.codec.sd_jwt import (
    HASHES,
    MAX_DISCLOSURES,
    MAX_PARTS,
    SdJwt,
    looks_compact,
    process,
    read_compact,
    read_disclosure,
    read_json_form,
)
from verifier.codec.sd_jwt_making import choose, conceal, write_compact, write_json_form
from verifier.errors import Json, JsonObject, Malformed, Unsupported, VerifierError

CLAIMS: JsonObject = {
    "iss": "https://school.example",
    "name": "Ada",
    "address": {"street": "Main", "city": "Zürich"},
    "nationalities": ["CH", "AT", {"code": "DE", "since": 1999}],
}
EVERYTHING = ["/name", "/address", "/address/city", "/nationalities/1", "/nationalities/2", "/nationalities/2/since"]


def numbered() -> Callable[[], str]:
    numbers = count()
    return lambda: f"salt-{next(numbers)}"


def disclosure(*parts: Json) -> str:
    return encode_base64url(json.dumps(list(parts)).encode())


def digest(encoded: str) -> str:
    return encode_base64url(hashlib.sha256(encoded.encode()).digest())


def reason(payload: JsonObject, *disclosures: str) -> str:
    with pytest.raises(Malformed) as found:
        process(payload, disclosures)
    assert found.value.code == "proof.disclosure"
    return str(found.value.facts["reason"])


def test_the_example_of_the_rfc_has_the_digest_that_the_rfc_says() -> None:
    encoded = "WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"  # section 4.2.3
    assert digest(encoded) == "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY"
    claims = process({"_sd": [digest(encoded)]}, [encoded]).claims
    assert claims == {"family_name": "Möbius"}


@pytest.mark.parametrize("algorithm", sorted(HASHES))
def test_everything_that_is_disclosed_comes_back(algorithm: str) -> None:
    concealed = conceal(CLAIMS, EVERYTHING, algorithm=algorithm, decoys=3)
    assert concealed.payload["_sd_alg"] == algorithm
    processed = process(concealed.payload, concealed.disclosures)
    assert processed.claims == CLAIMS
    assert set(processed.disclosed) == set(EVERYTHING)
    assert processed.withheld == 9  # the decoys of the top, of the address, of one nationality


def test_nothing_disclosed_leaves_nothing_of_the_mechanism() -> None:
    concealed = conceal(CLAIMS, EVERYTHING, decoys=1)
    processed = process(concealed.payload, [])
    assert processed.claims == {"iss": "https://school.example", "nationalities": ["CH"]}
    assert (dict(processed.disclosed), processed.withheld) == ({}, 5)


def test_concealed_names_and_values_are_nowhere_in_what_is_signed() -> None:
    text = json.dumps(conceal(CLAIMS, EVERYTHING).payload)
    assert not [word for word in ("Ada", "address", "name", "AT", "DE", "1999") if f'"{word}"' in text]


def test_a_holder_shows_what_was_chosen_and_what_it_stands_in_and_no_more() -> None:
    concealed = conceal(CLAIMS, EVERYTHING)
    written = SdJwt(("eyJ.e.s",), concealed.disclosures, "old.binding.jwt")
    whole = process(concealed.payload, concealed.disclosures)
    shown = choose(written, whole, ["/address/city", "/nationalities/2"])
    assert shown.key_binding is None
    processed = process(concealed.payload, shown.disclosures)
    assert processed.claims == {
        "iss": "https://school.example",
        "address": {"street": "Main", "city": "Zürich"},
        "nationalities": ["CH", {"code": "DE"}],
    }
    assert set(processed.disclosed) == {"/address", "/address/city", "/nationalities/1"}  # as it stands now
    assert choose(written, whole, ["/address", "/iss", "/nothing"]).disclosures == (whole.disclosed["/address"],)


def test_names_with_slashes_and_tildes_are_found_by_their_pointers() -> None:
    claims: JsonObject = {"a/b~c": {"~1": [1]}}
    concealed = conceal(claims, ["/a~1b~0c", "/a~1b~0c/~01", "/a~1b~0c/~01/0"])
    processed = process(concealed.payload, concealed.disclosures)
    assert processed.claims == claims
    assert "/a~1b~0c/~01/0" in processed.disclosed


@pytest.mark.parametrize("pointer", ["/nowhere", "/name/deeper", "/nationalities/7", "/nationalities/x", "/_sd_alg"])
def test_nothing_can_be_concealed_that_is_not_there(pointer: str) -> None:
    with pytest.raises(Malformed):
        conceal(CLAIMS, [pointer])


def test_a_disclosure_that_was_changed_belongs_nowhere() -> None:
    concealed = conceal({"name": "Ada"}, ["/name"], salt=numbered())
    changed = disclosure("salt-0", "name", "Eve")
    assert reason(concealed.payload, changed) == "one belongs to nothing that was signed"
    assert reason(concealed.payload, *concealed.disclosures, changed) == "one belongs to nothing that was signed"


def test_an_inner_disclosure_without_its_outer_one_belongs_nowhere() -> None:
    concealed = conceal(CLAIMS, ["/address", "/address/city"])
    inner = process(concealed.payload, concealed.disclosures).disclosed["/address/city"]
    assert reason(concealed.payload, inner) == "one belongs to nothing that was signed"


def test_a_disclosure_or_a_digest_that_comes_twice_is_refused() -> None:
    one = disclosure("salt", "name", "Ada")
    assert reason({"_sd": [digest(one)]}, one, one) == "one comes twice"
    assert reason({"_sd": [digest(one), digest(one)]}, one) == "a digest occurs twice"
    assert reason({"_sd": ["decoy"], "a": [{"...": "decoy"}]}) == "a digest occurs twice"
    outer = disclosure("salt", "outer", {"_sd": [digest(one)]})
    assert reason({"_sd": [digest(outer), digest(one)]}, outer, one) == "a digest occurs twice"


def test_disclosures_stay_in_their_own_kind_of_place() -> None:
    named, element = disclosure("salt", "name", "Ada"), disclosure("salt", "Ada")
    assert reason({"a": [{"...": digest(named)}]}, named) == "one stands in another kind of place"
    assert reason({"_sd": [digest(element)]}, element) == "one stands in another kind of place"


def test_a_disclosed_name_takes_the_place_of_no_other() -> None:
    one, other = disclosure("salt", "name", "Ada"), disclosure("salt2", "name", "Eve")
    assert reason({"_sd": [digest(one)], "name": "Eve"}, one) == "a name is taken"
    assert reason({"_sd": [digest(one), digest(other)]}, one, other) == "a name is taken"
    algorithm = disclosure("salt", "_sd_alg", "sha-512")
    assert reason({"_sd": [digest(algorithm)]}, algorithm) == "a name is taken"


@pytest.mark.parametrize("name", ["_sd", "..."])
def test_the_names_of_the_mechanism_cannot_be_disclosed(name: str) -> None:
    one = disclosure("salt", name, ["x"])
    assert reason({"_sd": [digest(one)]}, one) == "its name is none that may be disclosed"


@pytest.mark.parametrize(
    "payload",
    [
        {"_sd": "digest"},
        {"_sd": [1]},
        {"_sd": {"a": "b"}},
        {"...": "digest"},
        {"a": {"...": "digest"}},
        {"a": [{"...": "digest", "b": 1}]},
        {"a": [{"...": 1}]},
        {"a": [{"...": None}]},
    ],
)
def test_the_names_of_the_mechanism_cannot_be_misused(payload: JsonObject) -> None:
    assert reason(payload)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "***",
        encode_base64url(b"not json"),
        encode_base64url(b'["salt", "\xff", 1]'),
        encode_base64url(b'{"salt": 1}'),
        disclosure("salt"),
        disclosure("salt", "name", 1, 2),
        disclosure(1, "name", 2),
        disclosure("salt", 7, 2),
        encode_base64url(b'["salt", "name", {"a": 1, "a": 2}]'),
        disclosure("salt", "name", 1) + "=",
    ],
)
def test_what_is_no_disclosure_is_refused(encoded: str) -> None:
    with pytest.raises(Malformed, match=r"proof\.disclosure"):
        read_disclosure(encoded)
    assert reason({"_sd": [digest(encoded)]}, encoded)


@pytest.mark.parametrize("algorithm", ["md5", "sha-1", "SHA-256", "sha-256-128", 5, None, ["sha-256"]])
def test_a_hash_that_is_not_used_here_is_not_supported(algorithm: Json) -> None:
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        process({"_sd_alg": algorithm, "a": 1}, [])


def test_disclosures_inside_each_other_end_somewhere() -> None:
    value: Json = "end"
    encoded: list[str] = []
    for number in range(120):
        encoded.append(disclosure(f"salt{number}", "in", value))
        value = {"_sd": [digest(encoded[-1])]}
    assert isinstance(value, dict)
    assert reason(value, *encoded) == "they are nested too deep"


@pytest.mark.parametrize(
    "payload",
    [
        {"a": [0] * MAX_PARTS},
        {"_sd": [str(number) for number in range(MAX_PARTS + 1)]},
        {"a": [{"...": str(number)} for number in range(MAX_PARTS)]},
    ],
)
def test_more_parts_than_any_credential_has_are_refused(payload: JsonObject) -> None:
    with pytest.raises(Malformed, match=r"structure\.too_large"):
        process(payload, [])


def test_plain_claims_of_the_mechanisms_shape_elsewhere_are_left_alone() -> None:
    assert process({"a": {"_sd_alg": "x"}}, []).claims == {"a": {"_sd_alg": "x"}}


def test_the_compact_form_is_taken_apart_and_put_together() -> None:
    assert read_compact("eyJ.e.s~") == SdJwt(("eyJ.e.s",))
    assert read_compact("eyJ.e.s~a~b~") == SdJwt(("eyJ.e.s",), ("a", "b"))
    written = read_compact("eyJ.e.s~a~k.b.j")
    assert written == SdJwt(("eyJ.e.s",), ("a",), "k.b.j")
    assert written.presented == "eyJ.e.s~a~"
    assert write_compact(written) == "eyJ.e.s~a~k.b.j"


@pytest.mark.parametrize(
    "text", ["eyJ.e.s", "eyJ.e~a~", "eyJ.e.s~a", "", "~", "eyJ.e.s~" + "a~" * (MAX_DISCLOSURES + 1)]
)
def test_what_is_no_compact_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"structure\.malformed"):
        read_compact(text)


def test_a_token_without_a_tilde_is_none() -> None:
    assert looks_compact("eyJ.e.s~")
    assert not looks_compact("eyJ.e.s")
    assert not looks_compact("hello ~ world")


@pytest.mark.parametrize("signatures", [1, 3])
def test_the_json_forms_are_taken_apart_and_put_together(signatures: int) -> None:
    written = SdJwt(tuple(f"eyJ{number}.e.s{number}" for number in range(signatures)), ("a", "b"), "k.b.j")
    document = write_json_form(written)
    assert ("signatures" in document) == (signatures > 1)
    assert read_json_form(document) == written
    assert written.presented == "eyJ0.e.s0~a~b~"


ONE: JsonObject = {"protected": "eyJ", "signature": "s"}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"payload": "e"},
        {"payload": 1, **ONE},
        {"payload": "e", "signatures": []},
        {"payload": "e", "signatures": "s"},
        {"payload": "e", "signatures": [1]},
        {"payload": "e", "signatures": [ONE] * 11},
        {"payload": "e", "signatures": [ONE], "signature": "s"},
        {"payload": "e", "signatures": [ONE, {**ONE, "header": {"disclosures": []}}]},
        {"payload": "e", "signatures": [ONE, {**ONE, "header": {"kb_jwt": "k.b.j"}}]},
        {"payload": "e", **ONE, "header": "h"},
        {"payload": "e", **ONE, "header": {"disclosures": "a"}},
        {"payload": "e", **ONE, "header": {"disclosures": [1]}},
        {"payload": "e", **ONE, "header": {"kb_jwt": 1}},
    ],
)
def test_what_is_no_json_form_is_refused(document: JsonObject) -> None:
    with pytest.raises(Malformed, match=r"structure\.malformed"):
        read_json_form(document)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "_sd", "...", "_sd_alg"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["a", "_sd", "...", "_sd_alg"]), values, max_size=4), st.lists(values, max_size=3)
)
def test_nothing_but_our_own_errors_comes_out_of_odd_input(payload: dict[str, Json], parts: list[Json]) -> None:
    encoded = [encode_base64url(json.dumps(each).encode()) for each in parts]
    payload.setdefault("_sd", [digest(each) for each in encoded])
    try:
        claims = process(payload, encoded).claims
    except VerifierError:
        return
    assert decode_base64url(encode_base64url(json.dumps(claims).encode()))
