"""The demo's issuers: did:web keys, signed credentials, a live status list; one JSON file on the public side."""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import TypedDict
from urllib.parse import quote, urlsplit
from uuid import uuid4

from verifier import World, issue
from verifier.codec.bitstrings import encode_bitstring
from verifier.codec.keys import PrivateKey
from verifier.codec.moments import write_moment
from verifier.errors import Json, JsonObject, Malformed

V2 = "https://www.w3.org/ns/credentials/v2"
LIST_ENTRIES = 131_072
PURPOSES = ("revocation", "suspension")
# A list is in force from a little before it was asked for: who asks began to check a moment ago, by a clock that may be
# behind.
LIST_SINCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Signer:
    """One issuer: the name in its addresses, the suite that it signs with, whether it adds a status entry."""

    name: str
    suite: str
    has_status: bool = False


# What `GET /issuer` names: one endpoint for each suite that is built, and one that adds a status entry.
SIGNERS = {
    each.name: each
    for each in (
        Signer("eddsa-rdfc-2022", "eddsa-rdfc-2022"),
        Signer("ed25519-signature-2020", "Ed25519Signature2020"),
        Signer("bitstring", "eddsa-rdfc-2022", has_status=True),
    )
}
# The institution on the demo's shelf; its endpoint is used by the shelf alone.
UNIVERSITY = Signer("university", "eddsa-rdfc-2022", has_status=True)


class _State(TypedDict):
    public_url: str
    seeds: dict[str, str]
    next_index: int
    indexes: dict[str, int]
    bits: dict[str, str]


class WrongAddress(Exception):
    """The folder holds issuers of another address, whose keys would not be found under this one."""


class Issuers:
    """Every issuer of one demo. Thread-safe; each change is on disk before it is answered."""

    def __init__(self, file: Path, public_url: str, now: Callable[[], datetime]) -> None:
        """Raises WrongAddress where `file` was made for another `public_url`."""
        self._file = file
        self._url = public_url
        self._now = now
        self._lock = RLock()
        if file.exists():
            self._state: _State = json.loads(file.read_text("utf-8"))
            if self._state["public_url"] != public_url:
                raise WrongAddress(self._state["public_url"])
        else:
            names = [*SIGNERS, UNIVERSITY.name]
            seeds = {name: b64encode(secrets.token_bytes(32)).decode() for name in names}
            bits = {purpose: b64encode(bytes(LIST_ENTRIES // 8)).decode() for purpose in PURPOSES}
            self._state = {"public_url": public_url, "seeds": seeds, "next_index": 1, "indexes": {}, "bits": bits}
            self._save()

    def did(self, name: str) -> str:
        """The issuer's did:web under our own address. KeyError for an unknown one."""
        self._state["seeds"][name]
        return f"did:web:{quote(urlsplit(self._url).netloc, safe='')}:issuer:{name}"

    def did_document(self, name: str) -> JsonObject:
        """The DID document. KeyError for an unknown issuer."""
        did, key = self.did(name), self._key(name)
        method: JsonObject = {
            "id": self._method(name),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.public.multikey,
        }
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": did,
            "verificationMethod": [method],
            "assertionMethod": [self._method(name)],
        }

    def issue(self, signer: Signer, document: JsonObject) -> JsonObject:
        """The credential, signed. Issuer and (where the signer has a list) status entry are put in where missing.

        Raises Malformed `structure.*` for what is not conformant, `structure.foreign_issuer` for another's identifier.
        """
        document = dict(document)
        issuer = document.setdefault("issuer", self.did(signer.name))
        if isinstance(issuer, dict):
            document["issuer"] = issuer = {"id": self.did(signer.name), **issuer}
        identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
        if identifier != self.did(signer.name):
            raise Malformed("structure.foreign_issuer", {"issuer": str(identifier)[:200]})
        contexts = document.get("@context")
        is_v2 = isinstance(contexts, list) and V2 in contexts[:1]
        if signer.has_status and is_v2 and "credentialStatus" not in document:
            document["credentialStatus"] = self._new_entries(signer.name, document)
        key = self._key(signer.name)
        return issue(document, key, self._method(signer.name), signer.suite, World(self._now()))

    def set_status(self, credential_id: str, purpose: str, value: bool) -> None:
        """Flip one bit of the live list. KeyError for a credential or purpose that is not there."""
        with self._lock:
            index = self._state["indexes"][credential_id]
            bits = bytearray(b64decode(self._state["bits"][purpose]))
            mask = 1 << (7 - index % 8)
            bits[index // 8] = bits[index // 8] | mask if value else bits[index // 8] & ~mask
            self._state["bits"][purpose] = b64encode(bytes(bits)).decode()
            self._save()

    def status(self, credential_id: str) -> dict[str, bool]:
        """Purpose -> whether the bit is set. KeyError for a credential that is not there."""
        with self._lock:
            index = self._state["indexes"][credential_id]
            lists = {purpose: b64decode(bits) for purpose, bits in self._state["bits"].items()}
        return {purpose: bool(bits[index // 8] >> (7 - index % 8) & 1) for purpose, bits in lists.items()}

    def status_list(self, name: str, purpose: str) -> JsonObject:
        """The signed list as it stands now. KeyError for an unknown issuer or purpose."""
        with self._lock:
            bits = b64decode(self._state["bits"][purpose])
        url = self._list_url(name, purpose)
        document: JsonObject = {
            "@context": [V2],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.did(name),
            "validFrom": write_moment(self._now() - LIST_SINCE),
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": encode_bitstring(bits),
            },
        }
        return issue(document, self._key(name), self._method(name), "eddsa-rdfc-2022", World(self._now()))

    def _new_entries(self, name: str, document: JsonObject) -> list[Json]:
        with self._lock:
            index = self._state["next_index"]
            self._state["next_index"] = index + 1
            identifier = document.setdefault("id", f"urn:uuid:{uuid4()}")
            self._state["indexes"][str(identifier)] = index
            self._save()
        return [
            {
                "id": f"{self._list_url(name, purpose)}#{index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": str(index),
                "statusListCredential": self._list_url(name, purpose),
            }
            for purpose in PURPOSES
        ]

    def _list_url(self, name: str, purpose: str) -> str:
        return f"{self._url}/issuer/{name}/status/{purpose}"

    def _key(self, name: str) -> PrivateKey:
        return PrivateKey("Ed25519", b64decode(self._state["seeds"][name]))

    def _method(self, name: str) -> str:
        return f"{self.did(name)}#{self._key(name).public.multikey}"

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(self._state, out)
        draft.replace(self._file)
