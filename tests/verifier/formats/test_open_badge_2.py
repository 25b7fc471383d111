"""Open Badges 2.0: hosted ones are what lies at their address, signed ones what their issuer's key signed."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.badges import (
    ASSERTION,
    BADGE,
    KEY_URL,
    LIST_URL,
    SCHOOL,
    School,
    assertion,
    badge_class,
    key_document,
    profile,
    rsa_key,
    school,
    signed_badge,
)
from tests.issuing import found
from tests.verifier.wrappers.making import png, svg, text_chunk
from verifier.codec.badge_issuers import allows
from verifier.codec.jose import sign_compact
from verifier.codec.keys import generate, write_jwk
from verifier.errors import Json, JsonObject, Unreachable
from verifier.plain import plain_report
from verifier.policy import Policy
from verifier.report import Outcome, Verdict
from verifier.world import Answer

P256 = generate("P-256")


# ---- hosted


def test_a_hosted_badge_is_valid_where_it_lies_and_its_issuer_is_named_by_that() -> None:
    examined = school().examine(assertion())
    assert examined.report.verdict is Verdict.VALID
    assert examined.report.check("key").facts["proved_by"] == "school.example/issuer"
    assert "school.example/issuer itself publishes it" in plain_report(examined, "en").checks[1].answer


def test_what_lies_at_the_address_is_judged_and_shown_and_not_the_copy() -> None:
    copy_of = assertion(
        badge=badge_class(name="Doctor of Bread", issuer=profile(name="ETH")), expires="2099-01-01T00:00:00Z"
    )
    there = school().publish(assertion(expires="2026-02-01T00:00:00Z"))
    examined = there.examine(copy_of)
    assert examined.report.code == "validity.expired"
    assert examined.record is not None
    assert examined.record.title[0].text == "Baking bread"
    assert examined.record.awarding_body[0].text == "Bakers' School"
    assert examined.raw == json.dumps(copy_of).encode()
    assert "Doctor" not in json.dumps(examined.as_json())


def test_where_the_address_answers_nothing_the_key_is_unreachable_and_the_copys_dates_still_count() -> None:
    assert found(School().examine(assertion()).report, "key") == ("unknown", "key.unreachable")
    report = School().examine(assertion(expires="2026-02-01T00:00:00Z")).report
    assert (report.verdict, report.code) == (Verdict.INVALID, "validity.expired")
    assert School().examine(assertion(issuedOn="2027-02-01T00:00:00Z")).report.code == "validity.not_yet"


@pytest.mark.parametrize(
    ("url", "document"),
    [
        (ASSERTION, {**assertion(), "id": ASSERTION + "2"}),
        (ASSERTION, [assertion()]),
        (ASSERTION, "gone fishing"),
        (BADGE, {**badge_class(), "id": SCHOOL}),
        (BADGE, badge_class(type="Assertion")),
        (BADGE, badge_class(name=None)),
        (BADGE, badge_class(issuer=None)),
        (SCHOOL, profile(type="CryptographicKey")),
        (SCHOOL, {**profile(), "id": "https://else.example/issuer"}),
        (SCHOOL, profile(name=7)),
    ],
)
def test_what_is_published_and_broken_leaves_it_open(url: str, document: Json) -> None:
    there = school()
    there.web.put(url, document)
    report = there.examine(assertion()).report
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "key.unreachable")


@pytest.mark.parametrize("url", [BADGE, SCHOOL])
def test_a_badge_or_issuer_that_cannot_be_read_leaves_it_open(url: str) -> None:
    there = school()
    there.web.fail(url)
    report = there.examine(assertion()).report
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "key.unreachable")


def test_an_assertion_that_lies_elsewhere_and_names_the_school_is_not_the_schools() -> None:
    forged = assertion(id="https://forger.example/1")
    report = school().publish(forged).examine(forged).report
    assert (report.verdict, report.code) == (Verdict.INVALID, "key.not_the_issuers")


def test_a_profile_inside_the_assertion_does_not_count_but_the_one_at_its_address() -> None:
    mine = profile(verification={"startsWith": "https://forger.example/"})
    forged = assertion(id="https://forger.example/1", badge=badge_class(issuer=mine))
    assert school().publish(forged).examine(forged).report.code == "key.not_the_issuers"


@pytest.mark.parametrize(
    ("rules", "address", "expected"),
    [
        (None, "https://school.example/a", True),
        (None, "http://school.example/a", True),
        (None, "https://school.example:443/a", True),
        (None, "https://school.example:8443/a", False),
        (None, "https://www.school.example/a", False),
        (None, "https://school.example@forger.example/a", False),
        (None, "https://school.example\\@forger.example/a", False),
        ({"allowedOrigins": "badges.example"}, "https://badges.example/a", True),
        ({"allowedOrigins": ["https://badges.example", "x.example"]}, "https://badges.example/a", True),
        ({"allowedOrigins": ["badges.example"]}, "https://school.example/a", False),
        ({"startsWith": "https://badges.example/ours/"}, "https://badges.example/ours/1", True),
        ({"startsWith": "https://badges.example/ours/"}, "https://badges.example/theirs/1", False),
        ({"startsWith": ["https://x.example/", "https://badges.example"]}, "https://badges.example/1", True),
        ({"startsWith": "https://badges.example"}, "https://badges.example.forger.example/1", False),
        ({"startsWith": "https://badges.example"}, "https://badges.example@forger.example/1", False),
        ({"startsWith": "https://"}, "https://forger.example/1", False),
        ({"startsWith": "https://a.example/", "allowedOrigins": ["b.example"]}, "https://a.example/1", False),
        ({"startsWith": 7, "allowedOrigins": {}}, "https://school.example/1", True),
    ],
)
def test_which_addresses_are_an_issuers_own(rules: Json, address: str, expected: bool) -> None:
    assert allows({"id": SCHOOL, "verification": rules}, address) is expected


def test_over_http_it_is_read_and_proves_no_name() -> None:
    document = assertion(id="http://school.example/assertions/1")
    examined = school().publish(document).examine(document)
    assert examined.report.verdict is Verdict.VALID
    assert "proved_by" not in examined.report.check("key").facts
    assert plain_report(examined, "en").tone.value == "amber"


def test_nothing_of_a_persons_badge_goes_through_the_door_that_remembers() -> None:
    there = school()
    there.examine(assertion())
    there.examine(signed_badge())
    assert there.other.requests == []


@pytest.mark.parametrize(
    "raw", [png(text_chunk(json.dumps(assertion()).encode())), png(text_chunk(ASSERTION.encode()))]
)
def test_a_badge_baked_into_a_picture_is_judged_like_any_other(raw: bytes) -> None:
    assert school().examine(raw).report.verdict is Verdict.VALID


def test_the_address_in_a_pictures_verify_attribute_is_followed() -> None:
    raw = svg(f'<openbadges:assertion verify="{ASSERTION}"/>', 'xmlns:openbadges="http://openbadges.org"')
    assert school().examine(raw).report.verdict is Verdict.VALID


# ---- revoked


def test_a_hosted_badge_that_says_so_is_revoked() -> None:
    there = school()
    there.web.put(ASSERTION, {"id": ASSERTION, "revoked": True, "revocationReason": "A mistake"})
    examined = there.examine(assertion())
    assert (examined.report.verdict, examined.report.code) == (Verdict.INVALID, "status.revoked")
    assert examined.report.check("status").facts["revocation_reason"] == "A mistake"
    assert examined.report.check("key").code == "ok"


def test_an_address_that_says_gone_is_a_revoked_badges() -> None:
    there = school()

    def gone(url: str, accept: str) -> Answer:
        if url == ASSERTION:
            raise Unreachable("fetch.status", {"url": url, "status": 410})
        return there.web.fetch(url, accept)

    examined = there.examine(assertion(), fetch_personal=gone)
    assert (examined.report.verdict, examined.report.code) == (Verdict.INVALID, "status.revoked")


def test_a_forger_cannot_say_that_the_school_withdrew_something() -> None:
    mine = profile(verification={"startsWith": "https://forger.example/"})
    forged = assertion(id="https://forger.example/1", badge=badge_class(issuer=mine))
    there = school().publish({"id": "https://forger.example/1", "revoked": True})
    examined = there.examine(forged)
    assert examined.report.check("key").code == "key.not_the_issuers"
    assert "school.example" not in plain_report(examined, "en").sentence


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], ("pass", "ok")),
        (["urn:uuid:2"], ("pass", "ok")),
        (["urn:uuid:1"], ("fail", "status.revoked")),
        ([{"id": "urn:uuid:1", "revocationReason": "A mistake"}], ("fail", "status.revoked")),
        ([{"uid": "urn:uuid:1"}, None, 7], ("fail", "status.revoked")),
        ("urn:uuid:1", ("fail", "status.revoked")),
    ],
)
def test_a_signed_badge_is_looked_up_in_its_issuers_list(entries: Json, expected: tuple[str, str]) -> None:
    there = school()
    there.web.put(LIST_URL, {"id": LIST_URL, "type": "RevocationList", "revokedAssertions": entries})
    assert found(there.examine(signed_badge()).report, "status") == expected


@pytest.mark.parametrize("answer", [b"{", [], {"type": "Issuer"}, b"<html></html>"])
def test_a_list_that_is_none_leaves_it_open(answer: bytes | Json) -> None:
    there = school()
    there.web.put(LIST_URL, answer)
    report = there.examine(signed_badge()).report
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "status.unusable")


def test_a_list_that_cannot_be_fetched_leaves_it_open() -> None:
    there = school()
    there.web.fail(LIST_URL)
    assert found(there.examine(signed_badge()).report, "status") == ("unknown", "status.unreachable")


# ---- signed


@pytest.mark.parametrize(("key", "algorithm"), [(rsa_key(), "RS256"), (P256, "ES256")])
def test_a_signed_badge_is_valid_under_a_key_that_its_issuer_publishes(key: object, algorithm: str) -> None:
    there = school().publish(key_document(key))  # type: ignore[arg-type]
    examined = there.examine(signed_badge(key, algorithm))  # type: ignore[arg-type]
    assert examined.report.verdict is Verdict.VALID
    assert examined.report.check("key").facts["proved_by"] == "school.example/issuer"
    assert examined.record is not None
    assert examined.record.title[0].text == "Baking bread"


def test_a_key_may_stand_in_the_profile_itself_and_need_not_be_named() -> None:
    there = school(publicKey=[key_document()])
    assert there.examine(signed_badge()).report.verdict is Verdict.VALID
    unnamed = signed_badge(verification={"type": "SignedBadge"})
    assert there.examine(unnamed).report.verdict is Verdict.VALID


def test_a_changed_signature_or_payload_fails() -> None:
    header, payload, signature = signed_badge().split(b".")
    other = signed_badge(badge=BADGE + "2").split(b".")[1]
    for raw in (b".".join((header, other, signature)), b".".join((header, payload, signature[:-8] + b"AAAAAAAA"))):
        there = school().publish(badge_class(id=BADGE + "2"))
        assert found(there.examine(raw).report, "proof") == ("fail", "proof.signature")


@pytest.mark.parametrize(
    ("members", "key", "expected"),
    [
        ({"publicKey": None}, {}, "key.not_the_issuers"),
        ({"publicKey": "https://school.example/keys/2"}, {}, "key.not_the_issuers"),
        ({}, {"owner": "https://else.example/issuer"}, "key.not_the_issuers"),
        ({}, {"owner": None}, "key.not_the_issuers"),
    ],
)
def test_a_key_that_the_issuer_does_not_publish_is_not_its_own(
    members: JsonObject, key: JsonObject, expected: str
) -> None:
    report = school(**members).publish(key_document(**key)).examine(signed_badge()).report
    assert (report.verdict, report.code) == (Verdict.INVALID, expected)
    assert report.check("proof").code == "ok"


def test_a_strangers_key_does_not_sign_for_the_school() -> None:
    url = "https://forger.example/key"
    there = school().publish(key_document(P256, id=url))
    raw = signed_badge(P256, "ES256", verification={"type": "signed", "creator": url})
    assert there.examine(raw).report.code == "key.not_the_issuers"


@pytest.mark.parametrize("answer", [b"{", {"id": KEY_URL, "owner": SCHOOL}, key_document(publicKeyPem="none")])
def test_a_key_that_is_none_leaves_it_open(answer: bytes | Json) -> None:
    there = school()
    there.web.put(KEY_URL, answer)
    report = there.examine(signed_badge()).report
    assert report.verdict is Verdict.UNDECIDED
    assert report.code in ("key.unreachable", "key.malformed")


def test_a_profile_that_is_gone_leaves_the_key_open_and_a_broken_signature_fails_all_the_same() -> None:
    there = school()
    there.web.fail(SCHOOL)
    assert there.examine(signed_badge()).report.code == "key.unreachable"
    assert there.examine(signed_badge(P256, "ES256")).report.code == "proof.signature"


def test_the_readers_own_keys_count_where_the_profile_cannot_be_had() -> None:
    there = school()
    there.web.fail(SCHOOL)
    badge = signed_badge(badge=badge_class())
    keys = {SCHOOL: ({**write_jwk(rsa_key().public)},)}
    report = there.examine(badge, keys=keys).report
    assert (report.verdict, report.check("key").code) == (Verdict.VALID, "key.accepted")
    assert there.examine(badge, Policy(accept_key=True)).report.check("key").code == "key.accepted"
    wrong = {SCHOOL: ({**write_jwk(P256.public)},)}
    assert there.examine(badge, keys=wrong).report.code == "proof.signature"


@pytest.mark.parametrize(("name", "code"), [("expires", "key.expired"), ("revoked", "key.revoked")])
@pytest.mark.parametrize("issuer", [SCHOOL, ""])
def test_a_key_of_the_readers_that_has_ended_proves_nothing(name: str, code: str, issuer: str) -> None:
    there = school()
    there.web.fail(SCHOOL)
    issued, later = "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z"
    badge = signed_badge(badge=badge_class(), issuedOn=issued)
    ended = {"id": "#old", "type": "JsonWebKey", "publicKeyJwk": {**write_jwk(rsa_key().public)}}
    other: JsonObject = {**write_jwk(P256.public)}
    for end, verdict in ((issued, "invalid"), (later, "undecided"), ("2099-01-01T00:00:00Z", "valid")):
        for keys in (({**ended, name: end},), ({**ended, name: end}, other), (other, {**ended, name: end})):
            report = there.examine(badge, Policy(accept_key=True), keys={issuer: keys}).report
            assert report.check("proof").outcome is Outcome.PASS
            assert (report.verdict, report.code) == (verdict, code if verdict != "valid" else "ok")


def test_accepting_keys_does_not_overrule_the_issuers_own_profile() -> None:
    report = school(publicKey=None).examine(signed_badge(), Policy(accept_key=True)).report
    assert report.code == "key.not_the_issuers"


def test_a_key_that_was_kept_and_is_no_longer_listed_was_retired() -> None:
    kept = {SCHOOL: json.dumps(profile(publicKey=KEY_URL)).encode()}
    report = school(publicKey=None).examine(signed_badge(), kept=kept).report
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "key.retired")


@pytest.mark.parametrize(
    ("raw", "verdict", "code"),
    [
        (
            sign_compact({}, json.dumps(assertion()).encode(), rsa_key(), "RS256").encode(),
            "invalid",
            "structure.malformed",
        ),
        (signed_badge(algorithm="PS256"), "undecided", "proof.unsupported"),
        (
            json.dumps(assertion(verification={"type": "signed", "creator": KEY_URL})).encode(),
            "invalid",
            "proof.missing",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(raw: bytes, verdict: str, code: str) -> None:
    report = school().examine(raw).report
    assert (report.verdict.value, report.code) == (verdict, code)


def test_an_unsigned_token_is_refused() -> None:
    payload = signed_badge().split(b".")[1]
    raw = b"eyJhbGciOiJub25lIn0." + payload + b"."
    assert found(school().examine(raw).report, "proof") == ("fail", "proof.algorithm")


# ---- structure


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"@context": "https://else.example/context"}, "structure.malformed"),
        ({"@context": [[]]}, "structure.malformed"),
        ({"type": ["OtherAssertion"]}, "structure.malformed"),
        ({"id": "urn:uuid:1"}, "structure.malformed"),
        ({"id": None}, "structure.malformed"),
        ({"recipient": None}, "structure.malformed"),
        ({"recipient": {"type": "email", "identity": "a@b.example"}}, "structure.malformed"),
        ({"recipient": {"type": "email", "hashed": True, "identity": "a@b.example"}}, "structure.malformed"),
        ({"recipient": {"hashed": False, "identity": "a@b.example"}}, "structure.malformed"),
        ({"badge": None}, "structure.malformed"),
        ({"badge": 7}, "structure.malformed"),
        ({"issuedOn": None}, "structure.malformed"),
        ({"issuedOn": "yesterday"}, "structure.date"),
        ({"expires": 2027}, "structure.date"),
        ({"verification": None}, "structure.malformed"),
        ({"verification": {"type": "believed"}}, "structure.malformed"),
        ({"revoked": "no"}, "structure.malformed"),
        ({"evidence": [{"id": 7}]}, "structure.malformed"),
        ({"image": 7}, "structure.malformed"),
        ({"extensions:a": {"name": "b"}}, "structure.malformed"),
        ({"badge": badge_class(criteria=None)}, "structure.malformed"),
        ({"badge": badge_class(alignment=[{"targetName": "a"}])}, "structure.malformed"),
        ({"badge": badge_class(tags=[7])}, "structure.malformed"),
    ],
)
def test_what_the_specification_needs_is_needed(change: JsonObject, code: str) -> None:
    document = assertion(**{**change, **({"badge": change.get("badge")} if "badge" in change else {})})
    report = School().examine(document).report
    assert (report.verdict, report.code) == (Verdict.INVALID, code)


def test_what_the_specification_allows_is_allowed() -> None:
    document = assertion(
        **{
            "@context": ["https://w3id.org/openbadges/v2", "https://school.example/more"],
            "evidence": ["https://school.example/loaf", {"id": "_:b1", "narrative": "Three loaves"}],
            "image": {"id": "https://school.example/1.png", "caption": "Bread"},
            "extensions:a": {"@context": "https://school.example/a", "type": ["Extension", "extensions:A"]},
            "recipient": {"type": ["email"], "hashed": False, "identity": "ada@school.example"},
            "verification": {"type": "HostedBadge"},
            "narrative": "Well done",
        }
    )
    badge = badge_class(alignment={"targetName": "EQF 4", "targetUrl": "https://school.example/4"}, tags=["bread"])
    assert school().publish(document, badge).examine(document).report.verdict is Verdict.VALID


def test_open_badges_1_are_named() -> None:
    document: JsonObject = {
        "uid": "1",
        "recipient": {"type": "email", "hashed": False, "identity": "a@b.example"},
        "badge": BADGE,
        "verify": {"type": "hosted", "url": ASSERTION},
    }
    report = school().examine(document).report
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "structure.unsupported")


PLACES = st.sampled_from(
    ["@context", "type", "id", "recipient", "badge", "issuedOn", "expires", "verification", "revoked"]
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from([ASSERTION, BADGE, SCHOOL, "hosted"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "issuer", "name"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([ASSERTION, BADGE, SCHOOL, KEY_URL, LIST_URL, ""]), PLACES, ANYTHING)
def test_odd_documents_are_never_valid_by_accident_and_never_a_crash(url: str, name: str, value: Json) -> None:
    there = school()
    raw: bytes | JsonObject = assertion() if url in ("", ASSERTION, BADGE, SCHOOL) else signed_badge()
    if url:
        document = copy.deepcopy(json.loads(there.web.fetch(url, "").body))
        document[name] = value
        there.web.put(url, document)
    elif isinstance(raw, dict):
        raw = {**raw, name: value}
    report = there.examine(raw).report
    assert all(each.code != "internal" for each in report.checks)
