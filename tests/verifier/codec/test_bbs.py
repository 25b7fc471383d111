"""BBS: the draft's own fixtures, and every way in which a point or a scalar can be written wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from tests.needs import SHARED, shared
from verifier.codec import bbs
from verifier.codec.bbs_hashing import (
    API_ID,
    EXPANDED,
    ORDER,
    P1,
    expand_message,
    generators,
    hash_to_scalar,
    message_to_scalar,
)

FOLDER = SHARED / "vectors" / "bbs" / "bls12-381-sha-256"
SIGNATURES = sorted((FOLDER / "signature").glob("*.json"))
PROOFS = sorted((FOLDER / "proof").glob("*.json"))
corpus = pytest.mark.corpus

SECRET = bbs.make_secret(bytes(range(32)))
PUBLIC = bbs.public_key(SECRET)
MESSAGES = [b"one", b"two", b"", b"four"]
INFINITY = b"\xc0" + bytes(47)


def read(*parts: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(shared("vectors", "bbs", "bls12-381-sha-256", *parts).read_text())
    return found


def mocked(number: int) -> list[int]:
    """The draft's mocked random scalars (its appendix on test vectors)."""
    seed = bytes.fromhex(read("mockedRng.json")["seed"])
    octets = expand_message(seed, API_ID + b"MOCK_RANDOM_SCALARS_DST_", EXPANDED * number)
    return [int.from_bytes(octets[at : at + EXPANDED]) % ORDER for at in range(0, len(octets), EXPANDED)]


@corpus
def test_the_generators_are_the_drafts() -> None:
    fixture = json.loads((shared("vectors", "bbs") / "bls12-381-sha-256" / "generators.json").read_text())
    made = generators(len(fixture["MsgGenerators"]))
    assert P1.hex() == fixture["P1"]
    assert made.encoded.hex() == fixture["Q1"] + "".join(fixture["MsgGenerators"])
    assert bytes(made.domain.to_compressed_bytes()).hex() == fixture["Q1"]


@corpus
def test_hashing_gives_the_drafts_scalars() -> None:
    fixture = read("h2s.json")
    found = hash_to_scalar(bytes.fromhex(fixture["message"]), bytes.fromhex(fixture["dst"]))
    assert found == int(fixture["scalar"], 16)
    for case in json.loads((FOLDER / "MapMessageToScalarAsHash.json").read_text())["cases"]:
        assert message_to_scalar(bytes.fromhex(case["message"])) == int(case["scalar"], 16)


@corpus
def test_a_key_pair_comes_out_of_its_material() -> None:
    fixture = json.loads((shared("vectors", "bbs") / "bls12-381-sha-256" / "keypair.json").read_text())
    secret = bbs.make_secret(bytes.fromhex(fixture["keyMaterial"]), bytes.fromhex(fixture["keyInfo"]))
    assert secret.hex() == fixture["keyPair"]["secretKey"]
    assert bbs.public_key(secret).hex() == fixture["keyPair"]["publicKey"]


@corpus
def test_the_mocked_scalars_are_the_drafts() -> None:
    fixture = json.loads((shared("vectors", "bbs") / "bls12-381-sha-256" / "mockedRng.json").read_text())
    assert [f"{scalar:064x}" for scalar in mocked(fixture["count"])] == fixture["mockedScalars"]


@corpus
@pytest.mark.parametrize("path", SIGNATURES, ids=lambda path: path.stem)
def test_a_signature_is_judged_and_made_as_in_the_draft(path: Path) -> None:
    case = json.loads(path.read_text())
    public = bytes.fromhex(case["signerKeyPair"]["publicKey"])
    header, messages = bytes.fromhex(case["header"]), [bytes.fromhex(each) for each in case["messages"]]
    signature = bytes.fromhex(case["signature"])
    assert bbs.verify(public, signature, header, messages) is case["result"]["valid"]
    if case["result"]["valid"]:
        assert bbs.sign(bytes.fromhex(case["signerKeyPair"]["secretKey"]), header, messages) == signature


