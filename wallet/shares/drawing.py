"""What a reader is shown of a view: each item with its verdict, and by name what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.catalogue import catalogue
from verifier.examine import Examined
from verifier.plain_names import split_words
from verifier.site.items import Item, draw_items
from wallet.shares.view import View, ViewItem

_OUTER = frozenset({"credentialSubject", "vc", "achievement", "credential"})
MOST_NAMES = 60


def draw_view(view: View, items: Sequence[Examined], language: str) -> list[Item]:
    """The items in order; of what carries several credentials one for each."""
    return [
        replace(drawn, withheld=name_withheld(shown, language), kind=shown.kind.value)
        for shown, examined in zip(view.items, items, strict=True)
        for drawn in draw_items(examined, language, note=shown.note)
    ]


def name_withheld(item: ViewItem, language: str) -> tuple[str, ...]:
    """What was left out, each once: by the names that stand there, since nothing else is known here."""
    names = list(dict.fromkeys(name_pointer(each, language) for each in item.withheld))
    return (*names[:MOST_NAMES], "…") if len(names) > MOST_NAMES else tuple(names)


def name_pointer(pointer: str, language: str) -> str:
    """A place in a credential in words: its last two names, without numbers and what everything stands in."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    telling = [step for step in steps if not step.isdecimal() and step not in _OUTER]
    return " › ".join(_word(step, language) for step in (telling or steps)[-2:])


def _word(step: str, language: str) -> str:
    return catalogue(language).get(f"claim.{step}") or split_words(step)
