"""Credentials and presentations as JSON Web Tokens.

By the header's `typ`: `vc+jwt` and `vp+jwt` (Securing Verifiable Credentials using JOSE and COSE, section 3.1), whose
payload is the document; `JWT` or none, whose payload is it, too, or has it as `vc` or `vp` (VC Data Model 1.1, section
6.3.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from verifier import w3c_payloads
from verifier.codec import jose
from verifier.codec.json_text import read_json
from verifier.codec.jwt_claims import read_key_name, read_type
from verifier.codec.key_binding import check_occasion
from verifier.codec.keys import PublicKey
from verifier.context import Context
from verifier.credential import Credential, Proof
from verifier.errors import Fact, Json, JsonObject, Malformed, Unsupported

NAME = "vc_jwt"
# What the token's type says that the payload is; drafts called the first two otherwise.
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("vc+jwt", "vc+ld+json+jwt", "vc+ld+jwt", "vc-ld+jwt"), "vc"),
    **dict.fromkeys(("vp+jwt", "vp+ld+json+jwt", "vp+ld+jwt", "vp-ld+jwt"), "vp"),
    **dict.fromkeys(("jwt", "jose"), ""),
}
_CONTENT: Mapping[str, frozenset[str]] = {
    "vc": frozenset({"vc", "vc+ld+json", "ld+json", "json"}),
    "vp": frozenset({"vp", "vp+ld+json", "ld+json", "json"}),
}
_START = b"eyJ"  # `{"` in base64url, as every header begins
_MARK = b"\xef\xbb\xbf"  # that some editors write before a text
_PARTS_ENCRYPTED = 5


def recognises(raw: bytes, document: Json) -> bool:
    """What begins as a compact token; one with disclosures is another format's."""
    return document is None and raw.removeprefix(_MARK).lstrip().startswith(_START) and b"~" not in raw


def _text(raw: bytes) -> str:
    try:
        return raw.removeprefix(_MARK).strip().decode("ascii")
    except UnicodeDecodeError as error:
        raise Malformed("structure.encoding") from error


def _open(raw: bytes) -> tuple[jose.Jws, w3c_payloads.Payload]:
    """Raises Malformed `proof.malformed`, `structure.not_a_credential` and what reading JSON raises."""
    text = _text(raw)
    if text.count(".") == _PARTS_ENCRYPTED - 1:
        raise Unsupported("structure.unsupported", {"kind": "jwe"})
    signed = jose.read_compact(text)
    claims = read_json(signed.payload)
    if not isinstance(claims, dict):
        raise Malformed("structure.not_a_credential")
    return signed, w3c_payloads.open_payload(claims, signed.payload)


def read_credential(raw: bytes, document: Json) -> Credential:  # noqa: ARG001  (as every format is asked)
    """The parts; what is wrong with them is said by the steps. Raises as a token that cannot be read does."""
    signed, payload = _open(raw)
    chain = jose.chain_of(signed)

    def prove(purpose: str) -> Proof:
        return Proof(signed.algorithm, read_key_name(signed.header), purpose, signed.protected, chain, by_name=True)

    return w3c_payloads.read_parts(raw, NAME, payload, prove)


def check_structure(credential: Credential, context: Context) -> Mapping[str, Fact]:  # noqa: ARG001  (as every format is asked)
    """Whether it is a credential or presentation, laid out as its type says, and says consistently whose.

    Raises Malformed `structure.not_a_credential`, `structure.malformed`, `structure.date`; and `proof.algorithm`, which
    no key can mend, so that it is said where the key is not to be had, too.
    """
    signed, payload = _open(credential.raw)
    facts = w3c_payloads.check_document(payload, read_key_name(signed.header))
    _check_type(signed.protected, payload)
    with suppress(Unsupported):  # said by the proof
        jose.check_algorithm(signed.algorithm)
    return facts


def _check_type(header: JsonObject, payload: w3c_payloads.Payload) -> None:
    """VC-JOSE-COSE, section 3.1.1: type and content type are those of what is inside."""
    kind = _TYPES.get(read_type(header) or "") if "typ" in header else ""
    if kind is None:
        raise _malformed("its type is not that of a credential")
    if not kind:
        return
    if kind != ("vp" if payload.is_presentation else "vc"):
        raise _malformed("its type is that of something else")
    if payload.layer is not None:
        raise _malformed("its type says that the payload is the credential")
    content = header.get("cty", kind)
    name = content.lower().removeprefix("application/") if isinstance(content, str) else ""
    if name not in _CONTENT[kind]:
        raise _malformed("its content type is that of something else")


def verify_proof(credential: Credential, proof: Proof, key: PublicKey, context: Context) -> None:  # noqa: ARG001  (as every format is asked)
    """The token's signature. Raises as `jose.verify` does."""
    jose.verify(jose.read_compact(_text(credential.raw)), key)


def check_holder(credential: Credential, context: Context) -> Mapping[str, Fact] | None:
    """Of a presentation, for whom and what it was signed (`aud`, `nonce`); None for a credential.

    Raises Invalid `holder.mismatch`, Malformed `holder.malformed`.
    """
    if not credential.is_presentation:
        return None
    return check_occasion(credential.claims, context.at, context.policy.audience, context.policy.nonce)


def _malformed(reason: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, "path": "typ"})