@corpus
@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.stem)
def test_a_proof_is_judged_and_made_as_in_the_draft(path: Path) -> None:
    case = json.loads(path.read_text())
    public, signature = bytes.fromhex(case["signerPublicKey"]), bytes.fromhex(case["signature"])
    header, shown = bytes.fromhex(case["header"]), bytes.fromhex(case["presentationHeader"])
    messages, disclosed = [bytes.fromhex(each) for each in case["messages"]], case["disclosedIndexes"]
    proof = bytes.fromhex(case["proof"])
    said = {index: messages[index] for index in disclosed if index < len(messages)}
    assert bbs.verify_proof(public, proof, header, shown, said) is case["result"]["valid"]
    if case["result"]["valid"]:
        assert bbs.prove(public, signature, header, shown, messages, disclosed, mocked) == proof


@corpus
def test_there_are_fixtures() -> None:
    shared("vectors", "bbs")
    assert (len(SIGNATURES), len(PROOFS)) == (10, 15)


def test_expanding_refuses_what_it_cannot_count() -> None:
    assert len(expand_message(b"", b"dst", 8160)) == 8160
    with pytest.raises(ValueError, match="too long"):
        expand_message(b"", b"dst", 8161)
    with pytest.raises(ValueError, match="too long"):
        expand_message(b"", bytes(256), 32)


def proof_of(*disclosed: int, header: bytes = b"header") -> bytes:
    return bbs.prove(PUBLIC, bbs.sign(SECRET, header, MESSAGES), header, b"ph", MESSAGES, disclosed)


def said(*disclosed: int) -> dict[int, bytes]:
    return {index: MESSAGES[index] for index in disclosed}


@pytest.mark.parametrize("disclosed", [(), (0,), (1, 3), (0, 1, 2, 3)])
def test_what_is_proved_verifies_with_everything_or_nothing_shown(disclosed: tuple[int, ...]) -> None:
    assert bbs.verify_proof(PUBLIC, proof_of(*disclosed), b"header", b"ph", said(*disclosed))


def test_no_messages_at_all_can_be_signed_and_proved() -> None:
    signature = bbs.sign(SECRET, b"", [])
    assert bbs.verify(PUBLIC, signature, b"", [])
    assert bbs.verify_proof(PUBLIC, bbs.prove(PUBLIC, signature, b"", b"", [], []), b"", b"", {})


def test_two_proofs_have_no_point_and_no_scalar_in_common() -> None:
    first, second = proof_of(1), proof_of(1)
    pieces = [{each[at : at + 16] for at in range(0, len(each), 16)} for each in (first, second)]
    assert pieces[0].isdisjoint(pieces[1])


@pytest.mark.parametrize(
    ("header", "shown", "disclosed"),
    [
        (b"other", b"ph", {1: b"two"}),
        (b"header", b"other", {1: b"two"}),
        (b"header", b"ph", {1: b"to"}),
        (b"header", b"ph", {0: b"two"}),
        (b"header", b"ph", {}),
        (b"header", b"ph", {1: b"two", 3: b"four"}),
        (b"header", b"ph", {9: b"two"}),
        (b"header", b"ph", {-3: b"two"}),
    ],
)
def test_a_proof_shows_nothing_else(header: bytes, shown: bytes, disclosed: dict[int, bytes]) -> None:
    assert not bbs.verify_proof(PUBLIC, proof_of(1), header, shown, disclosed)


def broken_at(position: int, replacement: bytes) -> Callable[[bytes], bytes]:
    return lambda octets: octets[:position] + replacement + octets[position + len(replacement) :]


def outside_the_subgroup() -> bytes:
    """A point on the curve that is in no subgroup of ours."""
    for x in range(1, 100):
        try:
            point = G1Point.from_compressed_bytes_unchecked(b"\x80" + x.to_bytes(47))
        except ValueError:
            continue
        if not point.is_in_subgroup():
            return bytes(point.to_compressed_bytes())
    raise AssertionError


