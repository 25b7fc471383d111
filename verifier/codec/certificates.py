"""X.509 certificates as untrusted bytes: who one names, and whether a path leads from it to an anchor (RFC 5280).

An anchor is trusted because the reader gave it. Authorities on the way are held to the rules of the web's own
(basicConstraints, keyUsage, signatures, dates), the signer's certificate to what a seal needs: an eIDAS seal
(EN 319 412-3) has no subjectAltName. Revocation is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from verifier.codec import der
from verifier.errors import Malformed, VerifierError

MOST_CERTIFICATES = 20  # that come with one signature
LONGEST_CERTIFICATE = 20_000  # bytes
LONGEST_PATH = 6  # authorities between the signer and the anchor
_LONGEST_NAME = 300
_SMALLEST_RSA = 2048  # bits

_PERSONAL = (NameOID.GIVEN_NAME, NameOID.SURNAME, NameOID.PSEUDONYM)
_QC_STATEMENTS, _QC_TYPE, _FOR_SEALS = "1.3.6.1.5.5.7.1.3", "0.4.0.1862.1.6", "0.4.0.1862.1.6.2"
SEAL, TIMESTAMP = "seal", "timestamp"
_ANY_USE = x509.ObjectIdentifier("2.5.29.37.0")
_NO_SEALS = frozenset({ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING})
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True)
class Subject:
    """Whom a certificate names: organisation and its identifier (EN 319 412-1, section 5.1.4), its common name.

    `is_person`: a natural person (EN 319 412-2), whose organisation only says where they belong: they are not it. Some
    seals name a person too, and say that they are seals (EN 319 412-5, section 4.2.3).
    """

    organisation: str = ""
    identifier: str = ""
    common_name: str = ""
    whole: str = ""
    is_person: bool = False

    @property
    def name(self) -> str:
        """What one would call it."""
        return self.common_name if self.is_person else self.organisation or self.common_name

    @property
    def id(self) -> str:
        """What tells it from others of the same name: its identifier where it has one, else the whole name."""
        return self.whole if self.is_person else self.identifier or self.whole


def load(data: bytes) -> x509.Certificate:
    """Raises Malformed `key.malformed`."""
    if len(data) > LONGEST_CERTIFICATE:
        raise Malformed("key.malformed", {"reason": "a certificate is too long"})
    try:
        return x509.load_der_x509_certificate(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Malformed("key.malformed", {"reason": "a certificate cannot be read"}) from error


def load_all(chain: Iterable[bytes]) -> list[x509.Certificate]:
    """Those that can be read, of the first `MOST_CERTIFICATES`."""
    found = []
    for each in list(chain)[:MOST_CERTIFICATES]:
        try:
            found.append(load(each))
        except VerifierError:
            continue
    return found


def public_key_of(certificate: x509.Certificate) -> bytes:
    """Its SubjectPublicKeyInfo in DER. Raises Malformed `key.malformed`."""
    try:
        return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Malformed("key.malformed", {"reason": "a certificate's key cannot be read"}) from error


def subject_of(certificate: x509.Certificate) -> Subject:
    """Whom it names; nothing where its subject cannot be read."""
    try:
        name = certificate.subject
        return Subject(
            organisation=_attribute(name, NameOID.ORGANIZATION_NAME),
            identifier=_attribute(name, NameOID.ORGANIZATION_IDENTIFIER),
            common_name=_attribute(name, NameOID.COMMON_NAME),
            whole=name.rfc4514_string()[:_LONGEST_NAME],
            is_person=any(_attribute(name, each) for each in _PERSONAL) and not _is_for_seals(certificate),
        )
    except ValueError:
        return Subject()


def _is_for_seals(certificate: x509.Certificate) -> bool:
    """Whether its qualified certificate statements call it one for electronic seals."""
    try:
        tbs = der.read_der(certificate.tbs_certificate_bytes).inside()
        extensions = next(part for part in tbs if part.tag == der.context(3)).inside()[0].inside()
        for name, *_, value in (each.inside() for each in extensions):
            if name.dotted == _QC_STATEMENTS:
                statements = [each.inside() for each in der.read_der(value.body).inside()]
                kinds = [each[1].inside() for each in statements if each[0].dotted == _QC_TYPE and each[1:]]
                return any(kind.dotted == _FOR_SEALS for each in kinds for kind in each)
    except (ValueError, StopIteration, IndexError):
        return False
    return False


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = [each.value for each in name.get_attributes_for_oid(oid) if isinstance(each.value, str)]
    return values[0].strip()[:_LONGEST_NAME] if values else ""


def alternative_names(certificate: x509.Certificate) -> tuple[list[str], list[str]]:
    """The DNS names and the URIs of its subjectAltName."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return [], []
    return names.get_values_for_type(x509.DNSName), names.get_values_for_type(x509.UniformResourceIdentifier)


