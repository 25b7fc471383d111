"""Issuers that are https addresses: metadata at a well-known place, and what the address itself answers."""

from __future__ import annotations

import json

import pytest

from tests.world import NOW, FakeWeb
from verifier.codec import jose
from verifier.codec.https_issuers import is_https_issuer, name_of, read_jwk_set, well_known
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.errors import Json, JsonObject, Malformed
from verifier.examine import examine
from verifier.policy import DEFAULT, Policy
from verifier.report import Check, Verdict
from verifier.world import World

KEY = PrivateKey("P-256", bytes(range(1, 33)))
OTHER = PrivateKey("P-256", bytes(range(2, 34)))
EDWARDS = PrivateKey("Ed25519", bytes(range(3, 35)))
ISSUER = "https://school.example:8443/faculty/1"
METADATA = "https://school.example:8443/.well-known/jwt-vc-issuer/faculty/1"
KEYS_AT = "https://keys.school.example/set"


def jwk(key: PrivateKey = KEY, **more: Json) -> JsonObject:
    return {**write_jwk(key.public), **more}


def metadata(*keys: Json, **changes: Json) -> JsonObject:
    document: JsonObject = {"issuer": ISSUER, "jwks": {"keys": list(keys)}, **changes}
    return {name: value for name, value in document.items() if value is not None}


def web(answers: dict[str, Json] | None = None) -> FakeWeb:
    made = FakeWeb()
    for url, answer in (answers or {}).items():
        made.put(url, answer)
    return made


def key_check(
    network: FakeWeb,
    kid: str | None = "1",
    key: PrivateKey = KEY,
    *,
    policy: Policy = DEFAULT,
    keys: tuple[JsonObject, ...] = (),
    kept: FakeWeb | None = None,
    **header: Json,
) -> Check:
    head: JsonObject = {"typ": "dc+sd-jwt", **({"kid": kid} if kid is not None else {}), **header}
    payload = json.dumps({"iss": ISSUER, "vct": "urn:example:course"}).encode()
    token = jose.sign_compact(head, payload, key, "EdDSA" if key.curve == "Ed25519" else "ES256") + "~"
    evidence = {url: answer.body for url, answer in kept.answers.items() if not isinstance(answer, str)} if kept else {}
    world = World(NOW, fetch=network.fetch, keys={ISSUER: keys} if keys else {}, kept=evidence)
    report = examine(token.encode(), world, policy).report
    found = next(each for each in report.checks if each.name == "key")
    assert (report.verdict is Verdict.VALID) == (found.outcome.value == "pass")
    return found


def found_of(check: Check) -> tuple[str, str]:
    return check.outcome.value, check.code


PASS, NOT_THEIRS = ("pass", "ok"), ("fail", "key.not_the_issuers")
UNREACHABLE = ("unknown", "key.unreachable")


def test_a_key_in_the_metadata_is_the_issuers_and_proves_its_address() -> None:
    check = key_check(web({METADATA: metadata(jwk(OTHER, kid="0"), jwk(kid="1"))}))
    assert found_of(check) == PASS
    assert check.facts["proved_by"] == "school.example:8443/faculty/1"
    assert check.facts["method"] == f"{ISSUER}#1"


def test_the_keys_may_stand_at_an_address_of_their_own() -> None:
    network = web({METADATA: metadata(jwks=None, jwks_uri=KEYS_AT), KEYS_AT: {"keys": [jwk(kid="1")]}})
    assert found_of(key_check(network)) == PASS
    assert KEYS_AT in network.requests
    network.fail(KEYS_AT)
    assert found_of(key_check(network)) == UNREACHABLE


def test_a_key_that_the_metadata_leaves_out_is_not_theirs() -> None:
    network = web({METADATA: metadata(jwk(OTHER, kid="0"))})
    assert found_of(key_check(network)) == NOT_THEIRS
    assert found_of(key_check(network, jwk=jwk())) == NOT_THEIRS  # whatever its own header carries
    assert found_of(key_check(network, policy=Policy(accept_key=True), keys=(jwk(kid="1"),))) == NOT_THEIRS


def test_a_key_that_left_the_metadata_since_was_retired() -> None:
    now, then = web({METADATA: metadata(jwk(OTHER, kid="0"))}), web({METADATA: metadata(jwk(kid="1"))})
    assert found_of(key_check(now, kept=then)) == ("unknown", "key.retired")


def test_keys_are_also_found_by_their_thumbprint() -> None:
    network = web({METADATA: metadata(jwk(OTHER), jwk())})
    assert found_of(key_check(network, KEY.public.thumbprint)) == PASS
    assert found_of(key_check(network, f"#{KEY.public.thumbprint}")) == PASS


def test_without_a_name_the_one_key_that_the_algorithm_fits_is_meant() -> None:
    network = web({METADATA: metadata(jwk(), jwk(EDWARDS))})
    assert found_of(key_check(network, None)) == PASS
    assert found_of(key_check(network, None, EDWARDS)) == PASS
    several = web({METADATA: metadata(jwk(), jwk(OTHER))})
    assert found_of(key_check(several, None)) == ("unknown", "key.ambiguous")


def test_of_the_readers_keys_the_one_that_the_algorithm_fits_is_meant() -> None:
    policy = Policy(accept_key=True)
    handed = (jwk(), jwk(EDWARDS))
    assert found_of(key_check(web(), "unknown", policy=policy, keys=handed)) == ("pass", "key.accepted")
    two = (jwk(), jwk(OTHER))
    assert found_of(key_check(web(), "unknown", policy=policy, keys=two)) == UNREACHABLE


