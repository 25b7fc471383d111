"""The demo's issuers: did:web and did:key, signed credentials, a live status list; one JSON file on the public side."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import TypedDict
from urllib.parse import quote, urlsplit
from uuid import uuid4

from verifier import World, issue
from verifier.codec import sd_jwt_making
from verifier.codec.bitstrings import list_credential, list_entry
from verifier.codec.jose import sign_as, sign_compact
from verifier.codec.keys import PrivateKey, PublicKey, generate, write_jwk
from verifier.codec.sd_jwt import SdJwt
from verifier.errors import Json, JsonObject
from wallet.demo.conformance import check_issuable
from wallet.demo.signers import JOSE, PURPOSES, WITH_KEYS, Signer

V2 = "https://www.w3.org/ns/credentials/v2"
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
LIST_ENTRIES = 131_072
# A list is in force from a little before it was asked for: who asks began to check a moment ago, by a clock that may be
# behind.
LIST_SINCE = timedelta(minutes=5)
# Suite -> the type of its verification methods, and the context that has it.
_MULTIKEY = ("Multikey", "https://w3id.org/security/multikey/v1")
_KINDS = {
    JOSE: ("JsonWebKey", "https://w3id.org/security/jwk/v1"),
    "Ed25519Signature2020": ("Ed25519VerificationKey2020", ED25519_2020),
}


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
            bits = {purpose: b64encode(bytes(LIST_ENTRIES // 8)).decode() for purpose in PURPOSES}
            self._state = {"public_url": public_url, "seeds": {}, "next_index": 1, "indexes": {}, "bits": bits}
        missing = [each for each in WITH_KEYS.values() if each.name not in self._state["seeds"]]
        for each in missing:
            self._state["seeds"][each.name] = b64encode(generate(each.curve).secret).decode()
        if missing:
            self._save()

    def did(self, name: str) -> str:
        """The issuer's did:key, or its did:web under our own address. KeyError for an unknown one."""
        if WITH_KEYS[name].by_key:
            return f"did:key:{self._key(name).public.multikey}"
        return f"did:web:{quote(urlsplit(self._url).netloc, safe='')}:issuer:{name}"

    def did_document(self, name: str) -> JsonObject:
        """The did:web document with all keys of the issuer. KeyError for an unknown one, and for one by its key."""
        did, signer = self.did(name), WITH_KEYS[name]
        if signer.by_key:
            raise KeyError(name)
        names = [each.name for each in WITH_KEYS.values() if each.issuer == name]
        return {
            "@context": ["https://www.w3.org/ns/did/v1", _KINDS.get(signer.suite, _MULTIKEY)[1]],
            "id": did,
            "verificationMethod": [self._verification_method(each) for each in names],
            "assertionMethod": [self._method(each) for each in names],
        }

    def _verification_method(self, name: str) -> JsonObject:
        key, signer = self._key(name).public, WITH_KEYS[name]
        kind = _KINDS.get(signer.suite, _MULTIKEY)[0]
        method: JsonObject = {"id": self._method(name), "type": kind, "controller": self.did(signer.issuer)}
        if signer.suite == JOSE:
            return {**method, "publicKeyJwk": {**write_jwk(key), "kid": key.thumbprint}}
        return {**method, "publicKeyMultibase": key.multikey}

    def issue(
        self, signer: Signer, document: JsonObject, mandatory_pointers: Sequence[str] | None = None
    ) -> JsonObject:
        """The credential, signed. The status entry is put in where it is missing and the signer has a list.

        The issuer is always the signer itself, in the place of whomever the credential names: nobody signs for another.
        `mandatory_pointers` as in `verifier.issue`. Raises Malformed `structure.*` for what is not conformant,
        `proof.pointer`.
        """
        document, did = dict(document), self.did(signer.issuer)
        named = document.setdefault("issuer", did)
        if isinstance(named, dict):
            document["issuer"] = {"id": did, **named}
        contexts = document.get("@context")
        is_v2 = isinstance(contexts, list) and V2 in contexts[:1]
        if isinstance(contexts, list):
            document["@context"] = _with_terms_of(signer.suite, contexts, is_v2=is_v2)
        world = World(self._now())
        check_issuable(document, world)
        document["issuer"] = {**named, "id": did} if isinstance(named, dict) else did
        if signer.purposes and is_v2 and "credentialStatus" not in document:
            entries = self._new_entries(signer, document)
            document["credentialStatus"] = entries if len(entries) > 1 else entries[0]
        if signer.suite == JOSE:
            return self._envelop(signer, document)
        return issue(
            document, self._key(signer.name), self._method(signer.name), signer.suite, world, mandatory_pointers
        )

    def _envelop(self, signer: Signer, document: JsonObject) -> JsonObject:
        """The credential as a JWT (Securing VCs using JOSE and COSE, section 3.1.1) in an envelope."""
        header: JsonObject = {"typ": "vc+jwt", "cty": "vc", "kid": self._method(signer.name)}
        payload = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        token = sign_compact(header, payload, self._key(signer.name), "ES256")
        return {
            "@context": [V2],
            "id": f"data:application/vc+jwt,{token}",
            "type": "EnvelopedVerifiableCredential",
        }

    def issue_sd_jwt(self, signer: Signer, claims: JsonObject, concealed: Sequence[str], holder: PublicKey) -> bytes:
        """An SD-JWT VC in compact form: `claims`, each value that a JSON pointer of `concealed` names under a digest,
        bound to the holder's key (RFC 9901, section 4.1.2)."""
        jwk: JsonObject = {**write_jwk(holder)}
        whole: JsonObject = {"iss": self.did(signer.issuer), **claims, "cnf": {"jwk": jwk}}
        made = sd_jwt_making.conceal(whole, concealed, decoys=1)
        header: JsonObject = {"typ": "dc+sd-jwt", "kid": self._method(signer.name)}
        token = sign_as(header, made.payload, self._key(signer.name))
        return sd_jwt_making.write_compact(SdJwt((token,), made.disclosures)).encode()

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
        document = list_credential(url, self.did(name), purpose, bits, self._now() - LIST_SINCE)
        return issue(document, self._key(name), self._method(name), "eddsa-rdfc-2022", World(self._now()))

    def _new_entries(self, signer: Signer, document: JsonObject) -> list[Json]:
        name = signer.issuer
        with self._lock:
            index = self._state["next_index"]
            self._state["next_index"] = index + 1
            identifier = document.setdefault("id", f"urn:uuid:{uuid4()}")
            self._state["indexes"][str(identifier)] = index
            self._save()
        return [list_entry(self._list_url(name, each), each, index) for each in signer.purposes]

    def _list_url(self, name: str, purpose: str) -> str:
        return f"{self._url}/issuer/{name}/status/{purpose}"

    def _key(self, name: str) -> PrivateKey:
        return PrivateKey(WITH_KEYS[name].curve, b64decode(self._state["seeds"][name]))

    def _method(self, name: str) -> str:
        key = self._key(name).public
        return f"{self.did(WITH_KEYS[name].issuer)}#{key.thumbprint if WITH_KEYS[name].suite == JOSE else key.multikey}"

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(self._state, out)
        draft.replace(self._file)


def _with_terms_of(suite: str, contexts: list[Json], *, is_v2: bool) -> list[Json]:
    """The contexts, and the one with the words of the suite's proof where they lack it."""
    needed = ED25519_2020 if suite == "Ed25519Signature2020" else None if is_v2 or suite == JOSE else DATA_INTEGRITY
    return [*contexts, needed] if needed and needed not in contexts else contexts
