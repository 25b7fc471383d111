"""What was taken in: one signed credential, as untrusted bytes with their parts named.

Reading proves nothing. A page shows a `Credential` only beside its `Report`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from verifier.errors import Json, JsonObject


@dataclass(frozen=True)
class Period:
    """From when until when the credential itself says it holds; either end may be open. Both are aware datetimes."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Proof:
    """One signature over the credential, as its format names it.

    `suite` is the cryptosuite or algorithm (`eddsa-rdfc-2022`, `Ed25519Signature2020`, `ES256`), `method` the
    verification method's URL or key id, `claims` the proof, or the protected header, as it stood. `chain` are the
    certificates that came with it (DER, the signer's first), `stamps` time stamps over the signature (RFC 3161), each
    with the bytes that it has to be about. `by_name`: the format identifies keys loosely (a JOSE `kid` may be a
    fragment, a thumbprint, the controller's identifier, or missing), not by a verification method's URL.
    """

    suite: str
    method: str | None
    purpose: str | None
    claims: Mapping[str, Json] = field(default_factory=dict)
    chain: tuple[bytes, ...] = ()
    stamps: tuple[tuple[bytes, bytes], ...] = ()
    by_name: bool = False


@dataclass(frozen=True)
class Credential:
    """One credential, read and not yet checked.

    `raw` are the bytes as they came and are never re-serialised. `format` is the name of the file in `formats/` that
    read it. `issuer` is the identifier that the credential names (a DID or URL), `issuer_name` what that issuer calls
    itself. `claims` is the whole decoded document. `inside` are the bytes of credentials that it carries, each verified
    for itself. Of a presentation, `issuer` is the holder, who signs for `authentication`.
    """

    raw: bytes
    format: str
    issuer: str | None
    issuer_name: str | None
    subject: str | None
    period: Period
    proofs: tuple[Proof, ...]
    statuses: tuple[JsonObject, ...]
    schemas: tuple[JsonObject, ...]
    claims: JsonObject
    inside: tuple[bytes, ...] = ()
    is_presentation: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of `raw`, lower-case hex."""
        return hashlib.sha256(self.raw).hexdigest()
