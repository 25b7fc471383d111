"""Logs of did:webvh identifiers of our own, written as a controller writes them: entry by entry, chained and signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.issuing import KEY, multikey_method
from tests.world import FakeWeb
from verifier.codec import data_integrity, jcs
from verifier.codec.keys import PrivateKey
from verifier.codec.moments import write_moment
from verifier.codec.webvh import multihash
from verifier.errors import Json, JsonObject

UPDATE = PrivateKey("Ed25519", bytes(range(2, 34)))
NEXT = PrivateKey("Ed25519", bytes(range(3, 35)))
STRANGER = PrivateKey("Ed25519", bytes(range(4, 36)))
WITNESSES = tuple(PrivateKey("Ed25519", bytes([number]) * 32) for number in range(1, 4))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = "{SCID}"


def proof_by(document: JsonObject, key: PrivateKey, **options: Json) -> JsonObject:
    """An eddsa-jcs-2022 proof by the did:key of `key`; `options` replace what it has (None: leave out)."""
    multikey = key.public.multikey
    proof: JsonObject = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "created": write_moment(BEGIN),
        "proofPurpose": "assertionMethod",
        **options,
    }
    proof = {name: value for name, value in proof.items() if value is not None}
    scheme = data_integrity.EDDSA["Ed25519"]
    message = data_integrity.jcs_hash(document, proof, scheme.hash_name)
    return {**proof, "proofValue": data_integrity.sign_value(key, message, scheme)}


def witness_list(threshold: int, *keys: PrivateKey) -> JsonObject:
    """The parameter that asks for witnesses."""
    return {"threshold": threshold, "witnesses": [{"id": f"did:key:{key.public.multikey}"} for key in keys]}


def key_hash(*keys: PrivateKey) -> list[Json]:
    """`nextKeyHashes` that promise these keys."""
    return [multihash(key.public.multikey.encode()) for key in keys]


@dataclass
class WebvhLog:
    """`did.jsonl` under way: the constructor writes the first entry, `add` one more, a day later each.

    `parts` is the identifier after the SCID. `lines` may be tampered with; `publish` puts the files on a FakeWeb.
    """

    parts: str = "school.example"
    parameters: JsonObject = field(default_factory=dict)
    key: PrivateKey = KEY
    lines: list[JsonObject] = field(default_factory=list)
    scid: str = ""

    def __post_init__(self) -> None:
        first: JsonObject = {
            "versionId": PLACE,
            "versionTime": write_moment(BEGIN),
            "parameters": {
                "method": "did:webvh:1.0",
                "scid": PLACE,
                "updateKeys": [UPDATE.public.multikey],
                **self.parameters,
            },
            "state": self.document(f"did:webvh:{PLACE}:{self.parts}", self.key),
        }
        self.scid = multihash(jcs.canonicalize(first))
        self._append(json.loads(json.dumps(first).replace(PLACE, self.scid)), UPDATE)

    @property
    def did(self) -> str:
        return f"did:webvh:{self.scid}:{self.parts}"

    @property
    def version_id(self) -> str:
        return str(self.lines[-1]["versionId"])

    def document(self, did: str, *keys: PrivateKey, known_as: Json = None) -> JsonObject:
        """A document that names each key for assertions; a key has the same name in every version."""
        named = [(f"{did}#{each.public.multikey[-8:]}", each) for each in keys]
        return {
            "@context": ["https://www.w3.org/ns/did/v1"],
            "id": did,
            "verificationMethod": [multikey_method(name, each, did) for name, each in named],
            "assertionMethod": [name for name, _ in named],
            **({} if known_as is None else {"alsoKnownAs": known_as}),
        }

    def method(self, key: PrivateKey = KEY) -> str:
        """The verification method of a key in `document`."""
        return f"{self.did}#{key.public.multikey[-8:]}"

    def add(
        self,
        parameters: JsonObject | None = None,
        by: PrivateKey = UPDATE,
        keys: Sequence[PrivateKey] = (KEY,),
        at: datetime | None = None,
        state: JsonObject | None = None,
        created: datetime | None = None,
    ) -> WebvhLog:
        """One more entry, signed by `by`, whose document has `keys` (or is `state`)."""
        time = at or BEGIN + timedelta(days=len(self.lines))
        entry: JsonObject = {
            "versionId": self.version_id,
            "versionTime": write_moment(time),
            "parameters": parameters or {},
            "state": state or self.document(self.did, *keys),
        }
        self._append(entry, by, created)
        return self

    def _append(self, entry: JsonObject, by: PrivateKey, created: datetime | None = None) -> None:
        previous = self.version_id if self.lines else self.scid
        entry["versionId"] = f"{len(self.lines) + 1}-{multihash(jcs.canonicalize({**entry, 'versionId': previous}))}"
        self.lines.append({**entry, "proof": [proof_by(entry, by, created=write_moment(created or BEGIN))]})

    def sign_again(self, by: PrivateKey = UPDATE, /, **options: Json) -> WebvhLog:
        """A new proof, with `options`, over the last entry as it now is."""
        entry = data_integrity.unsecured(self.lines[-1])
        self.lines[-1] = {**entry, "proof": [proof_by(entry, by, **options)]}
        return self

    @property
    def raw(self) -> bytes:
        return b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in self.lines)

    def publish(self, web: FakeWeb, folder: str = "https://school.example/.well-known") -> FakeWeb:
        web.put(f"{folder}/did.jsonl", self.raw, "text/jsonl")
        return web

    def witnessed(self, *signers: PrivateKey, version_id: str | None = None) -> list[Json]:
        """What `did-witness.json` holds once these agreed to the last version, or another one."""
        document: JsonObject = {"versionId": version_id or self.version_id}
        return [{**document, "proof": [proof_by(document, each) for each in signers]}]
