"""Trusted lists of the EU (ETSI TS 119 612): the authorities that a country supervises, and the list of those lists.

A list counts where its signature holds over the whole of it and the signer's certificate, byte for byte, is one that
the reader gave, or that a list of lists, read before, names. Its next update must not have passed. What follows are
anchors: the certificates of services that are granted today and issue qualified certificates (for seals or signatures)
or qualified time stamps. Who seals under them is said by each certificate; an authority is no issuer of credentials.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from verifier.codec import xml_signature
from verifier.codec.certificates import is_lapsed, load
from verifier.codec.moments import read_moment, write_moment
from verifier.codec.safe_xml import parse, text_of
from verifier.codec.xml_signature import DS
from verifier.errors import Invalid, Malformed, Unsupported, VerifierError
from verifier.world import TrustList

_TSL = "{http://uri.etsi.org/02231/v2#}"
_TYPES = "http://uri.etsi.org/TrstSvc/Svctype/"
_INFO = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
_GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
_SERVICES = frozenset({f"{_TYPES}CA/QC", f"{_TYPES}TSA/QTST"})
_SEALS = frozenset({f"{_INFO}ForeSeals", f"{_INFO}ForeSignatures"})
_USES = _SEALS | {f"{_INFO}ForWebSiteAuthentication"}
_LONGEST_CERTIFICATE = 30_000  # characters


def recognises(raw: bytes) -> bool:
    """XML whose first element is that of a trusted list."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"TrustServiceStatusList" in raw[:4000]


def read_list(raw: bytes, source: str, signers: tuple[bytes, ...], at: datetime) -> TrustList:
    """The anchors of a list, and the signers of further lists that it points to.

    Raises Malformed `trust.malformed`, Invalid `trust.signature` or `trust.outdated`, Unsupported `trust.unsigned`
    (nobody whom the reader named signed it).
    """
    try:
        root = _signed(parse(raw), source, signers, at)
        ends = read_moment(root.findtext(f"{_TSL}SchemeInformation/{_TSL}NextUpdate/{_TSL}dateTime", "").strip())
    except VerifierError as error:
        if error.code.startswith("trust."):
            raise
        raise Malformed("trust.malformed", {"source": source, "because": error.code}) from error
    if root.tag != f"{_TSL}TrustServiceStatusList":
        raise Malformed("trust.malformed", {"source": source})
    if ends < at:
        raise Invalid("trust.outdated", {"source": source, "end": write_moment(ends)})
    pointers = root.iterfind(f"{_TSL}SchemeInformation//{_TSL}OtherTSLPointer/{_TSL}ServiceDigitalIdentities")
    return TrustList(
        anchors=tuple(dict.fromkeys(_anchors(root, at))),
        signers=tuple(dict.fromkeys(each for pointer in pointers for each in _certificates(pointer))),
    )


def _signed(root: etree._Element, source: str, signers: tuple[bytes, ...], at: datetime) -> etree._Element:
    signatures = root.findall(f"{DS}Signature")
    if len(signatures) != 1:
        raise Malformed("trust.malformed", {"source": source})
    seal = xml_signature.read_seal(signatures[0])
    if not seal.chain or seal.chain[0] not in signers or is_lapsed(load(seal.chain[0]), at):
        raise Unsupported("trust.unsigned", {"source": source})
    try:
        return xml_signature.verify(seal)
    except VerifierError as error:
        raise Invalid("trust.signature", {"source": source, "because": error.code}) from error


def _anchors(root: etree._Element, at: datetime) -> Iterator[bytes]:
    for service in root.iter(f"{_TSL}TSPService"):
        information = service.find(f"{_TSL}ServiceInformation")
        if information is not None and _counts(information, at):
            for identity in information.iterfind(f"{_TSL}ServiceDigitalIdentity"):
                yield from _certificates(identity)


def _counts(information: etree._Element, at: datetime) -> bool:
    """Whether the service is of a kind that we need, is granted now, and is not for web sites alone."""
    kind, status, since = (
        information.findtext(f"{_TSL}{name}", "").strip()
        for name in ("ServiceTypeIdentifier", "ServiceStatus", "StatusStartingTime")
    )
    uses = {text_of(each) for each in information.iterfind(f".//{_TSL}AdditionalServiceInformation/{_TSL}URI")} & _USES
    try:
        begun = read_moment(since) <= at
    except Malformed:
        return False
    return kind in _SERVICES and status == _GRANTED and begun and not (uses and uses.isdisjoint(_SEALS))


def _certificates(holder: etree._Element) -> Iterator[bytes]:
    for each in holder.iterfind(f".//{_TSL}X509Certificate"):
        text = "".join(text_of(each).split())
        try:
            if len(text) <= _LONGEST_CERTIFICATE:
                yield base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            continue
