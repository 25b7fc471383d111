"""COSE_Sign1: one signature over bytes, read without a key, then verified with one (RFC 9052, sections 3 and 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from verifier.codec import jose
from verifier.codec.cbor import Cbor, read_cbor, write_cbor
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.errors import Invalid, Malformed, Unsupported

# Labels of headers (RFC 9052, section 3.1; RFC 9360; RFC 9596).
ALGORITHM, CRITICAL, CONTENT_TYPE, KEY_ID, TYPE, CHAIN = 1, 2, 3, 4, 16, 33
# COSE's numbers for JOSE's names (RFC 9053, section 2; RFC 9864).
ALGORITHMS: Mapping[int, str] = {
    -7: "ES256",
    -9: "ES256",
    -35: "ES384",
    -51: "ES384",
    -36: "ES512",
    -52: "ES512",
    -8: "EdDSA",
    -19: "EdDSA",
}
_NUMBERS = {"ES256": -7, "ES384": -35, "ES512": -36, "EdDSA": -8}
_TAGS = (b"\xd8\x3d", b"\xd2")  # a CWT (RFC 8392, section 6), COSE_Sign1 (RFC 9052, section 2)
_MALFORMED = "proof.malformed"
_PARTS = 4
_LARGEST_HEADER = 200_000
_MOST_CERTIFICATES = 10

Headers = Mapping[int | str, Cbor]


@dataclass(frozen=True)
class Sign1:
    """One COSE_Sign1 as it was read; nothing about it is proved. The two parts of its header share no label."""

    protected: Headers
    payload: bytes
    signature: bytes
    signing_input: bytes
    unprotected: Headers = field(default_factory=dict)

    @property
    def header(self) -> Headers:
        """Both parts together."""
        return {**self.protected, **self.unprotected}

    @property
    def algorithm(self) -> str:
        """JOSE's name of the protected header's algorithm; its number as text where there is none for it."""
        number = self.protected.get(ALGORITHM)
        return ALGORITHMS.get(number, str(number)) if isinstance(number, int) else ""

    @property
    def key_name(self) -> str | None:
        """The key's id as text; None where there is none, or it is no text."""
        name = self.header.get(KEY_ID)
        try:
            return name.decode() if isinstance(name, bytes) else None
        except UnicodeDecodeError:
            return None


def looks_signed(raw: bytes) -> bool:
    """Whether `raw` begins as a tagged COSE_Sign1 does, inside the tag of a CWT or not."""
    return raw.removeprefix(_TAGS[0])[:2] == _TAGS[1] + b"\x84"


def read_sign1(raw: bytes, *, detached: bytes | None = None) -> Sign1:
    """A COSE_Sign1, tagged or not; `detached` is the payload where it stands elsewhere.

    Raises Malformed `proof.malformed`.
    """
    for tag in _TAGS:
        raw = raw.removeprefix(tag)
    parts = read_cbor(raw, _MALFORMED)
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise _malformed("a COSE_Sign1 has four parts")
    protected, unprotected, payload, signature = parts
    if not isinstance(protected, bytes) or not isinstance(unprotected, dict) or not isinstance(signature, bytes):
        raise _malformed("a part is of another kind")
    if len(protected) > _LARGEST_HEADER or (payload is None) == (detached is None):
        raise _malformed("the header is too long, or the payload is in both places or in none")
    content = detached if payload is None else payload
    if not isinstance(content, bytes):
        raise _malformed("the payload is no bytes")
    headers = read_cbor(protected, _MALFORMED) if protected else {}
    if not isinstance(headers, dict) or not headers.keys().isdisjoint(unprotected):
        raise _malformed("the header is none, or a label stands twice")
    if CRITICAL in headers or CRITICAL in unprotected:
        raise _malformed("an extension that is not understood")
    return Sign1(headers, content, signature, _signing_input(protected, content), unprotected)


def _signing_input(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure (section 4.4); a header without content is no bytes at all."""
    return write_cbor(["Signature1", b"" if protected == b"\xa0" else protected, b"", payload])


def verify(signed: Sign1, key: PublicKey) -> None:
    """Raises Invalid `proof.signature` where the signature is not this key's, Malformed `proof.algorithm` without an
    algorithm, Unsupported `proof.unsupported` for one that is not used here."""
    jose.check_algorithm(signed.algorithm, frozenset(ALGORITHMS.values()))
    needed = jose.ALGORITHMS[signed.algorithm]
    if key.curve != needed:
        raise Invalid("proof.signature", {"reason": f"the key is {key.curve}, {signed.algorithm} needs {needed}"})
    if not key.verify(signed.signing_input, signed.signature, signed.algorithm):
        raise Invalid("proof.signature")


def chain_of(signed: Sign1) -> tuple[bytes, ...]:
    """The certificates of `x5chain` (DER, the signer's first; RFC 9360, section 2). Raises Malformed
    `proof.malformed`."""
    value = signed.header.get(CHAIN, [])
    entries = value if isinstance(value, list) else [value]
    chain = tuple(each for each in entries if isinstance(each, bytes))
    if len(chain) != len(entries) or len(chain) > _MOST_CERTIFICATES:
        raise _malformed("x5chain is no list of certificates")
    return chain


def sign1(protected: Headers, unprotected: Headers, payload: bytes, key: PrivateKey, algorithm: str) -> bytes:
    """A tagged COSE_Sign1 over `payload` with `algorithm` (JOSE's name) in its protected header.

    Raises Unsupported `proof.unsupported` for an algorithm that is not used here, `key.unsupported` for one that is
    none of the key's.
    """
    if algorithm not in _NUMBERS:
        raise Unsupported("proof.unsupported", {"suite": algorithm[:120]})
    header = write_cbor({ALGORITHM: _NUMBERS[algorithm], **protected})
    signature = key.sign(_signing_input(header, payload), algorithm)
    return _TAGS[1] + write_cbor([header, dict(unprotected), payload, signature])


def _malformed(reason: str) -> Malformed:
    return Malformed(_MALFORMED, {"reason": reason})
