"""One value of a record as one line of a certificate.

A credential's text stays apart from our own words wherever it may be long or run in another direction, so that a page
can set it off and say in which language it is. Nothing here says that anything was checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verifier.catalogue import catalogue, clean, sentence
from verifier.codec.pointer import read_language_tag, safe_uri
from verifier.plain_names import (
    LONGEST_NAME,
    coded_name,
    country_name,
    is_countable,
    is_name_of_country,
    language_name,
    split_words,
    write_amount,
    write_day,
    write_number,
)
from verifier.record import Value

_TRUTHS = {"true": "word.yes", "false": "word.no"}
# A text that says no more than number and framework do.
_BARE_LEVEL = re.compile(r"(?:[A-Z][A-Za-z-]{1,9}[ :-]*)?(?:level|niveau|stufe)?[ :-]*[0-9]{1,2}", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line. `language` is a BCP 47 tag where `text` is known to be in another language than the page, else empty.

    `aside` is a short name to stand beside it (a framework, what a grade is called), `note` a sentence below it, `link`
    a web address that the credential names, never asked.
    """

    text: str
    language: str = ""
    aside: str = ""
    note: str = ""
    link: str = ""


def said_line(value: Value, language: str, *, aside: str = "", note: str = "", link: str = "") -> Line:
    """The value as it is, in the reader's language where it has that; a truth value as yes or no."""
    text = value.in_language(language)
    truth = _TRUTHS.get(text)
    if truth:
        return Line(catalogue(language)[truth], "", aside, note)
    shown_note = "" if note == text else note
    return Line(text, _language_of(value, text, language), aside, shown_note, link or _link(value, text))


def _language_of(value: Value, text: str, language: str) -> str:
    tags = [read_language_tag(tag) for tag, said in value.languages.items() if said == text]
    here = language.split("-", maxsplit=1)[0].lower()
    known = [tag for tag in tags if tag]
    return "" if any(tag.split("-")[0].lower() == here for tag in known) else next(iter(known), "")


def _link(value: Value, text: str) -> str:
    return next((each for each in (value.uri or "", text) if is_web_address(each)), "")


def is_web_address(text: str) -> bool:
    """Whether a page may link it."""
    return text.lower().startswith(("https://", "http://")) and safe_uri(text) is not None


# ---- counted


def level_line(value: Value, language: str) -> Line:
    """`EQF 6 (European Qualifications Framework)`; what it says beyond that is the note."""
    said = value.in_language(language)
    name = catalogue(language).get(f"record.framework.{value.unit}") or value.detail.get("framework", "")
    if value.number is None or value.unit is None or not is_countable(value.number):
        return said_line(value, language, aside=_aside(name or value.unit or ""), note=_description(value))
    bare = _BARE_LEVEL.fullmatch(said) is not None
    note = " · ".join(each for each in ("" if bare else said, _description(value)) if each)
    short = short_level(value, language)
    asides = ("" if name in short else _aside(name), _part(value))
    return Line(short, "", ", ".join(each for each in asides if each), note)


def _part(value: Value) -> str:
    """The part of the achievement, or the activity on the way to it, that alone it is said of."""
    return _aside(value.detail.get("part", "") or value.detail.get("activity", ""))


def short_level(value: Value, language: str) -> str:
    """`EQF 6`; as it stands where it is no number of a framework."""
    if value.number is None or value.unit is None or not is_countable(value.number):
        return clean(value.in_language(language), language, LONGEST_NAME)
    parts = {"number": write_number(value.number, language), "framework": value.unit}
    return (
        sentence(language, f"record.level.{value.unit}", parts) or sentence(language, "record.level.other", parts) or ""
    )


def amount_lines(values: Iterable[Value], language: str) -> list[Line]:
    """The workload, each amount once; what was earned and what there was to earn apart where these differ."""
    values = list(values)
    known = catalogue(language)
    differ = len({(value.number, value.unit) for value in values if _earning(value)}) > 1
    lines = []
    for value in values:
        has_unit = value.unit is not None or not is_countable(value.number)
        asides = (
            "" if has_unit else known["record.amount.no_unit"],
            known[f"record.amount.{_earning(value)}"] if differ and _earning(value) else "",
            _part(value),
        )
        lines.append(Line(write_amount(value, language), aside=", ".join(each for each in asides if each)))
    return list(dict.fromkeys(lines))


def _earning(value: Value) -> str:
    kind = value.detail.get("kind", "")
    return kind if kind in ("earned", "available") else ""


def grade_line(value: Value, language: str) -> Line:
    """`1.7 (Final grade)`, with its scale in words below it."""
    status = value.detail.get("status", "")
    if status == value.text:
        line = Line(coded_name("status", status, language))
        return Line(line.text, "", _aside(value.detail.get("label", "")), _scale(value.detail, language))
    return said_line(value, language, aside=_aside(value.detail.get("label", "")), note=_scale(value.detail, language))


