"""What each credential of the corpus says, element by element, against a table made by reading them.

The table holds short facts and nothing of the credentials' own words: the place (a JSON pointer), the first eight
digits of the text's SHA-256, unit, number, kind, role and code of each value; of further information only the count.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from tests.needs import shared
from tests.verifier.records.reading import resolve, values
from verifier.examine import examine
from verifier.examined import Examined
from verifier.files import folder_fetch
from verifier.record import ELEMENTS, Record, Value
from verifier.world import World

TABLE = Path(__file__).parent / "corpus_table.toml"
AT = datetime(2026, 11, 21, 22, tzinfo=UTC)
LISTED = (*(name for name in ELEMENTS if name != "further_information"), "skills", "identifiers", "sealed_by", "kind")
DETAILS = ("kind", "role", "of", "code", "hashed", "private")

pytestmark = pytest.mark.corpus


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def fact(value: Value) -> str:
    """One value as one line of the table."""
    parts = [value.path, short(value.text)]
    parts += [f"unit={value.unit}"] if value.unit else []
    parts += [f"number={value.number:g}"] if value.number is not None else []
    parts += [f"uri={short(value.uri)}"] if value.uri else []
    parts += [f"{name}={value.detail[name]}" for name in DETAILS if name in value.detail]
    parts += [f"part={short(value.detail['part'])}"] if "part" in value.detail else []
    return " ".join(parts)


def facts(record: Record) -> dict[str, list[str] | int]:
    found: dict[str, list[str] | int] = {name: [fact(each) for each in getattr(record, name)] for name in LISTED}
    found["further_information"] = len(record.further_information)
    return {name: each for name, each in found.items() if each}


def all_inside(name: str, examined: Examined) -> dict[str, Examined]:
    """The credential and those that it carries, by the item's name and where in it they are."""
    found = {name: examined} if examined.record else {}
    for index, each in enumerate(examined.inside):
        found |= all_inside(f"{name}!{index}", each)
    return found


@cache
def examined_items() -> dict[str, Examined]:
    corpus = shared("corpus")
    world = World(AT, folder_fetch(corpus / "resources"))
    found: dict[str, Examined] = {}
    for path in sorted((corpus / "items").glob("*/*")):
        found |= all_inside(f"{path.parent.name}/{path.name}", examine(path.read_bytes(), world))
    return found


def table() -> dict[str, dict[str, list[str] | int]]:
    entries = tomllib.loads(TABLE.read_text("utf-8"))["credential"]
    return {item: {k: v for k, v in entry.items() if k != "items"} for entry in entries for item in entry["items"]}


EXPECTED = table()


@pytest.mark.parametrize("item", EXPECTED)
def test_a_credential_of_the_corpus_says_what_the_table_says(item: str) -> None:
    examined = examined_items().get(item)
    assert examined is not None, "nothing reads it any more"
    assert examined.record is not None
    assert facts(examined.record) == EXPECTED[item]


def test_every_credential_of_the_corpus_is_in_the_table() -> None:
    assert sorted(examined_items()) == sorted(EXPECTED)


def test_every_value_stands_where_it_says() -> None:
    for item, examined in examined_items().items():
        assert examined.credential is not None
        assert examined.record is not None
        for each in values(examined.record):
            try:
                resolve(examined.credential.claims, each.path)
            except (KeyError, IndexError, TypeError, ValueError):
                pytest.fail(f"{item}: nothing stands at {each.path}")
