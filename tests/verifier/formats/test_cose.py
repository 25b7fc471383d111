"""Credentials and presentations under COSE_Sign1: bytes and base64, media types, claims in the header."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.formats.tokens import (
    AUDIENCE,
    CREDENTIAL,
    ISSUER,
    METHOD,
    NONCE,
    OTHER,
    SECONDS,
    check,
    enveloped,
    examined,
    presentation,
    token,
)
from tests.world import ISSUER_KEY
from verifier.codec import cose
from verifier.codec.cbor import Cbor
from verifier.codec.keys import PrivateKey
from verifier.errors import Json
from verifier.policy import Policy
from verifier.report import Verdict


def signed(
    payload: Json,
    key: PrivateKey = ISSUER_KEY,
    algorithm: str = "EdDSA",
    kid: str | None = METHOD,
    header: dict[int | str, Cbor] | None = None,
) -> bytes:
    protected: dict[int | str, Cbor] = {cose.CONTENT_TYPE: "application/vc", cose.TYPE: "application/vc+cose"}
    named: dict[int | str, Cbor] = {} if kid is None else {cose.KEY_ID: kid.encode()}
    head = {**protected, **named, **(header or {})}
    return cose.sign1(head, {}, json.dumps(payload).encode(), key, algorithm)


def as_text(raw: bytes) -> bytes:
    return base64.b64encode(raw)


@pytest.mark.parametrize("write", [bytes, as_text, base64.urlsafe_b64encode, lambda raw: as_text(raw).rstrip(b"=")])
def test_bytes_and_their_base64_are_read(write: Callable[[bytes], bytes]) -> None:
    found = examined(write(signed(CREDENTIAL)))
    assert (found.report.verdict, found.report.format, found.report.issuer) == (Verdict.VALID, "cose", ISSUER)


def test_no_other_way_of_writing_bytes_is_guessed() -> None:
    found = examined(signed(CREDENTIAL).hex().encode())
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.not_a_credential")


@pytest.mark.parametrize(
    "header",
    [
        {cose.TYPE: "application/vp+cose"},
        {cose.TYPE: "really/bad"},
        {cose.TYPE: 16},
        {cose.CONTENT_TYPE: "application/vp"},
        {cose.CONTENT_TYPE: "very/bad"},
    ],
)
def test_a_media_type_of_something_else_is_refused(header: dict[int | str, Cbor]) -> None:
    found = examined(signed(CREDENTIAL, header=header))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.malformed")


def test_a_broken_signature_and_a_key_of_somebody_else_are_noticed() -> None:
    assert examined(signed(CREDENTIAL, OTHER)).report.code == "proof.signature"
    theirs = f"did:key:{OTHER.public.multikey}#{OTHER.public.multikey}"
    assert examined(signed(CREDENTIAL, OTHER, kid=theirs)).report.code == "key.not_the_issuers"
    assert examined(signed({**CREDENTIAL, "issuer": "https://school.example/"})).report.code == "key.unbound"
    p256 = PrivateKey("P-256", bytes(range(1, 33)))
    assert examined(signed(CREDENTIAL, p256, "ES256")).report.code == "proof.signature"


def test_an_issuers_only_key_needs_no_name() -> None:
    assert examined(signed(CREDENTIAL, kid=None)).report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({1: ISSUER, 4: SECONDS + 10, 5: SECONDS - 10}, "ok"),
        ({4: SECONDS - 10}, "validity.expired"),
        ({5: SECONDS + 60}, "ok"),
        ({5: SECONDS + 61}, "validity.not_yet"),
        ({1: "did:example:eve"}, "structure.malformed"),
        ({2: "did:example:eve"}, "structure.malformed"),
        ({4: b"soon"}, "structure.malformed"),
        (7, "structure.malformed"),
    ],
)
def test_claims_in_the_header_count(claims: Cbor, code: str) -> None:
    assert examined(signed(CREDENTIAL, header={15: claims})).report.code == code


def test_claims_in_the_header_say_what_those_in_the_payload_say() -> None:
    for exp, code in ((SECONDS + 100, "ok"), (SECONDS + 200, "structure.malformed")):
        assert examined(signed({**CREDENTIAL, "exp": SECONDS + 100}, header={15: {4: exp}})).report.code == code


def test_a_credential_in_a_claim_is_no_layout_of_this_format() -> None:
    assert examined(signed({"vc": CREDENTIAL})).report.code == "structure.malformed"


@pytest.mark.parametrize("payload", [[], 7, {"a": 1}])
def test_something_else_signed_is_no_credential(payload: Json) -> None:
    assert examined(signed(payload)).report.code == "structure.not_a_credential"


def test_a_presentation_carries_what_others_signed() -> None:
    shown = presentation(
        token(CREDENTIAL),
        enveloped(as_text(signed(CREDENTIAL)), "application/vc+cose;base64"),
        holder=ISSUER,
        aud=AUDIENCE,
        nonce=NONCE,
    )
    raw = signed(shown, header={cose.TYPE: "application/vp+cose", cose.CONTENT_TYPE: "application/vp"})
    found = examined(raw, Policy(audience=AUDIENCE, nonce=NONCE))
    assert [each.report.format for each in found.inside] == ["vc_jwt", "cose"]
    assert (found.report.verdict, check(found, "holder").code) == (Verdict.VALID, "ok")
    assert examined(raw, Policy(nonce="other")).report.code == "holder.mismatch"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 500), st.binary(min_size=1, max_size=4))
def test_no_change_of_the_bytes_passes_or_breaks_anything(position: int, noise: bytes) -> None:
    raw = signed(CREDENTIAL)
    changed = raw[:position] + noise + raw[position + len(noise) :]
    report = examined(changed).report
    assert "internal" not in {each.code for each in report.checks}
    assert changed == raw or report.verdict is not Verdict.VALID
