"""What the readers of other formats share: texts in languages, references, and rules that are put together from ids."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.errors import Json, JsonObject
from wallet.recognition.comparable import is_global
from wallet.recognition.document import LONGEST_TEXT, Place, Unreadable, read_document

MOST_NODES = 2000  # of one graph
MOST_PARTS = 200
DEEPEST = 10


def read_object(raw: bytes) -> JsonObject:
    """The JSON object in `raw`. Raises Unreadable `document.*`."""
    place = read_document(raw)
    if not isinstance(place.value, dict):
        raise place.fail("document.not_object")
    return place.value


def each(value: Json) -> list[Json]:
    """One or several, as a list."""
    if isinstance(value, list):
        return value[:MOST_NODES]
    return [] if value is None else [value]


def objects(value: Json) -> list[JsonObject]:
    """The objects among one or several."""
    return [one for one in each(value) if isinstance(one, dict)]


def types_of(node: JsonObject) -> frozenset[str]:
    """The names of its types, without a prefix."""
    found = [*each(node.get("@type")), *each(node.get("type"))]
    return frozenset(one.rpartition(":")[2] for one in found if isinstance(one, str))


def id_of(value: Json) -> str:
    """The id of a reference or of an object; empty where there is none."""
    if isinstance(value, dict):
        value = value.get("@id", value.get("id"))
    return value.strip()[:LONGEST_TEXT] if isinstance(value, str) else ""


def words(value: Json, language: str = "en") -> dict[str, Json]:
    """Language -> text, however the format writes it: a text, a map, a list of `@value` and `@language`."""
    found: dict[str, Json] = {}
    for one in each(value):
        if isinstance(one, str):
            found.setdefault(language, _plain(one))
        elif isinstance(one, dict) and isinstance(one.get("@value"), str):
            tag = one.get("@language")
            found.setdefault(tag if isinstance(tag, str) else language, _plain(str(one["@value"])))
        elif isinstance(one, dict):
            for tag, text in one.items():
                first = next((each_one for each_one in each(text) if isinstance(each_one, str)), None)
                if first is not None and not tag.startswith("@"):
                    found.setdefault(tag, _plain(first))
    return {tag: text for tag, text in found.items() if text}


def text_of(value: Json) -> str:
    """The first text."""
    return next((text for text in words(value).values() if isinstance(text, str)), "")


def item(ids: list[str], title: dict[str, Json]) -> JsonObject:
    """A rule that asks for one achievement: by its ids where they mean the same everywhere, else by its name."""
    known: list[Json] = [*dict.fromkeys(one for one in ids if is_global(one))]
    names: list[Json] = [*title.values()]
    if not known and not names:
        raise Unreadable("exchange.nameless", "")
    match: JsonObject = {"achievementIds": known} if known else {"specNames": names}
    return {"kind": "item", "title": title, "match": match}


def all_of(rules: list[JsonObject], title: dict[str, Json] | None = None) -> JsonObject:
    """Every one of these."""
    inside: list[Json] = [*rules]
    return {"kind": "all", **({"title": title} if title else {}), "of": inside}


def nodes_of(value: Json, deepest: int = 40) -> Iterator[JsonObject]:
    """Every object in a document, the outer ones first, to a depth and a number."""
    waiting: list[tuple[Json, int]] = [(value, 0)]
    for number, (one, depth) in enumerate(waiting):
        if number > MOST_NODES * 10 or depth > deepest:
            return
        if isinstance(one, dict):
            yield one
            waiting.extend((inner, depth + 1) for inner in one.values() if isinstance(inner, dict | list))
        elif isinstance(one, list):
            waiting.extend((inner, depth + 1) for inner in one if isinstance(inner, dict | list))


def place_of(document: JsonObject) -> Place:
    """The document that was put together, to be read as strictly as any other."""
    return Place(document)


def _plain(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]
