"""JSON Web Signatures: what is read, what is refused before any key is asked, what verifies."""

import base64
import hashlib
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.codec import detached_jws, jose
from verifier.codec.keys import generate
from verifier.codec.multibase import encode_base64url
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unsupported, VerifierError

KEYS = {curve: generate(curve) for curve in sorted(set(jose.ALGORITHMS.values()))}
KEY = KEYS["P-256"]
B64 = frozenset({"b64"})


def compact(header: Json, payload: bytes = b"{}", signature: bytes = b"s") -> str:
    """A JWS whose signature is nobody's."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join(encode_base64url(part) for part in (raw, payload, signature))


def general(*texts: str, **more: Json) -> JsonObject:
    """Compact serialisations of one payload, as one document."""
    parts = [text.split(".") for text in texts]
    signatures: list[Json] = [{"protected": part[0], "signature": part[2]} for part in parts]
    return {"payload": parts[0][1], "signatures": signatures, **more}


@pytest.mark.parametrize("algorithm", jose.ALGORITHMS)
def test_what_was_signed_verifies_and_nothing_else(algorithm: str) -> None:
    key = KEYS[jose.ALGORITHMS[algorithm]]
    text = jose.sign_compact({"typ": "vc+jwt"}, b'{"a":1}', key, algorithm)
    jws = jose.read_compact(text)
    assert (jws.payload, jws.header) == (b'{"a":1}', {"alg": algorithm, "typ": "vc+jwt"})
    jose.verify(jws, key.public)
    header, payload, signature = text.split(".")
    changed = jose.read_compact(f"{header}.{encode_base64url(b'{}')}.{signature}")
    other_header = json.dumps({"typ": "JWT", "alg": algorithm}).encode()
    renamed = jose.read_compact(f"{encode_base64url(other_header)}.{payload}.{signature}")
    for broken in (changed, renamed):
        with pytest.raises(Invalid, match=r"proof\.signature"):
            jose.verify(broken, key.public)


@pytest.mark.parametrize("name", ["none", "None", "NONE", "", None, 7, "HS256", "hs256", "HS512"])
def test_an_algorithm_that_proves_nothing_fails(name: Json) -> None:
    jws = jose.read_compact(compact({"alg": name}))
    with pytest.raises(Malformed, match=r"proof\.algorithm"):
        jose.verify(jws, KEY.public)


@pytest.mark.parametrize("name", ["RS384", "ES256K", "Ed448", "es256", "RSA-OAEP", "ML-DSA-44"])
def test_an_algorithm_that_is_not_used_is_unknown(name: str) -> None:
    jws = jose.read_compact(compact({"alg": name}))
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        jose.verify(jws, KEY.public)


def test_an_algorithm_has_to_be_allowed_here() -> None:
    jws = jose.read_compact(jose.sign_compact({}, b"x", KEY, "ES256"))
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        jose.verify(jws, KEY.public, frozenset({"EdDSA"}))


def test_an_algorithm_for_another_kind_of_key_fails() -> None:
    jws = jose.read_compact(jose.sign_compact({}, b"x", KEY, "ES256"))
    with pytest.raises(Invalid) as caught:
        jose.verify(jws, KEYS["P-384"].public)
    assert "P-384" in str(caught.value.facts["reason"])


def test_the_algorithm_counts_only_where_it_is_protected() -> None:
    header, payload, signature = jose.sign_compact({}, b"x", KEY, "ES256").split(".")
    flat: JsonObject = {"payload": payload, "signature": signature, "header": {"alg": "ES256"}}
    without = jose.read_json({**flat, "protected": encode_base64url(b"{}")})
    with pytest.raises(Malformed, match=r"proof\.algorithm"):
        jose.verify(without[0], KEY.public)
    with pytest.raises(Malformed, match=r"proof\.malformed"):
        jose.read_json(flat)
    with pytest.raises(Malformed, match=r"proof\.malformed"):
        jose.read_json({**flat, "protected": header})


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "a.b", "a.b.c.d",
        compact([]), compact(None), compact(b""), compact(b"\xff"), compact(b'{"alg":"ES256","alg":"EdDSA"}'),
        compact({"alg": "ES256"}) + "=", compact({"alg": "ES256"}) + " ", compact({"alg": "ES256"}).replace(".", ". "),
        compact({"alg": "ES256", "kid": "k" * 200_000}), compact({"alg": "ES256"}, signature=b"s" * 2_000),
        # RFC 7515, section 4.1.11.
        compact({"alg": "ES256", "crit": []}), compact({"alg": "ES256", "crit": ["exp"]}),
        compact({"alg": "ES256", "crit": ["exp"], "exp": 1}), compact({"alg": "ES256", "crit": ["alg"]}),
        compact({"alg": "ES256", "crit": ["b64"], "b64": True}), compact({"alg": "ES256", "crit": "b64", "b64": True}),
        compact({"alg": "ES256", "crit": [7]}), compact({"alg": "ES256", "crit": {}}),
        compact({"alg": "ES256", "b64": False}), compact({"alg": "ES256", "b64": True}),
    ],
)  # fmt: skip
def test_what_is_no_jws_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"proof\.(malformed|encoding)"):
        jose.read_compact(text)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256", "b64": False},
        {"alg": "ES256", "b64": False, "crit": ["b64", "b64"]},
        {"alg": "ES256", "b64": "false", "crit": ["b64"]},
        {"alg": "ES256", "b64": False, "crit": ["b64", "exp"], "exp": 1},
    ],
)
def test_an_unencoded_payload_has_to_be_said_right(header: JsonObject) -> None:
    with pytest.raises(Malformed, match=r"proof\.malformed"):
        jose.read_compact(compact(header, b""), detached=b"x", critical=B64)


def test_both_json_serialisations_are_read() -> None:
    one = jose.sign_compact({"kid": "1"}, b"bread", KEY, "ES256")
    two = jose.sign_compact({"kid": "2"}, b"bread", KEYS["Ed25519"], "EdDSA")
    first, second = jose.read_json(general(one, two))
    jose.verify(first, KEY.public)
    jose.verify(second, KEYS["Ed25519"].public)
    header, payload, signature = one.split(".")
    (flat,) = jose.read_json(
        {"payload": payload, "protected": header, "signature": signature, "header": {"kid2": "unprotected"}}
    )
    jose.verify(flat, KEY.public)
    assert (flat.payload, flat.unprotected) == (b"bread", {"kid2": "unprotected"})


ONE = jose.sign_compact({}, b"bread", KEY, "ES256")


@pytest.mark.parametrize("header", [{"crit": ["b64"]}, {"b64": False}, {"b64": True}])
def test_an_extension_outside_the_protected_header_is_refused(header: JsonObject) -> None:
    first, payload, last = ONE.split(".")
    document: JsonObject = {"payload": payload, "protected": first, "signature": last}
    jose.verify(jose.read_json(document, critical=B64)[0], KEY.public)
    with pytest.raises(Malformed, match=r"proof\.malformed"):
        jose.read_json({**document, "header": header}, critical=B64)


@pytest.mark.parametrize(
    "document",
    [
        None, [], "x", {}, general(ONE, payload=None), general(ONE, payload=7), general(ONE, signatures=[]),
        general(ONE, signatures=[7]), general(ONE, signatures=[{}]), general(ONE, signature="AA"),
        general(ONE, header={}), general(*[ONE] * 11), general(ONE, signatures={}),
        {"payload": "AA", "protected": 7, "signature": "AA"}, {"payload": "AA", "header": 7, "signature": "AA"},
        {"payload": "AA", "signature": "AA", "header": {"crit": ["b64"]}},
        {"payload": "A", "protected": ONE.split(".")[0], "signature": "AA"},
    ],
)  # fmt: skip
def test_what_is_no_json_serialisation_is_refused(document: Json) -> None:
    with pytest.raises(Malformed, match=r"proof\.(malformed|encoding)"):
        jose.read_json(document)


def test_a_payload_as_it_is_is_signed_as_it_is() -> None:
    """RFC 7797, with the payload as a JSON string (as Europass seals have it) and detached."""
    header = {"b64": False, "crit": ["b64"]}
    text = jose.sign_compact(header, "Bäcker.".encode(), KEY, "ES256", detached=True)
    first, nothing, last = text.split(".")
    assert nothing == ""
    (jws,) = jose.read_json({"payload": "Bäcker.", "protected": first, "signature": last}, critical=B64)
    jose.verify(jws, KEY.public)
    jose.verify(jose.read_compact(text, detached="Bäcker.".encode(), critical=B64), KEY.public)
    with pytest.raises(Invalid):
        jose.verify(jose.read_compact(text, detached=b"Backer.", critical=B64), KEY.public)
    with pytest.raises(Malformed):
        jose.read_json({"payload": "\ud800", "protected": first, "signature": last}, critical=B64)


def test_a_detached_payload_stands_in_one_place() -> None:
    text = jose.sign_compact({}, b"bread", KEY, "ES256", detached=True)
    jose.verify(jose.read_compact(text, detached=b"bread"), KEY.public)
    with pytest.raises(Malformed):
        jose.read_compact(jose.sign_compact({}, b"bread", KEY, "ES256"), detached=b"bread")
    with pytest.raises(Malformed):
        jose.read_json(general(jose.sign_compact({}, b"bread", KEY, "ES256")), detached=b"bread")


def test_certificates_of_the_header() -> None:
    der = b"\x30\x03certificate"
    text = base64.b64encode(der).decode()
    digest = encode_base64url(hashlib.sha256(der).digest())

    def chain(**header: Json) -> tuple[bytes, ...]:
        return jose.chain_of(jose.read_compact(compact({"alg": "ES256", **header})))

    assert chain() == ()
    assert chain(x5c=[text, text]) == (der, der)
    assert chain(**{"x5c": [text], "x5t#S256": digest}) == (der,)
    wrong: list[JsonObject] = [
        {"x5c": text}, {"x5c": [7]}, {"x5c": [""]}, {"x5c": ["*"]}, {"x5c": [text] * 11}, {"x5c": ["A" * 20_004]},
        {"x5c": [text], "x5t#S256": digest[::-1]}, {"x5c": [text], "x5t#S256": 7},
    ]  # fmt: skip
    for header in wrong:
        with pytest.raises(Malformed, match=r"proof\.malformed"):
            chain(**header)


def test_a_proof_needs_a_detached_jws_over_plain_bytes() -> None:
    allowed = frozenset({"ES256"})
    detached_jws.verify(KEY.public, b"hash", {"jws": detached_jws.sign(KEY, b"hash", "ES256")}, allowed)
    encoded = jose.sign_compact({}, b"hash", KEY, "ES256", detached=True)
    for jws in (None, 7, encoded, jose.sign_compact({}, b"hash", KEY, "ES256")):
        with pytest.raises(Malformed, match=r"proof\.malformed"):
            detached_jws.verify(KEY.public, b"hash", {"jws": jws}, allowed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
HEADERS = st.dictionaries(st.sampled_from(["alg", "crit", "b64", "x5c", "x5t#S256", "kid"]), JSON, max_size=5)


@given(HEADERS, HEADERS, JSON, JSON)
def test_no_jws_breaks_the_reader(
    protected: JsonObject, unprotected: JsonObject, payload: Json, signature: Json
) -> None:
    first = encode_base64url(json.dumps(protected).encode())
    entry: JsonObject = {"protected": first, "header": unprotected, "signature": signature}
    for document in ({**entry, "payload": payload}, {"payload": payload, "signatures": [entry]}):
        with suppress(VerifierError):
            for jws in jose.read_json(document, critical=B64):
                jose.chain_of(jws)
                jose.verify(jws, KEY.public)


@given(st.text(max_size=60) | st.text("aAzZ09-_.e", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(VerifierError):
        jose.read_compact(text)
