"""Whose key it is: what ties a key to an issuer, what does not, and what a reader may lift."""

import json

import pytest

from tests.issuing import (
    KEY,
    OTHER_KEY,
    SECP256K1,
    WEB_DID,
    WEB_METHOD,
    WEB_URL,
    changed,
    credential,
    did_document,
    did_key,
    found,
    jwk_method,
    method_of,
    multikey_method,
    report_on,
    sign,
    signed_credential,
    web_with,
)
from tests.world import NOW, FakeWeb
from verifier.codec.keys import write_jwk
from verifier.codec.multibase import encode
from verifier.errors import Json, JsonObject, Malformed
from verifier.keys import did_key as did_key_method
from verifier.keys import did_web
from verifier.policy import Policy
from verifier.report import Verdict
from verifier.world import World

ACCEPT = Policy(accept_key=True)
PASS = ("pass", "ok")
NOT_THEIRS = ("fail", "key.not_the_issuers")
UNREACHABLE = ("unknown", "key.unreachable")
UNBOUND = ("unknown", "key.unbound")
UNSUPPORTED = ("unknown", "key.unsupported")
MALFORMED = ("unknown", "key.malformed")


def by_school(method: str = WEB_METHOD, issuer: str = WEB_DID) -> JsonObject:
    """A credential of the did:web issuer, signed with KEY under `method`."""
    return sign(credential(issuer), method=method)


def tampered(document: JsonObject) -> JsonObject:
    return changed(document, lambda each: each.update(name="Baking cake"))


# did:web: its document was read


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, PASS),
        ({"verificationMethod": [jwk_method()]}, PASS),
        ({"assertionMethod": WEB_METHOD}, PASS),
        ({"assertionMethod": ["#key-1"]}, PASS),
        ({"verificationMethod": [multikey_method("#key-1")], "assertionMethod": ["#key-1"]}, PASS),
        ({"verificationMethod": multikey_method()}, PASS),
        # Embedded where it is used, and nowhere else.
        ({"verificationMethod": None, "assertionMethod": [multikey_method()]}, PASS),
        ({"verificationMethod": None, "assertionMethod": multikey_method("#key-1")}, PASS),
        ({"verificationMethod": None, "assertionMethod": None, "authentication": [multikey_method()]}, NOT_THEIRS),
        # There, but not for assertions.
        ({"assertionMethod": None}, NOT_THEIRS),
        ({"assertionMethod": []}, NOT_THEIRS),
        ({"assertionMethod": None, "authentication": [WEB_METHOD]}, NOT_THEIRS),
        ({"assertionMethod": [WEB_DID + "#key-2"]}, NOT_THEIRS),
        ({"verificationMethod": [], "assertionMethod": []}, NOT_THEIRS),
        ({"assertionMethod": [None, 7, [WEB_METHOD], {"id": None}, {}]}, NOT_THEIRS),
        # Named for assertions, and of no use: not "somebody else's".
        ({"verificationMethod": []}, MALFORMED),
        ({"verificationMethod": [{**multikey_method(), "publicKeyMultibase": SECP256K1}]}, UNSUPPORTED),
        ({"verificationMethod": [{"id": WEB_METHOD, "type": "X509"}]}, UNSUPPORTED),
        ({"verificationMethod": [{**multikey_method(), "publicKeyMultibase": "z0"}]}, MALFORMED),
        ({"verificationMethod": [{**multikey_method(), "publicKeyMultibase": "zzz"}]}, MALFORMED),
        ({"verificationMethod": [{**jwk_method(), "publicKeyJwk": {"kty": "EC", "crv": "secp256k1"}}]}, UNSUPPORTED),
        ({"verificationMethod": [{**jwk_method(), "publicKeyJwk": {**write_jwk(KEY.public), "d": "AA"}}]}, MALFORMED),
        ({"verificationMethod": [{**jwk_method(), "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519"}}]}, MALFORMED),
        ({"verificationMethod": [{**jwk_method(), "publicKeyJwk": {**write_jwk(KEY.public), "x": "AA=="}}]}, MALFORMED),
    ],
)  # fmt: skip
def test_what_the_issuers_document_says_of_the_key(members: JsonObject, expected: tuple[str, str]) -> None:
    web = web_with(did_document(**members))
    report = report_on(by_school(), web)
    assert found(report, "key") == expected
    verdicts = {"pass": Verdict.VALID, "fail": Verdict.INVALID, "unknown": Verdict.UNDECIDED}
    assert report.verdict is verdicts[expected[0]]
    # Nothing that a reader hands in or accepts overrules the document.
    handed = World(NOW, keys={WEB_DID: (multikey_method(),), "": (multikey_method(),)})
    assert found(report_on(by_school(), web, ACCEPT, handed), "key") == expected


