"""What was learnt, how much, at what level, and how it was assessed: the European Learning Model's claims."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.codec.elm_nodes import Document, eqf_number, key, label, note, said
from verifier.codec.pointer import Node, read_types
from verifier.elements.elm_values import read_concept, read_concepts, read_credits, read_durations, read_notes
from verifier.elements.values import read_value
from verifier.record import Value


def read_outcomes(document: Document) -> Iterator[Value]:
    """Learning outcomes with the skills that they relate to; then those of parts."""
    for specification, part in document.specified():
        for each in document.few(specification, "learningOutcome"):
            skills = [said(label(skill)) for skill in document.few(each, "relatedESCOSkill", "relatedSkill")]
            links = [skill["id"].text for skill in document.few(each, "relatedESCOSkill")]
            yield from read_value(
                each["title"] or label(each),
                uri=links[0] if len(links) == 1 else "",
                skills=", ".join(skill for skill in skills if skill),
                description=said(note(document.first(each, "additionalNote"))),
                reusability=said(label(document.first(each, "reusabilityLevel"))),
                part=part,
            )
        yield from read_notes(document, specification, "learningOutcomeSummary", kind="summary", part=part)


def read_skills(document: Document) -> Iterator[Value]:
    """The skills that learning outcomes relate to, with their framework."""
    for specification, part in document.specified():
        for each in document.few(specification, "learningOutcome"):
            outcome = said(each["title"] or label(each))
            yield from read_concepts(document, each, "relatedESCOSkill", "relatedSkill", outcome=outcome, part=part)


def read_levels(document: Document) -> Iterator[Value]:
    """The level of a qualification in the European and in a national framework, and of education."""
    for specification, part in document.specified():
        for each in document.few(specification, "eqfLevel"):
            yield from read_concept(each, unit="EQF", number=eqf_number(each), part=part)
        for each in document.few(specification, "nqfLevel"):
            yield from read_concept(each, unit="NQF", framework=said(label(each["inScheme"])), part=part)
        for each in document.few(specification, "educationLevel"):
            yield from read_concept(each, kind="educationLevel", part=part)


def read_workload(document: Document) -> Iterator[Value]:
    """Credits and times of study: of what was achieved, then of activities that led to it, then of parts."""
    whole = [(node, part) for node, part in document.achieved() if not part]
    claimed = {key(node) for node, _ in whole}
    activities = [
        each for each in document.reached_from("influencedBy", "LearningActivity") if key(each) not in claimed
    ]
    achieved = any("LearningAchievement" in read_types(node) for node, _ in whole)
    for node, _ in whole:
        beside = achieved and "LearningActivity" in read_types(node)
        yield from _load(document, node, activity=said(node["title"]) if beside else "")
    for activity in activities:
        for each in (activity, *document.few(activity, "specifiedBy")):
            title = said(activity["title"])
            yield from read_durations(each, "workload", "volumeOfLearning", of="activity", activity=title)
    for node, part in document.achieved()[len(whole) :]:
        yield from _load(document, node, part=part)


def _load(document: Document, node: Node, *, part: str = "", activity: str = "") -> Iterator[Value]:
    detail = {"of": "activity" if activity else "", "activity": activity, "part": part}
    yield from read_credits(document, node, "creditReceived", "earned", part=part)
    yield from read_durations(node, "workload", **detail)
    for each in document.few(node, "specifiedBy"):
        yield from read_credits(document, each, "creditPoint", "available", part=part)
        yield from read_durations(each, "volumeOfLearning", "workload", **detail)


# ---- how it was assessed


def _assessments(document: Document) -> Iterator[Node]:
    return document.reached_from("provenBy", "LearningAssessment")


def read_assessment(document: Document) -> Iterator[Value]:
    """How it was assessed, by whom."""
    for each in _assessments(document):
        specification = document.first(each, "specifiedBy")
        title, mode = said(each["title"]), said(label(document.first(specification, "mode")))
        by = said(label(document.first(each, "assessedBy")))
        kinds = [*read_concepts(document, specification, "dcType", assessment=title, mode=mode, by=by)]
        kinds += read_concepts(document, each, "dcType", assessment=title, mode=mode, by=by)
        yield from kinds or read_value(each["title"], mode=mode, by=by)


def read_participation(document: Document) -> Iterator[Value]:
    """How the learner took part."""
    for each in document.reached_from("influencedBy", "LearningActivity"):
        title = said(each["title"])
        yield from read_concepts(document, each, "mode", activity=title)
        for specification in document.few(each, "specifiedBy"):
            kind = said(label(document.first(specification, "dcType")))
            yield from read_concepts(document, specification, "mode", activity=title, type=kind)
    for specification in document.specifications():
        if "LearningActivitySpecification" not in read_types(specification):
            yield from read_concepts(document, specification, "mode")
        yield from read_concepts(document, specification, "learningSetting", kind="learningSetting")


def read_supervision(document: Document) -> Iterator[Value]:
    """How assessments were supervised and whose identity was verified."""
    for each in _assessments(document):
        yield from read_concepts(document, each, "idVerification", assessment=said(each["title"]))


def read_grades(document: Document) -> Iterator[Value]:
    """Grades with the scheme that they are on; then those of parts."""
    for assessment in _assessments(document):
        yield from _grades(document, assessment, "")
    for node, part in document.achieved():
        for assessment in document.few(node, "provenBy") if part else ():
            yield from _grades(document, assessment, part)


def _grades(document: Document, assessment: Node, part: str) -> Iterator[Value]:
    scheme = document.first(document.first(assessment, "specifiedBy"), "gradingScheme")
    for grade in document.few(assessment, "grade"):
        where = note(grade)
        yield from read_value(
            where,
            number=where.number,
            label=said(assessment["title"]),
            scale=said(scheme["title"]),
            description=said(scheme["description"]),
            part=part,
        )


def read_prerequisites(document: Document) -> Iterator[Value]:
    """What had to be known or done before."""
    for each in document.specifications():
        yield from read_notes(document, each, "entryRequirement")
