"""Reading a hostile JSON document place by place: every place knows its own JSON pointer (RFC 6901).

Nothing here raises: what is missing, of another type or too long is passed over, and what is shown to a person is
cleaned first. Sizes are bounded by the constants below.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from verifier.errors import Json, JsonObject

LONGEST_TEXT = 5000  # characters that are shown of one text
LONGEST_URI = 2048
MOST_ITEMS = 200  # members of one array that are looked at
MOST_LANGUAGES = 40

# Controls (but tab and newline) and the marks that turn the direction of what follows: they make one text look like
# another. Half surrogates cannot be encoded.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_HALF_SURROGATE = re.compile("[\ud800-\udfff]")
_URI = re.compile(r"(?:https?|urn|did|mailto|tag|doi|info):[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_LANGUAGE_KEY = re.compile(r"@none|[A-Za-z]{2}(?:-[A-Za-z0-9]{1,8}){0,4}")  # with three letters, `url` would be one
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,9})?")
_WHOLE = 10**15  # below, a float is exact and is written without a fraction
_PART = r"([0-9]{1,7}(?:[.,][0-9]{1,4})?)"
_DURATION = re.compile(
    rf"P(?:{_PART}Y)?(?:{_PART}M)?(?:{_PART}W)?(?:{_PART}D)?(?:T(?=[0-9])(?:{_PART}H)?(?:{_PART}M)?(?:{_PART}S)?)?"
)
_DATE_UNITS = ("years", "months", "weeks", "days")
_SECONDS = (3600, 60, 1)


def safe_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """`text` without controls, overrides of direction and half surrogates; cut at `longest` with an ellipsis."""
    start = text[: 2 * longest + 1].replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _HALF_SURROGATE.sub("\ufffd", _UNSEEN.sub("", start)).strip()
    return cleaned if len(cleaned) <= longest else cleaned[: longest - 1].rstrip() + "…"


def safe_uri(text: str) -> str | None:
    """`text` if it is an ASCII URI of a kind that identifies something and runs nothing, else None."""
    return text if len(text) <= LONGEST_URI and _URI.fullmatch(text) else None


def join(path: str, *tokens: str | int) -> str:
    """The JSON pointer one or more steps below `path` (RFC 6901, section 3)."""
    return path + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


@dataclass(frozen=True)
class Node:
    """One place in a document: what stands there (None where nothing does) and the JSON pointer to it.

    A node is true when something stands there.
    """

    value: Json
    path: str = ""

    def __bool__(self) -> bool:
        return self.value is not None

    def __getitem__(self, name: str) -> Node:
        """The member `name` of an object; nothing where this is no object."""
        return Node(self.value.get(name) if isinstance(self.value, dict) else None, join(self.path, name))

    @property
    def each(self) -> tuple[Node, ...]:
        """The members of an array; this node itself where it is something else; nothing for nothing."""
        if isinstance(self.value, list):
            members = (Node(member, join(self.path, index)) for index, member in enumerate(self.value[:MOST_ITEMS]))
            return tuple(node for node in members if node)
        return (self,) if self else ()

    @property
    def first(self) -> Node:
        """Of an array the first object, else its first member; this node itself where it is no array."""
        if not isinstance(self.value, list):
            return self
        members = self.each
        objects = (node for node in members if isinstance(node.value, dict))
        return next(objects, members[0] if members else Node(None, self.path))

    @property
    def text(self) -> str:
        """A string, made safe; empty for anything else."""
        return safe_text(self.value) if isinstance(self.value, str) else ""

    @property
    def scalar(self) -> str:
        """A string, number or truth value as text; empty for anything else."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        number = self.number
        if number is None or isinstance(self.value, str):
            return self.text
        return str(int(number)) if number.is_integer() and abs(number) < _WHOLE else repr(number)

    @property
    def number(self) -> float | None:
        """A finite number, or a string that is one; None for anything else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float | str):
            return None
        if isinstance(self.value, str) and not _NUMBER.fullmatch(self.value):
            return None
        try:
            number = float(self.value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None


def read_document(claims: JsonObject) -> Node:
    """The credential in `claims`: the document itself, or what a VC-JWT of VC 1.1 (section 6.3.1) has as `vc`."""
    inner = claims.get("vc")
    wrapped = isinstance(inner, dict) and "credentialSubject" not in claims
    return Node(inner, "/vc") if wrapped else Node(claims)


def read_types(node: Node) -> tuple[str, ...]:
    """The `type` (or `@type`) of an object, in order."""
    return tuple(each.value for name in ("type", "@type") for each in node[name].each if isinstance(each.value, str))


def read_language_tag(text: str) -> str:
    """A BCP 47 tag, with hyphens where an issuer writes underscores; empty for what is none."""
    return text.replace("_", "-") if _LANGUAGE.fullmatch(text) else ""


def read_language(node: Node, language: str = "") -> tuple[str, dict[str, str]]:
    """The text of a language value and its texts by language tag; an empty text where there is none.

    Takes a string (said to be in `language`, if that is given), a value object `{"@value", "@language"}` (VC 2.0,
    section 11.1), an array of these, or a language map `{"en": ...}` (JSON-LD 1.1, section 4.2.4).
    """
    first, languages = "", dict[str, str]()
    for tag, text in _language_values(node, read_language_tag(language)):
        first = first or text
        if tag and len(languages) < MOST_LANGUAGES:
            languages.setdefault(tag, text)
    return first, languages


def _language_values(node: Node, language: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for each in node.each:
        if isinstance(each.value, str):
            found.append((language, each.text))
        elif isinstance(each.value, dict) and "@value" in each.value:
            found.append((read_language_tag(each["@language"].text) or language, each["@value"].text))
        elif isinstance(each.value, dict):
            found += _language_map(each.value)
    return [(tag, text) for tag, text in found if text]


def _language_map(value: Mapping[str, Json]) -> list[tuple[str, str]]:
    # `id` alone is an object's identifier and no Indonesian.
    if len(value) > MOST_ITEMS or set(value) == {"id"} or not all(_LANGUAGE_KEY.fullmatch(name) for name in value):
        return []
    texts = ((name, [each.text for each in Node(member).each if each.text]) for name, member in value.items())
    return [(read_language_tag(name), safe_text("; ".join(said))) for name, said in texts]


def read_duration(text: str) -> tuple[float | None, str | None] | None:
    """An ISO 8601 duration as a number and the unit that it states; None for what is no duration.

    Hours, minutes and seconds come as hours (`PT90M` is 1.5 hours). A date part alone keeps its own unit: `P60M` is 60
    months, also where 60 minutes were probably meant. What mixes both has no one number.
    """
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    parts = [None if part is None else float(part.replace(",", ".")) for part in found.groups()]
    dates = [(number, unit) for number, unit in zip(parts[:4], _DATE_UNITS, strict=True) if number is not None]
    times = [number * seconds for number, seconds in zip(parts[4:], _SECONDS, strict=True) if number is not None]
    if times and not dates:
        return math.fsum(times) / 3600, "hours"
    return dates[0] if len(dates) == 1 and not times else (None, None)
