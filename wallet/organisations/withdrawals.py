"""The decisions that an organisation withdrew: a list with a bit for each, signed, and read by whoever verifies one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from verifier import World, issue
from verifier.codec.bitstrings import decode_bitstring, list_credential, list_entry
from verifier.errors import JsonObject
from wallet.organisations.signing import SUITE, hosted_did, method_of, signing_key
from wallet.service import Service

ENTRIES = 131_072  # Bitstring Status List 1.0, section 6.1: fewer would point at people
PURPOSE = "revocation"


def status_url(public_url: str, organisation_id: str, did: str) -> str:
    """Where the list that is signed under `did` lies."""
    return f"{public_url}/organisations/{organisation_id}/status/{tag_of(did)}.json"


def tag_of(did: str) -> str:
    """What the list of an identifier is called in its address."""
    return sha256(did.encode()).hexdigest()[:16]


def entry_of(public_url: str, organisation_id: str, did: str, position: int) -> JsonObject:
    """What a credential that is issued under `did` says of its place in the list (section 2.1)."""
    return list_entry(status_url(public_url, organisation_id, did), PURPOSE, position)


def empty_lists(service: Service, organisation_id: str, organisation_key: bytes) -> dict[str, str]:
    """The lists of an organisation that withdrew nothing: one, under its identifier at this service."""
    did = hosted_did(service.settings.public_url, organisation_id)
    return sign_lists(service, organisation_id, organisation_key, [did], bytes(ENTRIES // 8))


def with_bit(lists: Mapping[str, str], position: int) -> bytes:
    """The bits of signed lists with one more set."""
    bits = bytearray(bits_of(lists))
    bits[position // 8] |= 1 << (7 - position % 8)
    return bytes(bits)


def bits_of(lists: Mapping[str, str]) -> bytes:
    """The bits of lists that we signed: they are the same in each."""
    return decode_bitstring(json.loads(next(iter(lists.values())))["credentialSubject"]["encodedList"])


def sign_lists(
    service: Service, organisation_id: str, organisation_key: bytes, dids: Iterable[str], bits: bytes
) -> dict[str, str]:
    """Identifier -> the list as a credential under it (section 2.2), JSON. What was issued under one of them is looked
    up in its own: another issuer's list is a fact that readers may refuse."""
    key, now = signing_key(organisation_key), service.now()
    signed = {}
    for did in dids:
        url = status_url(service.settings.public_url, organisation_id, did)
        document = list_credential(url, did, PURPOSE, bits, now)
        whole = issue(document, key, method_of(did, key.public.multikey), SUITE, World(now))
        signed[did] = json.dumps(whole, ensure_ascii=False)
    return signed
