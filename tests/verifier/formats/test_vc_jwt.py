"""Credentials and presentations as JSON Web Tokens, from bytes to a verdict: which layouts, whose key, for whom."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.certificates import make
from tests.verifier.formats.tokens import (
    AUDIENCE,
    CLAIMS,
    CREDENTIAL,
    ISSUER,
    METHOD,
    NONCE,
    OLD,
    OTHER,
    SECONDS,
    V1,
    check,
    examined,
    presentation,
    token,
)
from tests.world import ISSUER_KEY, NOW, FakeWeb
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.codec.multibase import encode_base64url
from verifier.errors import Json, JsonObject, VerifierError
from verifier.policy import DEFAULT
from verifier.reading import read
from verifier.report import Outcome, Verdict
from verifier.world import World

WRAPPED: JsonObject = {**CLAIMS, "vc": OLD}
SCHOOL = "https://school.example/issuer"
FOR_US = replace(DEFAULT, audience=AUDIENCE, nonce=NONCE)


def without(document: JsonObject, *names: str) -> JsonObject:
    return {name: value for name, value in document.items() if name not in names}


@pytest.mark.parametrize("typ", ["vc+jwt", "application/vc+jwt", "vc+ld+json+jwt", "JWT", None])
def test_a_payload_that_is_the_credential_is_valid(typ: str | None) -> None:
    found = examined(token(CREDENTIAL, typ=typ))
    assert (found.report.verdict, found.report.format, found.report.issuer) == (Verdict.VALID, "vc_jwt", ISSUER)
    assert check(found, "structure").facts == {"data_model": "2.0"}
    assert check(found, "validity").facts == {"start": "2026-01-01T00:00:00+00:00"}


@pytest.mark.parametrize("typ", ["JWT", None])
def test_a_credential_in_a_claim_is_valid(typ: str | None) -> None:
    found = examined(token(WRAPPED, typ=typ))
    assert found.report.verdict is Verdict.VALID
    assert check(found, "structure").facts == {"data_model": "1.1"}
    assert found.credential is not None
    assert found.credential.subject == "did:example:ada"


def test_what_the_claims_say_may_be_left_out_of_the_credential_in_them() -> None:
    inner: JsonObject = {**without(OLD, "issuer", "issuanceDate", "id"), "credentialSubject": {"name": "Ada"}}
    found = examined(token({**CLAIMS, "vc": inner}, typ="JWT"))
    assert (found.report.verdict, found.report.issuer) == (Verdict.VALID, ISSUER)
    assert found.credential is not None
    assert found.credential.subject == "did:example:ada"


@pytest.mark.parametrize(
    ("payload", "typ"),
    [
        (WRAPPED, "vc+jwt"),
        ({**CREDENTIAL, "vc": OLD}, "JWT"),
        ({**CREDENTIAL, "vc": "oops"}, "vc+jwt"),
        ({**CLAIMS, "vc": OLD, "vp": presentation()}, "JWT"),
        ({**CLAIMS, "vc": OLD, "credentialSubject": {"id": "did:example:eve"}}, "JWT"),
        (CREDENTIAL, "vp+jwt"),
        (CREDENTIAL, "at+jwt"),
        (CREDENTIAL, 7),
        (presentation(token(CREDENTIAL), holder=ISSUER), "vc+jwt"),
    ],
)
def test_mixed_layouts_and_types_that_say_otherwise_are_refused(payload: JsonObject, typ: Json) -> None:
    found = examined(token(payload, typ=typ))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.malformed")


def test_a_content_type_has_to_be_that_of_what_is_inside() -> None:
    assert examined(token(CREDENTIAL, cty="vc")).report.verdict is Verdict.VALID
    assert examined(token(CREDENTIAL, cty="vp")).report.code == "structure.malformed"


@pytest.mark.parametrize("payload", [{"iss": ISSUER, "aud": "x"}, [], "text", {"type": "Person"}])
def test_a_token_about_something_else_is_no_credential(payload: Json) -> None:
    found = examined(token(payload, typ="JWT"))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.not_a_credential")


@pytest.mark.parametrize(
    "change",
    [
        {"@context": "https://school.example/context"},
        {"@context": None},
        {"issuer": "the school"},
        {"issuer": None},
        {"credentialSubject": []},
        {"credentialSubject": [{}]},
        {"credentialSubject": {"id": "ada"}},
        {"id": "1"},
        {"validUntil": "2025-12-31T00:00:00Z"},
        {"credentialStatus": {"id": "urn:x:1"}},
        {"type": ["VerifiableCredential", "VerifiablePresentation"]},
    ],
)
def test_what_every_credential_needs_is_asked_for(change: JsonObject) -> None:
    document: JsonObject = {name: value for name, value in {**CREDENTIAL, **change}.items() if value is not None}
    found = examined(token(document))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.malformed")


def test_an_old_credential_needs_its_date_of_issuing_somewhere() -> None:
    inner = without(OLD, "issuanceDate")
    assert examined(token({"iss": ISSUER, "nbf": SECONDS, "vc": inner}, typ="JWT")).report.verdict is Verdict.VALID
    assert examined(token({"iss": ISSUER, "vc": inner}, typ="JWT")).report.code == "structure.malformed"


@pytest.mark.parametrize("name", ["iss", "sub", "jti"])
def test_claims_that_contradict_the_payload_they_stand_in_are_refused(name: str) -> None:
    assert examined(token({**CREDENTIAL, name: CLAIMS[name]})).report.verdict is Verdict.VALID
    found = examined(token({**CREDENTIAL, name: "did:example:eve"}))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.malformed")


def test_an_issuer_inside_who_is_not_the_one_who_signs_needs_their_key() -> None:
    inside: JsonObject = {**OLD, "issuer": "did:example:school"}
    found = examined(token({**WRAPPED, "vc": inside}, typ="JWT"))
    assert found.report.issuer == "did:example:school"
    assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "key.unbound")
    assert check(found, "structure").facts["differing"] == ["iss"]
    broken = token({**WRAPPED, "vc": inside}, OTHER, typ="JWT")
    assert examined(broken).report.code == "proof.signature"


def test_an_iss_that_neither_issues_nor_signs_is_refused() -> None:
    found = examined(token({**WRAPPED, "iss": "did:example:eve"}, typ="JWT"))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.malformed")


def test_of_two_learners_none_is_named() -> None:
    found = examined(token({**WRAPPED, "sub": "did:example:eve"}, typ="JWT"))
    assert found.credential is not None
    assert found.credential.subject is None
    assert check(found, "structure").facts["differing"] == ["sub"]


@pytest.mark.parametrize(
    ("claims", "document", "code"),
    [
        ({"exp": SECONDS - 1}, {}, "validity.expired"),
        ({"exp": SECONDS + 100}, {"validUntil": "2026-02-01T00:00:00Z"}, "validity.expired"),
        ({"exp": SECONDS - 1}, {"validUntil": "2030-02-01T00:00:00Z"}, "validity.expired"),
        ({"nbf": SECONDS + 60, "iat": SECONDS + 60}, {}, "ok"),
        ({"nbf": SECONDS + 61}, {}, "validity.not_yet"),
        ({"exp": "tomorrow"}, {}, "structure.date"),
        ({}, {"validFrom": "yesterday"}, "structure.date"),
    ],
)
def test_every_date_counts(claims: JsonObject, document: JsonObject, code: str) -> None:
    assert examined(token({**CREDENTIAL, **document, **claims})).report.code == code


@pytest.mark.parametrize(
    "kid",
    [METHOD, f"#{METHOD.partition('#')[2]}", METHOD.partition("#")[2], ISSUER, ISSUER_KEY.public.thumbprint, None],
)
def test_a_key_may_be_named_in_every_way_that_is_in_use(kid: str | None) -> None:
    assert examined(token(CREDENTIAL, kid=kid)).report.verdict is Verdict.VALID


def test_a_key_of_somebody_else_is_not_the_issuers() -> None:
    theirs = f"did:key:{OTHER.public.multikey}"
    found = examined(token(CREDENTIAL, OTHER, kid=theirs))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "key.not_the_issuers")


@pytest.mark.parametrize("issuer", [SCHOOL, "did:example:school", {"id": SCHOOL, "name": "A famous university"}])
def test_a_key_in_the_tokens_own_header_is_nobodys(issuer: Json) -> None:
    jwk: Json = dict(write_jwk(ISSUER_KEY.public))
    found = examined(token({**CREDENTIAL, "issuer": issuer}, kid=None, jwk=jwk))
    assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "key.unbound")
    assert check(found, "proof").outcome is Outcome.PASS
    broken = examined(token({**CREDENTIAL, "issuer": issuer}, OTHER, kid=None, jwk=jwk))
    assert (broken.report.verdict, broken.report.code) == (Verdict.INVALID, "proof.signature")


def test_a_key_in_the_header_does_not_stand_in_for_the_issuers() -> None:
    jwk: Json = dict(write_jwk(OTHER.public))
    found = examined(token(CREDENTIAL, OTHER, kid=None, jwk=jwk))
    assert found.report.verdict is Verdict.INVALID


def test_a_key_in_the_header_counts_where_the_reader_accepts_it() -> None:
    jwk: Json = dict(write_jwk(ISSUER_KEY.public))
    found = examined(token({**CREDENTIAL, "issuer": SCHOOL}, kid=None, jwk=jwk), replace(DEFAULT, accept_key=True))
    assert (found.report.verdict, check(found, "key").code) == (Verdict.VALID, "key.accepted")


def test_a_did_key_under_an_address_is_unbound() -> None:
    found = examined(token({**CREDENTIAL, "issuer": SCHOOL}))
    assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "key.unbound")


def test_the_keys_that_an_address_publishes_are_the_issuers() -> None:
    web = FakeWeb()
    jwk: JsonObject = {**write_jwk(ISSUER_KEY.public), "kid": "key-1"}
    web.put(SCHOOL, {"id": SCHOOL, "type": ["Profile"], "jwks": {"keys": [jwk]}})
    web.put("https://school.example/.well-known/jwt-vc-issuer/issuer", {"issuer": SCHOOL, "jwks": {"keys": [jwk]}})
    found = examined(token({**CREDENTIAL, "issuer": SCHOOL}, kid="key-1"), world=World(NOW, web.fetch))
    assert (found.report.verdict, check(found, "key").code) == (Verdict.VALID, "ok")


def test_the_algorithm_is_allowed_before_it_is_used() -> None:
    parts = token(CREDENTIAL).split(b".")
    for name, code in (("none", "proof.algorithm"), ("HS256", "proof.algorithm"), ("ES256K", "proof.unsupported")):
        header = encode_base64url(json.dumps({"alg": name, "kid": METHOD, "typ": "vc+jwt"}).encode()).encode()
        assert examined(b".".join([header, *parts[1:]])).report.code == code
    header = encode_base64url(b'{"alg":"none"}').encode()
    body = token({**CREDENTIAL, "issuer": SCHOOL}).split(b".")[1]
    assert examined(b".".join([header, body, b""])).report.verdict is Verdict.INVALID
    key = PrivateKey("P-256", bytes(range(1, 33)))
    assert examined(token(CREDENTIAL, key, "ES256")).report.code == "proof.signature"


@pytest.mark.parametrize("part", [0, 1, 2])
def test_any_change_is_noticed(part: int) -> None:
    parts = token(CREDENTIAL).split(b".")
    parts[part] = parts[part][:-8] + (b"AAAAAAAA" if parts[part][-8:] != b"AAAAAAAA" else b"BBBBBBBB")
    assert examined(b".".join(parts)).report.verdict is Verdict.INVALID


def test_a_token_that_breaks_off_is_malformed_and_an_encrypted_one_is_named() -> None:
    assert examined(b"eyJhbGciOiJSUzI1NiJ9").report.verdict is Verdict.INVALID
    found = examined(b"eyJhbGciOiJSU0EtT0FFUCJ9.AA.AA.AA.AA")
    assert (found.report.verdict, check(found, "structure").facts) == (Verdict.UNDECIDED, {"kind": "jwe"})


def test_space_and_a_mark_of_encoding_around_a_token_change_nothing() -> None:
    assert examined(b"\xef\xbb\xbf" + token(CREDENTIAL) + b"\r\n").report.verdict is Verdict.VALID
    assert examined(b"\xbb" + token(CREDENTIAL)).report.verdict is Verdict.INVALID


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_presentation_shows_what_it_carries(wrapped: bool) -> None:
    shown = presentation(token(CREDENTIAL), holder=ISSUER)
    claims: JsonObject = {"iss": ISSUER, "aud": AUDIENCE, "nonce": NONCE, "iat": SECONDS}
    raw = token({**claims, "vp": shown}, typ="JWT") if wrapped else token({**claims, **shown}, typ="vp+jwt")
    found = examined(raw, FOR_US)
    assert (found.report.verdict, found.report.issuer) == (Verdict.VALID, ISSUER)
    assert [each.report.format for each in found.inside] == ["vc_jwt"]
    assert check(found, "holder").facts["audience"] == AUDIENCE
    assert examined(raw, replace(FOR_US, nonce="other")).report.code == "holder.mismatch"
    assert check(examined(raw), "holder").facts["replayable"] is True


def test_tokens_and_objects_are_carried_as_they_are() -> None:
    inner = token(WRAPPED, typ="JWT")
    raw = token({"iss": ISSUER, "vp": presentation(verifiableCredential=[inner.decode(), CREDENTIAL])}, typ="JWT")
    found = examined(raw)
    assert [each.raw for each in found.inside] == [inner, json.dumps(CREDENTIAL).encode()]
    assert [each.report.code for each in found.inside] == ["ok", "proof.missing"]
    assert found.report.verdict is Verdict.INVALID


def test_the_worst_inside_decides_and_nothing_inside_is_undecided() -> None:
    late = token({**CREDENTIAL, "validUntil": "2026-02-01T00:00:00Z"})
    found = examined(token(presentation(token(CREDENTIAL), late, holder=ISSUER), typ="vp+jwt"))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "validity.expired")
    empty = examined(token(presentation(holder=ISSUER), typ="vp+jwt"))
    assert (empty.report.verdict, empty.report.code) == (Verdict.UNDECIDED, "structure.no_credentials")


def test_a_presentation_is_signed_by_its_holder() -> None:
    shown = presentation(token(CREDENTIAL), holder=ISSUER)
    assert examined(token(shown, OTHER, typ="vp+jwt")).report.code == "proof.signature"
    theirs = f"did:key:{OTHER.public.multikey}"
    assert examined(token(shown, OTHER, typ="vp+jwt", kid=theirs)).report.code == "key.not_the_issuers"
    assert examined(token({**shown, "iss": theirs}, typ="vp+jwt")).report.code == "structure.malformed"
    assert examined(token({**shown, "exp": SECONDS - 900}, typ="vp+jwt")).report.code == "validity.expired"


def test_a_credential_alone_is_not_bound_to_a_reader() -> None:
    assert examined(token({**CREDENTIAL, "aud": AUDIENCE, "nonce": NONCE}), FOR_US).report.code == "holder.missing"


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("revoked", [True, False])
def test_a_list_of_revocations_may_be_such_a_token(wrapped: bool, revoked: bool) -> None:
    url = "https://school.example/status/1"
    bits = bytes([0x80 if revoked else 0]) + bytes(16_383)
    subject: Json = {
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": "u" + encode_base64url(gzip.compress(bits)),
    }
    types: Json = ["VerifiableCredential", "BitstringStatusListCredential"]
    document: JsonObject = {**CREDENTIAL, "id": url, "type": types, "credentialSubject": subject}
    web = FakeWeb()
    web.put(url, token({"iss": ISSUER, "vc": document}, typ="JWT") if wrapped else token(document))
    entry: Json = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "0",
        "statusListCredential": url,
    }
    found = examined(token({**CREDENTIAL, "credentialStatus": entry}), world=World(NOW, web.fetch))
    assert found.report.code == ("status.revoked" if revoked else "ok")
    assert "list_id" not in check(found, "status").facts


def test_a_self_made_seal_is_unanchored() -> None:
    secret = bytes(range(1, 33))
    seal = make(o="A famous university", key=ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1()))
    key, chain = PrivateKey("P-256", secret), [base64.b64encode(seal.der).decode()]
    found = examined(token({**CREDENTIAL, "issuer": SCHOOL}, key, "ES256", kid=None, x5c=[*chain]))
    assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "key.unanchored")
    assert check(found, "proof").outcome is Outcome.PASS


PARTS: st.SearchStrategy[Json] = st.sampled_from([CREDENTIAL, OLD, CLAIMS, presentation(), V1, 7])
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8) | PARTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [*CREDENTIAL, *CLAIMS, "vc", "vp", "holder", "verifiableCredential", "credentialStatus", "status"]
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, JSON, max_size=4), st.sampled_from(["vc+jwt", "vp+jwt", "JWT", None]))
def test_whatever_the_claims_are_nothing_but_a_finding_comes_of_it(changes: JsonObject, typ: str | None) -> None:
    for payload in ({**CREDENTIAL, **changes}, {**WRAPPED, **changes}):
        raw = token(payload, typ=typ)
        try:
            read(raw)
        except VerifierError:
            continue
        report = examined(raw).report
        assert "internal" not in {each.code for each in report.checks}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_whatever_stands_in_a_token_nothing_but_a_finding_comes_of_it(noise: bytes, position: int) -> None:
    raw = token(CREDENTIAL)
    changed = raw[:position] + noise + raw[position:]
    report = examined(changed).report
    assert changed.removeprefix(b"\xef\xbb\xbf").strip() == raw or report.verdict is not Verdict.VALID
