"""What was learnt, in terms of frameworks: outcomes and skills by URI, fields of education by ISCED-F code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from verifier.record import Record, Value
from wallet.recognition.achievement import Concept, Outcome

MOST_OUTCOMES = 200
_ISCED = re.compile(r"https?://data\.europa\.eu/(?:snb/isced-f/|esco/isced-f/)([0-9]{2,4})")
_CODE = re.compile(r"(?:ISCED-F(?: 2013)?:? ?)?([0-9]{2,4})(?:[ :.,–-].*)?", re.IGNORECASE | re.DOTALL)
_FRAMEWORK = re.compile(r"\bISCED[ -]?F\b|\bISCED 2013\b|fields of education and training", re.IGNORECASE)
_ESCO = re.compile(r"https?://data\.europa\.eu/esco/(?:skill|occupation)/.*")
_LANGUAGE = re.compile(r"https?://publications\.europa\.eu/resource/authority/language/([A-Z]{2,3})")
# The authority's three letters -> BCP 47, which has two for these.
_TWO_LETTERS = {
    "BUL": "bg", "CES": "cs", "DAN": "da", "DEU": "de", "ELL": "el", "ENG": "en", "SPA": "es", "EST": "et",
    "FIN": "fi", "FRA": "fr", "GLE": "ga", "HRV": "hr", "HUN": "hu", "ISL": "is", "ITA": "it", "LIT": "lt",
    "LAV": "lv", "MKD": "mk", "MLT": "mt", "NLD": "nl", "NOB": "nb", "NNO": "nn", "NOR": "no", "POL": "pl",
    "POR": "pt", "RON": "ro", "SLK": "sk", "SLV": "sl", "SRP": "sr", "SQI": "sq", "SWE": "sv", "TUR": "tr",
    "UKR": "uk", "RUS": "ru", "ARA": "ar", "ZHO": "zh", "JPN": "ja", "CAT": "ca", "EUS": "eu", "GLG": "gl",
    "LTZ": "lb", "CYM": "cy", "BOS": "bs",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z0-9]{2,8}){0,2}")  # three letters would be the name of something
_NO_OUTCOME = frozenset({"resultDescription", "achievement"})


def read_outcomes(record: Record) -> tuple[Outcome, ...]:
    """Outcomes and skills, each once: those with a URI of a framework by it, the others by what they say."""
    found: dict[tuple[str, str], Outcome] = {}
    for value in (*record.outcomes, *record.skills):
        if value.detail.get("kind") in _NO_OUTCOME or is_field(value):
            continue
        uri = one_spelling(value.uri or "")
        kept = found.get((uri, uri or value.text))
        framework = framework_of(uri, value.unit or value.detail.get("framework", ""))
        outcome = Outcome(value.text, uri, framework, dict(value.languages), value.path)
        if kept is None or (outcome.framework and not kept.framework):
            found[(uri, uri or value.text)] = outcome
    return tuple(found.values())[:MOST_OUTCOMES]


def one_spelling(uri: str) -> str:
    """The one spelling of a URI in which ESCO's are compared."""
    return uri.replace("https:", "http:", 1) if _ESCO.fullmatch(uri) else uri


def framework_of(uri: str, named: str = "") -> str:
    """The framework of an outcome: ESCO's by its URI, any other as it is `named`."""
    return "esco" if _ESCO.fullmatch(uri) else named


def read_fields(record: Record) -> tuple[Concept, ...]:
    """Fields of education: those of ISCED-F 2013 with their digits; others only by what they are called."""
    found: dict[tuple[str, str], Concept] = {}
    for value in _field_values(record):
        code = _isced_code(value)
        found.setdefault((code, "" if code else value.text), Concept(value.text, value.uri or "", code, value.path))
    return tuple(found.values())


def _field_values(record: Record) -> Iterator[Value]:
    yield from (value for value in record.further_information if value.detail.get("kind") == "fieldOfStudy")
    yield from (value for value in (*record.skills, *record.outcomes) if is_field(value))


def is_field(value: Value) -> bool:
    """Whether it is a field of education and nothing that was learnt."""
    return _ISCED.fullmatch(value.uri or "") is not None or _says_isced(value)


def _says_isced(value: Value) -> bool:
    return any(_FRAMEWORK.search(text) for text in (value.unit or "", value.detail.get("framework", "")))


def _isced_code(value: Value) -> str:
    link = _ISCED.fullmatch(value.uri or "")
    if link:
        return link[1]
    if not _says_isced(value):
        return ""
    found = _CODE.fullmatch(value.detail.get("code", "")) or _CODE.fullmatch(value.text)
    return found[1] if found else ""


def read_languages(values: Iterable[Value]) -> tuple[str, ...]:
    """Languages of instruction as BCP 47 tags, in order; names of languages alone are left out."""
    found: dict[str, None] = {}
    for value in values:
        if value.detail.get("kind") == "inLanguage":
            link = _LANGUAGE.fullmatch(value.uri or "")
            tag = (
                _TWO_LETTERS.get(link[1], link[1].lower()) if link else value.text if _TAG.fullmatch(value.text) else ""
            )
            if tag:
                found.setdefault(tag.replace("_", "-"))
    return tuple(found)
