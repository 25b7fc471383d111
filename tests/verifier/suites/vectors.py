"""What the W3C's test vectors of the selective suites hold, and a context to run them in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from tests.needs import shared
from tests.world import NOW
from verifier.codec.selective import Disclosure, MakeLabels, Statements, hmac_labels, shuffled_labels
from verifier.errors import Json, JsonObject
from verifier.pipeline import verify_in
from verifier.policy import DEFAULT, Policy, Role
from verifier.visit import Visit
from verifier.world import World

HOLDER = Policy(name="holder", role=Role.HOLDER)


def context(policy: Policy = DEFAULT) -> Visit:
    """A verification with bundled contexts and without a network."""
    return Visit(World(NOW), policy, verify_in)


@dataclass(frozen=True)
class Vectors:
    """One example: its folder in ../shared/vectors, the files with its document and pointers, the one with the HMAC
    key, and how labels are made with that."""

    folder: str
    document: str
    mandatory: str
    selective: str
    material: str
    labels: Callable[[bytes], MakeLabels]

    @property
    def unsigned(self) -> JsonObject:
        """The document that was signed; the file of that name holds another wording in two of the examples."""
        signed, unsigned = self["addSignedSDBase"], cast(JsonObject, read(self.document))
        assert signed.keys() - {"proof"} == unsigned.keys()
        return {name: signed[name] for name in unsigned}

    def pointers(self, which: str) -> list[str]:
        return cast(list[str], read(which))

    @property
    def hmac_key(self) -> bytes:
        return bytes.fromhex(str(cast(JsonObject, read(self.material))["hmacKeyString"]))

    @property
    def statements(self) -> Statements:
        return Statements(self.unsigned, self.labels(self.hmac_key), context().load_context)

    @property
    def shown(self) -> Disclosure:
        """What a holder shows of it."""
        return self.statements.disclose(self.pointers(self.mandatory), self.pointers(self.selective))

    def __getitem__(self, name: str) -> JsonObject:
        return cast(JsonObject, read(f"{self.folder}/{name}.json"))

    def lines(self, name: str) -> list[str]:
        return cast(list[str], read(f"{self.folder}/{name}.json"))

    def __str__(self) -> str:
        return self.folder


def read(path: str) -> Json:
    text = shared("vectors", *path.split("/")).read_text("utf-8")
    return cast(Json, json.loads(text))


def by_place(value: Json) -> dict[int, str]:
    """A JavaScript map, as the vectors write it: place -> line."""
    assert isinstance(value, dict)
    return {int(place): line for place, line in cast(list[tuple[int, str]], value["value"])}


def proof_of(document: JsonObject) -> JsonObject:
    return cast(JsonObject, document["proof"])


BBS = "vc-di-bbs"
BBS_KEYS = f"{BBS}/BBSKeyMaterial.json"
ECDSA = "vc-di-ecdsa"
ECDSA_KEYS = f"{ECDSA}/ecdsa-sd-2023/SDKeyMaterial.json"


def _bbs(folder: str, *names: str) -> Vectors:
    document, mandatory, selective = (f"{BBS}/{name}.json" for name in names)
    return Vectors(folder, document, mandatory, selective, BBS_KEYS, shuffled_labels)


def _ecdsa(folder: str, *names: str) -> Vectors:
    document, mandatory, selective = (f"{ECDSA}/{name}.json" for name in names)
    return Vectors(f"{ECDSA}/ecdsa-sd-2023/{folder}", document, mandatory, selective, ECDSA_KEYS, hmac_labels)


_LICENSE = [f"FeatureInputs/license{name}" for name in ("", "Mandatory", "Selective")]
BBS_BASELINE = [
    _bbs(BBS, "windDoc", "windMandatory", "windSelective"),
    _bbs(f"{BBS}/prc", "prCredUnsigned", "prCredMandatory", "prCredSelective"),
]
BBS_OTHERS = [_bbs(f"{BBS}/{feature}", *_LICENSE) for feature in ("HolderBinding", "Pseudonym", "PseudonymHB")]
ECDSA_SD = [
    _ecdsa("employ", "employmentAuth", "employMandatory", "employSelective"),
    _ecdsa("prc", "prCredUnsigned", "prCredMandatory", "prCredSelective"),
]
