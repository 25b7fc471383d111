"""Digests that a credential states: what holds, what does not, and what is none."""

from __future__ import annotations

import base64
import hashlib

import pytest

from verifier.codec.digests import read_digest, states
from verifier.codec.multibase import encode_base58, encode_base64url
from verifier.errors import Malformed

BODY = b"the final text"


def sri(name: str, body: bytes = BODY) -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, body).digest()).decode()}"


def multihash(body: bytes = BODY) -> bytes:
    return b"\x12\x20" + hashlib.sha256(body).digest()


@pytest.mark.parametrize(
    "entry",
    [
        {"digestSRI": sri("sha256")},
        {"digestSRI": sri("sha384").rstrip("=")},
        {"digestSRI": sri("sha512") + "?ct=application/json"},
        {"digestSRI": f"{sri('sha256', b'other')} {sri('sha512')}"},
        {"digestSRI": f"{sri('sha256', b'other')} {sri('sha256')}"},
        {"digestMultibase": "u" + encode_base64url(multihash())},
        {"digestMultibase": "u" + encode_base64url(hashlib.sha256(BODY).digest())},
        {"digestMultibase": "z" + encode_base58(hashlib.sha512(BODY).digest())},
        {"digestMultibase": "z" + encode_base58(multihash()), "digestSRI": sri("sha256")},
    ],
)
def test_a_digest_holds_for_its_bytes_alone(entry):
    holds = read_digest(entry)
    assert holds is not None
    assert holds(BODY)
    assert not holds(BODY + b"!")


@pytest.mark.parametrize(
    "entry",
    [
        {"digestSRI": f"{sri('sha256')} {sri('sha512', b'other')}"},
        {"digestSRI": sri("sha256"), "digestMultibase": "u" + encode_base64url(multihash(b"other"))},
    ],
)
def test_the_strongest_and_every_member_have_to_hold(entry):
    holds = read_digest(entry)
    assert holds is not None
    assert not holds(BODY)


@pytest.mark.parametrize("value", ["sha256-AAAA", "sha256-M" + sri("sha256").removeprefix("sha256-")])
def test_a_digest_of_another_length_is_nobodys(value):
    holds = read_digest({"digestSRI": value})
    assert holds is not None
    assert not holds(BODY)


@pytest.mark.parametrize("known", [{}, {"sha256": hashlib.sha256(BODY).hexdigest()}])
def test_known_digests_are_recognised_without_the_bytes(known):
    assert states({"digestSRI": sri("sha256")}, known) is bool(known)
    assert states({"digestSRI": sri("sha256"), "digestMultibase": "u" + encode_base64url(multihash())}, known) is bool(
        known
    )
    assert not states({"digestSRI": sri("sha384")}, known)
    assert not states({}, known)


def test_without_a_digest_there_is_nothing_to_hold():
    assert read_digest({"id": "https://x.example/"}) is None


@pytest.mark.parametrize(
    "entry",
    [
        {"digestSRI": None},
        {"digestSRI": ""},
        {"digestSRI": "md5-AAAA"},
        {"digestSRI": "sha256-" + hashlib.sha256(BODY).hexdigest()},
        {"digestSRI": "sha256-A"},
        {"digestMultibase": 5},
        {"digestMultibase": "u"},
        {"digestMultibase": "q123"},
        {"digestMultibase": "u" + encode_base64url(hashlib.sha256(BODY).digest() + b"x")},
        {"digestMultibase": "u" + encode_base64url(multihash() + b"x")},
    ],
)
def test_what_is_no_digest_is_said(entry):
    with pytest.raises(Malformed) as caught:
        read_digest(entry)
    assert caught.value.code == "structure.related_resource"
