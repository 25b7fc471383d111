"""A key in a certificate, and the path from it to an anchor of the reader (RFC 5280; RFC 7515, section 4.1.6).

Anybody can make a certificate that says "O=ETH": without an anchor it proves nobody. A seal that has ended counts only
under a time stamp on the signature that is anchored too and shows that the seal still held when it was made. Whether it
was revoked is not asked for, and said in the facts.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509

from verifier.codec.certificates import (
    SEAL,
    Subject,
    alternative_names,
    end_of,
    is_anchored,
    is_lapsed,
    load,
    load_all,
    public_key_of,
    subject_of,
)
from verifier.codec.controllers import ChainedKey
from verifier.codec.keys import read_public_der
from verifier.codec.moments import write_moment
from verifier.codec.timestamps import Stamp, read_stamp
from verifier.context import Context
from verifier.credential import Proof
from verifier.errors import Json, Unsupported, VerifierError

NAME = "x5c"
_MOST_STAMPS = 5


def resolve_chain(proof: Proof, issuer: str | None, context: Context) -> ChainedKey:
    """The key of the first certificate, and whom it proves: an organisation, or the host of an https issuer.

    Its problem is Unsupported `key.unanchored`, `key.lapsed` or `key.not_the_issuers` (an anchored certificate of
    somebody else). Raises Malformed `key.malformed`, Unsupported `key.unsupported`.
    """
    leaf = load(proof.chain[0])
    key = read_public_der(public_key_of(leaf))
    others = load_all(proof.chain[1:])
    subject = subject_of(leaf)
    facts: dict[str, Json] = {
        "certificate": subject.name[:300],
        "organisation_identifier": "" if subject.is_person else subject.identifier,
        "certificate_ends": write_moment(end_of(leaf)),
        "revocation": "not checked",
    }
    facts = {name: value for name, value in facts.items() if value}
    moment: datetime | None = context.at
    if is_lapsed(leaf, context.at):
        stamp = _stamp(proof, leaf, context)
        moment = stamp.at if stamp is not None else None
        if stamp is not None:
            facts |= {"stamped": write_moment(stamp.at), "stamped_by": stamp.by[:300]}
    if moment is None:
        return ChainedKey(key, Unsupported("key.lapsed"), facts=facts)
    if not is_anchored(leaf, others, context.world.anchors, moment, SEAL):
        return ChainedKey(key, Unsupported("key.unanchored"), facts=facts)
    name = _proved_name(leaf, subject, issuer)
    if name is None:
        return ChainedKey(key, Unsupported("key.not_the_issuers"), facts=facts)
    return ChainedKey(key, None, name, facts)


def _stamp(proof: Proof, leaf: x509.Certificate, context: Context) -> Stamp | None:
    """The earliest stamp that is anchored and was made while the certificate held."""
    found = []
    for token, covered in proof.stamps[:_MOST_STAMPS]:
        try:
            stamp = read_stamp(token, covered, proof.chain[1:])
        except VerifierError:
            continue
        if not is_lapsed(leaf, stamp.at) and stamp.is_anchored(context.world.anchors, context.at):
            found.append(stamp)
    return min(found, key=lambda stamp: stamp.at, default=None)


def _proved_name(leaf: x509.Certificate, subject: Subject, issuer: str | None) -> str | None:
    """Who the certificate proves the issuer to be; None where it is a certificate of somebody else.

    An issuer that is a URL has to stand in subjectAltName, as it is or as its host (SD-JWT VC, section 3.5); one that
    was read from the certificate itself is its subject.
    """
    if issuer is None or issuer == subject.id:
        return subject.name or None
    hosts, addresses = alternative_names(leaf)
    if issuer in addresses:
        return issuer
    host = _host(issuer)
    return host if host and host in {each.lower() for each in hosts} else None


def _host(issuer: str) -> str:
    try:
        parts = urlsplit(issuer)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme == "https" else ""
