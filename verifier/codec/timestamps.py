"""Time stamps: another body's signed word that some bytes existed at a moment (RFC 3161; RFC 5652; RFC 5816)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from verifier.codec import der
from verifier.codec.certificates import TIMESTAMP, is_anchored, is_signed_with, load_all, subject_of
from verifier.errors import Malformed

LONGEST_TOKEN = 60_000  # bytes
_SIGNED_DATA, _TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
# Signature algorithm -> whether it is PSS; those that name their digest, name the one that the token names as well.
_SIGNATURES = {
    "1.2.840.113549.1.1.1": False,  # rsaEncryption
    "1.2.840.113549.1.1.11": False,
    "1.2.840.113549.1.1.12": False,
    "1.2.840.113549.1.1.13": False,
    "1.2.840.113549.1.1.10": True,
    "1.2.840.10045.4.3.2": False,
    "1.2.840.10045.4.3.3": False,
    "1.2.840.10045.4.3.4": False,
}
_TIME = re.compile(rb"(\d{14})(?:\.\d{1,9})?Z")


@dataclass(frozen=True)
class Stamp:
    """A token whose signature holds over the bytes: when, by whom, and the certificates to build a path from."""

    at: datetime
    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]

    @property
    def by(self) -> str:
        return subject_of(self.signer).name

    def is_anchored(self, anchors: tuple[bytes, ...], at: datetime) -> bool:
        """Whether its signer leads to an anchor now, and did when it stamped."""
        return self.at <= at and all(
            is_anchored(self.signer, self.others, anchors, moment, TIMESTAMP) for moment in (self.at, at)
        )


def read_stamp(token: bytes, data: bytes, more: Sequence[bytes] = ()) -> Stamp:
    """The stamp, where `token` (a TimeStampToken in DER) is one over `data` and its signature holds.

    `more` are certificates (DER) from elsewhere in the same file. Raises Malformed `key.timestamp`.
    """
    if len(token) > LONGEST_TOKEN:
        raise Malformed("key.timestamp", {"reason": "too long"})
    try:
        return _read(token, data, more)
    except (ValueError, IndexError, StopIteration, UnsupportedAlgorithm) as error:
        raise Malformed("key.timestamp", {"reason": str(error)[:120]}) from error


def _read(token: bytes, data: bytes, more: Sequence[bytes]) -> Stamp:
    kind, wrapped = der.read_der(token).expect(der.SEQUENCE).inside()
    if kind.dotted != _SIGNED_DATA:
        raise ValueError("no signed data")
    _, __, content, *rest = wrapped.expect(der.context(0)).inside()[0].expect(der.SEQUENCE).inside()
    info = _content(content)
    moment = _check_info(info, data)
    carried = [each.raw for part in rest if part.tag == der.context(0) for each in part.inside()]
    (signer,) = rest[-1].expect(der.SET).inside()
    certificates = load_all([*carried, *more])
    return Stamp(moment, _signed_by(signer, info, certificates), tuple(certificates))


def _content(encapsulated: der.Element) -> bytes:
    kind, content = encapsulated.expect(der.SEQUENCE).inside()
    if kind.dotted != _TST_INFO:
        raise ValueError("no time stamp")
    return content.expect(der.context(0)).inside()[0].expect(der.OCTET_STRING).body


def _check_info(info: bytes, data: bytes) -> datetime:
    """The moment of a TSTInfo (RFC 3161, section 2.4.2) whose imprint is that of `data`."""
    _, __, imprint, ___, moment, *_more = der.read_der(info).expect(der.SEQUENCE).inside()
    algorithm, hashed = imprint.expect(der.SEQUENCE).inside()
    digest = hashlib.new(_digest(algorithm), data).digest()
    if not hmac.compare_digest(hashed.expect(der.OCTET_STRING).body, digest):
        raise ValueError("it stamps something else")
    found = _TIME.fullmatch(moment.expect(der.GENERALIZED_TIME).body)
    if found is None:
        raise ValueError("no moment")
    return datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _digest(algorithm: der.Element) -> str:
    name = algorithm.expect(der.SEQUENCE).inside()[0].dotted
    if name not in _DIGESTS:
        raise ValueError(f"digest {name}")
    return _DIGESTS[name]


def _signed_by(info: der.Element, content: bytes, certificates: list[x509.Certificate]) -> x509.Certificate:
    """The certificate whose key signed (RFC 5652, section 5.4): the one that the signed attributes name."""
    _, __, algorithm, attributes, method, signature, *_more = info.expect(der.SEQUENCE).inside()
    digest, named = _digest(algorithm), _attributes(attributes.expect(der.context(0)))
    scheme = method.expect(der.SEQUENCE).inside()[0].dotted
    if scheme not in _SIGNATURES:
        raise ValueError(f"signature algorithm {scheme}")
    if named[_CONTENT_TYPE].dotted != _TST_INFO:
        raise ValueError("it signs something else")
    if named[_MESSAGE_DIGEST].expect(der.OCTET_STRING).body != hashlib.new(digest, content).digest():
        raise ValueError("the content was changed")
    signed = bytes([der.SET]) + attributes.raw[1:]
    for each in certificates:
        if _names(named.get(_SIGNING_CERTIFICATE_V2), each) and is_signed_with(
            each.public_key(), signature.expect(der.OCTET_STRING).body, signed, digest, pss=_SIGNATURES[scheme]
        ):
            return each
    raise ValueError("nobody's signature")


def _attributes(attributes: der.Element) -> dict[str, der.Element]:
    found: dict[str, der.Element] = {}
    for each in attributes.inside():
        kind, values = each.expect(der.SEQUENCE).inside()
        if kind.dotted in found:
            raise ValueError("an attribute stands twice")
        found[kind.dotted] = values.expect(der.SET).inside()[0]
    if not {_CONTENT_TYPE, _MESSAGE_DIGEST} <= found.keys():
        raise ValueError("an attribute is missing")
    return found


def _names(attribute: der.Element | None, certificate: x509.Certificate) -> bool:
    """Whether ESSCertIDv2 (RFC 5816, section 2.2.1), where it is there, names this certificate; SHA-256 by default."""
    if attribute is None:
        return True
    first = attribute.expect(der.SEQUENCE).inside()[0].inside()[0].inside()
    digest = _digest(first[0]) if first[0].tag == der.SEQUENCE else "sha256"
    hashed = next(each for each in first if each.tag == der.OCTET_STRING)
    return hashed.body == hashlib.new(digest, _der(certificate)).digest()


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
