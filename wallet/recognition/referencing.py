"""National levels as levels of the European Qualifications Framework, as the countries have referenced them.

A shipped table and no judgement of ours: each entry has the year of the referencing report (or of its latest update)
that it follows. Frameworks whose referencing is not in the table stay national levels. The cycles of the European
Higher Education Area correspond by the note on compatibility in Annex II of the Recommendation on the EQF (2008/C
111/01, kept in 2017/C 189/03).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TABLE = "2025-01"  # the date of this table; an evaluation names it
SOURCE = "https://europass.europa.eu/en/compare-qualifications"
CYCLES: Mapping[int, int] = MappingProxyType({0: 5, 1: 6, 2: 7, 3: 8})
CYCLES_SOURCE = "2017/C 189/03, Annex II"


@dataclass(frozen=True)
class Referencing:
    """One national framework. `country`: ISO 3166-1, or the part of one (3166-2) that has a framework of its own.
    `levels`: a level's name -> the European level; `year`: of the report."""

    country: str
    name: str
    year: int
    levels: Mapping[str, int]

    @property
    def via(self) -> str:
        """What a derived level says that it rests on."""
        return f"{self.name} {self.year}, table {TABLE}"


def _same(*also: str, first: int = 1, last: int = 8) -> dict[str, int]:
    """Levels of the same number; `also` are sublevels, which begin with theirs."""
    return {str(level): level for level in range(first, last + 1)} | {name: int(name[0]) for name in also}


