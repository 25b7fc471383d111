"""What a reader hands in as files: a stand-in for the network, contexts, keys, anchors, lists of trusted issuers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from verifier.codec.controllers import absolute
from verifier.codec.json_text import read_json
from verifier.errors import Json, JsonObject, Malformed, Unreachable
from verifier.plugins import all_trust_formats
from verifier.world import Answer, TrustList

_PEM = b"-----BEGIN CERTIFICATE"


def read_index(folder: Path) -> Mapping[str, Path]:
    """DIR/index.json: URL -> {"file": path relative to DIR's parent, ...}. Raises OSError, ValueError."""
    index = json.loads((folder / "index.json").read_text("utf-8"))
    if not isinstance(index, dict) or not all(isinstance(entry, dict) and "file" in entry for entry in index.values()):
        raise ValueError(f"{folder / 'index.json'} is no index of files by URL")
    return {url: folder.parent / str(entry["file"]) for url, entry in index.items()}


@dataclass(frozen=True)
class FolderFetch:
    """A network that is a folder, and nothing else: URL -> file. Goes to other processes as it is."""

    index: Mapping[str, Path]

    def __call__(self, url: str, _accept: str) -> Answer:
        try:
            return Answer(url, self.index[url].read_bytes())
        except (KeyError, OSError) as error:
            raise Unreachable("fetch.failed", {"url": url[:500]}) from error


def folder_fetch(folder: Path) -> FolderFetch:
    """The network of `--web`. Raises OSError or ValueError where the folder has no index."""
    return FolderFetch(read_index(folder))


def folder_contexts(folder: Path) -> Mapping[str, bytes]:
    """JSON-LD contexts out of a folder with an index."""
    return {url: path.read_bytes() for url, path in read_index(folder).items() if path.is_file()}


def read_keys(path: Path) -> Mapping[str, tuple[JsonObject, ...]]:
    """`{issuer: [JWK or verification method, ...]}`, a DID document, or a JWK set (whose keys may be anybody's: "").

    Raises Malformed `key.malformed`.
    """
    document = read_json(path.read_bytes())
    if not isinstance(document, dict):
        raise Malformed("key.malformed", {"source": path.name})
    if isinstance(document.get("keys"), list):
        return {"": _objects(document["keys"])}
    identifier = document.get("id")
    if isinstance(identifier, str) and ("verificationMethod" in document or "assertionMethod" in document):
        return {identifier: _assertion_methods(document, identifier)}
    return {issuer: _objects(entries) for issuer, entries in document.items()}


def read_trust(paths: Iterable[Path], at: datetime, anchors: tuple[bytes, ...] = ()) -> TrustList:
    """What lists of any kind that `trust/` knows say together at the moment `at`, beside the reader's `anchors`.

    A list that is signed counts where an anchor signed it, or somebody to whom an earlier one points: a list of lists
    comes before those. A PEM file among them is more anchors. Raises OSError and `trust.*`.
    """
    whole = TrustList(anchors=anchors)
    for path in paths:
        raw = path.read_bytes()
        found = (
            TrustList(anchors=read_anchors(path)) if raw.lstrip().startswith(_PEM) else _read_list(raw, path, whole, at)
        )
        whole = TrustList(
            (*whole.issuers, *found.issuers), (*whole.anchors, *found.anchors), (*whole.signers, *found.signers)
        )
    return whole


def _read_list(raw: bytes, path: Path, before: TrustList, at: datetime) -> TrustList:
    for each in all_trust_formats():
        if each.recognises(raw):
            name = path.stem.replace("-", " ").replace("_", " ")
            return each.read_list(raw, name, (*before.anchors, *before.signers), at)
    raise Malformed("trust.malformed", {"source": path.name})


def read_anchors(path: Path) -> tuple[bytes, ...]:
    """Certificates in PEM -> DER. ValueError where there is none."""
    return tuple(each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(path.read_bytes()))


def _assertion_methods(document: JsonObject, identifier: str) -> tuple[JsonObject, ...]:
    """What the document names for assertions, embedded there or elsewhere; keys for other purposes do not count."""
    named = document.get("assertionMethod")
    named = named if isinstance(named, list) else [named]
    ids = {absolute(each, identifier) for each in named if isinstance(each, str)}
    methods = _objects(document.get("verificationMethod"))
    return (*_objects(named), *(each for each in methods if absolute(str(each.get("id")), identifier) in ids))


def _objects(value: Json) -> tuple[JsonObject, ...]:
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
