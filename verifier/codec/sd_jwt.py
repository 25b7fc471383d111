"""Selective disclosure for JWTs (RFC 9901): what was written, and the claims that come out of it. No signature here.

Whatever is wrong with a disclosure is `proof.disclosure`: the digests are how the issuer's signature covers it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from verifier.codec.json_text import read_json
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.codec.pointer import join
from verifier.errors import Json, JsonObject, Malformed, Unsupported, VerifierError

DEFAULT_ALGORITHM = "sha-256"
# Of the Named Information Hash Algorithm Registry (section 4.1.1) those that resist a second preimage.
HASHES: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "sha-256": lambda data: hashlib.sha256(data).digest(),
        "sha-384": lambda data: hashlib.sha384(data).digest(),
        "sha-512": lambda data: hashlib.sha512(data).digest(),
        "sha3-224": lambda data: hashlib.sha3_224(data).digest(),
        "sha3-256": lambda data: hashlib.sha3_256(data).digest(),
        "sha3-384": lambda data: hashlib.sha3_384(data).digest(),
        "sha3-512": lambda data: hashlib.sha3_512(data).digest(),
    }
)
DIGESTS, ELEMENT, ALGORITHM = "_sd", "...", "_sd_alg"
MAX_DISCLOSURES = 2000
MAX_SIGNATURES = 10
MAX_DEPTH = 96  # of the claims with everything disclosed in its place
MAX_PARTS = 50_000  # values and digests in them; a rich credential has some thousands
_DOTS = 2
_PROPERTY, _ARRAY_ELEMENT = 3, 2  # the parts of a disclosure


@dataclass(frozen=True)
class SdJwt:
    """An SD-JWT as it was written: nothing in it is checked.

    `signed` are issuer-signed JWTs in compact form, one for each signature over the one payload. `disclosures` stand as
    they were encoded; `key_binding` is the compact JWT that binds the presentation to its holder.
    """

    signed: tuple[str, ...]
    disclosures: tuple[str, ...] = ()
    key_binding: str | None = None

    @property
    def presented(self) -> str:
        """`<issuer-signed JWT>~<disclosure>~...~`, which a key-binding JWT hashes (section 4.3.1; of several, the
        first signature's, section 8.1)."""
        return "".join(f"{part}~" for part in (self.signed[0], *self.disclosures))


@dataclass(frozen=True)
class Disclosure:
    """One disclosure, decoded. `name` is None for an element of an array."""

    encoded: str
    salt: str
    name: str | None
    value: Json


@dataclass(frozen=True)
class Processed:
    """The claims with all that was disclosed in its place and nothing of the mechanism left.

    `disclosed` maps the JSON pointer (RFC 6901, into `claims`) of each disclosed value to its encoded disclosure, outer
    ones first. `withheld` counts the digests without a disclosure: what was not shown, and decoys.
    """

    claims: JsonObject
    disclosed: Mapping[str, str] = field(default_factory=dict)
    withheld: int = 0


def looks_compact(text: str) -> bool:
    """Whether `text` can be an SD-JWT in compact form: a JWT and at least one tilde (section 4)."""
    jwt, tilde, _ = text.partition("~")
    return bool(tilde) and jwt.startswith("eyJ") and jwt.count(".") == _DOTS


def read_compact(text: str) -> SdJwt:
    """`<JWT>~<disclosure>~...~<key-binding JWT or nothing>` (section 4). Raises Malformed `structure.malformed`."""
    jwt, *parts = text.split("~")
    if not parts or jwt.count(".") != _DOTS:
        raise _malformed("it is not a signed token with its disclosures")
    *disclosures, last = parts
    if last and last.count(".") != _DOTS:
        raise _malformed("the last disclosure does not end in a tilde")
    return _bounded(SdJwt((jwt,), tuple(disclosures), last or None))


def read_json_form(document: JsonObject) -> SdJwt:
    """The flattened or general JSON serialisation (section 8). Raises Malformed `structure.malformed`."""
    payload, several = document.get("payload"), document.get("signatures")
    if several is not None and ("signature" in document or "protected" in document or "header" in document):
        raise _malformed("both one signature and several")
    signatures = several if isinstance(several, list) else [document]
    if not isinstance(payload, str) or not signatures:
        raise _malformed("no payload or no signature")
    if len(signatures) > MAX_SIGNATURES:
        raise _malformed("too many signatures")
    signed: list[str] = []
    headers: list[JsonObject] = []
    for each in signatures:
        entry = each if isinstance(each, dict) else {}
        protected, signature, header = entry.get("protected"), entry.get("signature"), entry.get("header", {})
        if not isinstance(protected, str) or not isinstance(signature, str) or not isinstance(header, dict):
            raise _malformed("a signature is not complete")
        signed.append(f"{protected}.{payload}.{signature}")
        headers.append(header)
    if any("disclosures" in header or "kb_jwt" in header for header in headers[1:]):
        raise _malformed("disclosures stand beside the first signature alone")
    disclosures, key_binding = headers[0].get("disclosures", []), headers[0].get("kb_jwt")
    texts = [each for each in disclosures if isinstance(each, str)] if isinstance(disclosures, list) else None
    if texts is None or not isinstance(disclosures, list) or len(texts) != len(disclosures):
        raise _malformed("the disclosures are not a list of texts")
    if key_binding is not None and not isinstance(key_binding, str):
        raise _malformed("the holder's signature is not a text")
    return _bounded(SdJwt(tuple(signed), tuple(texts), key_binding))


def _bounded(found: SdJwt) -> SdJwt:
    if len(found.disclosures) > MAX_DISCLOSURES:
        raise _malformed("too many disclosures")
    return found


def _malformed(reason: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason})