WRONG_POINTS = [INFINITY, b"\xff" * 48, b"\xc0" + bytes(46) + b"\1", bytes(48), outside_the_subgroup()]
WRONG_SCALARS = [bytes(32), ORDER.to_bytes(32), (ORDER + 1).to_bytes(32), b"\xff" * 32]


@pytest.mark.parametrize("position", [0, 48, 96])
@pytest.mark.parametrize("wrong", WRONG_POINTS)
def test_a_proof_with_a_point_that_is_none_is_refused(position: int, wrong: bytes) -> None:
    assert not bbs.verify_proof(PUBLIC, broken_at(position, wrong)(proof_of(1)), b"header", b"ph", said(1))


@pytest.mark.parametrize("position", range(144, 144 + 7 * 32, 32))
@pytest.mark.parametrize("wrong", WRONG_SCALARS)
def test_a_proof_with_a_scalar_out_of_range_is_refused(position: int, wrong: bytes) -> None:
    assert not bbs.verify_proof(PUBLIC, broken_at(position, wrong)(proof_of(1)), b"header", b"ph", said(1))


@pytest.mark.parametrize("position", range(144, 144 + 7 * 32, 32))
def test_a_scalar_that_is_written_beyond_the_order_is_refused(position: int) -> None:
    proof = proof_of(1)
    raised = int.from_bytes(proof[position : position + 32]) + ORDER
    if raised < 2**256:
        changed = broken_at(position, raised.to_bytes(32))(proof)
        assert not bbs.verify_proof(PUBLIC, changed, b"header", b"ph", said(1))


@pytest.mark.parametrize("wrong", WRONG_POINTS)
def test_a_signature_with_a_point_that_is_none_is_refused(wrong: bytes) -> None:
    signature = bbs.sign(SECRET, b"", MESSAGES)
    assert bbs.verify(PUBLIC, signature, b"", MESSAGES)
    assert not bbs.verify(PUBLIC, broken_at(0, wrong)(signature), b"", MESSAGES)


@pytest.mark.parametrize("wrong", WRONG_SCALARS)
def test_a_signature_with_a_scalar_out_of_range_is_refused(wrong: bytes) -> None:
    signature = bbs.sign(SECRET, b"", MESSAGES)
    assert not bbs.verify(PUBLIC, broken_at(48, wrong)(signature), b"", MESSAGES)


@pytest.mark.parametrize("length", [0, 79, 81])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    assert not bbs.verify(PUBLIC, (bbs.sign(SECRET, b"", MESSAGES) + b"\0")[:length], b"", MESSAGES)


@pytest.mark.parametrize("length", [0, 47, 144, 271, 271 + 32])
def test_a_proof_of_another_length_is_refused(length: int) -> None:
    assert not bbs.verify_proof(PUBLIC, proof_of(1)[:length], b"header", b"ph", said(1))


@pytest.mark.parametrize(
    "public",
    [b"", bytes(96), b"\xc0" + bytes(95), b"\xff" * 96, PUBLIC[:-1], PUBLIC + b"\0", bbs.public_key(b"\1" * 32)],
)
def test_another_key_or_none_verifies_nothing(public: bytes) -> None:
    assert not bbs.verify(public, bbs.sign(SECRET, b"", MESSAGES), b"", MESSAGES)
    assert not bbs.verify_proof(public, proof_of(1), b"header", b"ph", said(1))


def forged(public: bytes, a_bar: G1Point, b_bar: G1Point) -> bytes:
    """A proof that somebody without a signature makes for MESSAGES: its challenge is right for any two points whose
    relation is known, here `b_bar` = 9 * `a_bar`; only the pairing and the refusal of infinity stand in the way."""
    points = generators(len(MESSAGES))
    domain, shown = bbs._domain(public, points, b""), {n: message_to_scalar(each) for n, each in enumerate(MESSAGES)}
    b = bbs._commitment(points, domain, shown.items())
    d, t1, t2 = b * Scalar(3), a_bar * Scalar(5) + b * Scalar(3 * 7), b * Scalar(11)
    c = bbs._challenge(shown, (a_bar, b_bar, d, t1, t2), domain, b"")
    answers = [(5 - 9 * c) % ORDER, 7, (11 - c) * pow(3, -1, ORDER) % ORDER, c]
    return bbs._encode((a_bar, b_bar, d)) + bbs._octets(answers)


