"""The demo's shelf: one credential for each thing that a learner or an employer may meet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from verifier import World, issue
from verifier.codec.keys import PrivateKey
from verifier.codec.moments import write_moment
from verifier.errors import Json, JsonObject
from wallet.demo.issuer import V2, Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.vault.keys import new_key

UNIVERSITY_NAME = "Cairn Demo University"
_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ESCO = "http://data.europa.eu/esco/skill/"
_EQF = "http://data.europa.eu/snb/eqf/"


@dataclass(frozen=True)
class Course:
    """What one credential says, in the demo's words."""

    slug: str
    title: str
    title_de: str
    description: str
    criteria: str
    ects: float
    eqf: int
    skills: tuple[tuple[str, str], ...]
    grade: str | None = None


DATA = Course(
    "data-literacy",
    "Data Literacy for Everyday Work",
    "Datenkompetenz für den Arbeitsalltag",
    "Finding, cleaning and reading data, and telling others honestly what it shows.",
    "The learner can judge where data comes from, clean a small data set, choose a fitting chart and say what a result "
    "does not show. Assessed by a supervised project and an oral examination of 20 minutes.",
    5,
    6,
    (("analyse data", "data-analysis"), ("present reports", "present-reports")),
    "1.7",
)
WRITING = Course(
    "academic-writing",
    "Academic Writing in English",
    "Wissenschaftliches Schreiben auf Englisch",
    "From a first question to a text that others can check: structure, sources, revision.",
    "The learner can plan, write and revise a paper of ten pages with correct references. Assessed by the paper.",
    3,
    6,
    (("write scientific papers", "write-scientific-papers"),),
    "passed with distinction",
)
AID = Course(
    "first-aid",
    "First Aid at Work",
    "Ersthelfer im Betrieb",
    "Nine lessons of first aid for those who help first at their workplace.",
    "The learner can secure a scene, make an emergency call and resuscitate. Assessed by practical exercises.",
    0.5,
    4,
    (("provide first aid", "provide-first-aid"),),
)
PROJECTS = Course(
    "project-basics",
    "Project Management Basics",
    "Grundlagen des Projektmanagements",
    "Planning small projects with time, money and people in view.",
    "The learner can draw up a plan with milestones and a budget. Assessed by a case study.",
    2,
    5,
    (("manage projects", "project-management"),),
)
ENERGY = Course(
    "energy-advice",
    "Energy Advice for Old Buildings",
    "Energieberatung für Altbauten",
    "Heat, moisture and money: advice that fits a house.",
    "The learner can read an energy certificate and advise on three measures. Assessed by a written report.",
    4,
    5,
    (("advise on energy efficiency", "energy-efficiency"),),
)
SOLDERING = Course(
    "soldering",
    "Soldering and Repair",
    "Löten und Reparieren",
    "Two evenings at the bench: from a cold joint to a repaired radio.",
    "The learner can solder through-hole parts and find a broken connection.",
    0,
    3,
    (("solder electronics", "solder-electronics"),),
)
MACHINES = Course(
    "machine-learning",
    "Machine Learning Specialization",
    "Spezialisierung maschinelles Lernen",
    "An advanced programme.",
    "Complete all courses of the programme.",
    60,
    7,
    (("machine learning", "machine-learning"),),
)


@dataclass(frozen=True)
class ShelfItem:
    """One thing on the shelf: the case that it shows, and its bytes."""

    case: str
    raw: bytes