def is_lapsed(certificate: x509.Certificate, at: datetime) -> bool:
    """Whether it had ended at `at`."""
    return at > end_of(certificate)


def end_of(certificate: x509.Certificate) -> datetime:
    """The last moment at which it holds."""
    return certificate.not_valid_after_utc


def is_anchored(
    leaf: x509.Certificate, others: Sequence[x509.Certificate], anchors: tuple[bytes, ...], at: datetime, use: str
) -> bool:
    """Whether a path leads from `leaf`, over some of `others`, to one of `anchors` (DER) at the moment `at`.

    `use` is SEAL or TIMESTAMP (RFC 3161, section 2.3: the certificate is for nothing else).
    """
    trusted = _anchors(anchors)
    if not trusted:
        return False
    everyone, authorities = verification.ExtensionPolicy.permit_all(), verification.ExtensionPolicy.webpki_defaults_ca()
    either = verification.Criticality.AGNOSTIC
    for_leaf = _for_time_stamps if use == TIMESTAMP else _for_seals
    try:
        leaf_policy = everyone.may_be_present(x509.KeyUsage, either, _signs)
        if use == TIMESTAMP:
            leaf_policy = leaf_policy.require_present(
                x509.ExtendedKeyUsage, verification.Criticality.CRITICAL, _only_time_stamps
            )
        else:
            leaf_policy = leaf_policy.may_be_present(x509.ExtendedKeyUsage, either, for_leaf)
        verifier = (
            verification.PolicyBuilder()
            .store(verification.Store(list(trusted)))
            .time(at.astimezone(UTC).replace(tzinfo=None))
            .max_chain_depth(LONGEST_PATH)
            .extension_policies(
                ca_policy=authorities.may_be_present(x509.ExtendedKeyUsage, either, for_leaf), ee_policy=leaf_policy
            )
            .build_client_verifier()
        )
        verifier.verify(leaf, list(others))
    except (verification.VerificationError, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


@lru_cache(maxsize=4)
def _anchors(ders: tuple[bytes, ...]) -> tuple[x509.Certificate, ...]:
    """Anchors are many (a trusted list has hundreds) and the same for every credential of a run."""
    found = []
    for each in ders:
        try:
            found.append(load(each))
        except VerifierError:
            continue
    return tuple(found)


def _signs(_: verification.Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise ValueError("not for signatures")


def _for_seals(_: verification.Policy, __: x509.Certificate, uses: x509.ExtendedKeyUsage | None) -> None:
    if uses is not None and _NO_SEALS.issuperset(uses):
        raise ValueError("not for seals")


def _for_time_stamps(_: verification.Policy, __: x509.Certificate, uses: x509.ExtendedKeyUsage | None) -> None:
    if uses is not None and {ExtendedKeyUsageOID.TIME_STAMPING, _ANY_USE}.isdisjoint(uses):
        raise ValueError("not for time stamps")


def _only_time_stamps(_: verification.Policy, __: x509.Certificate, uses: x509.ExtendedKeyUsage) -> None:
    if list(uses) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError("not for time stamps alone")


def is_signed_with(key: object, signature: bytes, data: bytes, digest: str, *, pss: bool = False) -> bool:
    """Whether `signature` over `data` is this key's (RSA of 2048 bits and more, or ECDSA as DER) with this digest."""
    algorithm = _DIGESTS.get(digest)
    try:
        if algorithm is None:
            return False
        if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _SMALLEST_RSA:
            salted = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO)
            key.verify(signature, data, salted if pss else padding.PKCS1v15(), algorithm)
            return True
        if isinstance(key, ec.EllipticCurvePublicKey) and not pss:
            key.verify(signature, data, ec.ECDSA(algorithm))
            return True
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return False