def test_the_document_may_name_a_key_that_another_publishes() -> None:
    web = web_with(did_document(verificationMethod=None, assertionMethod=[method_of()]))
    assert report_on(by_school(method_of()), web).verdict is Verdict.VALID
    web = web_with(did_document(verificationMethod=None, assertionMethod=[method_of(OTHER_KEY)]))
    assert found(report_on(by_school(method_of()), web), "key") == NOT_THEIRS


def test_a_key_under_the_name_of_the_issuers_key_is_not_its_key() -> None:
    forged = sign(credential(WEB_DID), OTHER_KEY, WEB_METHOD)
    report = report_on(forged, web_with())
    assert found(report, "key") == PASS
    assert (report.verdict, report.code) == (Verdict.INVALID, "proof.signature")


@pytest.mark.parametrize("method", [WEB_DID, WEB_METHOD])
def test_a_bare_identifier_names_the_issuers_only_key(method: str) -> None:
    assert found(report_on(by_school(method), web_with()), "key") == PASS


def test_a_relative_name_of_a_key_says_nothing_in_a_signed_statement() -> None:
    document = changed(by_school(), lambda each: each["proof"].update(verificationMethod="#key-1"))
    report = report_on(document, web_with())
    assert found(report, "key") == PASS
    assert found(report, "proof") == ("fail", "proof.undefined_term")


def test_a_bare_identifier_with_two_keys_names_none() -> None:
    second = multikey_method(WEB_DID + "#key-2", OTHER_KEY)
    document = did_document(verificationMethod=[multikey_method(), second], assertionMethod=[WEB_METHOD, second["id"]])
    assert found(report_on(by_school(WEB_DID), web_with(document)), "key") == NOT_THEIRS


def test_the_domain_is_what_a_did_web_proves() -> None:
    assert report_on(by_school(), web_with()).check("key").facts["proved_by"] == "school.example"
    assert "proved_by" not in report_on(signed_credential()).check("key").facts


# did:web: its document was not read


@pytest.mark.parametrize(
    "body",
    [
        None,
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b"\xff\xfe{",
        b'{"id":"did:web:school.example","id":"did:web:school.example"}',
        json.dumps(did_document("did:web:else.example")).encode(),
        json.dumps(did_document("did:web:School.example")).encode(),
        json.dumps({**did_document(), "id": [WEB_DID]}).encode(),
        json.dumps(did_document(verificationMethod=[multikey_method(f"#{n}") for n in range(201)])).encode(),
        b"[" * 100_000,
    ],
)
def test_without_the_issuers_document_nothing_is_known_of_the_key(body: bytes | None) -> None:
    web = FakeWeb()
    if body is not None:
        web.put(WEB_URL, body)
    report = report_on(by_school(), web)
    assert found(report, "key") == UNREACHABLE
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "key.unreachable")


@pytest.mark.parametrize("method", [method_of(), f"{WEB_DID}#{KEY.public.multikey}"])
def test_a_broken_signature_fails_whoever_signed(method: str) -> None:
    """The key is known from elsewhere, or its name spells it; whose it is stays unknown."""
    document = by_school(method)
    report = report_on(document, FakeWeb())
    assert found(report, "key") == UNREACHABLE
    assert found(report, "proof") == ("pass", "ok")
    assert report.verdict is Verdict.UNDECIDED
    report = report_on(tampered(document), FakeWeb())
    assert (report.verdict, report.code) == (Verdict.INVALID, "proof.signature")


def test_a_reader_may_accept_a_key_of_an_unreachable_issuer() -> None:
    report = report_on(by_school(method_of()), FakeWeb(), ACCEPT)
    assert found(report, "key") == ("pass", "key.accepted")
    assert report.check("key").facts["because"] == "key.unreachable"
    assert report.verdict is Verdict.VALID
    assert report_on(tampered(by_school(method_of())), FakeWeb(), ACCEPT).code == "proof.signature"


HANDED: list[tuple[str, JsonObject, bool]] = [
    (WEB_DID, multikey_method(), True),
    (WEB_DID, jwk_method(), True),
    (WEB_DID, {**multikey_method(), "id": "#key-1"}, True),
    (WEB_DID, {**write_jwk(KEY.public)}, True),
    (WEB_DID, {**write_jwk(KEY.public), "kid": "key-1"}, True),
    (WEB_DID, {**write_jwk(KEY.public), "kid": WEB_METHOD}, True),
    (WEB_DID, {**write_jwk(KEY.public), "kid": "key-2"}, False),
    (WEB_DID, {**multikey_method(), "id": "did:web:else.example#key-1"}, False),
    (WEB_DID, {"id": WEB_METHOD}, False),
    ("did:web:else.example", multikey_method(), False),
]