_FRAMEWORKS = (
    Referencing("AT", "NQR", 2012, _same()),
    Referencing("BE-VLG", "VKS", 2011, _same()),
    Referencing("BE-WAL", "CFC", 2013, _same()),
    Referencing("BG", "NQF-BG", 2013, _same()),
    Referencing("HR", "CROQF", 2012, _same("4.1", "4.2", "7.1", "7.2", "8.1", "8.2")),
    Referencing("CY", "CyQF", 2017, _same("5a", "5b", "5c", "7a", "7b")),
    Referencing("DK", "NQF-DK", 2011, _same()),
    Referencing("EE", "EstQF", 2016, _same()),
    Referencing("FI", "FiNQF", 2017, _same()),
    Referencing("FR", "CNCP", 2021, _same(first=2)),
    Referencing("DE", "DQR", 2012, _same()),
    Referencing("GR", "HQF", 2015, _same()),
    Referencing("HU", "HuQF", 2015, _same()),
    Referencing(
        "IE",
        "NFQ",
        2009,
        {"1": 1, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6, "8": 6, "9": 7, "10": 8},
    ),
    Referencing("IT", "QNQ-IT", 2022, _same()),
    Referencing("LV", "LQF", 2011, _same()),
    Referencing("LT", "LTQF", 2011, _same()),
    Referencing("LU", "CLQ", 2012, _same()),
    Referencing("MT", "MQF", 2009, _same()),
    Referencing("NL", "NLQF", 2012, _same("4+")),
    Referencing("NO", "NKR", 2014, _same("4A", "4B", "5.1", "5.2", "6.1", "6.2", first=2)),
    Referencing("PL", "PRK", 2013, _same()),
    Referencing("PT", "QNQ-PT", 2011, _same()),
    Referencing("RO", "ROQF", 2018, _same()),
    Referencing("SK", "SKKR", 2017, _same()),
    Referencing("SI", "SQF", 2013, _same(last=4) | {"5": 4, "6": 5, "7": 6, "8": 7, "10": 8}),
    Referencing("ES", "MECES", 2015, {"1": 5, "2": 6, "3": 7, "4": 8}),
    Referencing("SE", "SeQF", 2016, _same()),
    Referencing("CH", "NQF.CH-BB", 2015, _same()),
    Referencing("LI", "NQF.LI", 2016, _same()),
    Referencing("TR", "TQF", 2017, _same()),
    Referencing("RS", "NQFS", 2020, _same("6.1", "6.2", "7.1", "7.2")),
    Referencing("GB", "RQF", 2019, {"1": 2, "2": 3, "3": 4, "4": 5, "5": 5, "6": 6, "7": 7, "8": 8}),
    Referencing("GB-WLS", "CQFW", 2019, {"1": 2, "2": 3, "3": 4, "4": 5, "5": 5, "6": 6, "7": 7, "8": 8}),
    Referencing(
        "GB-SCT",
        "SCQF",
        2018,
        {"3": 1, "4": 2, "5": 3, "6": 4, "7": 5, "8": 5, "9": 6, "10": 6, "11": 7, "12": 8},
    ),
)
_BY_COUNTRY: Mapping[str, Referencing] = MappingProxyType({each.country: each for each in _FRAMEWORKS})
# Abbreviations that mean other things elsewhere (Malaysia's MQF, Thailand's TQF, the Swiss certificate CFC).
_AMBIGUOUS = frozenset({"mqf", "tqf", "sqf", "cfc", "lqf", "hqf"})
_NAMES: Mapping[str, str] = MappingProxyType(
    {each.name.casefold(): each.country for each in _FRAMEWORKS if each.name.casefold() not in _AMBIGUOUS}
)
_WHOLE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "deutscher qualifikationsrahmen": "DE",
        "german qualifications framework": "DE",
        "nationaler qualifikationsrahmen österreich": "AT",
        "irish national framework of qualifications": "IE",
        "national framework of qualifications (ireland)": "IE",
        "nederlands kwalificatieraamwerk": "NL",
        "dutch qualifications framework": "NL",
        "vlaamse kwalificatiestructuur": "BE-VLG",
        "regulated qualifications framework": "GB",
        "scottish credit and qualifications framework": "GB-SCT",
        "slovenian qualifications framework": "SI",
        "slovensko ogrodje kvalifikacij": "SI",
        "finnish national framework for qualifications": "FI",
        "malta qualifications framework": "MT",
        "turkish qualifications framework": "TR",
        "hellenic qualifications framework": "GR",
        "latvian qualifications framework": "LV",
        "polska rama kwalifikacji": "PL",
        "polish qualifications framework": "PL",
        "marco español de cualificaciones para la educación superior": "ES",
    }
)
# Country, short name, the word for level, the level.
_LABEL = re.compile(
    r"(?:([A-Z]{2}) )?([A-Za-z][A-Za-z.\-]{1,11}?)??[ -]?(?:level|niveau|stufe)?[ -]*([0-9][0-9A-Za-z.+]{0,3})",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[\s(),/]+")


def referencing_of(country: str) -> Referencing | None:
    """How a country's framework was referenced; None where the table does not say."""
    return _BY_COUNTRY.get(country)


def country_of(framework: str) -> str:
    """The country (or part of it) whose framework has this name; empty where the name does not tell."""
    words = framework.strip().casefold()
    found = {country for name, country in _WHOLE_NAMES.items() if name in words}
    found |= {_NAMES[word] for word in _SEPARATOR.split(words) if word in _NAMES}
    return found.pop() if len(found) == 1 else ""


def read_label(label: str) -> tuple[str, str]:
    """Country and level in what a level is called: `IE NQF Level 7`, `CyQF Level 5a`, `DQR-Niveau 6`. Empty: not told.

    Without a country the level may still be told.
    """
    found = _LABEL.fullmatch(label.strip())
    if found is None:
        return "", ""
    country, name, level = found[1] or "", (found[2] or "").rstrip("-."), found[3]
    if country.isupper() and country in _BY_COUNTRY and name.casefold() in ("", "nqf"):
        return country, level
    return country_of(name), level


def european_level(country: str, level: str) -> int | None:
    """The European level of a national one; None where the table has none. `4.1` and `5a` are sublevels."""
    known = _BY_COUNTRY.get(country)
    if known is None:
        return None
    return next((number for name, number in known.levels.items() if name.casefold() == level.casefold()), None)
