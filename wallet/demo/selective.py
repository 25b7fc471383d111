"""What on the demo's shelf can be shown in part: two Open Badges, and a learning credential bound to a key."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

from verifier.codec.keys import PublicKey
from verifier.errors import JsonObject
from wallet.demo.issuer import Issuers
from wallet.demo.shelf import ESCO, UNIVERSITY_NAME, Course, ShelfItem, badge_of
from wallet.demo.signers import UNIVERSITY, UNIVERSITY_BBS, UNIVERSITY_SD, UNIVERSITY_SD_JWT, Signer

STATISTICS = Course(
    "applied-statistics",
    "Applied Statistics with R",
    "Angewandte Statistik mit R",
    "From the question to the model: samples, uncertainty, regression, and code that others can run again.",
    "The learner can plan a sample, fit and criticise a linear model in R and report its uncertainty. Assessed by a "
    "project of 15 pages with its code and a written examination of 90 minutes.",
    6,
    6,
    (("perform data analysis", "perform-data-analysis"), ("use statistical software", "statistical-software")),
    "1.3",
)
SUPPLY = Course(
    "sustainable-supply-chains",
    "Sustainable Supply Chains",
    "Nachhaltige Lieferketten",
    "Emissions, working conditions and law along a chain of suppliers.",
    "The learner can draw up the emissions of a product, weigh suppliers against each other and say what the law asks "
    "of a company. Assessed by a portfolio and its defence.",
    3,
    7,
    (("assess environmental impact", "environmental-impact"), ("manage supply chains", "manage-supply-chains")),
    "2.0",
)
_ALWAYS_SHOWN = ("/issuer", "/validFrom", "/credentialSubject/achievement/name")
# Of the learning credential everything else stands open, because it is what a reader always has to know.
_CONCEALED = (
    "/given_name",
    "/family_name",
    "/achievement_description",
    "/learning_outcomes/0",
    "/learning_outcomes/1",
    "/learning_outcomes/2",
    "/assessment_grade",
    "/expected_study_time",
    "/level_of_learning_experience",
    "/language_of_classes",
    "/prerequisites_to_enroll",
    "/types_of_quality_assurance",
    "/typeOfAssessment",
    "/formOfParticipation",
    "/integration_stackability_options",
)


def make_selective(issuers: Issuers, now: datetime, learner_name: str, holder: PublicKey) -> list[ShelfItem]:
    """One credential for each way to show a part: ecdsa-sd-2023, bbs-2023, and an SD-JWT VC bound to `holder`."""
    day = timedelta(days=1)
    midnight = datetime.combine(now.date(), time(), UTC)  # an exact second would tell two views of one person
    statistics = _badge(issuers, UNIVERSITY_SD, STATISTICS, now - 45 * day, learner_name)
    supply = _badge(issuers, UNIVERSITY_BBS, SUPPLY, midnight - 75 * day, learner_name)
    claims = _data_stewardship(learner_name, midnight - 20 * day)
    return [
        ShelfItem("shown in part, with an entry in a list", statistics),
        ShelfItem("shown in part, without a trace", supply),
        ShelfItem("shown in part, bound to a key", issuers.issue_sd_jwt(UNIVERSITY_SD_JWT, claims, _CONCEALED, holder)),
    ]


def _badge(issuers: Issuers, signer: Signer, course: Course, at: datetime, learner_name: str) -> bytes:
    document = badge_of(course, at, learner_name, issuers.did(UNIVERSITY.name), UNIVERSITY_NAME, timedelta())
    always = [*_ALWAYS_SHOWN]
    if signer.purposes:
        always.append("/credentialStatus")
    else:
        del document["id"]  # as long as it has one, every view of it is known again
    return json.dumps(issuers.issue(signer, document, always), ensure_ascii=False, indent=2).encode()


def _data_stewardship(learner_name: str, at: datetime) -> JsonObject:
    """The claims of a learning credential, by the names of the EUDI reference issuer, which has none for the kind of
    assessment and of participation: these two are named as WE BUILD's rulebook does."""
    given, _, family = learner_name.partition(" ")
    return {
        "vct": "urn:eu.europa.ec.eudi:learning:credential:1",
        "iat": int(at.timestamp()),
        "issuing_authority": UNIVERSITY_NAME,
        "issuing_country": "DE",
        "date_of_issuance": at.date().isoformat(),
        "given_name": given,
        "family_name": family,
        "achievement_title": "Research Data Stewardship",
        "achievement_description": "Planning, describing, keeping and opening the data of a research project.",
        "learning_outcomes": [
            {"title": "manage research data", "uri": f"{ESCO}manage-research-data"},
            {"title": "manage findable accessible interoperable and reusable data", "uri": f"{ESCO}fair-data"},
            "The learner can write a data management plan that a funding body accepts.",
        ],
        "assessment_grade": "1.7",
        "expected_study_time": "4 ECTS",
        "level_of_learning_experience": "EQF 7",
        "language_of_classes": ["en", "de"],
        "prerequisites_to_enroll": ["A bachelor's degree, or two years of work with data."],
        "types_of_quality_assurance": ["Accredited programme, evaluated every five years."],
        "typeOfAssessment": "Written plan and its defence",
        "formOfParticipation": "Blended",
        "integration_stackability_options": "Counts as an elective towards the Master of Data Science.",
    }
