"""A public key infrastructure of our own: authorities, seals, a time-stamping body and its tokens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.world import NOW

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
START = NOW - timedelta(days=1000)
_SIGNS = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
_CERTIFIES = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
_NAMES = {
    "o": NameOID.ORGANIZATION_NAME,
    "id": NameOID.ORGANIZATION_IDENTIFIER,
    "cn": NameOID.COMMON_NAME,
    "c": NameOID.COUNTRY_NAME,
    "given": NameOID.GIVEN_NAME,
}


@dataclass(frozen=True)
class Body:
    """Somebody with a key and a certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        """RSA (PKCS #1 v1.5) or ECDSA (DER) with SHA-256."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def make(
    by: Body | None = None,
    *,
    authority: bool = False,
    start: datetime = START,
    end: datetime = NOW + timedelta(days=1000),
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    key: Key | None = None,
    usage: x509.KeyUsage | None = _SIGNS,
    **names: str,
) -> Body:
    """A body whose certificate `by` signed (itself where there is none). `names`: o, id, cn, c, given."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(_NAMES[name], value) for name, value in names.items()])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if authority or usage is not None:
        builder = builder.add_extension(_CERTIFIES if authority else usage or _SIGNS, critical=True)
    if by:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Body(key, builder.sign(by.key if by else key, hashes.SHA256()))


def stamping(by: Body | None = None, **more: object) -> Body:
    """A body that makes time stamps."""
    use = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    return make(by, o="Clockwork", extensions=(use,), **more)  # type: ignore[arg-type]


def stamp(body: Body, data: bytes, at: datetime, *, content: bytes | None = None) -> bytes:
    """A TimeStampToken (RFC 3161) over `data`; `content` replaces the TSTInfo after it was signed."""
    sha256 = _seq(_oid("2.16.840.1.101.3.4.2.1"))
    moment = at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()
    imprint = _seq(sha256, _tlv(0x04, hashlib.sha256(data).digest()))
    info = _seq(_tlv(2, b"\x01"), _oid("1.2.3.4"), imprint, _tlv(2, b"\x07"), _tlv(0x18, moment))
    attributes = b"".join(
        (
            _seq(_oid("1.2.840.113549.1.9.3"), _tlv(0x31, _oid("1.2.840.113549.1.9.16.1.4"))),
            _seq(_oid("1.2.840.113549.1.9.4"), _tlv(0x31, _tlv(0x04, hashlib.sha256(info).digest()))),
            _seq(
                _oid("1.2.840.113549.1.9.16.2.47"),
                _tlv(0x31, _seq(_seq(_seq(_tlv(0x04, hashlib.sha256(body.der).digest()))))),
            ),
        )
    )
    name = body.certificate.issuer.public_bytes()
    serial = body.certificate.serial_number
    signer = _seq(
        _tlv(2, b"\x01"),
        _seq(name, _tlv(2, serial.to_bytes(serial.bit_length() // 8 + 1))),
        sha256,
        _tlv(0xA0, attributes),
        _seq(_oid("1.2.840.10045.4.3.2")),
        _tlv(0x04, body.sign(_tlv(0x31, attributes))),
    )
    encapsulated = _seq(_oid("1.2.840.113549.1.9.16.1.4"), _tlv(0xA0, _tlv(0x04, content or info)))
    signed = _seq(_tlv(2, b"\x03"), _tlv(0x31, sha256), encapsulated, _tlv(0xA0, body.der), _tlv(0x31, signer))
    return _seq(_oid("1.2.840.113549.1.7.2"), _tlv(0xA0, signed))


def _tlv(tag: int, body: bytes) -> bytes:
    length = len(body)
    if length < 0x80:
        return bytes([tag, length]) + body
    spelt = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(spelt)]) + spelt + body


def _seq(*parts: bytes) -> bytes:
    return _tlv(0x30, b"".join(parts))


def _oid(dotted: str) -> bytes:
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    body = bytes([40 * first + second])
    for arc in rest:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(arc & 0x7F | 0x80)
        body += bytes(reversed(digits))
    return _tlv(6, body)
