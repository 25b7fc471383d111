"""Credentials as SD-JWTs (RFC 9901): SD-JWT VC with a `vct`, and W3C credentials and presentations as payload.

SD-JWT-based Verifiable Credentials (draft-ietf-oauth-sd-jwt-vc), sections 2 and 3; Securing Verifiable Credentials
using JOSE and COSE, section 3.2. Any `typ` that ends in `+sd-jwt` is read, and none at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from verifier.codec import jose, key_binding, sd_jwt, sd_jwt_making
from verifier.codec.carried import carries_unread, read_carried
from verifier.codec.json_text import read_json, read_members
from verifier.codec.jwt_claims import read_dates, read_key_name, read_statuses, read_type, same
from verifier.codec.keys import PublicKey, read_did_key, read_jwk
from verifier.codec.multibase import decode_base64url
from verifier.codec.sd_jwt_opened import Opened, open_sd_jwt
from verifier.context import Context
from verifier.credential import Credential, Period, Proof
from verifier.disclosable import Binding, Claim, Disclosable, is_above, leaves, upwards
from verifier.errors import Fact, Json, JsonObject, Malformed, Unsupported, VerifierError
from verifier.w3c_payloads import carried

NAME = "sd_jwt_vc"
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
_SUFFIX = "+sd-jwt"
_MOST_ENTRIES = 20
_MOST_SHOWN = 200  # pointers among the facts
# A holder must not be able to leave them out (SD-JWT VC, section 2.2.2.2).
_NEVER_CONCEALED = ("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status")


def recognises(raw: bytes, document: Json) -> bool:
    """A compact SD-JWT, or a JWS in JSON with disclosures beside it or `+sd-jwt` in its header."""
    if isinstance(document, dict):
        return _is_json_form(document)
    text = raw.strip()
    return text.isascii() and sd_jwt.looks_compact(text.decode("ascii"))


def _is_json_form(document: JsonObject) -> bool:
    signatures = document.get("signatures")
    first = signatures[0] if isinstance(signatures, list) and signatures else document
    if "payload" not in document or not isinstance(first, dict):
        return False
    header, protected = first.get("header"), first.get("protected")
    if isinstance(header, dict) and ("disclosures" in header or "kb_jwt" in header):
        return True
    try:
        value = read_json(decode_base64url(protected)) if isinstance(protected, str) else None
    except VerifierError:
        return False
    return isinstance(value, dict) and (read_type(value) or "").endswith(_SUFFIX)


def read_credential(raw: bytes, document: Json) -> Credential:
    """The parts, with everything that was disclosed in its place; what is wrong is said by the steps."""
    opened = open_sd_jwt(raw, document)
    inner = opened.document
    presents = "VerifiablePresentation" in _types(inner)
    issuer = inner.get("holder" if presents else "issuer")
    subject = inner.get("credentialSubject")
    first = subject[0] if isinstance(subject, list) and subject else subject
    purpose = "authentication" if presents else "assertionMethod"
    return Credential(
        raw=raw,
        format=NAME,
        issuer=_id(issuer) or _text(opened.claims.get("iss")),
        issuer_name=_text(issuer.get("name")) if isinstance(issuer, dict) else None,
        subject=(_id(first) if isinstance(first, dict) else None) or _text(opened.claims.get("sub")),
        period=_period(opened),
        proofs=tuple(_proof(each, purpose) for each in opened.signatures),
        statuses=(*read_statuses(opened.claims), *_objects(inner.get("credentialStatus")))[:_MOST_ENTRIES],
        schemas=_objects(inner.get("credentialSchema"))[:_MOST_ENTRIES],
        claims=opened.claims,
        inside=_inside(opened, presents),
        is_presentation=presents,
    )


def _proof(signature: jose.Jws, purpose: str) -> Proof:
    return Proof(
        suite=signature.algorithm,
        method=read_key_name(signature.header),
        purpose=purpose,
        claims=signature.protected,
        chain=jose.chain_of(signature),
        by_name=True,
    )


def _period(opened: Opened) -> Period:
    try:
        starts, ends = read_dates(opened.claims, opened.document)
    except Malformed:
        return Period()  # check_structure refuses the date and says which
    return Period(max(starts, default=None), min(ends, default=None))


def _inside(opened: Opened, presents: bool) -> tuple[bytes, ...]:
    """What a presentation or a transcript carries: as it stands in what was signed, else as JSON with the disclosures.

    Raises Malformed `structure.too_many` and what reading JSON raises.
    """
    text = opened.signatures[0].payload if opened.claims == opened.payload else json.dumps(opened.claims).encode()
    if opened.document is not opened.claims:
        text = read_members(text)["vc"]
    return carried(opened.document, text) if presents else read_carried(text, opened.document)


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """Whether it is a credential at all, and says consistently whose.

    Raises Malformed `structure.not_a_credential` for an SD-JWT about nothing of the kind, `structure.malformed`,
    `structure.date`; and `proof.disclosure` or `proof.algorithm`, which no key can mend, so that they are said where
    the key is not to be had, too.
    """
    opened = open_sd_jwt(credential.raw)
    if opened.problem is not None:
        raise opened.problem
    for each in opened.signatures:
        _check_header(each, credential.is_presentation)
    read_dates(opened.claims, opened.document)
    facts: dict[str, Fact] = {}
    if opened.processed is not None:
        facts = {"disclosed": [*list(opened.processed.disclosed)[:_MOST_SHOWN]], "withheld": opened.processed.withheld}
    if "vct" in opened.claims:
        return {"data_model": "SD-JWT VC", **_check_vct(opened), **facts}
    if not {"VerifiableCredential", "VerifiablePresentation"}.isdisjoint(_types(opened.document)):
        return {"data_model": _check_data_model(opened, credential), **facts}
    raise Malformed("structure.not_a_credential")


def _check_header(signature: jose.Jws, presents: bool) -> None:
    kind = read_type(signature.protected)
    if "typ" in signature.protected and (kind is None or not kind.endswith(_SUFFIX)):
        raise _malformed("its type is not that of a credential with disclosures")
    if kind is not None and kind.startswith("vc" if presents else "vp"):
        raise _malformed("its type is that of something else")
    try:
        jose.check_algorithm(signature.algorithm)
    except Unsupported:
        return  # said by the proof


def _check_vct(opened: Opened) -> dict[str, Fact]:
    """SD-JWT VC, section 2.2.2."""
    kind = opened.claims["vct"]
    if not isinstance(kind, str) or not kind:
        raise _malformed("its type is no text")
    concealed = [name for name in _NEVER_CONCEALED if name in opened.claims and name not in opened.payload]
    if concealed:
        raise Malformed("structure.malformed", {"reason": "a claim may not be concealed", "name": concealed[0]})
    if not isinstance(opened.claims.get("cnf", {}), dict):
        raise _malformed("the holder's key is no object")
    return {"vct": kind[:300]}


def _check_data_model(opened: Opened, credential: Credential) -> str:
    """VC Data Model 2.0, section 4 (1.1 likewise), as far as it binds without JSON-LD; one issuer in all places."""
    document = opened.document
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first not in (V1, V2):
        raise _malformed("the first context is not that of verifiable credentials")
    if "vc" in opened.claims and document is opened.claims:
        raise _malformed("the credential stands there twice")
    if not same([_text(opened.claims.get("iss")), credential.issuer]):
        raise _malformed("two issuers are named")
    if not credential.is_presentation:
        subject = document.get("credentialSubject")
        subjects = subject if isinstance(subject, list) else [subject]
        if not subjects or not all(isinstance(each, dict) and each for each in subjects):
            raise _malformed("it says nothing about anybody")
        if _id(document.get("issuer")) is None and "iss" not in opened.claims:
            raise _malformed("the issuer has no usable identifier")
        if carries_unread(document):
            raise Unsupported("structure.unsupported", {"kind": "clr"})
    return "2.0" if first == V2 else "1.1"


def verify_proof(credential: Credential, proof: Proof, key: PublicKey, context: Context) -> None:  # noqa: ARG001  (as every format is asked)
    """One signature of the issuer, and that every disclosure belongs to what was signed (RFC 9901, section 7.1).

    Raises Invalid `proof.signature`, Malformed `proof.disclosure`, `proof.algorithm`, Unsupported `proof.unsupported`.
    """
    opened = open_sd_jwt(credential.raw)
    position = next(index for index, each in enumerate(credential.proofs) if each is proof)
    jose.verify(opened.signatures[position], key)
    if opened.problem is not None:
        raise opened.problem


def check_holder(credential: Credential, context: Context) -> Mapping[str, Fact] | None:
    """The key-binding JWT (RFC 9901, section 7.3, step 5); of a presentation, for whom and what it was signed.

    Raises Malformed `holder.malformed`, Invalid `holder.signature` where the holder's key did not sign this very
    presentation, Invalid `holder.mismatch` where it was signed for another occasion, Unsupported `holder.unsupported`.
    """
    opened = open_sd_jwt(credential.raw)
    audience, nonce = context.policy.audience, context.policy.nonce
    if opened.written.key_binding is None:
        if not credential.is_presentation:
            return None
        return key_binding.check_occasion(opened.claims, context.at, audience, nonce)
    try:
        key = _holders_key(opened.payload.get("cnf"), context)
    except Malformed as error:
        raise Malformed("holder.malformed", {"because": error.code, **error.facts}) from error
    except VerifierError as error:
        raise Unsupported("holder.unsupported", {"because": error.code, **error.facts}) from error
    claims = key_binding.verify_binding(opened.written, opened.payload, key)
    return key_binding.check_occasion(claims, context.at, audience, nonce)


def _holders_key(confirmation: Json, context: Context) -> PublicKey:
    """The key in `cnf` (RFC 7800, section 3): a JWK, or the name of a verification method. Raises `key.*`."""
    named = confirmation if isinstance(confirmation, dict) else {}
    jwk, name = named.get("jwk"), named.get("kid")
    if isinstance(jwk, dict):
        return read_jwk(jwk)
    if not isinstance(name, str) or not name.startswith("did:"):
        raise Unsupported("key.unsupported", {"kind": ", ".join(named)[:80] or "no key is named"})
    methods = context.controller(name.partition("#")[0]).methods
    if name not in methods:
        raise Malformed("key.malformed", {"reason": "the key is not there"})
    return methods[name].key


def read_disclosable(credential: Credential) -> Disclosable:
    """The claims, each with the disclosure that it needs. Raises what is wrong with the disclosures."""
    opened = open_sd_jwt(credential.raw)
    disclosed = opened.whole.disclosed
    claims = []
    for pointer, value in leaves(opened.claims, disclosed.__contains__):
        needed = next((each for each in upwards(pointer) if each in disclosed), None)
        claims.append(Claim(pointer, value, needed or pointer, always=needed is None))
    return Disclosable("sd-jwt", tuple(claims), holder=_confirmed(opened))


def derive_part(credential: Credential, pointers: Sequence[str], binding: Binding | None, at: datetime) -> bytes:
    """The credential with no more disclosures than `pointers` need (RFC 9901, section 7.2); an empty one names all.

    Where the credential is bound to the key of `binding`, that key signs for its reader and occasion (section 4.3).
    Raises Malformed `proof.pointer` for a pointer to what is not there.
    """
    opened = open_sd_jwt(credential.raw)
    said = {pointer for pointer, _ in leaves(opened.claims, opened.whole.disclosed.__contains__)}
    for pointer in pointers:
        if not is_above(pointer, said):
            raise Malformed("proof.pointer", {"pointer": pointer[:200], "reason": "it leads nowhere"})
    everything = [*opened.whole.disclosed] if "" in pointers else pointers
    chosen = sd_jwt_making.choose(opened.written, opened.whole, everything)
    if binding is not None and _confirmed(opened) == binding.key.public:
        said_for = {"audience": binding.audience, "nonce": binding.nonce}
        claims = sd_jwt_making.binding_claims(chosen, opened.payload, at=at, **said_for)
        header: JsonObject = {"typ": sd_jwt_making.KEY_BINDING_TYPE}
        chosen = replace(chosen, key_binding=jose.sign_as(header, claims, binding.key))
    if credential.raw.lstrip()[:1] == b"{":
        return json.dumps(sd_jwt_making.write_json_form(chosen)).encode()
    return sd_jwt_making.write_compact(chosen).encode()


def _confirmed(opened: Opened) -> PublicKey | None:
    """The holder's key as far as the credential itself says it; None for none, and for what would have to be asked."""
    named = opened.payload.get("cnf")
    jwk, name = (named.get("jwk"), named.get("kid")) if isinstance(named, dict) else (None, None)
    try:
        if isinstance(jwk, dict):
            return read_jwk(jwk)
        return read_did_key(name) if isinstance(name, str) else None
    except VerifierError:
        return None


def _types(document: JsonObject) -> list[str]:
    value = document.get("type", document.get("@type"))
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _objects(value: Json) -> tuple[JsonObject, ...]:
    return tuple(each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict))


def _id(value: Json) -> str | None:
    return _text(value.get("id") if isinstance(value, dict) else value)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _malformed(reason: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason})
