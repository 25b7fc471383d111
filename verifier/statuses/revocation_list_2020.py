"""Revocation List 2020 (W3C CCG): the bits of StatusList2021 under other names, zlib or gzip in plain base64.

The signed entry delegates by URL: a list by another issuer, or whose id is not its address, is a fact that is shown.
The list itself must verify under its own issuer, now; anything else is unknown, never green.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from verifier.codec.bitstrings import decode_bitstring, read_entry
from verifier.codec.pointer import read_document
from verifier.context import Context
from verifier.credential import Credential
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported
from verifier.report import Verdict

TYPES = frozenset({"RevocationList2020Status"})
_LIST_TYPE, _SUBJECT_TYPE = "RevocationList2020Credential", "RevocationList2020"


def check_entry(entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
    """Raises Invalid `status.revoked`; Unreachable `status.unreachable`, `status.unusable`; Malformed
    `status.malformed`."""
    url, index = entry.get("revocationListCredential"), _count(entry.get("revocationListIndex"))
    if not isinstance(url, str) or index is None:
        raise Malformed("status.malformed", {"reason": "the entry names no index"})
    raw = context.fetch(url, code="status.unreachable", accept="application/vc+ld+json, application/json")
    try:
        encoded, facts = _verified_list(raw, url, credential, context)
        value = read_entry(decode_bitstring(encoded), index)
    except (Malformed, Invalid, Unsupported) as error:
        raise Unreachable("status.unusable", {"list": url[:300], "because": error.code, **error.facts}) from error
    facts = {"purpose": "revocation", "list": url[:300], "index": index, "value": value, **facts}
    if value:
        raise Invalid("status.revoked", facts)
    return facts


def _count(value: Json) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= len("4294967295"):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _verified_list(raw: bytes, url: str, credential: Credential, context: Context) -> tuple[str, dict[str, Fact]]:
    signed_list, report = context.verify(raw, replace(context.policy, audience=None, nonce=None))
    if report.verdict is not Verdict.VALID:
        raise Malformed("status.list_unverified", {"list": url[:300], "list_code": report.code})
    document = read_document(signed_list.claims)
    subject = document["credentialSubject"].value
    encoded = subject.get("encodedList") if isinstance(subject, dict) else None
    if _LIST_TYPE not in _types(document.value) or _SUBJECT_TYPE not in _types(subject) or not isinstance(encoded, str):
        raise Malformed("status.not_a_list", {"list": url[:300]})
    facts: dict[str, Fact] = {"list_issuer": signed_list.issuer}
    if signed_list.issuer != credential.issuer:
        facts["other_issuer"] = True
        if context.policy.issuers_lists_only:
            raise Malformed("status.foreign_list", {"list": url[:300]})
    if document["id"].value != url:
        facts["list_id"] = str(document["id"].value)[:300]
    return encoded, facts


def _types(entry: Json) -> list[Json]:
    value = entry.get("type") if isinstance(entry, dict) else None
    return value if isinstance(value, list) else [value]