def make_shelf(issuers: Issuers, now: datetime, learner_name: str) -> list[ShelfItem]:
    """All cases: good twice, expired, revoked, suspended, tampered with, unknown issuer, self-made "Stanford"."""

    day = timedelta(days=1)

    def university(course: Course, age: timedelta, life: timedelta | None = None) -> JsonObject:
        document = badge_of(course, now, learner_name, issuers.did(UNIVERSITY.name), UNIVERSITY_NAME, age, life)
        return issuers.issue(UNIVERSITY, document)

    def stranger(course: Course, name: str) -> JsonObject:
        key = PrivateKey("Ed25519", new_key())
        did = f"did:key:{key.public.multikey}"
        document = badge_of(course, now, learner_name, did, name, 10 * day)
        return issue(document, key, f"{did}#{key.public.multikey}", "eddsa-rdfc-2022", World(now))

    revoked, suspended = university(PROJECTS, age=200 * day), university(ENERGY, age=90 * day)
    issuers.set_status(str(revoked["id"]), "revocation", True)
    issuers.set_status(str(suspended["id"]), "suspension", True)
    documents: list[tuple[str, JsonObject]] = [
        ("self-made", stranger(MACHINES, "Stanford University")),
        ("unknown issuer", stranger(SOLDERING, "Harbour Makerspace")),
        ("tampered with", _tampered(university(WRITING, age=300 * day))),
        ("suspended", suspended),
        ("revoked", revoked),
        ("expired", university(AID, age=900 * day, life=730 * day)),
        ("good", university(WRITING, age=120 * day)),
        ("good", university(DATA, age=30 * day, life=5 * 365 * day)),
    ]
    return [ShelfItem(case, _bytes(document)) for case, document in documents]


def badge_of(
    course: Course,
    now: datetime,
    learner_name: str,
    issuer: str,
    issuer_name: str,
    age: timedelta,
    life: timedelta | None = None,
) -> JsonObject:
    """An Open Badges 3.0 credential in VC Data Model 2.0, not yet signed."""
    achievement_id = f"urn:cairn-demo:achievement:{course.slug}"
    achievement: JsonObject = {
        "id": achievement_id,
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": course.title,
        "inLanguage": "en",
        "description": course.description,
        "criteria": {"narrative": course.criteria},
        "alignment": _alignments(course),
    }
    name: JsonObject = {
        "type": ["IdentityObject"],
        "hashed": False,
        "identityHash": learner_name,
        "identityType": "name",
    }
    subject: JsonObject = {"type": ["AchievementSubject"], "identifier": [name], "achievement": achievement}
    if course.ects:
        achievement["creditsAvailable"] = course.ects
        subject["creditsEarned"] = course.ects
    if course.grade:
        result_id = f"{achievement_id}:grade"
        achievement["resultDescription"] = [
            {"id": result_id, "type": ["ResultDescription"], "name": "Final grade", "resultType": "Result"}
        ]
        subject["result"] = [{"type": ["Result"], "resultDescription": result_id, "value": course.grade}]
    document: JsonObject = {
        "@context": [V2, _OPEN_BADGES],
        "id": f"urn:cairn-demo:credential:{course.slug}:{new_key().hex()[:16]}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": issuer,
            "type": ["Profile"],
            "name": issuer_name,
            "address": {"type": ["Address"], "addressCountryCode": "DE", "addressLocality": "Cairnhill"},
        },
        "name": [
            {"@language": "en", "@value": course.title},
            {"@language": "de", "@value": course.title_de},
        ],
        "validFrom": write_moment(now - age),
        "awardedDate": write_moment(now - age),
        "credentialSubject": subject,
    }
    if life is not None:
        document["validUntil"] = write_moment(now - age + life)
    return document


def _alignments(course: Course) -> list[Json]:
    skills: list[Json] = [
        {
            "type": ["Alignment"],
            "targetName": name,
            "targetUrl": f"{ESCO}{code}",
            "targetFramework": "ESCO",
            "targetType": "CFItem",
        }
        for name, code in course.skills
    ]
    level: JsonObject = {
        "type": ["Alignment"],
        "targetName": f"EQF level {course.eqf}",
        "targetUrl": f"{_EQF}{course.eqf}",
        "targetCode": str(course.eqf),
        "targetFramework": "European Qualifications Framework",
        "targetType": "CFItem",
    }
    return [*skills, level]


def _tampered(document: JsonObject) -> JsonObject:
    """The same credential with a better grade than the one that was signed."""
    copy: JsonObject = json.loads(json.dumps(document))
    subject = copy["credentialSubject"]
    if isinstance(subject, dict):
        subject["result"] = [{**each, "value": "1.0"} for each in _objects(subject.get("result"))]
    return copy


def _objects(value: Json) -> list[JsonObject]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _bytes(document: JsonObject) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
