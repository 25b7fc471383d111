"""Signatures over whole XML documents: XMLDSig 1.1 and XAdES (EN 319 132-1), of the forms that seals really have.

What is signed must be the whole document but its signatures: one reference to it (URI "", or the root's own id), with
a transform that takes the signature out, and references to parts of the signature itself. Anything else (a reference to
some element, another transform) could cover less than what is read, and is not supported. What may be read afterwards
is what `Signed.document` holds: parsed from the very bytes that were hashed.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from verifier.codec import certificates
from verifier.codec.safe_xml import EXCLUSIVE, INCLUSIVE, canonical, parse, remove, text_of
from verifier.errors import Invalid, Malformed, Unsupported

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_DEFAULT_FORM = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
# Signature method -> (name that is shown, digest, PSS).
METHODS = {
    f"{_MORE}rsa-sha256": ("RSA-SHA256", "sha256", False),
    f"{_MORE}rsa-sha384": ("RSA-SHA384", "sha384", False),
    f"{_MORE}rsa-sha512": ("RSA-SHA512", "sha512", False),
    f"{_MORE}ecdsa-sha256": ("ECDSA-SHA256", "sha256", False),
    f"{_MORE}ecdsa-sha384": ("ECDSA-SHA384", "sha384", False),
    f"{_MORE}ecdsa-sha512": ("ECDSA-SHA512", "sha512", False),
    "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1": ("RSA-PSS-SHA256", "sha256", True),
    "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1": ("RSA-PSS-SHA384", "sha384", True),
    "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1": ("RSA-PSS-SHA512", "sha512", True),
}
_DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    f"{_MORE}sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
_FILTER = "http://www.w3.org/2002/06/xmldsig-filter2"
_MOST_REFERENCES = 6
_MOST_STAMPS = 5
_LONGEST_BASE64 = 200_000


@dataclass(frozen=True)
class Seal:
    """One signature as it was read; nothing about it is proved.

    `chain` are its certificates (DER), the signer's first. `stamps` are its time stamps, each with the bytes that it
    has to be about.
    """

    element: etree._Element
    method: str
    chain: tuple[bytes, ...]
    stamps: tuple[tuple[bytes, bytes], ...]
    signing_time: str

    @property
    def name(self) -> str:
        """The method's short name; as it stands where it is none that we check."""
        return METHODS[self.method][0] if self.method in METHODS else self.method


def read_seal(signature: etree._Element) -> Seal:
    """A ds:Signature. Raises Malformed `proof.malformed`."""
    method = signature.find(f"{DS}SignedInfo/{DS}SignatureMethod")
    moment = signature.find(f".//{XADES}SignedProperties//{XADES}SigningTime")
    return Seal(
        signature,
        (method.get("Algorithm") or "") if method is not None else "",
        _chain(signature),
        tuple(_stamps(signature)),
        text_of(moment) if moment is not None else "",
    )


def verify(seal: Seal) -> etree._Element:
    """The document without its signatures, where the seal's own certificate signed the whole of it.

    Raises Invalid `proof.signature`, Malformed `proof.malformed`, Unsupported `proof.unsupported`.
    """
    if seal.method not in METHODS:
        raise Unsupported("proof.unsupported", {"suite": seal.method[:120]})
    if not seal.chain:
        raise Malformed("proof.malformed", {"reason": "no certificate"})
    info = _only(seal.element, f"{DS}SignedInfo")
    _check_value(seal, info)
    references = info.findall(f"{DS}Reference")
    if len(references) > _MOST_REFERENCES:
        raise Malformed("proof.malformed", {"reason": "too many references"})
    covered = [_resolve(each, seal.element) for each in references]
    targets = [target for target, _ in covered]
    if not all(each in targets for each in seal.element.iter(f"{XADES}SignedProperties")):
        raise Malformed("proof.malformed", {"reason": "what the signer says of the signature is not signed"})
    documents = [data for target, data in covered if target.getparent() is None]
    if len(documents) != 1:
        raise Unsupported("proof.unsupported", {"suite": seal.name, "reason": "not all of it is signed"})
    root = parse(documents[0])
    for each in list(root.iter(f"{DS}Signature")):
        remove(each)
    return root