def hash_of(payload: JsonObject) -> Callable[[str], str]:
    """The digest of an ASCII text as `_sd_alg` says (section 4.1.1). Raises Unsupported `proof.unsupported`."""
    name = payload.get(ALGORITHM, DEFAULT_ALGORITHM)
    digest = HASHES.get(name) if isinstance(name, str) else None
    if digest is None:
        raise Unsupported("proof.unsupported", {"suite": str(name)[:120]})
    return lambda text: encode_base64url(digest(text.encode()))


def read_disclosure(encoded: str) -> Disclosure:
    """One disclosure (section 4.2): `[salt, name, value]` or `[salt, value]`. Raises Malformed `proof.disclosure`."""
    try:
        parts = read_json(decode_base64url(encoded))
    except VerifierError as error:
        raise _broken("it cannot be decoded", because=error.code) from error
    if not isinstance(parts, list) or len(parts) not in (_ARRAY_ELEMENT, _PROPERTY) or not isinstance(parts[0], str):
        raise _broken("it is not a salt with a value")
    if len(parts) == _ARRAY_ELEMENT:
        return Disclosure(encoded, parts[0], None, parts[1])
    name = parts[1]
    if not isinstance(name, str) or name in (DIGESTS, ELEMENT):
        raise _broken("its name is none that may be disclosed")
    return Disclosure(encoded, parts[0], name, parts[2])


def process(payload: JsonObject, disclosures: Sequence[str]) -> Processed:
    """The claims of an issuer's payload with `disclosures` (sections 7.1 and 7.3, step 3 on).

    Raises Malformed `proof.disclosure` where a digest occurs twice, a disclosure belongs nowhere or in another kind of
    place, a name is taken, or the mechanism's own names are misused, `structure.too_large` above `MAX_PARTS`;
    Unsupported `proof.unsupported` for a hash that is not used here.
    """
    digest = hash_of(payload)
    by_digest = {digest(each): each for each in disclosures}
    if len(by_digest) != len(disclosures):
        raise _broken("one comes twice")
    work = _Work(by_digest)
    claims = work.object({name: value for name, value in payload.items() if name != ALGORITHM})
    twice = [text for text, times in Counter(work.digests).items() if times > 1]
    if twice:
        raise _broken("a digest occurs twice")
    if len(work.disclosed) != len(by_digest):
        raise _broken("one belongs to nothing that was signed")
    return Processed(claims, work.disclosed, len(work.digests) - len(work.disclosed))


def _broken(reason: str, **facts: str) -> Malformed:
    return Malformed("proof.disclosure", {"reason": reason, **facts})


class _Work:
    """One walk over a payload. A disclosure leaves `waiting` when it is used, so that work is bounded by the input."""

    def __init__(self, by_digest: Mapping[str, str]) -> None:
        self.waiting = dict(by_digest)
        self.digests: list[str] = []
        self.disclosed: dict[str, str] = {}
        self.place: list[str | int] = []  # names and indices down to where the walk is
        self.parts = 0

    def value(self, value: Json) -> Json:
        self.count()
        if len(self.place) > MAX_DEPTH:
            raise _broken("they are nested too deep")
        if isinstance(value, dict):
            return self.object(value)
        return self.array(value) if isinstance(value, list) else value

    def object(self, value: JsonObject) -> JsonObject:
        if ELEMENT in value:
            raise _broken("a name of the mechanism is misused")
        digests = value.get(DIGESTS, [])
        if not isinstance(digests, list):
            raise _broken("digests are not a list")
        claims = {name: self.member(name, each) for name, each in value.items() if name != DIGESTS}
        for digest in digests:
            found = self.take(digest)
            if found is None:
                continue
            if found.name is None:
                raise _broken("one stands in another kind of place")
            if found.name in claims or (not self.place and found.name == ALGORITHM):
                raise _broken("a name is taken", name=found.name[:80])
            claims[found.name] = self.member(found.name, found.value, found)
        return claims

    def array(self, value: list[Json]) -> list[Json]:
        elements: list[Json] = []
        for each in value:
            if not isinstance(each, dict) or ELEMENT not in each:
                elements.append(self.member(len(elements), each))
                continue
            if len(each) != 1:
                raise _broken("a name of the mechanism is misused")
            found = self.take(each[ELEMENT])
            if found is None:
                continue
            if found.name is not None:
                raise _broken("one stands in another kind of place")
            elements.append(self.member(len(elements), found.value, found))
        return elements

    def member(self, name: str | int, value: Json, disclosure: Disclosure | None = None) -> Json:
        """A value in its place, which is written down where it was disclosed."""
        self.place.append(name)
        if disclosure is not None:
            self.disclosed[join("", *self.place)] = disclosure.encoded
        processed = self.value(value)
        self.place.pop()
        return processed

    def count(self) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise Malformed("structure.too_large", {"limit": MAX_PARTS})

    def take(self, digest: Json) -> Disclosure | None:
        """The disclosure behind a digest, where it was shown."""
        self.count()
        if not isinstance(digest, str):
            raise _broken("a digest is not a text")
        self.digests.append(digest)
        encoded = self.waiting.pop(digest, None)
        return None if encoded is None else read_disclosure(encoded)
