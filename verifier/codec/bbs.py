"""BBS signatures over BLS12-381 with SHA-256 (draft-irtf-cfrg-bbs-signatures): sign once, show parts unlinkably.

Keys are bytes: a secret of 32 (a scalar, big-endian), a public key of 96 (a point of G2, compressed). What is verified
is untrusted: `verify` and `verify_proof` answer False for points off their curve, outside its subgroup, at infinity or
written in any other way than theirs, and for scalars out of range.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from py_arkworks_bls12381 import GT, G1Point, G2Point, Scalar

from verifier.codec.bbs_hashing import API_ID, ORDER, P1, Generators, generators, hash_to_scalar, message_to_scalar

SECRET_LENGTH, POINT_LENGTH, PUBLIC_LENGTH = 32, 48, 96
SIGNATURE_LENGTH = POINT_LENGTH + SECRET_LENGTH
MAX_MESSAGES = 1000  # each costs 0.3 ms the first time; the longest credentials that we know have 300 statements
_POINTS_OF_PROOF = 3 * POINT_LENGTH
_SCALARS_BESIDE_MESSAGES = 4
_SHORTEST_MATERIAL = 32

# How many scalars are needed -> so many, each from 1 to ORDER - 1.
Randomness = Callable[[int], Sequence[int]]


def random_scalars(number: int) -> list[int]:
    """Fresh scalars: all the randomness that a proof has."""
    return [secrets.randbelow(ORDER - 1) + 1 for _ in range(number)]


def make_secret(material: bytes, info: bytes = b"") -> bytes:
    """A secret key out of at least 32 octets of secret material (KeyGen, section 3.4.1)."""
    if len(material) < _SHORTEST_MATERIAL:
        raise ValueError("too little key material")
    return _octets([hash_to_scalar(material + len(info).to_bytes(2) + info, API_ID + b"KEYGEN_DST_")])


def public_key(secret: bytes) -> bytes:
    """The public key of a secret (SkToPk, section 3.4.2). Raises ValueError where the secret is none."""
    return bytes((G2Point() * Scalar(_secret(secret))).to_compressed_bytes())


def sign(secret: bytes, header: bytes, messages: Sequence[bytes]) -> bytes:
    """The signature over `header` and `messages` (Sign and CoreSign, sections 3.5.1 and 3.6.1).

    Raises ValueError where the secret is none, and for more than `MAX_MESSAGES`.
    """
    if len(messages) > MAX_MESSAGES:
        raise ValueError("too many messages")
    key, scalars = _secret(secret), [message_to_scalar(message) for message in messages]
    points = generators(len(messages))
    domain = _domain(public_key(secret), points, header)
    e = hash_to_scalar(_octets([key, *scalars, domain]), API_ID + b"H2S_")
    a = _commitment(points, domain, enumerate(scalars)) * Scalar((key + e) % ORDER).inverse()
    return bytes(a.to_compressed_bytes()) + _octets([e])


def verify(public: bytes, signature: bytes, header: bytes, messages: Sequence[bytes]) -> bool:
    """Whether `signature` is over `header` and all of `messages` (Verify and CoreVerify, 3.5.2 and 3.6.2)."""
    if len(signature) != SIGNATURE_LENGTH or len(messages) > MAX_MESSAGES:
        return False
    key, a = _read_public(public), _read_point(signature[:POINT_LENGTH])
    scalars = _read_scalars(signature[POINT_LENGTH:])
    if key is None or a is None or scalars is None:
        return False
    points = generators(len(messages))
    b = _commitment(points, _domain(public, points, header), enumerate(map(message_to_scalar, messages)))
    return bool(GT.pairing_check([a, -b], [key + G2Point() * Scalar(scalars[0]), G2Point()]))


def prove(
    public: bytes,
    signature: bytes,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    randomness: Randomness = random_scalars,
) -> bytes:
    """A proof that all of `messages` were signed, of which those at `disclosed` are shown (ProofGen, section 3.5.3).

    `disclosed` ascend. Nothing of two proofs is alike but what is shown. Raises ValueError where the signature is not
    one over these messages: a proof of it would prove nothing.
    """
    hidden = [index for index in range(len(messages)) if index not in set(disclosed)]
    if len(hidden) + len(disclosed) != len(messages) or list(disclosed) != sorted(disclosed):
        raise ValueError("not indexes of the messages")
    if not verify(public, signature, header, messages):
        raise ValueError("not signed")
    a, e = G1Point.from_compressed_bytes(signature[:POINT_LENGTH]), int.from_bytes(signature[POINT_LENGTH:])
    scalars, points = [message_to_scalar(message) for message in messages], generators(len(messages))
    domain = _domain(public, points, header)
    r1, r2, e_blind, r1_blind, r3_blind, *blinds = randomness(5 + len(hidden))
    d = _commitment(points, domain, enumerate(scalars)) * Scalar(r2)
    a_bar = a * Scalar(r1 * r2 % ORDER)
    b_bar = d * Scalar(r1) - a_bar * Scalar(e)
    t1 = a_bar * Scalar(e_blind) + d * Scalar(r1_blind)
    t2 = _sum([d, *(points.messages[index] for index in hidden)], [r3_blind, *blinds])
    shown = {index: scalars[index] for index in disclosed}
    c = _challenge(shown, (a_bar, b_bar, d, t1, t2), domain, presentation_header)
    r3 = pow(r2, -1, ORDER)
    answers = [e_blind + e * c, r1_blind - r1 * c, r3_blind - r3 * c]
    answers += [blind + scalars[index] * c for blind, index in zip(blinds, hidden, strict=True)]
    return _encode((a_bar, b_bar, d)) + _octets([*(answer % ORDER for answer in answers), c])


def verify_proof(
    public: bytes, proof: bytes, header: bytes, presentation_header: bytes, disclosed: Mapping[int, bytes]
) -> bool:
    """Whether `proof` shows that messages were signed of which `disclosed` (index -> message) are some.

    ProofVerify, section 3.5.4. How many there are is said by the proof's length.
    """
    key, read = _read_public(public), _read_proof(proof)
    if key is None or read is None:
        return False
    number = len(disclosed) + len(read.messages)
    if number > MAX_MESSAGES or not all(0 <= index < number for index in disclosed):
        return False
    points = generators(number)
    domain = _domain(public, points, header)
    shown = {index: message_to_scalar(disclosed[index]) for index in sorted(disclosed)}
    hidden = [index for index in range(number) if index not in disclosed]
    b = _commitment(points, domain, shown.items())
    t1 = _sum([read.b_bar, read.a_bar, read.d], [read.c, read.e, read.r1])
    t2 = _sum([b, read.d, *(points.messages[index] for index in hidden)], [read.c, read.r3, *read.messages])
    if _challenge(shown, (read.a_bar, read.b_bar, read.d, t1, t2), domain, presentation_header) != read.c:
        return False
    return bool(GT.pairing_check([read.a_bar, -read.b_bar], [key, G2Point()]))


@dataclass(frozen=True)
class _Proof:
    """The parts of a proof, by the names that section 3.7.3 gives them; `messages` answers for the hidden ones."""

    a_bar: G1Point
    b_bar: G1Point
    d: G1Point
    e: int
    r1: int
    r3: int
    messages: Sequence[int]
    c: int


def _read_proof(proof: bytes) -> _Proof | None:
    """Section 4.2.4.5, OctetsToProof: points of the subgroup but not its identity, scalars of the field but not 0."""
    encoded = [proof[start : start + POINT_LENGTH] for start in range(0, _POINTS_OF_PROOF, POINT_LENGTH)]
    longest = _SCALARS_BESIDE_MESSAGES + MAX_MESSAGES
    if len(proof) > _POINTS_OF_PROOF + longest * SECRET_LENGTH:
        return None
    scalars = _read_scalars(proof[_POINTS_OF_PROOF:])
    a_bar, b_bar, d = (_read_point(each) for each in encoded)
    if scalars is None or a_bar is None or b_bar is None or d is None or len(scalars) < _SCALARS_BESIDE_MESSAGES:
        return None
    e, r1, r3, *messages, c = scalars
    return _Proof(a_bar, b_bar, d, e, r1, r3, messages, c)


def _read_public(octets: bytes) -> G2Point | None:
    """Section 4.2.4.6, OctetsToPublicKey."""
    try:
        point = G2Point.from_compressed_bytes(octets)
    except ValueError:
        return None
    # The library reads any bytes with the flag of infinity, so what it read is held to what was written.
    if bytes(point.to_compressed_bytes()) != octets or point == G2Point.identity() or not point.is_in_subgroup():
        return None
    return point


def _read_point(octets: bytes) -> G1Point | None:
    try:
        point = G1Point.from_compressed_bytes(octets)
    except ValueError:
        return None
    if bytes(point.to_compressed_bytes()) != octets or point == G1Point.identity() or not point.is_in_subgroup():
        return None
    return point


def _read_scalars(octets: bytes) -> list[int] | None:
    if len(octets) % SECRET_LENGTH:
        return None
    scalars = [int.from_bytes(octets[start : start + SECRET_LENGTH]) for start in range(0, len(octets), SECRET_LENGTH)]
    return scalars if all(0 < scalar < ORDER for scalar in scalars) else None


def _secret(octets: bytes) -> int:
    scalars = _read_scalars(octets)
    if scalars is None or len(scalars) != 1:
        raise ValueError("not a secret key")
    return scalars[0]


def _domain(public: bytes, points: Generators, header: bytes) -> int:
    """Section 4.2.3: what the signature is about beside its messages."""
    parts = public + len(points.messages).to_bytes(8) + points.encoded + API_ID
    return hash_to_scalar(parts + len(header).to_bytes(8) + header, API_ID + b"H2S_")


def _challenge(shown: Mapping[int, int], points: Sequence[G1Point], domain: int, presentation_header: bytes) -> int:
    """Section 3.7.4: `shown` are the scalars of the disclosed messages by their ascending indexes."""
    octets = len(shown).to_bytes(8)
    octets += b"".join(index.to_bytes(8) + _octets([scalar]) for index, scalar in shown.items())
    octets += _encode(points) + _octets([domain])
    return hash_to_scalar(octets + len(presentation_header).to_bytes(8) + presentation_header, API_ID + b"H2S_")


def _commitment(points: Generators, domain: int, scalars: Iterable[tuple[int, int]]) -> G1Point:
    """P1 + Q_1 * domain + H_i * message_i ...; `B` in the draft."""
    indexed = list(scalars)
    bases = [G1Point.from_compressed_bytes(P1), points.domain, *(points.messages[index] for index, _ in indexed)]
    return _sum(bases, [1, domain, *(scalar for _, scalar in indexed)])


def _sum(points: Sequence[G1Point], scalars: Sequence[int]) -> G1Point:
    return G1Point.multiexp_unchecked(list(points), [Scalar(scalar) for scalar in scalars])


def _encode(points: Iterable[G1Point]) -> bytes:
    return b"".join(bytes(point.to_compressed_bytes()) for point in points)


def _octets(scalars: Iterable[int]) -> bytes:
    return b"".join(scalar.to_bytes(SECRET_LENGTH) for scalar in scalars)
