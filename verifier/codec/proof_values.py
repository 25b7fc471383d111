"""The values of selective proofs: base64url of three header bytes and a CBOR list (Data Integrity ECDSA 1.0, 3.5.2).

What comes out of a stranger's proof is narrowed part by part; whatever does not fit is Malformed `proof.malformed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from verifier.codec.cbor import Cbor, read_cbor, write_cbor
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.errors import JsonObject, Malformed

_HEADER = 3
_LARGEST = 2**32


def read_header(proof: JsonObject) -> bytes:
    """The three bytes that say what kind of value it is. Raises Malformed `proof.encoding`."""
    return _decoded(proof)[:_HEADER]


def read_value(proof: JsonObject, parts: int) -> list[Cbor]:
    """The parts of the value, so many. Raises Malformed `proof.encoding`, `proof.malformed`."""
    value = read_cbor(_decoded(proof)[_HEADER:], "proof.malformed")
    if not isinstance(value, list) or len(value) != parts:
        raise malformed()
    return value


def write_value(header: bytes, parts: Sequence[Cbor]) -> str:
    """The value, multibase base64url."""
    return "u" + encode_base64url(header + write_cbor(list(parts)))


def octets(value: Cbor, length: int | None = None) -> bytes:
    """A byte string, of this length where one is given."""
    if not isinstance(value, bytes) or length not in (None, len(value)):
        raise malformed()
    return value


def octet_strings(value: Cbor, length: int) -> list[bytes]:
    """A list of byte strings of this length."""
    if not isinstance(value, list):
        raise malformed()
    return [octets(each, length) for each in value]


def texts(value: Cbor) -> list[str]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise malformed()
    return [each for each in value if isinstance(each, str)]


def places(value: Cbor) -> list[int]:
    """A list of numbers from 0 on, ascending, each once."""
    if not isinstance(value, list):
        raise malformed()
    numbers = [number(each) for each in value]
    if any(a >= b for a, b in pairwise(numbers)):
        raise malformed()
    return numbers


def by_number(value: Cbor) -> dict[int, Cbor]:
    """A map whose keys are numbers from 0 on."""
    if not isinstance(value, dict):
        raise malformed()
    return {number(key): each for key, each in value.items()}


def number(value: Cbor) -> int:
    """A number from 0 to 2^32 - 1."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
        raise malformed()
    return value


def malformed() -> Malformed:
    return Malformed("proof.malformed", {"reason": "its parts are not those of its kind"})


def _decoded(proof: JsonObject) -> bytes:
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("u"):
        raise Malformed("proof.encoding", {"reason": "the proof's value is not base64url"})
    return decode_base64url(value[1:])
