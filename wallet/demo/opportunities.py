"""Courses that the demo's universities offer, as a European module description has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from verifier.errors import JsonObject
from wallet.demo.issuer import Issuers
from wallet.demo.shelf import ESCO, UNIVERSITY_NAME
from wallet.demo.signers import LOWLAND, NORTHPORT, UNIVERSITY

NORTHPORT_NAME = "Northport Demo University of Applied Sciences"
LOWLAND_NAME = "Lowland Demo Business School"
_NAMES = {UNIVERSITY.name: UNIVERSITY_NAME, NORTHPORT.name: NORTHPORT_NAME, LOWLAND.name: LOWLAND_NAME}


@dataclass(frozen=True)
class Module:
    """One course: `weeks` until it begins, and how many it takes; `skill` is a slug of ESCO's."""

    slug: str
    provider: str
    title: str
    title_de: str
    about: str
    outcome: str
    skill: str
    ects: float
    eqf: int
    isced: str
    weeks: int
    lasts: int
    fees: str
    assessment: str = "A project with a presentation."
    admission: str = "A bachelor's degree, or two years of work in the field."
    languages: tuple[str, ...] = ("en",)


_MODULES = (
    Module(
        *("data-visualisation", NORTHPORT.name, "Data Visualisation", "Daten sichtbar machen"),
        *("Charts that say what the data says, and no more.", "design charts", "data-visualisation"),
        *(5, 6, "0612", 6, 8, "180 euros"),
    ),
    Module(
        *("data-ethics", LOWLAND.name, "Data Ethics for Managers", "Datenethik für Führungskräfte"),
        *("Whose data it is, what may be done with it, and who answers for it.", "apply data ethics", "data-ethics"),
        *(6, 6, "0413", 9, 10, "390 euros"),
        assessment="A case study and an oral examination.",
        languages=("en", "de"),
    ),
    Module(
        *("business-analytics", LOWLAND.name, "Business Analytics", "Business Analytics"),
        *("From a question of the business to a model that answers it.", "perform business analysis", "data-analysis"),
        *(5, 6, "0413", 14, 10, "390 euros"),
    ),
    Module(
        *(
            "machine-learning-intro",
            UNIVERSITY.name,
            "Introduction to Machine Learning",
            "Einführung ins maschinelle Lernen",
        ),
        *("Trees, networks, and how to see when they are wrong.", "machine learning", "machine-learning"),
        *(6, 7, "0613", 11, 14, "No fees"),
        assessment="A supervised written examination of 90 minutes.",
    ),
    Module(
        *("first-aid-instructor", NORTHPORT.name, "First Aid Instructor", "Ausbilder Erste Hilfe"),
        *("Teaching others to help.", "teach first aid", "teach-first-aid"),
        *(2, 5, "0913", 4, 2, "240 euros"),
        assessment="A lesson that is observed.",
        admission="A first aid certificate that has not ended.",
        languages=("de",),
    ),
    Module(
        *("circular-economy", LOWLAND.name, "Circular Economy", "Kreislaufwirtschaft"),
        *("Products that come back.", "assess environmental impact", "environmental-impact"),
        *(4, 6, "0521", 7, 9, "290 euros"),
    ),
    Module(
        *("gis-basics", NORTHPORT.name, "Maps and Geodata", "Karten und Geodaten"),
        *("Reading and drawing maps with open tools.", "use geographic information systems", "gis"),
        *(3, 5, "0532", -10, 8, "120 euros"),
        languages=("de",),
    ),
)


def make_opportunities(issuers: Issuers, today: date) -> list[JsonObject]:
    """The descriptions; dates are counted from `today`."""
    return [_description(each, issuers.did(each.provider), today) for each in _MODULES]


def _description(module: Module, provider: str, today: date) -> JsonObject:
    starts = today + timedelta(weeks=module.weeks)
    return {
        "type": "LearningOpportunity",
        "id": f"urn:cairn-demo:module:{module.slug}",
        "title": {"en": module.title, "de": module.title_de},
        "description": {"en": module.about},
        "provider": {"name": _NAMES[module.provider], "ids": [provider]},
        "achievementIds": [f"urn:cairn-demo:achievement:{module.slug}"],
        "outcomes": [{"title": {"en": module.outcome}, "uri": f"{ESCO}{module.skill}", "framework": "esco"}],
        "ects": module.ects,
        "hours": module.ects * 27,
        "eqf": module.eqf,
        "isced": [module.isced],
        "languages": [*module.languages],
        "assessment": {"en": module.assessment},
        "admission": {"en": module.admission},
        "fees": {"en": module.fees},
        "participation": {"en": "Online, with two meetings on site."},
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(weeks=module.lasts)).isoformat(),
        "applyUntil": (starts - timedelta(weeks=2)).isoformat(),
    }