def _check_value(seal: Seal, info: etree._Element) -> None:
    form = _only(info, f"{DS}CanonicalizationMethod")
    try:
        data = canonical(info, form.get("Algorithm") or "", _prefixes(form))
    except ValueError as error:
        raise Unsupported("proof.unsupported", {"suite": str(error)[:120]}) from error
    _, digest, pss = METHODS[seal.method]
    value = _base64(_only(seal.element, f"{DS}SignatureValue"))
    key = certificates.load(seal.chain[0]).public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        value = _as_der(value, (key.key_size + 7) // 8)
    kind_fits = isinstance(key, ec.EllipticCurvePublicKey) == seal.name.startswith("ECDSA")
    if not kind_fits or not certificates.is_signed_with(key, value, data, digest, pss=pss):
        raise Invalid("proof.signature")


def _as_der(value: bytes, length: int) -> bytes:
    """An ECDSA signature value (XMLDSig 1.1, section 6.4.3: r and s) as DER; what cannot be one fits nothing."""
    if len(value) != 2 * length:
        return b""
    return encode_dss_signature(int.from_bytes(value[:length]), int.from_bytes(value[length:]))


@dataclass(frozen=True)
class _Transforms:
    """What a reference does with its target: takes out its own signature or `all` of them, then writes it in a form."""

    removes: str
    form: str
    prefixes: tuple[str, ...]


def _resolve(reference: etree._Element, signature: etree._Element) -> tuple[etree._Element, bytes]:
    """The element that a reference is about, and the bytes of it whose digest fits."""
    root, uri = signature.getroottree().getroot(), reference.get("URI")
    transforms = _transforms(reference)
    if uri is None or (uri and not uri.startswith("#")):
        raise Unsupported("proof.unsupported", {"suite": "a reference to somewhere else"})
    target = _by_id(root, uri[1:]) if uri else root
    if (target is root) != bool(transforms.removes) or not (target is root or _is_part(target, signature)):
        raise Unsupported("proof.unsupported", {"suite": "a reference to a part of the document"})
    try:
        if target is root:
            covered = _document(signature, transforms, whole=not uri)
        else:
            covered = canonical(target, transforms.form, transforms.prefixes)
    except ValueError as error:
        raise Unsupported("proof.unsupported", {"suite": str(error)[:120]}) from error
    digest = _DIGESTS.get(_only(reference, f"{DS}DigestMethod").get("Algorithm") or "")
    if digest is None:
        raise Unsupported("proof.unsupported", {"suite": "digest"})
    if not hmac.compare_digest(hashlib.new(digest, covered).digest(), _base64(_only(reference, f"{DS}DigestValue"))):
        raise Invalid("proof.signature", {"reason": "the content was changed"})
    return target, covered


def _transforms(reference: etree._Element) -> _Transforms:
    """First at most one that removes signatures, then at most one canonical form (by default Canonical XML 1.0)."""
    removes, form, prefixes = "", "", tuple[str, ...]()
    holder = reference.find(f"{DS}Transforms")
    for each in holder.findall(f"{DS}Transform") if holder is not None else ():
        algorithm = each.get("Algorithm") or ""
        if algorithm in INCLUSIVE or algorithm == EXCLUSIVE:
            if form:
                raise Unsupported("proof.unsupported", {"suite": "two canonical forms"})
            form, prefixes = algorithm, _prefixes(each)
            continue
        kind = _removes(each, algorithm)
        if not kind or removes or form:
            raise Unsupported("proof.unsupported", {"suite": algorithm[:120]})
        removes = kind
    return _Transforms(removes, form or _DEFAULT_FORM, prefixes)


def _removes(transform: etree._Element, algorithm: str) -> str:
    """`own` or `all` for a transform that takes signatures out and nothing else; empty for any other."""
    if algorithm == _ENVELOPED:
        return "own"
    paths = [each for each in transform if isinstance(each.tag, str)]
    if len(paths) != 1:
        return ""
    path, said = paths[0], text_of(paths[0])
    if path.nsmap.get("ds") != DS[1:-1]:
        return ""
    if algorithm == _XPATH and path.tag == f"{DS}XPath" and said == "not(ancestor-or-self::ds:Signature)":
        return "all"
    subtracts = path.tag == f"{{{_FILTER}}}XPath" and path.get("Filter") == "subtract"
    return "all" if algorithm == _FILTER and subtracts and said == "/descendant::ds:Signature" else ""


def _document(signature: etree._Element, transforms: _Transforms, *, whole: bool) -> bytes:
    tree = signature.getroottree()
    place = list(tree.getroot().iter(f"{DS}Signature")).index(signature)
    copied = copy.deepcopy(tree)
    signatures = list(copied.getroot().iter(f"{DS}Signature"))
    for each in signatures if transforms.removes == "all" else [signatures[place]]:
        remove(each)
    return canonical(copied if whole else copied.getroot(), transforms.form, transforms.prefixes)


def _by_id(root: etree._Element, name: str) -> etree._Element:
    found = [each for each in root.iter() if name in (each.get("Id"), each.get("ID"), each.get("id"))]
    if len(found) != 1:
        raise Malformed("proof.malformed", {"reason": "a reference to nothing, or to two things"})
    return found[0]


def _is_part(element: etree._Element, signature: etree._Element) -> bool:
    return any(each is signature for each in element.iterancestors())


def _prefixes(element: etree._Element) -> tuple[str, ...]:
    listed = element.find(f"{{{EXCLUSIVE}}}InclusiveNamespaces")
    return tuple((listed.get("PrefixList") or "").split()) if listed is not None else ()


def _only(holder: etree._Element, path: str) -> etree._Element:
    found = holder.findall(path)
    if len(found) != 1:
        raise Malformed("proof.malformed", {"reason": f"no {path.rpartition('}')[2]}, or two"})
    return found[0]


def _base64(element: etree._Element) -> bytes:
    text = "".join(text_of(element).split())
    found = None
    if len(text) <= _LONGEST_BASE64:
        with suppress(ValueError):
            found = base64.b64decode(text, validate=True)
    if found is None:
        raise Malformed("proof.malformed", {"reason": "not base64"})
    return found


def _chain(signature: etree._Element) -> tuple[bytes, ...]:
    """The signer's certificate first: the one that the signed properties name (XAdES, 5.2.2), else the first."""
    places = (f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate", f".//{XADES}EncapsulatedX509Certificate")
    found = [_base64(each) for place in places for each in signature.findall(place)[: certificates.MOST_CERTIFICATES]]
    if not found:
        return ()
    named = signature.find(f".//{XADES}SignedSignatureProperties//{XADES}CertDigest")
    if named is None:
        return tuple(found)
    digest = _DIGESTS.get(_only(named, f"{DS}DigestMethod").get("Algorithm") or "", "sha1")
    value = _base64(_only(named, f"{DS}DigestValue"))
    signers = [each for each in found if hashlib.new(digest, each).digest() == value]
    if not signers:
        raise Malformed("proof.malformed", {"reason": "the certificate that it names is not there"})
    return (signers[0], *(each for each in found if each != signers[0]))


def _stamps(signature: etree._Element) -> Iterator[tuple[bytes, bytes]]:
    """Each SignatureTimeStamp's token with the canonical SignatureValue that it is about (XAdES, section 5.3)."""
    value = signature.find(f"{DS}SignatureValue")
    for each in signature.findall(f".//{XADES}SignatureTimeStamp")[:_MOST_STAMPS]:
        form, token = each.find(f"{DS}CanonicalizationMethod"), each.find(f"{XADES}EncapsulatedTimeStamp")
        if value is None or form is None or token is None or form.get("Algorithm") != EXCLUSIVE:
            continue
        yield _base64(token), canonical(value, EXCLUSIVE, _prefixes(form))
