"""The list of decisions that an organisation withdrew: one bit for each, signed, and read by whoever verifies one."""

from __future__ import annotations

import json

from verifier import World, issue
from verifier.codec.bitstrings import decode_bitstring, list_credential, list_entry
from verifier.errors import JsonObject
from wallet.organisations.signing import SUITE, hosted_did, method_of, signing_key
from wallet.service import Service

ENTRIES = 131_072  # Bitstring Status List 1.0, section 6.1: fewer would point at people
PURPOSE = "revocation"


def status_url(public_url: str, organisation_id: str) -> str:
    """Where the list lies."""
    return f"{public_url}/organisations/{organisation_id}/status.json"


def entry_of(public_url: str, organisation_id: str, position: int) -> JsonObject:
    """What a credential says of its place in the list (section 2.1)."""
    return list_entry(status_url(public_url, organisation_id), PURPOSE, position)


def empty_list(service: Service, organisation_id: str, organisation_key: bytes) -> bytes:
    """The list of an organisation that withdrew nothing, signed under its identifier at this service."""
    did = hosted_did(service.settings.public_url, organisation_id)
    return sign_list(service, organisation_id, organisation_key, did, bytes(ENTRIES // 8))


def with_bit(signed_list: bytes, position: int) -> bytes:
    """The bits of a signed list with one more set."""
    bits = bytearray(bits_of(signed_list))
    bits[position // 8] |= 1 << (7 - position % 8)
    return bytes(bits)


def bits_of(signed_list: bytes) -> bytes:
    """The bits of a list that we signed."""
    return decode_bitstring(json.loads(signed_list)["credentialSubject"]["encodedList"])


def sign_list(service: Service, organisation_id: str, organisation_key: bytes, did: str, bits: bytes) -> bytes:
    """The list as a credential under `did` (section 2.2): JSON in UTF-8."""
    url, key, now = (
        status_url(service.settings.public_url, organisation_id),
        signing_key(organisation_key),
        service.now(),
    )
    document = list_credential(url, did, PURPOSE, bits, now)
    signed = issue(document, key, method_of(did, key.public.multikey), SUITE, World(now))
    return json.dumps(signed, ensure_ascii=False).encode()
