"""What was learnt, how much, at what level, and how it was assessed: the European Learning Model's claims."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.codec.elm_nodes import Document, eqf_number, key, label, note, said
from verifier.codec.pointer import Node, read_types
from verifier.elements.elm_values import read_concept, read_concepts, read_credits, read_durations, read_notes
from verifier.elements.values import read_value
from verifier.record import Value


def read_outcomes(document: Document) -> Iterator[Value]:
    for specification in document.specifications():
        for each in document.few(specification, "learningOutcome"):
            skills = [said(label(skill)) for skill in document.few(each, "relatedESCOSkill", "relatedSkill")]
            links = [skill["id"].text for skill in document.few(each, "relatedESCOSkill")]
            yield from read_value(
                each["title"] or label(each),
                uri=links[0] if len(links) == 1 else "",
                skills=", ".join(skill for skill in skills if skill),
                description=said(note(document.first(each, "additionalNote"))),
                reusability=said(label(document.first(each, "reusabilityLevel"))),
            )
        yield from read_notes(document, specification, "learningOutcomeSummary", kind="summary")


def read_skills(document: Document) -> Iterator[Value]:
    for specification in document.specifications():
        for each in document.few(specification, "learningOutcome"):
            yield from read_concepts(document, each, "relatedESCOSkill", "relatedSkill", outcome=said(each["title"]))


def read_levels(document: Document) -> Iterator[Value]:
    for specification in document.specifications():
        for each in document.few(specification, "eqfLevel"):
            yield from read_concept(each, unit="EQF", number=eqf_number(each))
        for each in document.few(specification, "nqfLevel"):
            yield from read_concept(each, unit="NQF", framework=said(label(each["inScheme"])))
        for each in document.few(specification, "educationLevel"):
            yield from read_concept(each, kind="educationLevel")


def read_workload(document: Document) -> Iterator[Value]:
    for claim in document.claims():
        yield from read_credits(document, claim, "creditReceived", "earned")
        yield from read_durations(claim, "workload")
        for each in document.few(claim, "specifiedBy"):
            yield from read_credits(document, each, "creditPoint", "available")
            yield from read_durations(each, "volumeOfLearning", "workload")
    claimed = {key(claim) for claim in document.claims()}
    for activity in document.reached_from("influencedBy", "LearningActivity"):
        of = said(activity["title"])
        for each in (activity, *document.few(activity, "specifiedBy")) if key(activity) not in claimed else ():
            yield from read_durations(each, "workload", "volumeOfLearning", of="activity", activity=of)


# ---- how it was assessed


def _assessments(document: Document) -> Iterator[Node]:
    return document.reached_from("provenBy", "LearningAssessment")


def read_assessment(document: Document) -> Iterator[Value]:
    for each in _assessments(document):
        specification = document.first(each, "specifiedBy")
        title, mode = said(each["title"]), said(label(document.first(specification, "mode")))
        by = said(label(document.first(each, "assessedBy")))
        kinds = [*read_concepts(document, specification, "dcType", assessment=title, mode=mode, by=by)]
        kinds += read_concepts(document, each, "dcType", assessment=title, mode=mode, by=by)
        yield from kinds or read_value(each["title"], mode=mode, by=by)


def read_participation(document: Document) -> Iterator[Value]:
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
    for each in _assessments(document):
        yield from read_concepts(document, each, "idVerification", assessment=said(each["title"]))


def read_grades(document: Document) -> Iterator[Value]:
    for each in _assessments(document):
        scheme = document.first(document.first(each, "specifiedBy"), "gradingScheme")
        for grade in document.few(each, "grade"):
            where = note(grade)
            yield from read_value(
                where,
                number=where.number,
                label=said(each["title"]),
                scale=said(scheme["title"]),
                description=said(scheme["description"]),
            )


def read_prerequisites(document: Document) -> Iterator[Value]:
    for each in document.specifications():
        yield from read_notes(document, each, "entryRequirement")
