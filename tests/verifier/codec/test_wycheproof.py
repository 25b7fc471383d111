"""Project Wycheproof: what fooled careless verifiers is refused, and what is good under our algorithms passes."""

import json

import pytest

from tests.needs import shared
from verifier.codec import jose
from verifier.codec.keys import read_jwk, read_public_der
from verifier.errors import VerifierError

pytestmark = pytest.mark.corpus


def groups(name: str) -> list:
    return json.loads(shared("vectors", "wycheproof", name).read_text("utf-8"))["testGroups"]


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("ecdsa_secp256r1_sha256_p1363_test.json", "ES256"),
        ("ecdsa_secp384r1_sha384_p1363_test.json", "ES384"),
        ("ed25519_test.json", "EdDSA"),
    ],
)
def test_signatures_are_judged_as_published(name: str, algorithm: str) -> None:
    wrong = []
    for group in groups(name):
        key = read_public_der(bytes.fromhex(group["publicKeyDer"]))
        for case in group["tests"]:
            good = key.verify(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]), algorithm)
            if good != (case["result"] == "valid"):
                wrong.append((case["tcId"], case["comment"]))
    assert wrong == []


def accepts(jwks: list, text: str) -> bool:
    if len(jwks) != 1:  # nothing here ever chooses among several
        return False
    try:
        jose.verify(jose.read_compact(text), read_jwk(jwks[0]))
    except VerifierError:
        return False
    return True


@pytest.mark.parametrize("name", ["json_web_signature_test.json", "json_web_key_test.json"])
def test_json_web_signatures_are_judged_as_published_for_our_algorithms(name: str) -> None:
    wrong, accepted = [], 0
    for group in groups(name):
        jwk = group.get("public") or group["private"]
        jwks = jwk.get("keys", [jwk])
        for case in group["tests"]:
            ours = case["result"] == "valid" and _algorithm(case["jws"]) in jose.ALGORITHMS
            good = accepts(jwks, case["jws"])
            accepted += good
            if good != ours:
                wrong.append((case["tcId"], case["comment"]))
    assert wrong == []
    assert accepted


def _algorithm(text: str) -> str:
    try:
        return jose.read_compact(text).algorithm
    except VerifierError:
        return ""
