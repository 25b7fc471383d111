"""Single bytes of good credentials changed, and which of those changes are harmless.

Harmless is what leaves the signed content and the proof as they were:

- white space and the order of members, escapes and ways to write a number, in JSON;
- what is the same RDF data set under the same proofs, for suites that sign that;
- white space around a compact signature, and bytes of a picture beside the credential in it;
- one proof of several made unsupported, where another still secures the whole;
- a hosted badge's pasted copy: what its address answers is what is judged.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.needs import shared
from verifier import Policy, Report, World, examine
from verifier.codec import jcs, jsonld, rdfc
from verifier.codec.data_integrity import proofs_of, unsecured
from verifier.codec.json_text import read_json
from verifier.codec.moments import read_moment
from verifier.context import Context
from verifier.errors import Json, JsonObject, VerifierError
from verifier.files import folder_contexts, folder_fetch, read_keys
from verifier.pipeline import verify_in
from verifier.plugins import all_suites
from verifier.policy import DEFAULT
from verifier.reading import read_parts
from verifier.visit import Visit

SMALL = 8 * 1024  # bytes: of these, every byte is changed by scripts/fuzz
_AT = read_moment("2026-11-21T22:00:00Z")


@dataclass(frozen=True)
class Item:
    """One item of the corpus that is valid, with what makes it so."""

    id: str
    kind: str
    file: Path
    world: World
    policy: Policy

    @property
    def raw(self) -> bytes:
        return self.file.read_bytes()

    def report(self, raw: bytes) -> Report:
        return examine(raw, self.world, self.policy).report


def valid_items() -> list[Item]:
    """Every item of the corpus that the corpus calls verified, the smallest first."""
    corpus = shared("corpus")
    world = World(_AT, folder_fetch(corpus / "resources"), folder_contexts(corpus / "contexts"))
    with_keys = World(_AT, world.fetch, world.contexts, read_keys(corpus / "keys.json"))
    items = []
    for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["id"].startswith("blockcerts-"):
            continue  # named and undecided, never valid
        kind = f"{row['format']} {'+'.join(row.get('securing') or [])}"
        if row["found"] == ["verified"]:
            items.append(Item(row["id"], kind, corpus / row["file"], world, Policy()))
        elif row.get("found_with_keys") == ["verified"]:
            items.append(Item(row["id"], kind, corpus / row["file"], with_keys, Policy(accept_key=True)))
    return sorted(items, key=lambda item: (item.file.stat().st_size, item.id))


def every_item() -> list[Item]:
    """Every file of the corpus, whatever it is."""
    corpus = shared("corpus")
    world = World(_AT, folder_fetch(corpus / "resources"), folder_contexts(corpus / "contexts"))
    rows = [json.loads(line) for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines()]
    items = [Item(row["id"], str(row["format"]), corpus / row["file"], world, Policy()) for row in rows]
    return [item for item in items if item.raw]


def one_of_each_kind() -> list[Item]:
    """The smallest valid item of each format and suite."""
    found: dict[str, Item] = {}
    for item in valid_items():
        found.setdefault(item.kind, item)
    return list(found.values())


def some_changes(raw: bytes, count: int, seed: str) -> Iterator[bytes]:
    """`count` copies of `raw`, each with one byte changed, inserted or left out."""
    chance = random.Random(seed)
    for _ in range(count):
        place, how = chance.randrange(len(raw)), chance.random()
        other = bytes([chance.choice(raw) if how < 0.5 else chance.randrange(256)])
        if how > 0.9:
            yield raw[:place] + raw[place + 1 :]
        elif how > 0.8:
            yield raw[:place] + other + raw[place:]
        else:
            yield raw[:place] + other + raw[place + 1 :]


def all_changes(raw: bytes, each: int = 1) -> Iterator[bytes]:
    """Each byte changed, one after another, in up to `each` ways: its lowest bit, its case, ..., left out, doubled."""
    for place, byte in enumerate(raw):
        ways = (byte ^ 1, byte ^ 0x20, 0x20, byte ^ 0x80, 0x22, 0x41, 0x00, (byte + 1) % 256)
        others = [bytes([way]) for way in dict.fromkeys(ways) if way != byte]
        for other in [*others, b"", raw[place : place + 1] * 2][:each]:
            yield raw[:place] + other + raw[place + 1 :]


def is_harmless(item: Item, changed: bytes) -> bool:
    """Whether the change leaves signed content and proof as they were."""
    before, after = _inner(item.raw), _inner(changed)
    if before is None or after is None:
        return False
    if before.strip() == after.strip():
        return True
    try:
        old, new = read_json(before), read_json(after)
        if jcs.canonicalize(old) == jcs.canonicalize(new):
            return True
    except VerifierError:
        return False
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    return _same_data(old, new, item.world) or _is_hosted(item, changed)


def _inner(raw: bytes) -> bytes | None:
    """The one credential in it."""
    try:
        parts = read_parts(raw)
    except VerifierError:
        return None
    return parts[0].raw if len(parts) == 1 and parts[0].credential is not None else None


def _is_hosted(item: Item, changed: bytes) -> bool:
    old, new = item.report(item.raw).judged, item.report(changed).judged
    return old is not None and new is not None and old.raw == new.raw


def _same_data(old: JsonObject, new: JsonObject, world: World) -> bool:
    """The same RDF data set; every supported proof of the new one is one of the old, and there is one."""
    context: Context = Visit(world, DEFAULT, verify_in)
    try:
        if _canonical(unsecured(old), context) != _canonical(unsecured(new), context):
            return False
        before = {_canonical_proof(old, proof, context) for proof in proofs_of(old)}
        after = {_canonical_proof(new, proof, context) for proof in proofs_of(new) if _is_supported(proof)}
    except VerifierError:
        return False
    return bool(after) and after <= before


def _is_supported(proof: Json) -> bool:
    return isinstance(proof, dict) and (
        proof.get("cryptosuite") in all_suites()
        if proof.get("type") == "DataIntegrityProof"
        else proof.get("type") in all_suites()
    )


def _canonical_proof(document: JsonObject, proof: Json, context: Context) -> str:
    if not isinstance(proof, dict):
        return json.dumps(proof)
    values = {name: proof[name] for name in ("proofValue", "jws") if name in proof}
    if "jcs" in str(proof.get("cryptosuite")):
        return jcs.canonicalize(proof).decode()
    config = {name: value for name, value in proof.items() if name not in values}
    return _canonical({"@context": document.get("@context"), **config}, context) + json.dumps(values, sort_keys=True)


def _canonical(document: JsonObject, context: Context) -> str:
    return rdfc.canonicalize(jsonld.to_quads(document, context.load_context))
