"""The demo's public shelf: pathways of different shapes, two agreements between its universities, courses to take."""

from __future__ import annotations

import json
from datetime import date, timedelta

from verifier.errors import Json, JsonObject
from wallet.demo.issuer import Issuers
from wallet.demo.opportunities import LOWLAND_NAME, NORTHPORT_NAME, make_opportunities
from wallet.demo.shelf import ESCO, UNIVERSITY_NAME
from wallet.demo.signers import LOWLAND, NORTHPORT, UNIVERSITY, Signer
from wallet.pathways.documents import Kind, read_public
from wallet.pathways.service import TakenIn, list_public, publish, take_in
from wallet.pathways.signing import credential_over
from wallet.service import Service

PARTNERS = ((NORTHPORT, NORTHPORT_NAME), (LOWLAND, LOWLAND_NAME))
ACHIEVEMENT = "urn:cairn-demo:achievement:"
MASTER = "urn:cairn-demo:qualification:data-science-elective"


def make_public(service: Service, issuers: Issuers) -> None:
    """Put the public shelf there, signed by whom it is; once."""
    if list_public(service, Kind.PATHWAY, old_ones=True):
        return
    now = service.now()
    for signer, document in _pathways(issuers):
        _publish(service, issuers, document, () if signer is None else (signer,))
    for document in _agreements(issuers, now.date()):
        _publish(service, issuers, document, (UNIVERSITY, NORTHPORT))
    for document in make_opportunities(issuers, now.date()):
        _publish(service, issuers, document, ())


def _publish(service: Service, issuers: Issuers, document: JsonObject, signers: tuple[Signer, ...]) -> None:
    public = read_public(json.dumps(document).encode())
    publish(service, None, TakenIn(public))
    for signer in signers:
        credential = credential_over(public, issuers.did(signer.name), service.now() - timedelta(minutes=1))
        signed = json.dumps(issuers.issue(signer, credential), ensure_ascii=False).encode()
        publish(service, None, take_in(service, signed))


def _pathways(issuers: Issuers) -> list[tuple[Signer | None, JsonObject]]:
    university, northport, lowland = (issuers.did(each.name) for each in (UNIVERSITY, NORTHPORT, LOWLAND))
    return [
        (UNIVERSITY, _data_literacy([university, northport, lowland])),
        (NORTHPORT, _master(northport)),
        (NORTHPORT, _first_aid(university, northport)),
        (None, _sustainability()),
    ]


def _data_literacy(universities: list[str]) -> JsonObject:
    """15 ECTS out of micro-credentials of at least three universities, above a core."""
    home = universities[0]
    names: list[Json] = [*universities]
    rules: list[Json] = [
        _item("data-literacy", home, "Data Literacy for Everyday Work", "Datenkompetenz für den Arbeitsalltag"),
        {
            "kind": "any",
            "title": {"en": "Methods", "de": "Methoden"},
            "min": 1,
            "of": [
                _item("applied-statistics", home, "Applied Statistics with R", "Angewandte Statistik mit R"),
                _item("data-visualisation", universities[1], "Data Visualisation", "Daten sichtbar machen"),
            ],
        },
        {
            "kind": "credits",
            "title": {"en": "Electives of three universities", "de": "Wahlkurse aus drei Hochschulen"},
            "match": {"issuerIds": names},
            "min": 15,
            "maxPerIssuer": 6,
            "minLevel": 5,
        },
        {
            "kind": "outcome",
            "title": {"en": "Analyse data", "de": "Daten auswerten"},
            "framework": "esco",
            "uri": f"{ESCO}data-analysis",
        },
    ]
    return {
        "type": "Pathway",
        "id": "urn:cairn-demo:pathway:data-literacy",
        "version": "2",
        "title": {"en": "Certificate in Data Literacy", "de": "Zertifikat Datenkompetenz"},
        "description": {
            "en": "A certificate that grows out of short courses: a core, a method, electives.",
            "de": "Ein Zertifikat, das aus kurzen Kursen wächst: ein Kern, eine Methode, Wahlkurse.",
        },
        "owner": {"kind": "institution", "name": UNIVERSITY_NAME, "ids": [home]},
        "kind": "elective",
        "target": {
            "title": {"en": "Certificate of Advanced Studies in Data Literacy", "de": "CAS Datenkompetenz"},
            "qualificationId": "urn:cairn-demo:qualification:data-literacy",
            "eqf": 6,
            "ects": 15,
            "awardingBody": {"name": UNIVERSITY_NAME, "ids": [home]},
        },
        "root": {"kind": "all", "of": rules},
        "policy": {"maxAge": "P5Y", "unknownStatus": "flag", "roundTo": "0.5"},
    }


def _master(northport: str) -> JsonObject:
    """Electives of another university, by an agreement."""
    rules: list[Json] = [
        {
            "kind": "credits",
            "title": {"en": "Electives at master's level", "de": "Wahlfächer auf Masterniveau"},
            "match": {"eqf": {"min": 7}},
            "min": 12,
            "max": 18,
        }
    ]
    return {
        "type": "Pathway",
        "id": "urn:cairn-demo:pathway:data-science-elective",
        "title": {"en": "Master of Data Science: elective block", "de": "Master Data Science: Wahlbereich"},
        "owner": {"kind": "institution", "name": NORTHPORT_NAME, "ids": [northport]},
        "kind": "open",
        "target": {
            "title": {
                "en": "Elective block of the Master of Data Science",
                "de": "Wahlbereich des Masters Data Science",
            },
            "qualificationId": MASTER,
            "eqf": 7,
            "ects": 12,
            "awardingBody": {"name": NORTHPORT_NAME, "ids": [northport]},
        },
        "root": {"kind": "all", "of": rules},
        "policy": {"externalCreditMaxPct": 50},
    }


