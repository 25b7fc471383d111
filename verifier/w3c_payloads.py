"""W3C credentials and presentations as the payload of a signed token, whatever signs it (JOSE, COSE): pure functions.

Two layouts: the payload is the document (Securing Verifiable Credentials using JOSE and COSE, sections 3.1 and 3.3), or
has it as `vc` or `vp`, with some of its properties as claims beside it (VC Data Model 1.1, section 6.3.1). Nothing is
read as JSON-LD: the token signs the text, so that no term can be dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from verifier.codec.carried import carries_unread, read_carried
from verifier.codec.json_text import read_members, split_json
from verifier.codec.jwt_claims import read_dates, read_statuses, same
from verifier.credential import Credential, Period, Proof
from verifier.errors import Fact, Json, JsonObject, Malformed, Unsupported

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
MOST_CARRIED = 1000  # the pipeline refuses far fewer, and says so
_LAYERS = ("vc", "vp")
_OWN = frozenset({"@context", "credentialSubject", "verifiableCredential"})  # what only a document has
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_MOST_ENTRIES = 20


@dataclass(frozen=True)
class Payload:
    """The claims of a token, the document in them, and the name of the claim that holds it (None: it is the payload).

    `text` is the document's JSON as it came. `mixed`: it is written in both layouts, or holds two documents; `document`
    are then the claims.
    """

    claims: JsonObject
    document: JsonObject
    text: bytes
    layer: str | None
    mixed: bool

    @property
    def is_presentation(self) -> bool:
        """Whether the document presents credentials."""
        return self.layer == "vp" or (self.layer is None and "VerifiablePresentation" in types_of(self.document))

    @property
    def issuer(self) -> str | None:
        """Who is named as the issuer, or as the holder of a presentation; `iss` where the document names nobody."""
        named = self.document.get("holder" if self.is_presentation else "issuer")
        return identifier(named) or identifier(self.claims.get("iss"))


def open_payload(claims: JsonObject, text: bytes) -> Payload:
    """The document in the claims, which stand in `text` (and some of them elsewhere)."""
    layers = [name for name in _LAYERS if name in claims]
    if not layers:
        return Payload(claims, claims, text, None, mixed=False)
    inner = claims[layers[0]]
    if len(layers) > 1 or not isinstance(inner, dict) or not _OWN.isdisjoint(claims):
        return Payload(claims, claims, text, None, mixed=True)
    return Payload(claims, inner, read_members(text)[layers[0]], layers[0], mixed=False)


def read_parts(raw: bytes, name: str, payload: Payload, prove: Callable[[str], Proof]) -> Credential:
    """The credential or presentation in `payload` as the format `name` read it; `prove` makes the proof for a purpose.

    What is wrong with it is said by `check_document`.
    """
    document = payload.document
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    first = subject[0] if isinstance(subject, list) and subject else subject
    about = [identifier(first) if isinstance(first, dict) else None, identifier(payload.claims.get("sub"))]
    presents = payload.is_presentation
    return Credential(
        raw=raw,
        format=name,
        issuer=payload.issuer,
        issuer_name=_text(issuer.get("name")) if isinstance(issuer, dict) and not presents else None,
        # Where two are named, none is.
        subject=next((each for each in about if each), None) if same(about) and not presents else None,
        period=_period(payload),
        proofs=(prove("authentication" if presents else "assertionMethod"),),
        statuses=(*read_statuses(payload.claims), *_objects(document.get("credentialStatus")))[:_MOST_ENTRIES],
        schemas=_objects(document.get("credentialSchema"))[:_MOST_ENTRIES],
        claims=payload.claims,
        inside=carried(document, payload.text) if presents else read_carried(payload.text, document),
        is_presentation=presents,
    )


def carried(document: JsonObject, text: bytes) -> tuple[bytes, ...]:
    """What a presentation carries: tokens as they are, objects (enveloped ones too) as the stretch of `text` they are.

    Raises Malformed `structure.too_many`.
    """
    found = document.get("verifiableCredential")
    if found is None:
        return ()
    member = read_members(text)["verifiableCredential"]
    entries = found if isinstance(found, list) else [found]
    texts = split_json(member, MOST_CARRIED) if isinstance(found, list) else [member]
    return tuple(
        each.encode() if isinstance(each, str) else stretch for each, stretch in zip(entries, texts, strict=True)
    )


def check_document(payload: Payload, key_name: str | None) -> dict[str, Fact]:
    """What VC Data Model 2.0, section 4 (1.1 likewise), asks for without JSON-LD, and that the claims say the same.

    Claims that contradict their document are refused where the payload is the document. Beside a `vc`, an `iss` may
    name another one than the issuer if it is theirs whom the key's name (`key_name`) names: whether that one signs for
    the issuer is then the key's matter. What else differs there is a fact. Raises Malformed
    `structure.not_a_credential`, `structure.malformed`, `structure.date`.
    """
    document = payload.document
    if payload.mixed:
        raise _malformed("the credential stands there twice")
    kind = "VerifiablePresentation" if payload.is_presentation else "VerifiableCredential"
    if kind not in types_of(document):
        raise Malformed("structure.not_a_credential")
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first not in (V1, V2):
        raise _malformed("the first context is not that of verifiable credentials", "/@context")
    _check_id(document, "")
    if payload.is_presentation:
        _check_presentation(payload)
    else:
        _check_credential(payload)
        if carries_unread(document):
            raise Unsupported("structure.unsupported", {"kind": "clr"})
        if first == V1 and "issuanceDate" not in document and {"nbf", "iat"}.isdisjoint(payload.claims):
            raise _malformed("the date of issuing is missing", "/issuanceDate")
    _check_dates(payload)
    return {"data_model": "2.0" if first == V2 else "1.1", **_check_claims(payload, key_name)}


def _check_presentation(payload: Payload) -> None:
    if payload.issuer is not None and not _ABSOLUTE.fullmatch(payload.issuer):
        raise _malformed("an identifier is not a URL", "/holder")
    found = payload.document.get("verifiableCredential", [])
    if not all(isinstance(each, dict | str) for each in (found if isinstance(found, list) else [found])):
        raise _malformed("what it carries is no credential", "/verifiableCredential")


def _check_credential(payload: Payload) -> None:
    document = payload.document
    if "VerifiablePresentation" in types_of(document):
        raise _malformed("it is a credential and a presentation", "/type")
    if payload.issuer is None or not _ABSOLUTE.fullmatch(payload.issuer):
        raise _malformed("the issuer has no usable identifier", "/issuer")
    if payload.layer is None and identifier(document.get("issuer")) is None:
        raise _malformed("the issuer has no usable identifier", "/issuer")
    subject = document.get("credentialSubject")
    subjects = subject if isinstance(subject, list) else [subject]
    if not subjects or not all(isinstance(each, dict) and each for each in subjects):
        raise _malformed("it says nothing about anybody", "/credentialSubject")
    for each in _objects(subject):
        _check_id(each, "/credentialSubject")
    for name in ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService"):
        _check_typed(document, name)


def _check_typed(document: JsonObject, name: str) -> None:
    value = document.get(name)
    entries = value if isinstance(value, list) else [] if value is None else [value]
    if len(entries) > _MOST_ENTRIES:
        raise _malformed("too many entries", f"/{name}")
    if not all(isinstance(each, dict) and types_of(each) for each in entries):
        raise _malformed("an entry has no type", f"/{name}")


def _check_dates(payload: Payload) -> None:
    """That they can be read and are in order, each against its like and all together."""
    for claims, document in ((payload.claims, payload.document), ({}, payload.document), (payload.claims, {})):
        starts, ends = read_dates(claims, document)
        if starts and ends and max(ends) < min(starts):
            raise _malformed("it ends before it begins")


def _check_claims(payload: Payload, key_name: str | None) -> dict[str, Fact]:
    """VC Data Model 1.1, section 6.3.1; RFC 7519, section 4.1: `iss`, `sub` and `jti` say what the document says."""
    claims, document = payload.claims, payload.document
    subject = document.get("credentialSubject")
    about = subject[0] if isinstance(subject, list) and len(subject) == 1 else subject
    said: dict[str, list[str | None]] = {
        "iss": [identifier(claims.get("iss")), payload.issuer],
        "jti": [identifier(claims.get("jti")), identifier(document.get("id"))],
    }
    if isinstance(about, dict) and not payload.is_presentation:
        said["sub"] = [identifier(claims.get("sub")), identifier(about)]
    differing = sorted(name for name, values in said.items() if not same(values))
    if "iss" in differing and not _is_of(key_name, said["iss"][0]):
        raise _malformed("two issuers are named", "/iss")
    if differing and (payload.layer is None or payload.is_presentation):
        raise Malformed("structure.malformed", {"reason": "it contradicts itself", "path": f"/{differing[0]}"})
    return {"differing": [*differing]} if differing else {}


def _is_of(key_name: str | None, controller: str | None) -> bool:
    return bool(key_name and controller) and (key_name or "").partition("#")[0] == controller


def types_of(document: JsonObject) -> list[str]:
    """The document's types, in order."""
    value = document.get("type", document.get("@type"))
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def identifier(value: Json) -> str | None:
    """The identifier that a text is, or an object has; without the quotation marks that some issuers add."""
    named = value.get("id") if isinstance(value, dict) else value
    return named.strip('"') if isinstance(named, str) else None


def _period(payload: Payload) -> Period:
    """The time in which every date lets it hold."""
    try:
        starts, ends = read_dates(payload.claims, payload.document)
    except Malformed:
        return Period()  # check_document refuses the date and says which
    return Period(max(starts, default=None), min(ends, default=None))


def _check_id(entry: JsonObject, path: str) -> None:
    if "id" in entry and not (isinstance(entry["id"], str) and _ABSOLUTE.fullmatch(entry["id"])):
        raise _malformed("an identifier is not a URL", f"{path}/id")


def _objects(value: Json) -> tuple[JsonObject, ...]:
    return tuple(each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict))


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _malformed(reason: str, path: str = "") -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, **({"path": path} if path else {})})
