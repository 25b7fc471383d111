"""What an evaluation says in codes, in words: for each code of the engine a sentence, with its facts in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from verifier.site.i18n import lazy
from wallet.recognition.finding import State

ADVICE = lazy("This is advice; the receiving institution decides.")
STATES: Mapping[State, str] = MappingProxyType(
    {
        State.MET: lazy("Met"),
        State.PARTIAL: lazy("Partly met"),
        State.MISSING: lazy("Missing"),
        State.BLOCKED: lazy("Something is in the way"),
        State.NOT_SHOWN: lazy("Not shown"),
    }
)
# (tone, symbol): a colour is never alone.
LOOKS: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.MET: ("good", "good"),
        State.PARTIAL: ("link", "half"),
        State.MISSING: ("none", "none"),
        State.BLOCKED: ("amber", "amber"),
        State.NOT_SHOWN: ("unsure", "unsure"),
    }
)
WHOLE: Mapping[State, str] = MappingProxyType(
    {
        State.MET: lazy("Everything that this pathway asks for is there."),
        State.PARTIAL: lazy("A part of what this pathway asks for is there."),
        State.MISSING: lazy("Nothing that this pathway asks for is there yet."),
        State.BLOCKED: lazy("Nothing counts yet: what would fit is kept from counting."),
        State.NOT_SHOWN: lazy("Everything that can be shown is there. One thing cannot be proved this way."),
    }
)
# Why a requirement stands as it does, where nothing is in the way of what is there.
FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "met": lazy("This is met."),
        "missing": lazy("Nothing of what is there fits."),
        "short": lazy("What counts here is not enough yet."),
        "used_up": lazy("What fits here counts elsewhere in this pathway, and counts once."),
        "rules_short": lazy("%(met)s of %(asked)s are met."),
        "credits_short": lazy("The parts are met; %(counted)s of %(credits_asked)s ECTS count."),
        "level_short": lazy("%(counted)s of %(asked)s ECTS count at EQF level %(min_level)s or above."),
        "not.present": lazy("There is something that must not be there."),
        "not.absent": lazy("Nothing of the kind is among what is there."),
        "not.not_shown": lazy("What somebody chose to show cannot prove that something is not there."),
        "order.wrong": lazy("What has to come first was not awarded before the other."),
        "order.no_date": lazy("One of the two names no date."),
    }
)
EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "A": lazy("the very same achievement, its issuer proved"),
        "B": lazy("the issuer proved, by its code or an agreement"),
        "C": lazy("what was learnt, its field, level or title fits, from a proved issuer"),
        "D": lazy("words that are alike, or a claim: counts only because a person decided so"),
    }
)
# How an achievement meets a requirement.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "same_achievement": lazy("It is the achievement that is asked for, and its issuer is proved."),
        "issuer_code": lazy("It has the issuer's own code for what is asked for."),
        "issuer_title": lazy("It has the title that is asked for, from the issuer that is asked for."),
        "issuer": lazy("It comes from the issuer that is asked for."),
        "achievement_trusted": lazy("It is the achievement that is asked for, from an issuer on a trust list."),
        "home": lazy("It comes from the institution whose pathway this is."),
        "trusted": lazy("It comes from an issuer on a trust list."),
        "accepted": lazy("You decided that it counts here."),
        "agreement": lazy("An agreement recognises it."),
        "outcome": lazy("It states this learning outcome."),
        "present": lazy("It is among what must not be there."),
        "before": lazy("It was awarded first."),
        "after": lazy("It was awarded afterwards."),
    }
)
# What keeps an achievement from counting, here or at all.
OBSTACLES: Mapping[str, str] = MappingProxyType(
    {
        "standing.revoked": lazy("It was withdrawn."),
        "standing.invalid": lazy("It is not genuine as it stands."),
        "standing.suspended": lazy("It is suspended for now."),
        "standing.undecided": lazy("Whether it is genuine could not be decided."),
        "standing.status_unknown": lazy("Whether it was withdrawn could not be found out."),
        "standing.expired": lazy("The certificate has ended, and this pathway asks for one that has not."),
        "age.unknown": lazy("It names no date, and this pathway asks how old it is."),
        "age.too_old": lazy("It is older than this pathway allows."),
        "elsewhere": lazy("It counts in another stack already."),
        "part.withdrawn": lazy("A part of it was withdrawn or suspended."),
        "issuer.claimed": lazy("Nothing proves that it comes from whom it names."),
        "issuer.not_trusted": lazy("Its issuer is proved, but this pathway and the trust lists do not name it."),
        "agreement.not_yet": lazy("The agreement that would recognise it is not in force yet."),
        "agreement.ended": lazy("The agreement that would recognise it has ended."),
        "agreement.superseded": lazy("The agreement that would recognise it was replaced by another."),
        "agreement.unsigned": lazy("The agreement that would recognise it is not signed by everybody."),
        "agreement.purpose": lazy("The agreement that speaks of it is not about credits."),
        "agreement.case_by_case": lazy("By the agreement somebody decides in each case."),
        "condition.grade": lazy("Its grade is below what is asked for, or cannot be compared."),
        "condition.age": lazy("It is older than the agreement allows."),
        "condition.assessment": lazy("It was not assessed as the agreement asks."),
        "condition.supervision": lazy("Nothing says that its assessment was supervised as the agreement asks."),
        "condition.identity": lazy("Nothing says that the learner's identity was verified, as the agreement asks."),
        "near.unit_unknown": lazy("It states credits without a unit, which cannot be added to ECTS."),
        "near.title": lazy("Its title is alike. That is a hint and proves nothing."),
        "near.match": lazy("It states this outcome, but the rest of what is asked does not fit."),
        "near.level": lazy("Its level is lower than what is asked for, or it states none."),
        "near.no_credits": lazy("It states no credits of the kind that are asked for."),
        "near.alignment": lazy("Everything fits but its learning outcomes."),
        "near.isced": lazy("Everything fits but its field."),
        "near.kind": lazy("Everything fits but its kind."),
        "near.format": lazy("Everything fits but the format of the file."),
        "near.language": lazy("Everything fits but its language."),
        "near.eqf": lazy("Everything fits but its level."),
        "near.ects": lazy("Everything fits but its number of credits."),
        "near.assessment": lazy("Everything fits but how it was assessed."),
        "near.supervision": lazy("Everything fits but how its assessment was supervised."),
        "near.identity": lazy("Everything fits, but nothing says that the learner's identity was verified."),
        "near.quality": lazy("Everything fits but how far its quality is assured."),
        "near.grade": lazy("Everything fits but its grade."),
        "near.awarded": lazy("Everything fits, but it was awarded too early."),
        "near.age": lazy("Everything fits, but it is older than is asked for."),
    }
)
# Why an achievement counts nowhere in a stack; the obstacles beside them.
UNCOUNTED: Mapping[str, str] = MappingProxyType(
    {
        "twin.certain": lazy("It is the same as %(of)s, which counts."),
        "twin.suspected": lazy("It may be the same as %(of)s, which counts. Decide whether it is."),
        "part.of_counted": lazy("It is a part of %(of)s, which counts as a whole."),
        "whole.of_counted": lazy("Parts of it count: %(of)s."),
        "capped": lazy("It fits, but no more credits count there."),
        "not_needed": lazy("It fits, and what it would meet is met already."),
        "looked_at": lazy("It was looked at and shows something; it gives no credits here."),
        "no_rule": lazy("This pathway asks for nothing like it."),
    }
)
ASSUMPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "advice": ADVICE,
        "pathway.not_yet": lazy("This pathway is valid only from %(from)s."),
        "pathway.ended": lazy("This pathway was valid until %(until)s."),
        "not.over_what_is_held": lazy("That something is not there was looked up in this wallet alone."),
        "counted.planned": lazy("Planned, not earned yet: %(achievements)s."),
        "counted.suspended": lazy("Counted although suspended, as this pathway allows: %(achievements)s."),
        "counted.status_unknown": lazy(
            "Counted although nobody could say whether it was withdrawn, as this pathway allows: %(achievements)s."
        ),
        "counted.expired": lazy("The certificate has ended, what was learnt has not: %(achievements)s."),
        "credits.several": lazy("States several numbers of credits; the smallest counts: %(achievements)s."),
        "credits.unusual_hours": lazy("States other than 25 to 30 hours for each ECTS credit: %(achievements)s."),
        "agreement.advice": lazy("An agreement that counts here gives advice and does not bind: %(agreements)s."),
        "agreement.evidence_needed": lazy("An agreement that counts here asks for this as well: %(evidence)s."),
        "accepted": lazy("The learner decided that these count, and nothing else shows it: %(pairs)s."),
    }
)
AGREEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "ok": lazy("In force."),
        "agreement.not_yet": lazy("Not in force yet."),
        "agreement.ended": lazy("It has ended."),
        "agreement.superseded": lazy("It was replaced by another."),
        "agreement.unsigned": lazy("Not signed by everybody: %(unsigned)s."),
        "agreement.purpose": lazy("It is not about credits."),
        "agreement.case_by_case": lazy("Somebody decides in each case."),
    }
)
# The steps that would complete something, by the kind of what they add.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        "item": lazy("One more for “%(rule)s”."),
        "credits": lazy("%(amount)s %(unit)s more for “%(rule)s”."),
        "outcome": lazy("Something that shows “%(rule)s”."),
        "order": lazy("The right order for “%(rule)s”."),
    }
)
# What one does about what is there and does not count; nothing where only learning helps.
HELP: Mapping[str, str] = MappingProxyType(
    {
        "standing.suspended": lazy("Ask the issuer why it is suspended."),
        "standing.undecided": lazy("Have it checked again."),
        "standing.status_unknown": lazy("Have it checked again."),
        "standing.expired": lazy("Ask the issuer for a new one."),
        "standing.invalid": lazy("Ask the issuer for the original."),
        "age.unknown": lazy("Ask the issuer for the date."),
        "elsewhere": lazy("Decide in which stack it shall count."),
        "issuer.claimed": lazy("Ask the issuer for a signed original."),
        "issuer.not_trusted": lazy("Ask the receiving institution whether it recognises the issuer."),
        "agreement.unsigned": lazy("Ask the institutions when they sign the agreement."),
        "agreement.ended": lazy("Ask whether the agreement will be renewed."),
        "agreement.case_by_case": lazy("Ask the receiving institution to decide."),
        "agreement.purpose": lazy("Ask the receiving institution to decide."),
        "near.unit_unknown": lazy("Ask the issuer whether the credits are ECTS credits."),
        "condition.grade": lazy("Ask the issuer for the grade and its scale."),
        "used_up": lazy("It needs something that counts nowhere else yet."),
    }
)
