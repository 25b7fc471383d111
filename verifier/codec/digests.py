"""Digests that a credential states of something elsewhere (VC Data Model 2.0, section 5.3).

`digestSRI` is integrity metadata (Subresource Integrity, section 3.5), `digestMultibase` a multihash in multibase
(Data Integrity 1.0, section 2.6), or, as published credentials have it too, the digest without the multihash's prefix.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from verifier.codec.multibase import decode
from verifier.errors import JsonObject, Malformed

_NAMES = ("sha256", "sha384", "sha512")  # the strongest one last
_MULTIHASH: Mapping[bytes, str] = MappingProxyType(
    {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
)
_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/_-]{1,100}={0,2})(?:\?\S*)?")
_BY_LENGTH: Mapping[int, str] = MappingProxyType({hashlib.new(name).digest_size: name for name in _NAMES})
_HEX = re.compile(r"[0-9a-fA-F]+")
_LONGEST = 2000
MEMBERS = ("digestSRI", "digestMultibase")

Holds = Callable[[bytes], bool]


def read_digest(entry: JsonObject) -> Holds | None:
    """What tells whether bytes are the ones that `entry` means; None where it states no digest.

    Of several algorithms the strongest one counts; of several members every one has to hold. Raises Malformed
    `structure.related_resource` for a digest that is none, or of an algorithm that is not allowed.
    """
    stated = [(name, entry[name]) for name in MEMBERS if name in entry]
    allowed = [_allowed(name, value) for name, value in stated]
    if not allowed:
        return None
    return lambda body: all(any(_equal(each, body) for each in digests) for digests in allowed)


def states(entry: JsonObject, known: Mapping[str, str]) -> bool:
    """Whether every digest that `entry` states is `known` (algorithm -> hexadecimal); false where it states none."""
    stated = [_allowed(name, entry[name]) for name in MEMBERS if name in entry]
    return bool(stated) and all(any(known.get(name) == each.hex() for name, each in digests) for digests in stated)


def _allowed(member: str, value: object) -> list[tuple[str, bytes]]:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise _malformed()
    found = _sri(value) if member == "digestSRI" else _multihash(value)
    strongest = max(_NAMES.index(name) for name, _ in found)
    return [(name, digest) for name, digest in found if name == _NAMES[strongest]]


def _sri(value: str) -> list[tuple[str, bytes]]:
    """By the grammar of integrity metadata, which knows no lengths: one of another length is no resource's digest.

    One that is spelled in hexadecimal is a mistake that has to be said.
    """
    matches = [_SRI.fullmatch(each) for each in value.split()]
    found = [(match[1], match[2]) for match in matches if match]
    if not found or any(len(text) == 2 * _size(name) and _HEX.fullmatch(text) for name, text in found):
        raise _malformed()
    return [(name, _base64(text)) for name, text in found]


def _size(name: str) -> int:
    return hashlib.new(name).digest_size


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_" if {"-", "_"} & {*text} else None
        )
    except binascii.Error as error:
        raise _malformed() from error


def _multihash(value: str) -> list[tuple[str, bytes]]:
    try:
        data = decode(value)
    except Malformed as error:
        raise _malformed() from error
    name = _MULTIHASH.get(data[:2])
    if name is not None and len(data) == 2 + data[1]:
        return [(name, data[2:])]
    bare = _BY_LENGTH.get(len(data))
    if bare is None:
        raise _malformed()
    return [(bare, data)]


def _equal(stated: tuple[str, bytes], body: bytes) -> bool:
    name, digest = stated
    return hmac.compare_digest(hashlib.new(name, body).digest(), digest)


def _malformed() -> Malformed:
    return Malformed("structure.related_resource", {"reason": "the digest is none"})
