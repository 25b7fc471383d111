"""What the tests of record readers share: cases found by looking, and a pointer resolver that is not ours to test."""

from __future__ import annotations

import base64
import contextlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.needs import skip_or_fail
from verifier.credential import Credential, Period
from verifier.record import Record, Value

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).parents[3] / ".." / "shared" / "corpus" / "items"

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(alphabet=st.characters(), max_size=20)
    | st.sampled_from(
        ["PT60H", "4+", "\ud800", "urn:schac:personalUniqueCode:int:esi:x:1", "data:image/png;base64,AA=="]
    )
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@value", "@language", "en", "name", "id", "type", "a/b~c"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def cases() -> list[tuple[str, str]]:
    """Each folder's reader and name."""
    return sorted((tomllib.loads(path.read_text())["reader"], path.parent.name) for path in CASES.glob("*/expect.toml"))


def read_case(name: str) -> tuple[Any, dict[str, Any]]:
    """A case's document and the record that is expected of it, as JSON."""
    expected = tomllib.loads((CASES / name / "expect.toml").read_text())
    del expected["reader"]
    return json.loads((CASES / name / "input.json").read_text()), expected


def credential(document: Any) -> Credential:
    return Credential(
        raw=b"",
        format="vc_jsonld",
        issuer=None,
        issuer_name=None,
        subject=None,
        period=Period(),
        proofs=(),
        statuses=(),
        schemas=(),
        claims=document,
    )


def corpus_documents(*folders: str) -> list[tuple[Path, Any]]:
    """The JSON objects with a subject among the corpus's items, of these folders or of all."""
    if not CORPUS.exists():
        skip_or_fail("no corpus beside the checkout")
    found = []
    for path in sorted(CORPUS.glob("*/*")):
        if path.suffix in (".json", ".jsonld", ".1ob", ".jwt", ".txt") and (not folders or path.parent.name in folders):
            with contextlib.suppress(ValueError):  # some are broken on purpose
                found.append((path, _document(path.read_text().strip())))
    return [
        (path, each)
        for path, each in found
        if isinstance(each, dict) and not {"credentialSubject", "vc"}.isdisjoint(each)
    ]


def _document(text: str) -> Any:
    payload = text.split(".")[1] if text.startswith("ey") and text.count(".") == 2 else ""
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)) if payload else text)


def resolve(document: Any, pointer: str) -> Any:
    """What stands at a JSON pointer (RFC 6901). Raises KeyError, IndexError or TypeError where nothing does."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


def values(record: Record) -> Iterator[Value]:
    for name in vars(record):
        yield from getattr(record, name)


def every_place(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every member below `document`."""
    members = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    below = [((*path, name), member) for name, member in members]
    return [place for here, member in below for place in (here, *every_place(member, here))]


def replaced(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy of `document` with something else at `place`."""
    copy = json.loads(json.dumps(document))
    holder = copy
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    return copy