@pytest.mark.parametrize(
    "answer",
    [
        metadata(jwk(kid="1"), issuer="https://school.example:8443"),
        metadata(jwk(kid="1"), issuer=None),
        metadata(jwk(kid="1"), jwks_uri=KEYS_AT),
        metadata(jwks=None),
        metadata(jwks={"keys": "none"}),
        metadata(jwks=[jwk(kid="1")]),
        metadata(jwks=None, jwks_uri="http://keys.school.example/set"),
        metadata(jwks=None, jwks_uri=7),
        metadata(*[jwk(kid="1")] * 201),
        [],
        "text",
    ],
)
def test_metadata_that_is_none_leaves_the_key_unknown(answer: Json) -> None:
    keys: Json = {"keys": [jwk(kid="1")]}
    network = web({METADATA: answer, KEYS_AT: keys, KEYS_AT.replace("https", "http"): keys})
    assert found_of(key_check(network)) == UNREACHABLE


def test_an_odd_key_among_others_harms_only_itself() -> None:
    network = web({METADATA: metadata(7, {}, {**jwk(kid="2"), "d": "x"}, jwk(kid="3", use="enc"), jwk(kid="1"))})
    assert found_of(key_check(network)) == PASS
    assert found_of(key_check(network, "3")) == ("unknown", "key.unsupported")
    assert found_of(key_check(network, "2")) == ("unknown", "key.malformed")


# The address itself


def profile(**changes: Json) -> JsonObject:
    document: JsonObject = {
        "id": ISSUER,
        "type": "Profile",
        "name": "School",
        "verificationMethod": [{"id": "#1", "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": jwk()}],
        **changes,
    }
    return {name: value for name, value in document.items() if value is not None}


METHOD = f"{ISSUER}#1"


@pytest.mark.parametrize(
    "answer",
    [
        profile(),
        profile(assertionMethod=["#1"]),
        profile(assertionMethod=profile()["verificationMethod"], verificationMethod=None),
        profile(publicKey=profile()["verificationMethod"], verificationMethod=None),
        {"keys": [jwk(kid="1")]},
    ],
)
def test_a_key_that_the_address_publishes_is_the_issuers(answer: Json) -> None:
    assert found_of(key_check(web({ISSUER: answer}), METHOD)) == PASS


@pytest.mark.parametrize("answer", [profile(assertionMethod=[]), profile(authentication=["#1"])])
def test_a_key_for_another_purpose_is_not_for_issuing(answer: Json) -> None:
    assert found_of(key_check(web({ISSUER: answer}), METHOD)) == NOT_THEIRS


@pytest.mark.parametrize(
    "answer", [profile(verificationMethod=None), profile(id="https://school.example:8443/faculty/2")]
)
def test_a_profile_without_keys_or_of_another_says_nothing_about_them(answer: Json) -> None:
    assert found_of(key_check(web({ISSUER: answer}), METHOD)) == UNREACHABLE
    assert found_of(key_check(web({ISSUER: answer}), METHOD, jwk=jwk())) == ("unknown", "key.unbound")


def test_what_both_places_publish_counts_together() -> None:
    network = web({ISSUER: profile(), METADATA: metadata(jwk(OTHER, kid="2"))})
    assert found_of(key_check(network, METHOD)) == PASS
    assert found_of(key_check(network, "2", OTHER)) == PASS
    assert found_of(key_check(network, "3", EDWARDS)) == NOT_THEIRS


def test_where_nothing_answers_a_key_in_the_token_is_unbound() -> None:
    assert found_of(key_check(web(), "1", jwk=jwk())) == ("unknown", "key.unbound")
    assert found_of(key_check(web(), "1")) == UNREACHABLE


# Addresses


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("https://school.example", "https://school.example/.well-known/jwt-vc-issuer"),
        ("https://school.example/", "https://school.example/.well-known/jwt-vc-issuer"),
        ("https://school.example/a/b/", "https://school.example/.well-known/jwt-vc-issuer/a/b"),
        (ISSUER, METADATA),
    ],
)
def test_the_well_known_part_stands_between_host_and_path(identifier: str, address: str) -> None:
    assert is_https_issuer(identifier)
    assert well_known(identifier, "jwt-vc-issuer") == address


@pytest.mark.parametrize(
    "identifier",
    [
        "http://school.example",
        "https://",
        "https://user@school.example",
        "https://school.example?x=1",
        "https://school.example/#key",
        "https://school.example:port",
        "https://-school.example",
        "https://school.example/\n",
        "HTTPS://school.example",
        "https://schule.exämple",
        "https://school.example/" + "a" * 2000,
        "did:web:school.example",
    ],
)
def test_other_identifiers_are_no_https_issuers(identifier: str) -> None:
    assert not is_https_issuer(identifier)
    with pytest.raises(Malformed):
        well_known("ftp://school.example", "jwt-vc-issuer")


def test_the_name_is_the_address_without_its_scheme() -> None:
    assert name_of("https://school.example/") == "school.example"
    assert name_of("https://host.example/~ada") == "host.example/~ada"


def test_two_keys_under_one_name_are_both_kept() -> None:
    found = read_jwk_set({"keys": [jwk(kid="1"), jwk(EDWARDS, kid="1")]}, ISSUER)
    assert [method.key.curve for method in found.methods.values()] == ["P-256", "Ed25519"]
