"""What one verification remembers of the documents that it read as JSON-LD."""

from __future__ import annotations

import pytest

from verifier.codec import jsonld, rdfc
from verifier.codec.jsonld import Allowance, Memory
from verifier.errors import JsonObject, Malformed, Unsupported

URL = "https://x.example/context"
CONTEXT: JsonObject = {"@context": {"id": "@id", "name": "https://x.example/name", "more": "https://x.example/more"}}
DOCUMENT: JsonObject = {"@context": URL, "id": "urn:x:1", "name": ["a", "b"], "more": [{"name": "c"}, {"name": "d"}]}


class Loader:
    def __init__(self) -> None:
        self.loaded = 0

    def __call__(self, url: str) -> JsonObject:
        assert url == URL
        self.loaded += 1
        return CONTEXT


def test_what_is_remembered_is_what_would_be_found() -> None:
    memory, again = Memory(Loader()), dict(reversed(DOCUMENT.items()))
    plain = jsonld.to_quads(DOCUMENT, Loader())
    for document in (DOCUMENT, DOCUMENT, again):
        assert set(jsonld.to_quads(document, memory)) == set(plain)
        for hash_name in ("sha256", "sha384"):
            expected = rdfc.canonicalize(plain, hash_name=hash_name)
            assert jsonld.canonical(document, memory, hash_name=hash_name) == expected
            assert jsonld.canonical(document, Loader(), hash_name=hash_name) == expected


def test_a_document_is_read_once() -> None:
    loader = Loader()
    memory = Memory(loader)
    for _ in range(3):
        jsonld.to_quads(DOCUMENT, memory)
        jsonld.canonical(DOCUMENT, memory)
    assert loader.loaded == 1


@pytest.mark.parametrize(
    "other",
    [
        {**DOCUMENT, "name": ["a", "c"]},
        {**DOCUMENT, "name": [2]},
        {**DOCUMENT, "name": [1.5]},
        {**DOCUMENT, "name": [True]},
        {**DOCUMENT, "name": "1"},
        {**DOCUMENT, "id": "urn:x:2"},
        {**DOCUMENT, "more": [{"name": "d"}, {"name": "e"}]},
    ],
)
def test_another_document_is_another_one(other: JsonObject) -> None:
    memory = Memory(Loader())
    found = [jsonld.canonical(each, memory) for each in (DOCUMENT, {**DOCUMENT, "name": [1.0]}, other)]
    assert len(set(found)) == 3


def test_what_is_refused_strictly_is_remembered_for_itself() -> None:
    memory = Memory(Loader())
    odd = {**DOCUMENT, "unheard": 1}
    for _ in range(2):
        assert jsonld.to_quads(odd, memory, strict=False)
        with pytest.raises(Malformed, match=r"structure\.undefined_term"):
            jsonld.to_quads(odd, memory)
        with pytest.raises(Malformed, match=r"structure\.undefined_term"):
            jsonld.canonical(odd, memory)


def test_nobody_changes_what_is_remembered() -> None:
    memory = Memory(Loader())
    jsonld.to_quads(DOCUMENT, memory).clear()
    assert len(jsonld.to_quads(DOCUMENT, memory)) == 6


def test_documents_cost_together() -> None:
    allowance = Allowance()
    allowance.nodes = 2 * 7 + 3  # 3: half of what the terms of the context cost, which is kept for the second
    memory = Memory(Loader(), allowance)
    small = [{"@context": URL, "id": f"urn:x:{number}", "name": ["a", "b", "c"]} for number in range(3)]
    for document in [*small[:2], *small[:2]]:
        assert jsonld.canonical(document, memory)
    with pytest.raises(Unsupported) as caught:
        jsonld.to_quads(small[2], memory)
    assert caught.value.code == "structure.too_large"
    assert jsonld.canonical(small[0], memory)
    assert Allowance(4).nodes == 4 * jsonld.MAX_NODES_TOGETHER


def test_datasets_cost_together() -> None:
    def alike(number: int) -> JsonObject:
        return {"@context": URL, "id": f"urn:x:{number}", "more": [{"more": {"name": "x"}}] * 5}

    allowance = Allowance()
    allowance.together.left = 100
    memory = Memory(Loader(), allowance)
    assert jsonld.canonical(alike(0), memory)
    with pytest.raises(Unsupported) as caught:
        for number in range(1, 20):
            jsonld.canonical(alike(number), memory)
    assert caught.value.code == "structure.too_complex"
    assert jsonld.canonical(alike(0), memory)
