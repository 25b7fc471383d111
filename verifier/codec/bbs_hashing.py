"""The hashes of BBS (draft-irtf-cfrg-bbs-signatures, sections 4 and 7.2): octets to scalars and to points of G1.

Ciphersuite BLS12-381-SHA-256, interface `H2G_HM2S_`. Scalars are ints from 0 to ORDER - 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

from py_arkworks_bls12381 import G1Point

ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001  # of G1 and G2
API_ID = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_H2G_HM2S_"
P1 = bytes.fromhex("a8ce256102840821a3e94ea9025e4662b205762f9776b3a766c872b948f1fd225e7c59698588e70d11406d161b4e28c9")
EXPANDED = 48  # octets that make one scalar
_BLOCK, _DIGEST, _LONGEST, _LONGEST_DST = 64, 32, 255 * 32, 255


@dataclass(frozen=True)
class Generators:
    """The point that goes with the domain, and one for each message; `encoded` are all of them, compressed."""

    domain: G1Point
    messages: Sequence[G1Point]
    encoded: bytes


def expand_message(message: bytes, dst: bytes, length: int) -> bytes:
    """`length` octets out of a message (expand_message_xmd with SHA-256, RFC 9380, section 5.3.1).

    Raises ValueError for more than 8160 octets and for a domain separation tag of more than 255.
    """
    if length > _LONGEST or len(dst) > _LONGEST_DST:
        raise ValueError("too long")
    tag = dst + bytes([len(dst)])
    first = hashlib.sha256(bytes(_BLOCK) + message + length.to_bytes(2) + b"\0" + tag).digest()
    block, blocks = bytes(_DIGEST), b""
    for number in range(1, (length + _DIGEST - 1) // _DIGEST + 1):
        mixed = bytes(a ^ b for a, b in zip(first, block, strict=True))
        block = hashlib.sha256(mixed + bytes([number]) + tag).digest()
        blocks += block
    return blocks[:length]


def hash_to_scalar(message: bytes, dst: bytes) -> int:
    """A scalar that nobody can choose (section 4.2.2)."""
    return int.from_bytes(expand_message(message, dst, EXPANDED)) % ORDER


def message_to_scalar(message: bytes) -> int:
    """What is signed for a message (section 4.1.2)."""
    return hash_to_scalar(message, API_ID + b"MAP_MSG_TO_SCALAR_AS_HASH_")


def generators(messages: int) -> Generators:
    """The points for so many messages (section 4.1.1). They are the same for everybody and are kept once made."""
    points, encoded = _made().up_to(messages + 1)
    return Generators(points[0], points[1:], encoded)


@cache
def _made() -> _Made:
    return _Made()


class _Made:
    """Generators made so far. Each takes 0.3 ms; a caller bounds how many there can be."""

    def __init__(self) -> None:
        self._points: list[G1Point] = []
        self._encoded = b""
        self._state = expand_message(API_ID + b"MESSAGE_GENERATOR_SEED", API_ID + b"SIG_GENERATOR_SEED_", EXPANDED)
        self._lock = Lock()

    def up_to(self, number: int) -> tuple[list[G1Point], bytes]:
        with self._lock:
            while len(self._points) < number:
                position = len(self._points) + 1
                seed = self._state + position.to_bytes(8)
                self._state = expand_message(seed, API_ID + b"SIG_GENERATOR_SEED_", EXPANDED)
                point = G1Point.hash_to_curve(self._state, API_ID + b"SIG_GENERATOR_DST_")
                self._points.append(point)
                self._encoded += bytes(point.to_compressed_bytes())
            return self._points[:number], self._encoded[: number * len(P1)]