@pytest.mark.parametrize(("issuer", "entry", "counts"), HANDED)
def test_a_reader_may_hand_in_an_issuers_key(issuer: str, entry: JsonObject, counts: bool) -> None:
    report = report_on(by_school(), FakeWeb(), world=World(NOW, keys={issuer: (entry,)}))
    assert found(report, "key") == (("pass", "key.accepted") if counts else UNREACHABLE)
    assert report.verdict is (Verdict.VALID if counts else Verdict.UNDECIDED)


def test_the_wrong_key_handed_in_fails_the_signature() -> None:
    world = World(NOW, keys={WEB_DID: (multikey_method(key=OTHER_KEY),)})
    assert report_on(by_school(), FakeWeb(), world=world).code == "proof.signature"


def test_keys_of_nobody_in_particular_count_only_when_accepted() -> None:
    world = World(NOW, keys={"": ({**write_jwk(KEY.public)},)})
    assert found(report_on(by_school(), FakeWeb(), world=world), "key") == UNREACHABLE
    assert found(report_on(by_school(), FakeWeb(), ACCEPT, world), "key") == ("pass", "key.accepted")
    assert report_on(tampered(by_school()), FakeWeb(), world=world).code == "proof.signature"


# Retired keys


def kept(document: JsonObject | bytes, url: str = WEB_URL) -> World:
    return World(NOW, kept={url: document if isinstance(document, bytes) else json.dumps(document).encode()})


ROTATED = did_document(verificationMethod=[multikey_method(WEB_DID + "#key-2", OTHER_KEY)], assertionMethod=["#key-2"])


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (World(NOW), NOT_THEIRS),
        (kept(did_document()), ("unknown", "key.retired")),
        (kept(did_document(assertionMethod=None, authentication=["#key-1"])), NOT_THEIRS),
        (kept(ROTATED), NOT_THEIRS),
        (kept(did_document("did:web:else.example")), NOT_THEIRS),
        (kept(b"garbage"), NOT_THEIRS),
        (kept(did_document(), "https://else.example/.well-known/did.json"), NOT_THEIRS),
    ],
)
def test_a_key_is_retired_only_where_kept_evidence_shows_that_it_was_the_issuers(
    world: World, expected: tuple[str, str]
) -> None:
    for policy in (Policy(), ACCEPT):
        assert found(report_on(by_school(), web_with(ROTATED), policy, world), "key") == expected


def test_what_was_kept_does_not_stand_in_for_a_document_that_cannot_be_read() -> None:
    assert found(report_on(by_school(), FakeWeb(), world=kept(did_document())), "key") == UNREACHABLE


def test_what_was_kept_does_not_count_against_a_key_of_today() -> None:
    assert found(report_on(by_school(), web_with(), world=kept(ROTATED)), "key") == PASS


# Other issuers


@pytest.mark.parametrize(
    ("issuer", "method", "expected"),
    [
        ("https://school.example/issuer", method_of(), UNBOUND),
        ("https://school.example/issuer", did_key(), UNBOUND),
        ("https://school.example/issuer", f"https://school.example/issuer#{KEY.public.multikey}", UNBOUND),
        ("https://school.example/issuer", "https://school.example/issuer#key-1", UNREACHABLE),
        ("urn:uuid:7f3f0b52-0000-4000-8000-000000000003", method_of(), UNBOUND),
        ("did:example:school", method_of(), UNBOUND),
        ("did:example:school", "did:example:school#key-1", UNSUPPORTED),
        (did_key(), method_of(), PASS),
        (did_key(), did_key(), PASS),
        (did_key(), did_key() + "#key-1", NOT_THEIRS),
        (did_key(OTHER_KEY), method_of(), NOT_THEIRS),
        (did_key(OTHER_KEY), did_key(), NOT_THEIRS),
        ("did:key:" + SECP256K1, method_of(), NOT_THEIRS),
        ("did:key:" + SECP256K1, f"did:key:{SECP256K1}#{SECP256K1}", UNSUPPORTED),
        ("did:key:zzz", method_of(), ("fail", "key.malformed")),
        ("did:key:z0", method_of(), ("fail", "key.malformed")),
        ("did:key:u7QE", method_of(), ("fail", "key.malformed")),
        ("did:key:" + encode(b"\xed\x01" + bytes(31)), method_of(), ("fail", "key.malformed")),
        ("did:web:school.example:..", method_of(), ("fail", "key.malformed")),
    ],
)
def test_what_ties_a_key_to_an_issuer_of_another_kind(issuer: str, method: str, expected: tuple[str, str]) -> None:
    report = report_on(sign(credential(issuer), method=method))
    assert found(report, "key") == expected
    accepted = expected == UNBOUND or (expected == UNSUPPORTED and "#key-1" not in method and SECP256K1 not in method)
    report = report_on(sign(credential(issuer), method=method), policy=ACCEPT)
    assert found(report, "key") == (("pass", "key.accepted") if accepted else expected)