def _scale(detail: Mapping[str, str], language: str) -> str:
    """What there is to know about a grade's scale, as one line."""
    known = dict(detail)
    if known.get("scale") == "Result":  # Open Badges' word for a result of no particular kind
        del known["scale"]
    if "scale" in known:
        known["scale"] = coded_name("scale", known["scale"], language)
    if known.get("status") == "Completed":  # a grade says as much
        del known["status"]
    elif "status" in known:
        known["status"] = coded_name("status", known["status"], language)
    span = [name for name in ("minimum", "maximum") if name in known]
    keys = {"scale": "scale", "".join(span): "range" if len(span) > 1 else "".join(span)}
    keys |= {name: name for name in ("allowed", "required", "level", "points", "status")}
    said = (
        sentence(language, f"record.grade.{key}", {**known})
        for name, key in keys.items()
        if name and (name in known or key == "range")
    )
    return " · ".join(each for each in said if each)


# ---- named


def skill_line(value: Value, language: str) -> Line:
    """What was learnt, its framework beside it, what it means below it; its code only where it has no link."""
    framework = value.unit or value.detail.get("framework", "")
    code = "" if is_web_address(value.uri or "") else value.detail.get("code", "")
    aside = " ".join(each for each in (framework, code) if each and each != value.text)
    return said_line(value, language, aside=_aside(aside), note=_description(value))


def country_lines(values: Iterable[Value], language: str) -> list[Line]:
    """Countries by their names, a region beside them; a name that only repeats the code is left out."""
    values = list(values)
    codes = [value.text for value in values if country_name(value.text, language)]
    lines = []
    for value in values:
        region, named = _aside(value.detail.get("region", "")), country_name(value.text, language)
        if named:
            lines.append(Line(named, aside=region))
        elif not any(is_name_of_country(value.text, code) for code in codes):
            lines.append(said_line(value, language, aside=region))
    return list(dict.fromkeys(lines))


def language_line(value: Value, language: str) -> Line:
    """A language by its name."""
    name = language_name(value.text, language)
    return Line(name) if name else said_line(value, language)


def day_line(value: Value, language: str) -> Line:
    """A day."""
    return Line(write_day(value.text, language))


def keyword_lines(values: Iterable[Value], language: str) -> list[Line]:
    """All keywords in one line."""
    words = dict.fromkeys(clean(value.in_language(language), language, LONGEST_NAME) for value in values)
    return [Line(", ".join(word for word in words if word))] if any(words) else []


def accreditation_line(value: Value, language: str) -> Line:
    """Who or what accredits, and of which day that is."""
    day = write_day(value.detail["date"], language) if "date" in value.detail else ""
    dated = sentence(language, "record.dated", {"date": day}) if day else ""
    aside = value.unit or value.detail.get("code", "")
    return said_line(value, language, aside=dated or _aside(aside), note=_description(value))


def endorsement_line(value: Value, language: str) -> Line:
    """Who endorses, said so that nobody takes it for a finding: no link, and that it was not checked."""
    of = value.detail.get("of", "achievement")
    parts = {"name": value.in_language(language)}
    said = sentence(language, f"record.endorsed.{of}", parts) or sentence(
        language, "record.endorsed.achievement", parts
    )
    return Line(said or "", note=value.detail.get("comment", ""))


def evidence_line(value: Value, language: str) -> Line:
    """A piece of evidence, its story below it. Of what kind it is stands with the type of assessment."""
    return said_line(value, language, note=value.detail.get("narrative") or _description(value))


def related_line(value: Value, language: str) -> Line:
    """The same achievement in another language or version."""
    version = value.detail.get("version", "")
    parts = (
        language_name(value.detail.get("inLanguage", ""), language),
        sentence(language, "record.version", {"version": version}) if version else "",
    )
    return said_line(value, language, aside=", ".join(each for each in parts if each))


def further_line(value: Value, language: str) -> Line:
    """Anything else, with the name that the credential gives it."""
    return said_line(value, language, aside=split_words(value.detail.get("name", "")), note=_description(value))


def identifier_line(value: Value, language: str) -> Line:
    """A number or an identifier, and whose or what."""
    kind, own = value.detail.get("kind", ""), value.detail.get("type", "")
    aside = split_words(own) if own else catalogue(language).get(f"record.identifier.{kind}", "")
    return said_line(value, language, aside=aside)


def _aside(text: str) -> str:
    return clean(text, longest=LONGEST_NAME)


def _description(value: Value) -> str:
    return value.detail.get("description", "")
