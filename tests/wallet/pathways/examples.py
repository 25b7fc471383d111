"""Pathways, agreements and module descriptions as JSON, for the tests of what is public."""

from __future__ import annotations

import json

from verifier.errors import Json, JsonObject

DATA = "https://harbour.example/achievements/data"
CODE = "https://harbour.example/achievements/code"
SKILL = "http://data.europa.eu/esco/skill/data-analysis"


def item(identifier: str, title: str) -> JsonObject:
    return {"kind": "item", "title": {"en": title}, "match": {"achievementIds": [identifier]}}


def pathway(**more: Json) -> JsonObject:
    """What every exchange format can carry."""
    return {
        "type": "Pathway",
        "id": "https://harbour.example/pathways/analyst",
        "title": {"en": "Data analyst"},
        "target": {"title": {"en": "Data analyst certificate"}, "qualificationId": "https://harbour.example/q/analyst"},
        "root": {"kind": "all", "of": [item(DATA, "Data"), item(CODE, "Code")]},
        **more,
    }


def agreement(home: str, host: str, **more: Json) -> JsonObject:
    """`home` awards, `host` recognises towards the analyst."""
    return {
        "type": "RecognitionAgreement",
        "id": "urn:example:agreement:1",
        "title": {"en": "Harbour and Hill"},
        "parties": [
            {"org": "Harbour School", "ids": [home], "role": "home"},
            {"org": "Hill University", "ids": [host], "role": "host"},
        ],
        "scope": {"from": {"isced": ["06"]}, "to": {"qualification": "https://harbour.example/q/analyst"}},
        "decision": "automatic",
        **more,
    }


def opportunity(**more: Json) -> JsonObject:
    return {
        "type": "LearningOpportunity",
        "id": "https://harbour.example/courses/data",
        "title": {"en": "Data from the ground up"},
        "provider": {"name": "Harbour School", "ids": ["https://harbour.example"]},
        "achievementIds": [DATA],
        "outcomes": [{"title": {"en": "analyse data"}, "uri": SKILL, "framework": "esco"}],
        "ects": 5,
        "hours": 130,
        "eqf": 6,
        "isced": ["0612"],
        "languages": ["en", "de"],
        "assessment": {"en": "A project of ten pages."},
        "admission": {"en": "A school leaving certificate."},
        "fees": {"en": "120 euros"},
        "starts": "2027-01-11",
        "ends": "2027-03-19",
        "applyUntil": "2026-12-20",
        "homepage": "https://harbour.example/courses/data/page",
        **more,
    }


def raw(document: Json) -> bytes:
    return json.dumps(document).encode()