def test_a_forged_proof_fails_at_the_pairing() -> None:
    point = G1Point() * Scalar(4)
    assert not bbs.verify_proof(PUBLIC, forged(PUBLIC, point, point * Scalar(9)), b"", b"", said(0, 1, 2, 3))
    secret = bbs.public_key((9).to_bytes(32))  # whose relation is the secret itself: then it is no forgery
    assert bbs.verify_proof(secret, forged(secret, point, point * Scalar(9)), b"", b"", said(0, 1, 2, 3))


def test_a_proof_forged_with_points_at_infinity_is_refused() -> None:
    infinity = G1Point.identity()
    assert not bbs.verify_proof(PUBLIC, forged(PUBLIC, infinity, infinity), b"", b"", said(0, 1, 2, 3))


def test_a_signature_under_the_key_at_infinity_is_refused() -> None:
    """Its secret is 0, which everybody knows."""
    infinity = bytes(G2Point.identity().to_compressed_bytes())
    points = generators(len(MESSAGES))
    scalars = [message_to_scalar(each) for each in MESSAGES]
    b = bbs._commitment(points, bbs._domain(infinity, points, b""), enumerate(scalars))
    signature = bbs._encode([b * Scalar(5).inverse()]) + bbs._octets([5])
    assert not bbs.verify(infinity, signature, b"", MESSAGES)


def test_a_coordinate_beyond_the_field_is_refused() -> None:
    field = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
    for message in range(40):  # until one is small enough to be written again, the field's size higher
        point = G1Point() * Scalar(message + 1)
        octets = bytes(point.to_compressed_bytes())
        raised = int.from_bytes(octets) % 2**381 + field
        if raised < 2**381:
            beyond = (int.from_bytes(octets) >> 381 << 381 | raised).to_bytes(48)
            assert bbs._read_point(octets) == point
            assert bbs._read_point(beyond) is None
            return
    raise AssertionError


def test_more_messages_than_the_limit_are_refused_before_any_work() -> None:
    too_many = [b""] * (bbs.MAX_MESSAGES + 1)
    with pytest.raises(ValueError, match="too many"):
        bbs.sign(SECRET, b"", too_many)
    assert not bbs.verify(PUBLIC, bbs.sign(SECRET, b"", []), b"", too_many)
    long_proof = proof_of(1) + b"\1" * 32 * bbs.MAX_MESSAGES
    assert not bbs.verify_proof(PUBLIC, long_proof, b"header", b"ph", said(1))


@pytest.mark.parametrize("disclosed", [(3, 1), (1, 1), (4,), (-1,)])
def test_only_ascending_indexes_of_messages_can_be_disclosed(disclosed: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="indexes"):
        proof_of(*disclosed)


def test_nothing_is_proved_of_a_signature_over_something_else() -> None:
    signature = bbs.sign(SECRET, b"", MESSAGES)
    with pytest.raises(ValueError, match="not signed"):
        bbs.prove(PUBLIC, signature, b"", b"", [*MESSAGES[:3], b"five"], [0])


@pytest.mark.parametrize("secret", [b"", bytes(32), ORDER.to_bytes(32), bytes(31), b"\1" * 64])
def test_a_secret_out_of_range_signs_nothing(secret: bytes) -> None:
    with pytest.raises(ValueError, match="secret"):
        bbs.sign(secret, b"", [])


def test_a_secret_needs_enough_material() -> None:
    with pytest.raises(ValueError, match="material"):
        bbs.make_secret(bytes(31))


def test_a_public_key_is_the_base_point_times_the_secret() -> None:
    assert bbs.public_key((5).to_bytes(32)) == bytes((G2Point() * Scalar(5)).to_compressed_bytes())
