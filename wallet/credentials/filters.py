"""Which credentials a list shows: by issuer, status, level and field, out of what is there to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from verifier import Record
from wallet.credentials.cards import Card

NAMES = ("issuer", "status", "level", "field")
NONE = "none"  # of those that state none
LONGEST = 300  # characters of a choice in an address


@dataclass(frozen=True)
class Facets:
    """What a record says that lists choose by: its European level (0: none), its fields as code -> words."""

    level: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)


# Features above know how levels and fields compare: they announce themselves through `app.py`.
FacetsOf = Callable[[Request, Record], Facets]


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, as (key, words) in order, and what is chosen (empty: all)."""

    issuer: Sequence[tuple[str, str]]
    status: Sequence[tuple[str, str]]
    level: Sequence[tuple[str, str]]
    field: Sequence[tuple[str, str]]
    chosen: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        """Whether anything is chosen."""
        return any(self.chosen.values())


def choices_of(cards: Iterable[Card], facets: Mapping[str, Facets], asked: Mapping[str, str]) -> Choices:
    """What can be chosen among these cards, and of what was asked for that which is among it."""
    several = list(cards)
    levels = {facets[each.id].level for each in several}
    fields = {code: words for each in several for code, words in facets[each.id].fields.items()}
    offered: dict[str, list[tuple[str, str]]] = {
        "issuer": _same({each.issuer for each in several}),
        "status": _same({each.word for each in several}),
        "level": [(str(each) if each else NONE, f"EQF {each}" if each else "") for each in sorted(levels)],
        "field": sorted(fields.items(), key=lambda each: each[1].casefold()),
    }
    if fields and any(not facets[each.id].fields for each in several):
        offered["field"].append((NONE, ""))
    chosen = {
        name: asked.get(name, "") if asked.get(name, "")[:LONGEST] in {key for key, _ in offered[name]} else ""
        for name in NAMES
    }
    return Choices(**{name: tuple(offered[name]) for name in NAMES}, chosen=chosen)


def narrow(cards: Iterable[Card], facets: Mapping[str, Facets], chosen: Mapping[str, str]) -> list[Card]:
    """Those that are all that is chosen."""
    return [each for each in cards if _fits(each, facets[each.id], chosen)]


def _fits(card: Card, facets: Facets, chosen: Mapping[str, str]) -> bool:
    level, code = chosen.get("level", ""), chosen.get("field", "")
    return (
        chosen.get("issuer", "") in ("", card.issuer)
        and chosen.get("status", "") in ("", card.word)
        and level in ("", str(facets.level) if facets.level else NONE)
        and (not code or code in facets.fields or (code == NONE and not facets.fields))
    )


def _same(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, each) for each in sorted(words, key=str.casefold) if each]
