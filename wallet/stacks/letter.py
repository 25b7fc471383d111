"""A letter that asks an issuer for what a credential leaves out: ready to send, in plain text.

Words come through the catalogues: `Say` is given a sentence in English with `%(name)s` for facts. The credential's own
words are set off and cannot pass for ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from verifier.errors import Fact
from verifier.site.i18n import lazy
from wallet.recognition.completeness import Completeness, Element, State

Say = Callable[
    [str, Mapping[str, Fact]], str
]  # an English sentence and its facts -> the sentence in the reader's words


@dataclass(frozen=True)
class About:
    """What the letter is about: the title, the day of issuing as text, and who writes; empty for what is unknown."""

    title: str
    learner: str = ""
    day: str = ""


@dataclass(frozen=True)
class Letter:
    """`subject` is one line, `text` has paragraphs with an empty line between them."""

    subject: str
    text: str


# Element -> what it is called, and what is asked for.
ELEMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "learner": (lazy("Learner"), lazy("who the learner is")),
        "title": (lazy("Title"), lazy("the title of the micro-credential")),
        "country": (lazy("Country or region"), lazy("the country or region of the issuing body")),
        "awarding_body": (lazy("Awarding body"), lazy("which body awards it")),
        "issued": (lazy("Date of issuing"), lazy("the day on which it was issued")),
        "outcomes": (lazy("Learning outcomes"), lazy("what a learner knows and can do afterwards")),
        "workload": (lazy("Workload"), lazy("how many ECTS credits, or hours of study, it stands for")),
        "level": (lazy("Level"), lazy("the level in a qualifications framework, if one applies")),
        "assessment": (lazy("Type of assessment"), lazy("how the learning outcomes were assessed")),
        "participation": (lazy("Form of participation"), lazy("whether learners took part online, on site or both")),
        "quality_assurance": (lazy("Quality assurance"), lazy("what assures its quality, and by whom")),
        "prerequisites": (lazy("Prerequisites"), lazy("what was needed to enrol")),
        "supervision": (lazy("Supervision and identity"), lazy("whether somebody watched and verified who it was")),
        "grade": (lazy("Grade"), lazy("the grade that was reached, and its scale")),
        "stackability": (lazy("Stackability"), lazy("whether it counts towards a larger credential, and which")),
        "further_information": (lazy("Further information"), lazy("anything else that helps to recognise it")),
    }
)  # fmt: skip
# What a stated element lacks -> what is asked for.
LACKING: Mapping[str, str] = MappingProxyType(
    {
        "title.type_only": lazy("the title of the micro-credential"),
        "learner.hashed_only": lazy("the learner's name beside the protected identifier"),
        "learner.id_only": lazy("the learner's name beside the technical identifier"),
        "outcomes.results_only": lazy("what a learner knows and can do afterwards, beside the names of the results"),
        "outcomes.criteria_only": lazy("what a learner knows and can do afterwards, beside what had to be done"),
        "workload.no_number": lazy("the workload as a number of ECTS credits or hours"),
        "workload.no_unit": lazy("whether the credits are ECTS credits, or how many hours they stand for"),
        "workload.no_study_time": lazy("how many ECTS credits, or hours of study, the stated time stands for"),
        "level.no_framework": lazy("the framework that the stated level belongs to"),
        "quality.endorsement_only": lazy("what assures its quality, beside the endorsement"),
        "assessment.genre_only": lazy("how the learning outcomes were assessed, beside the kind of evidence"),
        "grade.no_scale": lazy("the scale that the grade is on"),
    }
)
_SUBJECT = lazy("What “%(title)s” does not say yet")
_SUBJECT_UNTITLED = lazy("What a micro-credential of yours does not say yet")
_GREETING = lazy("Dear Sir or Madam,")
_ISSUED = (
    lazy("You issued “%(title)s” to me on %(day)s."),
    lazy("You issued “%(title)s” to me."),
    lazy("You issued a micro-credential to me."),
)
_WHY = lazy(
    "The Council Recommendation on a European approach to micro-credentials (2022/C 243/02, Annex I) lists what a"
    " micro-credential says, so that universities and employers can recognise it."
)
_MISSING = lazy("I could not find in it:")
_LACKS = lazy("It says something on these, and one thing is still missing:")
_NO_FIELD = lazy(
    "For some of these the format of the credential has no field of its own. A description, an alignment or an"
    " extension can hold them."
)
_ASK = lazy("Could you issue it again with these statements, or tell me why they are left out?")
_THANKS = lazy("Thank you very much,")


def write_letter(asked: Completeness, about: About, say: Say) -> Letter | None:
    """The letter; None where there is nothing to ask for. A level is asked for only "if one applies".

    `say` writes a sentence with facts. Optional elements are not asked for unless they are half there.
    """
    missing = [each for each in asked.elements if each.is_mandatory and not each.is_there]
    lacking = [each for each in asked.elements if each.is_there and each.code]
    if not lacking and all(each.state is State.IF_APPLICABLE for each in missing):
        return None
    facts: dict[str, Fact] = {"title": about.title, "day": about.day}
    paragraphs = [say(_GREETING, {}), " ".join([say(_issued(about), facts), say(_WHY, {})])]
    if missing:
        paragraphs.append("\n".join([say(_MISSING, {}), *(_line(each, say) for each in missing)]))
    if lacking:
        paragraphs.append("\n".join([say(_LACKS, {}), *(_line(each, say) for each in lacking)]))
    if any(each.state is State.NO_FIELD for each in missing):
        paragraphs.append(say(_NO_FIELD, {}))
    paragraphs += [say(_ASK, {}), "\n".join([say(_THANKS, {}), *([_one_line(about.learner)] if about.learner else [])])]
    subject = say(_SUBJECT, facts) if about.title else say(_SUBJECT_UNTITLED, {})
    return Letter(_one_line(subject), "\n\n".join(paragraphs) + "\n")


def _issued(about: About) -> str:
    if not about.title:
        return _ISSUED[-1]
    return _ISSUED[0] if about.day else _ISSUED[1]


def _line(element: Element, say: Say) -> str:
    name, wanted = ELEMENTS[element.name]
    return f"- {say(name, {})}: {say(LACKING.get(element.code, wanted), {})}"


def _one_line(text: str) -> str:
    """A header and a signature are one line each, whatever a credential calls itself."""
    return " ".join(text.split())