def test_an_unbound_key_is_still_used() -> None:
    document = sign(credential("https://school.example/issuer"))
    assert report_on(document).code == "key.unbound"
    assert report_on(tampered(document)).code == "proof.signature"


@pytest.mark.parametrize(
    "method", [None, 7, {}, [], {"id": 7}, ["x"], "", " ", "#", "did:web:", "did:key:", "\x00", "x" * 100_000]
)
def test_a_proof_that_names_no_usable_key_is_never_valid(method: Json) -> None:
    document = changed(signed_credential(), lambda each: each["proof"].update(verificationMethod=method))
    for policy in (Policy(), ACCEPT):
        assert report_on(document, FakeWeb(), policy).verdict is not Verdict.VALID


def test_a_method_that_is_embedded_in_the_proof_counts_by_its_name_only() -> None:
    """Whoever signs can put any key there."""
    forged = changed(
        sign(credential(WEB_DID), OTHER_KEY, WEB_METHOD),
        lambda each: each["proof"].update(verificationMethod=multikey_method(key=OTHER_KEY)),
    )
    assert report_on(forged, web_with()).verdict is Verdict.INVALID
    assert report_on(forged, FakeWeb(), ACCEPT).verdict is not Verdict.VALID


# The methods themselves


@pytest.mark.parametrize(
    ("identifier", "url"),
    [
        ("did:web:school.example", "https://school.example/.well-known/did.json"),
        ("did:web:school.example%3A8443", "https://school.example:8443/.well-known/did.json"),
        ("did:web:school.example:user:alice", "https://school.example/user/alice/did.json"),
        ("did:web:school.example%3A8443:issuers:1", "https://school.example:8443/issuers/1/did.json"),
        ("did:web:school.example:a%2Db", "https://school.example/a-b/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
    ],
)
def test_the_address_of_a_did_web(identifier: str, url: str) -> None:
    assert did_web.document_url(identifier) == url


@pytest.mark.parametrize(
    "rest",
    [
        "", ":", ":a", "school.example:", "school.example::a", "school.example:..", "school.example:.",
        "school.example:%2e%2e", "school.example:%252e%252e", "school.example:a%2Fb", "school.example:a%5Cb",
        "school.example%2Fevil", "school.example%3A", "school.example%3A123456", "school.example%3Aport",
        "user%40school.example", "school.example?x", "school.example:a?x", "school.example:a%3Fx",
        "school.example:a%23x", "school.example/a", "school.example:a/b", "school.example ", " school.example",
        "school.example:a%0d%0ab", "school.example%00", "schüler.example", "school.example:ü", "-school.example",
        "school.example.", "[::1]", "school.example%3A80%3A80", "school.example:%", "school.example:%zz",
    ],
)  # fmt: skip
def test_what_is_no_did_web_is_never_asked(rest: str) -> None:
    with pytest.raises(Malformed) as caught:
        did_web.document_url("did:web:" + rest)
    assert caught.value.code == "key.malformed"


def test_a_did_web_with_port_and_path_is_looked_up_there() -> None:
    did = "did:web:school.example%3A8443:issuers:1"
    web = FakeWeb()
    web.put("https://school.example:8443/issuers/1/did.json", did_document(did))
    report = report_on(sign(credential(did), method=did + "#key-1"), web)
    assert report.verdict is Verdict.VALID
    assert report.check("key").facts["proved_by"] == "school.example:8443/issuers/1"


def test_a_did_key_proves_no_name() -> None:
    assert did_key_method.handles(did_key())
    assert did_key_method.proved_name(did_key()) is None


def test_a_document_is_asked_for_once() -> None:
    web = FakeWeb()
    document = sign(by_school(), method=WEB_METHOD)
    report_on(document, web)
    assert web.requests == [WEB_URL]
