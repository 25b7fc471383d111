"""The reasons for a track and for each criterion, in words: for each code a sentence, with its facts in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from verifier.site.i18n import lazy
from wallet.recognition.criteria import Strength
from wallet.recognition.tracks import Basis, Track

TRACKS: Mapping[Track, str] = MappingProxyType(
    {
        Track.CONVENTION: lazy("Recognition of a qualification of higher education (Lisbon Recognition Convention)"),
        Track.PRIOR_LEARNING: lazy("Recognition of prior learning"),
    }
)
BASES: Mapping[Basis, str] = MappingProxyType(
    {Basis.PROVED: lazy("proved"), Basis.CLAIMED: lazy("claimed"), Basis.NONE: lazy("not shown")}
)
STRENGTHS: Mapping[Strength, str] = MappingProxyType(
    {
        Strength.STRONG: lazy("strong"),
        Strength.SUBSTANTIAL: lazy("substantial"),
        Strength.WEAK: lazy("weak"),
        Strength.NONE: lazy("none"),
    }
)
CRITERIA: Mapping[str, str] = MappingProxyType(
    {
        "quality_assurance": lazy("Quality assurance"),
        "verification": lazy("Verification"),
        "level": lazy("Level"),
        "learning_outcomes": lazy("Learning outcomes"),
        "workload": lazy("Workload"),
        "testing": lazy("Testing"),
        "identification": lazy("Identification"),
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "track.elements_missing": lazy("Mandatory elements are missing: %(elements)s."),
        "track.elements_there": lazy("All mandatory elements are there."),
        "track.issuer_claimed": lazy("Nothing proves that it comes from %(name)s."),
        "track.not_valid": lazy("The check did not come out as valid."),
        "track.quality_listed": lazy("“%(register)s” lists %(name)s (copy of %(at)s)."),
        "track.quality_listed_claimed": lazy(
            "“%(register)s” lists %(name)s (copy of %(at)s), and nothing proves that it awards this."
        ),
        "track.quality_proved": lazy("The accreditation “%(accreditation)s” was checked."),
        "track.quality_claimed": lazy(
            "The credential names the accreditation “%(accreditation)s”; it was not checked."
        ),
        "track.quality_none": lazy("Nothing shows that the awarding body is quality-assured."),
        "criterion.quality_in_words": lazy("Said in words: “%(text)s”."),
        "criterion.quality_none": lazy("Nothing is said of quality assurance."),
        "criterion.verified": lazy("Valid, and it is proved who issued it."),
        "criterion.verified_key_only": lazy("Valid; the key proves no name."),
        "criterion.verified_but": lazy("Genuine, but it has ended or its status is unknown."),
        "criterion.not_valid": lazy("It is not valid."),
        "criterion.undecided": lazy("The check could not decide."),
        "criterion.level_national_and_european": lazy(
            "A national level (%(country)s) and EQF level %(level)s are stated."
        ),
        "criterion.level_european": lazy("EQF level %(level)s is stated."),
        "criterion.level_derived": lazy("EQF level %(level)s follows from what is stated (%(via)s)."),
        "criterion.level_in_words": lazy("A level without a known framework: “%(text)s”."),
        "criterion.level_none": lazy("No level is stated."),
        "criterion.outcomes_linked": lazy("Outcomes are linked to a framework: %(count)s (%(framework)s)."),
        "criterion.outcomes_stated": lazy("Learning outcomes are stated: %(count)s."),
        "criterion.outcomes_in_words": lazy("Only described, or only what had to be done."),
        "criterion.outcomes_none": lazy("No learning outcomes are stated."),
        "criterion.workload_agrees": lazy("%(ects)s ECTS and %(hours)s hours, which agree."),
        "criterion.workload_unusual": lazy("%(ects)s ECTS and %(hours)s hours: not the usual 25 to 30 hours a credit."),
        "criterion.workload_ects": lazy("%(ects)s ECTS."),
        "criterion.workload_hours": lazy("%(hours)s hours, no ECTS."),
        "criterion.workload_other": lazy("Stated without a unit that can be compared: “%(text)s”."),
        "criterion.workload_none": lazy("No workload is stated."),
        "criterion.testing_supervised": lazy("Assessed under supervision, with a result: “%(kind)s”."),
        "criterion.testing_stated": lazy("The kind of assessment is stated: “%(kind)s”."),
        "criterion.testing_grade_only": lazy("A result is stated (“%(grade)s”), not how it was assessed."),
        "criterion.testing_none": lazy("Nothing is said of an assessment."),
        "criterion.identity_not_verified": lazy("It says that nobody verified who was assessed."),
        "criterion.identity_supervised": lazy("Supervised, with the identity verified: “%(text)s”."),
        "criterion.identity_verified": lazy("The identity was verified: “%(text)s”."),
        "criterion.identity_named": lazy("The learner is named; nothing is said of verifying."),
        "criterion.identity_none": lazy("Nothing is said of the learner's identity."),
    }
)