def _first_aid(university: str, northport: str) -> JsonObject:
    """A profession that asks for everything, in order, and for certificates that have not ended."""
    first: JsonObject = {"achievementIds": [f"{ACHIEVEMENT}first-aid"]}
    last: JsonObject = {"achievementIds": [f"{ACHIEVEMENT}first-aid-instructor"]}
    rules: list[Json] = [
        _item("first-aid", university, "First Aid at Work", "Ersthelfer im Betrieb"),
        _item("first-aid-instructor", northport, "First Aid Instructor", "Ausbilder Erste Hilfe"),
        {
            "kind": "order",
            "title": {"en": "First aid comes first", "de": "Erste Hilfe zuerst"},
            "before": first,
            "after": last,
        },
        {
            "kind": "not",
            "title": {"en": "No suspended licence", "de": "Keine ruhende Zulassung"},
            "of": {"kinds": ["Suspension"]},
        },
    ]
    return {
        "type": "Pathway",
        "id": "urn:cairn-demo:pathway:first-aid-instructor",
        "title": {"en": "First aid instructor at work", "de": "Ausbilder für Erste Hilfe im Betrieb"},
        "owner": {"kind": "institution", "name": NORTHPORT_NAME, "ids": [northport]},
        "kind": "rigid",
        "target": {"title": {"en": "Licence as an instructor", "de": "Zulassung als Ausbilder"}, "eqf": 5},
        "root": {"kind": "all", "of": rules},
        "policy": {"maxAge": "P3Y", "allowExpiredTechnical": False},
    }


def _sustainability() -> JsonObject:
    """A choice, as a career service might write it, which nobody has signed."""
    choice: list[Json] = [
        _item("sustainable-supply-chains", "", "Sustainable Supply Chains", "Nachhaltige Lieferketten"),
        _item("energy-advice", "", "Energy Advice for Old Buildings", "Energieberatung für Altbauten"),
        _item("circular-economy", "", "Circular Economy", "Kreislaufwirtschaft"),
        {
            "kind": "outcome",
            "title": {"en": "Assess environmental impact", "de": "Umweltwirkungen bewerten"},
            "uri": f"{ESCO}environmental-impact",
        },
    ]
    return {
        "type": "Pathway",
        "id": "urn:cairn-demo:pathway:sustainability-profile",
        "title": {"en": "Sustainability profile", "de": "Profil Nachhaltigkeit"},
        "owner": {"kind": "careerService"},
        "kind": "elective",
        "target": {"title": {"en": "A profile for applications", "de": "Ein Profil für Bewerbungen"}},
        "root": {"kind": "any", "min": 2, "of": choice},
    }


def _item(slug: str, issuer: str, title: str, title_de: str) -> JsonObject:
    match: JsonObject = {"achievementIds": [f"{ACHIEVEMENT}{slug}"]}
    if issuer:
        match["issuerIds"] = [issuer]
    return {"kind": "item", "title": {"en": title, "de": title_de}, "match": match}


def _agreements(issuers: Issuers, today: date) -> list[JsonObject]:
    """One that is in force, and one that has ended."""
    university, northport = issuers.did(UNIVERSITY.name), issuers.did(NORTHPORT.name)
    parties: list[Json] = [
        {"org": UNIVERSITY_NAME, "ids": [university], "role": "home", "signatory": "Vice-President for Studies"},
        {"org": NORTHPORT_NAME, "ids": [northport], "role": "host", "signatory": "Dean of Studies"},
    ]
    year = timedelta(days=365)
    quality: JsonObject = {
        "qualityAssurance": {"grade": "strong", "evidence": "Both are in the demo's trust list."},
        "verification": {"grade": "strong", "evidence": "Signed, with a status list."},
        "level": {"grade": "substantial", "evidence": "EQF level in each certificate."},
        "learningOutcomes": {"grade": "strong", "evidence": "Linked to ESCO."},
        "workload": {"grade": "substantial", "evidence": "ECTS credits in each certificate."},
        "testing": {"grade": "substantial", "evidence": "Examination regulations of both."},
        "identification": {"grade": "weak", "evidence": "On enrolment, not at each assessment."},
    }

    def agreement(
        slug: str, title: str, title_de: str, scope: JsonObject, to: JsonObject, validity: JsonObject
    ) -> JsonObject:
        return {
            "type": "RecognitionAgreement",
            "id": f"urn:cairn-demo:agreement:{slug}",
            "title": {"en": title, "de": title_de},
            "parties": parties,
            "scope": {"from": scope, "to": to},
            "decision": "automatic",
            "validity": validity,
            "quality": quality,
            "contact": "recognition@northport.example",
            "appeal": "Within one month, in writing, to the examination board.",
        }

    return [
        agreement(
            "data-science",
            "Electives in data science",
            "Wahlfächer in Data Science",
            {"issuerIds": [university], "eqf": {"min": 6}},
            {"qualification": MASTER},
            {"from": (today - year).isoformat(), "until": (today + 2 * year).isoformat(), "notice": "P6M"},
        ),
        agreement(
            "languages",
            "Academic writing",
            "Wissenschaftliches Schreiben",
            {"achievementIds": [f"{ACHIEVEMENT}academic-writing"]},
            {"modules": ["urn:cairn-demo:module:northport:writing"], "ects": 3},
            {"from": (today - 4 * year).isoformat(), "until": (today - timedelta(days=60)).isoformat()},
        ),
    ]
