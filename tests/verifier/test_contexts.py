"""The bundled JSON-LD contexts: whole, licensed, and the text that their publishers publish."""

from __future__ import annotations

import hashlib
import importlib
import json
import shutil
from pathlib import Path

import pytest

import verifier.contexts
from tests.needs import skip_or_fail
from verifier.contexts import bundled, known

FOLDER = Path(verifier.contexts.__file__).parent
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PERMISSIVE = {"Apache-2.0", "BSD-3-Clause", "MIT", "W3C-20150513"}

NOT_BUNDLED = {
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": "the only package that has it is under the LGPL",
    "https://w3id.org/openbadges/v1": "no package is known to have it",
    "http://data.europa.eu/snb/model/context/edc-ap": "no package is known to have it",
    "https://data.europa.eu/snb/model/context/edc-ap": "no package is known to have it",
}


@pytest.mark.parametrize("url", sorted(known()))
def test_a_bundled_context_is_the_file_that_the_index_names(url: str) -> None:
    entry = known()[url]
    data = (FOLDER / entry.file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry.sha256
    assert bundled(url) == data


@pytest.mark.parametrize("url", sorted(known()))
def test_a_bundled_context_is_a_json_ld_context(url: str) -> None:
    document = json.loads(bundled(url) or b"")
    assert isinstance(document["@context"], dict | list)


def test_every_file_is_in_the_index_and_the_other_way_round() -> None:
    present = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    present = {name for name in present if "__pycache__" not in name} - {"__init__.py", "INDEX.json"}
    entries = known().values()
    assert present == {entry.file for entry in entries} | {entry.licence_file for entry in entries}


def test_every_package_is_pinned_and_has_one_permissive_licence_text() -> None:
    texts: dict[str, set[str]] = {}
    for entry in known().values():
        assert entry.licence in PERMISSIVE
        assert entry.package.startswith(("npm:", "pypi:"))
        assert entry.version[0].isdigit()
        texts.setdefault(entry.package, set()).add(entry.licence_file)
    for names in texts.values():
        (name,) = names
        assert "as is" in (FOLDER / name).read_text("utf-8").lower().replace("-", " ")


def test_added_terms_are_named_where_a_text_was_amended_and_nowhere_else() -> None:
    for url, entry in known().items():
        assert entry.how in {"bytes", "json", "js", "amended"}
        assert bool(entry.added) == (entry.how == "amended")
        assert all(term in json.loads(bundled(url) or b"")["@context"] for term in entry.added.split())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/context",
        "http://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/v2/",
        "https://www.w3.org/ns/credentials/v2.jsonld",
        "INDEX.json",
        "../__init__.py",
    ],
)
def test_an_address_that_the_index_does_not_have_is_not_bundled(url: str) -> None:
    assert bundled(url) is None


def test_an_alias_is_bundled_only_where_the_index_has_it() -> None:
    suite = "https://w3id.org/security/suites/ed25519-2020/v1"
    assert bundled(suite) is not None
    assert bundled(f"{suite}.jsonld") == bundled(suite)
    assert bundled("https://w3id.org/security/v2.jsonld") is None


def test_a_changed_file_is_a_broken_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken_contexts"
    shutil.copytree(FOLDER, broken)
    url = "https://www.w3.org/ns/credentials/v2"
    file = broken / known()[url].file
    file.write_bytes(file.read_bytes() + b" ")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("broken_contexts")
    with pytest.raises(RuntimeError, match=file.name):
        module.bundled(url)
    assert module.bundled("https://www.w3.org/ns/did/v1") == bundled("https://www.w3.org/ns/did/v1")


def _seen() -> dict[str, dict[str, str]]:
    """The corpus's contexts by URL, aliases resolved."""
    index = CORPUS / "contexts" / "index.json"
    if not index.is_file():
        skip_or_fail("the corpus is not here")
    rows = json.loads(index.read_bytes())
    return {url: rows[row.get("alias_of", url)] for url, row in rows.items()}


@pytest.mark.corpus
def test_what_is_bundled_is_the_published_json() -> None:
    seen = _seen()
    common = known().keys() & seen.keys()
    assert common
    for url in common:
        assert json.loads(bundled(url) or b"") == json.loads((CORPUS / seen[url]["file"]).read_bytes()), url


@pytest.mark.corpus
def test_bytes_means_the_published_bytes_and_json_means_other_ones() -> None:
    seen = _seen()
    for url, entry in known().items():
        if url in seen and entry.how in {"bytes", "json"}:
            assert (entry.sha256 == seen[url]["sha256"]) == (entry.how == "bytes"), url


@pytest.mark.corpus
def test_the_amended_text_is_the_published_one_to_the_byte() -> None:
    seen = _seen()
    amended = {url: entry for url, entry in known().items() if entry.how == "amended"}
    assert amended.keys() == {"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"}
    for url, entry in amended.items():
        assert entry.sha256 == seen[url]["sha256"]


@pytest.mark.corpus
def test_what_is_not_bundled_has_its_reason() -> None:
    assert _seen().keys() - known().keys() == NOT_BUNDLED.keys()
