"""Presentations as JSON-LD: what they carry, who shows it, for whom; envelopes; the published examples."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.needs import shared
from tests.verifier.formats.tokens import (
    AUDIENCE,
    CREDENTIAL,
    ISSUER,
    NONCE,
    OTHER,
    V1,
    V2,
    check,
    enveloped,
    examined,
    presentation,
    proved,
    token,
)
from tests.world import badge, signed
from verifier.errors import Json, JsonObject, VerifierError
from verifier.policy import DEFAULT
from verifier.reading import read
from verifier.report import Outcome, Verdict

FOR_US = replace(DEFAULT, audience=AUDIENCE, nonce=NONCE)
BADGE: JsonObject = json.loads(signed(badge()))
THEIRS = f"did:key:{OTHER.public.multikey}"
NOBODY_SIGNED: JsonObject = {**CREDENTIAL, "credentialSubject": {"id": "did:example:ada"}}


def test_an_unsigned_presentation_is_as_good_as_what_it_carries() -> None:
    found = examined(presentation(BADGE, token(CREDENTIAL)))
    assert (found.report.verdict, found.report.format) == (Verdict.VALID, "presentation")
    assert [each.report.format for each in found.inside] == ["vc_jsonld", "vc_jwt"]
    assert {check(found, name).outcome for name in ("key", "proof", "holder")} == {Outcome.ABSENT}
    worse = examined(presentation(BADGE, NOBODY_SIGNED))
    assert (worse.report.verdict, worse.report.code) == (Verdict.INVALID, "proof.missing")


def test_a_presentation_of_nothing_is_undecided() -> None:
    bare: JsonObject = {"@context": [V2], "type": ["VerifiablePresentation"]}
    for empty in (presentation(), bare):
        found = examined(empty)
        assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "structure.no_credentials")


def test_an_unsigned_presentation_is_not_bound_to_a_reader() -> None:
    assert examined(presentation(BADGE), FOR_US).report.code == "holder.missing"


def test_a_holders_proof_is_for_one_reader_and_occasion() -> None:
    raw = proved(presentation(BADGE, holder=ISSUER), domain=AUDIENCE, challenge=NONCE)
    found = examined(raw, FOR_US)
    assert (found.report.verdict, found.report.issuer) == (Verdict.VALID, ISSUER)
    assert check(found, "holder").facts == {"audience": AUDIENCE, "nonce": NONCE}
    assert check(examined(raw), "holder").facts["replayable"] is True
    for other in (replace(FOR_US, audience="https://other.example"), replace(FOR_US, nonce="other")):
        assert examined(raw, other).report.verdict is Verdict.INVALID
    document = presentation(BADGE, holder=ISSUER)
    for raw in (proved(document), proved(document, challenge=NONCE), proved(document, domain=AUDIENCE)):
        unbound = examined(raw, FOR_US)
        assert (unbound.report.verdict, unbound.report.code) == (Verdict.INVALID, "holder.mismatch")


@pytest.mark.parametrize("times", [2, 10])
def test_what_is_carried_more_than_once_holds(times: int) -> None:
    found = examined(proved(presentation(*[BADGE] * times, holder=ISSUER)))
    assert (found.report.verdict, len(found.inside)) == (Verdict.VALID, times)


def test_only_the_holder_shows_what_is_theirs() -> None:
    raw = proved(presentation(BADGE, holder=ISSUER), OTHER, f"{THEIRS}#{OTHER.public.multikey}")
    assert examined(raw).report.code == "key.not_the_issuers"
    broken = json.loads(proved(presentation(BADGE, holder=ISSUER)))
    assert examined({**broken, "id": "urn:example:2"}).report.code == "proof.signature"


def test_without_a_named_holder_it_is_whoever_signed() -> None:
    found = examined(proved(presentation(BADGE), OTHER, f"{THEIRS}#{OTHER.public.multikey}"))
    assert (found.report.verdict, found.report.issuer) == (Verdict.VALID, THEIRS)


def test_a_proof_for_another_purpose_shows_nothing() -> None:
    raw = proved(presentation(BADGE, holder=ISSUER), proofPurpose="assertionMethod")
    assert examined(raw).report.code == "proof.purpose"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"@context": "https://school.example/context"}, "structure.malformed"),
        ({"holder": "Ada"}, "structure.malformed"),
        ({"holder": {"name": "Ada"}}, "structure.malformed"),
        ({"id": 7}, "structure.malformed"),
        ({"type": ["VerifiablePresentation", "VerifiableCredential"]}, "structure.malformed"),
        ({"verifiableCredential": [7]}, "structure.malformed"),
    ],
)
def test_what_every_presentation_needs_is_asked_for(change: JsonObject, code: str) -> None:
    assert examined({**presentation(BADGE), **change}).report.code == code


def test_where_it_is_signed_every_term_has_a_meaning() -> None:
    raw: JsonObject = json.loads(proved(presentation(BADGE, holder=ISSUER)))
    assert check(examined({**raw, "mood": "sunny"}), "structure").code == "structure.undefined_term"
    # A token as a bare text makes no statement, so that nobody would have signed it.
    assert examined({**raw, "verifiableCredential": [token(CREDENTIAL).decode()]}).report.verdict is Verdict.INVALID


def test_what_it_carries_keeps_its_bytes() -> None:
    text = json.dumps(BADGE, indent=1, ensure_ascii=True)
    raw = f'{{"@context": ["{V1}"], "type": "VerifiablePresentation", "verifiableCredential": {text}}}'
    found = examined(raw.encode())
    assert [each.raw for each in found.inside] == [text.encode()]
    assert found.report.verdict is Verdict.VALID


def test_an_envelope_is_read_as_what_is_inside() -> None:
    found = examined(enveloped(token(CREDENTIAL)))
    assert (found.report.verdict, found.report.format, found.inside) == (Verdict.VALID, "vc_jwt", ())
    shown = token(presentation(token(CREDENTIAL), holder=ISSUER), typ="vp+jwt")
    envelope = enveloped(shown, "application/vp+jwt", type="EnvelopedVerifiablePresentation")
    found = examined(envelope)
    assert (found.report.verdict, [each.report.format for each in found.inside]) == (Verdict.VALID, ["vc_jwt"])


@pytest.mark.parametrize(
    "change",
    [
        {"@context": None},
        {"@context": V1},
        {"id": None},
        {"id": "https://school.example/1"},
        {"id": "data:application/vc+jwt"},
        {"id": "data:image/png;base64,AAAA"},
        {"id": "data:application/vp+jwt,eyJ"},
        {"id": "data:application/vc+cose;base64,0oRY!"},
        {"type": ["EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"]},
    ],
)
def test_a_broken_envelope_is_refused_wherever_it_lies(change: JsonObject) -> None:
    envelope: JsonObject = {**enveloped(token(CREDENTIAL)), **change}
    for document in (envelope, presentation(BADGE, envelope)):
        found = examined(document)
        assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.malformed")


def test_envelopes_in_envelopes_end() -> None:
    envelope = enveloped(token(CREDENTIAL))
    for _ in range(6):
        envelope = enveloped(json.dumps(envelope).replace("%", "%25").encode())
    found = examined(envelope)
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.too_deep")


JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.sampled_from([V2, "did:example:ada", "data:,", "eyJ"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["@context", "id", "holder", "verifiableCredential", "proof"]), JSON, max_size=4),
    st.sampled_from(["VerifiablePresentation", "EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"]),
)
def test_whatever_stands_in_it_nothing_but_a_finding_comes_of_it(changes: JsonObject, kind: str) -> None:
    raw = json.dumps({**presentation(), "type": kind, **changes}).encode()
    try:
        read(raw)
    except VerifierError:
        return
    assert "internal" not in {each.code for each in examined(raw).report.checks}


@pytest.mark.corpus
def test_a_published_presentation_by_a_did_key_holds_and_is_empty() -> None:
    raw = shared("corpus", "items", "blockcerts-v3", "vp-eddsa-rdfc-2022.json").read_bytes()
    found = examined(raw)
    assert (check(found, "key").code, check(found, "proof").code) == ("ok", "ok")
    assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "structure.no_credentials")
    assert examined({**json.loads(raw), "id": "urn:example:1"}).report.code == "proof.signature"
