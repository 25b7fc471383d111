"""Bitstring Status List 1.0 (section 3.2) and StatusList2021, the draft that it grew out of: one algorithm, two names.

The signed entry delegates by URL: a list by another issuer, or whose id is not its address, is a fact that is shown.
The list itself must verify under its own issuer, now, with the right types and purpose; anything else is unknown,
never green.
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

TYPES = frozenset({"BitstringStatusListEntry", "StatusList2021Entry"})
_LIST_TYPES = frozenset({"BitstringStatusListCredential", "StatusList2021Credential"})
_SUBJECT_TYPES = frozenset({"BitstringStatusList", "StatusList2021"})
_CODES = {"revocation": "status.revoked", "suspension": "status.suspended"}
_NEVER_FAIL = frozenset({"message", "refresh"})
# Section 3.2, step 2 refuses shorter lists, which point at the learner. That harms privacy and not truth, and real
# issuers publish lists of 100,000: it is a fact, so that a revoked credential is not called undecided.
_FEWEST_ENTRIES = 131_072
_MAX_SIZE = 64


def check_entry(entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
    """Look up one entry.

    Raises Invalid `status.revoked`, `status.suspended`, `status.set`; Unreachable `status.unreachable` or
    `status.unusable`; Malformed `status.malformed` for an entry that says nothing usable.
    """
    purpose, url, index, size = _read_entry(entry)
    raw = context.fetch(url, code="status.unreachable", accept="application/vc+ld+json, application/json")
    try:
        signed_list, facts = _verified_list(raw, url, credential, context)
        bits = _bits(signed_list, purpose)
        value = read_entry(bits, index, size)
    except (Malformed, Invalid, Unsupported) as error:
        raise Unreachable("status.unusable", {"list": url, "because": error.code, **error.facts}) from error
    facts = {"purpose": purpose, "list": url, "index": index, "value": value, **facts}
    if len(bits) * 8 // size < _FEWEST_ENTRIES:
        facts["list_entries"] = len(bits) * 8 // size
    if purpose == "message":
        facts["message"] = _message(entry, value)
    if value and purpose not in _NEVER_FAIL:
        raise Invalid(_CODES.get(purpose, "status.set"), facts)
    return facts


def _read_entry(entry: JsonObject) -> tuple[str, str, int, int]:
    purpose, url = entry.get("statusPurpose"), entry.get("statusListCredential")
    if not isinstance(purpose, str) or not isinstance(url, str):
        raise Malformed("status.malformed", {"reason": "the entry names no purpose or no list"})
    index, size = _count(entry.get("statusListIndex")), _count(entry.get("statusSize", 1))
    if index is None or not size or size > _MAX_SIZE:
        raise Malformed("status.malformed", {"reason": "the entry names no index"})
    return purpose, url, index, size


def _count(value: Json) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= len("4294967295"):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _verified_list(
    raw: bytes, url: str, credential: Credential, context: Context
) -> tuple[JsonObject, dict[str, Fact]]:
    signed_list, report = context.verify(raw, replace(context.policy, audience=None, nonce=None))
    if report.verdict is not Verdict.VALID:
        raise Malformed("status.list_unverified", {"list": url, "list_code": report.code})
    document = read_document(signed_list.claims).value
    if not isinstance(document, dict):
        raise Malformed("status.not_a_list", {"list": url})
    types = document.get("type")
    if _LIST_TYPES.isdisjoint(types if isinstance(types, list) else [types]):
        raise Malformed("status.not_a_list", {"list": url})
    facts: dict[str, Fact] = {"list_issuer": signed_list.issuer}
    if signed_list.issuer != credential.issuer:
        facts["other_issuer"] = True
        if context.policy.issuers_lists_only:
            raise Malformed("status.foreign_list", {"list": url})
    if document.get("id") != url:
        facts["list_id"] = str(document.get("id"))[:300]
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        raise Malformed("status.not_a_list", {"list": url})
    return subject, facts


def _bits(subject: JsonObject, purpose: str) -> bytes:
    types, purposes, encoded = subject.get("type"), subject.get("statusPurpose"), subject.get("encodedList")
    if _SUBJECT_TYPES.isdisjoint(types if isinstance(types, list) else [types]) or not isinstance(encoded, str):
        raise Malformed("status.not_a_list")
    if purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        raise Malformed("status.other_purpose", {"purpose": purpose})
    return decode_bitstring(encoded)


def _message(entry: JsonObject, value: int) -> str | None:
    messages = entry.get("statusMessage")
    for each in messages if isinstance(messages, list) else []:
        if isinstance(each, dict) and isinstance(each.get("status"), str) and isinstance(each.get("message"), str):
            try:
                if int(str(each["status"]), 16) == value:
                    return str(each["message"])[:300]
            except ValueError:
                continue
    return None
