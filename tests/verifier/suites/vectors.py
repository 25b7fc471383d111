"""What the W3C's test vectors of the selective suites hold, and a context to run them in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import cast

from tests.needs import shared
from tests.world import NOW
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
    """One example: its folder in ../shared/vectors, and the files with its document and pointers."""

    folder: str
    document: str
    mandatory: str
    selective: str

    @property
    def unsigned(self) -> JsonObject:
        """The document that was signed; the file of that name holds another wording in two of the examples."""
        signed, unsigned = self["addSignedSDBase"], cast(JsonObject, read(self.document))
        assert signed.keys() - {"proof"} == unsigned.keys()
        return {name: signed[name] for name in unsigned}

    def pointers(self, which: str) -> list[str]:
        return cast(list[str], read(which))

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
