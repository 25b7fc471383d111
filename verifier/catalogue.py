"""The sentences of `locale/*.po`, and dates, in the reader's language.

A catalogue's msgid is a key (`key.unbound`, `headline.valid`), its msgstr the sentence, with `%(name)s` where a fact
belongs. Facts come out of credentials: they are hostile text, which never formats, breaks a line, turns its direction
or closes a quotation of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from babel.dates import format_date as babel_date
from babel.messages.pofile import read_po

from verifier.codec.pointer import safe_text
from verifier.errors import Fact

LANGUAGES = ("en", "de")
LONGEST_VALUE = 200  # characters of one fact

_REGIONS = {"en": "en_GB", "de": "de_DE"}
_PLACE = re.compile(r"%\(([A-Za-z_]+)\)s")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # letters of several scripts depend on them
_QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»❝❞〝〞〟＂', "'"))
_LARGEST = 10**30


class Words(str):
    """Text of ours that is put into another sentence as it is."""

    __slots__ = ()


def catalogue(language: str) -> Mapping[str, str]:
    """Key -> sentence, for a language tag; one that we have no catalogue for is answered in English."""
    return _load(read_language(language))


@cache
def _load(name: str) -> Mapping[str, str]:
    with files("verifier").joinpath("locale", f"{name}.po").open("rb") as file:
        messages = read_po(file, locale=name, charset="utf-8")
    return MappingProxyType({str(each.id): str(each.string) for each in messages if each.id})


def read_language(tag: str) -> str:
    """The one of `LANGUAGES` that a BCP 47 tag asks for, else English."""
    primary = tag.replace("_", "-").split("-", maxsplit=1)[0].lower()
    return primary if primary in LANGUAGES else LANGUAGES[0]


def sentence(language: str, key: str, facts: Mapping[str, Fact] = MappingProxyType({})) -> str | None:
    """The sentence of `key` with its facts filled in, an ellipsis where one is missing; None for an unknown key."""
    text = catalogue(language).get(key)
    if text is None:
        return None

    def fill(place: re.Match[str]) -> str:
        value = facts.get(place[1])
        if isinstance(value, Words):
            return value
        return clean(value, language).translate(_QUOTES) or "…"

    return _PLACE.sub(fill, text)


def clean(value: Fact, language: str = "en", longest: int = LONGEST_VALUE) -> str:
    """One fact as one line of text: visible characters alone, at most `longest` of them; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return catalogue(language)["word.yes" if value else "word.no"]
    if isinstance(value, int | float):
        return str(value) if abs(value) < _LARGEST else "…"
    if not isinstance(value, str):
        return "…"
    visible = "".join(" " if each.isspace() else each for each in value[: 4 * longest] if _is_visible(each))
    return safe_text(" ".join(visible.split()), longest)


def format_date(moment: datetime, language: str) -> str:
    """The day in UTC, as `1 June 2028`."""
    return babel_date(_in_utc(moment), "long", locale=_REGIONS[read_language(language)])


def format_moment(moment: datetime, language: str) -> str:
    """Day and time in UTC, which is said: `1 June 2028, 14:05 UTC`."""
    moment = _in_utc(moment)
    parts: dict[str, Fact] = {"date": format_date(moment, language), "time": moment.strftime("%H:%M")}
    return sentence(language, "moment", parts) or moment.isoformat()


def _is_visible(character: str) -> bool:
    return character.isspace() or character in _JOINERS or unicodedata.category(character) not in _INVISIBLE


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:  # the first or last day that there is
        return moment.replace(tzinfo=UTC)
