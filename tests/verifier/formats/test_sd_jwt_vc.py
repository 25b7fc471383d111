"""SD-JWTs of our own making, from bytes to a verdict: what is a credential, whose it is, and for whom it was shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world import NOW, badge
from verifier.codec import jose
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.codec.multibase import encode_base64url
from verifier.codec.sd_jwt import SdJwt, process
from verifier.codec.sd_jwt_making import binding_claims, choose, conceal, write_compact, write_json_form
from verifier.credential import Credential
from verifier.errors import Json, JsonObject, Malformed, VerifierError
from verifier.examine import Examined, examine
from verifier.policy import DEFAULT, Policy
from verifier.reading import read
from verifier.report import Check, Outcome, Verdict
from verifier.world import World

KEY = PrivateKey("P-256", bytes(range(1, 33)))
OTHER = PrivateKey("P-256", bytes(range(2, 34)))
HOLDER = PrivateKey("Ed25519", bytes(range(3, 35)))
ISSUER = f"did:key:{KEY.public.multikey}"
METHOD = f"{ISSUER}#{KEY.public.multikey}"
AUDIENCE, NONCE = "https://employer.example", "n-42"
V2 = "https://www.w3.org/ns/credentials/v2"

CLAIMS: JsonObject = {
    "iss": ISSUER,
    "iat": int(NOW.timestamp()) - 100,
    "exp": int(NOW.timestamp()) + 100,
    "vct": "urn:example:course",
    "cnf": {"jwk": dict(write_jwk(HOLDER.public))},
    "given_name": "Ada",
    "courses": ["Baking", "Brewing"],
}
CONCEALED = ("/given_name", "/courses/0", "/courses/1")
W3C: JsonObject = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": ISSUER,
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:ada", "name": "Ada"},
}
PRESENTATION: JsonObject = {
    "@context": [V2],
    "type": "VerifiablePresentation",
    "holder": ISSUER,
    "aud": AUDIENCE,
    "nonce": NONCE,
}


def issued(
    claims: JsonObject = CLAIMS,
    pointers: tuple[str, ...] = CONCEALED,
    *,
    key: PrivateKey = KEY,
    header: JsonObject | None = None,
) -> SdJwt:
    concealed = conceal(claims, pointers, decoys=1)
    head: JsonObject = {"typ": "dc+sd-jwt", "kid": METHOD} if header is None else header
    return SdJwt(
        (jose.sign_compact(head, json.dumps(concealed.payload).encode(), key, "ES256"),), concealed.disclosures
    )


def payload_of(written: SdJwt) -> JsonObject:
    value = json.loads(jose.read_compact(written.signed[0]).payload)
    assert isinstance(value, dict)
    return value


def shown(written: SdJwt, *pointers: str) -> SdJwt:
    return choose(written, process(payload_of(written), written.disclosures), pointers)


def bound(
    written: SdJwt, key: PrivateKey = HOLDER, typ: str = "kb+jwt", algorithm: str = "EdDSA", **changes: Json
) -> SdJwt:
    claims = binding_claims(written, payload_of(written), audience=AUDIENCE, nonce=NONCE, at=NOW)
    claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return replace(written, key_binding=jose.sign_compact({"typ": typ}, json.dumps(claims).encode(), key, algorithm))


def examined(written: SdJwt | bytes, policy: Policy = DEFAULT, world: World | None = None) -> Examined:
    raw = written if isinstance(written, bytes) else write_compact(written).encode()
    return examine(raw, world or World(NOW), policy)


def check(found: Examined, name: str) -> Check:
    return next(each for each in found.report.checks if each.name == name)


def claims_of(found: Examined) -> JsonObject:
    assert found.credential is not None
    return found.credential.claims


def test_a_credential_with_everything_shown_is_valid() -> None:
    found = examined(issued())
    assert (found.report.verdict, found.report.format) == (Verdict.VALID, "sd_jwt_vc")
    assert claims_of(found)["given_name"] == "Ada"
    assert check(found, "structure").facts == {
        "data_model": "SD-JWT VC",
        "vct": "urn:example:course",
        "disclosed": ["/courses/0", "/courses/1", "/given_name"],
        "withheld": 1,
    }
    assert check(found, "holder").outcome is Outcome.ABSENT


def test_what_is_not_shown_is_not_there() -> None:
    found = examined(shown(issued(), "/courses/1"))
    assert found.report.verdict is Verdict.VALID
    assert "given_name" not in claims_of(found)
    assert claims_of(found)["courses"] == ["Brewing"]


@pytest.mark.parametrize("written", [issued(), bound(shown(issued(), "/given_name"))])
def test_the_json_form_says_the_same(written: SdJwt) -> None:
    found = examined(json.dumps(write_json_form(written)).encode(), Policy())
    assert found.report.verdict is Verdict.VALID
    assert claims_of(found) == claims_of(examined(written))


def test_the_json_form_may_name_the_key_beside_the_signature() -> None:
    document = write_json_form(issued(header={"typ": "dc+sd-jwt"}))
    assert isinstance(document["header"], dict)
    document["header"]["kid"] = METHOD
    found = examined(json.dumps(document).encode())
    assert found.report.verdict is Verdict.VALID
    assert found.credential is not None
    assert found.credential.proofs[0].method == METHOD


def test_every_signature_of_the_general_form_counts() -> None:
    written = issued()
    second = jose.sign_compact(
        {"typ": "dc+sd-jwt", "kid": METHOD}, json.dumps(payload_of(written)).encode(), KEY, "ES256"
    )
    both = replace(written, signed=(*written.signed, second))
    assert examined(json.dumps(write_json_form(both)).encode()).report.verdict is Verdict.VALID
    foreign = jose.sign_compact({"kid": METHOD}, json.dumps(payload_of(written)).encode(), OTHER, "ES256")
    for signed in ((*written.signed, foreign), (foreign, *written.signed)):
        found = examined(json.dumps(write_json_form(replace(written, signed=signed))).encode())
        assert (found.report.verdict, check(found, "proof").code) == (Verdict.INVALID, "proof.signature")


def test_a_foreign_signature_is_found() -> None:
    found = examined(issued(key=OTHER))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "proof.signature")


def test_a_changed_disclosure_fails_whether_or_not_the_key_is_known() -> None:
    written = issued()
    changed = replace(written, disclosures=(encode_base64url(b'["s", "given_name", "Eve"]'), *written.disclosures[1:]))
    found = examined(changed)
    assert found.report.verdict is Verdict.INVALID
    assert {check(found, "structure").code, check(found, "proof").code} == {"proof.disclosure"}
    stranger = issued({**CLAIMS, "iss": "https://nowhere.example"}, header={"typ": "dc+sd-jwt"})
    lost = examined(replace(stranger, disclosures=(*stranger.disclosures, "x")))
    assert (lost.report.verdict, lost.report.code) == (Verdict.INVALID, "proof.disclosure")


@pytest.mark.parametrize("kind", ["dc+sd-jwt", "vc+sd-jwt", "example+sd-jwt", "application/dc+SD-JWT", None])
def test_any_type_of_a_credential_with_disclosures_is_read(kind: str | None) -> None:
    header: JsonObject = {"kid": METHOD} if kind is None else {"kid": METHOD, "typ": kind}
    assert examined(issued(header=header)).report.verdict is Verdict.VALID


@pytest.mark.parametrize("kind", ["JWT", "bad+typ", "kb+jwt", "statuslist+jwt", "sd-jwt", "vp+sd-jwt", 7, None])
def test_a_type_of_something_else_is_refused(kind: Json) -> None:
    found = examined(issued(header={"kid": METHOD, "typ": kind}))
    assert (found.report.verdict, check(found, "structure").code) == (Verdict.INVALID, "structure.malformed")


def test_an_algorithm_that_proves_nothing_is_refused_even_without_the_key() -> None:
    head = encode_base64url(b'{"alg": "none", "typ": "dc+sd-jwt"}')
    body = encode_base64url(json.dumps({**CLAIMS, "iss": "https://nowhere.example"}).encode())
    found = examined(f"{head}.{body}.~".encode())
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "proof.algorithm")


def test_claims_about_nothing_of_the_kind_are_no_credential_and_are_judged_all_the_same() -> None:
    plain = {name: value for name, value in CLAIMS.items() if name != "vct"}
    found = examined(issued({**plain, "exp": int(NOW.timestamp()) - 1}))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "structure.not_a_credential")
    assert check(found, "validity").code == "validity.expired"
    assert check(found, "proof").outcome is Outcome.PASS


@pytest.mark.parametrize("claim", ["exp", "iss", "cnf", "vct"])
def test_what_a_holder_must_not_leave_out_may_not_be_concealed(claim: str) -> None:
    found = examined(issued(pointers=(f"/{claim}",)))
    assert check(found, "structure").code == "structure.malformed"
    assert check(found, "structure").facts["name"] == claim


@pytest.mark.parametrize("kind", ["", 7, None, ["urn:a"]])
def test_a_credentials_type_is_a_text(kind: Json) -> None:
    assert check(examined(issued({**CLAIMS, "vct": kind})), "structure").code == "structure.malformed"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": int(NOW.timestamp()) - 1}, "validity.expired"),
        ({"nbf": int(NOW.timestamp()) + 61}, "validity.not_yet"),
        ({"exp": "tomorrow"}, "structure.date"),
        ({"nbf": True}, "structure.date"),
        ({"exp": 10**30}, "structure.date"),
    ],
)
def test_dates_count(claims: JsonObject, code: str) -> None:
    found = examined(issued({**CLAIMS, **claims}))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, code)


@pytest.mark.parametrize("status", ["https://status.example", {}, {"identifier_list": {"id": "1"}}, [1]])
def test_a_status_of_a_kind_that_is_not_read_leaves_it_undecided(status: Json) -> None:
    found = examined(issued({**CLAIMS, "status": status}))
    assert (found.report.verdict, found.report.code) == (Verdict.UNDECIDED, "status.unsupported")


# W3C credentials


def test_a_w3c_credential_as_payload_is_valid() -> None:
    found = examined(issued(W3C, ("/credentialSubject/name",), header={"typ": "vc+sd-jwt", "kid": METHOD}))
    assert found.report.verdict is Verdict.VALID
    assert check(found, "structure").facts["data_model"] == "2.0"
    assert found.credential is not None
    assert (found.credential.issuer, found.credential.subject) == (ISSUER, "did:example:ada")


def test_a_w3c_credential_in_a_claim_is_valid() -> None:
    found = examined(issued({"iss": ISSUER, "vc": W3C}, ("/vc/credentialSubject/name",)))
    assert found.report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "change",
    [
        {"@context": ["https://example.org/first", V2]},
        {"credentialSubject": {}},
        {"credentialSubject": []},
        {"credentialSubject": "did:example:ada"},
        {"iss": "did:example:other"},
        {"vc": W3C},
    ],
)
def test_a_w3c_credential_that_contradicts_its_data_model_is_refused(change: JsonObject) -> None:
    found = examined(issued({**W3C, **change}, ()))
    assert (found.report.verdict, check(found, "structure").code) == (Verdict.INVALID, "structure.malformed")


def test_the_dates_of_the_data_model_count_too() -> None:
    found = examined(issued({**W3C, "validUntil": "2026-02-01T00:00:00Z"}, ()))
    assert found.report.code == "validity.expired"


# The holder


def test_a_bound_presentation_says_for_whom_and_when() -> None:
    found = examined(bound(shown(issued(), "/given_name")))
    assert found.report.verdict is Verdict.VALID
    facts = check(found, "holder").facts
    assert facts == {"audience": AUDIENCE, "nonce": NONCE, "created": NOW.isoformat(), "replayable": True}


def test_a_bound_presentation_is_valid_for_its_reader_alone() -> None:
    written = bound(shown(issued(), "/given_name"))
    mine = examined(written, Policy(audience=AUDIENCE, nonce=NONCE))
    assert mine.report.verdict is Verdict.VALID
    assert "replayable" not in check(mine, "holder").facts
    for policy in (Policy(audience="https://other.example"), Policy(nonce="n-43")):
        found = examined(written, policy)
        assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "holder.mismatch")


def test_an_expected_binding_that_is_missing_is_said() -> None:
    found = examined(issued(), Policy(audience=AUDIENCE))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "holder.missing")


def test_a_binding_over_other_disclosures_is_refused() -> None:
    written = issued()
    for first, then in (("/given_name", "/courses/0"), ("/courses/0", "/given_name")):
        token = bound(shown(written, first)).key_binding
        found = examined(replace(shown(written, then), key_binding=token))
        assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "holder.signature")


def test_a_binding_by_somebody_else_is_refused() -> None:
    found = examined(bound(issued(), PrivateKey("Ed25519", bytes(32))))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "holder.signature")


@pytest.mark.parametrize("missing", ["iat", "aud", "nonce", "sd_hash"])
def test_a_binding_that_leaves_something_out_is_refused(missing: str) -> None:
    found = examined(bound(issued(), **{missing: None}))
    assert (found.report.verdict, found.report.code) == (Verdict.INVALID, "holder.malformed")


@pytest.mark.parametrize("typ", ["JWT", "dc+sd-jwt", "openid4vci-proof+jwt"])
def test_another_token_of_the_holder_is_no_binding(typ: str) -> None:
    assert examined(bound(issued(), typ=typ)).report.code == "holder.malformed"


def test_a_binding_from_the_future_or_the_past_is_refused() -> None:
    later = int((NOW + timedelta(minutes=6)).timestamp())
    assert examined(bound(issued(), iat=later)).report.code == "holder.mismatch"
    assert examined(bound(issued(), iat=later - 120)).report.verdict is Verdict.VALID
    assert examined(bound(issued(), exp=int(NOW.timestamp()) - 600)).report.code == "holder.mismatch"
    assert examined(bound(issued(), iat="now")).report.code == "holder.malformed"


def test_an_audience_may_be_one_of_several() -> None:
    written = bound(issued(), aud=[AUDIENCE, "https://other.example"])
    assert examined(written, Policy(audience=AUDIENCE)).report.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("confirmation", "code", "verdict"),
    [
        (None, "holder.unsupported", Verdict.UNDECIDED),
        ({"jkt": "thumbprint"}, "holder.unsupported", Verdict.UNDECIDED),
        ({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "short"}}, "holder.malformed", Verdict.INVALID),
        ({"kid": "did:unknown:x#1"}, "holder.unsupported", Verdict.UNDECIDED),
        ({"kid": f"{ISSUER}#nothing"}, "holder.malformed", Verdict.INVALID),
    ],
)
def test_a_binding_needs_a_key_that_the_issuer_named(confirmation: Json, code: str, verdict: Verdict) -> None:
    claims = {**CLAIMS, "cnf": confirmation} if confirmation is not None else {**CLAIMS}
    if confirmation is None:
        del claims["cnf"]
    found = examined(bound(issued(claims)))
    assert (found.report.code, found.report.verdict) == (code, verdict)


def test_a_holders_key_may_be_named_by_a_did() -> None:
    did = f"did:key:{HOLDER.public.multikey}"
    written = issued({**CLAIMS, "cnf": {"kid": f"{did}#{HOLDER.public.multikey}"}})
    assert examined(bound(written)).report.verdict is Verdict.VALID


# Presentations


def presentation(**changes: Json) -> SdJwt:
    inside = write_compact(issued())
    enveloped: JsonObject = {
        "@context": V2,
        "id": f"data:application/dc+sd-jwt,{inside}",
        "type": "EnvelopedVerifiableCredential",
    }
    claims = {**PRESENTATION, "verifiableCredential": [enveloped, inside], **changes}
    return issued(claims, (), header={"typ": "vp+sd-jwt", "kid": METHOD})


def test_a_presentation_carries_what_is_inside_for_itself() -> None:
    credential = read(write_compact(presentation()).encode())
    assert isinstance(credential, Credential)
    assert (credential.is_presentation, credential.issuer, credential.proofs[0].purpose) == (
        True,
        ISSUER,
        "authentication",
    )
    assert json.loads(credential.inside[0])["type"] == "EnvelopedVerifiableCredential"
    assert read(credential.inside[1]).claims["vct"] == "urn:example:course"


CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


@pytest.mark.parametrize("pointers", [(), ("/credentialSubject/name",)])
def test_a_transcript_carries_what_is_inside_as_it_was_signed(pointers: tuple[str, ...]) -> None:
    subject: JsonObject = {"name": "Ada", "verifiableCredential": [dict(W3C), "eyJ9.e30.c2ln"]}
    claims: JsonObject = {**W3C, "@context": [V2, CLR], "credentialSubject": subject}
    carried = read(write_compact(issued(claims, pointers)).encode()).inside
    assert json.loads(carried[0]) == W3C
    assert carried[1:] == (b"eyJ9.e30.c2ln",)


def test_what_a_context_gives_no_meaning_to_is_not_passed_over() -> None:
    claims: JsonObject = {**W3C, "credentialSubject": {"name": "Ada", "verifiableCredential": [dict(W3C)]}}
    found = check(examined(issued(claims, ())), "structure")
    assert (found.outcome, found.code) == (Outcome.UNKNOWN, "structure.unsupported")


def test_a_presentation_is_for_its_audience() -> None:
    written = presentation(verifiableCredential=write_compact(issued()))
    assert examined(written, Policy(audience=AUDIENCE, nonce=NONCE)).report.verdict is Verdict.VALID
    assert check(examined(written), "holder").facts["replayable"] is True
    assert check(examined(written, Policy(audience="https://other.example")), "holder").code == "holder.mismatch"
    silent = presentation(verifiableCredential=write_compact(issued()), aud=None, nonce=None)
    assert check(examined(silent, Policy(nonce=NONCE)), "holder").code == "holder.mismatch"


def test_a_presentation_under_a_credentials_type_is_refused() -> None:
    written = issued({**PRESENTATION, "verifiableCredential": []}, (), header={"typ": "vc+sd-jwt", "kid": METHOD})
    assert check(examined(written), "structure").code == "structure.malformed"


# Odd input


@pytest.mark.parametrize(
    "raw", [b"eyJ.e.s~", b"eyJhbGciOiJFUzI1NiJ9.W10.~", b"eyJhbGciOiJFUzI1NiJ9.bm8.~", b"eyJ.e.s~a"]
)
def test_what_only_looks_like_one_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read(raw)
    assert examine(raw, World(NOW)).report.verdict is Verdict.INVALID


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_byte_never_stays_valid(data: st.DataObject) -> None:
    raw = bytearray(write_compact(bound(shown(issued(), "/given_name"))).encode())
    position = data.draw(st.integers(0, len(raw) - 1))
    raw[position] = data.draw(st.integers(0, 255).filter(lambda value: value != raw[position]))
    assert examine(bytes(raw), World(NOW)).report.verdict is not Verdict.VALID or bytes(raw).strip() != bytes(raw)


headers = st.dictionaries(st.sampled_from(["disclosures", "kb_jwt"]), st.lists(st.text()) | st.text())
members = st.sampled_from(["payload", "protected", "signature", "header", "signatures"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(members, st.text() | st.none() | headers))
def test_odd_json_forms_raise_nothing_of_their_own(document: dict[str, Json]) -> None:
    try:
        read(json.dumps(document).encode())
    except VerifierError:
        return


# What it says


def test_a_badge_as_payload_is_read_as_a_badge() -> None:
    document = {**badge("Bread"), "issuer": ISSUER}
    found = examined(issued(document, ("/credentialSubject/achievement/name",), header={"kid": METHOD}))
    assert found.report.verdict is Verdict.VALID
    assert found.record is not None
    assert [value.path for value in found.record.title] == ["/credentialSubject/achievement/name"]


def test_what_is_not_shown_is_not_said() -> None:
    claims = {**CLAIMS, "achievement_title": "Baking", "assessment_grade": "1"}
    written = issued(claims, ("/achievement_title", "/assessment_grade", "/given_name"))
    found = examined(shown(written, "/achievement_title"))
    assert found.record is not None
    assert [value.text for value in found.record.title] == ["Baking"]
    assert (found.record.grade, found.record.learner) == ((), ())
